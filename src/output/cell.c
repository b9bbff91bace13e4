// SPDX-License-Identifier: Apache-2.0
#include "output/cell.h"

#include <stdio.h>
#include <string.h>

// One character as shown: up to 10 bytes ("\u{10FFFF}" is the longest).
struct glyph {
    char bytes[16];
    size_t size;
    size_t width; // columns
};

struct range {
    uint32_t first;
    uint32_t last;
};

// Characters that act instead of being seen: C1 controls, marks and overrides of
// direction, line separators, invisible joiners, byte order marks and tags.
static const struct range hidden[] = {
    {0x80, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},   {0x180e, 0x180e}, {0x200b, 0x200f},
    {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

// East Asian wide and fullwidth blocks (UAX #11) and emoji: two columns.
static const struct range wide[] = {
    {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
    {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

// Combining marks: no column of their own.
static const struct range combining[] = {
    {0x300, 0x36f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

static bool in_ranges(uint32_t c, const struct range *ranges, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

#define IN(c, ranges) in_ranges(c, ranges, sizeof(ranges) / sizeof *(ranges))

// Decodes one character at `data`; returns its bytes, 0 where it is no UTF-8.
static size_t decode(const unsigned char *data, size_t size, uint32_t *ret_c) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t length = data[0] < 0x80 ? 1 : data[0] < 0xc2 ? 0 : data[0] < 0xe0 ? 2 : data[0] < 0xf0 ? 3 : 4;
    uint32_t c;

    if (length == 0 || length > size || data[0] > 0xf4) {
        return 0;
    }
    c = length == 1 ? data[0] : data[0] & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((data[i] & 0xc0) != 0x80) {
            return 0;
        }
        c = c << 6 | (data[i] & 0x3f);
    }
    if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        return 0;
    }
    *ret_c = c;
    return length;
}

static void escape(struct glyph *ret_glyph, uint32_t c) {
    int size;

    if (c == '\n' || c == '\r' || c == '\t') {
        ret_glyph->bytes[0] = '\\';
        ret_glyph->bytes[1] = c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
        size = 2;
    } else if (c < 0x80) {
        size = snprintf(ret_glyph->bytes, sizeof ret_glyph->bytes, "\\x%02X", (unsigned)c);
    } else {
        size = snprintf(ret_glyph->bytes, sizeof ret_glyph->bytes, c < 0x10000 ? "\\u%04X" : "\\u{%X}", (unsigned)c);
    }
    ret_glyph->size = (size_t)size;
    ret_glyph->width = (size_t)size;
}

// Makes the next character of the text visible; returns the bytes it took.
static size_t next_glyph(const char *data, size_t size, struct glyph *ret_glyph) {
    uint32_t c = 0;
    const size_t length = decode((const unsigned char *)data, size, &c);

    if (length == 0) {
        memcpy(ret_glyph->bytes, "\xEF\xBF\xBD", 3); // U+FFFD
        ret_glyph->size = 3;
        ret_glyph->width = 1;
        return 1;
    }
    if (c < 0x20 || c == 0x7f || IN(c, hidden)) {
        escape(ret_glyph, c);
        return length;
    }
    memcpy(ret_glyph->bytes, data, length);
    ret_glyph->size = length;
    ret_glyph->width = IN(c, wide) ? 2 : IN(c, combining) ? 0 : 1;
    return length;
}

size_t cell_width(const char *data, size_t size) {
    struct glyph glyph;
    size_t width = 0;

    for (size_t i = 0; i < size;) {
        i += next_glyph(data + i, size - i, &glyph);
        width += glyph.width;
    }
    return width;
}

size_t cell_write(struct sink *sink, const char *data, size_t size, size_t limit) {
    const bool cut = limit > 0 && cell_width(data, size) > limit;
    const size_t room = cut ? limit - 1 : SIZE_MAX;
    struct glyph glyph;
    size_t width = 0;

    for (size_t i = 0; i < size;) {
        i += next_glyph(data + i, size - i, &glyph);
        if (width + glyph.width > room) {
            break;
        }
        sink_write(sink, glyph.bytes, glyph.size);
        width += glyph.width;
    }
    if (cut) {
        sink_string(sink, "\xE2\x80\xA6"); // an ellipsis
        width++;
    }
    return width;
}
