// SPDX-License-Identifier: Apache-2.0
#include "scan_unmapped.h"

#include "base/hash.h"

#include <stdint.h>
#include <string.h>

enum { MOST_KEYS = 5 };

// ---------------------------------------------------------------------------
// Texts

// Appends what fits, in whole characters.
static void append(char *text, size_t capacity, struct slice more) {
    size_t size = strlen(text);
    size_t room = capacity - 1 - size;
    size_t taken = more.size < room ? more.size : room;
    while (taken > 0 && taken < more.size && ((unsigned char)more.data[taken] & 0xC0) == 0x80) {
        taken--;
    }
    for (size_t i = 0; i < taken; i++) {
        text[size + i] = more.data[i] == '\0' ? ' ' : more.data[i];
    }
    text[size + taken] = '\0';
}

// Where the string that begins at `at` ends, behind its quote.
static size_t string_end(struct slice record, size_t at) {
    for (at++; at < record.size && record.data[at] != '"'; at++) {
        at += record.data[at] == '\\';
    }
    return at + 1;
}

// The first keys of an object that is known to be one.
static void append_keys(char keys[UNMAPPED_KEYS], struct slice record) {
    size_t depth = 0;
    size_t count = 0;
    bool value = false; // what follows is one
    for (size_t at = 0; at < record.size && count < MOST_KEYS; at++) {
        char c = record.data[at];
        if (c == '"') {
            size_t end = string_end(record, at);
            if (depth == 1 && !value && end <= record.size) {
                append(keys, UNMAPPED_KEYS, count++ > 0 ? SLICE(", ") : SLICE(""));
                append(keys, UNMAPPED_KEYS, slice_sub(record, at + 1, end - 1));
            }
            at = end - 1;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        } else if (depth == 1 && (c == ':' || c == ',')) {
            value = c == ':';
        }
    }
}

// ---------------------------------------------------------------------------
// Kinds

// A shape that asks for nothing says nothing of the record.
static size_t known_shape(const struct carl_model *model, const struct row *row) {
    return row->shape < model->shape_count && model->shapes[row->shape].present.count > 0 ? row->shape : SIZE_MAX;
}

// Who wrote the record, as far as is known.
static struct slice source_of(const struct carl_model *model, const struct row *row) {
    if (row->sensor != SIZE_MAX) {
        return model->sensors[row->sensor].name;
    }
    struct value provider = row_header(row, ROW_HEADER_PROVIDER);
    struct value source = provider.kind == VALUE_NULL ? row_header(row, ROW_HEADER_CHANNEL) : provider;
    return source.kind == VALUE_NULL ? SLICE("") : source.text;
}

static bool is_same(const struct unmapped_kind *a, const struct unmapped_kind *b) {
    return a->hash == b->hash && a->shape == b->shape && strcmp(a->source, b->source) == 0 &&
           strcmp(a->id, b->id) == 0 && strcmp(a->keys, b->keys) == 0;
}

static void add_kind(struct unmapped *unmapped, const struct unmapped_kind *kind) {
    size_t place = (size_t)(kind->hash % UNMAPPED_PLACES);
    while (unmapped->places[place] != 0) {
        struct unmapped_kind *other = &unmapped->kinds.items[unmapped->places[place] - 1];
        if (is_same(other, kind)) {
            other->count += kind->count;
            return;
        }
        place = (place + 1) % UNMAPPED_PLACES;
    }
    if (unmapped->kinds.count < UNMAPPED_KINDS && VECTOR_PUSH(&unmapped->kinds, *kind)) {
        unmapped->places[place] = (uint16_t)unmapped->kinds.count;
    }
}

void unmapped_finish(struct unmapped *unmapped) {
    VECTOR_FREE(&unmapped->kinds);
}

void unmapped_reset(struct unmapped *unmapped) {
    if (unmapped->kinds.count > 0) {
        unmapped->kinds.count = 0;
        memset(unmapped->places, 0, sizeof unmapped->places);
    }
}

void unmapped_count(struct unmapped *unmapped, const struct carl_model *model, const struct row *row) {
    struct unmapped_kind kind = {.count = 1, .shape = known_shape(model, row)};
    if (kind.shape == SIZE_MAX) {
        append_keys(kind.keys, row->record);
    } else {
        struct value id = row_header(row, ROW_HEADER_ID);
        append(kind.source, sizeof kind.source, source_of(model, row));
        append(kind.id, sizeof kind.id, id.kind == VALUE_NULL ? SLICE("") : id.text);
    }
    kind.hash = hash_bytes(hash_bytes(HASH_BASIS, slice_from_string(kind.id)), slice_from_string(kind.keys));
    kind.hash ^= kind.hash >> 32;
    add_kind(unmapped, &kind);
}

void unmapped_add(struct unmapped *unmapped, const struct unmapped *from) {
    for (size_t i = 0; i < from->kinds.count; i++) {
        add_kind(unmapped, &from->kinds.items[i]);
    }
}

static bool precedes(const struct unmapped *unmapped, size_t a, size_t b) {
    uint64_t left = unmapped->kinds.items[a].count;
    uint64_t right = unmapped->kinds.items[b].count;
    return left > right || (left == right && a < b);
}

const struct unmapped_kind *unmapped_find(const struct unmapped *unmapped, size_t index) {
    for (size_t i = 0; i < unmapped->kinds.count; i++) {
        size_t before = 0;
        for (size_t k = 0; k < unmapped->kinds.count; k++) {
            before += precedes(unmapped, k, i);
        }
        if (before == index) {
            return &unmapped->kinds.items[i];
        }
    }
    return NULL;
}
