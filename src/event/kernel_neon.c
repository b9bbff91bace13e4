// SPDX-License-Identifier: Apache-2.0
// Sixty-four bytes are four registers; pairwise additions gather one bit a byte.
#include <arm_neon.h>
#include <stdint.h>

#include "event/kernel_loops.h"

struct block {
    uint8x16_t part[4];
};

#define BLOCK struct block

static inline struct block block_load(const char *bytes) {
    struct block block;
    for (unsigned i = 0; i < 4; i++) {
        block.part[i] = vld1q_u8((const uint8_t *)bytes + 16 * (size_t)i);
    }
    return block;
}

// One bit for each byte that is all ones (the others are 0).
static inline uint64_t gather(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t weight = vld1q_u8(weights);
    uint8x16_t low = vpaddq_u8(vandq_u8(a, weight), vandq_u8(b, weight));
    uint8x16_t high = vpaddq_u8(vandq_u8(c, weight), vandq_u8(d, weight));
    uint8x16_t sum = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

static inline uint64_t equal_mask(const struct block *block, char byte) {
    uint8x16_t all = vdupq_n_u8((uint8_t)byte);
    return gather(vceqq_u8(block->part[0], all), vceqq_u8(block->part[1], all), vceqq_u8(block->part[2], all),
                  vceqq_u8(block->part[3], all));
}

// Bytes above 0x7F are negative.
static inline uint8x16_t is_below(uint8x16_t bytes, int8_t limit) {
    return vcltq_s8(vreinterpretq_s8_u8(bytes), vdupq_n_s8(limit));
}

static inline uint64_t below_mask(const struct block *block, int8_t limit) {
    return gather(is_below(block->part[0], limit), is_below(block->part[1], limit), is_below(block->part[2], limit),
                  is_below(block->part[3], limit));
}

static inline struct block_masks block_masks(struct block block) {
    return (struct block_masks){
        .quote = equal_mask(&block, '"'),
        .backslash = equal_mask(&block, '\\'),
        .unusual = below_mask(&block, 0x20),
    };
}

static inline uint64_t block_non_ascii(struct block block) {
    return below_mask(&block, 0);
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

// The sets that each byte is in.
static inline uint8x16_t sets_of(uint8x16_t bytes, const struct byte_sets *sets) {
    uint8x16_t low = vqtbl1q_u8(vld1q_u8(sets->low), vandq_u8(bytes, vdupq_n_u8(0x0F)));
    return vandq_u8(low, vqtbl1q_u8(vld1q_u8(sets->high), vshrq_n_u8(bytes, 4)));
}

static inline uint64_t block_triples(struct block block, struct block next, struct block last,
                                     const struct byte_triples *triples) {
    for (unsigned i = 0; i < 4; i++) {
        block.part[i] =
            vtstq_u8(vandq_u8(sets_of(block.part[i], &triples->first), sets_of(next.part[i], &triples->second)),
                     sets_of(last.part[i], &triples->third));
    }
    return gather(block.part[0], block.part[1], block.part[2], block.part[3]);
}

#define KERNEL kernel_neon
#define KERNEL_NAME "NEON"

#include "event/kernel_loops.h"
