// SPDX-License-Identifier: Apache-2.0
// Groups, set differences and per-key aggregates over kept rows.
#include "base/bits.h"
#include "exec/follow.h"
#include "exec/late.h"

#include <stdlib.h>

// ---------------------------------------------------------------------------
// Unions

struct member {
    const struct tuple *row;
    uint64_t inputs; // which inputs have it
    size_t input;    // the first of them, whose keys count
    size_t place;    // among all members, for a stable order
};

static int by_ordinal(const void *left, const void *right) {
    const struct member *a = left;
    const struct member *b = right;
    if (a->row->ordinal != b->row->ordinal) {
        return a->row->ordinal < b->row->ordinal ? -1 : 1;
    }
    return a->place < b->place ? -1 : a->place > b->place;
}

// Rows that filters and added fields passed on from one set are the same row.
static bool is_same(const struct tuple *a, const struct tuple *b) {
    return a->kind == b->kind && a->event == b->event && a->members == b->members && a->parts == b->parts &&
           a->values == b->values;
}

// The member that holds the row already, or NULL. Members are sorted by place.
static struct member *find_member(struct member *members, size_t count, const struct tuple *row) {
    for (size_t i = count; i > 0 && members[i - 1].row->ordinal == row->ordinal; i--) {
        if (is_same(members[i - 1].row, row)) {
            return &members[i - 1];
        }
    }
    return NULL;
}

// The rows of all inputs in the order of the input, each once, and those that
// the node held back in earlier turns.
static struct member *unite(struct late *late, size_t number, size_t *ret_count) {
    const struct plan_node *node = &late->rule->nodes[number];
    const struct held_rows *held = follow_held(late, number);
    size_t total = held == NULL ? 0 : held->count;
    for (size_t i = 0; i < node->input_count; i++) {
        total += late_rows(late, node->inputs[i])->rows.count - late->first[node->inputs[i]];
    }
    struct member *members = store_array(&late->store, total + 1, sizeof *members);
    size_t count = 0;
    for (size_t i = 0; members != NULL && held != NULL && i < held->count; i++) {
        const struct group_part *part = &held->items[i];
        members[count] = (struct member){part->row, part->inputs, bits_lowest(part->inputs), count};
        count++;
    }
    for (size_t i = 0; members != NULL && i < node->input_count; i++) {
        const struct table *table = late_rows(late, node->inputs[i]);
        for (size_t k = late->first[node->inputs[i]]; k < table->rows.count; k++) {
            members[count] = (struct member){table->rows.items[k], UINT64_C(1) << (i & 63), i, count};
            count++;
        }
    }
    if (members == NULL) {
        return NULL;
    }
    qsort(members, count, sizeof *members, by_ordinal);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct member *same = find_member(members, kept, members[i].row);
        if (same != NULL) {
            same->inputs |= members[i].inputs;
        } else {
            members[kept++] = members[i];
        }
    }
    *ret_count = kept;
    return members;
}

void union_rows(struct late *late, size_t number) {
    size_t count = 0;
    const struct member *members = unite(late, number, &count);
    for (size_t i = 0; members != NULL && i < count && store_ok(&late->store); i++) {
        (void)table_push(&late->store, &late->tables[number], members[i].row);
    }
}

// ---------------------------------------------------------------------------
// Groups

// The keys of each member as a row of columns, so that a partition can be made
// of them whatever input they came from.
static bool key_rows(struct late *late, const struct plan_node *node, const struct member *members, size_t count,
                     struct table *ret_table) {
    for (size_t i = 0; i < count && store_ok(&late->store); i++) {
        struct tuple *tuple = STORE_NEW(&late->store, struct tuple);
        struct value *values = store_array(&late->store, node->key_count + 1, sizeof *values);
        if (tuple == NULL || values == NULL) {
            break;
        }
        for (size_t k = 0; k < node->key_count; k++) {
            const struct operand *key = node->keys[members[i].input * node->key_count + k];
            values[k] = store_value(&late->store, late_value(late, members[i].row, key));
        }
        *tuple = (struct tuple){.kind = TUPLE_COLUMNS, .values = values, .value_count = node->key_count};
        (void)table_push(&late->store, ret_table, tuple);
    }
    return store_ok(&late->store);
}

static int by_time(const void *left, const void *right) {
    return tuple_compare_times_places(((const struct group_part *)left)->row, ((const struct group_part *)right)->row);
}

