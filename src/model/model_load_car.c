// SPDX-License-Identifier: Apache-2.0
// Reads car.json: objects with their actions, fields and aliases, and the types
// of fields.
#include "model/model_load.h"

#include <stdlib.h>

// remote_create to RemoteCreate.
static struct slice pascal_case(struct model_loader *loader, struct slice name) {
    char *out = ARENA_ARRAY(&loader->model->arena, name.size + 1, char);
    size_t size = 0;
    bool start = true;
    for (size_t i = 0; out != NULL && i < name.size; i++) {
        char c = name.data[i];
        if (c == '_') {
            start = true;
        } else {
            out[size++] = start && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
            start = false;
        }
    }
    return slice_make(out, size);
}

static struct slice copy_string(struct model_loader *loader, const char *string) {
    return arena_copy(&loader->model->arena, slice_from_string(string));
}

// The number of a field name, new where no object had it before; the table has
// room for every field of every object.
static size_t intern_field(struct model_loader *loader, const char *name) {
    struct carl_model *model = loader->model;
    struct slice wanted = slice_from_string(name);
    for (size_t i = 0; i < model->field_count; i++) {
        if (slice_equal(model->fields[i].name, wanted)) {
            return i;
        }
    }
    loader->fields[model->field_count].name = copy_string(loader, name);
    return model->field_count++;
}

static void load_fields(struct model_loader *loader, json_t *fields, struct model_object *object) {
    static const char *const keys[] = {"description", "example", "aliases", "extension", NULL};
    struct model_object_field *own =
        ARENA_ARRAY(&loader->model->arena, json_object_size(fields), struct model_object_field);
    object->fields = own;
    if (own == NULL) {
        return;
    }
    for (void *at = json_object_iter(fields); at != NULL; at = json_object_iter_next(fields, at)) {
        json_t *value = json_object_iter_value(at);
        struct model_object_field *field = &own[object->field_count++];
        (void)loader_expect_keys(loader, value, place_member(fields, json_object_iter_key(at)), keys);
        field->field = intern_field(loader, json_object_iter_key(at));
        field->description = loader_text(loader, value, "description", false);
        field->example = loader_text(loader, value, "example", true);
        field->extension = object->extension || loader_flag(loader, value, "extension");
        loader_texts(loader, value, "aliases", true, &field->aliases, &field->alias_count);
    }
}

static bool contains_text(json_t *array, struct slice text) {
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *item = json_string_value(json_array_get(array, i));
        if (item != NULL && slice_equal(slice_from_string(item), text)) {
            return true;
        }
    }
    return false;
}

// The aliases of one action: every name whose list has it.
static void load_action_aliases(struct model_loader *loader, json_t *aliases, struct model_action *action) {
    struct slice *own = ARENA_ARRAY(&loader->model->arena, json_object_size(aliases), struct slice);
    action->aliases = own;
    for (void *at = json_object_iter(aliases); at != NULL; at = json_object_iter_next(aliases, at)) {
        if (own != NULL && contains_text(json_object_iter_value(at), action->car_name)) {
            own[action->alias_count++] = copy_string(loader, json_object_iter_key(at));
        }
    }
}

static void load_actions(struct model_loader *loader, json_t *value, struct model_object *object) {
    static const char *const keys[] = {"description", NULL};
    json_t *actions = loader_object(loader, value, "actions", false);
    struct model_action *own = ARENA_ARRAY(&loader->model->arena, json_object_size(actions), struct model_action);
    object->actions = own;
    if (own == NULL) {
        return;
    }
    json_t *aliases = json_object_get(value, "action_aliases");
    for (void *at = json_object_iter(actions); at != NULL; at = json_object_iter_next(actions, at)) {
        struct model_action *action = &own[object->action_count++];
        (void)loader_expect_keys(loader, json_object_iter_value(at), place_member(actions, json_object_iter_key(at)),
                                 keys);
        action->car_name = copy_string(loader, json_object_iter_key(at));
        action->name = pascal_case(loader, action->car_name);
        action->description = loader_text(loader, json_object_iter_value(at), "description", false);
        load_action_aliases(loader, aliases, action);
    }
}

static void load_object(struct model_loader *loader, json_t *objects, const char *name, json_t *value,
                        struct model_object *object) {
    static const char *const keys[] = {"description", "extension", "actions", "action_aliases", "fields", NULL};
    (void)loader_expect_keys(loader, value, place_member(objects, name), keys);
    object->name = copy_string(loader, name);
    object->description = loader_text(loader, value, "description", false);
    object->extension = loader_flag(loader, value, "extension");
    load_actions(loader, value, object);
    load_fields(loader, loader_object(loader, value, "fields", false), object);
}

static int compare_objects(const void *a, const void *b) {
    const struct model_object *left = a;
    const struct model_object *right = b;
    return strcmp(left->name.data, right->name.data);
}

static size_t count_fields(json_t *objects) {
    size_t count = 0;
    for (void *at = json_object_iter(objects); at != NULL; at = json_object_iter_next(objects, at)) {
        count += json_object_size(json_object_get(json_object_iter_value(at), "fields"));
    }
    return count;
}

static void set_type(struct model_loader *loader, json_t *name, enum field_type type) {
    const char *text = json_string_value(name);
    for (size_t i = 0; text != NULL && i < loader->model->field_count; i++) {
        if (slice_equal(loader->model->fields[i].name, slice_from_string(text))) {
            loader->fields[i].type = type;
            return;
        }
    }
    loader->bad = true;
}

static void load_types(struct model_loader *loader, json_t *types) {
    static const char *const names[] = {"number", "boolean", "time", "address", "record", NULL};
    static const enum field_type kinds[] = {FIELD_NUMBER, FIELD_BOOLEAN, FIELD_TIME, FIELD_ADDRESS, FIELD_RECORD};
    (void)loader_expect_keys(loader, types, (struct model_place){0}, names);
    for (size_t i = 0; names[i] != NULL; i++) {
        json_t *fields = loader_array(loader, types, names[i], true);
        for (size_t j = 0; j < json_array_size(fields); j++) {
            set_type(loader, json_array_get(fields, j), kinds[i]);
        }
    }
}

void model_load_car(struct model_loader *loader, json_t *root) {
    static const char *const keys[] = {"objects", "field_types", NULL};
    struct carl_model *model = loader->model;
    (void)loader_expect_keys(loader, root, (struct model_place){0}, keys);
    json_t *objects = loader_object(loader, root, "objects", false);
    struct model_object *own = ARENA_ARRAY(&model->arena, json_object_size(objects), struct model_object);
    model->objects = own;
    loader->fields = ARENA_ARRAY(&model->arena, count_fields(objects), struct model_field);
    model->fields = loader->fields;
    if (arena_failed(&model->arena)) {
        return;
    }
    for (void *at = json_object_iter(objects); at != NULL; at = json_object_iter_next(objects, at)) {
        load_object(loader, objects, json_object_iter_key(at), json_object_iter_value(at), &own[model->object_count++]);
    }
    load_types(loader, loader_object(loader, root, "field_types", false));
    if (!loader->bad && !arena_failed(&model->arena)) {
        qsort(own, model->object_count, sizeof *own, compare_objects);
    }
}
