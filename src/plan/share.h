// SPDX-License-Identifier: Apache-2.0
// Equal predicates of all rules become one, whole conditions as well as their
// parts, so that what several rules ask of a row is found out once. Conditions
// of joins and of late rows have parts of their own. One thread.
#ifndef CARL_PLAN_SHARE_H
#define CARL_PLAN_SHARE_H

#include "base/attributes.h"
#include "plan/plan.h"

#include <stdbool.h>

// Replaces the predicates of all nodes, fills plan->predicates and counts their
// uses. False when memory is out.
MUST_USE bool share_predicates(struct plan *plan);

#endif
