// SPDX-License-Identifier: Apache-2.0
// Literal lists as sets (struct value_set of plan.h): exact texts are hashed,
// decimal members compare as numbers, the rest one by one. Immutable and shared
// by threads once built.
#ifndef CARL_PLAN_VALUE_SET_H
#define CARL_PLAN_VALUE_SET_H

#include "plan/plan.h"

struct expr; // lang/ast.h

// The set of the literals `items`, in `arena`. Empty texts equal nothing and are
// left out. Failure is the arena's.
const struct value_set *value_set_build(struct arena *arena, struct expr *const *items, size_t count);

// True when the set has the exact text `folded` (which is folded already).
bool value_set_has_text(const struct value_set *set, struct slice folded);

#endif
