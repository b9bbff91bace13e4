// SPDX-License-Identifier: Apache-2.0
// Rows that wait for the end of the input: the events that stateful operators
// read, and the rows they make. Everything of one rule lives in one store, whose
// memory is counted; a rule that exceeds its share is ended and its store freed
// without harm to the others. One thread.
#ifndef CARL_EXEC_TABLE_H
#define CARL_EXEC_TABLE_H

#include "base/arena.h"
#include "base/vector.h"
#include "event/value.h"

#include <stdbool.h>
#include <stdint.h>

// An event kept with the columns that its rule reads.
struct stored_event {
    uint64_t ordinal; // position among the events that the rule keeps, from 0
    const char *file; // borrowed from the scan
    uint64_t line;
    uint64_t offset;
    bool has_time;
    int64_t time;
    struct slice record;  // its bytes; empty where no output shows events
    struct value *values; // one a late column of the rule
};

enum tuple_kind {
    TUPLE_EVENT,   // `event`
    TUPLE_JOIN,    // `members`, one an input
    TUPLE_GROUP,   // `values` (the keys) and `parts`
    TUPLE_COLUMNS, // `values`
};

// A row that a group holds, and which of the group's inputs had it (bit i).
struct group_part {
    const struct tuple *row;
    uint64_t inputs;
};

// A value that a per-key aggregate added to a row.
struct tuple_extra {
    size_t node;
    struct value value;
    const struct tuple_extra *next;
};

// Immutable once in a table; shared by tables.
struct tuple {
    enum tuple_kind kind;
    bool has_time;
    int64_t time;     // of the event; of a join row: the latest member's
    uint64_t ordinal; // of the event; of a join row: its place; of others: the first row's
    uint64_t turn;    // in which it was made, see struct late
    const struct stored_event *event;
    const struct tuple *const *members;
    size_t member_count;
    const struct value *values;
    size_t value_count;
    const struct group_part *parts;
    size_t part_count;
    const struct tuple_extra *extra;
};

// Orders two rows by their times, those without one last: <0, 0, >0.
int tuple_compare_times(const struct tuple *a, const struct tuple *b);

// The same, and rows of one time by their places in the input.
int tuple_compare_times_places(const struct tuple *a, const struct tuple *b);

struct table {
    VECTOR(const struct tuple *) rows;
};

struct store {
    struct arena arena;
    size_t used;   // bytes handed out
    size_t limit;  // SIZE_MAX: none
    bool exceeded; // sticky: more was asked for than the limit
    bool failed;   // sticky: memory ran out
};

void store_init(struct store *store, size_t limit);
void store_finish(struct store *store);

// Forgets everything that was handed out.
void store_reset(struct store *store);

// `count` zeroed items, or NULL (then exceeded or failed is set).
void *store_array(struct store *store, size_t count, size_t size);
#define STORE_NEW(store, type) ((type *)store_array((store), 1, sizeof(type)))

// Charges memory that is held elsewhere; false once the limit is exceeded.
bool store_charge(struct store *store, size_t size);

static inline bool store_ok(const struct store *store) {
    return !store->exceeded && !store->failed;
}

// Copies of bytes and of a value with all it points to.
struct slice store_slice(struct store *store, struct slice bytes);
struct value store_value(struct store *store, struct value value);

// Appends a row.
bool table_push(struct store *store, struct table *table, const struct tuple *row);
void table_finish(struct table *table);

#endif
