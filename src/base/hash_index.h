// SPDX-License-Identifier: Apache-2.0
// Places of items by the items' hashes, for whoever keeps the items: a place is
// found by looking at those that have the hash. Zeroed it is empty. Reading is
// safe in any thread.
#ifndef CARL_BASE_HASH_INDEX_H
#define CARL_BASE_HASH_INDEX_H

#include "base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash_slot {
    uint64_t hash;
    size_t place; // and 1; 0: free
};

struct hash_index {
    struct hash_slot *slots; // owned
    size_t capacity;         // a power of two, or 0
    size_t count;
};

void hash_index_finish(struct hash_index *index);

// Adds a place; false when memory is out.
MUST_USE bool hash_index_add(struct hash_index *index, uint64_t hash, size_t place);

// The next place with this hash, in the order they were added; SIZE_MAX: there
// is none. *cursor is 0 at first.
size_t hash_index_next(const struct hash_index *index, uint64_t hash, size_t *cursor);

#endif
