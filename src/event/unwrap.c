// SPDX-License-Identifier: Apache-2.0
// Records in records: what exports and collectors wrap around a record, and texts
// in it that are JSON or XML. The record proper is decoded instead, or the record
// with objects in the place of such texts; both are rare, and a record that is
// neither pays nothing for them.
#include "base/fold.h"
#include "event/decode_json.h"
#include "event/reader.h"
#include "event/xml.h"

#include <stdint.h>

enum { MOST_STEPS = 6 };

// The text's first byte that is no blank.
static char first_byte(struct slice text) {
    size_t at = 0;
    while (at < text.size &&
           (text.data[at] == ' ' || text.data[at] == '\r' || text.data[at] == '\n' || text.data[at] == '\t')) {
        at++;
    }
    return at < text.size ? text.data[at] : '\0';
}

// What follows an object that is complete is no part of the text's value, so that
// the whole text must be one.
static bool is_object(struct row_reader *reader, struct slice text) {
    struct json_document document;
    struct decode_error error;
    json_document_init(&document);
    enum decode_result result = json_document_parse(&document, text, &error);
    bool object = result == DECODE_OK && json_is_object(document.root);
    reader->scratch.failed = reader->scratch.failed || result == DECODE_NO_MEMORY;
    json_document_finish(&document);
    return object;
}

// What a text says as an object, as JSON; empty where it says none.
static struct slice convert(struct row_reader *reader, const struct slot *slot) {
    struct slice text = decoder_text(reader->decoder, slot);
    char first = first_byte(text);
    if (first == '{') {
        return is_object(reader, text) ? text : SLICE("");
    }
    text_reset(&reader->converted);
    if (first != '<' || !xml_append_json(text, &reader->scratch, &reader->converted)) {
        return SLICE("");
    }
    return text_slice(&reader->converted);
}

static bool is_known_shape(const struct row_reader *reader) {
    return reader->row.shape != SIZE_MAX && (reader->shape->present.count > 0 || reader->shape->any.count > 0);
}

// The record with objects in the place of its shape's texts; empty where there
// is none.
static struct slice expand(struct row_reader *reader, struct text *out) {
    for (size_t i = 0; i < reader->shape->embedded.count; i++) {
        const struct slot *slot = &reader->slots[reader->shape->embedded.items[i]];
        struct slice json = slot->type == SLOT_TEXT ? convert(reader, slot) : SLICE("");
        if (json.size > 0) {
            text_reset(out);
            decoder_append_replaced(reader->decoder, slot, json, out);
            return text_slice(out);
        }
    }
    return SLICE("");
}

// Whether the bytes of a record have a key of event ids, as the gate sees them:
// such a record is what that says, and no text within it.
static bool names_id(const struct row_schema *schema, struct slice record) {
    for (size_t i = 0; i < schema->id_key_count; i++) {
        struct slice key = schema->id_keys[i];
        for (size_t at = 0; at + key.size <= record.size; at++) {
            if (record.data[at] == '"' && fold_equal(slice_sub(record, at, at + key.size), key)) {
                return true;
            }
        }
    }
    return false;
}

// The record that this one wraps; empty where there is none.
static struct slice unwrap(struct row_reader *reader, struct slice whole, struct text *out) {
    for (size_t i = 0; i < reader->schema->wrappers.count; i++) {
        const struct slot *slot = &reader->slots[reader->schema->wrappers.items[i]];
        struct slice json = SLICE("");
        if (slot->type == SLOT_OBJECT) {
            json = slot->json == NULL ? slot->raw : decoder_text(reader->decoder, slot);
        } else if (slot->type == SLOT_TEXT && !names_id(reader->schema, whole)) {
            json = convert(reader, slot);
        }
        if (json.size > 0 && slot->type == SLOT_OBJECT) {
            return json;
        }
        if (json.size > 0) {
            text_reset(out);
            text_append(out, json);
            return text_slice(out);
        }
    }
    return SLICE("");
}

static void set_shape(struct row_reader *reader) {
    reader->row.shape = reader_find_shape(reader);
    size_t none = reader->schema->model->shape_count;
    reader->shape = &reader->schema->shapes[reader->row.shape == SIZE_MAX ? none : reader->row.shape];
}

enum decode_result reader_open(struct row_reader *reader, struct slice record, struct decode_error *ret_error) {
    enum decode_result result = decoder_read(reader->decoder, record, &reader->slots, ret_error);
    size_t turn = 0;
    for (size_t step = 0; result == DECODE_OK; step++) {
        struct text *out = &reader->unwrapped[turn];
        reader->row.sensor = SIZE_MAX;
        set_shape(reader);
        if (step == MOST_STEPS) {
            break;
        }
        struct slice inner = is_known_shape(reader) ? expand(reader, out) : unwrap(reader, record, out);
        if (out->failed || reader->converted.failed || arena_failed(&reader->scratch)) {
            return DECODE_NO_MEMORY;
        }
        if (inner.size == 0) {
            break;
        }
        // The record read last may lie in the other one.
        turn = inner.data == out->data ? 1 - turn : turn;
        result = decoder_read(reader->decoder, inner, &reader->slots, ret_error);
    }
    return result;
}
