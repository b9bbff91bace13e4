// SPDX-License-Identifier: Apache-2.0
// What the raw bytes of a line must contain for any rule to have a hit in it, or
// to keep it: the choice of the gate. A literal is a run of at least four of
// [a-z0-9._ -] from a positive condition on a field that holds a part of the
// record's text as it stands; a conjunction needs one of its conditions, a
// disjunction one from each; negations, null tests and numbers give none.
#ifndef CARL_PLAN_LITERALS_H
#define CARL_PLAN_LITERALS_H

#include "base/attributes.h"
#include "event/gate.h"
#include "plan/plan.h"

// Literals of which a hit has at least one.
struct literal_set {
    bool any; // nothing is known: any record may be a hit
    struct slice items[GATE_MOST_LITERALS];
    size_t count;
};

// What a record must contain for the predicate to hold.
struct literal_set literals_of_predicate(const struct plan *plan, const struct carl_model *model,
                                         const struct predicate *predicate);

// What a record must contain for the rule to have an early hit or keep a row.
struct literal_set literals_of_rule(const struct plan *plan, const struct carl_model *model,
                                    const struct plan_rule *rule);

// Chooses the plan's gate, once all rules are there.
MUST_USE enum carl_status literals_choose_gate(struct plan *plan, const struct carl_model *model);

#endif
