// SPDX-License-Identifier: Apache-2.0
// Reads a sensor map: which native event ids are which CAR events, and which
// native fields fill which CAR fields.
#include "model/model_load.h"

struct transform_form {
    const char *name;
    size_t native_count;
    enum transform transform;
    bool argument;
};

static const struct transform_form forms[] = {
    {"basename", 1, TRANSFORM_BASENAME, false},
    {"first_label", 1, TRANSFORM_FIRST_LABEL, false},
    {"extension", 1, TRANSFORM_EXTENSION, false},
    {"hash", 1, TRANSFORM_HASH, true},
    {"hex", 1, TRANSFORM_HEX, false},
    {"direction", 1, TRANSFORM_DIRECTION, false},
    {"protocol", 1, TRANSFORM_PROTOCOL, false},
    {"hive", 1, TRANSFORM_HIVE, false},
    {"last_component", 1, TRANSFORM_LAST_COMPONENT, false},
    {"registry_type", 1, TRANSFORM_REGISTRY_TYPE, false},
    {"registry_key", 2, TRANSFORM_REGISTRY_KEY, false},
    {"account", 2, TRANSFORM_ACCOUNT, false},
    {"either", 2, TRANSFORM_EITHER, false},
    {"signer", 2, TRANSFORM_SIGNER, false},
    {"signature_valid", 2, TRANSFORM_SIGNATURE_VALID, false},
    {"integrity", 1, TRANSFORM_INTEGRITY, false},
    {"constant", 0, TRANSFORM_CONSTANT, true},
    {"time", 1, TRANSFORM_TIME, false},
    {"command_image", 1, TRANSFORM_COMMAND_IMAGE, false},
    {"command_exe", 1, TRANSFORM_COMMAND_EXE, false},
};

static const struct transform_form *find_form(const char *name) {
    for (size_t i = 0; name != NULL && i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(forms[i].name, name) == 0) {
            return &forms[i];
        }
    }
    return NULL;
}

static char *put(char *out, struct slice text) {
    if (text.size > 0) {
        memcpy(out, text.data, text.size);
    }
    return out + text.size;
}

// The three texts as one, in the arena.
static struct slice join(struct model_loader *loader, struct slice a, struct slice b, struct slice c) {
    size_t size = a.size + b.size + c.size;
    char *out = ARENA_ARRAY(&loader->model->arena, size + 1, char);
    if (out == NULL) {
        return (struct slice){0};
    }
    (void)put(put(put(out, a), b), c);
    return slice_make(out, size);
}

static void load_natives(struct model_loader *loader, json_t *from, struct field_map *map) {
    if (json_is_string(from)) {
        map->natives[0] = loader_copy(loader, from);
        map->native_count = 1;
        return;
    }
    if (json_array_size(from) > 2) {
        loader->bad = true;
        return;
    }
    for (size_t i = 0; i < json_array_size(from); i++) {
        map->natives[map->native_count++] = loader_copy(loader, json_array_get(from, i));
    }
}

static void load_transform(struct model_loader *loader, json_t *value, struct field_map *map) {
    static const char *const keys[] = {"by", "from", "argument", NULL};
    loader_expect_keys(loader, value, keys);
    const struct transform_form *form = find_form(json_string_value(json_object_get(value, "by")));
    if (form == NULL) {
        loader->bad = true;
        return;
    }
    map->transform = form->transform;
    map->transform_name = slice_from_string(form->name);
    load_natives(loader, json_object_get(value, "from"), map);
    map->argument = loader_text(loader, value, "argument", !form->argument);
    if (map->native_count != form->native_count) {
        loader->bad = true;
    }
}

static void load_field_map(struct model_loader *loader, size_t field, json_t *value, struct field_map *map) {
    map->field = field;
    if (json_is_string(value)) {
        map->transform = TRANSFORM_COPY;
        load_natives(loader, value, map);
    } else {
        load_transform(loader, value, map);
    }
    map->source = map->natives[0];
    if (map->native_count == 2) {
        map->source = join(loader, map->natives[0], SLICE(", "), map->natives[1]);
    } else if (map->native_count == 0) {
        map->source = join(loader, SLICE("\""), map->argument, SLICE("\""));
    }
}

static bool is_native(const struct event_map *event, struct slice name) {
    for (size_t i = 0; i < event->native_count; i++) {
        if (slice_equal(event->natives[i], name)) {
            return true;
        }
    }
    return slice_equal(name, SLICE("Computer"));
}

// The maps in the order of the object's fields: the event's own, else the
// sensor's common one.
static void load_event_fields(struct model_loader *loader, json_t *fields, json_t *common, struct event_map *event) {
    struct carl_model *model = loader->model;
    const struct model_object *object = &model->objects[event->object];
    size_t own = 0;
    event->fields = ARENA_ARRAY(&model->arena, object->field_count, struct field_map);
    for (size_t i = 0; event->fields != NULL && i < object->field_count; i++) {
        size_t field = object->fields[i].field;
        json_t *value = json_object_get(fields, model->fields[field].name.data);
        own += value != NULL;
        if (value == NULL) {
            value = json_object_get(common, model->fields[field].name.data);
        }
        if (value == NULL) {
            continue;
        }
        struct field_map *map = &event->fields[event->field_count++];
        load_field_map(loader, field, value, map);
        for (size_t j = 0; j < map->native_count; j++) {
            loader->bad = loader->bad || !is_native(event, map->natives[j]);
        }
    }
    if (own != json_object_size(fields)) {
        loader->bad = true; // a field that the object does not have
    }
}

