// SPDX-License-Identifier: Apache-2.0
#include "output/sink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

void sink_init(struct sink *sink, int fd, bool line_by_line) {
    sink->fd = fd;
    sink->error = 0;
    sink->line_by_line = line_by_line;
    sink->size = 0;
}

bool sink_is_closed(const struct sink *sink) {
    return sink->error == EPIPE;
}

void sink_look_at_reader(struct sink *sink) {
    struct pollfd reader = {.fd = sink->fd};
    if (sink->error == 0 && poll(&reader, 1, 0) > 0 && (reader.revents & POLLERR) != 0) {
        sink->error = EPIPE;
    }
}

static void write_out(struct sink *sink, const char *data, size_t size) {
    while (size > 0 && sink->error == 0) {
        const ssize_t written = write(sink->fd, data, size);
        if (written >= 0) {
            data += written;
            size -= (size_t)written;
        } else if (errno != EINTR) {
            sink->error = errno;
        }
    }
}

bool sink_flush(struct sink *sink) {
    write_out(sink, sink->buffer, sink->size);
    sink->size = 0;
    return sink->error == 0;
}

bool sink_end_record(struct sink *sink) {
    return sink->line_by_line ? sink_flush(sink) : sink->error == 0;
}

void sink_write(struct sink *sink, const char *data, size_t size) {
    if (size > SINK_SIZE - sink->size) {
        (void)sink_flush(sink);
    }
    if (size > SINK_SIZE) {
        write_out(sink, data, size);
    } else if (size > 0) {
        memcpy(sink->buffer + sink->size, data, size);
        sink->size += size;
    }
}

void sink_string(struct sink *sink, const char *string) {
    sink_write(sink, string, strlen(string));
}

void sink_char(struct sink *sink, char c) {
    sink_write(sink, &c, 1);
}

void sink_repeat(struct sink *sink, char c, size_t count) {
    for (size_t i = 0; i < count; i++) {
        sink_char(sink, c);
    }
}

void sink_unsigned(struct sink *sink, uint64_t number) {
    char digits[20];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    sink_write(sink, digits + start, sizeof digits - start);
}

static void json_escape(struct sink *sink, unsigned char c) {
    static const char hex[] = "0123456789abcdef";
    switch (c) {
    case '"':
        sink_string(sink, "\\\"");
        break;
    case '\\':
        sink_string(sink, "\\\\");
        break;
    case '\n':
        sink_string(sink, "\\n");
        break;
    case '\r':
        sink_string(sink, "\\r");
        break;
    case '\t':
        sink_string(sink, "\\t");
        break;
    default:
        sink_string(sink, "\\u00");
        sink_char(sink, hex[c >> 4]);
        sink_char(sink, hex[c & 15]);
        break;
    }
}

void sink_json(struct sink *sink, const char *data, size_t size) {
    size_t start = 0;

    sink_char(sink, '"');
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = (unsigned char)data[i];
        if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
            sink_write(sink, data + start, i - start);
            json_escape(sink, c);
            start = i + 1;
        }
    }
    sink_write(sink, data + start, size - start);
    sink_char(sink, '"');
}

void sink_json_string(struct sink *sink, const char *string) {
    if (string == NULL) {
        sink_string(sink, "null");
    } else {
        sink_json(sink, string, strlen(string));
    }
}

bool sink_write_callback(void *user, const char *data, size_t size) {
    struct sink *sink = user;

    sink_write(sink, data, size);
    return sink->error == 0;
}
