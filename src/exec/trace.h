// SPDX-License-Identifier: Apache-2.0
// What became of the rows at each node of each rule: how many came and how many
// passed, and of each condition how often it was asked, held, or lacked a field.
// A traced run asks every part of a condition of every row that reaches it, so that
// the counts say what each part would do by itself; an untraced one never comes
// here. The layout is immutable and shared by threads; counts belong to one thread,
// and counts of several are added up.
#ifndef CARL_EXEC_TRACE_H
#define CARL_EXEC_TRACE_H

#include "base/arena.h"
#include "base/attributes.h"
#include "exec/eval.h"
#include "plan/plan.h"

// A predicate of a condition; those of one condition stand in the order of the
// tree, parents first.
struct trace_test {
    uint64_t asked;
    uint64_t held;
    uint64_t missing; // a leaf: one of its operands was null
    // A part of a condition whose parts must all hold, where it did not:
    uint64_t first; // those before it held
    uint64_t alone; // all others held; not counted for joins
};

// The rows of a node in one of its two stages.
struct trace_rows {
    bool ran;
    uint64_t in;
    uint64_t out;
};

// An input of a join at its step.
struct trace_join {
    uint64_t rows;    // that pass what is asked of them alone
    uint64_t keyless; // of these and of what they are joined to: with a null among the keys
    uint64_t found;   // combinations that were looked at
    uint64_t kept;    // those for which all that was asked held
};

// Where a node's counts are. An early node has conditions while reading only, a
// late one at the end, and while reading what can be decided then.
struct trace_place {
    size_t reading; // first test
    size_t reading_count;
    size_t ending;
    size_t ending_count;
    size_t joins; // JOIN: first input
};

struct trace_layout {
    struct arena arena;
    const struct plan *plan;
    size_t *nodes;              // by rule: its first node
    struct trace_place *places; // by node
    size_t node_count;
    const struct predicate **tests;
    size_t test_count;
    size_t join_count;
};

struct trace {
    const struct trace_layout *layout;
    struct trace_rows *reading; // by node; owned, as the others
    struct trace_rows *ending;
    struct trace_test *tests;
    struct trace_join *joins;
};

// The places of the counts of all rules; the plan must outlive it.
MUST_USE enum carl_status trace_layout_init(struct trace_layout *layout, const struct plan *plan);
void trace_layout_finish(struct trace_layout *layout);

// Counts of nothing. Finish in any case.
MUST_USE enum carl_status trace_init(struct trace *trace, const struct trace_layout *layout);
void trace_finish(struct trace *trace);
void trace_reset(struct trace *trace);

// Adds the counts of `from`, which has the same layout.
void trace_add(struct trace *trace, const struct trace *from);

// While reading: counts the evaluator's row at node `node` of rule `rule`, which it
// reaches, and says whether it passes.
bool trace_row(struct trace *trace, struct eval *eval, size_t rule, size_t node);

// At the end: the outcome of the node's condition on the row that the evaluator has
// at hand; of a join, of one part of it, while the others are not asked. The rows
// that came to the node and passed, once they are known.
bool trace_late_row(struct trace *trace, struct eval *eval, size_t rule, size_t node);
bool trace_late_part(struct trace *trace, struct eval *eval, size_t rule, size_t node, const struct predicate *part);
void trace_late_node(struct trace *trace, size_t rule, size_t node, uint64_t in, uint64_t out);
// The counts of an input of a join.
struct trace_join *trace_late_join(struct trace *trace, size_t rule, size_t node, size_t input);

#endif
