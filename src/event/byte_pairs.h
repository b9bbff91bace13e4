// SPDX-License-Identifier: Apache-2.0
// Two bytes of each of a few literals that are looked for in place of the whole:
// the same distance apart in all, so that one comparison of a text with itself
// that far on finds them all. Values that are copied; made once, then read by
// any thread.
#ifndef CARL_EVENT_BYTE_PAIRS_H
#define CARL_EVENT_BYTE_PAIRS_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

enum { BYTE_PAIRS_MOST = 16, BYTE_PAIRS_MOST_DISTANCE = 7, BYTE_PAIRS_SAMPLE_SIZE = 16400, BYTE_SETS_COUNT = 8 };

// Sets of bytes: bit i of an entry says whether set i holds the
// byte. Bytes above 0x7F are in none.
struct byte_sets {
    unsigned char low[16]; // by the low and the high half of a byte; it is in the sets that both have
    unsigned char high[16];
    unsigned char any[64]; // by the low six bits: of the sets with a byte that ends in these
};

struct byte_pairs {
    size_t count;
    size_t distance;
    struct {
        char first; // a letter is lower case, and found in either
        char second;
        size_t place; // of the first in its literal
    } items[BYTE_PAIRS_MOST];
    struct byte_sets first; // set i: that of items[i], and of items[i + BYTE_SETS_COUNT]
    struct byte_sets second;
};

// The sets that hold a byte.
static inline unsigned byte_sets_of(const struct byte_sets *sets, char c) {
    unsigned char byte = (unsigned char)c;
    return sets->low[byte & 0xF] & sets->high[byte >> 4];
}

// Chooses a pair in each of the literals, which have at least two bytes and are
// lower case, so that few are found in a sample of what will be searched; where it
// is shorter than BYTE_PAIRS_SAMPLE_SIZE, any pairs.
void byte_pairs_choose(struct byte_pairs *pairs, const struct slice *literals, size_t count, struct slice sample);

#endif
