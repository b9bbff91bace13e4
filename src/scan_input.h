// SPDX-License-Identifier: Apache-2.0
// Cuts what a reading function gives into batches of whole lines. Not
// thread-safe: callers take turns.
#ifndef CARL_SCAN_INPUT_H
#define CARL_SCAN_INPUT_H

#include "base/text.h"
#include "carl.h"
#include "scan_batch.h"

struct input {
    carl_read_fn read;
    void *user;
    const char *file;
    size_t max_size;  // of a line, in bytes
    uint64_t offset;  // of the next byte to hand out
    struct text rest; // bytes of a line whose end has not been read
    bool begun;       // a batch was handed out
    bool ended;       // the reading function has no more
    bool passing;     // over the rest of a line that is too long
};

void input_init(struct input *input, carl_read_fn read, void *user, const char *file, size_t max_size);
void input_finish(struct input *input);

// Fills the batch's bytes with the next lines: all that one read gives and
// more, until there is a line end, or the line is longer than max_size (then
// its beginning, one byte longer than allowed, is handed out as a line and the
// rest is passed over). Every line ends, whether or not it does in the input, so
// that it can be read where it is. False at the end of the input. *ret_status is CARL_OK,
// CARL_ERROR_MEMORY, or what the reading function ended with.
MUST_USE bool input_fill(struct input *input, struct batch *batch, enum carl_status *ret_status);

#endif
