// SPDX-License-Identifier: Apache-2.0
#include "event/schema.h"

#include "base/fold.h"

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

// Where the event data is mixed with what is the logger's.
static bool is_foreign(const struct shape *shape, const struct key_path *place, struct slice name) {
    for (size_t i = 0; i < shape->foreign_count && place->count == 0; i++) {
        if (slice_equal(shape->foreign[i], name)) {
            return true;
        }
    }
    return false;
}

// The name of a member of the event data as records of the shape write it.
static struct slice name_in(struct row_schema *schema, const struct shape *shape, struct slice name) {
    struct slice copy = shape->lower_first ? arena_copy(&schema->arena, name) : name;
    if (shape->lower_first && copy.size > 0 && copy.data != NULL) {
        char *first = (char *)(uintptr_t)copy.data;
        first[0] = (char)fold_byte((unsigned char)first[0]);
    }
    return copy;
}

static struct slot_list want_native(struct row_schema *schema, const struct shape *shape, const struct native *native) {
    struct slot_list list = {0};
    if (native->kind == NATIVE_ROOT) {
        list = make_list(schema, 1);
        add_slot(&list, want(schema, &native->path, NULL, 0, WANT_EXACT));
    } else if (native->kind == NATIVE_DATA) {
        struct slice name = name_in(schema, shape, native->text);
        list = make_list(schema, shape->data.count);
        for (size_t i = 0; i < shape->data.count; i++) {
            const struct key_path *place = &shape->data.items[i];
            if (!is_foreign(shape, place, native->text)) {
                add_slot(&list, want(schema, place, &name, 1, WANT_EXACT));
            }
        }
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

static void want_shape(struct row_schema *schema, const struct shape *shape, const bool *natives,
                       struct shape_slots *slots) {
    slots->id = want_paths(schema, &shape->id);
    slots->provider = want_paths(schema, &shape->provider);
    slots->channel = want_paths(schema, &shape->channel);
    slots->computer = want_paths(schema, &shape->computer);
    slots->event_time = want_paths(schema, &shape->event_time);
    slots->time = want_paths(schema, &shape->time);
    slots->level = want_paths(schema, &shape->level);
    slots->embedded = want_paths(schema, &shape->embedded);
    slots->natives = ARENA_ARRAY(&schema->arena, schema->model->native_count, struct slot_list);
    slots->columns = ARENA_ARRAY(&schema->arena, schema->column_count, struct slot_list);
    for (size_t i = 0; slots->natives != NULL && i < schema->model->native_count; i++) {
        if (natives[i]) {
            slots->natives[i] = want_native(schema, shape, &schema->model->natives[i]);
        }
    }
    for (size_t i = 0; slots->columns != NULL && i < schema->column_count; i++) {
        if (schema->columns[i].kind == ROW_NATIVE) {
            slots->columns[i] = want_column(schema, shape, &schema->columns[i]);
        }
    }
}

// ---------------------------------------------------------------------------
// The natives that the maps need

// By field of the model: whether it is wanted.
static bool *find_wanted_fields(struct row_schema *schema) {
    bool *wanted = ARENA_ARRAY(&schema->arena, schema->model->field_count, bool);
    bool all = schema->all_fields;
    for (size_t i = 0; i < schema->column_count; i++) {
        all = all || schema->columns[i].kind == ROW_RAW_EVENT;
        if (wanted != NULL && schema->columns[i].kind == ROW_FIELD) {
            wanted[schema->columns[i].field] = true;
        }
    }
    if (wanted != NULL && all) {
        memset(wanted, 1, schema->model->field_count * sizeof *wanted);
    }
    return wanted;
}

static void mark_expression(const struct expression *expression, bool *natives) {
    if (expression->kind == EXPRESSION_NATIVE) {
        natives[expression->native] = true;
    }
    for (size_t i = 0; i < expression->input_count; i++) {
        mark_expression(&expression->inputs[i], natives);
    }
}

// What the sensor's events need in records of any shape.
static void mark_sensor(const struct sensor *sensor, const bool *fields, bool *natives) {
    for (size_t i = 0; i < sensor->sign_count; i++) {
        natives[sensor->signs[i]] = true;
    }
    for (size_t i = 0; i < sensor->event_count; i++) {
        const struct event_map *event = &sensor->events[i];
        for (size_t j = 0; j < event->condition_count; j++) {
            natives[event->conditions[j].native] = true;
        }
        for (size_t j = 0; j < event->field_count; j++) {
            if (fields[event->fields[j].field]) {
                mark_expression(&event->fields[j].value, natives);
            }
        }
    }
}

// What they need in records of single shapes.
static void mark_overlays(const struct row_schema *schema, const struct sensor *sensor, const bool *fields,
                          bool *natives) {
    size_t count = schema->model->native_count;
    for (size_t i = 0; i < sensor->event_count; i++) {
        for (size_t j = 0; j < sensor->events[i].field_count; j++) {
            const struct field_map *map = &sensor->events[i].fields[j];
            for (size_t k = 0; fields[map->field] && k < map->overlay_count; k++) {
                mark_expression(&map->overlays[k].value, natives + map->overlays[k].shape * count);
            }
        }
    }
}

static void add_sensor(struct row_schema *schema, size_t number, const bool *fields, bool *own, bool *natives) {
    const struct carl_model *model = schema->model;
    const struct sensor *sensor = &model->sensors[number];
    memset(own, 0, model->native_count * sizeof *own);
    mark_sensor(sensor, fields, own);
    mark_overlays(schema, sensor, fields, natives);
    for (size_t shape = 0; shape < model->shape_count; shape++) {
        if (!model_sensor_reads(model, sensor, shape)) {
            continue;
        }
        struct shape_slots *slots = &schema->shapes[shape];
        slots->sensors[slots->sensor_count++] = number;
        for (size_t i = 0; i < model->native_count; i++) {
            natives[shape * model->native_count + i] |= own[i];
        }
    }
}

// By shape, by native of the model: whether it is needed.
static bool *find_wanted_natives(struct row_schema *schema) {
    const struct carl_model *model = schema->model;
    bool *natives = ARENA_ARRAY(&schema->arena, (model->shape_count + 1) * model->native_count, bool);
    bool *own = ARENA_ARRAY(&schema->arena, model->native_count, bool);
    const bool *fields = find_wanted_fields(schema);
    for (size_t i = 0; i <= model->shape_count && !arena_failed(&schema->arena); i++) {
        schema->shapes[i].sensors = ARENA_ARRAY(&schema->arena, model->sensor_count, size_t);
        natives[i * model->native_count + model->subject_sid] = true;
    }
    for (size_t i = 0; i < model->sensor_count && !arena_failed(&schema->arena); i++) {
        add_sensor(schema, i, fields, own, natives);
    }
    return natives;
}

// ---------------------------------------------------------------------------
// The schema

// By column, the field map of the event.
static size_t *index_columns(struct row_schema *schema, const struct event_map *event, size_t *map_of_field) {
    size_t *columns = ARENA_ARRAY(&schema->arena, schema->column_count, size_t);
    for (size_t i = 0; i < event->field_count; i++) {
        map_of_field[event->fields[i].field] = i;
    }
    for (size_t i = 0; columns != NULL && i < schema->column_count; i++) {
        const struct row_column *column = &schema->columns[i];
        columns[i] = column->kind == ROW_FIELD ? map_of_field[column->field] : SIZE_MAX;
    }
    for (size_t i = 0; i < event->field_count; i++) {
        map_of_field[event->fields[i].field] = SIZE_MAX;
    }
    return columns;
}

static void index_events(struct row_schema *schema) {
    const struct carl_model *model = schema->model;
    size_t *map_of_field = ARENA_ARRAY(&schema->arena, model->field_count, size_t);
    schema->event_columns = ARENA_ARRAY(&schema->arena, model->event_count, size_t *);
    for (size_t i = 0; map_of_field != NULL && i < model->field_count; i++) {
        map_of_field[i] = SIZE_MAX;
    }
    for (size_t i = 0; i < model->sensor_count && !arena_failed(&schema->arena); i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            const struct event_map *event = &model->sensors[i].events[j];
            schema->event_columns[event->number] = index_columns(schema, event, map_of_field);
            if (event->field_count > schema->field_capacity) {
                schema->field_capacity = event->field_count;
            }
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

static bool has_codes(const struct carl_model *model, size_t shape) {
    for (size_t i = 0; i < model->sensor_count; i++) {
        const struct sensor *sensor = &model->sensors[i];
        if (sensor->event_count > 0 && sensor->events[0].has_code && model_sensor_reads(model, sensor, shape)) {
            return true; // numbers come first
        }
    }
    return false;
}

static void list_id_keys(struct row_schema *schema) {
    const struct carl_model *model = schema->model;
    size_t capacity = 0;
    for (size_t i = 0; i < model->shape_count; i++) {
        capacity += model->shapes[i].id.count;
    }
    schema->id_keys = ARENA_ARRAY(&schema->arena, capacity, struct slice);
    for (size_t i = 0; schema->id_keys != NULL && i < model->shape_count; i++) {
        for (size_t j = 0; has_codes(model, i) && j < model->shapes[i].id.count; j++) {
            const struct key_path *path = &model->shapes[i].id.items[j];
            if (path->count > 0) {
                schema->id_keys[schema->id_key_count++] = arena_quote(&schema->arena, path->names[path->count - 1]);
            }
        }
    }
}

// The slots that tell shapes apart are asked of every record, and lie together.
static void want_shapes(struct row_schema *schema) {
    static const struct shape no_shape = {0};
    const struct carl_model *model = schema->model;
    const bool *natives = find_wanted_natives(schema);
    for (size_t i = 0; i < model->shape_count && !arena_failed(&schema->arena); i++) {
        schema->shapes[i].present = want_paths(schema, &model->shapes[i].present);
        schema->shapes[i].any = want_paths(schema, &model->shapes[i].any);
    }
    schema->wrappers = want_paths(schema, &model->wrappers);
    list_id_keys(schema);
    for (size_t i = 0; i <= model->shape_count && !arena_failed(&schema->arena); i++) {
        want_shape(schema, i < model->shape_count ? &model->shapes[i] : &no_shape, natives + i * model->native_count,
                   &schema->shapes[i]);
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
        index_events(schema);
        want_shapes(schema);
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
