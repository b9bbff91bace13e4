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

// Finds out what the record is: sets the row's shape, sensor, event, object and
// action, and the reader's shape.
void reader_recognize(struct row_reader *reader);

#endif
