// SPDX-License-Identifier: Apache-2.0
#include "event/unescape.h"

#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

static uint32_t read_hex(const char *digits) {
    uint32_t unit = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = digits[i];
        unit = unit * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return unit;
}

// Writes the code point whose escape's digits are at `at`; returns where the
// escape ends.
static size_t write_code_point(struct slice raw, size_t at, char *out, size_t *size) {
    uint32_t unit = read_hex(raw.data + at);
    size_t end = at + 4;
    if (unit >= 0xD800 && unit < 0xE000) {
        bool escape_follows = raw.size - end >= 6 && raw.data[end] == '\\' && raw.data[end + 1] == 'u';
        uint32_t low = escape_follows && unit < 0xDC00 ? read_hex(raw.data + end + 2) : 0;
        if (low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            end += 6;
        } else {
            unit = REPLACEMENT;
        }
    }
    *size += utf8_encode(unit, out + *size);
    return end;
}

static char plain_escape(char c) {
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

size_t unescape(struct slice raw, char *out) {
    size_t size = 0;
    size_t at = 0;
    while (at < raw.size) {
        char c = raw.data[at++];
        if (c != '\\') {
            out[size++] = c;
        } else if (raw.data[at] == 'u') {
            at = write_code_point(raw, at + 1, out, &size);
        } else {
            out[size++] = plain_escape(raw.data[at++]);
        }
    }
    return size;
}
