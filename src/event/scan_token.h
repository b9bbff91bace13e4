// SPDX-License-Identifier: Apache-2.0
// Inside of event/: the tokens of a record whose quotes are known. A reading
// function expects its token at the cursor and steps behind it; false: it is not
// there, or is unusual. Not thread-safe.
#ifndef CARL_EVENT_SCAN_TOKEN_H
#define CARL_EVENT_SCAN_TOKEN_H

#include "base/bits.h"
#include "event/decode.h"
#include "event/kernel.h"

#include <string.h>

enum {
    SCAN_MOST_DIGITS = 19,       // of a signed integer of 64 bits
    SCAN_MOST_NUMBER_SIZE = 300, // a fraction of no more digits is within a double's range
};

struct cursor {
    const char *data;
    size_t size;
    size_t at;
    const uint32_t *quote; // the next
};

// NUL, which no JSON text has outside of strings, at the end.
static inline char peek(const struct cursor *cursor) {
    return cursor->at < cursor->size ? cursor->data[cursor->at] : '\0';
}

static inline char peek_token(struct cursor *cursor) {
    char c = peek(cursor);
    while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        cursor->at++;
        c = peek(cursor);
    }
    return c;
}

// The string whose opening quote is at the cursor, without its quotes.
static inline bool read_string(struct cursor *cursor, struct slice *ret_string, bool *ret_escaped) {
    size_t end = quote_offset(cursor->quote[1]);
    if (quote_offset(cursor->quote[0]) != cursor->at || end >= cursor->size) {
        return false;
    }
    *ret_string = slice_sub((struct slice){cursor->data, cursor->size}, cursor->at + 1, end);
    *ret_escaped = quote_ends_escapes(cursor->quote[1]);
    cursor->quote += 2;
    cursor->at = end + 1;
    return true;
}

static inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// How many of eight bytes are digits before one is not, without a branch a byte:
// a byte that is no digit leaves something in its high half, be it of the byte
// or of the byte and 6.
static inline unsigned count_digits(uint64_t word) {
    uint64_t high = UINT64_C(0xF0F0F0F0F0F0F0F0);
    uint64_t other = ((word & high) ^ UINT64_C(0x3030303030303030)) |
                     (((word & ~high) + UINT64_C(0x0606060606060606)) & UINT64_C(0x1010101010101010));
    return other == 0 ? 8 : bits_lowest(other) / 8;
}

static inline size_t skip_digits(struct cursor *cursor) {
    size_t start = cursor->at;
    while (cursor->size - cursor->at >= 8) {
        unsigned digits = count_digits(bits_load(cursor->data + cursor->at));
        cursor->at += digits;
        if (digits < 8) {
            return cursor->at - start;
        }
    }
    while (is_digit(peek(cursor))) {
        cursor->at++;
    }
    return cursor->at - start;
}

// Whether as many digits as a signed integer of 64 bits can have are one.
static bool is_in_range(const char *digits, bool negative) {
    return memcmp(digits, negative ? "9223372036854775808" : "9223372036854775807", SCAN_MOST_DIGITS) <= 0;
}

static inline bool read_number(struct cursor *cursor, struct slice *ret_number) {
    size_t start = cursor->at;
    bool negative = peek(cursor) == '-';
    cursor->at += negative;
    const char *first = cursor->data + cursor->at;
    size_t digits = skip_digits(cursor);
    if (digits == 0 || digits > SCAN_MOST_DIGITS || (digits > 1 && *first == '0')) {
        return false;
    }
    if (digits == SCAN_MOST_DIGITS && !is_in_range(first, negative)) {
        return false;
    }
    if (peek(cursor) == '.') {
        cursor->at++;
        if (skip_digits(cursor) == 0) {
            return false;
        }
    }
    *ret_number = slice_make(cursor->data + start, cursor->at - start);
    return ret_number->size <= SCAN_MOST_NUMBER_SIZE && (peek(cursor) | 0x20) != 'e';
}

static inline bool read_word(struct cursor *cursor, const char *word, size_t size) {
    if (cursor->size - cursor->at < size || memcmp(cursor->data + cursor->at, word, size) != 0) {
        return false;
    }
    cursor->at += size;
    return true;
}

// A value that is no container. False where there is none.
static inline bool read_scalar(struct cursor *cursor, char first, struct slot *ret_value) {
    switch (first) {
    case '"':
        ret_value->type = SLOT_TEXT;
        return read_string(cursor, &ret_value->raw, &ret_value->escaped);
    case 't':
        ret_value->type = SLOT_TRUE;
        return read_word(cursor, "true", 4);
    case 'f':
        ret_value->type = SLOT_FALSE;
        return read_word(cursor, "false", 5);
    case 'n':
        ret_value->type = SLOT_NULL;
        return read_word(cursor, "null", 4);
    default:
        ret_value->type = SLOT_NUMBER;
        return read_number(cursor, &ret_value->raw);
    }
}

#endif
