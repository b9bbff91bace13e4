// SPDX-License-Identifier: Apache-2.0
// The part of lang/canonical.h that is about names: fields, event types,
// functions, and what a bare condition is short for. Private to it.
#ifndef CARL_LANG_CANONICAL_NAME_H
#define CARL_LANG_CANONICAL_NAME_H

#include "lang/canonical.h"
#include "lang/name_set.h"

// The state of rewriting one rule.
struct canonical {
    const struct carl_model *model;
    struct arena *arena;
    struct rule *rule;
    enum canonical_extent extent;
    struct name_set taken; // what the rule's own names fold to
};

// Collects the names that the rule gives to variables, fields and columns: no
// field is renamed to one of them.
void canonical_names_init(struct canonical *canonical);

// A field's name in an expression, and in the keys of differences and
// per-key aggregates.
void canonical_name(struct canonical *canonical, struct expr *expr);
void canonical_keys(struct canonical *canonical, const struct checked_rule *checked);

// `raw event`, which is `raw_event`.
void canonical_raw_event(struct canonical *canonical, struct expr *expr);

// The data model's spelling of an event type.
void canonical_event(struct canonical *canonical, struct event_pattern *event);

// A function's name in lower case.
void canonical_function(struct path *function);

// Replaces a bare condition by the search, filter and output it stands for.
void canonical_predicate(struct canonical *canonical);

#endif
