// SPDX-License-Identifier: Apache-2.0
#include "event/scan_tree.h"

#include "base/fold.h"

static void insert_exact(struct scan_node *node, struct scan_node *child) {
    const struct scan_key key = {.text = child->name, .last = scan_last_bytes(child->name, 0)};
    size_t at = scan_hash(&key) >> node->exact_shift;
    while (node->exact[at & node->exact_mask].node != NULL) {
        at++;
    }
    node->exact[at & node->exact_mask] = (struct scan_place){.node = child, .last = key.last};
    if (child->name.size >= SCAN_FILTER_REACH) {
        node->filter[scan_filter_place(child->name.data, child->name.size)] = true;
    }
}

// A table of which most places are empty, so that most keys that nobody wants
// end at the first look.
static void make_table(struct arena *arena, struct scan_node *node, size_t count) {
    size_t capacity = 16;
    node->exact_shift = 60;
    while (capacity < count * 8) {
        capacity *= 2;
        node->exact_shift--;
    }
    node->exact_mask = capacity - 1;
    node->exact = ARENA_ARRAY(arena, capacity, struct scan_place);
}

static bool is_filler(char c) {
    return c == '_' || c == '-' || c == ' ';
}

// Notes which first bytes a key may have to fit `child`. A key may begin with
// fillers; letters outside ASCII are not told apart.
static void note_first(bool *first, const struct scan_node *child) {
    size_t at = 0;
    while (at < child->name.size && is_filler(child->name.data[at])) {
        at++;
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        bool may = child->match == WANT_ANY || byte >= 0x80 || is_filler((char)byte);
        if (at < child->name.size) {
            may = may || fold_byte((unsigned char)byte) == fold_byte((unsigned char)child->name.data[at]);
        }
        first[byte] = first[byte] || may;
    }
}

static void make_loose(struct arena *arena, struct scan_node *node, size_t count) {
    node->loose = ARENA_ARRAY(arena, count, struct scan_node *);
    node->loose_first = ARENA_ARRAY(arena, 256, bool);
}

static struct scan_node *make_node(struct arena *arena, const struct want_node *wanted) {
    struct scan_node *node = ARENA_NEW(arena, struct scan_node);
    size_t exact_count = 0;
    size_t loose_count = 0;
    if (node == NULL) {
        return NULL;
    }
    node->name = wanted->name;
    node->match = wanted->match;
    node->slot = wanted->slot;
    for (const struct want_node *child = wanted->children; child != NULL; child = child->next) {
        exact_count += child->match == WANT_EXACT;
        loose_count += child->match != WANT_EXACT;
    }
    node->filter = ARENA_ARRAY(arena, SCAN_FILTER_SIZE, bool);
    if (node->filter != NULL && loose_count > 0) {
        memset(node->filter, true, SCAN_FILTER_SIZE);
    }
    if (exact_count > 0) {
        make_table(arena, node, exact_count);
    }
    if (loose_count > 0) {
        make_loose(arena, node, loose_count);
    }
    return node;
}

struct scan_node *scan_tree_make(struct arena *arena, const struct want_node *wanted) {
    struct scan_node *node = make_node(arena, wanted);
    for (const struct want_node *at = wanted->children; at != NULL && !arena_failed(arena); at = at->next) {
        struct scan_node *child = scan_tree_make(arena, at);
        if (child == NULL || node == NULL) {
            return NULL;
        }
        if (child->match == WANT_EXACT) {
            insert_exact(node, child);
        } else {
            note_first(node->loose_first, child);
            node->loose[node->loose_count++] = child;
        }
    }
    return node;
}

bool scan_tree_find_loose(const struct scan_node *node, struct slice key, uint64_t visit,
                          struct scan_members *members) {
    if (key.size > 0 && !node->loose_first[(unsigned char)key.data[0]]) {
        return true;
    }
    for (size_t i = 0; i < node->loose_count; i++) {
        struct scan_node *child = node->loose[i];
        bool fits = child->match == WANT_ANY || fold_name_equal(child->name, key);
        if (fits && !scan_members_add(members, child, visit)) {
            return false;
        }
    }
    return true;
}
