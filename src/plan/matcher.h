// SPDX-License-Identifier: Apache-2.0
// All patterns that rules hold one operand against, decided together: one pass
// over a value tells which leaves of the rules' conditions hold, in time that
// hardly depends on how many there are. A pattern is looked for by a clue: the
// text that the value must be, begin with, end with or contain, or the number it
// must be. Where the clue is not all of the pattern, the pattern is asked itself.
// Immutable once made and shared by threads.
#ifndef CARL_PLAN_MATCHER_H
#define CARL_PLAN_MATCHER_H

#include "base/attributes.h"
#include "base/number.h"
#include "base/regex.h"
#include "base/text_set.h"
#include "plan/pattern.h"
#include "plan/plan.h"
#include "plan/text_index.h"

// A leaf that holds where its clue is found and its pattern matches.
struct match_claim {
    size_t leaf;
    const struct pattern *pattern; // NULL: the clue is all there is to it
    const struct match_claim *next;
};

struct text_clues {
    struct text_index index;
    VECTOR(const struct match_claim *) claims; // by text
};

struct number_clue {
    struct number number;
    const struct match_claim *claims;
};

struct matcher {
    size_t number; // among the plan's matchers
    const struct operand *operand;
    struct text_clues whole;
    struct text_clues starts;
    struct text_clues ends;
    struct text_clues parts;            // looked for anywhere; found by `part_set`
    struct text_set *part_set;          // NULL: they are few and looked for one by one
    VECTOR(struct number_clue) numbers; // ascending
};

// Makes the matchers of operands against which rules hold enough patterns to be
// worth it, and numbers their leaves.
MUST_USE enum carl_status matchers_create(struct plan *plan);
void matcher_destroy(struct matcher *matcher);

// How many single tests a leaf is, for what is worth a matcher; 0: it can be no
// matcher's.
size_t matcher_weight(const struct predicate *leaf);

// The least that one kind of event must bring together.
enum { MATCHER_LEAST_WEIGHT = 8 };

// A value to be matched: its folded text, and its number where it counts as one.
struct match_value {
    struct slice folded;
    const struct number *number; // NULL: none
};

// Calls `found` with the number of each leaf that holds for the value, negation
// aside, at least once. The scratch was prepared for the matcher's set.
void matcher_search(const struct matcher *matcher, const struct match_value *value, struct regex_scratch *scratch,
                    void (*found)(void *user, size_t leaf), void *user);

#endif
