// SPDX-License-Identifier: Apache-2.0
// Both sides on one case, and the smallest case that still differs. One thread.
#ifndef REFERENCE_COMPARE_H
#define REFERENCE_COMPARE_H

#include "carl.h"
#include "generate.h"

#include <stdbool.h>
#include <stdio.h>

enum comparison { COMPARE_SAME, COMPARE_DIFFERENT, COMPARE_NOT_RUN };

// Runs the rule on the records both ways. *ret_hits: how many the reference
// finds. Where the results differ, writes both to `out` (NULL: nowhere).
enum comparison compare_run(const struct carl_model *model, struct slice rule, struct slice events, FILE *out,
                            size_t *ret_hits);

struct tally {
    unsigned long different;
    unsigned long skipped; // rules that do not check
    unsigned long hits;    // cases that had any
};

// The random case of a seed. A difference is written to `out`: seed, the rule
// and the records after shrinking, both results. With `show` the case itself is
// written in any event, before.
void compare_case(const struct carl_model *model, unsigned long seed, bool show, struct tally *tally, FILE *out);

#endif
