// SPDX-License-Identifier: Apache-2.0
// What of a finished plan calls for a rule. For showing a plan; running one needs
// none of it. One thread; results live in the caller's arena.
#ifndef CARL_PLAN_PLAN_TRIGGERS_H
#define CARL_PLAN_PLAN_TRIGGERS_H

#include "plan/plan.h"

struct plan_triggers {
    bool always; // for some kind of event the rule is run whatever the record holds
    const struct predicate **leaves;
    size_t count;
};

// The leaves of which one must hold for a rule to be run. Failure is the arena's.
struct plan_triggers plan_triggers_find(const struct plan *plan, size_t rule, struct arena *arena);

// How many leaves a matcher decides.
size_t plan_matcher_leaves(const struct plan *plan, const struct matcher *matcher);

#endif
