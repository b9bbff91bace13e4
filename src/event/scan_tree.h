// SPDX-License-Identifier: Apache-2.0
// Inside of event/: the tree of wanted paths as the scanner walks it, the
// children of each node ready to be found by the bytes of a key. It belongs to
// one scanner, since it notes which of its nodes were found in an object.
#ifndef CARL_EVENT_SCAN_TREE_H
#define CARL_EVENT_SCAN_TREE_H

#include "base/arena.h"
#include "base/bits.h"
#include "base/slice.h"
#include "event/want.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SCAN_MOST_NODES = 4, // that one member may lead to
    SCAN_FILTER_SIZE = 1024,
    SCAN_FILTER_REACH = 4, // last bytes of a key that a filter looks at; shorter keys it says nothing of
};

struct scan_node;

// A place of a hash table.
struct scan_place {
    struct scan_node *node; // NULL: nothing is there
    uint64_t last;          // as scan_key.last, of the node's name
};

// By a byte: whether a key may begin or end with it.
struct scan_ends {
    bool first[256];
    bool last[256];
};

struct scan_node {
    struct slice name;
    enum want_match match;
    size_t slot;
    bool *filter;             // by scan_filter_place: whether a key may lead to one of them
    struct scan_place *exact; // children by exact name, with linear probing; NULL: none
    unsigned exact_shift;     // the place of a hash is its bits from here up
    size_t exact_mask;        // capacity - 1
    struct scan_node **loose; // the other children
    size_t loose_count;
    struct scan_ends *loose_ends; // of keys that loose children may fit; NULL: there are none
    uint64_t visit;               // of the object in which it was last found
};

// The nodes that one member leads to.
struct scan_members {
    struct scan_node *nodes[SCAN_MOST_NODES];
    unsigned count;
};

// A key without escapes.
struct scan_key {
    struct slice text;
    uint64_t last; // its last eight bytes, the very last highest; 0 for those it lacks
};

// The tree of `wanted`, in `arena`; NULL where memory is out.
struct scan_node *scan_tree_make(struct arena *arena, const struct want_node *wanted);

// The last eight bytes of a text, of which `before` bytes more can be read.
static inline uint64_t scan_last_bytes(struct slice text, size_t before) {
    if (text.size + before >= 8 && text.size > 0) {
        unsigned missing = text.size < 8 ? 8 - (unsigned)text.size : 0;
        return bits_load(text.data + text.size - 8) >> (8 * missing);
    }
    uint64_t word = 0;
    for (size_t i = 0; i < text.size; i++) {
        word = word >> 8 | (uint64_t)(unsigned char)text.data[i] << 56;
    }
    return text.size == 0 ? 0 : word >> (8 * (8 - text.size));
}

// Cheap to take.
static inline uint64_t scan_hash(const struct scan_key *key) {
    return (key->last + key->text.size * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
}

static inline size_t scan_filter_place(const char *key, size_t size) {
    uint32_t last = bits_load_half(key + size - SCAN_FILTER_REACH);
    return ((last + (uint32_t)size * UINT32_C(0x9E3779B9)) * UINT32_C(0x85EBCA6B)) >> 22;
}

// Adds a node. False where it was found before in the same object, that is, the
// same visit, or there are too many.
static inline bool scan_members_add(struct scan_members *members, struct scan_node *node, uint64_t visit) {
    if (node->visit == visit || members->count == SCAN_MOST_NODES) {
        return false;
    }
    node->visit = visit;
    members->nodes[members->count++] = node;
    return true;
}

// Whether a key of at least one byte may have ends that are allowed.
static inline bool scan_ends_fit(const struct scan_ends *ends, const char *key, size_t size) {
    return ends->first[(unsigned char)key[0]] & ends->last[(unsigned char)key[size - 1]];
}

// Adds the children of `node` that a key leads to but for those by exact name;
// false as above.
bool scan_tree_find_loose(const struct scan_node *node, struct slice key, uint64_t visit, struct scan_members *members);

// Whether two texts are equal whose last eight bytes are.
static inline bool is_name(struct slice name, struct slice key) {
    return name.size == key.size && (key.size <= 8 || memcmp(name.data, key.data, key.size - 8) == 0);
}

// Adds all children of `node` that a key leads to; false as above.
static inline bool scan_tree_find(const struct scan_node *node, const struct scan_key *key, uint64_t visit,
                                  struct scan_members *members) {
    size_t at = node->exact == NULL ? 0 : scan_hash(key) >> node->exact_shift;
    for (; node->exact != NULL; at++) {
        const struct scan_place *place = &node->exact[at & node->exact_mask];
        if (place->node == NULL) {
            break;
        }
        if (place->last == key->last && is_name(place->node->name, key->text)) {
            if (!scan_members_add(members, place->node, visit)) {
                return false;
            }
            break;
        }
    }
    return node->loose_count == 0 || scan_tree_find_loose(node, key->text, visit, members);
}

#endif
