// SPDX-License-Identifier: Apache-2.0
// Reads shapes.json: where things sit in each shape of record.
#include "model/model_load.h"

static size_t count_components(const char *dotted) {
    size_t count = 1;
    for (; *dotted != '\0'; dotted++) {
        count += *dotted == '.';
    }
    return count;
}

static void split_path(struct model_loader *loader, const char *dotted, struct key_path *path) {
    struct slice *names = ARENA_ARRAY(&loader->model->arena, count_components(dotted), struct slice);
    if (names == NULL) {
        return;
    }
    size_t count = 0;
    for (const char *start = dotted; start != NULL;) {
        const char *dot = strchr(start, '.');
        size_t size = dot == NULL ? strlen(start) : (size_t)(dot - start);
        if (size == 0) {
            loader->bad = true;
        }
        names[count++] = arena_copy(&loader->model->arena, slice_make(start, size));
        start = dot == NULL ? NULL : dot + 1;
    }
    path->names = names;
    path->count = count;
}

static void load_path(struct model_loader *loader, json_t *value, struct key_path *path) {
    if (json_is_string(value)) {
        split_path(loader, json_string_value(value), path);
        return;
    }
    if (!json_is_array(value)) {
        loader->bad = true;
    }
    size_t count = json_array_size(value);
    path->names = ARENA_ARRAY(&loader->model->arena, count, struct slice);
    for (size_t i = 0; path->names != NULL && i < count; i++) {
        path->names[path->count++] = loader_copy(loader, json_array_get(value, i));
    }
}

static void load_paths(struct model_loader *loader, json_t *shape, const char *key, struct key_paths *paths) {
    json_t *array = loader_array(loader, shape, key, false);
    size_t count = json_array_size(array);
    paths->items = ARENA_ARRAY(&loader->model->arena, count, struct key_path);
    for (size_t i = 0; paths->items != NULL && i < count; i++) {
        load_path(loader, json_array_get(array, i), &paths->items[paths->count++]);
    }
}

static void load_shape(struct model_loader *loader, json_t *value, struct shape *shape) {
    static const char *const keys[] = {"name", "present", "id",   "provider", "channel", "computer", "event_time",
                                       "time", "level",   "data", "header",   "foreign", "nulls",    NULL};
    loader_expect_keys(loader, value, keys);
    shape->name = loader_text(loader, value, "name", false);
    load_paths(loader, value, "present", &shape->present);
    load_paths(loader, value, "id", &shape->id);
    load_paths(loader, value, "provider", &shape->provider);
    load_paths(loader, value, "channel", &shape->channel);
    load_paths(loader, value, "computer", &shape->computer);
    load_paths(loader, value, "event_time", &shape->event_time);
    load_paths(loader, value, "time", &shape->time);
    load_paths(loader, value, "level", &shape->level);
    load_paths(loader, value, "data", &shape->data);
    load_paths(loader, value, "header", &shape->header);
    loader_texts(loader, value, "foreign", true, &shape->foreign, &shape->foreign_count);
    loader_texts(loader, value, "nulls", true, &shape->nulls, &shape->null_count);
}

void model_load_shapes(struct model_loader *loader, json_t *root) {
    static const char *const keys[] = {"shapes", NULL};
    struct carl_model *model = loader->model;
    loader_expect_keys(loader, root, keys);
    json_t *shapes = loader_array(loader, root, "shapes", false);
    size_t count = json_array_size(shapes);
    model->shapes = ARENA_ARRAY(&model->arena, count, struct shape);
    for (size_t i = 0; model->shapes != NULL && i < count; i++) {
        load_shape(loader, json_array_get(shapes, i), &model->shapes[model->shape_count++]);
    }
}
