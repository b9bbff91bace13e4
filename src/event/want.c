// SPDX-License-Identifier: Apache-2.0
#include "event/want.h"

#include <stdint.h>

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

static struct want_node *find_child(struct want_tree *tree, struct want_node *node, const struct want_step *step) {
    struct want_node **at = &node->children;
    while (*at != NULL && ((*at)->match != step->match || !slice_equal((*at)->name, step->name))) {
        at = &(*at)->next;
    }
    if (*at == NULL) {
        *at = create_node(tree->arena, step);
    }
    return *at;
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
