// SPDX-License-Identifier: Apache-2.0
// Regexes by their patterns, so that equal ones are compiled once: that takes a
// millisecond. The cache owns them; patterns live in an arena that outlives it.
// One thread while it grows.
#ifndef CARL_BASE_REGEX_CACHE_H
#define CARL_BASE_REGEX_CACHE_H

#include "base/arena.h"
#include "base/hash_index.h"
#include "base/regex.h"
#include "base/vector.h"

struct cached_regex {
    struct slice pattern;
    struct regex *regex;
};

struct regex_cache {
    struct arena *arena;
    VECTOR(struct cached_regex) items;
    struct hash_index index;
};

void regex_cache_init(struct regex_cache *cache, struct arena *arena);
void regex_cache_finish(struct regex_cache *cache);

// The regex of a pattern, compiled unless it is there already. As regex_create;
// the error is in `errors`.
MUST_USE enum carl_status regex_cache_get(struct regex_cache *cache, struct slice pattern, struct arena *errors,
                                          const struct regex **ret_regex, struct slice *ret_error);

#endif
