// SPDX-License-Identifier: Apache-2.0
// FNV-1a, 64 bit (draft-eastlake-fnv), unit by unit, for tables that live in
// memory or in the binary, never in files. Pure functions, safe in any thread.
#ifndef CARL_BASE_HASH_H
#define CARL_BASE_HASH_H

#include "base/slice.h"

#include <stdint.h>

#define HASH_BASIS UINT64_C(14695981039346656037)
#define HASH_PRIME UINT64_C(1099511628211)

// The hash after one more unit: a byte, or a number taken at once.
static inline uint64_t hash_unit(uint64_t hash, uint64_t unit) {
    return (hash ^ unit) * HASH_PRIME;
}

// The hash after all bytes of `text`.
static inline uint64_t hash_bytes(uint64_t hash, struct slice text) {
    for (size_t i = 0; i < text.size; i++) {
        hash = hash_unit(hash, (unsigned char)text.data[i]);
    }
    return hash;
}

#endif
