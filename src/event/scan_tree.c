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

// Notes that a key may have `end` at one of its ends, where a name has it.
static void note_end(bool *ends, char end) {
    for (unsigned byte = 0; byte < 256; byte++) {
        ends[byte] = ends[byte] || fold_byte((unsigned char)byte) == fold_byte((unsigned char)end);
    }
}

// Notes which ends a key may have to fit `child`. It may have fillers at its ends;
// letters outside ASCII are not told apart.
static void note_ends(struct scan_ends *ends, const struct scan_node *child) {
    struct slice name = child->name;
    while (name.size > 0 && is_filler(name.data[0])) {
        name = slice_sub(name, 1, name.size);
    }
    while (name.size > 0 && is_filler(name.data[name.size - 1])) {
        name.size--;
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        bool may = child->match == WANT_ANY || byte >= 0x80 || is_filler((char)byte);
        ends->first[byte] = ends->first[byte] || may;
        ends->last[byte] = ends->last[byte] || may;
    }
    if (name.size > 0) {
        note_end(ends->first, name.data[0]);
        note_end(ends->last, name.data[name.size - 1]);
    }
}

static void make_loose(struct arena *arena, struct scan_node *node, size_t count) {
    node->loose = ARENA_ARRAY(arena, count, struct scan_node *);
    node->loose_ends = ARENA_NEW(arena, struct scan_ends);
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
            note_ends(node->loose_ends, child);
            node->loose[node->loose_count++] = child;
        }
    }
    return node;
}

bool scan_tree_find_loose(const struct scan_node *node, struct slice key, uint64_t visit,
                          struct scan_members *members) {
    if (key.size > 0 && !scan_ends_fit(node->loose_ends, key.data, key.size)) {
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
