// SPDX-License-Identifier: Apache-2.0
// Where the quotes of a JSON text are: one pass with the widest vectors that
// the processor has. A quote that a backslash escapes does not count, so the
// quotes are, in turns, the first and last of each string, and a reader of the
// text can step from string to string without looking at what is between.
//
// The way quotes are told from escaped ones, 64 bytes at a time, follows
// G. Langdale and D. Lemire, "Parsing Gigabytes of JSON per Second", The VLDB
// Journal 28 (2019), section 3.1.1: the character after a run of backslashes is
// escaped where the run's length is odd, which the carries of two additions
// tell for all runs of a word at once.
//
// Pure functions, safe in any thread.
#ifndef CARL_EVENT_QUOTES_H
#define CARL_EVENT_QUOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What was seen anywhere in the text.
enum quotes_flag {
    QUOTES_BACKSLASH = 1 << 0,      // a backslash
    QUOTES_UNICODE_ESCAPE = 1 << 1, // \u; what follows it was not looked at
    QUOTES_NON_ASCII = 1 << 2,      // a byte above 0x7F
    QUOTES_BAD = 1 << 3,            // a control character in a string, an unknown escape, or one at the end
};

struct quotes {
    uint32_t *positions; // offsets in the text, ascending; then `size` of the text three times
    size_t count;
    unsigned flags;
};

// Room that `positions` must have for a text of `size` bytes.
static inline size_t quotes_capacity(size_t size) {
    return size + 2 * 64;
}

enum { QUOTES_MOST_SIZE = 1 << 30 }; // of a text, in bytes

// Finds the quotes of a text of at most QUOTES_MOST_SIZE bytes; nothing outside
// of it is read.
typedef void quotes_find_fn(const char *text, size_t size, struct quotes *quotes);

enum quotes_kernel {
    QUOTES_PORTABLE,
    QUOTES_SSE2,
    QUOTES_AVX2,
    QUOTES_AVX512, // with VBMI and VBMI2
    QUOTES_NEON,
    QUOTES_KERNEL_COUNT,
};

// The kernel; NULL where this processor or build has none of its kind.
quotes_find_fn *quotes_kernel(enum quotes_kernel kernel);
const char *quotes_kernel_name(enum quotes_kernel kernel);

// The fastest that runs here.
quotes_find_fn *quotes_best_kernel(void);

#endif
