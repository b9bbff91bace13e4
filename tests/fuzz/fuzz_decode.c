// SPDX-License-Identifier: Apache-2.0
// Fuzzes the reading of records: the bytes are cut into lines in two ways that
// must agree, every line is read as a record, every column and mapped field is
// asked for, and what is written of them must be JSON.
#include "event/frame.h"
#include "event/row.h"
#include "target.h"

enum { LINE_LIMIT = 4096, COLUMN_COUNT = 10 };

struct target {
    const struct carl_model *model;
    struct row_schema *schema;
    struct row_reader *reader;
    struct text out;
    size_t columns;
};

static void create(struct target *target) {
    static const struct slice image = {"Image", 5};
    static const struct slice folded = {"event_code", 10};
    static const struct slice path[] = {{"a", 1}, {"b", 1}, {"c", 1}};
    target->model = target_model();
    size_t pid = model_find_field(target->model, SLICE("pid"));
    const struct row_column columns[COLUMN_COUNT] = {
        {.kind = ROW_TIME},
        {.kind = ROW_RAW_EVENT},
        {.kind = ROW_EVENT_CODE},
        {.kind = ROW_LOG_NAME},
        {.kind = ROW_SEVERITY},
        {.kind = ROW_SUBJECT_SECURITY_ID},
        {.kind = ROW_NATIVE, .names = &image, .name_count = 1},
        {.kind = ROW_NATIVE, .names = &folded, .name_count = 1},
        {.kind = ROW_NATIVE, .names = path, .name_count = 3},
        {.kind = ROW_FIELD, .field = pid, .names = path, .name_count = 2},
    };
    REQUIRE(row_schema_create(target->model, columns, COLUMN_COUNT, true, &target->schema) == CARL_OK);
    REQUIRE(row_reader_create(target->schema, false, &target->reader) == CARL_OK);
    target->columns = COLUMN_COUNT;
    text_init(&target->out);
}

static void check_value(struct target *target, struct value value) {
    text_reset(&target->out);
    value_append_text(&target->out, value);
    text_reset(&target->out);
    value_append_json(&target->out, value);
    REQUIRE(!target->out.failed);
    target_check_json(text_slice(&target->out));
}

static void read_record(struct target *target, struct slice record) {
    const struct row *row;
    struct row_error error = {0};
    enum row_result result = row_read(target->reader, record, &row, &error);
    if (result == ROW_MALFORMED) {
        REQUIRE(error.reason != NULL && error.column <= record.size + 1);
        return;
    }
    REQUIRE(result == ROW_READ);
    for (size_t i = 0; i < target->columns; i++) {
        check_value(target, row_value(row, i));
    }
    size_t field;
    struct value value;
    for (size_t i = 0; row_mapped_field(row, i, &field, &value); i++) {
        REQUIRE(field < target->model->field_count);
        check_value(target, value);
    }
    REQUIRE(!row_failed(row));
}

// Feeds `bytes` in pieces of `step`. Reads the records where `target` is given;
// returns a checksum over the lines' places and sizes.
static uint64_t cut(struct target *target, struct slice bytes, size_t step) {
    struct framer framer;
    struct frame frame;
    enum carl_status status;
    uint64_t sum = 0;
    framer_init(&framer, LINE_LIMIT);
    for (size_t at = 0; at < bytes.size; at += step) {
        framer_feed(&framer, slice_sub(bytes, at, bytes.size - at < step ? bytes.size : at + step));
        while (framer_next(&framer, &frame, &status)) {
            sum = sum * 31 + frame.line + frame.offset * 7 + frame.record.size * 13 + frame.too_long;
            if (target != NULL) {
                read_record(target, frame.record);
            }
        }
        REQUIRE(status == CARL_OK);
    }
    if (framer_last(&framer, &frame)) {
        sum = sum * 31 + frame.line + frame.offset * 7 + frame.record.size * 13 + frame.too_long;
        if (target != NULL) {
            read_record(target, frame.record);
        }
    }
    framer_finish(&framer);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct target target;
    if (target.model == NULL) {
        create(&target);
    }
    struct slice bytes = slice_make((const char *)data, size);
    uint64_t whole = cut(&target, bytes, size == 0 ? 1 : size);
    REQUIRE(cut(NULL, bytes, 3) == whole);
    return 0;
}
