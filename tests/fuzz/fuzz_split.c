// SPDX-License-Identifier: Apache-2.0
// Splits a stream of documents. The records of a sound stream are those that
// jansson finds, one after the other; those of any stream are inside of it, in
// order, and the same however the bytes come.
#include "target.h"

#include "event/framing.h"
#include "event/split.h"

#include <jansson.h>
#include <string.h>

enum { LIMIT = 1 << 20, SMALL_LIMIT = 48 };

struct found {
    struct bounds bounds; // in the whole stream
};

static void add(struct found *found, const struct bound *bound, size_t offset) {
    struct bound moved = *bound;
    moved.start += offset;
    REQUIRE(VECTOR_PUSH(&found->bounds.list, moved));
}

// Splits the stream given in pieces of `step` bytes.
static void split(struct slice stream, size_t step, size_t limit, struct found *ret_found) {
    struct splitter splitter;
    struct bounds bounds = {0};
    struct found found = {0};
    size_t start = 0;
    size_t end = 0;
    splitter_init(&splitter, kernel_best(), limit);
    for (bool ended = false; !ended;) {
        size_t used;
        end = stream.size - end < step ? stream.size : end + step;
        ended = end == stream.size;
        bounds.list.count = 0;
        REQUIRE(splitter_cut(&splitter, slice_sub(stream, start, end), ended, &bounds, &used) == CARL_OK);
        REQUIRE(used <= end - start && (!ended || used == end - start));
        for (size_t i = 0; i < bounds.list.count; i++) {
            const struct bound *bound = &bounds.list.items[i];
            REQUIRE(bound->start + bound->size <= end - start && bound->size <= limit);
            add(&found, bound, start);
        }
        start += used;
    }
    splitter_finish(&splitter);
    VECTOR_FREE(&bounds.list);
    *ret_found = found;
}

static void check_order(const struct found *found) {
    size_t end = 0;
    for (size_t i = 0; i < found->bounds.list.count; i++) {
        const struct bound *bound = &found->bounds.list.items[i];
        REQUIRE(bound->start >= end);
        end = bound->start + bound->size;
    }
}

static void check_equal(const struct found *a, const struct found *b) {
    REQUIRE(a->bounds.list.count == b->bounds.list.count);
    for (size_t i = 0; i < a->bounds.list.count; i++) {
        const struct bound *one = &a->bounds.list.items[i];
        const struct bound *other = &b->bounds.list.items[i];
        REQUIRE(one->start == other->start && one->size == other->size && one->too_long == other->too_long);
        REQUIRE((one->reason == NULL) == (other->reason == NULL));
    }
}

// ---------------------------------------------------------------------------
// The reference

static size_t skip(struct slice stream, size_t at, const char *blanks) {
    while (at < stream.size && stream.data[at] != '\0' && strchr(blanks, stream.data[at]) != NULL) {
        at++;
    }
    return at;
}

// Whether the document may be taken for one that holds records.
static bool may_be_envelope(const json_t *document) {
    static const char *const keys[] = {"hits", "results", "value", "events", "Records"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (json_object_get(document, keys[i]) != NULL) {
            return true;
        }
    }
    return false;
}

// One value; 0 where there is none that jansson would take.
static size_t value_size(struct slice stream, size_t at, bool top) {
    json_error_t error;
    json_t *value = json_loadb(stream.data + at, stream.size - at,
                               JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    bool envelope = top && may_be_envelope(value);
    json_decref(value);
    return value == NULL || envelope ? 0 : (size_t)error.position;
}

static bool add_value(struct found *found, struct slice stream, size_t *at, bool top) {
    size_t size = value_size(stream, *at, top);
    add(found, &(struct bound){.start = *at, .size = size}, 0);
    *at += size;
    return size > 0;
}

// The elements of the array that opens at *at.
static bool add_elements(struct found *found, struct slice stream, size_t *at) {
    *at = skip(stream, *at + 1, " \t\r\n");
    while (*at < stream.size && stream.data[*at] != ']') {
        if (!add_value(found, stream, at, false)) {
            return false;
        }
        *at = skip(stream, *at, " \t\r\n");
        if (*at < stream.size && stream.data[*at] == ',') {
            *at = skip(stream, *at + 1, " \t\r\n");
        } else if (*at == stream.size || stream.data[*at] != ']') {
            return false;
        }
    }
    *at += 1;
    return *at <= stream.size;
}

// False where the stream is not sound.
static bool find_by_jansson(struct slice stream, struct found *found) {
    static const char between[] = " \t\r\n,\x1E";
    for (size_t at = skip(stream, 0, between); at < stream.size; at = skip(stream, at, between)) {
        bool sound = stream.data[at] == '[' ? add_elements(found, stream, &at)
                                            : stream.data[at] == '{' && add_value(found, stream, &at, true);
        if (!sound) {
            return false;
        }
    }
    return true;
}

static void detect(struct slice stream) {
    struct splitter splitter;
    enum framing framing;
    splitter_init(&splitter, kernel_best(), LIMIT);
    REQUIRE(framing_detect(&splitter, stream, true, &framing) == CARL_OK && framing != FRAMING_UNSURE);
    splitter_finish(&splitter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const size_t steps[] = {1, 7, 61};
    struct slice stream = slice_make(data == NULL ? "" : (const char *)data, size);
    struct found whole;
    struct found expected = {0};
    if (size > LIMIT / 2) {
        return 0;
    }
    detect(stream);
    split(stream, SIZE_MAX, LIMIT, &whole);
    check_order(&whole);
    if (find_by_jansson(stream, &expected)) {
        check_equal(&whole, &expected);
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct found pieces;
        split(stream, steps[i], LIMIT, &pieces);
        check_equal(&whole, &pieces);
        VECTOR_FREE(&pieces.bounds.list);
        split(stream, steps[i], SMALL_LIMIT, &pieces);
        check_order(&pieces);
        VECTOR_FREE(&pieces.bounds.list);
    }
    VECTOR_FREE(&whole.bounds.list);
    VECTOR_FREE(&expected.bounds.list);
    return 0;
}
