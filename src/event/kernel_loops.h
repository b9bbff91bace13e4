// SPDX-License-Identifier: Apache-2.0
// Inside of event/: what all kernels of kernel.h share. A kernel defines
//   BLOCK             64 bytes in registers
//   block_load        reads them
//   block_masks       one bit a byte, by class
//   block_non_ascii   bytes above 0x7F
//   block_escapable   bytes that may follow a backslash
//   block_put         writes the marks of a mask's bits
//   block_feeds       bytes that are line feeds
//   block_triples     bytes that are in a first set and have in the other blocks ones in its second and third; it may
//                     take more
// and KERNEL, the name of the kernel to define, before it includes this file
// again.
#ifndef CARL_EVENT_KERNEL_LOOPS_H
#define CARL_EVENT_KERNEL_LOOPS_H

#include "base/bits.h"
#include "event/kernel.h"

#include <string.h>

struct block_masks {
    uint64_t quote;
    uint64_t backslash;
    uint64_t unusual; // below 0x20 or above 0x7F
};

struct block_escapes {
    uint64_t known; // one of "\/bfnrtu
    uint64_t u;
};

// What passes from one block to the next.
struct quotes_state {
    uint64_t escaped; // 1: the first byte of the next block is
    uint64_t inside;  // all ones: the next block begins in a string
    uint64_t behind;  // 1: there is a backslash since the last quote
    uint64_t bad;
    uint64_t unicode;
    uint64_t non_ascii;
    uint32_t *out;
};

#define EVEN_BITS UINT64_C(0x5555555555555555)

// The bytes after runs of backslashes of odd length.
static inline uint64_t escaped_bytes(uint64_t backslash, uint64_t *escaped) {
    uint64_t first = *escaped;
    uint64_t run = backslash & ~first;
    uint64_t starts = run & ~(run << 1);
    uint64_t even = run + (starts & EVEN_BITS);
    uint64_t odd = run + (starts & ~EVEN_BITS);
    *escaped = odd < run; // an odd place to the end of the word is an odd length
    return first | (even & ~run & ~EVEN_BITS) | (odd & ~run & EVEN_BITS);
}

// The quotes with a backslash between them and the quote before: it makes the
// addition carry through all that is no quote.
static inline uint64_t quotes_behind(uint64_t quote, uint64_t backslash, uint64_t *behind) {
    uint64_t sum = backslash + ~quote;
    uint64_t carried = sum + *behind;
    *behind = (sum < backslash) | (carried < sum);
    return carried & quote;
}

// Marks one by one, four a turn.
static inline uint32_t *put_bits(uint32_t *out, uint32_t base, uint64_t bits, uint64_t marked) {
    uint32_t *end = out + bits_count(bits);
    while (out < end) {
        for (unsigned i = 0; i < 4; i++) {
            unsigned lowest = bits == 0 ? 0 : bits_lowest(bits);
            out[i] = (base + lowest) * 2 + (uint32_t)(marked >> lowest & 1);
            bits &= bits - 1;
        }
        out += 4;
    }
    return end;
}

#endif

#ifdef BLOCK

static inline void find_in_block(struct quotes_state *state, BLOCK block, uint32_t base) {
    struct block_masks masks = block_masks(block);
    uint64_t quote = masks.quote;
    if ((masks.backslash | state->escaped) != 0) {
        uint64_t escaped = escaped_bytes(masks.backslash, &state->escaped);
        struct block_escapes escapes = block_escapable(block);
        quote &= ~escaped;
        state->bad |= escaped & ~escapes.known;
        state->unicode |= escaped & escapes.u;
    }
    uint64_t marked = quotes_behind(quote, masks.backslash, &state->behind);
    if (masks.unusual != 0) {
        uint64_t non_ascii = block_non_ascii(block);
        state->non_ascii |= non_ascii;
        state->bad |= masks.unusual & ~non_ascii & (bits_prefix_parity(quote) ^ state->inside);
    }
    uint32_t *end = block_put(state->out, base, quote, marked);
    state->inside ^= 0 - (uint64_t)((size_t)(end - state->out) & 1);
    state->out = end;
}

static void find_quotes(const char *text, size_t size, struct quotes *quotes) {
    struct quotes_state state = {.out = quotes->positions};
    size_t whole = size - size % 64;
    for (size_t at = 0; at < whole; at += 64) {
        find_in_block(&state, block_load(text + at), (uint32_t)at);
    }
    if (whole < size) {
        char rest[64];
        memset(rest, ' ', sizeof rest);
        memcpy(rest, text + whole, size - whole);
        find_in_block(&state, block_load(rest), (uint32_t)whole);
    }
    state.bad |= state.escaped;
    quotes->count = (size_t)(state.out - quotes->positions);
    for (unsigned i = 0; i < 3; i++) {
        state.out[i] = (uint32_t)size * 2;
    }
    quotes->flags = (state.unicode != 0 ? QUOTES_UNICODE_ESCAPE : 0u) | (state.non_ascii != 0 ? QUOTES_NON_ASCII : 0u) |
                    (state.bad != 0 ? QUOTES_BAD : 0u);
}

// What is found in a block: line feeds, and first bytes of triples.
struct line_masks {
    uint64_t feeds;
    uint64_t all;
};

static inline struct line_masks lines_of_block(const char *bytes, const struct byte_triples *triples, size_t distance) {
    BLOCK block = block_load(bytes);
    uint64_t feeds = block_feeds(block);
    return (struct line_masks){
        feeds, feeds | block_triples(block, block_load(bytes + distance), block_load(bytes + 2 * distance), triples)};
}

enum { STRIDE = 4 * 64 };

static inline uint32_t *mark_stride(const char *bytes, uint32_t base, const struct byte_triples *triples,
                                    size_t distance, uint32_t *out) {
    struct line_masks masks[4];
    uint64_t any = 0;
    for (unsigned i = 0; i < 4; i++) {
        masks[i] = lines_of_block(bytes + 64 * i, triples, distance);
        any |= masks[i].all;
    }
    for (unsigned i = 0; i < 4 && any != 0; i++) {
        out = block_put(out, base + 64 * i, masks[i].all, masks[i].feeds);
    }
    return out;
}

static size_t find_lines(struct slice text, size_t from, size_t to, const struct byte_triples *triples,
                         uint32_t *marks) {
    size_t distance = triples->distance;
    uint32_t *out = marks;
    size_t at = from;
    for (; to - at >= STRIDE && text.size - at >= STRIDE + 2 * distance; at += STRIDE) {
        out = mark_stride(text.data + at, (uint32_t)(at - from), triples, distance, out);
    }
    for (; at < to; at += 64) {
        char rest[64 + 2 * BYTE_TRIPLES_MOST_DISTANCE] = {0};
        size_t left = text.size - at < sizeof rest ? text.size - at : sizeof rest;
        memcpy(rest, text.data + at, left);
        struct line_masks masks = lines_of_block(rest, triples, distance);
        uint64_t wanted = to - at < 64 ? (UINT64_C(1) << (to - at)) - 1 : UINT64_MAX;
        out = block_put(out, (uint32_t)(at - from), masks.all & wanted, masks.feeds);
    }
    return (size_t)(out - marks);
}

extern const struct kernel KERNEL;

const struct kernel KERNEL = {KERNEL_NAME, find_quotes, find_lines};

#endif
