// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the name nearest to one that is not known. Names compare
// folded, as fields do. A search borrows its texts; one thread.
#ifndef CARL_LANG_SUGGEST_H
#define CARL_LANG_SUGGEST_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct suggestion {
    struct slice wanted;
    struct slice best; // the nearest so far; size 0: none is near
    size_t distance;
    bool extends; // one of the two names is the other and more
};

// Begins a search for names near `wanted`.
void suggestion_init(struct suggestion *suggestion, struct slice wanted);

// Considers a name. One that extends the wanted one at a word's border, or is
// extended by it, comes before the nearest by edit distance; of two that are
// equally near the first considered wins. Farther than about a third of its
// length a name is not near.
void suggestion_offer(struct suggestion *suggestion, struct slice name);

// The optimal string alignment distance (Damerau and Levenshtein: insertions,
// deletions, replacements, swaps of neighbours) of two folded names, or
// SIZE_MAX for names of more than 64 bytes.
size_t edit_distance(struct slice a, struct slice b);

// What other tools' habits call fields of the data model: Splunk's Common
// Information Model, Sysmon, ECS. The name in the data model, or size 0.
struct slice suggest_foreign_field(struct slice name);
// Likewise for functions of other query languages.
struct slice suggest_foreign_function(struct slice name);

#endif
