// SPDX-License-Identifier: Apache-2.0
// Blanks around texts. Pure functions; what they return is borrowed from what
// they are given.
#ifndef CARL_BASE_BLANK_H
#define CARL_BASE_BLANK_H

#include "base/slice.h"

// Between the tokens of JSON (RFC 8259, section 2).
static inline bool blank_is_json(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// The place of the first byte from `at` on that is no such blank; the text's size
// where there is none.
static inline size_t blank_skip_json(struct slice text, size_t at) {
    while (at < text.size && blank_is_json(text.data[at])) {
        at++;
    }
    return at;
}

// Within a line, whose end may be CR LF.
static inline bool blank_is_in_line(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

// Without such blanks at both ends.
static inline struct slice blank_trim_line(struct slice text) {
    size_t start = 0;
    size_t end = text.size;
    while (start < end && blank_is_in_line(text.data[start])) {
        start++;
    }
    while (end > start && blank_is_in_line(text.data[end - 1])) {
        end--;
    }
    return slice_sub(text, start, end);
}

// Without spaces at both ends.
static inline struct slice blank_trim_spaces(struct slice text) {
    size_t start = 0;
    size_t end = text.size;
    while (start < end && text.data[start] == ' ') {
        start++;
    }
    while (end > start && text.data[end - 1] == ' ') {
        end--;
    }
    return slice_sub(text, start, end);
}

#endif
