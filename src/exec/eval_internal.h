// SPDX-License-Identifier: Apache-2.0
// What the files of the evaluation share. Internal to exec/: eval.c is the door.
#ifndef CARL_EXEC_EVAL_INTERNAL_H
#define CARL_EXEC_EVAL_INTERNAL_H

#include "exec/eval.h"

// A column's value and its fold, kept for a row.
struct cell {
    uint64_t generation; // of the row whose value this is
    struct value value;
    bool has_folded;
    struct slice folded;
};

// What a matcher made of a row; the leaves that hold are in eval->leaves.
struct match {
    uint64_t generation; // of the row
    bool null;           // there was nothing to be matched
};

// Whether a comparison held, or could not take place because of a null.
enum outcome { OUTCOME_NULL, OUTCOME_FALSE, OUTCOME_TRUE };

// One scalar being tested, its fold made when first needed.
struct subject {
    struct value value;
    struct slice text;
    struct slice folded;
    bool has_folded;
};

// The cell of a column of the event being read.
struct cell *eval_cell(struct eval *eval, size_t column);

// The cell of an operand that is such a column and no list; NULL for all else.
struct cell *eval_scalar_cell(struct eval *eval, const struct operand *operand);

// test.c: the subject that a value, or a cell's, is; false where it has no text.
bool subject_of_value(struct eval *eval, struct value value, struct subject *ret_subject);
bool subject_of_cell(struct eval *eval, const struct cell *cell, struct subject *ret_subject);
// The subject's fold.
struct slice subject_folded(struct eval *eval, struct subject *subject);

// test.c: a leaf that tests the text of its left operand, negation aside.
enum outcome eval_test(struct eval *eval, const struct predicate *leaf);

// match.c: the same by the matcher that the leaf has, which is run if it has not
// been for this row.
enum outcome eval_match(struct eval *eval, const struct predicate *leaf);

#endif
