// SPDX-License-Identifier: Apache-2.0
// Bits of 64-bit words. Safe in any thread.
#ifndef CARL_BASE_BITS_H
#define CARL_BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// The position of the lowest set bit; `word` is not 0.
static inline unsigned bits_lowest(uint64_t word) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(word);
#else
    unsigned position = 0;
    for (; (word & 1) == 0; word >>= 1) {
        position++;
    }
    return position;
#endif
}

// How many bits are set.
static inline unsigned bits_count(uint64_t word) {
#if defined(__GNUC__)
    return (unsigned)__builtin_popcountll(word);
#else
    unsigned count = 0;
    for (; word != 0; word &= word - 1) {
        count++;
    }
    return count;
#endif
}

// The words that hold `count` bits.
static inline size_t bits_words(size_t count) {
    return count / 64 + (count % 64 != 0);
}

// Sets a bit of an array of words.
static inline void bits_set(uint64_t *words, size_t position) {
    words[position / 64] |= UINT64_C(1) << (position % 64);
}

// Whether a bit of an array of words is set.
static inline bool bits_test(const uint64_t *words, size_t position) {
    return (words[position / 64] >> (position % 64) & 1) != 0;
}

// Bit i of the result says whether an odd number of the bits 0 to i of `word`
// is set.
static inline uint64_t bits_prefix_parity(uint64_t word) {
    for (unsigned shift = 1; shift < 64; shift *= 2) {
        word ^= word << shift;
    }
    return word;
}

// Eight bytes as a number, the first lowest, whatever the machine's order.
static inline uint64_t bits_load(const char *bytes) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
#else
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
           (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
#endif
}

// Four bytes, in the same way.
static inline uint32_t bits_load_half(const char *bytes) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
#else
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
#endif
}

#endif
