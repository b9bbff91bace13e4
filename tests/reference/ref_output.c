// SPDX-License-Identifier: Apache-2.0
// The reference's hits as JSON.
#include "ref_scalar.h"

#include "base/fold.h"

#include <stdio.h>
#include <stdlib.h>

static json_t *text_json(struct slice text) {
    return json_stringn(text.size == 0 ? "" : text.data, text.size);
}

static json_t *value_json(struct arena *arena, struct value value) {
    switch (value.kind) {
    case VALUE_NULL:
        return json_null();
    case VALUE_TEXT:
        return text_json(value.text);
    case VALUE_BOOLEAN:
        return json_boolean(value.as.boolean);
    case VALUE_TIME:
        return text_json(time_write(arena, value.as.nanoseconds));
    case VALUE_DURATION:
        return json_real((double)value.as.nanoseconds / 1e9);
    case VALUE_LIST: {
        json_t *array = json_array();
        for (size_t i = 0; i < value.as.list.count; i++) {
            json_array_append_new(array, value_json(arena, value.as.list.items[i]));
        }
        return array;
    }
    case VALUE_NUMBER: {
        char digits[64];
        snprintf(digits, sizeof digits, "%.*s", (int)value.text.size, value.text.data);
        return json_real(strtod(digits, NULL));
    }
    case VALUE_RECORD:
        break;
    }
    return json_loadb(value.text.data, value.text.size, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL);
}

static json_t *time_json(struct arena *arena, bool has_time, int64_t time) {
    return has_time ? text_json(time_write(arena, time)) : json_null();
}

// The last definition of each field that the rule gave the row; NULL: no more.
static const struct added_field *next_added(const struct reference_row *row, const struct added_field *field) {
    for (; field != NULL; field = field->before) {
        bool hidden = false;
        for (const struct added_field *later = row->added; later != field; later = later->before) {
            hidden = hidden || fold_name_equal(later->name, field->name);
        }
        if (!hidden) {
            return field;
        }
    }
    return NULL;
}

static bool is_replaced(const struct reference_row *row, struct slice name) {
    for (const struct added_field *field = row->added; field != NULL; field = field->before) {
        if (fold_name_equal(field->name, name)) {
            return true;
        }
    }
    return false;
}

// What the sensor map fills, and what the rule added or replaced; no nulls.
static json_t *fields_json(struct arena *arena, const struct reference_row *row) {
    json_t *fields = json_object();
    for (size_t i = 0; row->record != NULL && i < row->record->mapped_count; i++) {
        struct mapped_field mapped = row->record->mapped[i];
        if (mapped.value.kind != VALUE_NULL && !is_replaced(row, mapped.name)) {
            json_object_setn_new(fields, mapped.name.data, mapped.name.size, value_json(arena, mapped.value));
        }
    }
    for (const struct added_field *field = row->added; (field = next_added(row, field)) != NULL;
         field = field->before) {
        if (field->value.kind != VALUE_NULL) {
            json_object_setn_new(fields, field->name.data, field->name.size, value_json(arena, field->value));
        }
    }
    return fields;
}

// Keys or columns, and the fields that the rule added, which may replace one.
static json_t *columns_json(struct arena *arena, const struct relation *shape, const struct reference_row *row) {
    json_t *columns = json_object();
    for (size_t i = 0; i < row->value_count; i++) {
        struct slice name = shape->kind == RELATION_GROUP ? shape->keys[i].name : shape->columns[i].name;
        json_object_setn_new(columns, name.data, name.size, value_json(arena, row->values[i]));
    }
    for (const struct added_field *field = row->added; (field = next_added(row, field)) != NULL;
         field = field->before) {
        struct slice name = field->name;
        for (size_t i = 0; i < row->value_count; i++) {
            struct slice column = shape->kind == RELATION_GROUP ? shape->keys[i].name : shape->columns[i].name;
            name = fold_name_equal(column, field->name) ? column : name;
        }
        json_object_setn_new(columns, name.data, name.size, value_json(arena, field->value));
    }
    return columns;
}

static json_t *member_json(struct arena *arena, const struct relation *relation, const struct reference_row *row);

static json_t *members_json(struct arena *arena, const struct relation *join, const struct reference_row *row) {
    json_t *members = json_object();
    for (size_t i = 0; i < join->input_count; i++) {
        struct slice name = join->input_names[i].text;
        json_object_setn_new(members, name.data, name.size, member_json(arena, join->inputs[i], row->members.items[i]));
    }
    return members;
}

// An event is the number of its line and its fields.
static json_t *member_json(struct arena *arena, const struct relation *relation, const struct reference_row *row) {
    const struct relation *shape = relation_shape(relation);
    if (row->form == FORM_EVENT) {
        return json_pack("{s:f,s:o}", "line", (double)row->record->line, "fields", fields_json(arena, row));
    }
    if (row->form != FORM_JOIN) {
        return json_pack("{s:o}", "row", columns_json(arena, shape, row));
    }
    json_t *members = json_pack("{s:o}", "members", members_json(arena, shape, row));
    if (row->added != NULL) {
        json_object_set_new(members, "fields", fields_json(arena, row));
    }
    return members;
}

