// SPDX-License-Identifier: Apache-2.0
// Many texts searched for at once, by Vectorscan: one pass over a value, in time
// that hardly depends on how many there are. Bytes are compared as they are. A
// set is immutable and shared by threads; each searches with a scratch of its
// own (base/regex.h), prepared for the set.
#ifndef CARL_BASE_TEXT_SET_H
#define CARL_BASE_TEXT_SET_H

#include "base/attributes.h"
#include "base/regex.h"
#include "base/slice.h"
#include "carl.h"

struct text_set;

// A set of `count` texts, each of 1 to 1000 bytes and without NUL.
// CARL_ERROR_RULE: Vectorscan does not take them.
MUST_USE enum carl_status text_set_create(const struct slice *texts, size_t count, struct text_set **ret_set);
void text_set_destroy(struct text_set *set);

MUST_USE enum carl_status text_set_prepare(const struct text_set *set, struct regex_scratch *scratch);

// Calls `found` with the index of each text that is somewhere in `value`, at
// least once.
void text_set_search(const struct text_set *set, struct regex_scratch *scratch, struct slice value,
                     void (*found)(void *user, size_t text), void *user);

#endif
