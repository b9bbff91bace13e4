// SPDX-License-Identifier: Apache-2.0
// Reads a sensor map: which native events are which CAR events, and which native
// fields fill which CAR fields.
#include "model/model_load.h"

#include "base/fold.h"

struct sensor_source {
    json_t *root;
    json_t *common;
    json_t *common_in;
    struct sensor *sensor;
    struct event_map *events; // of the sensor, to be written
};

static bool parse_code(struct slice text, uint32_t *ret_code) {
    uint64_t code = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || code > UINT32_MAX) {
            return false;
        }
        code = code * 10 + (uint64_t)(text.data[i] - '0');
    }
    *ret_code = (uint32_t)code;
    return text.size > 0 && code <= UINT32_MAX;
}

// Numbers are below all others, and none is EVENT_ANY_ID.
uint64_t model_id_key(struct slice id) {
    uint32_t code;
    if (parse_code(id, &code)) {
        return code;
    }
    uint64_t hash = fold_name_hash(id) | UINT64_C(1) << 63;
    return hash == EVENT_ANY_ID ? hash - 1 : hash;
}

static void load_conditions(struct model_loader *loader, json_t *parent, struct event_map *event) {
    json_t *when = loader_object(loader, parent, "when", true);
    size_t count = event->condition_count + json_object_size(when);
    struct event_condition *conditions = ARENA_ARRAY(&loader->model->arena, count, struct event_condition);
    if (conditions == NULL || when == NULL) {
        return;
    }
    for (size_t i = 0; i < event->condition_count; i++) {
        conditions[i] = event->conditions[i];
    }
    event->conditions = conditions;
    for (void *at = json_object_iter(when); at != NULL; at = json_object_iter_next(when, at)) {
        struct event_condition *condition = &conditions[event->condition_count++];
        const char *name = json_object_iter_key(at);
        condition->native = model_load_native(loader, slice_from_string(name), place_key(when, name));
        model_check_native(loader, event, slice_from_string(name), place_key(when, name));
        loader_texts(loader, when, name, false, &condition->values, &condition->value_count);
        bool any = condition->value_count == 1 && slice_equal(condition->values[0], SLICE("*"));
        condition->kind = condition->value_count == 0 ? CONDITION_ABSENT : any ? CONDITION_PRESENT : CONDITION_AMONG;
    }
}

static void report_object(struct model_loader *loader, json_t *meaning, struct slice name) {
    const struct carl_model *model = loader->model;
    struct model_problem *problem = loader_report(loader, MODEL_PROBLEM_NAME, place_member(meaning, "object"),
                                                  "the data model has no object `%s`", name.data);
    struct slice *names =
        problem == NULL ? NULL : ARENA_ARRAY(&loader->problems->arena, model->object_count, struct slice);
    for (size_t i = 0; names != NULL && i < model->object_count; i++) {
        names[i] = model->objects[i].name;
    }
    loader_suggest(loader, problem, name, names, names == NULL ? 0 : model->object_count);
}

static void report_action(struct model_loader *loader, json_t *meaning, const struct model_object *object,
                          struct slice name) {
    struct model_problem *problem = loader_report(loader, MODEL_PROBLEM_NAME, place_member(meaning, "action"),
                                                  "%s has no action `%s`", object->name.data, name.data);
    struct slice *names =
        problem == NULL ? NULL : ARENA_ARRAY(&loader->problems->arena, object->action_count, struct slice);
    for (size_t i = 0; names != NULL && i < object->action_count; i++) {
        names[i] = object->actions[i].car_name;
    }
    loader_suggest(loader, problem, name, names, names == NULL ? 0 : object->action_count);
}

