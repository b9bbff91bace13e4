// SPDX-License-Identifier: Apache-2.0
// Evaluates a plan's predicates and operands over one row. What several rules
// may ask is found out once: column values and their folds, the outcomes of
// predicates that several rules have, and those of all patterns that one value is
// held against are kept until the next row. One evaluator belongs to one thread;
// the plan is shared. No allocation of its own per row in steady state.
#ifndef CARL_EXEC_EVAL_H
#define CARL_EXEC_EVAL_H

#include "base/arena.h"
#include "base/attributes.h"
#include "carl.h"
#include "event/row.h"
#include "plan/plan.h"

struct cell;  // a column's value and fold
struct match; // what a matcher found
struct late;
struct tuple;
struct group_part;

struct eval {
    const struct plan *plan;
    const struct row *row;
    const struct plan_dispatch *dispatch; // of the row's kind
    struct cell *cells;                   // one a column; owned
    uint64_t *outcomes;                   // of shared predicates, see eval_predicate; owned
    struct match *matches;                // one a matcher; owned
    uint64_t *leaves;                     // of the matchers' leaves: the latest row for which they held; owned
    uint64_t *candidates;                 // see eval_candidates; owned
    bool marking;                         // leaves that hold make candidates
    uint64_t generation;                  // of the row: cells and outcomes of older ones are stale
    struct regex_scratch *regexes;        // owned
    struct arena scratch;                 // folds and results, until the next row
    bool now_known;
    int64_t now; // nanoseconds since the epoch
    // While a stateful rule is evaluated at the end of the input:
    struct late *late;              // NULL: rows are events being read
    const struct tuple *tuple;      // the row at hand
    const struct group_part *parts; // the rows at hand of a group or partition
    size_t part_count;
    uint64_t inputs; // which inputs of its group had the row at hand, as in struct group_part
    size_t *slots;   // of each column: its place among the values that the late rule kept; owned
};

MUST_USE enum carl_status eval_init(struct eval *eval, const struct plan *plan);
void eval_finish(struct eval *eval);

// Takes up a row, whose reader was made for the plan's columns, and the dispatch
// entry of its kind.
void eval_begin(struct eval *eval, const struct row *row, const struct plan_dispatch *dispatch);

// Which of the dispatch entry's rules can have a hit in the row or keep it, as
// bits by their places in the entry; until the next call.
const uint64_t *eval_candidates(struct eval *eval);

// Turns to the kept rows of a late rule, one row or the parts of a group at a
// time; NULL turns back to events.
void eval_begin_late(struct eval *eval, struct late *late);

// The outcome of a condition on the row.
bool eval_predicate(struct eval *eval, const struct predicate *predicate);

// The value of an operand on the row; it lives until the next eval_begin.
struct value eval_operand(struct eval *eval, const struct operand *operand);

#endif
