// SPDX-License-Identifier: Apache-2.0
// Names of fields: which column of a record, or which value of a row, they mean.
#include "reference.h"

#include "base/fold.h"
#include "event/row.h"

#include <stdlib.h>

const struct expr *expression_of(const struct expr *expr) {
    while (expr->kind == EXPR_NAME && expr->reference.kind == REFERENCE_VALUE &&
           expr->reference.binding->kind == BINDING_VALUE && expr->reference.binding->key_count == 0) {
        expr = expr->reference.binding->value;
    }
    return expr;
}

static bool same_column(const struct reference_column *a, const struct reference_column *b) {
    if (a->kind != b->kind || a->field != b->field || a->name_count != b->name_count) {
        return false;
    }
    for (size_t i = 0; i < a->name_count; i++) {
        if (!slice_equal(a->names[i], b->names[i])) {
            return false;
        }
    }
    return true;
}

size_t column_number(struct evaluation *evaluation, const struct reference_column *column) {
    struct reference_columns *columns = &evaluation->columns;
    for (size_t i = 0; i < columns->count; i++) {
        if (same_column(&columns->items[i], column)) {
            return i;
        }
    }
    if (columns->count == columns->capacity) {
        struct reference_column *old = columns->items;
        columns->capacity = columns->capacity * 2 + 8;
        columns->items = REFERENCE_ARRAY(evaluation->arena, columns->capacity, struct reference_column);
        for (size_t i = 0; i < columns->count; i++) {
            columns->items[i] = old[i];
        }
    }
    columns->items[columns->count] = *column;
    return columns->count++;
}

// The names of the path from `first` on, as a column.
static struct reference_column path_column(struct evaluation *evaluation, int kind, size_t field,
                                           const struct path *path, size_t first) {
    size_t count = path->count > first ? path->count - first : 0;
    struct reference_column column = {kind, field, REFERENCE_ARRAY(evaluation->arena, count, struct slice), count};
    for (size_t i = 0; i < count; i++) {
        column.names[i] = path->names[first + i].text;
    }
    return column;
}

// The columns that a name is read from, the first that is not null: at most two.
static size_t columns_of(struct evaluation *evaluation, const struct reference *reference, const struct path *path,
                         struct reference_column *ret_columns) {
    static const int header[][2] = {
        {REFERENCE_TIME, ROW_TIME},
        {REFERENCE_RAW_EVENT, ROW_RAW_EVENT},
        {REFERENCE_EVENT_CODE, ROW_EVENT_CODE},
        {REFERENCE_LOG_NAME, ROW_LOG_NAME},
        {REFERENCE_SEVERITY, ROW_SEVERITY},
        {REFERENCE_SUBJECT_SECURITY_ID, ROW_SUBJECT_SECURITY_ID},
    };
    for (size_t i = 0; i < sizeof header / sizeof *header; i++) {
        if (header[i][0] == (int)reference->kind) {
            ret_columns[0] = (struct reference_column){.kind = header[i][1]};
            return 1;
        }
    }
    if (reference->kind == REFERENCE_FIELD) {
        ret_columns[0] = path_column(evaluation, ROW_FIELD, reference->field, path, reference->first + 1);
        return 1;
    }
    if (reference->kind != REFERENCE_NATIVE) {
        return 0;
    }
    ret_columns[0] = path_column(evaluation, ROW_NATIVE, 0, path, reference->first);
    if (!reference->any_object || reference->field == SIZE_MAX) {
        return 1;
    }
    ret_columns[1] = path_column(evaluation, ROW_FIELD, reference->field, path, reference->first + 1);
    return 2;
}

void want_field(struct evaluation *evaluation, const struct reference *reference, const struct path *path) {
    struct reference_column columns[2];
    size_t count = columns_of(evaluation, reference, path, columns);
    for (size_t i = 0; i < count; i++) {
        (void)column_number(evaluation, &columns[i]);
    }
}

// The row that has the field: the row itself, or below it through joins.
static const struct reference_row *owner(const struct reference_row *row, const struct reference *reference) {
    for (size_t i = 0; row != NULL && i < reference->member_count; i++) {
        row = row->form == FORM_JOIN ? row->members.items[reference->members[i]] : NULL;
    }
    return row;
}

static struct value added_value(const struct reference_row *row, const struct expr *expr, struct slice name) {
    const struct added_field *by_name = NULL;
    for (const struct added_field *field = row->added; field != NULL; field = field->before) {
        if (field->expr == expr) {
            return field->value;
        }
        if (by_name == NULL && fold_name_equal(field->name, name)) {
            by_name = field;
        }
    }
    return by_name == NULL ? value_null() : by_name->value;
}

// How the set that the row came from has the field: in a group it may differ
// from input to input. NULL: not at all.
static const struct reference *own_reference(const struct place *place, const struct reference *reference) {
    if (reference->by_input == NULL) {
        return reference;
    }
    for (size_t i = 0; i < reference->input_count; i++) {
        if (reference->by_input[i].rows == place->relation) {
            return &reference->by_input[i];
        }
    }
    return NULL;
}

struct value field_value(struct evaluation *evaluation, const struct place *place, const struct reference *written,
                         const struct path *path) {
    const struct reference *reference = own_reference(place, written);
    const struct reference_row *row = reference == NULL ? NULL : owner(place->row, reference);
    if (row == NULL) {
        return value_null();
    }
    if (reference->kind == REFERENCE_DERIVED) {
        return added_value(row, reference->derived, path->names[reference->first].text);
    }
    if (reference->kind == REFERENCE_COLUMN) {
        return reference->field < row->value_count ? row->values[reference->field] : value_null();
    }
    struct reference_column columns[2];
    size_t count = row->record == NULL ? 0 : columns_of(evaluation, reference, path, columns);
    for (size_t i = 0; i < count; i++) {
        struct value value = row->record->values[column_number(evaluation, &columns[i])];
        if (value.kind != VALUE_NULL) {
            return value;
        }
    }
    return value_null();
}

struct value key_value(struct evaluation *evaluation, const struct relation *relation, const struct reference_row *row,
                       const struct relation_key *key, size_t input) {
    struct place place = {.row = row, .relation = relation};
    struct value value = field_value(evaluation, &place, &key->references[input], key->path);
    return value.kind == VALUE_LIST || value.kind == VALUE_RECORD ? value_null() : value;
}
