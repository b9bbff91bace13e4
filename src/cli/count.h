// SPDX-License-Identifier: Apache-2.0
// Numbers for people. Pure functions.
#ifndef CARL_CLI_COUNT_H
#define CARL_CLI_COUNT_H

#include <stdint.h>

enum { COUNT_SIZE = 32 };

// Writes `number` with a comma between groups of three digits; returns `text`.
const char *count_format(char text[COUNT_SIZE], uint64_t number);

// What makes a noun one of that many: "s", or "" for one.
const char *count_plural(uint64_t number);

#endif