static void push_group(struct late *late, size_t node, const struct value *keys, const struct group_part *parts,
                       size_t count) {
    struct tuple *tuple = STORE_NEW(&late->store, struct tuple);
    if (tuple == NULL) {
        return;
    }
    *tuple = (struct tuple){.kind = TUPLE_GROUP,
                            .ordinal = parts[0].row->ordinal,
                            .turn = late->turn,
                            .values = keys,
                            .value_count = late->rule->nodes[node].key_count,
                            .parts = parts,
                            .part_count = count};
    (void)table_push(&late->store, &late->tables[node], tuple);
}

static bool gap_exceeds(const struct tuple *before, const struct tuple *after, int64_t gap) {
    if (before->has_time != after->has_time) {
        return true;
    }
    return after->has_time && (uint64_t)after->time - (uint64_t)before->time > (uint64_t)gap;
}

// One group, or with `within` the pieces that it is cut into. What more rows may
// come to is held back.
static void push_pieces(struct late *late, size_t number, const struct value *keys, struct group_part *parts,
                        size_t count) {
    const struct plan_node *node = &late->rule->nodes[number];
    if (!node->within) {
        push_group(late, number, keys, parts, count);
        return;
    }
    qsort(parts, count, sizeof *parts, by_time);
    size_t start = 0;
    for (size_t i = 1; i <= count; i++) {
        if (i == count || gap_exceeds(parts[i - 1].row, parts[i].row, node->gap)) {
            if (!follow_hold(late, number, parts + start, i - start)) {
                push_group(late, number, keys, parts + start, i - start);
            }
            start = i;
        }
    }
}

void group_rows(struct late *late, size_t number) {
    const struct plan_node *node = &late->rule->nodes[number];
    size_t count = 0;
    struct member *members = unite(late, number, &count);
    follow_release(late, number);
    struct table keys = {0};
    struct partition partition = {0};
    const struct operand **columns = store_array(&late->store, node->key_count + 1, sizeof *columns);
    struct operand *values = store_array(&late->store, node->key_count + 1, sizeof *values);
    if (members == NULL || columns == NULL || values == NULL || !key_rows(late, node, members, count, &keys)) {
        table_finish(&keys);
        return;
    }
    for (size_t k = 0; k < node->key_count; k++) {
        values[k] = (struct operand){.kind = OPERAND_VALUE, .index = k};
        columns[k] = &values[k];
    }
    size_t *filled = NULL;
    struct group_part **parts = NULL;
    if (partition_make(late, &keys, columns, node->key_count, NULL, &partition)) {
        filled = store_array(&late->store, partition.count + 1, sizeof *filled);
        parts = store_array(&late->store, partition.count + 1, sizeof *parts);
    }
    for (size_t i = 0; filled != NULL && parts != NULL && i < partition.count; i++) {
        parts[i] = store_array(&late->store, partition.groups[i].rows.count, sizeof **parts);
    }
    if (store_ok(&late->store)) {
        for (size_t i = 0; i < count; i++) {
            size_t group = partition.group_of[i];
            parts[group][filled[group]++] = (struct group_part){members[i].row, members[i].inputs};
        }
        for (size_t i = 0; i < partition.count && store_ok(&late->store); i++) {
            push_pieces(late, number, &partition.keys[i * node->key_count], parts[i], filled[i]);
        }
    }
    partition_finish(&partition);
    table_finish(&keys);
}

// ---------------------------------------------------------------------------
// Differences

// A null column equals nothing, so such a row is in no other set. Lists are
// equal element by element.
static bool same_columns(const struct value *a, const struct value *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool lists = a[i].kind == VALUE_LIST && b[i].kind == VALUE_LIST && a[i].as.list.count == b[i].as.list.count;
        if (lists ? !same_columns(a[i].as.list.items, b[i].as.list.items, a[i].as.list.count)
                  : !key_equal(a[i], b[i], false)) {
            return false;
        }
    }
    return true;
}

static bool same_row(const struct tuple *a, const struct tuple *b) {
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case TUPLE_EVENT:
        return a->event == b->event;
    case TUPLE_JOIN:
        for (size_t i = 0; i < a->member_count; i++) {
            if (i >= b->member_count || !same_row(a->members[i], b->members[i])) {
                return false;
            }
        }
        return a->member_count == b->member_count;
    default:
        return a->value_count == b->value_count && same_columns(a->values, b->values, a->value_count);
    }
}

