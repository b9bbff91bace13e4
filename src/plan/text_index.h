// SPDX-License-Identifier: Apache-2.0
// Texts that values are equal to, begin with or end with, found by hash however
// many there are: one pass over as much of the value as the longest text has.
// Bytes are compared as they are. Reading is safe in any thread.
#ifndef CARL_PLAN_TEXT_INDEX_H
#define CARL_PLAN_TEXT_INDEX_H

#include "base/attributes.h"
#include "base/hash_index.h"
#include "base/slice.h"
#include "base/vector.h"

#include <stdbool.h>
#include <stdint.h>

enum text_place {
    TEXT_WHOLE, // values are one of the texts
    TEXT_START, // begin with them
    TEXT_END,   // end with them
};

struct text_index {
    enum text_place place;
    VECTOR(struct slice) texts; // borrowed; none empty, none twice
    struct hash_index hashes;
    VECTOR(size_t) lengths; // of texts, ascending, none twice
};

// Where a search has come to; zeroed it has not begun.
struct text_search {
    size_t length; // index of the length that is next
    size_t size;   // bytes that `hash` is of
    uint64_t hash;
};

void text_index_init(struct text_index *index, enum text_place place);
void text_index_finish(struct text_index *index);

// Adds a text unless it is there already; false when memory is out. *ret_text is
// its number, in the order of adding.
MUST_USE bool text_index_add(struct text_index *index, struct slice text, size_t *ret_text);

// The number of the next text that the value is, begins with or ends with;
// SIZE_MAX: no further one.
size_t text_index_next(const struct text_index *index, struct slice value, struct text_search *search);

#endif
