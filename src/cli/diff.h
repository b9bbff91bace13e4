// SPDX-License-Identifier: Apache-2.0
// Differences of two texts in the unified format, as `diff -u` and `git apply`
// write and read it. The lines are compared by the greedy algorithm of E. Myers,
// "An O(ND) Difference Algorithm and Its Variations" (1986); texts that differ in
// very many lines are shown as replaced whole. Borrows the texts.
#ifndef CARL_CLI_DIFF_H
#define CARL_CLI_DIFF_H

#include "output/sink.h"

#include <stdbool.h>
#include <stddef.h>

// Writes the difference between two texts of the file `path`; nothing where they
// are equal. False if memory is out.
bool diff_write(struct sink *sink, const char *path, const char *old_text, size_t old_size, const char *new_text,
                size_t new_size);

#endif
