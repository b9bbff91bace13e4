// SPDX-License-Identifier: Apache-2.0
// Wildcard patterns against each other: may one text match both, does all that
// matches one match the other. Patterns are folded; `*` is any run of
// characters. Every comparison takes its cost off *effort, so that rules with
// many long patterns stay quick to check; where that is used up, the answer is
// the one that leads to no remark. Pure functions.
#ifndef CARL_LANG_WILDCARD_H
#define CARL_LANG_WILDCARD_H

#include "base/slice.h"

#include <stdbool.h>

// True for a pattern with a `*`.
bool wildcard_has(struct slice pattern);

// True when some text matches both, or where that is not sure. Two texts without
// wildcards are one where they are equal, also as numbers.
bool wildcard_overlap(struct slice a, struct slice b, size_t *effort);

// True when every text that matches `inner` matches `outer`.
bool wildcard_covers(struct slice outer, struct slice inner, size_t *effort);

#endif
