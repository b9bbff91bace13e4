// SPDX-License-Identifier: Apache-2.0
// Which rules can have a hit in an event of one kind, from what matchers find in
// it: a rule is called for by leaves of which one must hold for any hit, the
// least likely that its conditions offer. Rules without are always run. One
// thread.
#ifndef CARL_PLAN_TRIGGER_H
#define CARL_PLAN_TRIGGER_H

#include "base/attributes.h"
#include "plan/plan.h"

// Fills all but the rules of a dispatch entry for events of an object and action
// (SIZE_MAX as in struct row). False when memory is out.
MUST_USE bool triggers_create(const struct plan *plan, size_t object, size_t action, struct plan_dispatch *dispatch);

#endif
