// SPDX-License-Identifier: Apache-2.0
#include "event/decode_json.h"

#include "base/fold.h"
#include "base/number.h"
#include "base/utf8.h"
#include "event/sanitize.h"

void json_document_init(struct json_document *document) {
    *document = (struct json_document){0};
    text_init(&document->clean);
}

void json_document_finish(struct json_document *document) {
    json_decref(document->root);
    text_finish(&document->clean);
    *document = (struct json_document){0};
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

void json_document_reset(struct json_document *document) {
    if (document->root != NULL) {
        json_decref(document->root);
        document->root = NULL;
    }
}

enum decode_result json_document_parse(struct json_document *document, struct slice record,
                                       struct decode_error *ret_error) {
    json_error_t error;
    json_document_reset(document);
    document->sanitized = false;
    document->root = parse(record, &error);
    if (document->root != NULL) {
        return DECODE_OK;
    }
    size_t position = (size_t)error.position;
    size_t end;
    text_reset(&document->clean);
    if (may_be_sanitized(&error) && sanitize_json(record, SIZE_MAX, &document->clean, &end)) {
        if (document->clean.failed) {
            return DECODE_NO_MEMORY;
        }
        document->root = parse(text_slice(&document->clean), &error);
        if (document->root != NULL) {
            document->sanitized = true;
            return DECODE_OK;
        }
        // Where in the record the copy's error is.
        text_reset(&document->clean);
        (void)sanitize_json(record, (size_t)error.position, &document->clean, &position);
    }
    return report(record, &error, position, ret_error);
}

json_t *json_document_part(struct json_document *document, struct slice json) {
    json_error_t error;
    size_t end;
    if (document->root == NULL) {
        document->root = json_array();
        document->sanitized = true;
    }
    text_reset(&document->clean);
    (void)sanitize_json(json, SIZE_MAX, &document->clean, &end);
    json_t *part = document->clean.failed ? NULL : parse(text_slice(&document->clean), &error);
    return part == NULL || json_array_append_new(document->root, part) != 0 ? NULL : part;
}

static struct slice string_of(const json_t *value) {
    return slice_make(json_string_value(value), json_string_length(value));
}

struct slot json_slot(const struct json_document *document, const json_t *value) {
    static const enum slot_type types[] = {
        [JSON_OBJECT] = SLOT_OBJECT, [JSON_ARRAY] = SLOT_ARRAY, [JSON_STRING] = SLOT_TEXT, [JSON_INTEGER] = SLOT_NUMBER,
        [JSON_REAL] = SLOT_NUMBER,   [JSON_TRUE] = SLOT_TRUE,   [JSON_FALSE] = SLOT_FALSE, [JSON_NULL] = SLOT_NULL,
    };
    struct slot slot = {.type = types[json_typeof(value)], .json = value};
    struct slice text;
    if (slot.type == SLOT_TEXT && document->sanitized && sanitize_unmark(string_of(value), &text)) {
        slot.type = SLOT_NUMBER;
    }
    return slot;
}

static bool fits(const struct want_node *node, const char *key) {
    return node->match == WANT_ANY || fold_name_equal(node->name, slice_from_string(key));
}

// A slot that has a value keeps it: the first member that fits counts.
static void fill(const struct json_document *document, const struct want_node *node, json_t *value,
                 struct slot *slots) {
    if (node->slot != SIZE_MAX && slots[node->slot].type == SLOT_ABSENT) {
        slots[node->slot] = json_slot(document, value);
    }
    if (!json_is_object(value)) {
        return;
    }
    for (const struct want_node *child = node->children; child != NULL; child = child->next) {
        if (child->match == WANT_EXACT) {
            json_t *member = json_object_get(value, child->name.data);
            if (member != NULL) {
                fill(document, child, member, slots);
            }
            continue;
        }
        for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
            if (fits(child, json_object_iter_key(at))) {
                fill(document, child, json_object_iter_value(at), slots);
            }
        }
    }
}

void json_document_fill(const struct json_document *document, const struct want_tree *tree, struct slot *slots) {
    fill(document, tree->root, document->root, slots);
}

static void append_number(struct text *out, const json_t *value) {
    if (json_is_integer(value)) {
        text_append_signed(out, json_integer_value(value));
    } else {
        number_append(out, number_from_real(json_real_value(value)));
    }
}

struct slice json_text(const struct json_document *document, const json_t *value, bool *ret_number) {
    struct slice text = string_of(value);
    *ret_number = document->sanitized && sanitize_unmark(text, &text);
    return text;
}

static void append_object(const struct json_document *document, struct text *out, json_t *value) {
    const char *glue = "{";
    for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
        text_append_string(out, glue);
        glue = ",";
        text_append_json_string(out, slice_from_string(json_object_iter_key(at)));
        text_append_char(out, ':');
        json_append(document, out, json_object_iter_value(at));
    }
    text_append_string(out, json_object_size(value) == 0 ? "{}" : "}");
}

static void append_array(const struct json_document *document, struct text *out, json_t *value) {
    text_append_char(out, '[');
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (i > 0) {
            text_append_char(out, ',');
        }
        json_append(document, out, json_array_get(value, i));
    }
    text_append_char(out, ']');
}

void json_append(const struct json_document *document, struct text *out, json_t *value) {
    bool number;
    struct slice text;
    if (out->failed) {
        return;
    }
    if (value == document->replaced) {
        text_append(out, document->replacement);
        return;
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        append_object(document, out, value);
        break;
    case JSON_ARRAY:
        append_array(document, out, value);
        break;
    case JSON_STRING:
        text = json_text(document, value, &number);
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

void json_append_values(const struct json_document *document, struct text *out, json_t *value) {
    bool number;
    if (json_is_object(value)) {
        for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
            json_append_values(document, out, json_object_iter_value(at));
        }
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            json_append_values(document, out, json_array_get(value, i));
        }
    } else if (json_is_string(value)) {
        struct slice text = json_text(document, value, &number);
        text_append(out, text);
        if (text.size > 0) {
            text_append_char(out, '\n');
        }
    } else if (!json_is_null(value)) {
        json_append(document, out, value);
        text_append_char(out, '\n');
    }
}
