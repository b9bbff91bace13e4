// SPDX-License-Identifier: Apache-2.0
// From the bytes of one record to a row: which event it is (object, action,
// sensor), its time, and the columns that the rules want. This is the door of
// event/: the stages behind it see rows and never JSON.
//
//   struct row_schema   which columns are wanted, compiled against the model's
//                       shapes and sensor maps; immutable, shared by threads
//   struct row_reader   one thread's decoder and scratch memory
//   struct row          the record just read
//
// Columns are computed when first asked for and kept until the next record.
#ifndef CARL_EVENT_ROW_H
#define CARL_EVENT_ROW_H

#include "base/attributes.h"
#include "base/text.h"
#include "carl.h"
#include "event/value.h"
#include "model/model.h"

enum row_column_kind {
    ROW_FIELD,               // a CAR field (`field`), with members below it if names are given
    ROW_NATIVE,              // a field of the record: `names` is its path, as the rule writes it
    ROW_TIME,                // the event's time; VALUE_TIME or null
    ROW_RAW_EVENT,           // all values of the record, then the mapped fields, one a line
    ROW_EVENT_CODE,          // header id, as number where it is one
    ROW_LOG_NAME,            // header channel
    ROW_SEVERITY,            // level as Windows shows it: "Information"...
    ROW_SUBJECT_SECURITY_ID, // SubjectUserSid, well-known SIDs as account names
};

// A native field is looked up in the event data, then in the header, then in
// the whole record; in each place by its exact spelling, then folded (case, `_`,
// `-` and blanks ignored). The first place that has it decides, null or not.
struct row_column {
    enum row_column_kind kind;
    size_t field;              // ROW_FIELD: id in model.fields
    const struct slice *names; // ROW_NATIVE: path; ROW_FIELD: members below
    size_t name_count;
};

struct row_schema;
struct row_reader;

// Compiles a schema that can read `columns` (copied, names included; values are
// asked for by index). With `all_fields` every mapped field of every event can
// be listed with row_mapped_field. The model must outlive the schema.
MUST_USE enum carl_status row_schema_create(const struct carl_model *model, const struct row_column *columns,
                                            size_t count, bool all_fields, struct row_schema **ret_schema);
void row_schema_destroy(struct row_schema *schema);

// A reader for one thread; the schema must outlive it. A strict one reads every
// record with jansson, which takes long and differs in nothing else.
MUST_USE enum carl_status row_reader_create(const struct row_schema *schema, bool strict,
                                            struct row_reader **ret_reader);
void row_reader_destroy(struct row_reader *reader);

// The record just read. Borrowed from its reader, valid until the next
// row_read; everything it points to as well.
struct row {
    struct slice record;           // the bytes it was read from (borrowed from the caller)
    size_t shape;                  // index into model.shapes; SIZE_MAX: none fits
    size_t sensor;                 // index into model.sensors; SIZE_MAX: no sensor map knows where it comes from
    const struct event_map *event; // NULL: no event of the data model
    size_t object;                 // model number; SIZE_MAX: unmapped
    size_t action;                 // model number; SIZE_MAX: unmapped, or of the object but no action
    bool has_time;
    int64_t time;        // nanoseconds since the epoch, UTC
    bool clock_mismatch; // UtcTime and the header's time differ by over an hour
    struct row_reader *reader;
};

struct row_error {
    size_t column;      // 1-based byte in the record where reading failed; 0: unknown
    const char *reason; // one line; constant or borrowed from the reader
};

enum row_result {
    ROW_READ,
    ROW_MALFORMED, // no JSON object, invalid UTF-8...: *ret_error says why
    ROW_NO_MEMORY,
};

// Reads one record (a line without its line end). On ROW_READ *ret_row points
// to the reader's row.
MUST_USE enum row_result row_read(struct row_reader *reader, struct slice record, const struct row **ret_row,
                                  struct row_error *ret_error);

// The value of the schema's column `column`.
struct value row_value(const struct row *row, size_t column);

// What the header of a record says of where it comes from.
enum row_header {
    ROW_HEADER_ID,       // the event id, as it is written
    ROW_HEADER_PROVIDER, // who wrote the event
    ROW_HEADER_CHANNEL,  // the log that it was written to
    ROW_HEADER_COMPUTER,
};

// A value of the record's header, whether or not a sensor map knows the record;
// a text, a number or null.
struct value row_header(const struct row *row, enum row_header header);

// True where memory ran out while values of this row were made; those are null.
bool row_failed(const struct row *row);

// With all_fields: the index'th field of the row's event map, or false past the
// last. Values may be null. *ret_field is a model field id.
bool row_mapped_field(const struct row *row, size_t index, size_t *ret_field, struct value *ret_value);

// Appends a value as JSON: texts as strings, times as ISO 8601 strings in UTC,
// numbers as written but for leading zeros.
void value_append_json(struct text *out, struct value value);
// The same as plain text: a string's own bytes; lists and records as JSON.
void value_append_text(struct text *out, struct value value);

#endif
