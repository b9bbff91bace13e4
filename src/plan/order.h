// SPDX-License-Identifier: Apache-2.0
// The order in which the parts of a condition are asked: what is cheap and likely
// to settle the matter comes first. Costs and likelihoods are guesses from the
// form of a test alone, so that the order never depends on the input. One thread.
#ifndef CARL_PLAN_ORDER_H
#define CARL_PLAN_ORDER_H

#include "plan/plan.h"

// Estimates all predicates of the plan and orders their children.
void order_predicates(struct plan *plan);

#endif