// False where it does not say which object.
static bool load_meaning(struct model_loader *loader, json_t *meaning, struct model_place place,
                         struct event_map *event) {
    static const char *const keys[] = {"object", "action", "when", NULL};
    if (!loader_expect_keys(loader, meaning, place, keys)) {
        return false;
    }
    struct slice object = loader_text(loader, meaning, "object", false);
    event->object = model_find_object(loader->model, object);
    load_conditions(loader, meaning, event);
    if (event->object == SIZE_MAX) {
        if (object.size > 0) {
            report_object(loader, meaning, object);
        }
        return false;
    }
    if (json_object_get(meaning, "action") != NULL) {
        struct slice action = loader_text(loader, meaning, "action", false);
        event->action = model_find_action(loader->model, event->object, action);
        if (event->action == SIZE_MAX) {
            report_action(loader, meaning, &loader->model->objects[event->object], action);
        }
    }
    return true;
}

static void load_id(struct model_loader *loader, json_t *value, struct event_map *event) {
    event->id = loader_text(loader, value, "id", true);
    if (event->id.size == 0 || slice_equal(event->id, SLICE("*"))) {
        event->id = SLICE("");
        event->key = EVENT_ANY_ID;
    } else {
        event->key = model_id_key(event->id);
        event->has_code = parse_code(event->id, &event->code);
    }
    text_append(&loader->scratch, event->id);
    text_append_string(&loader->scratch, event->id.size > 0 ? " " : "");
    text_append(&loader->scratch, event->name);
    event->label = loader_scratch(loader);
}

static bool load_event(struct model_loader *loader, json_t *value, struct model_place place, struct event_map *event) {
    static const char *const keys[] = {"id", "name", "providers", "when", "maps", "fields", "in", "natives", NULL};
    if (!loader_expect_keys(loader, value, place, keys)) {
        return false;
    }
    event->object = SIZE_MAX;
    event->action = SIZE_MAX;
    event->name = loader_text(loader, value, "name", false);
    load_id(loader, value, event);
    loader_texts(loader, value, "providers", true, &event->providers, &event->provider_count);
    loader_texts(loader, value, "natives", true, &event->natives, &event->native_count);
    load_conditions(loader, value, event);
    return true;
}

// ---------------------------------------------------------------------------
// What no record gets to

static bool accepts_all(const struct event_map *event) {
    return event->provider_count == 0 && event->condition_count == 0;
}

static bool is_provider(const struct sensor *sensor, struct slice name) {
    for (size_t i = 0; i < sensor->provider_count; i++) {
        if (fold_equal(sensor->providers[i], name)) {
            return true;
        }
    }
    return sensor->provider_count == 0;
}

static void check_providers(struct model_loader *loader, json_t *value, const struct sensor *sensor,
                            const struct event_map *event) {
    for (size_t i = 0; i < event->provider_count; i++) {
        if (!is_provider(sensor, event->providers[i])) {
            (void)loader_report(loader, MODEL_PROBLEM_REACH, place_item(json_object_get(value, "providers"), i),
                                "the sensor's `providers` do not list `%s`, so no record of it gets here",
                                event->providers[i].data);
        }
    }
}

// An earlier event with the id, or with any id, that takes all records.
static void check_reached(struct model_loader *loader, struct model_place place, const struct sensor *sensor,
                          const struct event_map *event) {
    for (size_t i = 0; i < sensor->event_count; i++) {
        const struct event_map *other = &sensor->events[i];
        bool same = other->key == event->key && (other->has_code || fold_name_equal(other->id, event->id));
        if (!same || !accepts_all(other)) {
            continue;
        }
        if (event->id.size > 0) {
            (void)loader_report(loader, MODEL_PROBLEM_REACH, place,
                                "no record gets here: `%s` takes all with the id %s", other->label.data,
                                event->id.data);
        } else {
            (void)loader_report(loader, MODEL_PROBLEM_REACH, place, "no record gets here: `%s` takes all that are left",
                                other->label.data);
        }
        return;
    }
}

// Keeps the events in the order of their keys, and those of one key in the order
// of the file.
static void insert_event(const struct sensor_source *source, const struct event_map *event) {
    struct event_map *events = source->events;
    size_t at = source->sensor->event_count++;
    while (at > 0 && events[at - 1].key > event->key) {
        events[at] = events[at - 1];
        at--;
    }
    events[at] = *event;
}

