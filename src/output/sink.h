// SPDX-License-Identifier: Apache-2.0
// A buffered writer to a file descriptor. Failure is sticky: after the first
// one, writes do nothing, and the writer checks once at the end. Borrows the
// descriptor and never closes it. Not thread-safe.
#ifndef CARL_OUTPUT_SINK_H
#define CARL_OUTPUT_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SINK_SIZE = 64 * 1024 }; // bytes of the buffer

struct sink {
    int fd;
    int error;         // errno of the first failure, 0 while there is none
    bool line_by_line; // flush at sink_end_record, for a reader who waits
    size_t size;       // bytes in the buffer
    char buffer[SINK_SIZE];
};

void sink_init(struct sink *sink, int fd, bool line_by_line);

// True once the reader of a pipe has gone away, which is no fault of ours.
bool sink_is_closed(const struct sink *sink);

// Finds out whether it has, without writing: for whoever writes seldom.
void sink_look_at_reader(struct sink *sink);

void sink_write(struct sink *sink, const char *data, size_t size);
void sink_string(struct sink *sink, const char *string);
void sink_char(struct sink *sink, char c);
void sink_repeat(struct sink *sink, char c, size_t count);
void sink_unsigned(struct sink *sink, uint64_t number);

// Writes `size` bytes of UTF-8 as a JSON string with its quotes.
void sink_json(struct sink *sink, const char *data, size_t size);
// The same for a NUL-terminated string; NULL is written as null.
void sink_json_string(struct sink *sink, const char *string);

// Marks the end of a record or line. False after a failure.
bool sink_end_record(struct sink *sink);

// Hands everything to the system. False after a failure, this one or earlier.
bool sink_flush(struct sink *sink);

// Has the signature of carl_write_fn; `user` is the sink.
bool sink_write_callback(void *user, const char *data, size_t size);

#endif
