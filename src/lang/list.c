// SPDX-License-Identifier: Apache-2.0
#include "lang/list.h"

#include <string.h>

bool list_reserve(struct arena *arena, void **items, size_t *capacity, size_t used, size_t count, size_t size) {
    if (count <= *capacity) {
        return true;
    }
    size_t wanted = *capacity < 4 ? 4 : *capacity * 2;
    void *grown = arena_array(arena, wanted < count ? count : wanted, size);
    if (grown == NULL) {
        return false;
    }
    if (used > 0) {
        memcpy(grown, *items, used * size);
    }
    *items = grown;
    *capacity = wanted < count ? count : wanted;
    return true;
}
