// SPDX-License-Identifier: Apache-2.0
// Case folding for comparisons (docs/language.md, "Case"). ASCII letters fold
// to lower case; letters outside ASCII fold by the C and S lines of Unicode's
// CaseFolding.txt (through utf8proc), except that none folds into ASCII, so
// that an ASCII literal can be searched for in raw bytes without losing a
// match. Bytes that are no UTF-8 stand for themselves. Pure functions, safe in
// any thread, independent of the locale.
#ifndef CARL_BASE_FOLD_H
#define CARL_BASE_FOLD_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

// The ASCII fold of one byte; bytes above 0x7F are themselves.
static inline unsigned char fold_byte(unsigned char byte) {
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + 32) : byte;
}

// True when every byte is ASCII (then folding never changes the length).
bool fold_is_ascii(struct slice value);

// Writes the fold of `value` to `out`, which has room for twice its size (the
// fold of a character is at most half as long again). Returns the fold's size.
size_t fold_write(struct slice value, char *out);

// Appends the fold of `value` to `out`.
void fold_append(struct text *out, struct slice value);

// The fold of `value`, in the arena.
struct slice fold_copy(struct arena *arena, struct slice value);

// True when the folds of the two are the same.
bool fold_equal(struct slice a, struct slice b);

// Orders two values by their folded code points: <0, 0, >0.
int fold_compare(struct slice a, struct slice b);

// A hash of the fold: equal folds have equal hashes.
uint64_t fold_hash(struct slice value);

// Names of objects, actions and fields compare after folding and without `_`,
// `-` and blanks: UserSession is User_Session, EventCode is event_code.
bool fold_name_equal(struct slice a, struct slice b);
uint64_t fold_name_hash(struct slice name);

#endif
