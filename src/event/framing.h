// SPDX-License-Identifier: Apache-2.0
// How records stand in a stream, told from its beginning. Not thread-safe.
#ifndef CARL_EVENT_FRAMING_H
#define CARL_EVENT_FRAMING_H

#include "base/attributes.h"
#include "event/split.h"

enum framing {
    FRAMING_UNSURE,    // more bytes are needed
    FRAMING_LINES,     // each on a line of its own
    FRAMING_DOCUMENTS, // in any other way that split.h knows
};

enum { FRAMING_SIZE = 1 << 20 }; // bytes, after which it is sure

// `bytes` are the first of the stream; `ended`: and all. `splitter` is one for
// the stream, which has not begun, and does not begin here.
MUST_USE enum carl_status framing_detect(struct splitter *splitter, struct slice bytes, bool ended,
                                         enum framing *ret_framing);

#endif
