// SPDX-License-Identifier: Apache-2.0
#include "exec/follow.h"

#include "base/vector.h"

#include <stdlib.h>

// Less than this is not worth a turn of its own.
enum { LEAST_GROWTH = 1 << 20 };

// The sum, which ends where its type does.
static int64_t later(int64_t time, int64_t by) {
    if (by > 0) {
        return time > INT64_MAX - by ? INT64_MAX : time + by;
    }
    return time < INT64_MIN - by ? INT64_MIN : time + by;
}

bool follow_create(struct late *late, const struct plan *plan) {
    size_t count = late->rule->node_count;
    struct follow *follow = calloc(1, sizeof *follow);
    late->follow = follow;
    if (follow == NULL) {
        return false;
    }
    follow->held = calloc(count + 1, sizeof *follow->held);
    follow->numbered = calloc(count + 1, sizeof *follow->numbered);
    if (follow->held == NULL || follow->numbered == NULL || !incremental_init(plan, late->rule, &follow->incremental)) {
        return false;
    }
    follow->next_close = INT64_MAX;
    late->turn = 1;
    for (size_t i = 0; i < count; i++) {
        late->done[i] = late->rule->nodes[i].late && follow->incremental.nodes[i].at_once;
    }
    return true;
}

void follow_destroy(struct late *late) {
    struct follow *follow = late->follow;
    if (follow == NULL) {
        return;
    }
    for (size_t i = 0; follow->held != NULL && i < late->rule->node_count; i++) {
        VECTOR_FREE(&follow->held[i]);
    }
    incremental_finish(&follow->incremental);
    free(follow->held);
    free(follow->numbered);
    free(follow);
    late->follow = NULL;
}

// ---------------------------------------------------------------------------
// Turns

bool follow_has_work(const struct late *late, int64_t horizon) {
    return late->row_count > late->follow->rows_seen || late->follow->next_close < horizon;
}

// A turn costs as much as there is to keep. It comes when that has doubled, or a
// quarter of what the limit leaves is used, for it needs room itself.
bool follow_is_due(const struct late *late) {
    const struct store *store = &late->store;
    size_t live = late->follow->live;
    size_t growth = live > LEAST_GROWTH ? live : LEAST_GROWTH;
    size_t room = store->limit > live ? (store->limit - live) / 4 : 0;
    return store->used > live && store->used - live >= (growth < room ? growth : room);
}

void follow_advance(struct late *late, int64_t horizon, bool ending) {
    struct follow *follow = late->follow;
    follow->rows_seen = late->row_count;
    follow->horizon = horizon;
    follow->ending = ending;
    follow->next_close = INT64_MAX;
    for (size_t i = 0; i < late->rule->node_count && store_ok(&late->store); i++) {
        if (late->rule->nodes[i].late && follow->incremental.nodes[i].at_once) {
            late_make_rows(late, i);
        }
    }
}

static void drop_old_rows(struct table *table, int64_t window, int64_t horizon) {
    size_t kept = 0;
    for (size_t i = 0; i < table->rows.count; i++) {
        const struct tuple *row = table->rows.items[i];
        // A row without a time holds no condition on it.
        if (row->has_time && later(row->time, window) >= horizon) {
            table->rows.items[kept++] = row;
        }
    }
    table->rows.count = kept;
}

void follow_settle(struct late *late) {
    struct follow *follow = late->follow;
    for (size_t i = 0; i < late->rule->node_count; i++) {
        const struct incremental_node *node = &follow->incremental.nodes[i];
        if (node->keep == KEEP_NONE) {
            late->tables[i].rows.count = 0;
        } else if (node->keep == KEEP_WINDOW) {
            drop_old_rows(&late->tables[i], node->window, follow->horizon);
        }
        late->first[i] = late->tables[i].rows.count;
    }
    late->turn++;
    if (follow_is_due(late)) {
        late_compact(late);
        follow->live = late->store.used;
    }
}

void follow_end(struct late *late) {
    for (size_t i = 0; i < late->rule->node_count; i++) {
        late->first[i] = 0;
    }
    late->turn = 0;
}

uint64_t follow_number_rows(struct late *late, size_t node, size_t count) {
    if (late->follow == NULL) {
        return 0;
    }
    uint64_t first = late->follow->numbered[node];
    late->follow->numbered[node] += count;
    return first;
}

// ---------------------------------------------------------------------------
// Groups

const struct held_rows *follow_held(const struct late *late, size_t node) {
    return late->follow == NULL ? NULL : &late->follow->held[node];
}

void follow_release(struct late *late, size_t node) {
    if (late->follow != NULL) {
        late->follow->held[node].count = 0;
    }
}

bool follow_hold(struct late *late, size_t node, const struct group_part *parts, size_t count) {
    struct follow *follow = late->follow;
    if (follow == NULL || follow->ending) {
        return false;
    }
    const struct tuple *last = parts[count - 1].row;
    int64_t end = last->has_time ? later(last->time, late->rule->nodes[node].gap) : INT64_MAX;
    if (end < follow->horizon) {
        return false;
    }
    follow->next_close = end < follow->next_close ? end : follow->next_close;
    for (size_t i = 0; i < count; i++) {
        if (!store_charge(&late->store, sizeof *parts) || !VECTOR_PUSH(&follow->held[node], parts[i])) {
            late->store.failed = store_ok(&late->store);
            break;
        }
    }
    return true;
}
