// SPDX-License-Identifier: Apache-2.0
#include "base/vector.h"

#include <stdint.h>
#include <stdlib.h>

bool vector_reserve(void **items, size_t *capacity, size_t count, size_t size) {
    if (count <= *capacity) {
        return true;
    }
    size_t grown = *capacity < 8 ? 8 : *capacity + *capacity / 2;
    if (grown < count) {
        grown = count;
    }
    if (grown > SIZE_MAX / size) {
        return false;
    }
    void *moved = realloc(*items, grown * size);
    if (moved == NULL) {
        return false;
    }
    *items = moved;
    *capacity = grown;
    return true;
}

void vector_free(void **items, size_t *count, size_t *capacity) {
    free(*items);
    *items = NULL;
    *count = 0;
    *capacity = 0;
}