static void load_event_meanings(struct model_loader *loader, const struct sensor_source *source, json_t *events,
                                size_t index) {
    json_t *value = json_array_get(events, index);
    struct event_map event = {0};
    if (!load_event(loader, value, place_item(events, index), &event)) {
        return;
    }
    check_providers(loader, value, source->sensor, &event);
    const struct field_sources fields = {
        .own = loader_object(loader, value, "fields", true),
        .common = source->common,
        .own_in = loader_object(loader, value, "in", true),
        .common_in = source->common_in,
    };
    json_t *meanings = loader_array(loader, value, "maps", false);
    if (json_array_size(meanings) == 0) {
        check_reached(loader, place_item(events, index), source->sensor, &event);
        insert_event(source, &event);
    }
    for (size_t i = 0; i < json_array_size(meanings); i++) {
        struct event_map meant = event;
        if (load_meaning(loader, json_array_get(meanings, i), place_item(meanings, i), &meant)) {
            model_load_fields(loader, &fields, &meant);
            check_reached(loader, place_item(meanings, i), source->sensor, &meant);
            insert_event(source, &meant);
        }
    }
}

// ---------------------------------------------------------------------------
// The sensor

static size_t count_meanings(json_t *events) {
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(events); i++) {
        size_t maps = json_array_size(json_object_get(json_array_get(events, i), "maps"));
        count += maps == 0 ? 1 : maps;
    }
    return count;
}

static void load_shape_names(struct model_loader *loader, json_t *root, struct sensor *sensor) {
    json_t *names = loader_array(loader, root, "shapes", true);
    struct slice own = slice_from_string(json_string_value(json_object_get(json_object_get(root, "shape"), "name")));
    size_t *shapes = ARENA_ARRAY(&loader->model->arena, json_array_size(names) + 1, size_t);
    sensor->shapes = shapes;
    for (size_t i = 0; shapes != NULL && i < json_array_size(names); i++) {
        struct slice name = loader_copy(loader, json_array_get(names, i), place_item(names, i));
        shapes[sensor->shape_count++] = model_load_shape_name(loader, name, place_item(names, i));
    }
    if (shapes != NULL && names == NULL && own.size > 0) {
        shapes[sensor->shape_count++] =
            model_load_shape_name(loader, own, place_member(json_object_get(root, "shape"), "name"));
    }
}

static void load_signs(struct model_loader *loader, json_t *root, struct sensor *sensor) {
    json_t *signs = loader_array(loader, root, "signs", true);
    size_t *own = ARENA_ARRAY(&loader->model->arena, json_array_size(signs), size_t);
    sensor->signs = own;
    for (size_t i = 0; own != NULL && i < json_array_size(signs); i++) {
        struct slice name = loader_copy(loader, json_array_get(signs, i), place_item(signs, i));
        own[sensor->sign_count++] = model_load_native(loader, name, place_item(signs, i));
    }
}

static void check_recognized(struct model_loader *loader, json_t *root) {
    static const char *const keys[] = {"providers", "channels", "signs", "shapes", "shape"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(root, keys[i]);
        if (value != NULL && (!json_is_array(value) || json_array_size(value) > 0)) {
            return;
        }
    }
    (void)loader_report(loader, MODEL_PROBLEM_REACH, (struct model_place){0},
                        "nothing says which records are this sensor's: `providers`, `channels`, `signs`, "
                        "`shapes` or `shape` do");
}

static bool is_field(const struct carl_model *model, struct slice name) {
    for (size_t i = 0; i < model->field_count; i++) {
        if (slice_equal(model->fields[i].name, name)) {
            return true;
        }
    }
    return false;
}

