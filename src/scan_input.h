// SPDX-License-Identifier: Apache-2.0
// Cuts what a reading function gives into batches of whole records. Not
// thread-safe: callers take turns.
#ifndef CARL_SCAN_INPUT_H
#define CARL_SCAN_INPUT_H

#include "base/text.h"
#include "carl.h"
#include "event/framing.h"
#include "scan_batch.h"

struct input {
    carl_read_fn read;
    void *user;
    const char *file;
    size_t max_size;      // of a record, in bytes
    uint64_t offset;      // of the next byte to hand out
    uint64_t line_offset; // of its line
    struct text rest;     // bytes of a record whose end has not been read
    enum framing framing; // FRAMING_UNSURE: not yet known
    struct splitter splitter;
    bool begun;   // a batch was handed out
    bool ended;   // the reading function has no more
    bool passing; // over the rest of a line that is too long
};

void input_init(struct input *input, carl_read_fn read, void *user, const char *file, size_t max_size);
void input_finish(struct input *input);

// Fills the batch's bytes with the next records: all that one read gives and
// more, until a record ends, or is longer than max_size (then its beginning is
// handed out, and the rest is passed over). The first bytes tell whether records
// are lines. Every line ends, whether or not it does in the input, so that it can
// be read where it is; of other records the batch has the bounds. False at the
// end of the input. *ret_status is CARL_OK, CARL_ERROR_MEMORY, or what the
// reading function ended with.
MUST_USE bool input_fill(struct input *input, struct batch *batch, enum carl_status *ret_status);

#endif
