// SPDX-License-Identifier: Apache-2.0
// The decoder on jansson: the whole record becomes a tree, which is walked
// along the wanted paths. jansson keeps the last of a key written twice, keeps
// members in the order of the record, and limits nesting, which bounds the
// recursion here as well.
#include "event/decode.h"

#include "base/fold.h"
#include "base/number.h"
#include "base/utf8.h"
#include "event/sanitize.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

struct decoder {
    const struct want_tree *tree;
    struct arena *scratch;
    struct slot *slots;
    json_t *root;      // of the record just read
    bool sanitized;    // texts of the tree may be marked
    struct text clean; // the sanitized copy
    struct text text;  // for building texts
};

enum carl_status decoder_create(const struct want_tree *tree, struct arena *scratch, struct decoder **ret_decoder) {
    struct decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) {
        return CARL_ERROR_MEMORY;
    }
    decoder->tree = tree;
    decoder->scratch = scratch;
    text_init(&decoder->clean);
    text_init(&decoder->text);
    decoder->slots = calloc(tree->slot_count + 1, sizeof *decoder->slots);
    if (decoder->slots == NULL) {
        decoder_destroy(decoder);
        return CARL_ERROR_MEMORY;
    }
    *ret_decoder = decoder;
    return CARL_OK;
}

void decoder_destroy(struct decoder *decoder) {
    if (decoder != NULL) {
        json_decref(decoder->root);
        text_finish(&decoder->clean);
        text_finish(&decoder->text);
        free(decoder->slots);
        free(decoder);
    }
}

static const char *reason_for(enum json_error_code code) {
    switch (code) {
    case json_error_premature_end_of_input:
        return "the record ends too early";
    case json_error_end_of_input_expected:
        return "there is more after the end of the record";
    case json_error_invalid_utf8:
        return "invalid UTF-8";
    case json_error_stack_overflow:
        return "nested too deeply";
    default:
        return "no valid JSON";
    }
}

// jansson leaves its error empty in most places where memory runs out.
static bool is_out_of_memory(const json_error_t *error) {
    return error->text[0] == '\0' || json_error_code(error) == json_error_out_of_memory;
}

static enum decode_result report(struct slice record, const json_error_t *error, size_t position,
                                 struct decode_error *ret_error) {
    enum json_error_code code = json_error_code(error);
    if (is_out_of_memory(error)) {
        return DECODE_NO_MEMORY;
    }
    size_t valid = utf8_check(record.data, record.size);
    if (code == json_error_invalid_utf8 && valid < record.size) {
        position = valid + 1;
    }
    *ret_error = (struct decode_error){.column = position, .reason = reason_for(code)};
    return DECODE_MALFORMED;
}

static json_t *parse(struct slice text, json_error_t *ret_error) {
    return json_loadb(text.data == NULL ? "" : text.data, text.size, JSON_ALLOW_NUL, ret_error);
}

static bool may_be_sanitized(const json_error_t *error) {
    enum json_error_code code = json_error_code(error);
    if (is_out_of_memory(error)) {
        return false;
    }
    return code == json_error_invalid_syntax || code == json_error_numeric_overflow ||
           code == json_error_null_byte_in_key;
}

// Sets decoder->root.
static enum decode_result parse_record(struct decoder *decoder, struct slice record, struct decode_error *ret_error) {
    json_error_t error;
    decoder->sanitized = false;
    decoder->root = parse(record, &error);
    if (decoder->root != NULL) {
        return DECODE_OK;
    }
    size_t position = (size_t)error.position;
    size_t end;
    text_reset(&decoder->clean);
    if (may_be_sanitized(&error) && sanitize_json(record, SIZE_MAX, &decoder->clean, &end)) {
        if (decoder->clean.failed) {
            return DECODE_NO_MEMORY;
        }
        decoder->root = parse(text_slice(&decoder->clean), &error);
        if (decoder->root != NULL) {
            decoder->sanitized = true;
            return DECODE_OK;
        }
        // Where in the record the copy's error is.
        text_reset(&decoder->clean);
        (void)sanitize_json(record, (size_t)error.position, &decoder->clean, &position);
    }
    return report(record, &error, position, ret_error);
}

static struct slice string_of(const json_t *value) {
    return slice_make(json_string_value(value), json_string_length(value));
}

static struct slot slot_for(const struct decoder *decoder, const json_t *value) {
    static const enum slot_type types[] = {
        [JSON_OBJECT] = SLOT_OBJECT, [JSON_ARRAY] = SLOT_ARRAY, [JSON_STRING] = SLOT_TEXT, [JSON_INTEGER] = SLOT_NUMBER,
        [JSON_REAL] = SLOT_NUMBER,   [JSON_TRUE] = SLOT_TRUE,   [JSON_FALSE] = SLOT_FALSE, [JSON_NULL] = SLOT_NULL,
    };
    struct slot slot = {.type = types[json_typeof(value)], .value = value};
    struct slice text;
    if (slot.type == SLOT_TEXT && decoder->sanitized && sanitize_unmark(string_of(value), &text)) {
        slot.type = SLOT_NUMBER;
    }
    return slot;
}

static bool fits(const struct want_node *node, const char *key) {
    return node->match == WANT_ANY || fold_name_equal(node->name, slice_from_string(key));
}

