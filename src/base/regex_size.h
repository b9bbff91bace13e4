// SPDX-License-Identifier: Apache-2.0
// How large a pattern is when its counted repeats are written out: Vectorscan
// takes seconds over large patterns, and most of the time refuses them in the
// end. The size is told to this module as the pattern is read, atom by atom.
// Owns nothing; one thread.
#ifndef CARL_BASE_REGEX_SIZE_H
#define CARL_BASE_REGEX_SIZE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum { REGEX_MOST_GROUPS = 250 };

// What parts of a pattern count, by what they cost to compile.
enum regex_weight {
    REGEX_WEIGHT_ASCII = 1, // characters, and sets of ASCII characters
    REGEX_WEIGHT_BRANCH = 4,
    REGEX_WEIGHT_WIDE = 8,      // sets that reach beyond ASCII
    REGEX_WEIGHT_PROPERTY = 64, // sets that Unicode defines
};

struct regex_size {
    size_t sums[REGEX_MOST_GROUPS + 1]; // of each open group, the pattern itself being the first
    size_t depth;                       // open groups
    size_t last;                        // of the atom that a repeat is about
};

// An atom or a branch was read.
void regex_size_add(struct regex_size *size, enum regex_weight weight);

// A group was opened (at most REGEX_MOST_GROUPS at a time) or closed. What a
// closed group holds is one atom.
void regex_size_open(struct regex_size *size);
void regex_size_close(struct regex_size *size);

// `rest` begins with `{`: counts it where it is a repeat such as {3} or {3,5}.
// Returns its length, 0 where it is none.
size_t regex_size_repeat(struct regex_size *size, struct slice rest);

// False once the pattern is too large.
bool regex_size_fits(const struct regex_size *size);

#endif
