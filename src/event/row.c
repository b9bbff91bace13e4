// SPDX-License-Identifier: Apache-2.0
#include "event/row.h"

#include "base/fold.h"
#include "base/time.h"
#include "event/reader.h"
#include "event/transform.h"

#include <stdint.h>
#include <stdlib.h>

#define HOUR INT64_C(3600000000000) // nanoseconds

enum carl_status row_reader_create(const struct row_schema *schema, bool strict, struct row_reader **ret_reader) {
    struct row_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return CARL_ERROR_MEMORY;
    }
    reader->schema = schema;
    reader->row.reader = reader;
    arena_init(&reader->scratch);
    text_init(&reader->raw);
    text_init(&reader->unwrapped[0]);
    text_init(&reader->unwrapped[1]);
    text_init(&reader->converted);
    reader->columns = calloc(schema->column_count + 1, sizeof *reader->columns);
    reader->fields = calloc(schema->field_capacity + 1, sizeof *reader->fields);
    enum carl_status status = CARL_ERROR_MEMORY;
    if (reader->columns != NULL && reader->fields != NULL) {
        status = decoder_create(&schema->tree, &reader->scratch, strict, &reader->decoder);
    }
    if (status != CARL_OK) {
        row_reader_destroy(reader);
        return status;
    }
    *ret_reader = reader;
    return CARL_OK;
}

void row_reader_destroy(struct row_reader *reader) {
    if (reader != NULL) {
        decoder_destroy(reader->decoder);
        arena_finish(&reader->scratch);
        text_finish(&reader->raw);
        text_finish(&reader->unwrapped[0]);
        text_finish(&reader->unwrapped[1]);
        text_finish(&reader->converted);
        free(reader->columns);
        free(reader->fields);
        free(reader);
    }
}

// The value of the list's first slot that holds a time.
static bool find_time(struct row_reader *reader, const struct slot_list *list, int64_t *ret_time) {
    for (size_t i = 0; i < list->count; i++) {
        const struct slot *slot = &reader->slots[list->items[i]];
        if (slot->type != SLOT_TEXT && slot->type != SLOT_NUMBER) {
            continue;
        }
        struct slice text = decoder_text(reader->decoder, slot);
        if (time_parse(text, ret_time) || time_parse_epoch(text, ret_time)) {
            return true;
        }
    }
    return false;
}

static bool is_far(int64_t a, int64_t b) {
    int64_t later = a > b ? a : b;
    int64_t earlier = a > b ? b : a;
    return earlier < later - HOUR;
}

static void read_time(struct row_reader *reader) {
    struct row *row = &reader->row;
    int64_t event = 0;
    int64_t header = 0;
    bool has_event = find_time(reader, &reader->shape->event_time, &event);
    bool has_header = find_time(reader, &reader->shape->time, &header);
    row->has_time = has_event || has_header;
    row->time = has_event ? event : header;
    row->clock_mismatch = has_event && has_header && is_far(event, header);
}

enum row_result row_read(struct row_reader *reader, struct slice record, const struct row **ret_row,
                         struct row_error *ret_error) {
    arena_reset(&reader->scratch);
    struct decode_error error;
    switch (reader_open(reader, record, &error)) {
    case DECODE_MALFORMED:
        *ret_error = (struct row_error){.column = error.column, .reason = error.reason};
        return ROW_MALFORMED;
    case DECODE_NO_MEMORY:
        return ROW_NO_MEMORY;
    case DECODE_OK:
        break;
    }
    reader->serial++;
    reader->row.record = record;
    reader_recognize(reader);
    read_time(reader);
    if (arena_failed(&reader->scratch)) {
        return ROW_NO_MEMORY;
    }
    *ret_row = &reader->row;
    return ROW_READ;
}

bool row_failed(const struct row *row) {
    return arena_failed(&row->reader->scratch);
}

static struct value make_field(struct row_reader *reader, size_t index) {
    const struct field_map *map = &reader->row.event->fields[index];
    enum field_type type = reader->schema->model->fields[map->field].type;
    struct value value = reader_expression(reader, &map->value, type);
    for (size_t i = 0; i < map->overlay_count && value.kind == VALUE_NULL; i++) {
        if (map->overlays[i].shape == reader->row.shape) {
            value = reader_expression(reader, &map->overlays[i].value, type);
        }
    }
    return value;
}

// The value of a field map of the row's event, made once a record.
static struct value field_value(struct row_reader *reader, size_t index) {
    struct cell *cell = &reader->fields[index];
    if (cell->serial != reader->serial) {
        cell->value = make_field(reader, index);
        cell->serial = reader->serial;
    }
    return cell->value;
}

// The slot of the first native that the record has.
static struct slot record_slot(const struct row_reader *reader, const struct expression *expression) {
    struct slot slot = {.type = SLOT_ABSENT};
    if (expression->kind == EXPRESSION_NATIVE) {
        slot = reader_native_slot(reader, expression->native);
    }
    for (size_t i = 0; expression->kind == EXPRESSION_FIRST && i < expression->input_count && slot.type == SLOT_ABSENT;
         i++) {
        slot = record_slot(reader, &expression->inputs[i]);
    }
    return slot;
}

// A member of a field that is a record as the sensor wrote it.
static struct value member_value(struct row_reader *reader, size_t index, const struct row_column *column) {
    const struct field_map *map = &reader->row.event->fields[index];
    struct slot slot = record_slot(reader, &map->value);
    for (size_t i = 0; i < map->overlay_count && slot.type == SLOT_ABSENT; i++) {
        if (map->overlays[i].shape == reader->row.shape) {
            slot = record_slot(reader, &map->overlays[i].value);
        }
    }
    for (size_t i = 0; i < column->name_count; i++) {
        slot = decoder_member(reader->decoder, &slot, column->names[i]);
    }
    return reader_value(reader, &slot);
}

