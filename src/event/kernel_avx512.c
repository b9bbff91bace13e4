// SPDX-License-Identifier: Apache-2.0
// Sixty-four bytes are one register, and a comparison of all is one mask.
#include <immintrin.h>
#include <stdint.h>

#include "event/kernel_loops.h"

#define BLOCK __m512i

static inline __m512i block_load(const char *bytes) {
    return _mm512_loadu_si512(bytes);
}

static inline struct block_masks block_masks(__m512i block) {
    return (struct block_masks){
        .quote = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('"')),
        .backslash = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\\')),
        .unusual = _mm512_cmplt_epi8_mask(block, _mm512_set1_epi8(0x20)), // bytes above 0x7F are negative
    };
}

static inline uint64_t block_non_ascii(__m512i block) {
    return _mm512_movepi8_mask(block);
}

static inline struct block_escapes block_escapable(__m512i block) {
    // 128 entries, indexed by the low seven bits; bytes above 0x7F are struck out.
    static const char known[128] = {
        ['"'] = -1, ['\\'] = -1, ['/'] = -1, ['b'] = -1, ['f'] = -1, ['n'] = -1, ['r'] = -1, ['t'] = -1, ['u'] = -1,
    };
    __m512i entry = _mm512_permutex2var_epi8(_mm512_loadu_si512(known), block, _mm512_loadu_si512(known + 64));
    return (struct block_escapes){
        .known = _mm512_movepi8_mask(entry) & ~block_non_ascii(block),
        .u = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('u')),
    };
}

static inline void put_sixteen(uint32_t *out, __m512i base, __m128i marks) {
    _mm512_storeu_si512(out, _mm512_add_epi32(_mm512_cvtepu8_epi32(marks), base));
}

static inline uint32_t *block_put(uint32_t *out, uint32_t base, uint64_t bits, uint64_t marked) {
    static const unsigned char marks[64] = {
        0,  2,  4,  6,  8,  10, 12,  14,  16,  18,  20,  22,  24,  26,  28,  30,  32,  34,  36,  38,  40, 42,
        44, 46, 48, 50, 52, 54, 56,  58,  60,  62,  64,  66,  68,  70,  72,  74,  76,  78,  80,  82,  84, 86,
        88, 90, 92, 94, 96, 98, 100, 102, 104, 106, 108, 110, 112, 114, 116, 118, 120, 122, 124, 126,
    };
    unsigned count = bits_count(bits);
    __m512i all = _mm512_loadu_si512(marks);
    __m512i twice = _mm512_set1_epi32((int)(base * 2));
    __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_mask_add_epi8(all, marked, all, _mm512_set1_epi8(1)));
    put_sixteen(out, twice, _mm512_castsi512_si128(packed));
    if (count > 16) {
        put_sixteen(out + 16, twice, _mm512_extracti32x4_epi32(packed, 1));
        put_sixteen(out + 32, twice, _mm512_extracti32x4_epi32(packed, 2));
        put_sixteen(out + 48, twice, _mm512_extracti32x4_epi32(packed, 3));
    }
    return out + count;
}

static inline uint64_t block_feeds(__m512i block) {
    return _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\n'));
}

static inline uint64_t block_triples(__m512i block, __m512i next, __m512i last, const struct byte_triples *triples) {
    __m512i first = _mm512_permutexvar_epi8(block, _mm512_loadu_si512(triples->first.any));
    __m512i second = _mm512_permutexvar_epi8(next, _mm512_loadu_si512(triples->second.any));
    __m512i third = _mm512_permutexvar_epi8(last, _mm512_loadu_si512(triples->third.any));
    return _mm512_test_epi8_mask(_mm512_and_si512(first, second), third);
}

#define KERNEL kernel_avx512
#define KERNEL_NAME "AVX-512"

#include "event/kernel_loops.h"
