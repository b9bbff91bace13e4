// SPDX-License-Identifier: Apache-2.0
#include "model/model_load.h"

static bool is_among(const char *key, const char *const *keys) {
    while (*keys != NULL && strcmp(*keys, key) != 0) {
        keys++;
    }
    return *keys != NULL;
}

void loader_expect_keys(struct model_loader *loader, json_t *value, const char *const *keys) {
    if (!json_is_object(value)) {
        loader->bad = true;
        return;
    }
    for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
        if (!is_among(json_object_iter_key(at), keys)) {
            loader->bad = true;
        }
    }
}

json_t *loader_object(struct model_loader *loader, json_t *parent, const char *key) {
    json_t *value = json_object_get(parent, key);
    if (!json_is_object(value)) {
        loader->bad = true;
        return NULL;
    }
    return value;
}

json_t *loader_array(struct model_loader *loader, json_t *parent, const char *key, bool optional) {
    json_t *value = json_object_get(parent, key);
    if (value == NULL && optional) {
        return NULL;
    }
    if (!json_is_array(value)) {
        loader->bad = true;
        return NULL;
    }
    return value;
}

struct slice loader_copy(struct model_loader *loader, json_t *value) {
    if (!json_is_string(value)) {
        loader->bad = true;
        return (struct slice){0};
    }
    return arena_copy(&loader->model->arena, slice_make(json_string_value(value), json_string_length(value)));
}

struct slice loader_text(struct model_loader *loader, json_t *parent, const char *key, bool optional) {
    json_t *value = json_object_get(parent, key);
    if (value == NULL && optional) {
        return arena_copy(&loader->model->arena, SLICE(""));
    }
    return loader_copy(loader, value);
}

void loader_texts(struct model_loader *loader, json_t *parent, const char *key, bool optional, struct slice **ret_items,
                  size_t *ret_count) {
    json_t *array = loader_array(loader, parent, key, optional);
    size_t count = json_array_size(array);
    struct slice *items = ARENA_ARRAY(&loader->model->arena, count, struct slice);
    for (size_t i = 0; items != NULL && i < count; i++) {
        items[i] = loader_copy(loader, json_array_get(array, i));
    }
    *ret_items = items;
    *ret_count = items == NULL ? 0 : count;
}

bool loader_flag(struct model_loader *loader, json_t *parent, const char *key) {
    json_t *value = json_object_get(parent, key);
    if (value != NULL && !json_is_boolean(value)) {
        loader->bad = true;
    }
    return json_is_true(value);
}
