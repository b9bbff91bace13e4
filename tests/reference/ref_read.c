// SPDX-License-Identifier: Apache-2.0
// What the rule wants of records, and the records with it.
#include "ref_scalar.h"

#include "event/row.h"

#include <stdio.h>
#include <stdlib.h>

void *reference_alloc(struct arena *arena, size_t count, size_t size) {
    void *memory = arena_array(arena, count == 0 ? 1 : count, size);
    if (memory == NULL) {
        fputs("reference: out of memory\n", stderr);
        exit(99);
    }
    return memory;
}

// ---------------------------------------------------------------------------
// Columns

static void want_keys(struct evaluation *evaluation, const struct relation_key *keys, size_t count, size_t inputs) {
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < inputs; i++) {
            want_field(evaluation, &keys[k].references[i], keys[k].path);
        }
    }
}

static void want_name(struct expr *expr, void *user) {
    struct evaluation *evaluation = user;
    if (expr->kind == EXPR_RAW_EVENT) {
        (void)column_number(evaluation, &(struct reference_column){.kind = ROW_RAW_EVENT});
    }
    if (expr->kind != EXPR_NAME) {
        return;
    }
    const struct binding *binding = expr->reference.binding;
    if (expr->reference.kind == REFERENCE_VALUE && binding->kind == BINDING_VALUE) {
        expr_walk(binding->value, want_name, evaluation);
        want_keys(evaluation, binding->keys, binding->key_count, 1);
        for (size_t i = 0; i < binding->key_count; i++) {
            want_field(evaluation, &expr->reference.keys[i], binding->keys[i].path);
        }
        return;
    }
    want_field(evaluation, &expr->reference, &expr->as.name.path);
    for (size_t i = 0; expr->reference.by_input != NULL && i < expr->reference.input_count; i++) {
        want_field(evaluation, &expr->reference.by_input[i], &expr->as.name.path);
    }
}

static void want_relation(struct evaluation *evaluation, const struct relation *relation) {
    expr_walk(relation->condition, want_name, evaluation);
    expr_walk(relation->derived, want_name, evaluation);
    for (size_t i = 0; i < relation->column_count; i++) {
        expr_walk(relation->columns[i].value, want_name, evaluation);
    }
    want_keys(evaluation, relation->keys, relation->key_count,
              relation->kind == RELATION_COUNT_BY ? 1 : relation->input_count);
}

// ---------------------------------------------------------------------------
// Records

static struct value copy_value(struct arena *arena, struct value value) {
    value.text = arena_copy(arena, value.text);
    if (value.kind == VALUE_LIST) {
        struct value *items = REFERENCE_ARRAY(arena, value.as.list.count, struct value);
        for (size_t i = 0; i < value.as.list.count; i++) {
            items[i] = copy_value(arena, value.as.list.items[i]);
        }
        value.as.list.items = items;
    }
    return value;
}

static void keep_mapped(struct evaluation *evaluation, const struct row *row, struct record *record) {
    size_t field;
    struct value value;
    size_t count = 0;
    while (row_mapped_field(row, count, &field, &value)) {
        count++;
    }
    record->mapped = REFERENCE_ARRAY(evaluation->arena, count, struct mapped_field);
    while (row_mapped_field(row, record->mapped_count, &field, &value)) {
        record->mapped[record->mapped_count++] =
            (struct mapped_field){evaluation->model->fields[field].name, copy_value(evaluation->arena, value)};
    }
}

static void keep_record(struct evaluation *evaluation, const struct row *row, size_t line) {
    struct record *record = &evaluation->records[evaluation->record_count];
    *record = (struct record){
        .line = line,
        .place = evaluation->record_count++,
        .object = row->object,
        .action = row->action,
        .has_time = row->has_time,
        .time = row->time,
        .values = REFERENCE_ARRAY(evaluation->arena, evaluation->columns.count, struct value),
    };
    for (size_t i = 0; i < evaluation->columns.count; i++) {
        record->values[i] = copy_value(evaluation->arena, row_value(row, i));
    }
    keep_mapped(evaluation, row, record);
    bool later = evaluation->now.kind == VALUE_NULL || row->time > evaluation->now.as.nanoseconds;
    if (row->has_time && later) {
        evaluation->now = value_time(row->time, (struct slice){0});
    }
}

static void read_lines(struct evaluation *evaluation, struct row_reader *reader, struct slice events) {
    size_t line = 0;
    for (size_t at = 0; at < events.size;) {
        size_t end = at;
        while (end < events.size && events.data[end] != '\n') {
            end++;
        }
        struct slice record = slice_sub(events, at, end);
        const struct row *row;
        struct row_error error;
        line++;
        at = end + 1;
        while (record.size > 0 && strchr(" \t\r", record.data[record.size - 1]) != NULL) {
            record.size--;
        }
        if (record.size > 0 && row_read(reader, record, &row, &error) == ROW_READ) {
            keep_record(evaluation, row, line);
        }
    }
}

static struct row_schema *make_schema(struct evaluation *evaluation) {
    size_t count = evaluation->columns.count;
    struct row_column *columns = REFERENCE_ARRAY(evaluation->arena, count, struct row_column);
    struct row_schema *schema = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct reference_column *column = &evaluation->columns.items[i];
        columns[i] =
            (struct row_column){(enum row_column_kind)column->kind, column->field, column->names, column->name_count};
    }
    if (row_schema_create(evaluation->model, columns, count, true, &schema) != CARL_OK) {
        fputs("reference: no row schema\n", stderr);
        exit(99);
    }
    return schema;
}

static void want_rule(struct evaluation *evaluation, const struct checked_rule *rule) {
    for (size_t i = 0; i < rule->relation_count; i++) {
        want_relation(evaluation, rule->relations[i]);
        if (rule->relations[i]->kind == RELATION_RUN) {
            want_rule(evaluation, rule->relations[i]->analytic);
        }
    }
    for (size_t i = 0; i < rule->output_count; i++) {
        if (rule->outputs[i].relation == NULL) {
            const struct binding *binding = rule->outputs[i].binding;
            expr_walk(binding->value, want_name, evaluation);
            want_keys(evaluation, binding->keys, binding->key_count, 1);
        }
    }
}

void evaluation_read(struct evaluation *evaluation, struct slice events) {
    for (size_t i = 0; i < evaluation->rule_count; i++) {
        if (evaluation->rules[i] != NULL) {
            want_rule(evaluation, evaluation->rules[i]);
        }
    }
    size_t lines = 1;
    for (size_t i = 0; i < events.size; i++) {
        lines += events.data[i] == '\n';
    }
    evaluation->records = REFERENCE_ARRAY(evaluation->arena, lines, struct record);
    struct row_schema *schema = make_schema(evaluation);
    struct row_reader *reader = NULL;
    if (row_reader_create(schema, true, &reader) == CARL_OK) {
        read_lines(evaluation, reader, events);
    }
    row_reader_destroy(reader);
    row_schema_destroy(schema);
}
