// SPDX-License-Identifier: Apache-2.0
// Inside of event/: what a row reader holds, and values from its slots. One
// thread.
#ifndef CARL_EVENT_READER_H
#define CARL_EVENT_READER_H

#include "event/decode.h"
#include "event/row.h"
#include "event/schema.h"

// A value already made for the current record.
struct cell {
    uint64_t serial; // of the record it was made for
    struct value value;
};

struct row_reader {
    const struct row_schema *schema;
    struct arena scratch; // reset with every record
    struct decoder *decoder;
    const struct slot *slots;        // of the current record, by slot number
    const struct shape_slots *shape; // where its things are
    struct cell *columns;            // by column
    struct cell *fields;             // by field map of the row's event
    struct text raw;                 // for building texts
    struct text unwrapped[2];        // records that were in others, in turns
    struct text converted;           // what a text within a record says, as JSON
    uint64_t serial;                 // of the current record
    struct row row;
};

// A slot as a value: texts that mean nothing in this record are null, an array
// is a list without its nulls, an object a record.
struct value reader_value(struct row_reader *reader, const struct slot *slot);

// The value of the list's first slot that holds a text, number or boolean that
// is not null; else null.
struct value reader_scalar(struct row_reader *reader, const struct slot_list *list);

// The value of a native of the model.
struct value reader_native(struct row_reader *reader, size_t number);

// Its slot; of type SLOT_ABSENT where the record lacks it.
struct slot reader_native_slot(const struct row_reader *reader, size_t number);

// The value of an expression; a result of a transformation is of a kind that
// fits `type`.
struct value reader_expression(struct row_reader *reader, const struct expression *expression, enum field_type type);

// Decodes the record, or the record proper in it: in a member that wraps it, or
// with texts that are JSON or XML made objects. Sets the row's shape and the
// reader's.
MUST_USE enum decode_result reader_open(struct row_reader *reader, struct slice record, struct decode_error *ret_error);

// The record's shape; SIZE_MAX: none fits.
size_t reader_find_shape(const struct row_reader *reader);

// Finds out what the record is, of which the shape is known: sets the row's
// sensor, event, object and action.
void reader_recognize(struct row_reader *reader);

#endif
