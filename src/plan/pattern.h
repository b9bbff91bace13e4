// SPDX-License-Identifier: Apache-2.0
// Wildcard patterns compiled by form (docs/language.md, "Wildcards"): `*` is
// any run of characters, everything else stands for itself, both ends are
// anchored, case is folded. A pattern is immutable and shared by threads.
// Matching takes time linear in the value: each piece between two stars is
// searched for once, from left to right, and never again.
#ifndef CARL_PLAN_PATTERN_H
#define CARL_PLAN_PATTERN_H

#include "base/arena.h"
#include "base/number.h"
#include "base/slice.h"

#include <stdbool.h>

enum pattern_form {
    PATTERN_EXACT,    // no star
    PATTERN_ANY,      // nothing but stars
    PATTERN_PREFIX,   // text*
    PATTERN_SUFFIX,   // *text
    PATTERN_CONTAINS, // *text*
    PATTERN_GENERAL,  // stars inside
};

struct pattern {
    enum pattern_form form;
    bool anchored_start;  // GENERAL: the first piece is a prefix
    bool anchored_end;    // GENERAL: the last piece is a suffix
    struct slice text;    // as written
    struct slice *pieces; // folded, none empty
    size_t piece_count;
    bool numeric; // EXACT: decimal text, so that it may compare as a number
    struct number number;
};

// Compiles `text` into `arena`; `wildcards` false takes stars literally.
// Failure is the arena's.
void pattern_compile(struct arena *arena, struct slice text, bool wildcards, struct pattern *ret_pattern);

// Compiles the pattern of `contains text`: the text with a star at both ends.
void pattern_compile_contains(struct arena *arena, struct slice text, bool wildcards, struct pattern *ret_pattern);

// True when the folded text `value` matches. Numbers are the caller's affair.
bool pattern_match(const struct pattern *pattern, struct slice value);

// Offset of the first `needle` in `haystack` at or after `from`; SIZE_MAX: none.
size_t slice_find(struct slice haystack, struct slice needle, size_t from);

#endif
