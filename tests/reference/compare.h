// SPDX-License-Identifier: Apache-2.0
// Both sides on one case, and the smallest case that still differs. One thread.
#ifndef REFERENCE_COMPARE_H
#define REFERENCE_COMPARE_H

#include "carl.h"
#include "generate.h"
#include "reference.h"

#include <stdbool.h>
#include <stdio.h>

enum comparison { COMPARE_SAME, COMPARE_DIFFERENT, COMPARE_NOT_RUN };

struct result {
    enum comparison comparison;
    size_t hits; // that the reference finds
};

// Runs the rules together on the records, both ways; ret_results has a place for
// each. Where the results of a rule differ, writes both to `out` (NULL: nowhere).
void compare_run(const struct carl_model *model, struct rule_texts rules, struct slice events, FILE *out,
                 struct result *ret_results);

struct tally {
    unsigned long different;
    unsigned long rules;   // in all cases
    unsigned long skipped; // rules that do not check
    unsigned long hits;    // cases that had any
};

// The random case of a seed. A difference is written to `out`: seed, the rules
// and the records after shrinking, both results. With `show` the case itself is
// written in any event, before.
void compare_case(const struct carl_model *model, unsigned long seed, bool show, struct tally *tally, FILE *out);

#endif
