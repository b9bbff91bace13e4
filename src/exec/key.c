// SPDX-License-Identifier: Apache-2.0
#include "exec/key.h"

#include "base/fold.h"
#include "base/number.h"
#include "base/time.h"
#include "exec/compare.h"

#include <stdlib.h>
#include <string.h>

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
static uint64_t mix(uint64_t bits) {
    bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
    return bits ^ bits >> 31;
}

static bool may_be_time(struct slice text) {
    return text.size >= 10 && text.data[0] >= '0' && text.data[0] <= '9' && text.data[4] == '-';
}

uint64_t key_hash(struct value value) {
    struct number number;
    int64_t nanoseconds;
    if (value_as_number(value, &number)) {
        uint64_t bits = 0;
        double real = number.real == 0 ? 0 : number.real;
        memcpy(&bits, &real, sizeof real);
        return mix(bits);
    }
    switch (value.kind) {
    case VALUE_TIME:
    case VALUE_DURATION:
        return mix((uint64_t)value.as.nanoseconds);
    case VALUE_TEXT:
        // A text that reads as a time equals that time.
        if (may_be_time(value.text) && time_parse(value.text, &nanoseconds)) {
            return mix((uint64_t)nanoseconds);
        }
        return fold_hash(value.text);
    case VALUE_BOOLEAN:
        return fold_hash(value.text);
    default:
        return 0;
    }
}

bool key_valid(struct value value) {
    return value.kind != VALUE_NULL && value.kind != VALUE_LIST && value.kind != VALUE_RECORD;
}

bool key_equal(struct value a, struct value b, bool null_is_key) {
    if (!key_valid(a) || !key_valid(b)) {
        return null_is_key && key_valid(a) == key_valid(b);
    }
    return compare_values(COMPARE_EQ, a, b);
}

bool key_index_init(struct store *store, struct key_index *index, size_t expected) {
    *index = (struct key_index){.bucket_count = 16};
    while (index->bucket_count < expected * 2) {
        index->bucket_count *= 2;
    }
    if (!store_charge(store, index->bucket_count * sizeof *index->buckets)) {
        return false;
    }
    index->buckets = calloc(index->bucket_count, sizeof *index->buckets);
    store->failed = store->failed || index->buckets == NULL;
    return index->buckets != NULL;
}

void key_index_finish(struct key_index *index) {
    free(index->buckets);
    VECTOR_FREE(&index->entries);
    index->buckets = NULL;
}

bool key_index_add(struct store *store, struct key_index *index, uint64_t hash, size_t item) {
    struct key_entry entry = {.hash = hash, .item = item};
    if (!store_charge(store, sizeof entry)) {
        return false;
    }
    if (!VECTOR_PUSH(&index->entries, entry)) {
        store->failed = true;
        return false;
    }
    size_t *link = &index->buckets[hash & (index->bucket_count - 1)];
    index->entries.items[index->entries.count - 1].next = *link;
    *link = index->entries.count;
    return true;
}

bool key_index_next(const struct key_index *index, uint64_t hash, size_t *cursor, size_t *ret_item) {
    size_t at =
        *cursor == SIZE_MAX ? index->buckets[hash & (index->bucket_count - 1)] : index->entries.items[*cursor].next;
    while (at != 0) {
        const struct key_entry *entry = &index->entries.items[at - 1];
        if (entry->hash == hash) {
            *cursor = at - 1;
            *ret_item = entry->item;
            return true;
        }
        at = entry->next;
    }
    return false;
}
