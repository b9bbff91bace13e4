// SPDX-License-Identifier: Apache-2.0
// Sets of rows, each made whole from those it is made of.
#include "ref_relation.h"

void rows_push(struct arena *arena, struct rows *rows, struct reference_row *row) {
    if (rows->count == rows->capacity) {
        struct reference_row **old = rows->items;
        rows->capacity = rows->capacity * 2 + 8;
        rows->items = REFERENCE_ARRAY(arena, rows->capacity, struct reference_row *);
        for (size_t i = 0; i < rows->count; i++) {
            rows->items[i] = old[i];
        }
    }
    rows->items[rows->count++] = row;
}

struct reference_row *row_new(struct evaluation *evaluation, enum row_form form, size_t place) {
    struct reference_row *row = REFERENCE_NEW(evaluation->arena, struct reference_row);
    row->form = form;
    row->place = place;
    row->identity = evaluation->record_count + evaluation->identities++;
    return row;
}

// ---------------------------------------------------------------------------
// One input

static bool is_searched(const struct relation *relation, const struct record *record) {
    for (size_t i = 0; i < relation->type_count; i++) {
        const struct event_type *type = &relation->types[i];
        if ((type->object == SIZE_MAX || type->object == record->object) &&
            (type->action == SIZE_MAX || type->action == record->action)) {
            return true;
        }
    }
    return false;
}

static void search(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows) {
    for (size_t i = 0; i < evaluation->record_count; i++) {
        const struct record *record = &evaluation->records[i];
        if (is_searched(relation, record)) {
            struct reference_row *row = row_new(evaluation, FORM_EVENT, i);
            row->identity = i;
            row->record = record;
            row->has_time = record->has_time;
            row->time = record->time;
            rows_push(evaluation->arena, ret_rows, row);
        }
    }
}

// On a group, aggregates are of its rows.
static struct place on_row(const struct reference_row *row, const struct relation *relation) {
    struct place place = {.row = row, .relation = relation};
    if (row->form == FORM_GROUP) {
        place.hand = &row->members;
        place.hand_inputs = row->member_inputs;
    }
    return place;
}

bool row_passes(struct evaluation *evaluation, const struct place *place, const struct expr *condition) {
    struct arena *before = evaluation->arena;
    struct arena scratch;
    arena_init(&scratch);
    evaluation->arena = &scratch;
    bool passes = condition == NULL || condition_holds(evaluation, place, condition);
    evaluation->arena = before;
    arena_finish(&scratch);
    return passes;
}

static struct rows filtered(struct evaluation *evaluation, const struct relation *relation, const struct relation *of,
                            const struct rows *rows) {
    struct rows kept = {0};
    for (size_t i = 0; i < rows->count; i++) {
        struct place place = on_row(rows->items[i], of);
        if (row_passes(evaluation, &place, relation->condition)) {
            rows_push(evaluation->arena, &kept, rows->items[i]);
        }
    }
    return kept;
}

static struct reference_row *with_field(struct evaluation *evaluation, const struct reference_row *row,
                                        const struct relation *relation, struct value value) {
    struct reference_row *copy = REFERENCE_NEW(evaluation->arena, struct reference_row);
    struct added_field *field = REFERENCE_NEW(evaluation->arena, struct added_field);
    *copy = *row;
    *field = (struct added_field){relation->derived, relation->derived_name.text, value, row->added};
    copy->added = field;
    return copy;
}

static void derive(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows) {
    const struct rows *rows = evaluation_rows(evaluation, relation->inputs[0]);
    for (size_t i = 0; i < rows->count; i++) {
        struct place place = on_row(rows->items[i], relation->inputs[0]);
        struct value value = evaluate(evaluation, &place, relation->derived);
        rows_push(evaluation->arena, ret_rows, with_field(evaluation, rows->items[i], relation, value));
    }
}

static void count_by(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows) {
    const struct relation *of = relation->inputs[0];
    const struct rows *rows = evaluation_rows(evaluation, of);
    for (size_t i = 0; i < rows->count; i++) {
        struct rows same = rows_of_key(evaluation, of, rows, relation->keys, relation->key_count, rows->items[i]);
        struct place place = {.relation = of, .hand = &same};
        struct value value = aggregate_value(evaluation, &place, relation->derived);
        rows_push(evaluation->arena, ret_rows, with_field(evaluation, rows->items[i], relation, value));
    }
}

static void select_row(struct evaluation *evaluation, const struct relation *relation, const struct place *place,
                       struct rows *ret_rows) {
    struct reference_row *row = row_new(evaluation, FORM_COLUMNS, place->row == NULL ? 0 : place->row->place);
    row->value_count = relation->column_count;
    row->values = REFERENCE_ARRAY(evaluation->arena, row->value_count, struct value);
    for (size_t i = 0; i < row->value_count; i++) {
        row->values[i] = evaluate(evaluation, place, relation->columns[i].value);
    }
    rows_push(evaluation->arena, ret_rows, row);
}

static void select_rows(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows) {
    const struct relation *of = relation->inputs[0];
    const struct rows *rows = evaluation_rows(evaluation, of);
    if (relation->single_row) {
        select_row(evaluation, relation, &(struct place){.relation = of, .hand = rows}, ret_rows);
        return;
    }
    for (size_t i = 0; i < rows->count; i++) {
        struct place place = on_row(rows->items[i], of);
        select_row(evaluation, relation, &place, ret_rows);
    }
}

// ---------------------------------------------------------------------------
// Any relation

static void make(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows) {
    switch (relation->kind) {
    case RELATION_SEARCH:
        search(evaluation, relation, ret_rows);
        *ret_rows = filtered(evaluation, relation, relation, ret_rows);
        break;
    case RELATION_FILTER:
        *ret_rows =
            filtered(evaluation, relation, relation->inputs[0], evaluation_rows(evaluation, relation->inputs[0]));
        break;
    case RELATION_DERIVE:
        derive(evaluation, relation, ret_rows);
        break;
    case RELATION_COUNT_BY:
        count_by(evaluation, relation, ret_rows);
        break;
    case RELATION_SELECT:
        select_rows(evaluation, relation, ret_rows);
        break;
    case RELATION_JOIN:
        rows_join(evaluation, relation, ret_rows);
        break;
    case RELATION_GROUP:
        rows_group(evaluation, relation, ret_rows);
        break;
    case RELATION_DIFFERENCE:
        rows_difference(evaluation, relation, ret_rows);
        break;
    case RELATION_RUN:
        rows_run(evaluation, relation, ret_rows);
        break;
    default:
        break;
    }
}

const struct rows *evaluation_rows(struct evaluation *evaluation, const struct relation *relation) {
    for (const struct made_set *set = evaluation->sets; set != NULL; set = set->next) {
        if (set->relation == relation) {
            return &set->rows;
        }
    }
    struct arena *before = evaluation->arena;
    evaluation->arena = evaluation->lasting;
    struct made_set *set = REFERENCE_NEW(evaluation->lasting, struct made_set);
    make(evaluation, relation, &set->rows);
    *set = (struct made_set){relation, set->rows, evaluation->sets};
    evaluation->sets = set;
    evaluation->arena = before;
    return &set->rows;
}
