// SPDX-License-Identifier: Apache-2.0
// What the parts of regex_rewrite share: the pattern as it is read and written
// anew. Owns nothing; one thread.
#ifndef CARL_BASE_REGEX_REWRITER_H
#define CARL_BASE_REGEX_REWRITER_H

#include "base/regex_size.h"
#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

// Modes that inline flags switch.
enum { REGEX_CASELESS = 1, REGEX_MULTILINE = 2, REGEX_EXTENDED = 4 };

// What an escape stands for, where that is no ASCII character.
enum { REGEX_SET = -1, REGEX_BEYOND_ASCII = 0x80 };

struct rewriter {
    struct slice in;
    size_t at;
    struct text *out;
    unsigned mode;
    unsigned outer[REGEX_MOST_GROUPS]; // modes outside the open groups
    struct regex_size size;
};

static inline bool rewriter_is_letter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// The byte `ahead` of the cursor, or -1 behind the end.
static inline int rewriter_peek(const struct rewriter *r, size_t ahead) {
    return r->at + ahead < r->in.size ? (unsigned char)r->in.data[r->at + ahead] : -1;
}

// Whether the cursor is at `\` and `letter`.
static inline bool rewriter_at_escape(const struct rewriter *r, char letter) {
    return rewriter_peek(r, 0) == '\\' && rewriter_peek(r, 1) == letter;
}

// Copies `count` bytes, or what is left.
void rewriter_copy(struct rewriter *r, size_t count);

// The length of the escape at the cursor. *ret_char is the ASCII character that
// it stands for, REGEX_BEYOND_ASCII for another one, else REGEX_SET.
size_t rewriter_escape_length(const struct rewriter *r, int *ret_char);

// What the escape at the cursor counts.
enum regex_weight rewriter_escape_weight(const struct rewriter *r);

// Rewrites the class at the cursor.
void rewriter_class(struct rewriter *r);

#endif
