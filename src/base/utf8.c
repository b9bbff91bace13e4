// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include "base/bits.h"

#include <stdbool.h>

size_t utf8_decode(const char *data, size_t size, uint32_t *ret_code_point) {
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (size == 0) {
        return 0;
    }
    unsigned char first = (unsigned char)data[0];
    size_t length;
    uint32_t code_point;
    if (first < 0x80) {
        *ret_code_point = first;
        return 1;
    }
    if (first >= 0xC2 && first < 0xE0) {
        length = 2;
        code_point = first & 0x1Fu;
    } else if (first >= 0xE0 && first < 0xF0) {
        length = 3;
        code_point = first & 0x0Fu;
    } else if (first >= 0xF0 && first < 0xF5) {
        length = 4;
        code_point = first & 0x07u;
    } else {
        return 0;
    }
    if (size < length) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)data[i];
        if ((byte & 0xC0u) != 0x80u) {
            return 0;
        }
        code_point = code_point << 6 | (byte & 0x3Fu);
    }
    if (code_point < least[length] || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) {
        return 0;
    }
    *ret_code_point = code_point;
    return length;
}

size_t utf8_encode(uint32_t code_point, char out[4]) {
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80u | (code_point & 0x3Fu));
        code_point >>= 6;
    }
    out[0] = (char)(lead[length] | code_point);
    return length;
}

// Whether 32 bytes are ASCII.
static bool is_ascii(const char *data) {
    uint64_t all = bits_load(data) | bits_load(data + 8) | bits_load(data + 16) | bits_load(data + 24);
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

size_t utf8_check(const char *data, size_t size) {
    size_t at = 0;
    while (at < size) {
        // Most texts are ASCII but for a few characters.
        if (size - at >= 32 && is_ascii(data + at)) {
            at += 32;
            continue;
        }
        if ((unsigned char)data[at] < 0x80) {
            at++;
            continue;
        }
        uint32_t code_point;
        size_t length = utf8_decode(data + at, size - at, &code_point);
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return at;
}
