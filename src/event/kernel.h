// SPDX-License-Identifier: Apache-2.0
// The two loops over every byte of the input, with the widest vectors that the
// processor has.
//
// One finds the quotes of a JSON text. A quote that a backslash escapes does not
// count, so the quotes are, in turns, the first and last of each string, and a
// reader of the text can step from string to string without looking at what is
// between. The other finds the ends of lines, and where one of a few literals
// may be.
//
// The way quotes are told from escaped ones, 64 bytes at a time, follows
// G. Langdale and D. Lemire, "Parsing Gigabytes of JSON per Second", The VLDB
// Journal 28 (2019), section 3.1.1: the character after a run of backslashes is
// escaped where the run's length is odd, which the carries of two additions
// tell for all runs of a word at once.
//
// Pure functions, safe in any thread.
#ifndef CARL_EVENT_KERNEL_H
#define CARL_EVENT_KERNEL_H

#include "event/byte_triples.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What was seen anywhere in the text.
enum quotes_flag {
    QUOTES_UNICODE_ESCAPE = 1 << 0, // \u; what follows it was not looked at
    QUOTES_NON_ASCII = 1 << 1,      // a byte above 0x7F
    QUOTES_BAD = 1 << 2,            // a control character in a string, an unknown escape, or one at the end
};

struct quotes {
    uint32_t *positions; // marks, ascending; then three of the offset `size`
    size_t count;
    unsigned flags;
};

// A mark is twice the offset of a quote in the text, and one more if there is a
// backslash between it and the quote before.
static inline size_t quote_offset(uint32_t mark) {
    return mark / 2;
}

static inline bool quote_ends_escapes(uint32_t mark) {
    return (mark & 1) != 0;
}

// Room that `positions` must have for a text of `size` bytes.
static inline size_t quotes_capacity(size_t size) {
    return size + 2 * 64;
}

enum { QUOTES_MOST_SIZE = 1 << 30 }; // of a text, in bytes

// Finds the quotes of a text of at most QUOTES_MOST_SIZE bytes; nothing outside
// of it is read.
typedef void quotes_find_fn(const char *text, size_t size, struct quotes *quotes);

// Finds in bytes [from, to) of a text the line feeds and the first bytes of the
// triples; the others may be behind `to`. Where a triple is said to be, others of
// the same sets may be. Writes marks, ascending, and returns how many: twice the
// offset from `from`, and one more for a line feed. There must be room for
// to - from + 64, at most LINES_MOST_SIZE.
typedef size_t lines_find_fn(struct slice text, size_t from, size_t to, const struct byte_triples *triples,
                             uint32_t *marks);

enum { LINES_MOST_SIZE = 1 << 30 };

struct kernel {
    const char *name;
    quotes_find_fn *find_quotes;
    lines_find_fn *find_lines;
};

enum kernel_kind {
    KERNEL_PORTABLE,
    KERNEL_SSE2,
    KERNEL_AVX2,
    KERNEL_AVX512, // with VBMI and VBMI2
    KERNEL_NEON,
    KERNEL_COUNT,
};

// The kernel; NULL where this processor or build has none of its kind.
const struct kernel *kernel_get(enum kernel_kind kind);

// The fastest that runs here.
const struct kernel *kernel_best(void);

#endif
