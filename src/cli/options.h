// SPDX-License-Identifier: Apache-2.0
// Command-line options from a table: --long, --long=value, --long value, -x,
// -xvalue, -x value, clustered flags (-xy), and `--`, after which everything is
// an operand. Options and operands may be mixed; `-` alone is an operand.
#ifndef CARL_CLI_OPTIONS_H
#define CARL_CLI_OPTIONS_H

#include <stdbool.h>

struct option_spec {
    const char *name; // without the dashes; NULL ends a table
    char letter;      // '\0': no short form
    bool takes_value;
    int id; // what options_next returns, > 0
};

enum {
    OPTIONS_END = 0,
    OPTIONS_OPERAND = -1,
    OPTIONS_WRONG = -2, // reported on standard error already
};

struct options {
    int argc;
    char **argv;
    const struct option_spec *specs;
    const char *verb;    // named in messages
    int index;           // of the next argument
    const char *cluster; // rest of a -xyz being read, or NULL
    bool operands_only;  // `--` was seen
};

void options_init(struct options *options, int argc, char **argv, const struct option_spec *specs, const char *verb);

// The next option's id, OPTIONS_OPERAND or OPTIONS_END. *ret_value is the value
// or operand, borrowed from argv, and NULL for a flag.
int options_next(struct options *options, const char **ret_value);

#endif
