// SPDX-License-Identifier: Apache-2.0
// A decoder reads with the scanner and leaves to jansson what the scanner is
// unsure of, and whole objects and arrays, which rules seldom ask for.
#include "event/decode.h"

#include "base/fold.h"
#include "base/number.h"
#include "event/decode_json.h"
#include "event/scan.h"
#include "event/unescape.h"

#include <stdlib.h>

struct decoder {
    const struct want_tree *tree;
    struct arena *scratch;
    struct scanner *scanner; // NULL in strict mode
    struct slice record;     // the one just read
    bool scanned;            // by the scanner; then `document` holds parts of it
    struct slot *slots;
    struct json_document document;
    const char *part_start; // of the part of the record that was made a tree last
    json_t *part;
    struct text text; // for building texts
};

enum carl_status decoder_create(const struct want_tree *tree, struct arena *scratch, bool strict,
                                struct decoder **ret_decoder) {
    struct decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) {
        return CARL_ERROR_MEMORY;
    }
    decoder->tree = tree;
    decoder->scratch = scratch;
    json_document_init(&decoder->document);
    text_init(&decoder->text);
    decoder->slots = calloc(tree->slot_count + 1, sizeof *decoder->slots);
    enum carl_status status = decoder->slots == NULL ? CARL_ERROR_MEMORY : CARL_OK;
    if (status == CARL_OK && !strict) {
        status = scanner_create(tree, kernel_best(), &decoder->scanner);
    }
    if (status != CARL_OK) {
        decoder_destroy(decoder);
        return status;
    }
    *ret_decoder = decoder;
    return CARL_OK;
}

void decoder_destroy(struct decoder *decoder) {
    if (decoder != NULL) {
        scanner_destroy(decoder->scanner);
        json_document_finish(&decoder->document);
        text_finish(&decoder->text);
        free(decoder->slots);
        free(decoder);
    }
}

// Empties the slots that the scanner filled, which are few of many.
static void clear_filled(struct decoder *decoder) {
    size_t count;
    const size_t *filled = scanner_filled(decoder->scanner, &count);
    for (size_t i = 0; i < count; i++) {
        decoder->slots[filled[i]] = (struct slot){0};
    }
}

static void clear_slots(struct decoder *decoder) {
    if (decoder->scanned) {
        clear_filled(decoder);
    } else {
        memset(decoder->slots, 0, decoder->tree->slot_count * sizeof *decoder->slots);
    }
}

static enum decode_result read_json(struct decoder *decoder, struct slice record, struct decode_error *ret_error) {
    enum decode_result result = json_document_parse(&decoder->document, record, ret_error);
    if (result != DECODE_OK) {
        return result;
    }
    if (!json_is_object(decoder->document.root)) {
        *ret_error = (struct decode_error){.column = 1, .reason = "no JSON object"};
        return DECODE_MALFORMED;
    }
    json_document_fill(&decoder->document, decoder->tree, decoder->slots);
    return DECODE_OK;
}

enum decode_result decoder_read(struct decoder *decoder, struct slice record, const struct slot **ret_slots,
                                struct decode_error *ret_error) {
    clear_slots(decoder);
    json_document_reset(&decoder->document);
    decoder->record = record;
    decoder->part_start = NULL;
    decoder->scanned = false;
    *ret_slots = decoder->slots;
    if (decoder->scanner != NULL) {
        enum scan_result result = scanner_read(decoder->scanner, record, decoder->slots);
        if (result != SCAN_UNSURE) {
            decoder->scanned = true;
            return result == SCAN_READ ? DECODE_OK : DECODE_NO_MEMORY;
        }
        clear_filled(decoder);
    }
    return read_json(decoder, record, ret_error);
}

// ---------------------------------------------------------------------------
// Values