// Fills the slots at and below `node`, which `value` has been found for. A slot
// that has a value keeps it: the first member that fits counts.
static void fill(struct decoder *decoder, const struct want_node *node, json_t *value) {
    if (node->slot != SIZE_MAX && decoder->slots[node->slot].type == SLOT_ABSENT) {
        decoder->slots[node->slot] = slot_for(decoder, value);
    }
    if (!json_is_object(value)) {
        return;
    }
    for (const struct want_node *child = node->children; child != NULL; child = child->next) {
        if (child->match == WANT_EXACT) {
            json_t *member = json_object_get(value, child->name.data);
            if (member != NULL) {
                fill(decoder, child, member);
            }
            continue;
        }
        for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
            if (fits(child, json_object_iter_key(at))) {
                fill(decoder, child, json_object_iter_value(at));
            }
        }
    }
}

enum decode_result decoder_read(struct decoder *decoder, struct slice record, const struct slot **ret_slots,
                                struct decode_error *ret_error) {
    json_decref(decoder->root);
    decoder->root = NULL;
    enum decode_result result = parse_record(decoder, record, ret_error);
    if (result != DECODE_OK) {
        return result;
    }
    if (!json_is_object(decoder->root)) {
        *ret_error = (struct decode_error){.column = 1, .reason = "no JSON object"};
        return DECODE_MALFORMED;
    }
    memset(decoder->slots, 0, decoder->tree->slot_count * sizeof *decoder->slots);
    fill(decoder, decoder->tree->root, decoder->root);
    *ret_slots = decoder->slots;
    return DECODE_OK;
}

static void append_number(struct text *out, const json_t *value) {
    if (json_is_integer(value)) {
        text_append_signed(out, json_integer_value(value));
    } else {
        number_append(out, number_from_real(json_real_value(value)));
    }
}

// The text of a string, or of the number that it marks.
static struct slice unmark(const struct decoder *decoder, const json_t *value, bool *ret_number) {
    struct slice text = string_of(value);
    *ret_number = decoder->sanitized && sanitize_unmark(text, &text);
    return text;
}

static void append_json(const struct decoder *decoder, struct text *out, json_t *value);

static void append_object(const struct decoder *decoder, struct text *out, json_t *value) {
    const char *glue = "{";
    for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
        text_append_string(out, glue);
        glue = ",";
        text_append_json_string(out, slice_from_string(json_object_iter_key(at)));
        text_append_char(out, ':');
        append_json(decoder, out, json_object_iter_value(at));
    }
    text_append_string(out, json_object_size(value) == 0 ? "{}" : "}");
}

static void append_array(const struct decoder *decoder, struct text *out, json_t *value) {
    text_append_char(out, '[');
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (i > 0) {
            text_append_char(out, ',');
        }
        append_json(decoder, out, json_array_get(value, i));
    }
    text_append_char(out, ']');
}

static void append_json(const struct decoder *decoder, struct text *out, json_t *value) {
    bool number;
    struct slice text;
    if (out->failed) {
        return;
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        append_object(decoder, out, value);
        break;
    case JSON_ARRAY:
        append_array(decoder, out, value);
        break;
    case JSON_STRING:
        text = unmark(decoder, value, &number);
        if (number) {
            text_append(out, text);
        } else {
            text_append_json_string(out, text);
        }
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        append_number(out, value);
        break;
    case JSON_TRUE:
        text_append_string(out, "true");
        break;
    case JSON_FALSE:
        text_append_string(out, "false");
        break;
    case JSON_NULL:
        text_append_string(out, "null");
        break;
    }
}

static json_t *value_of(const struct slot *slot) {
    return (json_t *)(uintptr_t)slot->value;
}

struct slice decoder_text(struct decoder *decoder, const struct slot *slot) {
    json_t *value = value_of(slot);
    if (json_is_string(value)) {
        bool number;
        return unmark(decoder, value, &number);
    }
    text_reset(&decoder->text);
    append_json(decoder, &decoder->text, value);
    if (decoder->text.failed) {
        decoder->scratch->failed = true;
    }
    return arena_copy(decoder->scratch, text_slice(&decoder->text));
}

size_t decoder_item_count(const struct decoder *decoder, const struct slot *array) {
    (void)decoder;
    return json_array_size(value_of(array));
}

struct slot decoder_item(const struct decoder *decoder, const struct slot *array, size_t index) {
    return slot_for(decoder, json_array_get(value_of(array), index));
}

struct slot decoder_member(const struct decoder *decoder, const struct slot *object, struct slice name) {
    json_t *value = object->type == SLOT_OBJECT ? value_of(object) : NULL;
    json_t *found = NULL;
    for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
        struct slice key = slice_from_string(json_object_iter_key(at));
        if (slice_equal(key, name)) {
            found = json_object_iter_value(at);
            break;
        }
        if (found == NULL && fold_name_equal(key, name)) {
            found = json_object_iter_value(at);
        }
    }
    return found == NULL ? (struct slot){.type = SLOT_ABSENT} : slot_for(decoder, found);
}

static void append_values(const struct decoder *decoder, struct text *out, json_t *value) {
    bool number;
    if (json_is_object(value)) {
        for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
            append_values(decoder, out, json_object_iter_value(at));
        }
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            append_values(decoder, out, json_array_get(value, i));
        }
    } else if (json_is_string(value)) {
        struct slice text = unmark(decoder, value, &number);
        text_append(out, text);
        if (text.size > 0) {
            text_append_char(out, '\n');
        }
    } else if (!json_is_null(value)) {
        append_json(decoder, out, value);
        text_append_char(out, '\n');
    }
}

void decoder_append_values(struct decoder *decoder, struct text *out) {
    append_values(decoder, out, decoder->root);
}
