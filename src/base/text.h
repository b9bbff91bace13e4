// SPDX-License-Identifier: Apache-2.0
// A growable text. Failure is sticky: once memory is out, appends do nothing
// and `failed` stays true, so the writer checks once at the end. Not
// thread-safe. Init/finish do not allocate.
#ifndef CARL_BASE_TEXT_H
#define CARL_BASE_TEXT_H

#include "base/slice.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    char *data; // owned; not NUL-terminated; NULL while empty
    size_t size;
    size_t capacity;
    bool failed;
};

void text_init(struct text *text);
void text_finish(struct text *text);

// Empties the text and clears `failed`, keeping its memory.
void text_reset(struct text *text);

// Room for `more` bytes at data + size, for a writer that then raises size
// itself; false when memory is out.
bool text_reserve(struct text *text, size_t more);

void text_append(struct text *text, struct slice bytes);
void text_append_string(struct text *text, const char *string);
void text_append_char(struct text *text, char c);
void text_append_repeat(struct text *text, char c, size_t count);
void text_append_unsigned(struct text *text, uint64_t number);
void text_append_signed(struct text *text, int64_t number);

// Like printf, for short formatted pieces (numbers, quoted names).
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void text_format(struct text *text, const char *format, ...);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 0)))
#endif
void text_format_list(struct text *text, const char *format, va_list arguments);

// Appends `bytes` as a JSON string, quotes included: control characters, `"`
// and `\` escaped, bytes that are no UTF-8 as U+FFFD, everything else as it is.
void text_append_json_string(struct text *text, struct slice bytes);

static inline struct slice text_slice(const struct text *text) {
    return slice_make(text->data, text->size);
}

#endif
