// SPDX-License-Identifier: Apache-2.0
// A set of names, compared by their bytes. Names are borrowed; the table lives
// in an arena. One thread.
#ifndef CARL_LANG_NAME_SET_H
#define CARL_LANG_NAME_SET_H

#include "base/arena.h"

struct name_set {
    struct slice *items; // open addressing; size 0: free
    size_t count;
    size_t capacity; // a power of two, or 0
};

// Adds a name that is not empty; false when memory is out.
bool name_set_add(struct arena *arena, struct name_set *set, struct slice name);

bool name_set_has(const struct name_set *set, struct slice name);

#endif
