// SPDX-License-Identifier: Apache-2.0
// The key paths that are wanted from every record, as a tree. Each wanted path
// is a slot, by number; a decoder walks a record along the tree and fills the
// slots. The tree is built once and immutable afterwards, shared by threads.
// Its nodes live in the arena it was begun with.
#ifndef CARL_EVENT_WANT_H
#define CARL_EVENT_WANT_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How a member's key must fit. Where several members fit a folded or any step,
// the first in the record that leads to a value counts; of one key written
// twice, the last.
enum want_match {
    WANT_EXACT,  // byte for byte
    WANT_FOLDED, // as names in rules: case, `_`, `-` and blanks ignored
    WANT_ANY,    // whatever the key
};

struct want_node {
    enum want_match match;
    struct slice name;          // NUL-terminated
    size_t slot;                // SIZE_MAX: not itself wanted
    struct want_node *children; // first
    struct want_node *last;     // of them
    struct want_node *next;     // sibling
    const struct want_node *parent;
    uint64_t hash; // of parent, match and name
};

struct want_tree {
    struct arena *arena;
    struct want_node *root; // the record itself
    size_t slot_count;
    struct want_node **table; // all but the root by their hash, with linear probing
    size_t capacity;          // a power of two, or 0
    size_t count;
};

// One step of a path.
struct want_step {
    enum want_match match;
    struct slice name; // copied
};

// An empty tree. Failure to allocate is the arena's sticky failure.
void want_init(struct want_tree *tree, struct arena *arena);

// The slot of a path, the same for the same path. Undefined where the arena has
// failed.
size_t want_add(struct want_tree *tree, const struct want_step *steps, size_t count);

#endif
