// SPDX-License-Identifier: Apache-2.0
// The traces of a run, as text for people and as JSON. Both take rules that ran
// and the scan, which is traced and over.
#ifndef CARL_CLI_TRACE_H
#define CARL_CLI_TRACE_H

#include "carl.h"
#include "cli/cli.h"

#include <stdbool.h>
#include <stddef.h>

struct traced {
    const struct carl_rules *rules;
    const struct carl_scan *scan;
    bool color;   // of the text
    size_t width; // of the text, in columns; 0: 100
};

// Prints the text on standard error.
enum exit_status trace_print(const struct traced *traced);

// Of the tests that must all hold for a row to pass the step, the one that removed
// most rows, the first of several; SIZE_MAX where there are not two, or none
// removed any.
size_t trace_most(const struct carl_trace *trace, size_t rule, size_t step);

// Writes the JSON document to a file, which is made or replaced.
enum exit_status trace_write(const struct traced *traced, const char *path);

#endif
