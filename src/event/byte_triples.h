// SPDX-License-Identifier: Apache-2.0
// Three bytes of each of a few literals that are looked for in place of the whole:
// the same distance apart in all, so that a text beside itself that far on, and
// twice as far, shows them all. Values that are copied; made once, then read by any
// thread.
#ifndef CARL_EVENT_BYTE_TRIPLES_H
#define CARL_EVENT_BYTE_TRIPLES_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

enum { BYTE_TRIPLES_MOST = 16, BYTE_TRIPLES_MOST_DISTANCE = 4, BYTE_TRIPLES_SAMPLE_SIZE = 16400, BYTE_SETS_COUNT = 8 };

// Sets of bytes: bit i of an entry says whether set i holds the byte. Bytes above
// 0x7F are in none.
struct byte_sets {
    unsigned char low[16]; // by the low and the high half of a byte; it is in the sets that both have
    unsigned char high[16];
    unsigned char any[64]; // by the low six bits: of the sets with a byte that ends in these
};

struct byte_triples {
    size_t count;
    size_t distance;
    struct {
        char first; // a letter is lower case, and found in either
        char second;
        char third;
        size_t place; // of the first in its literal
    } items[BYTE_TRIPLES_MOST];
    struct byte_sets first; // set i: that of items[i], and of items[i + BYTE_SETS_COUNT]
    struct byte_sets second;
    struct byte_sets third;
};

// The sets that hold a byte.
static inline unsigned byte_sets_of(const struct byte_sets *sets, char c) {
    unsigned char byte = (unsigned char)c;
    return sets->low[byte & 0xF] & sets->high[byte >> 4];
}

// Chooses a triple in each of the literals, which have at least three bytes and are
// lower case, so that few are found in a sample of what will be searched; where it
// is shorter than BYTE_TRIPLES_SAMPLE_SIZE, any triples.
void byte_triples_choose(struct byte_triples *triples, const struct slice *literals, size_t count, struct slice sample);

#endif
