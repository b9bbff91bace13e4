// SPDX-License-Identifier: Apache-2.0
// A marked number is a text that begins with NUL and `n`; a text that itself
// begins with NUL gets another NUL in front, so the two cannot be confused.
#include "event/sanitize.h"

#include "base/blank.h"
#include "base/number.h"

#include <math.h>

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The code unit of the \uXXXX escape at `at`, or -1 where there is none.
static int read_escape(struct slice json, size_t at) {
    if (json.size - at < 6 || json.data[at] != '\\' || json.data[at + 1] != 'u') {
        return -1;
    }
    int unit = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = hex_digit(json.data[i]);
        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

static bool is_high(int unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(int unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

// The end of the string that begins at `at`, after its closing quote; the end
// of the text where it has none.
static size_t string_end(struct slice json, size_t at) {
    for (at++; at < json.size && json.data[at] != '"'; at++) {
        if (json.data[at] == '\\') {
            at++;
        }
    }
    return at < json.size ? at + 1 : json.size;
}

// True where what ends at `at` is a key.
static bool colon_follows(struct slice json, size_t at) {
    while (at < json.size && blank_is_json(json.data[at])) {
        at++;
    }
    return at < json.size && json.data[at] == ':';
}

// Copies one character or escape of a string; returns its length.
static size_t copy_character(struct slice json, size_t at, size_t end, bool key, struct text *out, bool *changed) {
    int unit = read_escape(json, at);
    size_t size = unit >= 0 ? 6 : json.data[at] == '\\' && at + 1 < end ? 2 : 1;
    if (is_high(unit) && is_low(read_escape(json, at + 6))) {
        size = 12;
    } else if (is_high(unit) || is_low(unit) || (key && unit == 0)) {
        text_append(out, SLICE("\\ufffd"));
        *changed = true;
        return size;
    }
    text_append(out, slice_sub(json, at, at + size));
    return size;
}

static size_t copy_string(struct slice json, size_t at, struct text *out, bool *changed) {
    size_t end = string_end(json, at);
    bool key = colon_follows(json, end);
    text_append_char(out, '"');
    at++;
    if (!key && at < end && read_escape(json, at) == 0) {
        text_append(out, SLICE("\\u0000"));
        *changed = true;
    }
    while (at < end) {
        at += copy_character(json, at, end, key, out, changed);
    }
    return end;
}

static bool is_number_char(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// True for a number in JSON's grammar that neither a signed integer of 64 bits
// nor a double can hold.
static bool is_too_big(struct slice token) {
    struct number number;
    size_t first = token.data[0] == '-' ? 1 : 0;
    bool zero_led = token.size > first + 1 && token.data[first] == '0' && token.data[first + 1] >= '0' &&
                    token.data[first + 1] <= '9';
    if (zero_led || !number_parse_json(token, &number)) {
        return false;
    }
    bool fraction = memchr(token.data, '.', token.size) != NULL || memchr(token.data, 'e', token.size) != NULL ||
                    memchr(token.data, 'E', token.size) != NULL;
    if (fraction) {
        return isinf(number.real) != 0;
    }
    return !number.integer || number.magnitude > (uint64_t)INT64_MAX + (number.negative ? 1 : 0);
}

// A marked text holds a NUL, so in the place of a key it stays an error.
static size_t copy_number(struct slice json, size_t at, struct text *out, bool *changed) {
    size_t end = at;
    while (end < json.size && is_number_char(json.data[end])) {
        end++;
    }
    struct slice token = slice_sub(json, at, end);
    if (!is_too_big(token)) {
        text_append(out, token);
        return end;
    }
    text_append(out, SLICE("\"\\u0000n"));
    text_append(out, token);
    text_append_char(out, '"');
    *changed = true;
    return end;
}

bool sanitize_json(struct slice json, size_t stop, struct text *out, size_t *ret_end) {
    size_t start = out->size;
    size_t at = 0;
    bool changed = false;
    while (at < json.size && out->size - start < stop && !out->failed) {
        char c = json.data[at];
        if (c == '"') {
            at = copy_string(json, at, out, &changed);
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            at = copy_number(json, at, out, &changed);
        } else {
            text_append_char(out, c);
            at++;
        }
    }
    *ret_end = at;
    return changed;
}

bool sanitize_unmark(struct slice text, struct slice *ret_text) {
    bool marked = text.size > 1 && text.data[0] == '\0';
    *ret_text = text;
    if (!marked) {
        return false;
    }
    bool number = text.data[1] == 'n';
    *ret_text = slice_sub(text, number ? 2 : 1, text.size);
    return number;
}
