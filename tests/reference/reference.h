// SPDX-License-Identifier: Apache-2.0
// A second, slow implementation of what rules mean, for comparison with the
// engine. It is written from docs/language.md for plainness: every set is a list
// of rows that is made whole, joins are nested loops, keys are compared two by
// two. It takes the checked tree of a rule and the field values of records from
// the engine's front end (lang/, model/, event/) and nothing from plan/ and
// exec/; folding, numbers, patterns, regexes, addresses and times are its own.
//
// Memory running out ends the process: this is a test. One thread.
#ifndef REFERENCE_H
#define REFERENCE_H

#include "base/arena.h"
#include "carl.h"
#include "event/value.h"
#include "lang/check.h"
#include "model/model.h"

#include <jansson.h>

// Zeroed memory of the arena; never NULL.
void *reference_alloc(struct arena *arena, size_t count, size_t size);
#define REFERENCE_NEW(arena, type) ((type *)reference_alloc((arena), 1, sizeof(type)))
#define REFERENCE_ARRAY(arena, count, type) ((type *)reference_alloc((arena), (count), sizeof(type)))

// ---------------------------------------------------------------------------
// Rows

// What the rules want of a record: kind, field and names as in event/row.h.
struct reference_column {
    int kind;
    size_t field;
    struct slice *names;
    size_t name_count;
};

struct reference_columns {
    struct reference_column *items;
    size_t count;
    size_t capacity;
};

// A field of the data model as the sensor maps fill it.
struct mapped_field {
    struct slice name;
    struct value value;
};

struct record {
    size_t line;  // from 1
    size_t place; // in the input, from 0
    size_t object;
    size_t action;
    bool has_time;
    int64_t time;
    struct value *values; // by column
    struct mapped_field *mapped;
    size_t mapped_count;
};

enum row_form { FORM_EVENT, FORM_JOIN, FORM_GROUP, FORM_COLUMNS };

// A field that the rule gave a row.
struct added_field {
    const struct expr *expr; // that defines it: a reference names it by this
    struct slice name;
    struct value value;
    const struct added_field *before;
};

struct rows {
    struct reference_row **items;
    size_t count;
    size_t capacity;
};

// Rows are never changed: a derived field makes a new row of the same identity.
struct reference_row {
    enum row_form form;
    size_t identity; // rows of one identity are one row in a union
    size_t place; // in the input; JOIN: among its set's rows; GROUP: of its first row; COLUMNS: of the row it is from
    bool has_time;
    int64_t time; // JOIN: of the latest member
    const struct record *record;
    struct rows members;     // JOIN: by input; GROUP: the rows of the group
    uint64_t *member_inputs; // GROUP: which inputs each of them came from, as bits
    struct value *values;    // GROUP: keys; COLUMNS: columns
    size_t value_count;
    const struct added_field *added;
};

void rows_push(struct arena *arena, struct rows *rows, struct reference_row *row);

// ---------------------------------------------------------------------------
// A run

// The rows of a relation, once they are made.
struct made_set {
    const struct relation *relation;
    struct rows rows;
    const struct made_set *next;
};

// Rules on one input. All of them share its records.
struct evaluation {
    struct arena *arena;   // of values while they are worked on
    struct arena *lasting; // of rows and what they hold
    const struct carl_model *model;
    const struct checked_rule *const *rules; // NULL among them: that rule cannot be run
    size_t rule_count;
    struct reference_columns columns;
    struct record *records;
    size_t record_count;
    struct value now;
    const struct made_set *sets;
    size_t identities; // given so far
};

// Where an expression is evaluated: on a row (NULL: on none) of a relation, and,
// where aggregates are of the rows at hand, those rows.
struct place {
    const struct reference_row *row;
    const struct relation *relation;
    const struct rows *hand;     // NULL: aggregates are of whole sets
    const uint64_t *hand_inputs; // of a group: which inputs each row came from; else NULL
};

// ref_read.c: finds the columns that the rules want, reads the records of
// `events` (lines of JSON) and sets `now`. Malformed lines are left out.
void evaluation_read(struct evaluation *evaluation, struct slice events);

// ref_relation.c: the rows of a relation, made once.
const struct rows *evaluation_rows(struct evaluation *evaluation, const struct relation *relation);

// ref_inputs.c: the same in the order of the input, as grouping takes them.
struct rows evaluation_rows_in_order(struct evaluation *evaluation, const struct relation *relation);

// ref_eval.c: a value, which lives in evaluation->arena, and a condition.
struct value evaluate(struct evaluation *evaluation, const struct place *place, const struct expr *expr);
bool condition_holds(struct evaluation *evaluation, const struct place *place, const struct expr *expr);

// ref_name.c: the value of a field on the row; `path` are its names as written.
struct value field_value(struct evaluation *evaluation, const struct place *place, const struct reference *reference,
                         const struct path *path);
// The expression that a variable of a value stands for, through any number of
// variables; other expressions are themselves.
const struct expr *expression_of(const struct expr *expr);
// The key of a row of `relation`, which is the input'th of those that the keys
// are for; what cannot be a key is null.
struct value key_value(struct evaluation *evaluation, const struct relation *relation, const struct reference_row *row,
                       const struct relation_key *key, size_t input);
// The column's number among those the rules want; it is added where it is new.
size_t column_number(struct evaluation *evaluation, const struct reference_column *column);
// Adds the columns that a name needs.
void want_field(struct evaluation *evaluation, const struct reference *reference, const struct path *path);

// ref_aggregate.c: an aggregate, and the value of `n = count(x) by k` for a row.
struct value aggregate_value(struct evaluation *evaluation, const struct place *place, const struct expr *call);
struct value keyed_value(struct evaluation *evaluation, const struct place *place, const struct reference *reference);
// The rows of `rows`, all of `relation`, whose keys are those of `row`. Null is a
// key like any other.
struct rows rows_of_key(struct evaluation *evaluation, const struct relation *relation, const struct rows *rows,
                        const struct relation_key *keys, size_t key_count, const struct reference_row *row);

// ---------------------------------------------------------------------------
// Results

// ref_output.c: what the rule outputs, as an object: output name to array of
// hits, in order. The caller owns the reference.
json_t *evaluation_output(struct evaluation *evaluation, const struct checked_rule *rule);

// Several rule texts.
struct rule_texts {
    const struct slice *items;
    size_t count;
};

// ref_library.c: finds the rules that random rules run (carl_find_fn).
bool reference_find(void *user, const char *id, const char *file, struct carl_rule_text *ret_text);

// The two sides: ref_run.c, ref_engine.c. Each gives an array with an object as of
// evaluation_output for each rule, or null where it cannot be run; the caller owns
// it.
json_t *reference_run(const struct carl_model *model, struct rule_texts rules, struct slice events);
json_t *engine_run(const struct carl_model *model, struct rule_texts rules, struct slice events);

#endif
