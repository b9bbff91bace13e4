// SPDX-License-Identifier: Apache-2.0
// Sixty-four bytes are two registers.
#include <immintrin.h>
#include <stdint.h>

#include "event/kernel_loops.h"

struct block {
    __m256i low;
    __m256i high;
};

#define BLOCK struct block

static inline struct block block_load(const char *bytes) {
    return (struct block){_mm256_loadu_si256((const __m256i *)(const void *)bytes),
                          _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32))};
}

// The top bits of the bytes of both.
static inline uint64_t join_masks(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline uint64_t equal_mask(struct block block, char byte) {
    __m256i all = _mm256_set1_epi8(byte);
    return join_masks(_mm256_cmpeq_epi8(block.low, all), _mm256_cmpeq_epi8(block.high, all));
}

// Bytes above 0x7F are negative.
static inline __m256i is_unusual(__m256i bytes) {
    return _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes);
}

static inline struct block_masks block_masks(struct block block) {
    return (struct block_masks){
        .quote = equal_mask(block, '"'),
        .backslash = equal_mask(block, '\\'),
        .unusual = join_masks(is_unusual(block.low), is_unusual(block.high)),
    };
}

static inline uint64_t block_non_ascii(struct block block) {
    return join_masks(block.low, block.high);
}

// Each high digit that occurs among the bytes asked for has a bit (2: 1, 5: 2,
// 6: 4, 7: 8); a byte is one of them where its low digit allows its high one.
static inline __m256i is_known(__m256i bytes) {
    const __m256i by_low = _mm256_setr_epi8(0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1, //
                                            0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);
    const __m256i by_high = _mm256_setr_epi8(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, //
                                             0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i digit = _mm256_set1_epi8(0x0F);
    __m256i low = _mm256_shuffle_epi8(by_low, _mm256_and_si256(bytes, digit));
    __m256i high = _mm256_shuffle_epi8(by_high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), digit));
    return _mm256_cmpgt_epi8(_mm256_and_si256(low, high), _mm256_setzero_si256());
}

static inline struct block_escapes block_escapable(struct block block) {
    return (struct block_escapes){
        .known = join_masks(is_known(block.low), is_known(block.high)),
        .u = equal_mask(block, 'u'),
    };
}

static inline uint32_t *block_put(uint32_t *out, uint32_t base, uint64_t bits, uint64_t marked) {
    return put_bits(out, base, bits, marked);
}

static inline uint64_t block_feeds(struct block block) {
    return equal_mask(block, '\n');
}

// The sets that each byte is in.
static inline __m256i sets_of(__m256i bytes, const struct byte_sets *sets) {
    const __m256i digit = _mm256_set1_epi8(0x0F);
    __m256i by_low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)sets->low));
    __m256i by_high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)sets->high));
    __m256i low = _mm256_shuffle_epi8(by_low, _mm256_and_si256(bytes, digit));
    return _mm256_and_si256(low, _mm256_shuffle_epi8(by_high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), digit)));
}

static inline uint64_t block_triples(struct block block, struct block next, struct block last,
                                     const struct byte_triples *triples) {
    __m256i low = _mm256_and_si256(sets_of(block.low, &triples->first), sets_of(next.low, &triples->second));
    __m256i high = _mm256_and_si256(sets_of(block.high, &triples->first), sets_of(next.high, &triples->second));
    low = _mm256_and_si256(low, sets_of(last.low, &triples->third));
    high = _mm256_and_si256(high, sets_of(last.high, &triples->third));
    __m256i zero = _mm256_setzero_si256();
    return ~join_masks(_mm256_cmpeq_epi8(low, zero), _mm256_cmpeq_epi8(high, zero));
}

#define KERNEL kernel_avx2
#define KERNEL_NAME "AVX2"

#include "event/kernel_loops.h"
