// SPDX-License-Identifier: Apache-2.0
// A late rule while its input is followed. Nodes whose rows are known as soon as
// their events are there (plan/incremental.h) are evaluated in turns: a turn takes
// the rows that were kept since the one before, and gives each result once, when
// the last row that it is made of is there. Time is that of the events: the
// horizon is the time that no event to come is older than, give or take those that
// come too late. It says when a group is complete, and which rows nothing to come
// can be joined with. These are dropped, so what is kept does not grow with the
// input. The other nodes are evaluated at the end, as ever. One thread.
#ifndef CARL_EXEC_FOLLOW_H
#define CARL_EXEC_FOLLOW_H

#include "base/attributes.h"
#include "exec/late.h"
#include "plan/incremental.h"

// Rows of groups that more may come to.
struct held_rows {
    struct group_part *items;
    size_t count;
    size_t capacity;
};

struct follow {
    struct incremental incremental;
    struct held_rows *held; // of each node
    uint64_t *numbered;     // of each node: rows that were given a number
    uint64_t rows_seen;     // of late->row_count, by the last turn
    int64_t horizon;        // of this turn; INT64_MIN: nothing is known of the events to come
    bool ending;            // nothing is to come
    int64_t next_close;     // the horizon that the next group is complete with; INT64_MAX: there is none
    size_t live;            // bytes of the store that were in use after it was last compacted
};

// Makes a new rule one that is followed. False where memory is out.
MUST_USE bool follow_create(struct late *late, const struct plan *plan);
void follow_destroy(struct late *late); // for late_destroy

// Whether a turn would find anything to do.
bool follow_has_work(const struct late *late, int64_t horizon);

// Whether a turn must be taken now, lest memory grow.
bool follow_is_due(const struct late *late);

// Takes a turn: the rows of a node that is evaluated at once are then those of its
// table from late->first[node] on. With `ending` every group is complete. Look at
// late->store for failure.
void follow_advance(struct late *late, int64_t horizon, bool ending);

// Ends a turn: drops the rows that are not needed any more.
void follow_settle(struct late *late);

// After the last turn, in place of follow_settle: late_rows gives the rows of the
// nodes that are evaluated at the end.
void follow_end(struct late *late);

// For join.c: the number of the first of `count` more rows of a node.
uint64_t follow_number_rows(struct late *late, size_t node, size_t count);

// For group.c: what a node has held back, or NULL; forgets it.
const struct held_rows *follow_held(const struct late *late, size_t node);
void follow_release(struct late *late, size_t node);
// Holds rows back, sorted by time, that more may come to; false where they are complete.
bool follow_hold(struct late *late, size_t node, const struct group_part *parts, size_t count);

// compact.c: moves all rows that are kept to a new store.
void late_compact(struct late *late);

#endif
