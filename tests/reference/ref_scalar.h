// SPDX-License-Identifier: Apache-2.0
// Texts, numbers, times, addresses and regexes as the reference understands
// them, and how values compare. Pure functions; what they make lives in the
// arena.
#ifndef REF_SCALAR_H
#define REF_SCALAR_H

#include "reference.h"

// A text as folded code points; a byte that is no UTF-8 is 0x110000 and itself.
struct folded {
    int32_t *points;
    size_t count;
};

struct folded text_fold(struct arena *arena, struct slice text);
int folded_compare(struct folded a, struct folded b);
bool folded_contains(struct folded text, struct folded part);
// `*` in the pattern is any run of characters.
bool folded_matches(struct folded text, struct folded pattern);

struct ref_number {
    bool whole; // an integer of up to 64 bits: negative and magnitude hold it
    bool negative;
    uint64_t magnitude;
    double real;
};

bool number_read(struct value value, struct ref_number *ret_number);
int ref_number_compare(struct ref_number a, struct ref_number b);
struct value number_make(struct arena *arena, struct ref_number number);
struct ref_number number_of_integer(int64_t integer);

bool time_read(struct slice text, int64_t *ret_nanoseconds);
struct slice time_write(struct arena *arena, int64_t nanoseconds);

// True where `block` is an address block (or, with `single`, an address), then
// *ret_inside tells whether `text` is an address in it.
bool network_holds(struct slice block, bool single, struct slice text, bool *ret_inside);

// Searches `text` for a simple regex: characters, `.`, `\d`, escapes, groups,
// `|`, `* + ? {m,n}`, `^`, `$`, (?-i) at the start. *ret_found is set where the
// regex is one of these.
bool regex_finds(struct slice pattern, struct slice text, bool *ret_found);

// The text of a text, number, boolean or time; false for other values.
bool value_text_of(struct arena *arena, struct value value, struct slice *ret_text);
bool values_compare(struct arena *arena, enum compare_operator how, struct value a, struct value b);
// One key: equal, or both null.
bool same_key(struct arena *arena, struct value a, struct value b);
struct value values_combine(struct arena *arena, enum arithmetic_operator how, struct value a, struct value b);

#endif