static void load_conditions(struct model_loader *loader, json_t *when, struct event_map *event) {
    event->conditions = ARENA_ARRAY(&loader->model->arena, json_object_size(when), struct event_condition);
    for (void *at = json_object_iter(when); at != NULL; at = json_object_iter_next(when, at)) {
        if (event->conditions == NULL) {
            return;
        }
        struct event_condition *condition = &event->conditions[event->condition_count++];
        const char *native = json_object_iter_key(at);
        condition->native = arena_copy(&loader->model->arena, slice_from_string(native));
        loader_texts(loader, when, native, false, &condition->values, &condition->value_count);
        loader->bad = loader->bad || !is_native(event, condition->native);
    }
}

static void load_meaning(struct model_loader *loader, json_t *meaning, struct event_map *event) {
    static const char *const keys[] = {"object", "action", "when", NULL};
    loader_expect_keys(loader, meaning, keys);
    event->object = model_find_object(loader->model, loader_text(loader, meaning, "object", false));
    if (event->object == SIZE_MAX) {
        loader->bad = true;
        return;
    }
    if (json_object_get(meaning, "action") != NULL) {
        struct slice action = loader_text(loader, meaning, "action", false);
        event->action = model_find_action(loader->model, event->object, action);
        loader->bad = loader->bad || event->action == SIZE_MAX;
    }
    load_conditions(loader, json_object_get(meaning, "when"), event);
}

static bool parse_code(struct slice text, uint32_t *ret_code) {
    uint32_t code = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || code > (UINT32_MAX - 9) / 10) {
            return false;
        }
        code = code * 10 + (uint32_t)(text.data[i] - '0');
    }
    *ret_code = code;
    return text.size > 0;
}

static void load_event(struct model_loader *loader, json_t *value, struct event_map *event) {
    static const char *const keys[] = {"id", "name", "providers", "maps", "fields", "natives", NULL};
    loader_expect_keys(loader, value, keys);
    struct slice id = loader_text(loader, value, "id", false);
    event->object = SIZE_MAX;
    event->action = SIZE_MAX;
    event->name = loader_text(loader, value, "name", false);
    loader->bad = loader->bad || !parse_code(id, &event->code);
    event->label = join(loader, id, SLICE(" "), event->name);
    loader_texts(loader, value, "providers", true, &event->providers, &event->provider_count);
    loader_texts(loader, value, "natives", false, &event->natives, &event->native_count);
}

// Keeps the events in the order of their codes, and those of one code in the
// order of the file.
static void insert_event(struct sensor *sensor, const struct event_map *event) {
    size_t at = sensor->event_count++;
    while (at > 0 && sensor->events[at - 1].code > event->code) {
        sensor->events[at] = sensor->events[at - 1];
        at--;
    }
    sensor->events[at] = *event;
}

static void load_event_meanings(struct model_loader *loader, json_t *value, json_t *common, struct sensor *sensor) {
    struct event_map event = {0};
    load_event(loader, value, &event);
    json_t *meanings = loader_array(loader, value, "maps", false);
    if (json_array_size(meanings) == 0) {
        insert_event(sensor, &event);
    }
    for (size_t i = 0; i < json_array_size(meanings) && !loader->bad; i++) {
        struct event_map meant = event;
        load_meaning(loader, json_array_get(meanings, i), &meant);
        if (!loader->bad) {
            load_event_fields(loader, json_object_get(value, "fields"), common, &meant);
            insert_event(sensor, &meant);
        }
    }
}

static size_t count_meanings(json_t *events) {
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(events); i++) {
        size_t maps = json_array_size(json_object_get(json_array_get(events, i), "maps"));
        count += maps == 0 ? 1 : maps;
    }
    return count;
}

void model_load_sensor(struct model_loader *loader, json_t *root) {
    static const char *const keys[] = {"name", "title", "providers", "channels", "nulls", "common", "events", NULL};
    struct carl_model *model = loader->model;
    loader_expect_keys(loader, root, keys);
    struct sensor *sensor = &model->sensors[model->sensor_count++];
    sensor->name = loader_text(loader, root, "name", false);
    sensor->title = loader_text(loader, root, "title", false);
    loader_texts(loader, root, "providers", false, &sensor->providers, &sensor->provider_count);
    loader_texts(loader, root, "channels", false, &sensor->channels, &sensor->channel_count);
    loader_texts(loader, root, "nulls", true, &sensor->nulls, &sensor->null_count);
    json_t *common = loader_object(loader, root, "common");
    json_t *events = loader_array(loader, root, "events", false);
    sensor->events = ARENA_ARRAY(&model->arena, count_meanings(events), struct event_map);
    for (size_t i = 0; sensor->events != NULL && i < json_array_size(events) && !loader->bad; i++) {
        load_event_meanings(loader, json_array_get(events, i), common, sensor);
    }
}
