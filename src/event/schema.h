// SPDX-License-Identifier: Apache-2.0
// Inside of event/: a row schema, that is, for every shape of record the slots
// in which the things are that rows are made of. Immutable once created, shared
// by threads.
#ifndef CARL_EVENT_SCHEMA_H
#define CARL_EVENT_SCHEMA_H

#include "base/arena.h"
#include "event/decode.h"
#include "event/row.h"
#include "event/want.h"
#include "model/model.h"

// Slots to look into, in order.
struct slot_list {
    size_t *items;
    size_t count;
};

// One shape's slots.
struct shape_slots {
    struct slot_list present;
    struct slot_list any;
    struct slot_list id;
    struct slot_list provider;
    struct slot_list channel;
    struct slot_list computer;
    struct slot_list event_time;
    struct slot_list time;
    struct slot_list level;
    struct slot_list embedded;
    struct slot_list *natives; // by model native: where a record of this shape has it
    struct slot_list *columns; // by column; filled for ROW_NATIVE
    size_t *sensors;           // whose records may have this shape
    size_t sensor_count;
};

struct row_schema {
    struct arena arena;
    const struct carl_model *model;
    struct row_column *columns;
    size_t column_count;
    bool all_fields;
    struct want_tree tree;
    size_t **event_columns;    // by event_map.number, by column: field map, or SIZE_MAX
    struct slot_list wrappers; // that may hold the record proper
    struct slice *id_keys;     // of shapes whose events have numbers, in quotes
    size_t id_key_count;
    struct shape_slots *shapes; // by model shape, and one more for records of no shape
    size_t field_capacity;      // field maps of the event with most
};

#endif
