// SPDX-License-Identifier: Apache-2.0
// The sensor `car`: records that are events of the data model already. Their id
// is the object; their natives have the names of its fields.
#include "model/model_load.h"

#include <stdlib.h>

static struct expression native_of(struct model_loader *loader, struct slice name) {
    return (struct expression){
        .kind = EXPRESSION_NATIVE,
        .native = model_load_native(loader, name, (struct model_place){0}),
    };
}

static void fill_fields(struct model_loader *loader, const struct model_object *object, struct event_map *event) {
    struct arena *arena = &loader->model->arena;
    struct field_map *fields = ARENA_ARRAY(arena, object->field_count, struct field_map);
    struct slice *natives = ARENA_ARRAY(arena, object->field_count, struct slice);
    for (size_t i = 0; !arena_failed(arena) && i < object->field_count; i++) {
        struct slice name = loader->model->fields[object->fields[i].field].name;
        natives[i] = name;
        fields[i] = (struct field_map){
            .field = object->fields[i].field,
            .value = native_of(loader, name),
            .natives = &natives[i],
            .native_count = 1,
            .source = name,
            .words = name,
        };
    }
    event->fields = fields;
    event->field_count = object->field_count;
    event->natives = natives;
    event->native_count = object->field_count;
}

// What tells the action: its name, as the data model writes it or as CAR does.
static void add_condition(struct model_loader *loader, const struct model_action *action, struct event_map *event) {
    struct arena *arena = &loader->model->arena;
    struct event_condition *condition = ARENA_NEW(arena, struct event_condition);
    struct slice *names = ARENA_ARRAY(arena, 2, struct slice);
    if (condition == NULL || names == NULL) {
        return;
    }
    names[0] = action->name;
    names[1] = action->car_name;
    *condition = (struct event_condition){
        .kind = CONDITION_AMONG,
        .native = model_load_native(loader, SLICE("$.action"), (struct model_place){0}),
        .values = names,
        .value_count = 2,
    };
    event->conditions = condition;
    event->condition_count = 1;
}

// One event for each action, and one for records of the object with no action
// that is known.
static void add_object(struct model_loader *loader, size_t number, struct event_map *events, size_t *count) {
    const struct model_object *object = &loader->model->objects[number];
    struct event_map event = {
        .id = object->name,
        .key = model_id_key(object->name),
        .object = number,
        .action = SIZE_MAX,
    };
    fill_fields(loader, object, &event);
    for (size_t i = 0; i <= object->action_count; i++) {
        struct event_map own = event;
        own.name = object->name;
        if (i < object->action_count) {
            own.action = i;
            own.name = object->actions[i].name;
            add_condition(loader, &object->actions[i], &own);
        }
        own.label = own.name;
        events[(*count)++] = own;
    }
}

static int compare_events(const void *a, const void *b) {
    const struct event_map *left = a;
    const struct event_map *right = b;
    if (left->key != right->key) {
        return left->key < right->key ? -1 : 1;
    }
    // Those with an action before that without: SIZE_MAX.
    return (left->action > right->action) - (left->action < right->action);
}

static size_t find_shape(const struct model_loader *loader) {
    for (size_t i = 0; i < loader->shapes.count; i++) {
        if (slice_equal(loader->shapes.items[i].name, SLICE("car"))) {
            return i;
        }
    }
    return SIZE_MAX;
}

void model_load_native_sensor(struct model_loader *loader) {
    const struct carl_model *model = loader->model;
    struct sensor sensor = {.name = SLICE("car"), .title = SLICE("Events of the data model")};
    size_t count = 0;
    for (size_t i = 0; i < model->object_count; i++) {
        count += model->objects[i].action_count + 1;
    }
    struct event_map *events = ARENA_ARRAY(&loader->model->arena, count, struct event_map);
    size_t *shape = ARENA_NEW(&loader->model->arena, size_t);
    if (events == NULL || shape == NULL) {
        return;
    }
    *shape = find_shape(loader);
    if (*shape == SIZE_MAX) {
        return; // no shape of records has the data model's events
    }
    sensor.shapes = shape;
    sensor.shape_count = 1;
    sensor.events = events;
    for (size_t i = 0; i < model->object_count; i++) {
        add_object(loader, i, events, &sensor.event_count);
    }
    qsort(events, sensor.event_count, sizeof *events, compare_events);
    model_number_events(loader, events, sensor.event_count);
    if (!VECTOR_PUSH(&loader->sensors, sensor)) {
        loader->model->arena.failed = true;
    }
}
