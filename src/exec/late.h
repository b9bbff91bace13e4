// SPDX-License-Identifier: Apache-2.0
// The stateful part of one rule in one scan: keeps the rows that its late nodes
// need while the input is read, and evaluates those nodes at the end, in order.
// Results do not depend on the order of events in the input. While an input is
// followed (follow.h) nodes are evaluated in turns, each on what came since the
// one before. One thread.
#ifndef CARL_EXEC_LATE_H
#define CARL_EXEC_LATE_H

#include "base/attributes.h"
#include "event/row.h"
#include "exec/eval.h"
#include "exec/key.h"
#include "exec/table.h"
#include "plan/plan.h"

// Where a record stood.
struct hit_origin {
    const char *file;
    uint64_t line;
    uint64_t offset;
};

// Rows of a set by key, with the value that each key has.
struct partition {
    struct key_index index; // item: a group number
    struct value *keys;     // key_count a group
    struct table *groups;   // its rows
    size_t *group_of;       // of each row of the set
    size_t count;
    struct value *values; // of each group
};

struct follow;
struct trace;

struct late {
    const struct plan_rule *rule;
    struct trace *trace; // counts what becomes of the rows; NULL: nobody does
    size_t number;       // of the rule, for the trace
    struct eval *eval;
    struct store store;
    struct table *tables;     // one a node
    size_t *first;            // of each table: where the rows of this turn begin
    bool *done;               // late nodes: whether their table is there
    struct value *aggregates; // results over a node's rows
    bool *aggregated;
    struct partition *keyed; // one a keyed aggregate
    bool *partitioned;
    size_t depth;          // of evaluations within evaluations: only the outermost may empty the scratch
    uint64_t row_count;    // rows kept
    uint64_t turn;         // from 1; 0: all there is is evaluated at once
    struct follow *follow; // while the input is followed; else NULL
};

// Whether a row is of this turn.
static inline bool late_is_new(const struct late *late, const struct tuple *row) {
    return late->turn == 0 || row->turn == late->turn;
}

// The rule must be late. `limit` is in bytes.
MUST_USE enum carl_status late_create(const struct plan_rule *rule, struct eval *eval, size_t limit,
                                      struct late **ret_late);
void late_destroy(struct late *late);

// While reading: the event as a row with the columns that the late rule reads,
// in `store`, but for the record, which is borrowed. NULL where memory is out.
const struct tuple *late_row(const struct plan_rule *rule, const struct row *row, const struct hit_origin *origin,
                             struct store *store);

// Keeps a copy of such a row for the nodes that it passed. Rows are given in the
// order of the input; `lines_before` is added to its line. Look at late->store
// for failure.
void late_keep(struct late *late, const struct tuple *row, uint64_t lines_before, const size_t *nodes, size_t count);

// At the end: the rows of a late node. Look at late->store for failure.
const struct table *late_rows(struct late *late, size_t node);

// Makes the rows of this turn of a late node.
void late_make_rows(struct late *late, size_t node);

// For eval.c: values that only a late rule has.
struct value late_aggregate(struct late *late, const struct aggregate *aggregate);
struct value late_keyed(struct late *late, const struct operand *operand);

// join.c, group.c: fill late->tables[node] from the tables of its inputs.
void join_rows(struct late *late, size_t node);
void group_rows(struct late *late, size_t node);
void difference_rows(struct late *late, size_t node);
void count_rows(struct late *late, size_t node);
void union_rows(struct late *late, size_t node);

// partition.c: the rows of `table` by keys, the aggregate `value` for each.
bool partition_make(struct late *late, const struct table *table, const struct operand *const *keys, size_t key_count,
                    const struct operand *value, struct partition *ret_partition);
void partition_finish(struct partition *partition);
// The group that has these keys; SIZE_MAX: none.
size_t partition_find(const struct partition *partition, const struct value *keys, size_t key_count);

// aggregate.c: an aggregate over rows given one by one.
struct value aggregate_rows(struct late *late, const struct aggregate *aggregate, const struct group_part *rows,
                            size_t count);

// Reads an operand on a row; the value lives until the next such call.
struct value late_value(struct late *late, const struct tuple *row, const struct operand *operand);
bool late_holds(struct late *late, const struct tuple *row, const struct predicate *predicate);

// The same for a part of the condition of a join, which the trace counts.
bool late_part_holds(struct late *late, const struct tuple *row, size_t node, const struct predicate *part);

#endif
