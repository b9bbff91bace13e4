// SPDX-License-Identifier: Apache-2.0
// What the files of the lowering share. Internal to plan/: lower.c is the door.
#ifndef CARL_PLAN_LOWER_EXPR_H
#define CARL_PLAN_LOWER_EXPR_H

#include "plan/lower.h"

// A relation that needs no node of its own.
struct alias {
    const struct relation *relation;
    size_t node;
};

struct lowering {
    struct plan *plan;
    struct lowered *lowered; // receives the gaps
    const struct parameter *parameters;
    size_t parameter_count;
    VECTOR(struct plan_node) nodes;
    VECTOR(const struct relation *) relations; // what each node was made of
    VECTOR(struct alias) aliases;
    const struct relation *context; // whose rows names are read from; NULL: none
    bool at_hand;                   // aggregates are over the rows at hand, not over a node's
    VECTOR(size_t) columns;         // plan columns that the rule reads
    VECTOR(struct keyed_aggregate) keyed;
    VECTOR(const struct binding *) keyed_bindings;
    size_t aggregate_count;
    const struct span *run; // of the `run` whose analytic is being lowered: gaps in it are reported there
    bool failed;            // memory ran out
};

// Notes what keeps the rule from running.
void lowering_note(struct lowering *lowering, struct not_runnable gap);
// Notes that `construct` at `span` cannot be run.
void lowering_gap(struct lowering *lowering, struct span span, struct slice construct);

// The number of the node that makes the rows of a relation.
size_t lowering_node(const struct lowering *lowering, const struct relation *relation);
// Adds a node, which makes the rows of `relation` (NULL: of none), and returns its
// number.
size_t lowering_push(struct lowering *lowering, const struct relation *relation, const struct plan_node *node);

// An operand of a kind; NULL when memory is out.
struct operand *lowering_operand(struct lowering *lowering, enum operand_kind kind);

// The expression that a name given to a literal or a scalar stands for.
const struct expr *lowering_resolve(const struct expr *expr);

// The predicate of a condition. NULL where memory is out or a gap was noted.
struct predicate *lower_condition(struct lowering *lowering, const struct expr *expr);

// The operand of a value. NULL likewise.
const struct operand *lower_value(struct lowering *lowering, const struct expr *expr);

// lower_name.c: the operand of a field, read on rows of the context.
const struct operand *lower_name(struct lowering *lowering, const struct expr *expr);
// The field that a name at `path` refers to, read likewise.
const struct operand *lower_reference(struct lowering *lowering, const struct reference *reference,
                                      const struct path *path);
// The same on rows of `relation`, for a key of `by`.
const struct operand *lower_key(struct lowering *lowering, const struct relation *relation,
                                const struct reference *reference, const struct path *path);
// The value that was given to an input of the rule, named at `span`; notes what is
// missing.
const struct operand *lower_input(struct lowering *lowering, struct slice name, struct span span);
// A column of the event.
struct operand *lower_column(struct lowering *lowering, const struct row_column *wanted);

// lower_call.c: the operand of an aggregate, and of a per-key aggregate's
// variable.
const struct operand *lower_call(struct lowering *lowering, const struct expr *expr);
const struct operand *lower_keyed(struct lowering *lowering, const struct expr *expr);
// An aggregate evaluated over the rows at hand of `relation`.
const struct operand *lower_at_hand(struct lowering *lowering, const struct relation *relation,
                                    const struct expr *expr);
// A value evaluated on each row of `relation`; where that is a group, aggregates
// in it are of the group's rows.
const struct operand *lower_over_rows(struct lowering *lowering, const struct relation *relation,
                                      const struct expr *expr);

// lower_output.c: the rule's outputs, with the nodes that only they need. NULL
// when memory is out.
struct plan_output *lower_outputs(struct lowering *lowering, const struct checked_rule *checked,
                                  struct plan_rule *rule);

// lower_stages.c: marks late nodes, taps and outputs of a rule without gaps, and
// gives it its lists. False when memory is out.
bool lower_stages(struct lowering *lowering, struct plan_rule *rule, struct plan_node *nodes,
                  struct plan_output *outputs);

#endif
