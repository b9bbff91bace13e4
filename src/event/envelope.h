// SPDX-License-Identifier: Apache-2.0
// Documents that are no record but hold an array of them: the answers of search
// engines and of web interfaces. Told from the keys of a document as they come.
// Not thread-safe.
#ifndef CARL_EVENT_ENVELOPE_H
#define CARL_EVENT_ENVELOPE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct envelope {
    unsigned possible; // bits: the kinds that the document may be
    unsigned inside;   // whose outer key came last
    bool holds;        // the value of the key that came last may be the array
};

// A document begins.
void envelope_begin(struct envelope *envelope);

// A key, without its quotes, of the document (depth 1) or of one of its members
// (depth 2).
void envelope_key(struct envelope *envelope, size_t depth, struct slice key);

#endif
