// SPDX-License-Identifier: Apache-2.0
// From the checked tree to the plan. What the plan holds is copied: the tree
// and its source may go afterwards. One thread per plan.
#ifndef CARL_PLAN_LOWER_H
#define CARL_PLAN_LOWER_H

#include "base/attributes.h"
#include "lang/check.h"
#include "plan/plan.h"

// What keeps a rule from running: a construct that the engine cannot run, or an
// input that was given no value.
struct not_runnable {
    struct span span;
    struct slice construct; // "`join`"; of an input its name
    bool is_input;
};

// A value for `input name`.
struct parameter {
    struct slice name;
    struct slice value;
};

struct lowered {
    struct plan_rule rule;
    VECTOR(struct not_runnable) gaps; // if any, the rule cannot be run; the caller frees it with VECTOR_FREE
};

// Lowers a rule that checked without error into `plan` (its columns; the rule
// is returned, not appended). Inputs take the value of the parameter of the same
// name, also those of rules that it runs.
MUST_USE enum carl_status lower_rule(const struct checked_rule *checked, const struct parameter *parameters,
                                     size_t parameter_count, struct plan *plan, struct lowered *ret_lowered);

#endif
