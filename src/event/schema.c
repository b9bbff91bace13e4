// SPDX-License-Identifier: Apache-2.0
#include "event/schema.h"

#include <stdint.h>
#include <stdlib.h>

static bool is_any(struct slice name) {
    return slice_equal(name, SLICE("*"));
}

// The slot of the path `prefix` (from a sensor map) and then `names`.
static size_t want(struct row_schema *schema, const struct key_path *prefix, const struct slice *names, size_t count,
                   enum want_match match) {
    size_t total = prefix->count + count;
    struct want_step *steps = ARENA_ARRAY(&schema->arena, total, struct want_step);
    if (steps == NULL) {
        return 0;
    }
    for (size_t i = 0; i < prefix->count; i++) {
        steps[i].match = is_any(prefix->names[i]) ? WANT_ANY : WANT_EXACT;
        steps[i].name = prefix->names[i];
    }
    for (size_t i = 0; i < count; i++) {
        steps[prefix->count + i] = (struct want_step){.match = match, .name = names[i]};
    }
    return want_add(&schema->tree, steps, total);
}

static struct slot_list make_list(struct row_schema *schema, size_t capacity) {
    return (struct slot_list){.items = ARENA_ARRAY(&schema->arena, capacity, size_t)};
}

static void add_slot(struct slot_list *list, size_t slot) {
    if (list->items != NULL) {
        list->items[list->count++] = slot;
    }
}

static struct slot_list want_paths(struct row_schema *schema, const struct key_paths *paths) {
    struct slot_list list = make_list(schema, paths->count);
    for (size_t i = 0; i < paths->count; i++) {
        add_slot(&list, want(schema, &paths->items[i], NULL, 0, WANT_EXACT));
    }
    return list;
}

static bool is_foreign(const struct shape *shape, struct slice name) {
    for (size_t i = 0; i < shape->foreign_count; i++) {
        if (slice_equal(shape->foreign[i], name)) {
            return true;
        }
    }
    return false;
}

static struct slot_list want_native(struct row_schema *schema, const struct shape *shape, struct slice name) {
    struct slot_list list = make_list(schema, shape->data.count);
    for (size_t i = 0; i < shape->data.count && !is_foreign(shape, name); i++) {
        add_slot(&list, want(schema, &shape->data.items[i], &name, 1, WANT_EXACT));
    }
    return list;
}

static void want_in(struct row_schema *schema, const struct key_paths *places, const struct row_column *column,
                    struct slot_list *list) {
    for (size_t i = 0; i < places->count; i++) {
        const struct key_path *place = &places->items[i];
        add_slot(list, want(schema, place, column->names, column->name_count, WANT_EXACT));
        add_slot(list, want(schema, place, column->names, column->name_count, WANT_FOLDED));
    }
}

// Where a native field of a rule may be, in the order of row_column's comment.
static struct slot_list want_column(struct row_schema *schema, const struct shape *shape,
                                    const struct row_column *column) {
    struct key_path no_path = {0};
    const struct key_paths record = {.items = &no_path, .count = 1};
    struct slot_list list = make_list(schema, 2 * (shape->data.count + shape->header.count + 1));
    want_in(schema, &shape->data, column, &list);
    want_in(schema, &shape->header, column, &list);
    want_in(schema, &record, column, &list);
    return list;
}

static void want_shape(struct row_schema *schema, const struct shape *shape, struct shape_slots *slots) {
    slots->present = want_paths(schema, &shape->present);
    slots->id = want_paths(schema, &shape->id);
    slots->provider = want_paths(schema, &shape->provider);
    slots->channel = want_paths(schema, &shape->channel);
    slots->computer = want_paths(schema, &shape->computer);
    slots->event_time = want_paths(schema, &shape->event_time);
    slots->time = want_paths(schema, &shape->time);
    slots->level = want_paths(schema, &shape->level);
    slots->natives = ARENA_ARRAY(&schema->arena, schema->native_count, struct slot_list);
    slots->columns = ARENA_ARRAY(&schema->arena, schema->column_count, struct slot_list);
    for (size_t i = 0; slots->natives != NULL && i < schema->native_count; i++) {
        slots->natives[i] = want_native(schema, shape, schema->natives[i]);
    }
    for (size_t i = 0; slots->columns != NULL && i < schema->column_count; i++) {
        if (schema->columns[i].kind == ROW_NATIVE) {
            slots->columns[i] = want_column(schema, shape, &schema->columns[i]);
        }
    }
}

static size_t intern_native(struct row_schema *schema, struct slice name) {
    for (size_t i = 0; i < schema->native_count; i++) {
        if (slice_equal(schema->natives[i], name)) {
            return i;
        }
    }
    schema->natives[schema->native_count] = name;
    return schema->native_count++;
}

