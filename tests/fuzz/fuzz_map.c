// SPDX-License-Identifier: Apache-2.0
// Fuzzes sensor maps: what stands before the first empty line is a map, which is
// loaded beside the built-in ones; what follows are records, which are read with
// it by both decoders. A map either has errors, all with places in it, or every
// field that it makes is JSON, and the same by both.
#include "event/row.h"
#include "target.h"

static struct slice take_line(struct slice *rest) {
    const char *end = rest->size == 0 ? NULL : memchr(rest->data, '\n', rest->size);
    size_t size = end == NULL ? rest->size : (size_t)(end - rest->data);
    struct slice line = slice_sub(*rest, 0, size);
    *rest = slice_sub(*rest, end == NULL ? size : size + 1, rest->size);
    return line;
}

// Appends what the record is and its fields.
static void read_record(struct row_reader *reader, struct slice record, struct text *out) {
    const struct row *row;
    struct row_error error = {0};
    enum row_result result = row_read(reader, record, &row, &error);
    REQUIRE(result != ROW_NO_MEMORY);
    if (result == ROW_MALFORMED) {
        return;
    }
    text_append_unsigned(out, row->shape);
    text_append_char(out, ' ');
    text_append_unsigned(out, row->sensor);
    size_t field;
    struct value value;
    for (size_t i = 0; row_mapped_field(row, i, &field, &value); i++) {
        size_t start = out->size;
        value_append_json(out, value);
        target_check_json(slice_sub(text_slice(out), start, out->size));
    }
    REQUIRE(!row_failed(row));
}

static void read_records(const struct carl_model *model, struct slice records) {
    struct row_schema *schema;
    struct row_reader *readers[2];
    struct text texts[2];
    REQUIRE(row_schema_create(model, NULL, 0, true, &schema) == CARL_OK);
    for (size_t i = 0; i < 2; i++) {
        REQUIRE(row_reader_create(schema, i == 1, &readers[i]) == CARL_OK);
        text_init(&texts[i]);
    }
    while (records.size > 0) {
        struct slice record = take_line(&records);
        read_record(readers[0], record, &texts[0]);
        read_record(readers[1], record, &texts[1]);
        REQUIRE(slice_equal(text_slice(&texts[0]), text_slice(&texts[1])));
    }
    for (size_t i = 0; i < 2; i++) {
        row_reader_destroy(readers[i]);
        text_finish(&texts[i]);
    }
    row_schema_destroy(schema);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice bytes = slice_make((const char *)data, size);
    struct slice rest = bytes;
    while (rest.size > 0 && take_line(&rest).size > 0) {
    }
    const struct carl_map map = {"fuzz.json", bytes.data == NULL ? "" : bytes.data, bytes.size - rest.size};
    struct carl_diagnostics *diagnostics = target_diagnostics();
    struct carl_model *model = NULL;
    enum carl_status status = carl_model_create_with_maps(&map, 1, diagnostics, &model);
    REQUIRE(status == (carl_diagnostics_count(diagnostics) > 0 ? CARL_ERROR_RULE : CARL_OK));
    target_check_places(diagnostics);
    target_check_text(diagnostics);
    if (status == CARL_OK) {
        read_records(model, rest);
    }
    carl_model_destroy(model);
    carl_diagnostics_destroy(diagnostics);
    return 0;
}
