// SPDX-License-Identifier: Apache-2.0
// The portable kernel, and the choice among all.
#include "event/quotes_kernel.h"

enum byte_class {
    CLASS_QUOTE = 1 << 0,
    CLASS_BACKSLASH = 1 << 1,
    CLASS_CONTROL = 1 << 2,
    CLASS_NON_ASCII = 1 << 3,
    CLASS_KNOWN_ESCAPE = 1 << 4,
    CLASS_U = 1 << 5,
};

static inline unsigned class_of(unsigned char byte) {
    static const unsigned char printable[128] = {
        ['"'] = CLASS_QUOTE | CLASS_KNOWN_ESCAPE,
        ['\\'] = CLASS_BACKSLASH | CLASS_KNOWN_ESCAPE,
        ['/'] = CLASS_KNOWN_ESCAPE,
        ['b'] = CLASS_KNOWN_ESCAPE,
        ['f'] = CLASS_KNOWN_ESCAPE,
        ['n'] = CLASS_KNOWN_ESCAPE,
        ['r'] = CLASS_KNOWN_ESCAPE,
        ['t'] = CLASS_KNOWN_ESCAPE,
        ['u'] = CLASS_KNOWN_ESCAPE | CLASS_U,
    };
    if (byte >= 0x80) {
        return CLASS_NON_ASCII;
    }
    return byte < 0x20 ? CLASS_CONTROL : printable[byte];
}

// The masks of all classes, made while the bytes are loaded.
struct block {
    struct block_masks masks;
    struct block_escapes escapes;
};

#define BLOCK struct block

static inline struct block block_load(const char *bytes) {
    struct block block = {0};
    for (unsigned i = 0; i < 64; i++) {
        uint64_t class = class_of((unsigned char)bytes[i]);
        block.masks.quote |= (class & 1) << i;
        block.masks.backslash |= (class >> 1 & 1) << i;
        block.masks.control |= (class >> 2 & 1) << i;
        block.masks.non_ascii |= (class >> 3 & 1) << i;
        block.escapes.known |= (class >> 4 & 1) << i;
        block.escapes.u |= (class >> 5 & 1) << i;
    }
    return block;
}

static inline struct block_masks block_masks(struct block block) {
    return block.masks;
}

static inline struct block_escapes block_escapable(struct block block) {
    return block.escapes;
}

static inline uint32_t *block_put(uint32_t *out, uint32_t base, uint64_t bits) {
    return put_bits(out, base, bits);
}

#include "event/quotes_kernel.h"

static void find_portable(const char *text, size_t size, struct quotes *quotes) {
    find_quotes(text, size, quotes);
}

#ifdef CARL_X86_64
quotes_find_fn quotes_find_sse2;
quotes_find_fn quotes_find_avx2;
quotes_find_fn quotes_find_avx512;
#endif
#ifdef CARL_NEON
quotes_find_fn quotes_find_neon;
#endif

quotes_find_fn *quotes_kernel(enum quotes_kernel kernel) {
    switch (kernel) {
    case QUOTES_PORTABLE:
        return find_portable;
#ifdef CARL_X86_64
    case QUOTES_SSE2:
        return quotes_find_sse2;
    case QUOTES_AVX2:
        return __builtin_cpu_supports("avx2") ? quotes_find_avx2 : NULL;
    case QUOTES_AVX512: {
        bool supported = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
                         __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
        return supported ? quotes_find_avx512 : NULL;
    }
#endif
#ifdef CARL_NEON
    case QUOTES_NEON:
        return quotes_find_neon;
#endif
    default:
        return NULL;
    }
}

const char *quotes_kernel_name(enum quotes_kernel kernel) {
    static const char *const names[QUOTES_KERNEL_COUNT] = {"portable", "SSE2", "AVX2", "AVX-512", "NEON"};
    return names[kernel];
}

quotes_find_fn *quotes_best_kernel(void) {
    static const enum quotes_kernel order[] = {QUOTES_AVX512, QUOTES_AVX2, QUOTES_NEON, QUOTES_SSE2};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        quotes_find_fn *found = quotes_kernel(order[i]);
        if (found != NULL) {
            return found;
        }
    }
    return find_portable;
}