// What all events share may be a field of any object.
static void check_common(struct model_loader *loader, json_t *fields) {
    for (void *at = json_object_iter(fields); at != NULL; at = json_object_iter_next(fields, at)) {
        const char *name = json_object_iter_key(at);
        if (!is_field(loader->model, slice_from_string(name))) {
            (void)loader_report(loader, MODEL_PROBLEM_NAME, place_key(fields, name),
                                "no object of the data model has a field `%s`", name);
        }
    }
}

// Tells of shapes that none of the sensor's records have.
static void check_overlays(struct model_loader *loader, json_t *by_shape, const struct sensor *sensor) {
    for (void *at = json_object_iter(by_shape); at != NULL; at = json_object_iter_next(by_shape, at)) {
        const char *name = json_object_iter_key(at);
        size_t shape = model_load_shape_name(loader, slice_from_string(name), place_key(by_shape, name));
        if (!json_is_object(json_object_iter_value(at))) {
            (void)loader_report(loader, MODEL_PROBLEM_VALUE, place_member(by_shape, name), "an object is needed here");
        }
        bool read = sensor->shape_count == 0;
        for (size_t i = 0; i < sensor->shape_count; i++) {
            read = read || sensor->shapes[i] == shape;
        }
        if (shape != SIZE_MAX && !read) {
            (void)loader_report(loader, MODEL_PROBLEM_REACH, place_key(by_shape, name),
                                "the sensor's `shapes` do not list `%s`", name);
        }
    }
}

static bool is_replaced(const struct model_loader *loader, struct slice name) {
    for (size_t i = 0; i < loader->sensors.count; i++) {
        if (slice_equal(loader->sensors.items[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void load_events(struct model_loader *loader, struct sensor_source *source) {
    json_t *events = loader_array(loader, source->root, "events", false);
    struct sensor *sensor = source->sensor;
    source->events = ARENA_ARRAY(&loader->model->arena, count_meanings(events), struct event_map);
    sensor->events = source->events;
    if (events != NULL && json_array_size(events) == 0) {
        (void)loader_report(loader, MODEL_PROBLEM_REACH, place_member(source->root, "events"),
                            "a map without events maps nothing");
    }
    for (size_t i = 0; source->events != NULL && i < json_array_size(events); i++) {
        load_event_meanings(loader, source, events, i);
        check_overlays(loader, json_object_get(json_array_get(events, i), "in"), sensor);
    }
    model_number_events(loader, source->events, sensor->event_count);
}

void model_load_sensor(struct model_loader *loader, json_t *root) {
    static const char *const keys[] = {"name",  "title", "providers", "channels", "signs",  "shapes",
                                       "shape", "nulls", "common",    "in",       "events", NULL};
    struct sensor sensor = {0};
    (void)loader_expect_keys(loader, root, (struct model_place){0}, keys);
    sensor.name = loader_text(loader, root, "name", false);
    if (is_replaced(loader, sensor.name)) {
        return;
    }
    sensor.title = loader_text(loader, root, "title", false);
    loader_texts(loader, root, "providers", true, &sensor.providers, &sensor.provider_count);
    loader_texts(loader, root, "channels", true, &sensor.channels, &sensor.channel_count);
    loader_texts(loader, root, "nulls", true, &sensor.nulls, &sensor.null_count);
    load_shape_names(loader, root, &sensor);
    load_signs(loader, root, &sensor);
    check_recognized(loader, root);
    struct sensor_source source = {
        .root = root,
        .common = loader_object(loader, root, "common", true),
        .common_in = loader_object(loader, root, "in", true),
        .sensor = &sensor,
    };
    check_common(loader, source.common);
    check_overlays(loader, source.common_in, &sensor);
    for (void *at = json_object_iter(source.common_in); at != NULL; at = json_object_iter_next(source.common_in, at)) {
        check_common(loader, json_object_iter_value(at));
    }
    load_events(loader, &source);
    if (!VECTOR_PUSH(&loader->sensors, sensor)) {
        loader->model->arena.failed = true;
    }
}
