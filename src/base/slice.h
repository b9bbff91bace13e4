// SPDX-License-Identifier: Apache-2.0
// A borrowed run of bytes: a pointer and a length, never NUL-terminated by
// contract, never owned. Whoever made the bytes says how long they live.
#ifndef CARL_BASE_SLICE_H
#define CARL_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *data; // may be NULL when size is 0
    size_t size;      // bytes
};

// A slice over a string literal.
#define SLICE(literal) ((struct slice){"" literal, sizeof(literal) - 1})

static inline struct slice slice_make(const char *data, size_t size) {
    return (struct slice){data, size};
}

static inline struct slice slice_from_string(const char *string) {
    return (struct slice){string, string == NULL ? 0 : strlen(string)};
}

// The same for the initialiser of a static object, which must be constant.
#define SLICE_INIT(literal) \
    { "" literal, sizeof(literal) - 1 }

// Bytes [start, end) of `slice`; the caller keeps start <= end <= slice.size.
// Nothing may be added to a null pointer, not even 0.
static inline struct slice slice_sub(struct slice slice, size_t start, size_t end) {
    return (struct slice){start == 0 ? slice.data : slice.data + start, end - start};
}

static inline bool slice_equal(struct slice a, struct slice b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool slice_starts_with(struct slice slice, struct slice prefix) {
    return slice.size >= prefix.size && (prefix.size == 0 || memcmp(slice.data, prefix.data, prefix.size) == 0);
}

#endif
