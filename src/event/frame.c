// SPDX-License-Identifier: Apache-2.0
#include "event/frame.h"

void framer_init(struct framer *framer, size_t max_size) {
    *framer = (struct framer){.max_size = max_size, .line = 1};
    text_init(&framer->pending);
}

void framer_finish(struct framer *framer) {
    if (framer != NULL) {
        text_finish(&framer->pending);
    }
}

static void empty_pending(struct framer *framer) {
    text_reset(&framer->pending);
    framer->dropped = 0;
    framer->taken = false;
}

void framer_begin(struct framer *framer) {
    empty_pending(framer);
    framer->input = (struct slice){0};
    framer->line = 1;
    framer->offset = 0;
}

void framer_feed(struct framer *framer, struct slice bytes) {
    if (framer->taken) {
        empty_pending(framer);
    }
    framer->input = bytes;
}

static bool is_blank(struct slice line) {
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != ' ' && line.data[i] != '\t' && line.data[i] != '\r') {
            return false;
        }
    }
    return true;
}

// Counts a line of `size` bytes, and `end` bytes of line end, as passed. False
// where it is blank.
static bool pass_line(struct framer *framer, struct slice line, uint64_t size, size_t end, struct frame *ret_frame) {
    struct frame frame = {.record = line, .line = framer->line, .offset = framer->offset};
    framer->line++;
    framer->offset += size + end;
    if (is_blank(line) && size <= framer->max_size) {
        return false;
    }
    frame.too_long = size > framer->max_size;
    if (line.size > framer->max_size) {
        frame.record.size = framer->max_size;
    } else if (!frame.too_long && line.data[line.size - 1] == '\r') {
        frame.record.size--;
    }
    *ret_frame = frame;
    return true;
}

// Adds to the pending line what its limit allows.
static void keep(struct framer *framer, struct slice bytes) {
    size_t room = framer->max_size - framer->pending.size;
    size_t kept = bytes.size < room ? bytes.size : room;
    text_append(&framer->pending, slice_make(bytes.data, kept));
    framer->dropped += bytes.size - kept;
}

// Cuts the line at the start of the input, which ends at `end`. False where it
// is blank.
static bool cut_line(struct framer *framer, size_t end, struct frame *ret_frame) {
    struct slice line = slice_sub(framer->input, 0, end);
    framer->input = slice_sub(framer->input, end + 1, framer->input.size);
    if (framer->pending.size == 0 && framer->dropped == 0) {
        return pass_line(framer, line, line.size, 1, ret_frame);
    }
    keep(framer, line);
    framer->taken = true;
    struct slice whole = text_slice(&framer->pending);
    return pass_line(framer, whole, whole.size + framer->dropped, 1, ret_frame);
}

bool framer_next(struct framer *framer, struct frame *ret_frame, enum carl_status *ret_status) {
    *ret_status = CARL_OK;
    while (framer->input.size > 0) {
        if (framer->taken) {
            empty_pending(framer);
        }
        const char *end = memchr(framer->input.data, '\n', framer->input.size);
        if (end == NULL) {
            keep(framer, framer->input);
            framer->input = (struct slice){0};
            break;
        }
        bool found = cut_line(framer, (size_t)(end - framer->input.data), ret_frame);
        if (framer->pending.failed) {
            break;
        }
        if (found) {
            return true;
        }
    }
    if (framer->pending.failed) {
        *ret_status = CARL_ERROR_MEMORY;
    }
    return false;
}

void framer_skip(struct framer *framer, size_t size, uint64_t lines) {
    framer->input = slice_sub(framer->input, size, framer->input.size);
    framer->offset += size;
    framer->line += lines;
}

bool framer_last(struct framer *framer, struct frame *ret_frame) {
    if (framer->taken) {
        empty_pending(framer);
    }
    uint64_t size = framer->pending.size + framer->dropped;
    if (size == 0) {
        return false;
    }
    framer->taken = true;
    return pass_line(framer, text_slice(&framer->pending), size, 0, ret_frame);
}