static bool is_field_wanted(const struct row_schema *schema, size_t field) {
    if (schema->all_fields) {
        return true;
    }
    for (size_t i = 0; i < schema->column_count; i++) {
        if (schema->columns[i].kind == ROW_RAW_EVENT ||
            (schema->columns[i].kind == ROW_FIELD && schema->columns[i].field == field)) {
            return true;
        }
    }
    return false;
}

static void add_field_natives(struct row_schema *schema, const struct field_map *map, struct field_natives *natives) {
    if (!is_field_wanted(schema, map->field)) {
        return;
    }
    for (size_t i = 0; i < map->native_count; i++) {
        bool computer = slice_equal(map->natives[i], SLICE("Computer"));
        natives->numbers[i] = computer ? SCHEMA_COMPUTER : intern_native(schema, map->natives[i]);
    }
}

static size_t find_map(const struct event_map *event, size_t field) {
    for (size_t i = 0; i < event->field_count; i++) {
        if (event->fields[i].field == field) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void add_event(struct row_schema *schema, const struct event_map *event) {
    struct event_schema *own = &schema->events[event->number];
    own->conditions = ARENA_ARRAY(&schema->arena, event->condition_count, size_t);
    own->fields = ARENA_ARRAY(&schema->arena, event->field_count, struct field_natives);
    own->columns = ARENA_ARRAY(&schema->arena, schema->column_count, size_t);
    if (arena_failed(&schema->arena)) {
        return;
    }
    for (size_t i = 0; i < event->condition_count; i++) {
        own->conditions[i] = intern_native(schema, event->conditions[i].native);
    }
    for (size_t i = 0; i < event->field_count; i++) {
        add_field_natives(schema, &event->fields[i], &own->fields[i]);
    }
    for (size_t i = 0; i < schema->column_count; i++) {
        const struct row_column *column = &schema->columns[i];
        own->columns[i] = column->kind == ROW_FIELD ? find_map(event, column->field) : SIZE_MAX;
    }
    if (event->field_count > schema->field_capacity) {
        schema->field_capacity = event->field_count;
    }
}

// Room for the natives of every map.
static size_t count_natives(const struct carl_model *model) {
    size_t count = 1;
    for (size_t i = 0; i < model->sensor_count; i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            const struct event_map *event = &model->sensors[i].events[j];
            count += event->condition_count + 2 * event->field_count;
        }
    }
    return count;
}

static void add_events(struct row_schema *schema) {
    const struct carl_model *model = schema->model;
    schema->natives = ARENA_ARRAY(&schema->arena, count_natives(model), struct slice);
    schema->events = ARENA_ARRAY(&schema->arena, model->event_count, struct event_schema);
    if (arena_failed(&schema->arena)) {
        return;
    }
    schema->subject_sid = intern_native(schema, SLICE("SubjectUserSid"));
    for (size_t i = 0; i < model->sensor_count; i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            add_event(schema, &model->sensors[i].events[j]);
        }
    }
}

static void copy_columns(struct row_schema *schema, const struct row_column *columns, size_t count) {
    schema->columns = ARENA_ARRAY(&schema->arena, count, struct row_column);
    schema->column_count = count;
    for (size_t i = 0; schema->columns != NULL && i < count; i++) {
        struct slice *names = ARENA_ARRAY(&schema->arena, columns[i].name_count, struct slice);
        for (size_t j = 0; names != NULL && j < columns[i].name_count; j++) {
            names[j] = arena_copy(&schema->arena, columns[i].names[j]);
        }
        schema->columns[i] = columns[i];
        schema->columns[i].names = names;
    }
}

enum carl_status row_schema_create(const struct carl_model *model, const struct row_column *columns, size_t count,
                                   bool all_fields, struct row_schema **ret_schema) {
    struct row_schema *schema = calloc(1, sizeof *schema);
    if (schema == NULL) {
        return CARL_ERROR_MEMORY;
    }
    arena_init(&schema->arena);
    schema->model = model;
    schema->all_fields = all_fields;
    copy_columns(schema, columns, count);
    want_init(&schema->tree, &schema->arena);
    schema->shapes = ARENA_ARRAY(&schema->arena, model->shape_count + 1, struct shape_slots);
    if (!arena_failed(&schema->arena)) {
        add_events(schema);
    }
    static const struct shape no_shape = {0};
    for (size_t i = 0; i <= model->shape_count && !arena_failed(&schema->arena); i++) {
        want_shape(schema, i < model->shape_count ? &model->shapes[i] : &no_shape, &schema->shapes[i]);
    }
    if (arena_failed(&schema->arena)) {
        row_schema_destroy(schema);
        return CARL_ERROR_MEMORY;
    }
    *ret_schema = schema;
    return CARL_OK;
}

void row_schema_destroy(struct row_schema *schema) {
    if (schema != NULL) {
        arena_finish(&schema->arena);
        free(schema);
    }
}