// What rows that are equal share. False: the row holds what equals nothing, and
// so equals no row; were such rows kept under one hash, finding that out would
// take a comparison with each.
static bool columns_hash(const struct value *values, size_t count, uint64_t *hash) {
    for (size_t i = 0; i < count; i++) {
        if (values[i].kind == VALUE_LIST) {
            if (!columns_hash(values[i].as.list.items, values[i].as.list.count, hash)) {
                return false;
            }
        } else if (key_valid(values[i])) {
            *hash = *hash * 31 + key_hash(values[i]);
        } else {
            return false;
        }
    }
    return true;
}

static bool row_hash(const struct tuple *row, uint64_t *hash) {
    switch (row->kind) {
    case TUPLE_EVENT:
        *hash = *hash * 31 + row->event->ordinal;
        return true;
    case TUPLE_JOIN:
        for (size_t i = 0; i < row->member_count; i++) {
            if (!row_hash(row->members[i], hash)) {
                return false;
            }
        }
        return true;
    default:
        return columns_hash(row->values, row->value_count, hash);
    }
}

static bool keys_hash(struct late *late, const struct plan_node *node, size_t input, const struct tuple *row,
                      uint64_t *hash) {
    for (size_t k = 0; k < node->key_count; k++) {
        struct value value = late_value(late, row, node->keys[input * node->key_count + k]);
        if (!key_valid(value)) {
            return false;
        }
        *hash = *hash * 31 + key_hash(value);
    }
    return true;
}

// Of a row of one of the two inputs: its keys' or without keys its own.
static bool difference_hash(struct late *late, const struct plan_node *node, size_t input, const struct tuple *row,
                            uint64_t *ret_hash) {
    uint64_t hash = 0;
    if (!(node->key_count > 0 ? keys_hash(late, node, input, row, &hash) : row_hash(row, &hash))) {
        return false;
    }
    *ret_hash = hash;
    return true;
}

static bool same_keys(struct late *late, const struct plan_node *node, const struct tuple *left,
                      const struct tuple *right) {
    for (size_t k = 0; k < node->key_count; k++) {
        arena_reset(&late->eval->scratch);
        late->eval->tuple = left;
        struct value a = eval_operand(late->eval, node->keys[k]);
        late->eval->tuple = right;
        struct value b = eval_operand(late->eval, node->keys[node->key_count + k]);
        late->eval->tuple = NULL;
        if (!key_equal(a, b, false)) {
            return false;
        }
    }
    return true;
}

void difference_rows(struct late *late, size_t number) {
    const struct plan_node *node = &late->rule->nodes[number];
    const struct table *left = late_rows(late, node->inputs[0]);
    const struct table *right = late_rows(late, node->inputs[1]);
    struct key_index index;
    uint64_t hash;
    if (!key_index_init(&late->store, &index, right->rows.count)) {
        return;
    }
    for (size_t i = 0; i < right->rows.count && store_ok(&late->store); i++) {
        if (difference_hash(late, node, 1, right->rows.items[i], &hash)) {
            (void)key_index_add(&late->store, &index, hash, i);
        }
    }
    for (size_t i = 0; i < left->rows.count && store_ok(&late->store); i++) {
        const struct tuple *row = left->rows.items[i];
        bool may_equal = difference_hash(late, node, 0, row, &hash);
        size_t cursor = SIZE_MAX;
        size_t at;
        bool removed = false;
        while (may_equal && !removed && key_index_next(&index, hash, &cursor, &at)) {
            const struct tuple *other = right->rows.items[at];
            removed = node->key_count > 0 ? same_keys(late, node, row, other) : same_row(row, other);
        }
        if (!removed) {
            (void)table_push(&late->store, &late->tables[number], row);
        }
    }
    key_index_finish(&index);
}

// ---------------------------------------------------------------------------
// Per-key aggregates added to rows

void count_rows(struct late *late, size_t number) {
    const struct plan_node *node = &late->rule->nodes[number];
    const struct table *from = late_rows(late, node->inputs[0]);
    struct partition partition = {0};
    if (partition_make(late, from, node->keys, node->key_count, node->value, &partition)) {
        for (size_t i = 0; i < from->rows.count && store_ok(&late->store); i++) {
            struct tuple *tuple = STORE_NEW(&late->store, struct tuple);
            struct tuple_extra *extra = STORE_NEW(&late->store, struct tuple_extra);
            if (tuple == NULL || extra == NULL) {
                break;
            }
            *tuple = *from->rows.items[i];
            *extra = (struct tuple_extra){number, partition.values[partition.group_of[i]], tuple->extra};
            tuple->extra = extra;
            (void)table_push(&late->store, &late->tables[number], tuple);
        }
    }
    partition_finish(&partition);
}
