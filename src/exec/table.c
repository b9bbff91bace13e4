// SPDX-License-Identifier: Apache-2.0
#include "exec/table.h"

void store_init(struct store *store, size_t limit) {
    *store = (struct store){.limit = limit};
    arena_init(&store->arena);
}

void store_finish(struct store *store) {
    arena_finish(&store->arena);
}

void store_reset(struct store *store) {
    arena_reset(&store->arena);
    store->used = 0;
    store->exceeded = false;
    store->failed = false;
}

bool store_charge(struct store *store, size_t size) {
    if (size > store->limit || store->used > store->limit - size) {
        store->exceeded = true;
        return false;
    }
    store->used += size;
    return store_ok(store);
}

void *store_array(struct store *store, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        store->failed = true;
        return NULL;
    }
    if (!store_charge(store, count * size)) {
        return NULL;
    }
    void *memory = arena_alloc(&store->arena, count * size);
    store->failed = store->failed || memory == NULL;
    return memory;
}

struct slice store_slice(struct store *store, struct slice bytes) {
    char *copy = bytes.size == 0 ? NULL : store_array(store, bytes.size, 1);
    if (copy == NULL) {
        return (struct slice){0};
    }
    memcpy(copy, bytes.data, bytes.size);
    return slice_make(copy, bytes.size);
}

struct value store_value(struct store *store, struct value value) {
    value.text = store_slice(store, value.text);
    if (value.kind == VALUE_LIST) {
        struct value *items = store_array(store, value.as.list.count, sizeof *items);
        if (items == NULL) {
            return value_null();
        }
        for (size_t i = 0; i < value.as.list.count; i++) {
            items[i] = store_value(store, value.as.list.items[i]);
        }
        value.as.list.items = items;
    }
    return value;
}

int tuple_compare_times(const struct tuple *a, const struct tuple *b) {
    if (a->has_time != b->has_time) {
        return a->has_time ? -1 : 1;
    }
    return a->has_time ? (a->time > b->time) - (a->time < b->time) : 0;
}

int tuple_compare_times_places(const struct tuple *a, const struct tuple *b) {
    int order = tuple_compare_times(a, b);
    return order != 0 ? order : (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

bool table_push(struct store *store, struct table *table, const struct tuple *row) {
    if (!store_charge(store, sizeof row)) {
        return false;
    }
    if (!VECTOR_PUSH(&table->rows, row)) {
        store->failed = true;
        return false;
    }
    return true;
}

void table_finish(struct table *table) {
    VECTOR_FREE(&table->rows);
}
