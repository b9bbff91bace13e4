// SPDX-License-Identifier: Apache-2.0
// What a rule reads of records: which columns, on rows of which searches, and
// thus from which sensor events. For showing a plan; running one needs none of it.
// One thread; results live in the caller's arena.
#ifndef CARL_PLAN_PLAN_READS_H
#define CARL_PLAN_PLAN_READS_H

#include "plan/plan.h"

// A column of the plan that the rule reads.
struct plan_read {
    size_t column;
    bool *nodes; // by node of the rule: true for the searches whose rows it is read on
};

struct plan_reads {
    struct plan_read *items; // in the order in which the rule first reads them
    size_t count;
};

// The columns that a rule reads. Failure is the arena's, and none are found then.
struct plan_reads plan_reads_find(const struct plan_rule *rule, struct arena *arena);

// Marks the columns of native fields whose values conditions of any rule read as
// they are, with nothing to stand in for them.
void plan_reads_natives(const struct plan *plan, bool *columns);

// The node that gave the rows of `node` their shape, past those that pass rows
// on: a search, a join, a group or a select.
size_t plan_shape(const struct plan_rule *rule, size_t node);

// The join that made the rows of `node`, or of the groups of such rows. SIZE_MAX: none.
size_t plan_join_of(const struct plan_rule *rule, size_t node);

// A sensor event and what it has for a field.
struct plan_source {
    const struct sensor *sensor;
    const struct event_map *event;
    const struct field_map *map; // NULL: nothing
};

struct plan_sources {
    struct plan_source *items; // by sensor and event id
    size_t count;
};

// The sensor events that the searches among `nodes` (as in struct plan_read)
// take, each event id and source once, with what they have for a field of the
// model (SIZE_MAX: nothing). Failure is the arena's, and none are found then.
struct plan_sources plan_sources_find(const struct plan_rule *rule, const bool *nodes, const struct carl_model *model,
                                      size_t field, struct arena *arena);

// The same for one search.
struct plan_sources plan_search_sources(const struct plan_rule *rule, size_t search, const struct carl_model *model,
                                        struct arena *arena);

#endif
