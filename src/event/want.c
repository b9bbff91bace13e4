// SPDX-License-Identifier: Apache-2.0
#include "event/want.h"

#include "base/hash.h"

#include <stdint.h>

enum { LEAST_CAPACITY = 1024 };

static struct want_node *create_node(struct arena *arena, const struct want_step *step) {
    struct want_node *node = ARENA_NEW(arena, struct want_node);
    if (node != NULL) {
        node->match = step->match;
        node->name = arena_copy(arena, step->name);
        node->slot = SIZE_MAX;
    }
    return node;
}

void want_init(struct want_tree *tree, struct arena *arena) {
    struct want_step record = {.match = WANT_ANY};
    *tree = (struct want_tree){.arena = arena, .root = create_node(arena, &record)};
}

static void insert(struct want_tree *tree, struct want_node *node) {
    size_t at = (size_t)node->hash;
    while (tree->table[at & (tree->capacity - 1)] != NULL) {
        at++;
    }
    tree->table[at & (tree->capacity - 1)] = node;
}

// Keeps half of the table free.
static bool reserve(struct want_tree *tree) {
    if (tree->count * 2 < tree->capacity) {
        return true;
    }
    struct want_tree old = *tree;
    size_t capacity = old.capacity == 0 ? LEAST_CAPACITY : old.capacity * 2;
    struct want_node **table = ARENA_ARRAY(tree->arena, capacity, struct want_node *);
    if (table == NULL) {
        return false;
    }
    tree->table = table;
    tree->capacity = capacity;
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.table[i] != NULL) {
            insert(tree, old.table[i]);
        }
    }
    return true;
}

static uint64_t hash_step(const struct want_node *parent, const struct want_step *step) {
    uint64_t hash = hash_unit(hash_unit(HASH_BASIS, parent->hash), (uint64_t)step->match);
    hash = hash_bytes(hash, step->name);
    return hash ^ hash >> 32;
}

static struct want_node *find(const struct want_tree *tree, const struct want_node *parent,
                              const struct want_step *step, uint64_t hash) {
    for (size_t at = (size_t)hash; tree->capacity > 0; at++) {
        struct want_node *node = tree->table[at & (tree->capacity - 1)];
        if (node == NULL || (node->hash == hash && node->parent == parent && node->match == step->match &&
                             slice_equal(node->name, step->name))) {
            return node;
        }
    }
    return NULL;
}

static struct want_node *find_child(struct want_tree *tree, struct want_node *parent, const struct want_step *step) {
    uint64_t hash = hash_step(parent, step);
    struct want_node *node = find(tree, parent, step, hash);
    if (node != NULL) {
        return node;
    }
    node = reserve(tree) ? create_node(tree->arena, step) : NULL;
    if (node == NULL) {
        return NULL;
    }
    node->parent = parent;
    node->hash = hash;
    if (parent->last == NULL) {
        parent->children = node;
    } else {
        parent->last->next = node;
    }
    parent->last = node;
    tree->count++;
    insert(tree, node);
    return node;
}

size_t want_add(struct want_tree *tree, const struct want_step *steps, size_t count) {
    struct want_node *node = tree->root;
    for (size_t i = 0; node != NULL && i < count; i++) {
        node = find_child(tree, node, &steps[i]);
    }
    if (node == NULL) {
        return 0;
    }
    if (node->slot == SIZE_MAX) {
        node->slot = tree->slot_count++;
    }
    return node->slot;
}
