// SPDX-License-Identifier: Apache-2.0
// How a join finds its rows. Inputs are added one by one, in the order in which
// the rule names them: each step looks the rows of its input up by the
// equalities that tie them to the inputs before, else by bounds on their time,
// else tries all. Every conjunct of the condition has one step where it is
// checked: as soon as the inputs that it reads are there. Part of the plan, in its
// arena; immutable, shared by threads.
#ifndef CARL_PLAN_JOIN_STEPS_H
#define CARL_PLAN_JOIN_STEPS_H

#include "plan/plan.h"

// What a conjunct says about the time of the rows being added: `time` compare
// `other`, which is read on the inputs before.
struct join_bound {
    enum compare_operator compare; // LT, LE, GT or GE
    const struct operand *other;
};

struct join_step {
    const struct predicate **alone; // conjuncts on the rows of the input alone
    size_t alone_count;
    const struct predicate **due; // conjuncts on these and earlier ones, the equalities among them
    size_t due_count;
    const struct operand **own;   // equalities: on the new input...
    const struct operand **other; // ...and on those before
    size_t key_count;
    struct join_bound *bounds;
    size_t bound_count;
};

// Gives a join, whose condition is there, its steps, one for each input. Failure
// is the arena's.
void join_steps_build(const struct plan *plan, struct plan_node *node);

#endif
