// SPDX-License-Identifier: Apache-2.0
// What the terminal behind a file descriptor can do, and the --color option.
#ifndef CARL_CLI_TERMINAL_H
#define CARL_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

// Reads the value of --color; false (and a message) if it is none of the three.
bool color_parse(const char *value, enum color_choice *ret_choice);

// Whether to colour what goes to `fd`. Automatic means: a terminal that is not
// "dumb", and NO_COLOR (https://no-color.org) unset or empty.
bool color_wanted(enum color_choice choice, int fd);

// Columns of the terminal behind `fd`; COLUMNS overrides. 0 if it is none.
size_t terminal_columns(int fd);
// The same, as far as tables can be made to fit.
size_t terminal_width(int fd);

// Whether `fd` is a terminal on which a line can be written again.
bool terminal_can_rewrite(int fd);

#endif