static void append_sources(json_t *sources, const struct reference_row *row) {
    if (row->form == FORM_EVENT) {
        json_array_append_new(sources, json_real((double)row->record->line));
    }
    for (size_t i = 0; i < row->members.count; i++) {
        append_sources(sources, row->members.items[i]);
    }
}

static void add_group(struct arena *arena, json_t *hit, const struct reference_row *row) {
    struct reference_row first = {0};
    struct reference_row last = {0};
    json_t *sources = json_array();
    for (size_t i = 0; i < row->members.count; i++) {
        const struct reference_row *member = row->members.items[i];
        if (member->has_time) {
            first = !first.has_time || member->time < first.time ? *member : first;
            last = !last.has_time || member->time > last.time ? *member : last;
        }
    }
    append_sources(sources, row);
    json_object_set_new(hit, "count", json_real((double)row->members.count));
    json_object_set_new(hit, "first", time_json(arena, first.has_time, first.time));
    json_object_set_new(hit, "last", time_json(arena, last.has_time, last.time));
    json_object_set_new(hit, "sources", sources);
}

static json_t *hit_json(struct arena *arena, const struct relation *relation, const struct reference_row *row) {
    json_t *hit = member_json(arena, relation, row);
    if (row->form == FORM_GROUP) {
        add_group(arena, hit, row);
    }
    return hit;
}

static bool is_key_name(const struct binding *binding, struct slice name) {
    for (size_t i = 0; i < binding->key_count; i++) {
        if (fold_name_equal(binding->keys[i].name, name)) {
            return true;
        }
    }
    return false;
}

// The variable's name, made longer until no key is called so.
static struct slice value_column(struct arena *arena, const struct binding *binding, struct slice name) {
    while (is_key_name(binding, name)) {
        char *longer = REFERENCE_ARRAY(arena, name.size + 7, char);
        snprintf(longer, name.size + 7, "%.*s_value", (int)name.size, name.data);
        name = slice_from_string(longer);
    }
    return name;
}

// A row for each key of a per-key aggregate, where the first row with it stands.
static void append_keyed(struct evaluation *evaluation, const struct checked_output *output, json_t *hits) {
    const struct binding *binding = output->binding;
    const struct relation *of = binding->relation;
    struct rows rows = evaluation_rows_in_order(evaluation, of);
    struct slice name = value_column(evaluation->arena, binding, output->name.text);
    for (size_t i = 0; i < rows.count; i++) {
        struct rows same = rows_of_key(evaluation, of, &rows, binding->keys, binding->key_count, rows.items[i]);
        if (same.items[0] != rows.items[i]) {
            continue;
        }
        json_t *columns = json_object();
        for (size_t k = 0; k < binding->key_count; k++) {
            struct slice key = binding->keys[k].name;
            struct value value = key_value(evaluation, of, rows.items[i], &binding->keys[k], 0);
            json_object_setn_new(columns, key.data, key.size, value_json(evaluation->arena, value));
        }
        struct place place = {.relation = of, .hand = &same};
        struct value value = aggregate_value(evaluation, &place, binding->value);
        json_object_setn_new(columns, name.data, name.size, value_json(evaluation->arena, value));
        json_array_append_new(hits, json_pack("{s:o}", "row", columns));
    }
}

// A value that the rule outputs, null or not.
static void append_value(struct evaluation *evaluation, const struct binding *binding, json_t *hits) {
    struct value value = evaluate(evaluation, &(struct place){0}, binding->value);
    json_array_append_new(hits, json_pack("{s:o}", "value", value_json(evaluation->arena, value)));
}

json_t *evaluation_output(struct evaluation *evaluation, const struct checked_rule *rule) {
    json_t *outputs = json_object();
    for (size_t i = 0; i < rule->output_count; i++) {
        const struct checked_output *output = &rule->outputs[i];
        json_t *hits = json_array();
        if (output->relation == NULL && output->binding->key_count > 0) {
            append_keyed(evaluation, output, hits);
        } else if (output->relation == NULL) {
            append_value(evaluation, output->binding, hits);
        } else {
            const struct rows *rows = evaluation_rows(evaluation, output->relation);
            for (size_t k = 0; k < rows->count; k++) {
                json_array_append_new(hits, hit_json(evaluation->arena, output->relation, rows->items[k]));
            }
        }
        if (json_array_size(hits) > 0) {
            json_object_setn_new(outputs, output->name.text.data, output->name.text.size, hits);
        } else {
            json_decref(hits);
        }
    }
    return outputs;
}
