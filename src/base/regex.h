// SPDX-License-Identifier: Apache-2.0
// Regular expressions for `match` (docs/language.md, "match"): an unanchored
// search in time linear in the value, by Vectorscan (libhs, the portable
// Hyperscan). ASCII letters match either case unless the pattern switches that
// off with `(?-i)`; letters outside ASCII match exactly; `.` crosses newlines;
// `^` and `$` are the ends of the value. What Vectorscan cannot compile
// (lookaround, backreferences) is an error.
//
// Vectorscan's own caseless mode folds by Unicode, so that `k` would match
// U+212A; the pattern is rewritten with both cases of each ASCII letter
// instead.
//
// A regex is immutable and shared by threads; each thread searches with a
// scratch of its own.
#ifndef CARL_BASE_REGEX_H
#define CARL_BASE_REGEX_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/slice.h"
#include "base/text.h"
#include "carl.h"

#include <stdbool.h>

struct regex;
struct regex_scratch;

// Compiles `pattern`. CARL_ERROR_RULE: it is no regex that can be run;
// *ret_error then says why, in `arena`.
MUST_USE enum carl_status regex_create(struct slice pattern, struct arena *arena, struct regex **ret_regex,
                                       struct slice *ret_error);
void regex_destroy(struct regex *regex);

// True when the regex is known to match no value at all.
bool regex_never_matches(const struct regex *regex);

// An empty scratch, to be prepared for each regex it will be used with.
MUST_USE enum carl_status regex_scratch_create(struct regex_scratch **ret_scratch);
void regex_scratch_destroy(struct regex_scratch *scratch);
MUST_USE enum carl_status regex_scratch_prepare(struct regex_scratch *scratch, const struct regex *regex);

// True when the regex matches somewhere in `value`, which is valid UTF-8 (a
// value that is not never matches).
bool regex_search(const struct regex *regex, struct regex_scratch *scratch, struct slice value);

// Appends to `out` a pattern rewritten as described above. Returns what keeps it
// from being run, a constant sentence; empty where nothing does that can be told
// without Vectorscan.
struct slice regex_rewrite(struct slice pattern, struct text *out);

#endif
