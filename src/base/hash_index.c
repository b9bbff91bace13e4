// SPDX-License-Identifier: Apache-2.0
#include "base/hash_index.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 16 };

// A product's low bits depend on the low bits of its factors alone; the high
// ones have seen all of them.
static size_t first_slot(const struct hash_index *index, uint64_t hash) {
    return (size_t)(hash ^ hash >> 32) & (index->capacity - 1);
}

void hash_index_finish(struct hash_index *index) {
    free(index->slots);
    *index = (struct hash_index){0};
}

static void put(struct hash_index *index, struct hash_slot item) {
    size_t slot = first_slot(index, item.hash);
    while (index->slots[slot].place != 0) {
        slot = (slot + 1) & (index->capacity - 1);
    }
    index->slots[slot] = item;
}

static bool grow(struct hash_index *index) {
    struct hash_index larger = {.capacity = index->capacity == 0 ? FIRST_CAPACITY : index->capacity * 2};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL) {
        return false;
    }
    // From behind a free slot on, items of one hash are met in the order in which
    // they were added.
    size_t start = 0;
    while (start < index->capacity && index->slots[start].place != 0) {
        start++;
    }
    for (size_t i = 0; i < index->capacity; i++) {
        struct hash_slot item = index->slots[(start + i) & (index->capacity - 1)];
        if (item.place != 0) {
            put(&larger, item);
        }
    }
    larger.count = index->count;
    free(index->slots);
    *index = larger;
    return true;
}

bool hash_index_add(struct hash_index *index, uint64_t hash, size_t place) {
    if ((index->count + 1) * 2 > index->capacity && !grow(index)) {
        return false;
    }
    put(index, (struct hash_slot){hash, place + 1});
    index->count++;
    return true;
}

size_t hash_index_next(const struct hash_index *index, uint64_t hash, size_t *cursor) {
    if (index->capacity == 0) {
        return SIZE_MAX;
    }
    for (size_t first = first_slot(index, hash);; ++*cursor) {
        const struct hash_slot *slot = &index->slots[(first + *cursor) & (index->capacity - 1)];
        if (slot->place == 0) {
            return SIZE_MAX;
        }
        if (slot->hash == hash) {
            ++*cursor;
            return slot->place - 1;
        }
    }
}
