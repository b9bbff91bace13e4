// SPDX-License-Identifier: Apache-2.0
// Rows by key: for per-key aggregates and for groups.
#include "exec/late.h"

#include <stdlib.h>

static uint64_t hash_keys(const struct value *keys, size_t count) {
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++) {
        hash = hash * UINT64_C(0x9E3779B97F4A7C15) + key_hash(keys[i]);
    }
    return hash;
}

size_t partition_find(const struct partition *partition, const struct value *keys, size_t key_count) {
    size_t cursor = SIZE_MAX;
    size_t group;
    while (key_index_next(&partition->index, hash_keys(keys, key_count), &cursor, &group)) {
        size_t same = 0;
        while (same < key_count && key_equal(partition->keys[group * key_count + same], keys[same], true)) {
            same++;
        }
        if (same == key_count) {
            return group;
        }
    }
    return SIZE_MAX;
}

static bool allocate(struct store *store, size_t rows, size_t key_count, struct partition *partition) {
    size_t room = rows == 0 ? 1 : rows;
    partition->keys = store_array(store, room * (key_count == 0 ? 1 : key_count), sizeof *partition->keys);
    partition->group_of = store_array(store, room, sizeof *partition->group_of);
    partition->values = store_array(store, room, sizeof *partition->values);
    bool charged = store_charge(store, room * sizeof *partition->groups);
    partition->groups = charged ? calloc(room, sizeof *partition->groups) : NULL;
    store->failed = store->failed || (charged && partition->groups == NULL);
    return store_ok(store) && key_index_init(store, &partition->index, rows);
}

// The group of the row, which is made if it is the first with these keys.
static size_t place(struct late *late, struct partition *partition, const struct tuple *row,
                    const struct operand *const *keys, size_t key_count) {
    struct value *own = &partition->keys[partition->count * key_count];
    for (size_t i = 0; i < key_count; i++) {
        own[i] = late_value(late, row, keys[i]);
        if (own[i].kind == VALUE_LIST || own[i].kind == VALUE_RECORD) {
            own[i] = value_null();
        }
        own[i] = store_value(&late->store, own[i]);
    }
    size_t group = partition_find(partition, own, key_count);
    if (group != SIZE_MAX) {
        return group;
    }
    group = partition->count++;
    (void)key_index_add(&late->store, &partition->index, hash_keys(own, key_count), group);
    return group;
}

static void evaluate(struct late *late, const struct operand *value, struct partition *partition) {
    for (size_t i = 0; value != NULL && i < partition->count && store_ok(&late->store); i++) {
        const struct table *rows = &partition->groups[i];
        struct group_part *parts = store_array(&late->store, rows->rows.count, sizeof *parts);
        for (size_t k = 0; parts != NULL && k < rows->rows.count; k++) {
            parts[k] = (struct group_part){rows->rows.items[k], 1};
        }
        late->eval->parts = parts;
        late->eval->part_count = parts == NULL ? 0 : rows->rows.count;
        partition->values[i] = store_value(&late->store, late_value(late, NULL, value));
        late->eval->parts = NULL;
        late->eval->part_count = 0;
    }
}

bool partition_make(struct late *late, const struct table *table, const struct operand *const *keys, size_t key_count,
                    const struct operand *value, struct partition *ret_partition) {
    struct partition *partition = ret_partition;
    *partition = (struct partition){0};
    if (!allocate(&late->store, table->rows.count, key_count, partition)) {
        return false;
    }
    for (size_t i = 0; i < table->rows.count && store_ok(&late->store); i++) {
        size_t group = place(late, partition, table->rows.items[i], keys, key_count);
        partition->group_of[i] = group;
        (void)table_push(&late->store, &partition->groups[group], table->rows.items[i]);
    }
    evaluate(late, value, partition);
    return store_ok(&late->store);
}

void partition_finish(struct partition *partition) {
    for (size_t i = 0; partition->groups != NULL && i < partition->count; i++) {
        table_finish(&partition->groups[i]);
    }
    free(partition->groups);
    key_index_finish(&partition->index);
    *partition = (struct partition){0};
}
