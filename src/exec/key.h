// SPDX-License-Identifier: Apache-2.0
// Values as keys (docs/language.md, "Keys"): two keys are one where `==` holds
// between their values, so "7", 7 and "007" are one. Hashes agree with that.
#ifndef CARL_EXEC_KEY_H
#define CARL_EXEC_KEY_H

#include "event/value.h"
#include "exec/table.h"

#include <stdbool.h>
#include <stdint.h>

// A hash: values that are equal have equal hashes. Lists and records hash as
// null does.
uint64_t key_hash(struct value value);

// Whether a value is a key: null, lists and records are none.
bool key_valid(struct value value);

// `==`; with `null_is_key` two nulls (and lists and records, which are no key
// either) are one.
bool key_equal(struct value a, struct value b, bool null_is_key);

// A hash index of rows by their keys: chains of entries under one hash.
struct key_entry {
    uint64_t hash;
    size_t next; // entry number + 1; 0 ends the chain
    size_t item; // what the caller keeps under the key
};

struct key_index {
    size_t *buckets; // entry number + 1; 0: empty
    size_t bucket_count;
    VECTOR(struct key_entry) entries;
};

// An index for about `expected` entries. False: see the store.
bool key_index_init(struct store *store, struct key_index *index, size_t expected);
void key_index_finish(struct key_index *index);

// Adds an item before those under the same hash.
bool key_index_add(struct store *store, struct key_index *index, uint64_t hash, size_t item);

// Walks the items under a hash, the latest added first: start with *cursor
// SIZE_MAX; false when there are no more.
bool key_index_next(const struct key_index *index, uint64_t hash, size_t *cursor, size_t *ret_item);

#endif