// The tree of an object or array; NULL for other values and where memory is out.
static json_t *tree_of(struct decoder *decoder, const struct slot *slot) {
    if (slot->json != NULL) {
        return (json_t *)(uintptr_t)slot->json;
    }
    if (slot->type != SLOT_OBJECT && slot->type != SLOT_ARRAY) {
        return NULL;
    }
    if (decoder->part_start != slot->raw.data) {
        decoder->part = json_document_part(&decoder->document, slot->raw);
        decoder->part_start = slot->raw.data;
        decoder->scratch->failed = decoder->scratch->failed || decoder->part == NULL;
    }
    return decoder->part;
}

static struct slice built_text(struct decoder *decoder) {
    if (decoder->text.failed) {
        decoder->scratch->failed = true;
    }
    return arena_copy(decoder->scratch, text_slice(&decoder->text));
}

static struct slice unescaped(struct decoder *decoder, struct slice raw) {
    char *text = arena_alloc(decoder->scratch, raw.size);
    return text == NULL ? (struct slice){0} : slice_make(text, unescape(raw, text));
}

// A number as JSON has it, in the decoders' one form.
static struct slice number_text(struct decoder *decoder, struct slice raw) {
    struct number number;
    bool integer = memchr(raw.data, '.', raw.size) == NULL;
    if (integer && !slice_equal(raw, SLICE("-0"))) {
        return raw;
    }
    text_reset(&decoder->text);
    if (number_parse_json(raw, &number)) {
        number_append(&decoder->text, integer ? number_from_integer(0) : number_from_real(number.real));
    }
    return built_text(decoder);
}

struct slice decoder_text(struct decoder *decoder, const struct slot *slot) {
    bool number;
    if (slot->type == SLOT_TRUE || slot->type == SLOT_FALSE) {
        return slot->type == SLOT_TRUE ? SLICE("true") : SLICE("false");
    }
    if (slot->json == NULL && slot->type == SLOT_TEXT) {
        return slot->escaped ? unescaped(decoder, slot->raw) : slot->raw;
    }
    if (slot->json == NULL && slot->type == SLOT_NUMBER) {
        return number_text(decoder, slot->raw);
    }
    json_t *value = tree_of(decoder, slot);
    if (json_is_string(value)) {
        return json_text(&decoder->document, value, &number);
    }
    text_reset(&decoder->text);
    if (value != NULL) {
        json_append(&decoder->document, &decoder->text, value);
    }
    return built_text(decoder);
}

size_t decoder_item_count(struct decoder *decoder, const struct slot *array) {
    return json_array_size(tree_of(decoder, array));
}

struct slot decoder_item(struct decoder *decoder, const struct slot *array, size_t index) {
    return json_slot(&decoder->document, json_array_get(tree_of(decoder, array), index));
}

struct slot decoder_member(struct decoder *decoder, const struct slot *object, struct slice name) {
    json_t *value = object->type == SLOT_OBJECT ? tree_of(decoder, object) : NULL;
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
    return found == NULL ? (struct slot){.type = SLOT_ABSENT} : json_slot(&decoder->document, found);
}

void decoder_append_replaced(struct decoder *decoder, const struct slot *slot, struct slice json, struct text *out) {
    if (slot->json == NULL) {
        // The text stands between quotes.
        size_t start = (size_t)(slot->raw.data - decoder->record.data) - 1;
        text_append(out, slice_sub(decoder->record, 0, start));
        text_append(out, json);
        text_append(out, slice_sub(decoder->record, start + slot->raw.size + 2, decoder->record.size));
        return;
    }
    decoder->document.replaced = slot->json;
    decoder->document.replacement = json;
    json_append(&decoder->document, out, decoder->document.root);
    decoder->document.replaced = NULL;
}

void decoder_append_values(struct decoder *decoder, struct text *out) {
    struct slot record = {.type = SLOT_OBJECT, .raw = decoder->record};
    json_t *root = decoder->scanned ? tree_of(decoder, &record) : decoder->document.root;
    if (root != NULL) {
        json_append_values(&decoder->document, out, root);
    }
}
