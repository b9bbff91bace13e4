// SPDX-License-Identifier: Apache-2.0
// What one test says about one field, in a form in which two tests can be
// compared: does one exclude the other, does one hold whenever the other fails.
// Answers are safe: what is not sure is neither. Private to the checker.
#ifndef CARL_LANG_CONSTRAINT_H
#define CARL_LANG_CONSTRAINT_H

#include "lang/check_internal.h"

enum constraint_kind {
    CONSTRAINT_EQUAL,     // equal to one of the patterns
    CONSTRAINT_DIFFERENT, // not null, and equal to none of them
    CONSTRAINT_BOUND,     // before or after a value
    CONSTRAINT_NULL,
    CONSTRAINT_NOT_NULL,
};

enum bound_base { BOUND_NUMBER, BOUND_DURATION, BOUND_TIME, BOUND_NOW };

struct bound {
    enum bound_base base;
    double value; // a number; nanoseconds of a duration, of a time, or from now
};

struct constraint {
    enum constraint_kind kind;
    const struct expr *subject;
    const struct expr *value; // what it is tested with; NULL: nothing (exists)
    struct slice *patterns;   // EQUAL, DIFFERENT: folded
    size_t pattern_count;
    enum compare_operator op; // BOUND
    struct bound bound;       // BOUND
    size_t group;             // which operand of the logical expression it is of
    size_t *effort;           // what comparing patterns may still cost; the checker's
};

LIST_TYPE(constraint_list, struct constraint);

// Appends what `condition` (COMPARE, IN, EXISTS; anything else says nothing)
// says about single fields.
void constraint_collect(struct checker *checker, const struct expr *condition, size_t group,
                        struct constraint_list *list);

// True when the two are about the same field of the same row.
bool constraint_same_subject(const struct constraint *a, const struct constraint *b);
bool same_field(const struct expr *a, const struct expr *b);

// True when no value of the field satisfies both.
bool constraint_excludes(const struct constraint *a, const struct constraint *b);

// True when every value of the field that is not null satisfies one of the two.
bool constraint_covers_all(const struct constraint *a, const struct constraint *b);

// A value that is known when the rule is compiled. `time`: a text is read as a
// time.
bool bound_of(const struct expr *expr, bool time, struct bound *ret_bound);

// True when the comparison of two known values of one base holds.
bool bound_compare(const struct bound *left, enum compare_operator op, const struct bound *right);

// True when some text matches both patterns (folded; `*` is any run of
// characters). The cost is the product of their sizes, taken off *effort; where
// that is not enough the answer is `unsure`.
bool patterns_overlap(struct slice a, struct slice b, bool unsure, size_t *effort);

#endif
