// SPDX-License-Identifier: Apache-2.0
// Growable arrays in an arena, for a tree whose parts have one lifetime. What a
// list outgrows stays in the arena. One thread.
#ifndef CARL_LANG_LIST_H
#define CARL_LANG_LIST_H

#include "base/arena.h"

#define LIST_TYPE(tag, type) \
    struct tag {             \
        type *items;         \
        size_t count;        \
        size_t capacity;     \
    }

// Makes room for `count` items of `size` bytes; false when memory is out
// (nothing changes then).
bool list_reserve(struct arena *arena, void **items, size_t *capacity, size_t used, size_t count, size_t size);

// Room for one more item in `list`, a pointer to a LIST_TYPE.
#define LIST_GROW(arena, list)                                                                          \
    list_reserve((arena), (void **)&(list)->items, &(list)->capacity, (list)->count, (list)->count + 1, \
                 sizeof *(list)->items)

// Appends `item`; false when memory is out.
#define LIST_PUSH(arena, list, item) \
    (LIST_GROW((arena), (list)) ? ((list)->items[(list)->count++] = (item), true) : false)

#endif
