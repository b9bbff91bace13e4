// SPDX-License-Identifier: Apache-2.0
// What the caller of the library sees of a hit (struct carl_hit of carl.h): the
// row's fields as texts. A hit object is filled again and again.
#ifndef CARL_EXEC_HIT_H
#define CARL_EXEC_HIT_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/text.h"
#include "base/vector.h"
#include "carl.h"
#include "event/row.h"
#include "exec/eval.h"
#include "exec/late.h"

struct hit_field {
    const char *name;
    size_t json_end; // in `bytes`, where the one before ended
    size_t text_end;
};

// What the fields of hits are read with.
struct hit_source {
    const struct carl_model *model;
    struct row_reader *reader; // reads every mapped field
};

struct carl_hit {
    const struct hit_source *source; // while it is filled
    size_t rule;
    const char *output;
    enum carl_hit_kind kind;
    const char *sensor;
    struct hit_origin origin;
    struct slice record;
    bool has_time;
    struct text time;    // ISO 8601, NUL-terminated
    struct text bytes;   // the fields' JSON and text, one after the other
    struct text details; // JSON members of what is no event
    struct arena names;  // of fields that are not the model's or the plan's
    VECTOR(struct hit_field) fields;
};

void hit_init(struct carl_hit *hit);
void hit_finish(struct carl_hit *hit);

// Fills the hit from the event that `eval` holds: output `output` of rule
// `rule`. The record stays borrowed.
MUST_USE enum carl_status hit_fill(struct carl_hit *hit, const struct hit_source *source, struct eval *eval,
                                   size_t rule, const struct plan_output *output, const struct hit_origin *origin);

// Fills the hit from a row of a late rule, whose evaluator has been turned to
// it (eval_begin_late).
MUST_USE enum carl_status hit_fill_late(struct carl_hit *hit, const struct hit_source *source, struct eval *eval,
                                        size_t rule, const struct plan_output *output, const struct tuple *row);

// Fills the hit with a value that the rule outputs.
MUST_USE enum carl_status hit_fill_value(struct carl_hit *hit, const struct hit_source *source, struct eval *eval,
                                         size_t rule, const struct plan_output *output);

#endif
