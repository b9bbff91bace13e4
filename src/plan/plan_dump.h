// SPDX-License-Identifier: Apache-2.0
// The plan of one rule for whoever wants to see what a run does: which records it
// reads, what it takes from them, how each condition is tested and in which order,
// how joins, groups and differences find their rows, what is decided while
// reading, and what is kept for the end. Reads the plan and the model and changes
// neither; safe in any thread. docs/explain.md describes both forms.
#ifndef CARL_PLAN_PLAN_DUMP_H
#define CARL_PLAN_PLAN_DUMP_H

#include "base/text.h"
#include "plan/plan.h"

// What is shown; all borrowed.
struct plan_dump {
    const struct plan *plan;
    const struct carl_model *model;
    size_t rule; // one that did not fail
    struct slice id;
    struct slice title; // empty: none
    struct slice file;
};

// Appends the plan as lines for people; lists are wrapped at `width` columns.
// Failure is the text's.
void plan_dump_text(const struct plan_dump *dump, bool color, size_t width, struct text *out);

// Appends the plan as one JSON object, without a line end. Failure is the text's.
void plan_dump_json(const struct plan_dump *dump, struct text *out);

// What all rules of the plan have in common: tests that are decided together, and
// the gate. As lines; as members of a JSON object, without its braces.
void plan_dump_common_text(const struct plan *plan, const struct carl_model *model, bool color, size_t width,
                           struct text *out);
void plan_dump_common_json(const struct plan *plan, const struct carl_model *model, struct text *out);

#endif
