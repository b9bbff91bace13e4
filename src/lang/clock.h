// SPDX-License-Identifier: Apache-2.0
// Comparisons of the times of joined sets: which bounds which, and whether they
// leave any time at all. Private to the checker.
#ifndef CARL_LANG_CLOCK_H
#define CARL_LANG_CLOCK_H

#include "lang/check_internal.h"

// Joins of more sets are not looked into.
enum { CLOCK_SETS = 16 };

// A time of the set `first` is at most one of the set `second` plus `offset`.
struct clock_link {
    size_t first; // which input of the join
    size_t second;
    double offset; // nanoseconds
    bool strict;   // less than that
    bool events;   // both are the times of the events, not of another field
};

// What `left op right` says: the number of links (`==` makes two), 0 where it
// does not compare times of two sets.
size_t clock_links(const struct expr *left, const struct expr *right, enum compare_operator op,
                   struct clock_link ret_links[2]);

// A join's condition: reports comparisons of times that leave none (E303).
void lint_clock(struct checker *checker, const struct expr *condition);

#endif
