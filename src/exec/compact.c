// SPDX-License-Identifier: Apache-2.0
// A store only grows. While an input is followed, the rows that are still needed
// are now and then copied to a new one, and the old one goes with all the rest. A
// row that several tables hold stays one row.
#include "base/hash.h"
#include "base/hash_index.h"
#include "exec/follow.h"

struct moved {
    const struct tuple *from;
    const struct tuple *to;
};

struct compaction {
    struct late *late;
    struct store store;      // the new one
    struct hash_index index; // of `moved`, by `from`
    VECTOR(struct moved) moved;
};

static const struct tuple *move_row(struct compaction *compaction, const struct tuple *row);

static uint64_t hash_row(const struct tuple *row) {
    return hash_unit(HASH_BASIS, (uint64_t)(uintptr_t)row);
}

static const struct tuple *find_moved(const struct compaction *compaction, const struct tuple *row) {
    size_t cursor = 0;
    size_t place;
    while ((place = hash_index_next(&compaction->index, hash_row(row), &cursor)) != SIZE_MAX) {
        if (compaction->moved.items[place].from == row) {
            return compaction->moved.items[place].to;
        }
    }
    return NULL;
}

static const struct stored_event *copy_event(struct compaction *compaction, const struct stored_event *event) {
    size_t count = compaction->late->rule->late_column_count;
    struct stored_event *copy = STORE_NEW(&compaction->store, struct stored_event);
    struct value *values = store_array(&compaction->store, count, sizeof *values);
    if (copy == NULL || values == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        values[i] = store_value(&compaction->store, event->values[i]);
    }
    *copy = *event;
    copy->values = values;
    copy->record = store_slice(&compaction->store, event->record);
    return copy;
}

static const struct tuple **copy_members(struct compaction *compaction, const struct tuple *row) {
    const struct tuple **members = store_array(&compaction->store, row->member_count, sizeof *members);
    for (size_t i = 0; members != NULL && i < row->member_count; i++) {
        members[i] = move_row(compaction, row->members[i]);
    }
    return members;
}

static struct value *copy_values(struct compaction *compaction, const struct tuple *row) {
    struct value *values = store_array(&compaction->store, row->value_count, sizeof *values);
    for (size_t i = 0; values != NULL && i < row->value_count; i++) {
        values[i] = store_value(&compaction->store, row->values[i]);
    }
    return values;
}

static void move_parts(struct compaction *compaction, const struct group_part *parts, size_t count,
                       struct group_part *to) {
    for (size_t i = 0; to != NULL && i < count; i++) {
        to[i] = (struct group_part){move_row(compaction, parts[i].row), parts[i].inputs};
    }
}

static struct group_part *copy_parts(struct compaction *compaction, const struct tuple *row) {
    struct group_part *parts = store_array(&compaction->store, row->part_count, sizeof *parts);
    move_parts(compaction, row->parts, row->part_count, parts);
    return parts;
}

// The copy of a row, made when it is met first. Nodes that add values to rows
// (COUNT_BY) are evaluated at the end, so none has any yet. What is missing where
// memory is out is not looked at: the store has failed.
static const struct tuple *move_row(struct compaction *compaction, const struct tuple *row) {
    const struct tuple *known = find_moved(compaction, row);
    if (known != NULL || !store_ok(&compaction->store)) {
        return known;
    }
    struct tuple *copy = STORE_NEW(&compaction->store, struct tuple);
    if (copy == NULL) {
        return NULL;
    }
    *copy = *row;
    copy->event = row->event == NULL ? NULL : copy_event(compaction, row->event);
    copy->members = row->member_count == 0 ? NULL : copy_members(compaction, row);
    copy->values = row->value_count == 0 ? NULL : copy_values(compaction, row);
    copy->parts = row->part_count == 0 ? NULL : copy_parts(compaction, row);
    struct moved moved = {row, copy};
    if (!VECTOR_PUSH(&compaction->moved, moved) ||
        !hash_index_add(&compaction->index, hash_row(row), compaction->moved.count - 1)) {
        compaction->store.failed = true;
    }
    return copy;
}

static void move_table(struct compaction *compaction, struct table *table) {
    (void)store_charge(&compaction->store, table->rows.count * sizeof *table->rows.items);
    for (size_t i = 0; i < table->rows.count; i++) {
        table->rows.items[i] = move_row(compaction, table->rows.items[i]);
    }
}

void late_compact(struct late *late) {
    struct compaction compaction = {.late = late};
    store_init(&compaction.store, late->store.limit);
    for (size_t i = 0; i < late->rule->node_count; i++) {
        struct held_rows *held = &late->follow->held[i];
        move_table(&compaction, &late->tables[i]);
        (void)store_charge(&compaction.store, held->count * sizeof *held->items);
        move_parts(&compaction, held->items, held->count, held->items);
    }
    compaction.store.exceeded = compaction.store.exceeded || late->store.exceeded;
    compaction.store.failed = compaction.store.failed || late->store.failed;
    store_finish(&late->store);
    late->store = compaction.store;
    hash_index_finish(&compaction.index);
    VECTOR_FREE(&compaction.moved);
}
