// SPDX-License-Identifier: Apache-2.0
// A stream of bytes whose first ones can be looked at before they are read. One
// thread at a time. Owns nothing.
#ifndef CARL_INPUT_LOOKAHEAD_H
#define CARL_INPUT_LOOKAHEAD_H

#include "base/attributes.h"
#include "base/slice.h"
#include "carl.h"

#include <stdbool.h>
#include <stdint.h>

enum { LOOKAHEAD_SIZE = 4096 };

struct lookahead {
    carl_read_fn read;
    void *user;
    char bytes[LOOKAHEAD_SIZE]; // that were looked at
    size_t at;                  // the first that was not read
    size_t size;
    bool ended;
    enum carl_status status; // what `read` ended with
};

void lookahead_init(struct lookahead *lookahead, carl_read_fn read, void *user);

// Makes `size` bytes, at most LOOKAHEAD_SIZE, ready to be looked at; fewer where
// the stream ends. Nothing was read yet.
MUST_USE enum carl_status lookahead_fill(struct lookahead *lookahead, size_t size);

// The bytes that are ready.
static inline struct slice lookahead_bytes(const struct lookahead *lookahead) {
    return slice_make(lookahead->bytes + lookahead->at, lookahead->size - lookahead->at);
}

// Passes over bytes that are ready.
static inline void lookahead_skip(struct lookahead *lookahead, size_t size) {
    lookahead->at += size;
}

// Reads: a carl_read_fn for a struct lookahead.
enum carl_status lookahead_read(void *user, char *buffer, size_t size, size_t *ret_size);

#endif
