// SPDX-License-Identifier: Apache-2.0
// Classes of bytes in rule texts. ASCII, independent of the locale; pure.
#ifndef CARL_LANG_CHAR_CLASS_H
#define CARL_LANG_CHAR_CLASS_H

#include <stdbool.h>

// What may stand between two tokens of one line.
static inline bool char_is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static inline bool char_is_digit(char c) {
    return c >= '0' && c <= '9';
}

// A letter, a digit or `_`.
static inline bool char_is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || char_is_digit(c) || c == '_';
}

#endif
