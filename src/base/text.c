// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include "base/utf8.h"
#include "base/vector.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void text_init(struct text *text) {
    *text = (struct text){0};
}

void text_finish(struct text *text) {
    if (text == NULL) {
        return;
    }
    free(text->data);
    *text = (struct text){0};
}

void text_reset(struct text *text) {
    text->size = 0;
    text->failed = false;
}

bool text_reserve(struct text *text, size_t more) {
    if (text->failed) {
        return false;
    }
    void *data = text->data;
    if (more > SIZE_MAX - text->size || !vector_reserve(&data, &text->capacity, text->size + more, 1)) {
        text->failed = true;
        return false;
    }
    text->data = data;
    return true;
}

void text_append(struct text *text, struct slice bytes) {
    if (bytes.size > 0 && text_reserve(text, bytes.size)) {
        memcpy(text->data + text->size, bytes.data, bytes.size);
        text->size += bytes.size;
    }
}

void text_append_string(struct text *text, const char *string) {
    text_append(text, slice_from_string(string));
}

void text_append_char(struct text *text, char c) {
    text_append(text, slice_make(&c, 1));
}

void text_append_repeat(struct text *text, char c, size_t count) {
    if (count > 0 && text_reserve(text, count)) {
        memset(text->data + text->size, c, count);
        text->size += count;
    }
}

void text_append_unsigned(struct text *text, uint64_t number) {
    char digits[20];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    text_append(text, slice_make(digits + start, sizeof digits - start));
}

void text_append_signed(struct text *text, int64_t number) {
    uint64_t magnitude = (uint64_t)number;
    if (number < 0) {
        text_append_char(text, '-');
        magnitude = 0 - magnitude;
    }
    text_append_unsigned(text, magnitude);
}

void text_format_list(struct text *text, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    if (size < 0) {
        text->failed = true;
    } else if (text_reserve(text, (size_t)size + 1)) {
        (void)vsnprintf(text->data + text->size, (size_t)size + 1, format, again);
        text->size += (size_t)size;
    }
    va_end(again);
}

void text_format(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    text_format_list(text, format, arguments);
    va_end(arguments);
}

static const char *short_escape(unsigned char byte) {
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

void text_append_json_string(struct text *text, struct slice bytes) {
    text_append_char(text, '"');
    size_t plain = 0; // start of the bytes not yet written
    size_t at = 0;
    while (at < bytes.size) {
        unsigned char byte = (unsigned char)bytes.data[at];
        size_t length = 1;
        if (byte >= 0x80) {
            uint32_t code_point;
            length = utf8_decode(bytes.data + at, bytes.size - at, &code_point);
            if (length > 0) {
                at += length;
                continue;
            }
        } else if (byte >= 0x20 && byte != '"' && byte != '\\') {
            at++;
            continue;
        }
        text_append(text, slice_sub(bytes, plain, at));
        if (byte >= 0x80) {
            text_append_string(text, "\xEF\xBF\xBD");
        } else if (short_escape(byte) != NULL) {
            text_append_string(text, short_escape(byte));
        } else {
            text_format(text, "\\u%04x", (unsigned)byte);
        }
        at++;
        plain = at;
    }
    text_append(text, slice_sub(bytes, plain, bytes.size));
    text_append_char(text, '"');
}
