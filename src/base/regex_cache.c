// SPDX-License-Identifier: Apache-2.0
#include "base/regex_cache.h"

#include "base/hash.h"

#include <stdint.h>

void regex_cache_init(struct regex_cache *cache, struct arena *arena) {
    *cache = (struct regex_cache){.arena = arena};
}

void regex_cache_finish(struct regex_cache *cache) {
    for (size_t i = 0; i < cache->items.count; i++) {
        regex_destroy(cache->items.items[i].regex);
    }
    VECTOR_FREE(&cache->items);
    hash_index_finish(&cache->index);
}

static const struct regex *find(const struct regex_cache *cache, struct slice pattern, uint64_t hash) {
    size_t cursor = 0;
    size_t place;
    while ((place = hash_index_next(&cache->index, hash, &cursor)) != SIZE_MAX) {
        if (slice_equal(cache->items.items[place].pattern, pattern)) {
            return cache->items.items[place].regex;
        }
    }
    return NULL;
}

enum carl_status regex_cache_get(struct regex_cache *cache, struct slice pattern, struct arena *errors,
                                 const struct regex **ret_regex, struct slice *ret_error) {
    uint64_t hash = hash_bytes(HASH_BASIS, pattern);
    const struct regex *found = find(cache, pattern, hash);
    if (found != NULL) {
        *ret_regex = found;
        return CARL_OK;
    }
    struct cached_regex item = {.pattern = arena_copy(cache->arena, pattern)};
    enum carl_status status = regex_create(pattern, errors, &item.regex, ret_error);
    if (status != CARL_OK) {
        return status;
    }
    if (arena_failed(cache->arena) || !VECTOR_PUSH(&cache->items, item)) {
        regex_destroy(item.regex);
        return CARL_ERROR_MEMORY;
    }
    if (!hash_index_add(&cache->index, hash, cache->items.count - 1)) {
        return CARL_ERROR_MEMORY;
    }
    *ret_regex = item.regex;
    return CARL_OK;
}
