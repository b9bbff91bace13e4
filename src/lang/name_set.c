// SPDX-License-Identifier: Apache-2.0
#include "lang/name_set.h"

#include <stdint.h>

static size_t name_slot(const struct name_set *set, struct slice name) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < name.size; i++) {
        hash = (hash ^ (unsigned char)name.data[i]) * UINT64_C(1099511628211);
    }
    size_t slot = (size_t)hash & (set->capacity - 1);
    while (set->items[slot].size > 0 && !slice_equal(set->items[slot], name)) {
        slot = (slot + 1) & (set->capacity - 1);
    }
    return slot;
}

bool name_set_has(const struct name_set *set, struct slice name) {
    return set->capacity > 0 && set->items[name_slot(set, name)].size > 0;
}

static bool grow_names(struct arena *arena, struct name_set *set) {
    struct name_set grown = {.capacity = set->capacity == 0 ? 16 : set->capacity * 2};
    grown.items = ARENA_ARRAY(arena, grown.capacity, struct slice);
    if (grown.items == NULL) {
        return false;
    }
    for (size_t i = 0; i < set->capacity; i++) {
        if (set->items[i].size > 0) {
            grown.items[name_slot(&grown, set->items[i])] = set->items[i];
        }
    }
    grown.count = set->count;
    *set = grown;
    return true;
}

bool name_set_add(struct arena *arena, struct name_set *set, struct slice name) {
    if (set->count * 2 >= set->capacity && !grow_names(arena, set)) {
        return false;
    }
    size_t slot = name_slot(set, name);
    if (set->items[slot].size == 0) {
        set->items[slot] = name;
        set->count++;
    }
    return true;
}
