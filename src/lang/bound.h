// SPDX-License-Identifier: Apache-2.0
// Values that are known when a rule is checked: numbers, durations, times, and
// times counted from `now`. Private to the checker.
#ifndef CARL_LANG_BOUND_H
#define CARL_LANG_BOUND_H

#include "base/number.h"
#include "lang/ast.h"

enum bound_base { BOUND_NUMBER, BOUND_DURATION, BOUND_TIME, BOUND_NOW };

struct bound {
    enum bound_base base;
    struct number value; // a number; nanoseconds of a duration, of a time, or from now
};

// Finds the value of an expression that has been checked; false where the data
// decides. `time`: a text is read as a time.
bool bound_of(const struct expr *expr, bool time, struct bound *ret_bound);

// True when the comparison of two known values of one base holds.
bool bound_compare(const struct bound *left, enum compare_operator op, const struct bound *right);

#endif
