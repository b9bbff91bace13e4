// SPDX-License-Identifier: Apache-2.0
// What a run tells on standard error when it ends.
#ifndef CARL_CLI_SUMMARY_H
#define CARL_CLI_SUMMARY_H

#include "carl.h"

#include <stdbool.h>
#include <stddef.h>

struct summary {
    const struct carl_model *model;
    const struct carl_rules *rules;
    const struct carl_scan *scan;
    size_t unreadable_rules; // files that are not in `rules`
    size_t unreadable_files; // event files that could not be read, or not to the end
    double seconds;          // the scan took
    bool now_given;          // by --now
    bool following;          // --follow
    bool interrupted;
};

void summary_print(const struct summary *summary);

#endif
