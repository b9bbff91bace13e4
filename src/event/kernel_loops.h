// SPDX-License-Identifier: Apache-2.0
// Inside of event/: what all kernels of kernel.h share. A kernel defines
//   BLOCK             64 bytes in registers
//   block_load        reads them
//   block_masks       one bit a byte, by class
//   block_escapable   bytes that may follow a backslash
//   block_put         writes the marks of a mask's bits
//   block_folded      bytes that are `byte` once bit 5, the case of a letter, is set
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
    uint64_t control; // below 0x20
    uint64_t non_ascii;
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

static inline bool is_literal_at(const char *text, const struct literal *literal) {
    for (uint32_t i = 0; i < literal->size; i++) {
        char c = text[i];
        char folded = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        if (folded != literal->text[i]) {
            return false;
        }
    }
    return true;
}

#endif

#ifdef BLOCK

static inline void find_in_block(struct quotes_state *state, BLOCK block, uint32_t base) {
    struct block_masks masks = block_masks(block);
    uint64_t quote = masks.quote;
    state->non_ascii |= masks.non_ascii;
    if ((masks.backslash | state->escaped) != 0) {
        uint64_t escaped = escaped_bytes(masks.backslash, &state->escaped);
        struct block_escapes escapes = block_escapable(block);
        quote &= ~escaped;
        state->bad |= escaped & ~escapes.known;
        state->unicode |= escaped & escapes.u;
    }
    uint64_t marked = quotes_behind(quote, masks.backslash, &state->behind);
    if (masks.control != 0) {
        state->bad |= masks.control & (bits_prefix_parity(quote) ^ state->inside);
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

// The bytes of a block at which a literal may begin, as far as its two rare
// bytes tell.
static inline uint64_t candidates(const char *text, const struct literal *literal) {
    uint64_t first = block_folded(block_load(text + literal->first), (char)(literal->text[literal->first] | 0x20));
    uint64_t second = block_folded(block_load(text + literal->second), (char)(literal->text[literal->second] | 0x20));
    return first & second;
}

enum { STRIDE = 4 * 64 };

// Whether any literal may begin in a stride. Each literal's bytes are spread
// over registers once for all its blocks.
static inline bool has_candidates(const char *text, const struct literal *literals, size_t count) {
    uint64_t any = 0;
    for (size_t i = 0; i < count; i++) {
        const struct literal literal = literals[i];
        any |= candidates(text, &literal) | candidates(text + 64, &literal);
        any |= candidates(text + 128, &literal) | candidates(text + 192, &literal);
    }
    return any != 0;
}

// The first of the candidates of a block that begins the literal; 64 where none
// does.
static inline unsigned first_match(const char *text, const struct literal *literal) {
    for (uint64_t bits = candidates(text, literal); bits != 0; bits &= bits - 1) {
        unsigned at = bits_lowest(bits);
        if (is_literal_at(text + at, literal)) {
            return at;
        }
    }
    return 64;
}

static inline size_t match_in_stride(const char *text, const struct literal *literals, size_t count) {
    for (size_t at = 0; at < STRIDE; at += 64) {
        unsigned found = 64;
        for (size_t i = 0; i < count; i++) {
            unsigned match = first_match(text + at, &literals[i]);
            found = match < found ? match : found;
        }
        if (found < 64) {
            return at + found;
        }
    }
    return STRIDE;
}

static size_t find_literals(const char *text, size_t size, size_t from, const struct literal *literals, size_t count) {
    size_t reach = 0; // beyond a stride, for what begins at its end
    for (size_t i = 0; i < count; i++) {
        reach = literals[i].size > reach ? literals[i].size : reach;
    }
    size_t at = from;
    for (; at < size && size - at >= STRIDE + reach; at += STRIDE) {
        if (has_candidates(text + at, literals, count)) {
            size_t found = match_in_stride(text + at, literals, count);
            if (found < STRIDE) {
                return at + found;
            }
        }
    }
    for (; at < size; at++) {
        for (size_t i = 0; i < count; i++) {
            if (size - at >= literals[i].size && is_literal_at(text + at, &literals[i])) {
                return at;
            }
        }
    }
    return size;
}

extern const struct kernel KERNEL;

const struct kernel KERNEL = {KERNEL_NAME, find_quotes, find_literals};

#endif
