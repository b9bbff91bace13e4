// SPDX-License-Identifier: Apache-2.0
// Hits that are no events: what they hold, as JSON members and as fields, and
// what the filling of hits shares. Internal to hit*.c. One thread.
#ifndef CARL_EXEC_HIT_ROW_H
#define CARL_EXEC_HIT_ROW_H

#include "exec/hit.h"

// Adds the members and fields of a row of node `node`, which is no event. False
// when a record could not be read again.
bool hit_append_row(struct carl_hit *hit, struct eval *eval, size_t node, const struct tuple *row);

// hit.c: adds a field unless its value is null; the name is borrowed.
void hit_add_field(struct carl_hit *hit, const char *name, struct value value);
void hit_set_time(struct carl_hit *hit, bool has_time, int64_t time);

// The node that added the field to rows of `node`, the last one; SIZE_MAX where
// the rule adds no such field.
size_t hit_derivation(const struct plan_rule *rule, size_t node, struct slice field);
// The nodes that added the fields of rows of `node`, in the order of the rule: the
// first from `from` on; SIZE_MAX: no more.
size_t hit_next_derivation(const struct plan_rule *rule, size_t node, size_t from);
// What such a node added to the row (NULL: the event that is being read).
struct value hit_derived_value(struct eval *eval, const struct plan_rule *rule, size_t derivation,
                               const struct tuple *row);

#endif
