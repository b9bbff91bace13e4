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
        .control = _mm512_cmplt_epu8_mask(block, _mm512_set1_epi8(0x20)),
        .non_ascii = _mm512_movepi8_mask(block),
    };
}

static inline struct block_escapes block_escapable(__m512i block) {
    // 128 entries, indexed by the low seven bits; bytes above 0x7F are struck out.
    static const char known[128] = {
        ['"'] = -1, ['\\'] = -1, ['/'] = -1, ['b'] = -1, ['f'] = -1, ['n'] = -1, ['r'] = -1, ['t'] = -1, ['u'] = -1,
    };
    __m512i entry = _mm512_permutex2var_epi8(_mm512_loadu_si512(known), block, _mm512_loadu_si512(known + 64));
    return (struct block_escapes){
        .known = _mm512_movepi8_mask(entry) & ~_mm512_movepi8_mask(block),
        .u = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('u')),
    };
}

static inline void put_sixteen(uint32_t *out, uint32_t base, __m128i places) {
    __m512i wide = _mm512_add_epi32(_mm512_cvtepu8_epi32(places), _mm512_set1_epi32((int)base));
    _mm512_storeu_si512(out, wide);
}

static inline uint32_t *block_put(uint32_t *out, uint32_t base, uint64_t bits) {
    static const unsigned char places[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    };
    unsigned count = bits_count(bits);
    __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(places));
    put_sixteen(out, base, _mm512_castsi512_si128(packed));
    if (count > 16) {
        put_sixteen(out + 16, base, _mm512_extracti32x4_epi32(packed, 1));
        put_sixteen(out + 32, base, _mm512_extracti32x4_epi32(packed, 2));
        put_sixteen(out + 48, base, _mm512_extracti32x4_epi32(packed, 3));
    }
    return out + count;
}

static inline uint64_t block_folded(__m512i block, char byte) {
    return _mm512_cmpeq_epi8_mask(_mm512_or_si512(block, _mm512_set1_epi8(0x20)), _mm512_set1_epi8(byte));
}

#define KERNEL kernel_avx512
#define KERNEL_NAME "AVX-512"

#include "event/kernel_loops.h"
