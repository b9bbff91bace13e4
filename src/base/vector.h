// SPDX-License-Identifier: Apache-2.0
// Growable arrays. `VECTOR(T)` is an anonymous struct type; name it once with a
// typedef-less struct member or wrapper. Storage comes from malloc and is freed
// by VECTOR_FREE. Not thread-safe.
#ifndef CARL_BASE_VECTOR_H
#define CARL_BASE_VECTOR_H

#include <stdbool.h>
#include <stddef.h>

#define VECTOR(type)     \
    struct {             \
        type *items;     \
        size_t count;    \
        size_t capacity; \
    }

// Makes room for `count` items of `size` bytes in *items; false when memory is
// out (nothing changes then).
bool vector_reserve(void **items, size_t *capacity, size_t count, size_t size);

// Room for one more item in `vector` (a pointer to a VECTOR); true on success.
// After success write to (vector)->items[(vector)->count++].
#define VECTOR_GROW(vector) \
    vector_reserve((void **)&(vector)->items, &(vector)->capacity, (vector)->count + 1, sizeof *(vector)->items)

// Appends `item`; false when memory is out.
#define VECTOR_PUSH(vector, item) (VECTOR_GROW(vector) ? ((vector)->items[(vector)->count++] = (item), true) : false)

#define VECTOR_FREE(vector) vector_free((void **)&(vector)->items, &(vector)->count, &(vector)->capacity)

void vector_free(void **items, size_t *count, size_t *capacity);

#endif
