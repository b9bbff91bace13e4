// SPDX-License-Identifier: Apache-2.0
// Sixty-four bytes are four registers. SSE2 is in every 64-bit x86 processor.
#include <emmintrin.h>
#include <stdint.h>

#include "event/kernel_loops.h"

struct block {
    __m128i part[4];
};

#define BLOCK struct block

static inline struct block block_load(const char *bytes) {
    struct block block;
    for (unsigned i = 0; i < 4; i++) {
        block.part[i] = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * (size_t)i));
    }
    return block;
}

static inline uint64_t place_mask(__m128i part, unsigned i) {
    return (uint64_t)(uint32_t)_mm_movemask_epi8(part) << (16 * i);
}

static inline uint64_t equal_mask(const struct block *block, char byte) {
    __m128i all = _mm_set1_epi8(byte);
    uint64_t mask = 0;
    for (unsigned i = 0; i < 4; i++) {
        mask |= place_mask(_mm_cmpeq_epi8(block->part[i], all), i);
    }
    return mask;
}

static inline struct block_masks block_masks(struct block block) {
    struct block_masks masks = {.quote = equal_mask(&block, '"'), .backslash = equal_mask(&block, '\\')};
    __m128i space = _mm_set1_epi8(0x20);
    for (unsigned i = 0; i < 4; i++) {
        masks.unusual |= place_mask(_mm_cmplt_epi8(block.part[i], space), i); // bytes above 0x7F are negative
    }
    return masks;
}

static inline uint64_t block_non_ascii(struct block block) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 4; i++) {
        mask |= place_mask(block.part[i], i);
    }
    return mask;
}

static inline struct block_escapes block_escapable(struct block block) {
    static const char known[] = "\"\\/bfnrt";
    struct block_escapes escapes = {.u = equal_mask(&block, 'u')};
    escapes.known = escapes.u;
    for (unsigned i = 0; i < sizeof known - 1; i++) {
        escapes.known |= equal_mask(&block, known[i]);
    }
    return escapes;
}

static inline uint32_t *block_put(uint32_t *out, uint32_t base, uint64_t bits, uint64_t marked) {
    return put_bits(out, base, bits, marked);
}

static inline uint64_t block_feeds(struct block block) {
    return equal_mask(&block, '\n');
}

// Bytes that are `byte` once bit 5, the case of a letter, is set.
static inline uint64_t folded_mask(struct block block, char byte) {
    for (unsigned i = 0; i < 4; i++) {
        block.part[i] = _mm_or_si128(block.part[i], _mm_set1_epi8(0x20));
    }
    return equal_mask(&block, (char)(byte | 0x20));
}

// Each triple for itself: there are no tables to look bytes up in.
static inline uint64_t block_triples(struct block block, struct block next, struct block last,
                                     const struct byte_triples *triples) {
    uint64_t found = 0;
    for (size_t i = 0; i < triples->count; i++) {
        found |= folded_mask(block, triples->items[i].first) & folded_mask(next, triples->items[i].second) &
                 folded_mask(last, triples->items[i].third);
    }
    return found;
}

#define KERNEL kernel_sse2
#define KERNEL_NAME "SSE2"

#include "event/kernel_loops.h"
