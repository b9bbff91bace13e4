// SPDX-License-Identifier: Apache-2.0
// How the late nodes of a rule run while its input grows: which of them give
// their rows as soon as the events are there and which need all events, and which
// rows must be kept for how long. Made from the plan, owned by whoever made it;
// immutable, safe in any thread.
#ifndef CARL_PLAN_INCREMENTAL_H
#define CARL_PLAN_INCREMENTAL_H

#include "base/attributes.h"
#include "plan/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum keep_rows {
    KEEP_NONE,   // once those who read them have
    KEEP_WINDOW, // while events may come that they can be joined with
    KEEP_ALL,    // to the end of the input
};

struct incremental_node {
    bool at_once; // its rows are known when their events are, or, of `group ... within`, when no more can be added
    enum keep_rows keep;
    int64_t window; // KEEP_WINDOW: how much later than the row the other members of a join can be, in nanoseconds
};

struct incremental {
    struct incremental_node *nodes; // one a node of the rule
    bool at_end;                    // an output of the rule is known at the end of the input only
    bool unbounded;                 // rows are kept to the end
};

// False where memory is out.
MUST_USE bool incremental_init(const struct plan *plan, const struct plan_rule *rule,
                               struct incremental *ret_incremental);
void incremental_finish(struct incremental *incremental);

// join_window.c: sets windows[i] for each input i of a join: how much later than a
// row of the input any row that it is joined with can be, as the conditions on
// times say; INT64_MAX where they do not. False where memory is out.
MUST_USE bool join_windows(const struct plan *plan, const struct plan_node *join, int64_t *windows);

#endif
