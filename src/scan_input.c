// SPDX-License-Identifier: Apache-2.0
#include "scan_input.h"

// Small enough to stay in a processor's cache from reading to scanning.
enum { READ_SIZE = 256 << 10 };

void input_init(struct input *input, carl_read_fn read, void *user, const char *file, size_t max_size) {
    *input = (struct input){.read = read, .user = user, .file = file, .max_size = max_size};
    splitter_init(&input->splitter, kernel_best(), max_size);
    text_init(&input->rest);
}

void input_finish(struct input *input) {
    splitter_finish(&input->splitter);
    text_finish(&input->rest);
}

// Where the last line of `bytes` after `from` ends; `from` where none does.
static size_t last_line_end(struct slice bytes, size_t from) {
    size_t at = bytes.size;
    while (at > from && bytes.data[at - 1] != '\n') {
        at--;
    }
    return at;
}

// Appends what one read gives. False at the end, and where *ret_status is bad.
static bool read_more(struct input *input, struct text *bytes, enum carl_status *ret_status) {
    if (!text_reserve(bytes, READ_SIZE)) {
        *ret_status = CARL_ERROR_MEMORY;
        return false;
    }
    size_t size = 0;
    *ret_status = input->read(input->user, bytes->data + bytes->size, READ_SIZE, &size);
    if (*ret_status != CARL_OK || size == 0) {
        input->ended = true;
        return false;
    }
    bytes->size += size;
    return true;
}

static void drop_front(struct input *input, struct text *bytes, size_t size) {
    memmove(bytes->data, bytes->data + size, bytes->size - size);
    bytes->size -= size;
    input->offset += size;
}

// Passes over the rest of a line that was too long.
static void pass_over(struct input *input, struct text *bytes) {
    const char *end = bytes->size == 0 ? NULL : memchr(bytes->data, '\n', bytes->size);
    input->passing = end == NULL;
    drop_front(input, bytes, end == NULL ? bytes->size : (size_t)(end - bytes->data) + 1);
}

// Cuts the batch after `size` bytes; the others come first in the next.
static void cut(struct input *input, struct batch *batch, size_t size) {
    text_reset(&input->rest);
    if (size < batch->bytes.size) {
        text_append(&input->rest, slice_sub(text_slice(&batch->bytes), size, batch->bytes.size));
    }
    batch->bytes.size = size;
    if (!batch->split && size > 0 && batch->bytes.data[size - 1] != '\n') {
        text_append_char(&batch->bytes, '\n');
    }
}

// Reads until a line ends, or is too long, or the input ends. Where reading
// failed, a line whose end was not read is none. `read`: all that the bytes are
// was read now.
static void fill_lines(struct input *input, struct text *bytes, bool read, size_t *ret_size,
                       enum carl_status *ret_status) {
    size_t seen = 0;
    *ret_size = read ? last_line_end(text_slice(bytes), 0) : 0;
    if (*ret_size > 0 || *ret_status != CARL_OK) {
        return;
    }
    while (!input->ended) {
        bool more = read_more(input, bytes, ret_status);
        if (input->passing) {
            pass_over(input, bytes);
        }
        *ret_size = last_line_end(text_slice(bytes), seen);
        if (*ret_size > seen || *ret_status != CARL_OK) {
            return;
        }
        seen = more ? bytes->size : seen;
        if (seen > input->max_size + 1) {
            *ret_size = input->max_size + 1;
            input->passing = true;
            return;
        }
    }
    *ret_size = bytes->size;
}

// Reads until the splitter is done with something, or the input ends. Where
// reading failed, a record whose end was not read is none.
static void fill_documents(struct input *input, struct batch *batch, bool read, size_t *ret_size,
                           enum carl_status *ret_status) {
    bool fresh = read;
    *ret_size = 0;
    while (*ret_size == 0 && batch->bounds.list.count == 0 && (fresh || !input->ended)) {
        if (!fresh) {
            (void)read_more(input, &batch->bytes, ret_status);
        }
        fresh = false;
        bool whole = input->ended && *ret_status == CARL_OK;
        enum carl_status status =
            splitter_cut(&input->splitter, text_slice(&batch->bytes), whole, &batch->bounds, ret_size);
        if (status != CARL_OK) {
            *ret_status = status;
            return;
        }
    }
}

// Reads until it is known how records stand.
static void detect(struct input *input, struct text *bytes, enum carl_status *ret_status) {
    while (input->framing == FRAMING_UNSURE && *ret_status != CARL_ERROR_MEMORY) {
        (void)read_more(input, bytes, ret_status);
        enum carl_status status = framing_detect(&input->splitter, text_slice(bytes), input->ended, &input->framing);
        *ret_status = status == CARL_OK ? *ret_status : status;
    }
}

// Where the line begins that comes after `bytes`, which begin at the offset.
static void note_line(struct input *input, struct slice bytes) {
    if (bytes.size > 0 && memchr(bytes.data, '\n', bytes.size) != NULL) {
        input->line_offset = input->offset + last_line_end(bytes, 0);
    }
}

bool input_fill(struct input *input, struct batch *batch, enum carl_status *ret_status) {
    size_t size = 0;
    bool read = input->framing == FRAMING_UNSURE;
    *ret_status = CARL_OK;
    text_reset(&batch->bytes);
    batch->bounds.list.count = 0;
    text_append(&batch->bytes, text_slice(&input->rest));
    text_reset(&input->rest);
    detect(input, &batch->bytes, ret_status);
    batch->split = input->framing == FRAMING_DOCUMENTS;
    if (batch->split) {
        fill_documents(input, batch, read, &size, ret_status);
    } else {
        fill_lines(input, &batch->bytes, read, &size, ret_status);
    }
    cut(input, batch, size);
    if (batch->bytes.failed || input->rest.failed) {
        *ret_status = CARL_ERROR_MEMORY;
    }
    batch->file = input->file;
    batch->offset = input->offset;
    batch->line_offset = input->line_offset;
    batch->begins = !input->begun;
    input->begun = true;
    if (batch->split) {
        note_line(input, text_slice(&batch->bytes));
    }
    input->offset += size;
    return *ret_status != CARL_ERROR_MEMORY && (size > 0 || batch->bounds.list.count > 0);
}
