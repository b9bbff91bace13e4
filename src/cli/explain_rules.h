// SPDX-License-Identifier: Apache-2.0
// The part of `carl explain` that shows what was made of rules.
#ifndef CARL_CLI_EXPLAIN_RULES_H
#define CARL_CLI_EXPLAIN_RULES_H

#include "cli/cli.h"
#include "cli/library.h"
#include "cli/maps.h"
#include "cli/terminal.h"

#include <stdbool.h>
#include <stddef.h>

struct rules_to_explain {
    const char *const *paths;
    size_t path_count;
    const char *const *parameters; // NAME=VALUE
    size_t parameter_count;
    struct library *library;
    const struct map_list *maps;
    enum color_choice color;
    bool json;
};

// Loads the rules and writes their plans to standard output; what is wrong with
// rules goes to standard error.
enum exit_status explain_rules(const struct rules_to_explain *wanted);

#endif
