// SPDX-License-Identifier: Apache-2.0
#include "base/fold.h"

#include "base/hash.h"
#include "base/utf8.h"

#include <utf8proc.h>

#define NO_UTF8 UINT32_C(0x110000)

static uint32_t fold_code_point(uint32_t code_point) {
    if (code_point < 0x80) {
        return fold_byte((unsigned char)code_point);
    }
    utf8proc_int32_t folded[4];
    utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)code_point, folded, 4, UTF8PROC_CASEFOLD, NULL);
    utf8proc_int32_t result = count == 1 ? folded[0] : utf8proc_tolower((utf8proc_int32_t)code_point);
    return result < 0x80 ? code_point : (uint32_t)result;
}

// Reads one folded unit: a code point, or a byte that is no UTF-8 as
// NO_UTF8 + byte, so that it differs from every code point.
static size_t next_folded(struct slice value, size_t at, uint32_t *ret_unit) {
    unsigned char byte = (unsigned char)value.data[at];
    if (byte < 0x80) {
        *ret_unit = fold_byte(byte);
        return 1;
    }
    uint32_t code_point;
    size_t length = utf8_decode(value.data + at, value.size - at, &code_point);
    if (length == 0) {
        *ret_unit = NO_UTF8 + byte;
        return 1;
    }
    *ret_unit = fold_code_point(code_point);
    return length;
}

bool fold_is_ascii(struct slice value) {
    unsigned char all = 0;
    for (size_t i = 0; i < value.size; i++) {
        all |= (unsigned char)value.data[i];
    }
    return all < 0x80;
}

// Folds ASCII up to the first byte that is not, a block at a time, which
// compilers turn into vector instructions. Returns how many bytes.
static size_t write_ascii(struct slice value, size_t at, char *out) {
    enum { BLOCK = 16 };
    size_t start = at;
    while (value.size - at >= BLOCK && fold_is_ascii(slice_sub(value, at, at + BLOCK))) {
        for (size_t i = 0; i < BLOCK; i++) {
            out[i] = (char)fold_byte((unsigned char)value.data[at + i]);
        }
        out += BLOCK;
        at += BLOCK;
    }
    for (; at < value.size && (unsigned char)value.data[at] < 0x80; at++) {
        *out++ = (char)fold_byte((unsigned char)value.data[at]);
    }
    return at - start;
}

size_t fold_write(struct slice value, char *out) {
    size_t size = 0;
    size_t at = 0;
    for (;;) {
        size_t ascii = write_ascii(value, at, out + size);
        at += ascii;
        size += ascii;
        if (at == value.size) {
            return size;
        }
        unsigned char byte = (unsigned char)value.data[at];
        uint32_t unit;
        at += next_folded(value, at, &unit);
        if (unit >= NO_UTF8) {
            out[size++] = (char)byte;
        } else {
            size += utf8_encode(unit, out + size);
        }
    }
}

void fold_append(struct text *out, struct slice value) {
    if (value.size > 0 && text_reserve(out, value.size > SIZE_MAX / 2 ? SIZE_MAX : value.size * 2)) {
        out->size += fold_write(value, out->data + out->size);
    }
}

struct slice fold_copy(struct arena *arena, struct slice value) {
    struct text folded;
    text_init(&folded);
    fold_append(&folded, value);
    if (folded.failed) {
        arena->failed = true;
    }
    struct slice copy = arena_copy(arena, text_slice(&folded));
    text_finish(&folded);
    return copy;
}

int fold_compare(struct slice a, struct slice b) {
    size_t at_a = 0;
    size_t at_b = 0;
    while (at_a < a.size && at_b < b.size) {
        uint32_t unit_a;
        uint32_t unit_b;
        at_a += next_folded(a, at_a, &unit_a);
        at_b += next_folded(b, at_b, &unit_b);
        if (unit_a != unit_b) {
            return unit_a < unit_b ? -1 : 1;
        }
    }
    return (at_a < a.size) - (at_b < b.size);
}

bool fold_equal(struct slice a, struct slice b) {
    return fold_compare(a, b) == 0;
}

uint64_t fold_hash(struct slice value) {
    uint64_t hash = HASH_BASIS;
    size_t at = 0;
    while (at < value.size) {
        uint32_t unit;
        at += next_folded(value, at, &unit);
        hash = hash_unit(hash, unit);
    }
    return hash;
}

static bool is_filler(char c) {
    return c == '_' || c == '-' || c == ' ';
}

static size_t skip_fillers(struct slice name, size_t at) {
    while (at < name.size && is_filler(name.data[at])) {
        at++;
    }
    return at;
}

// The next unit of a name, fillers skipped; false at its end.
static bool next_name_unit(struct slice name, size_t *at, uint32_t *ret_unit) {
    *at = skip_fillers(name, *at);
    if (*at >= name.size) {
        return false;
    }
    *at += next_folded(name, *at, ret_unit);
    return true;
}

bool fold_name_equal(struct slice a, struct slice b) {
    size_t at_a = 0;
    size_t at_b = 0;
    for (;;) {
        at_a = skip_fillers(a, at_a);
        at_b = skip_fillers(b, at_b);
        if (at_a == a.size || at_b == b.size) {
            return at_a == a.size && at_b == b.size;
        }
        // Most names are ASCII, and nothing else folds into it.
        unsigned char first = (unsigned char)a.data[at_a];
        unsigned char second = (unsigned char)b.data[at_b];
        if (first < 0x80 || second < 0x80) {
            if (fold_byte(first) != fold_byte(second)) {
                return false;
            }
            at_a++;
            at_b++;
            continue;
        }
        uint32_t unit_a;
        uint32_t unit_b;
        at_a += next_folded(a, at_a, &unit_a);
        at_b += next_folded(b, at_b, &unit_b);
        if (unit_a != unit_b) {
            return false;
        }
    }
}

uint64_t fold_name_hash(struct slice name) {
    uint64_t hash = HASH_BASIS;
    size_t at = 0;
    uint32_t unit;
    while (next_name_unit(name, &at, &unit)) {
        hash = hash_unit(hash, unit);
    }
    return hash;
}
