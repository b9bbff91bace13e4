// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct arena_block {
    struct arena_block *next;
    size_t used;     // bytes handed out
    size_t capacity; // bytes after the header
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena) {
    *arena = (struct arena){0};
}

static void free_blocks(struct arena_block *block) {
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_finish(struct arena *arena) {
    if (arena == NULL) {
        return;
    }
    free_blocks(arena->blocks);
    *arena = (struct arena){0};
}

void arena_reset(struct arena *arena) {
    arena->failed = false;
    if (arena->blocks != NULL) {
        free_blocks(arena->blocks->next);
        arena->blocks->next = NULL;
        arena->blocks->used = 0;
    }
}

bool arena_failed(const struct arena *arena) {
    return arena->failed;
}

static bool add_block(struct arena *arena, size_t need) {
    size_t capacity = arena->blocks == NULL ? FIRST_BLOCK : arena->blocks->capacity * 2;
    if (capacity > LARGEST_BLOCK) {
        capacity = LARGEST_BLOCK;
    }
    if (capacity < need) {
        capacity = need;
    }
    if (capacity > SIZE_MAX - sizeof(struct arena_block)) {
        return false;
    }
    struct arena_block *block = malloc(sizeof(struct arena_block) + capacity);
    if (block == NULL) {
        return false;
    }
    block->next = arena->blocks;
    block->used = 0;
    block->capacity = capacity;
    arena->blocks = block;
    return true;
}

void *arena_alloc(struct arena *arena, size_t size) {
    const size_t alignment = alignof(max_align_t);
    if (arena->failed || size > SIZE_MAX - alignment) {
        arena->failed = true;
        return NULL;
    }
    size_t need = size == 0 ? alignment : (size + alignment - 1) / alignment * alignment;
    if (arena->blocks == NULL || arena->blocks->capacity - arena->blocks->used < need) {
        if (!add_block(arena, need)) {
            arena->failed = true;
            return NULL;
        }
    }
    void *memory = arena->blocks->bytes + arena->blocks->used;
    arena->blocks->used += need;
    return memset(memory, 0, need);
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        arena->failed = true;
        return NULL;
    }
    return arena_alloc(arena, count * size);
}

struct slice arena_copy(struct arena *arena, struct slice text) {
    char *copy = text.size == SIZE_MAX ? NULL : arena_alloc(arena, text.size + 1);
    if (copy == NULL) {
        return (struct slice){0};
    }
    if (text.size > 0) {
        memcpy(copy, text.data, text.size);
    }
    return slice_make(copy, text.size);
}

struct slice arena_quote(struct arena *arena, struct slice text) {
    char *quoted = text.size > SIZE_MAX - 3 ? NULL : arena_alloc(arena, text.size + 3);
    if (quoted == NULL) {
        return (struct slice){0};
    }
    quoted[0] = '"';
    if (text.size > 0) {
        memcpy(quoted + 1, text.data, text.size);
    }
    quoted[text.size + 1] = '"';
    return slice_make(quoted, text.size + 2);
}
