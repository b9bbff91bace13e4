// SPDX-License-Identifier: Apache-2.0
// What stands behind a backslash in a pattern.
#include "base/regex_rewriter.h"

#include <stdint.h>
#include <string.h>

static int hex_digit(int c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_octal(int c) {
    return c >= '0' && c <= '7';
}

// The length of \101, and its character.
static size_t octal_length(const struct rewriter *r, int *ret_char) {
    size_t length = 1;
    int value = 0;
    for (; length < 4 && is_octal(rewriter_peek(r, length)); length++) {
        value = value * 8 + rewriter_peek(r, length) - '0';
    }
    *ret_char = value < 0x80 ? value : REGEX_BEYOND_ASCII;
    return length;
}

// The length of \x41, \x{41} and \o{101}; its character in *ret_char.
static size_t coded_length(const struct rewriter *r, int *ret_char) {
    int base = rewriter_peek(r, 1) == 'o' ? 8 : 16;
    bool braces = rewriter_peek(r, 2) == '{';
    size_t length = braces ? 3 : 2;
    size_t most = braces ? SIZE_MAX : 2;
    int value = 0;
    for (size_t digits = 0; digits < most && hex_digit(rewriter_peek(r, length)) >= 0; digits++) {
        value = value < REGEX_BEYOND_ASCII ? value * base + hex_digit(rewriter_peek(r, length)) : value;
        length++;
    }
    if (braces && rewriter_peek(r, length) == '}') {
        length++;
    }
    *ret_char = value < 0x80 ? value : REGEX_BEYOND_ASCII;
    return length;
}

// The length of \p{Lu}, \pL, \g{1}, \k<name>...
static size_t named_length(const struct rewriter *r) {
    int kind = rewriter_peek(r, 1);
    if (rewriter_peek(r, 2) != '{' && rewriter_peek(r, 2) != '<') {
        return kind == 'p' || kind == 'P' ? 3 : 2;
    }
    struct slice rest = slice_sub(r->in, r->at, r->in.size);
    const char *end = memchr(rest.data, rewriter_peek(r, 2) == '{' ? '}' : '>', rest.size);
    return end == NULL ? rest.size : (size_t)(end - rest.data) + 1;
}

// The character of an escape of one letter.
static int letter_char(int letter) {
    switch (letter) {
    case 'a':
        return '\a';
    case 'b': // only in classes; elsewhere it is no character, nor is this one a letter
        return '\b';
    case 'e':
        return 0x1B;
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return REGEX_SET;
    }
}

size_t rewriter_escape_length(const struct rewriter *r, int *ret_char) {
    int kind = rewriter_peek(r, 1);
    *ret_char = REGEX_SET;
    if (kind == 'x' || (kind == 'o' && rewriter_peek(r, 2) == '{')) {
        return coded_length(r, ret_char);
    }
    if (is_octal(kind)) { // where it is a reference instead, no letter's code is lost
        return octal_length(r, ret_char);
    }
    if (kind == 'p' || kind == 'P' || kind == 'g' || kind == 'k' || kind == 'N') {
        return named_length(r);
    }
    if (kind == 'c') { // a control character; the other case of a letter makes the same one
        int c = rewriter_peek(r, 2);
        *ret_char = c < 0 || c >= 0x80 ? REGEX_SET : (c >= 'a' && c <= 'z' ? c ^ 0x60 : c ^ 0x40);
        return 3;
    }
    if (kind >= 0 && kind < 0x80) {
        *ret_char = rewriter_is_letter(kind) ? letter_char(kind) : kind;
    }
    return 2;
}

enum regex_weight rewriter_escape_weight(const struct rewriter *r) {
    int kind = rewriter_peek(r, 1);
    if (kind == 'p' || kind == 'P' || kind == 'X') {
        return REGEX_WEIGHT_PROPERTY;
    }
    return kind > 0 && strchr("DWSNRhHvV", kind) != NULL ? REGEX_WEIGHT_WIDE : REGEX_WEIGHT_ASCII;
}