static struct value mapped_value(struct row_reader *reader, size_t number) {
    const struct event_map *event = reader->row.event;
    size_t index = event == NULL ? SIZE_MAX : reader->schema->event_columns[event->number][number];
    if (index == SIZE_MAX) {
        return value_null();
    }
    const struct row_column *column = &reader->schema->columns[number];
    return column->name_count == 0 ? field_value(reader, index) : member_value(reader, index, column);
}

static struct value native_value(struct row_reader *reader, size_t number) {
    const struct slot_list *list = &reader->shape->columns[number];
    for (size_t i = 0; i < list->count; i++) {
        const struct slot *slot = &reader->slots[list->items[i]];
        if (slot->type != SLOT_ABSENT) {
            return reader_value(reader, slot);
        }
    }
    return value_null();
}

static struct value raw_value(struct row_reader *reader) {
    struct text *raw = &reader->raw;
    text_reset(raw);
    decoder_append_values(reader->decoder, raw);
    size_t count = reader->row.event == NULL ? 0 : reader->row.event->field_count;
    for (size_t i = 0; i < count; i++) {
        struct value value = field_value(reader, i);
        if (value.kind != VALUE_NULL) {
            value_append_text(raw, value);
            text_append_char(raw, '\n');
        }
    }
    if (raw->failed) {
        reader->scratch.failed = true;
        return value_null();
    }
    if (raw->size == 0) {
        return value_null();
    }
    return value_text(slice_make(raw->data, raw->size - 1));
}

static bool is_number(struct slice text) {
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
    }
    return text.size > 0 && (text.size == 1 || text.data[0] != '0');
}

static struct value event_code(struct row_reader *reader) {
    struct value id = reader_scalar(reader, &reader->shape->id);
    return id.kind == VALUE_TEXT && is_number(id.text) ? value_number(id.text) : id;
}

struct translation {
    struct slice from; // case ignored
    struct slice to;
};

#define TRANSLATE(from, to)         \
    {                               \
        {from, sizeof(from) - 1}, { \
            to, sizeof(to) - 1      \
        }                           \
    }

static struct value translate(const struct translation *table, size_t count, struct value value) {
    for (size_t i = 0; i < count && value.kind != VALUE_NULL; i++) {
        if (fold_equal(table[i].from, value.text)) {
            return value_text(table[i].to);
        }
    }
    return value;
}

// Microsoft, "EventLogRecord.Level": 0 is LogAlways, which Windows shows as
// Information. NXLog and winlogbeat write words of their own.
static struct value severity(struct row_reader *reader) {
    static const struct translation levels[] = {
        TRANSLATE("0", "Information"),     TRANSLATE("1", "Critical"),    TRANSLATE("2", "Error"),
        TRANSLATE("3", "Warning"),         TRANSLATE("4", "Information"), TRANSLATE("5", "Verbose"),
        TRANSLATE("info", "Information"),  TRANSLATE("debug", "Verbose"), TRANSLATE("information", "Information"),
        TRANSLATE("critical", "Critical"), TRANSLATE("error", "Error"),   TRANSLATE("warning", "Warning"),
        TRANSLATE("verbose", "Verbose"),
    };
    return translate(levels, sizeof levels / sizeof *levels, reader_scalar(reader, &reader->shape->level));
}

// Microsoft, "Well-known SIDs".
static struct value subject_security_id(struct row_reader *reader) {
    static const struct translation accounts[] = {
        TRANSLATE("S-1-0-0", "NULL SID"),
        TRANSLATE("S-1-1-0", "Everyone"),
        TRANSLATE("S-1-5-7", "NT AUTHORITY\\ANONYMOUS LOGON"),
        TRANSLATE("S-1-5-17", "NT AUTHORITY\\IUSR"),
        TRANSLATE("S-1-5-18", "NT AUTHORITY\\SYSTEM"),
        TRANSLATE("S-1-5-19", "NT AUTHORITY\\LOCAL SERVICE"),
        TRANSLATE("S-1-5-20", "NT AUTHORITY\\NETWORK SERVICE"),
    };
    struct value sid = reader_native(reader, reader->schema->model->subject_sid);
    return sid.kind == VALUE_TEXT ? translate(accounts, sizeof accounts / sizeof *accounts, sid) : sid;
}

static struct value make_column(struct row_reader *reader, size_t number) {
    switch (reader->schema->columns[number].kind) {
    case ROW_FIELD:
        return mapped_value(reader, number);
    case ROW_NATIVE:
        return native_value(reader, number);
    case ROW_TIME:
        return reader->row.has_time ? value_time(reader->row.time, SLICE("")) : value_null();
    case ROW_RAW_EVENT:
        return raw_value(reader);
    case ROW_EVENT_CODE:
        return event_code(reader);
    case ROW_LOG_NAME:
        return reader_scalar(reader, &reader->shape->channel);
    case ROW_SEVERITY:
        return severity(reader);
    case ROW_SUBJECT_SECURITY_ID:
        return subject_security_id(reader);
    }
    return value_null();
}

struct value row_value(const struct row *row, size_t column) {
    struct row_reader *reader = row->reader;
    struct cell *cell = &reader->columns[column];
    if (cell->serial != reader->serial) {
        cell->value = make_column(reader, column);
        cell->serial = reader->serial;
    }
    return cell->value;
}

bool row_mapped_field(const struct row *row, size_t index, size_t *ret_field, struct value *ret_value) {
    if (row->event == NULL || index >= row->event->field_count) {
        return false;
    }
    *ret_field = row->event->fields[index].field;
    *ret_value = field_value(row->reader, index);
    return true;
}
