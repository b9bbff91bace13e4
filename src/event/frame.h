// SPDX-License-Identifier: Apache-2.0
// Cuts a stream of bytes into lines, whatever way the bytes arrive, and knows
// where each line stood. A CR before the LF and blank lines belong to no record.
// Not thread-safe.
#ifndef CARL_EVENT_FRAME_H
#define CARL_EVENT_FRAME_H

#include "base/attributes.h"
#include "base/slice.h"
#include "base/text.h"
#include "carl.h"

#include <stdbool.h>
#include <stdint.h>

struct frame {
    struct slice record;  // the line without its line end
    uint64_t line;        // from 1
    uint64_t offset;      // of its first byte in the file
    uint64_t line_offset; // of the first byte of its line, where it does not begin it
    bool too_long;        // longer than the limit; record holds only its first bytes
};

struct framer {
    struct text pending; // the unfinished last line of what was fed, at most max_size bytes
    uint64_t dropped;    // bytes of that line beyond max_size
    bool taken;          // pending was handed out; the next call empties it
    struct slice input;  // fed and not yet cut
    size_t max_size;     // of a line, in bytes
    uint64_t line;       // of the next line
    uint64_t offset;     // of the next line
};

void framer_init(struct framer *framer, size_t max_size);
void framer_finish(struct framer *framer);

// Starts a new file: line 1, offset 0. What was pending must have been taken
// with framer_last first.
void framer_begin(struct framer *framer);

// Hands over the next bytes, which must live until framer_next has returned
// false.
void framer_feed(struct framer *framer, struct slice bytes);

// The next whole, non-blank line, or false when the bytes fed hold no more. The
// record lives until the next call of any framer function.
// *ret_status is CARL_OK or CARL_ERROR_MEMORY.
bool framer_next(struct framer *framer, struct frame *ret_frame, enum carl_status *ret_status);

// Passes over whole lines of what was fed, `size` bytes with their line ends,
// where nothing is pending.
void framer_skip(struct framer *framer, size_t size, uint64_t lines);

// At the end of a file: the last line where it lacks its line end.
bool framer_last(struct framer *framer, struct frame *ret_frame);

#endif
