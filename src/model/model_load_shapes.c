// SPDX-License-Identifier: Apache-2.0
// Reads shapes.json, and the shape that a map brings: where things sit in each
// shape of record.
#include "model/model_load.h"

static size_t count_components(struct slice dotted) {
    size_t count = 1;
    for (size_t i = 0; i < dotted.size; i++) {
        count += dotted.data[i] == '.';
    }
    return count;
}

void model_split_path(struct model_loader *loader, struct slice dotted, struct model_place place,
                      struct key_path *path) {
    struct slice *names = ARENA_ARRAY(&loader->model->arena, count_components(dotted), struct slice);
    size_t count = 0;
    size_t start = 0;
    for (size_t i = 0; names != NULL && i <= dotted.size; i++) {
        if (i < dotted.size && dotted.data[i] != '.') {
            continue;
        }
        if (i == start) {
            (void)loader_report(loader, MODEL_PROBLEM_VALUE, place, "this path has an empty key");
            return;
        }
        names[count++] = arena_copy(&loader->model->arena, slice_sub(dotted, start, i));
        start = i + 1;
    }
    path->names = names;
    path->count = names == NULL ? 0 : count;
}

void model_load_path(struct model_loader *loader, json_t *value, struct model_place place, struct key_path *path) {
    if (json_is_string(value)) {
        model_split_path(loader, slice_from_string(json_string_value(value)), place, path);
        return;
    }
    if (!json_is_array(value)) {
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place, "a path is a text, or an array of keys");
        return;
    }
    size_t count = json_array_size(value);
    struct slice *names = ARENA_ARRAY(&loader->model->arena, count, struct slice);
    path->names = names;
    for (size_t i = 0; names != NULL && i < count; i++) {
        names[path->count++] = loader_copy(loader, json_array_get(value, i), place_item(value, i));
    }
}

static void load_paths(struct model_loader *loader, json_t *parent, const char *key, struct key_paths *paths) {
    json_t *array = loader_array(loader, parent, key, true);
    size_t count = json_array_size(array);
    struct key_path *items = ARENA_ARRAY(&loader->model->arena, count, struct key_path);
    paths->items = items;
    for (size_t i = 0; items != NULL && i < count; i++) {
        model_load_path(loader, json_array_get(array, i), place_item(array, i), &items[paths->count++]);
    }
}

static bool is_taken(const struct model_loader *loader, struct slice name) {
    for (size_t i = 0; i < loader->shapes.count; i++) {
        if (slice_equal(loader->shapes.items[i].name, name)) {
            return true;
        }
    }
    return false;
}

// One that has the name of a map's shape is replaced by that.
static void load_shape(struct model_loader *loader, json_t *value, struct model_place place) {
    static const char *const keys[] = {"name",
                                       "present",
                                       "any",
                                       "id",
                                       "provider",
                                       "channel",
                                       "channel_prefixes",
                                       "computer",
                                       "event_time",
                                       "time",
                                       "level",
                                       "data",
                                       "header",
                                       "foreign",
                                       "nulls",
                                       "lower_first",
                                       "embedded",
                                       "doubled_backslashes",
                                       NULL};
    struct shape shape = {0};
    if (!loader_expect_keys(loader, value, place, keys)) {
        return;
    }
    shape.name = loader_text(loader, value, "name", false);
    load_paths(loader, value, "present", &shape.present);
    load_paths(loader, value, "any", &shape.any);
    load_paths(loader, value, "id", &shape.id);
    load_paths(loader, value, "provider", &shape.provider);
    load_paths(loader, value, "channel", &shape.channel);
    load_paths(loader, value, "computer", &shape.computer);
    load_paths(loader, value, "event_time", &shape.event_time);
    load_paths(loader, value, "time", &shape.time);
    load_paths(loader, value, "level", &shape.level);
    load_paths(loader, value, "data", &shape.data);
    load_paths(loader, value, "header", &shape.header);
    load_paths(loader, value, "embedded", &shape.embedded);
    loader_texts(loader, value, "foreign", true, &shape.foreign, &shape.foreign_count);
    loader_texts(loader, value, "nulls", true, &shape.nulls, &shape.null_count);
    loader_texts(loader, value, "channel_prefixes", true, &shape.channel_prefixes, &shape.channel_prefix_count);
    shape.lower_first = loader_flag(loader, value, "lower_first");
    shape.doubled_backslashes = loader_flag(loader, value, "doubled_backslashes");
    if (!is_taken(loader, shape.name) && !VECTOR_PUSH(&loader->shapes, shape)) {
        loader->model->arena.failed = true;
    }
}

void model_load_shapes(struct model_loader *loader, json_t *root) {
    static const char *const keys[] = {"shapes", "wrappers", NULL};
    (void)loader_expect_keys(loader, root, (struct model_place){0}, keys);
    load_paths(loader, root, "wrappers", &loader->model->wrappers);
    json_t *shapes = loader_array(loader, root, "shapes", false);
    for (size_t i = 0; i < json_array_size(shapes); i++) {
        load_shape(loader, json_array_get(shapes, i), place_item(shapes, i));
    }
}

void model_load_map_shape(struct model_loader *loader, json_t *root) {
    json_t *shape = loader_object(loader, root, "shape", true);
    if (shape == NULL) {
        return;
    }
    size_t before = loader->shapes.count;
    load_shape(loader, shape, place_member(root, "shape"));
    if (loader->shapes.count > before && loader->shapes.items[before].present.count == 0 &&
        loader->shapes.items[before].any.count == 0) {
        (void)loader_report(
            loader, MODEL_PROBLEM_REACH, place_member(root, "shape"),
            "a shape needs `present` or `any`: paths that records of this shape have and others have not");
    } else if (loader->shapes.count > before && loader->shapes.items[before].data.count == 0) {
        (void)loader_report(loader, MODEL_PROBLEM_REACH, place_member(root, "shape"),
                            "a shape needs `data`: where the fields of an event are");
    }
}

size_t model_load_shape_name(struct model_loader *loader, struct slice name, struct model_place place) {
    for (size_t i = 0; i < loader->shapes.count; i++) {
        if (slice_equal(loader->shapes.items[i].name, name)) {
            return i;
        }
    }
    struct model_problem *problem =
        loader_report(loader, MODEL_PROBLEM_NAME, place, "there is no shape `%.*s`", (int)name.size, name.data);
    if (problem != NULL) {
        struct slice *names = ARENA_ARRAY(&loader->problems->arena, loader->shapes.count, struct slice);
        for (size_t i = 0; names != NULL && i < loader->shapes.count; i++) {
            names[i] = loader->shapes.items[i].name;
        }
        loader_suggest(loader, problem, name, names, names == NULL ? 0 : loader->shapes.count);
    }
    return SIZE_MAX;
}
