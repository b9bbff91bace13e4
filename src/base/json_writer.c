// SPDX-License-Identifier: Apache-2.0
#include "base/json_writer.h"

// A comma, unless what follows is the first of its object or array, or the value
// of a member.
static void separate(struct text *out) {
    char last = out->size == 0 || out->failed ? '[' : out->data[out->size - 1];
    if (last != '{' && last != '[' && last != ':' && last != '\n') {
        text_append_char(out, ',');
    }
}

void json_writer_open(struct text *out, char bracket) {
    separate(out);
    text_append_char(out, bracket);
}

void json_writer_close(struct text *out, char bracket) {
    text_append_char(out, bracket);
}

void json_writer_key(struct text *out, const char *name) {
    separate(out);
    text_append_char(out, '"');
    text_append_string(out, name);
    text_append_string(out, "\":");
}

void json_writer_string(struct text *out, struct slice text) {
    separate(out);
    text_append_json_string(out, text);
}

void json_writer_number(struct text *out, size_t number) {
    separate(out);
    text_append_unsigned(out, number);
}

void json_writer_null(struct text *out) {
    separate(out);
    text_append_string(out, "null");
}

void json_writer_member(struct text *out, const char *name, struct slice value) {
    json_writer_key(out, name);
    json_writer_string(out, value);
}

void json_writer_count(struct text *out, const char *name, size_t count) {
    json_writer_key(out, name);
    json_writer_number(out, count);
}

void json_writer_boolean(struct text *out, const char *name, bool value) {
    json_writer_key(out, name);
    text_append_string(out, value ? "true" : "false");
}

void json_writer_strings(struct text *out, const char *name, const struct slice *texts, size_t count) {
    json_writer_key(out, name);
    json_writer_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_writer_string(out, texts[i]);
    }
    json_writer_close(out, ']');
}
