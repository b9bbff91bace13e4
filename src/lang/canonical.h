// SPDX-License-Identifier: Apache-2.0
// The canonical form of a checked rule's tree (docs/language.md, "Mistakes that
// are understood"): synonyms become what they are read as, names get the data
// model's spelling. The meaning stays as it is. One rule, one thread.
#ifndef CARL_LANG_CANONICAL_H
#define CARL_LANG_CANONICAL_H

#include "base/text.h"
#include "lang/check.h"

// How much is rewritten; each step leaves more as it was written.
enum canonical_extent {
    CANONICAL_ALL,
    CANONICAL_NO_NAMES,  // fields keep their names and brackets, a bare condition stays one
    CANONICAL_NO_QUOTES, // texts in single quotes stay so too
    CANONICAL_EXTENT_COUNT
};

// Rewrites the tree of `checked` in place. New nodes live in `arena`, whose
// sticky failure the caller checks; the tree's spans stay those of the text it
// came from.
void canonical_rewrite(struct checked_rule *checked, const struct carl_model *model, enum canonical_extent extent,
                       struct arena *arena);

// Appends what decides the meaning of a checked rule: its tree without places
// and spelling, and what each of its names was found to mean. Two canonical
// trees with one description mean the same.
void canonical_describe(const struct checked_rule *checked, struct text *out);

#endif
