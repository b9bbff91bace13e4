// SPDX-License-Identifier: Apache-2.0
// The portable kernel, and the choice among all.
#include "event/kernel_loops.h"

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

struct block {
    const char *bytes;
};

#define BLOCK struct block

static inline struct block block_load(const char *bytes) {
    return (struct block){bytes};
}

static inline uint64_t class_mask(struct block block, unsigned class) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 64; i++) {
        mask |= (uint64_t)((class_of((unsigned char)block.bytes[i]) & class) != 0) << i;
    }
    return mask;
}

static inline struct block_masks block_masks(struct block block) {
    return (struct block_masks){
        .quote = class_mask(block, CLASS_QUOTE),
        .backslash = class_mask(block, CLASS_BACKSLASH),
        .unusual = class_mask(block, CLASS_CONTROL | CLASS_NON_ASCII),
    };
}

static inline uint64_t block_non_ascii(struct block block) {
    return class_mask(block, CLASS_NON_ASCII);
}

static inline struct block_escapes block_escapable(struct block block) {
    return (struct block_escapes){
        .known = class_mask(block, CLASS_KNOWN_ESCAPE),
        .u = class_mask(block, CLASS_U),
    };
}

static inline uint32_t *block_put(uint32_t *out, uint32_t base, uint64_t bits, uint64_t marked) {
    return put_bits(out, base, bits, marked);
}

static inline uint64_t block_feeds(struct block block) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 64; i++) {
        mask |= (uint64_t)(block.bytes[i] == '\n') << i;
    }
    return mask;
}

static inline uint64_t block_triples(struct block block, struct block next, struct block last,
                                     const struct byte_triples *triples) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 64; i++) {
        unsigned sets = byte_sets_of(&triples->first, block.bytes[i]) & byte_sets_of(&triples->second, next.bytes[i]) &
                        byte_sets_of(&triples->third, last.bytes[i]);
        mask |= (uint64_t)(sets != 0) << i;
    }
    return mask;
}

#define KERNEL kernel_portable
#define KERNEL_NAME "portable"

#include "event/kernel_loops.h"

#ifdef CARL_X86_64
extern const struct kernel kernel_sse2;
extern const struct kernel kernel_avx2;
extern const struct kernel kernel_avx512;
#endif
#ifdef CARL_NEON
extern const struct kernel kernel_neon;
#endif

const struct kernel *kernel_get(enum kernel_kind kind) {
    switch (kind) {
    case KERNEL_PORTABLE:
        return &kernel_portable;
#ifdef CARL_X86_64
    case KERNEL_SSE2:
        return &kernel_sse2;
    case KERNEL_AVX2:
        return __builtin_cpu_supports("avx2") ? &kernel_avx2 : NULL;
    case KERNEL_AVX512: {
        bool supported = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
                         __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
        return supported ? &kernel_avx512 : NULL;
    }
#endif
#ifdef CARL_NEON
    case KERNEL_NEON:
        return &kernel_neon;
#endif
    default:
        return NULL;
    }
}

const struct kernel *kernel_best(void) {
    static const enum kernel_kind order[] = {KERNEL_AVX512, KERNEL_AVX2, KERNEL_NEON, KERNEL_SSE2};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const struct kernel *found = kernel_get(order[i]);
        if (found != NULL) {
            return found;
        }
    }
    return &kernel_portable;
}
