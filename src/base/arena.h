// SPDX-License-Identifier: Apache-2.0
// A bump allocator: many small allocations with one lifetime, freed together.
// Failure is sticky: after the first failed allocation every later one returns
// NULL and `arena_failed` stays true, so a stage may check once at its end.
// Not thread-safe; one arena belongs to one thread at a time.
#ifndef CARL_BASE_ARENA_H
#define CARL_BASE_ARENA_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; // newest first
    bool failed;
};

void arena_init(struct arena *arena);

// Frees every allocation. The arena may be initialised again.
void arena_finish(struct arena *arena);

// Forgets every allocation but keeps the newest (largest) block for reuse, so
// that a steady state allocates nothing. Clears the sticky failure.
void arena_reset(struct arena *arena);

bool arena_failed(const struct arena *arena);

// `size` zeroed bytes aligned for any type (at least one byte), or NULL.
void *arena_alloc(struct arena *arena, size_t size);

// `count` zeroed items of `size` bytes each; NULL on overflow or failure.
void *arena_array(struct arena *arena, size_t count, size_t size);

// A copy of `text` in the arena, followed by a NUL byte that the returned
// slice does not count; an empty slice on failure.
struct slice arena_copy(struct arena *arena, struct slice text);

// The text in double quotes, likewise; nothing in it is escaped.
struct slice arena_quote(struct arena *arena, struct slice text);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
