// SPDX-License-Identifier: Apache-2.0
#include "model/model_load.h"

enum { MOST_KEYS = 24 };

struct model_problem *loader_report(struct model_loader *loader, enum model_problem_kind kind, struct model_place place,
                                    const char *format, ...) {
    loader->bad = true;
    if (loader->problems == NULL) {
        return NULL;
    }
    size_t start;
    size_t end;
    model_locate(loader->text, loader->root, &place, &start, &end);
    va_list arguments;
    va_start(arguments, format);
    struct model_problem *problem = model_problems_add(loader->problems, kind, start, end, format, arguments);
    va_end(arguments);
    return problem;
}

void loader_suggest(struct model_loader *loader, struct model_problem *problem, struct slice wanted,
                    const struct slice *known, size_t count) {
    if (problem == NULL) {
        return;
    }
    struct arena *arena = &loader->problems->arena;
    problem->known = ARENA_ARRAY(arena, count, struct slice);
    problem->wanted = arena_copy(arena, wanted);
    for (size_t i = 0; problem->known != NULL && i < count; i++) {
        problem->known[problem->known_count++] = arena_copy(arena, known[i]);
    }
}

static size_t list_keys(const char *const *keys, struct slice *ret_names) {
    size_t count = 0;
    for (; keys[count] != NULL && count < MOST_KEYS; count++) {
        ret_names[count] = slice_from_string(keys[count]);
    }
    return count;
}

static bool is_among(const char *key, const char *const *keys) {
    while (*keys != NULL && strcmp(*keys, key) != 0) {
        keys++;
    }
    return *keys != NULL;
}

bool loader_expect_keys(struct model_loader *loader, json_t *value, struct model_place place, const char *const *keys) {
    struct slice names[MOST_KEYS];
    if (!json_is_object(value)) {
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place, "an object is needed here");
        return false;
    }
    for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
        const char *key = json_object_iter_key(at);
        if (!is_among(key, keys)) {
            struct model_problem *problem =
                loader_report(loader, MODEL_PROBLEM_KEY, place_key(value, key), "there is no key `%s` here", key);
            loader_suggest(loader, problem, slice_from_string(key), names, list_keys(keys, names));
        }
    }
    return true;
}

// The member at `key`; NULL where there is none, which is told unless it is optional.
static json_t *get(struct model_loader *loader, json_t *parent, const char *key, bool optional) {
    json_t *value = json_object_get(parent, key);
    if (value == NULL && !optional) {
        struct model_place whole = {0};
        struct model_place place = whole;
        if (parent != loader->root && json_object_iter(parent) != NULL) {
            place = place_key(parent, json_object_iter_key(json_object_iter(parent)));
        }
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place, "`%s` is missing in this object", key);
    }
    return value;
}

json_t *loader_object(struct model_loader *loader, json_t *parent, const char *key, bool optional) {
    json_t *value = get(loader, parent, key, optional);
    if (value != NULL && !json_is_object(value)) {
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place_member(parent, key), "`%s` is an object", key);
        return NULL;
    }
    return value;
}

json_t *loader_array(struct model_loader *loader, json_t *parent, const char *key, bool optional) {
    json_t *value = get(loader, parent, key, optional);
    if (value != NULL && !json_is_array(value)) {
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place_member(parent, key), "`%s` is an array", key);
        return NULL;
    }
    return value;
}

struct slice loader_copy(struct model_loader *loader, json_t *value, struct model_place place) {
    if (!json_is_string(value)) {
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place, "a text in quotes is needed here");
        return SLICE("");
    }
    return arena_copy(&loader->model->arena, slice_make(json_string_value(value), json_string_length(value)));
}

struct slice loader_text(struct model_loader *loader, json_t *parent, const char *key, bool optional) {
    json_t *value = get(loader, parent, key, optional);
    if (value == NULL) {
        return arena_copy(&loader->model->arena, SLICE(""));
    }
    return loader_copy(loader, value, place_member(parent, key));
}

void loader_texts(struct model_loader *loader, json_t *parent, const char *key, bool optional,
                  const struct slice **ret_items, size_t *ret_count) {
    json_t *array = loader_array(loader, parent, key, optional);
    size_t count = json_array_size(array);
    struct slice *items = ARENA_ARRAY(&loader->model->arena, count, struct slice);
    for (size_t i = 0; items != NULL && i < count; i++) {
        items[i] = loader_copy(loader, json_array_get(array, i), place_item(array, i));
    }
    *ret_items = items;
    *ret_count = items == NULL ? 0 : count;
}

bool loader_flag(struct model_loader *loader, json_t *parent, const char *key) {
    json_t *value = json_object_get(parent, key);
    if (value != NULL && !json_is_boolean(value)) {
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place_member(parent, key), "`%s` is true or false", key);
    }
    return json_is_true(value);
}

struct slice loader_scratch(struct model_loader *loader) {
    struct slice text = arena_copy(&loader->model->arena, text_slice(&loader->scratch));
    loader->model->arena.failed = loader->model->arena.failed || loader->scratch.failed;
    text_reset(&loader->scratch);
    return text;
}
