// SPDX-License-Identifier: Apache-2.0
// What one test says about one field, in a form in which two tests can be
// compared: does one exclude the other, does one hold wherever the other does.
// Answers are safe: what is not sure is neither. Private to the checker.
//
//   constraint.c        from conditions to constraints
//   constraint_logic.c  two constraints compared
#ifndef CARL_LANG_CONSTRAINT_H
#define CARL_LANG_CONSTRAINT_H

#include "lang/bound.h"
#include "lang/check_internal.h"

enum constraint_kind {
    CONSTRAINT_EQUAL,     // equal to one of the patterns
    CONSTRAINT_DIFFERENT, // not null, and equal to none of them
    CONSTRAINT_BOUND,     // before or after a value
    CONSTRAINT_NULL,
    CONSTRAINT_NOT_NULL,
    CONSTRAINT_MATCH,    // a regex finds something
    CONSTRAINT_NO_MATCH, // not null, and the regex finds nothing
};

// A field of a row. Two are the same where all three are: the rows of a chain of
// filters have one place, those of a join's input another for each member.
struct subject {
    const struct expr *expr; // EXPR_NAME
    const struct relation *place;
    size_t member; // which input of a join; SIZE_MAX elsewhere
};

struct constraint {
    enum constraint_kind kind;
    bool negated; // under `not`: what the rest says does not hold, or the field is null
    struct subject subject;
    const char *operator;     // as it is called in messages: "==", "in", "exists"
    const struct expr *value; // what the field is tested with, as written; NULL: nothing
    struct span span;         // of the value, else of the field
    struct slice *patterns;   // EQUAL, DIFFERENT: folded
    size_t pattern_count;
    enum compare_operator op; // BOUND
    struct bound bound;       // BOUND
    struct slice regex;       // MATCH, NO_MATCH
    size_t group;             // which term of the logical expression it is of
    size_t *effort;           // what comparing patterns may still cost; the checker's
};

LIST_TYPE(constraint_list, struct constraint);

// Appends what `condition` (one test, or `not` before one; `negated`: `not` stands
// before that) says about single fields. Anything else says nothing.
void constraint_collect(struct checker *checker, const struct expr *condition, bool negated, size_t group,
                        struct constraint_list *list);

// Where a field is; false for what is no field of a row.
bool subject_of(const struct expr *expr, struct subject *ret_subject);

// True when the two are one field of one row.
bool subject_equal(const struct subject *a, const struct subject *b);

// True when the field cannot be an array, of which several elements count.
bool subject_is_single(const struct subject *subject);

// True when no value of the field satisfies both.
bool constraint_excludes(const struct constraint *a, const struct constraint *b);

// True when every value that satisfies `a` satisfies `b`.
bool constraint_implies(const struct constraint *a, const struct constraint *b);

// True when only null satisfies both.
bool constraint_leaves_null(const struct constraint *a, const struct constraint *b);

// True when every value that is not null satisfies one of the two.
bool constraint_covers_all(const struct constraint *a, const struct constraint *b);

#endif
