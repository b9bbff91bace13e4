// SPDX-License-Identifier: Apache-2.0
#include "model/model.h"

#include "base/fold.h"
#include "model/model_load.h"
#include "model/model_names.h"

#include <stdlib.h>

static int compare_names(const void *a, const void *b) {
    const struct model_name *left = a;
    const struct model_name *right = b;
    if (left->hash != right->hash) {
        return left->hash < right->hash ? -1 : 1;
    }
    if (left->kind != right->kind) {
        return left->kind < right->kind ? -1 : 1;
    }
    if (left->object != right->object) {
        return left->object < right->object ? -1 : 1;
    }
    return (left->index > right->index) - (left->index < right->index);
}

static size_t count_object_names(const struct model_object *object) {
    size_t count = 1 + object->action_count + object->field_count;
    for (size_t i = 0; i < object->action_count; i++) {
        count += object->actions[i].alias_count;
    }
    for (size_t i = 0; i < object->field_count; i++) {
        count += object->fields[i].alias_count;
    }
    return count;
}

struct indexing {
    const struct carl_model *model;
    struct model_name *names;
    size_t count;
};

static void add_name(struct indexing *indexing, enum name_kind kind, size_t object, size_t index, struct slice name) {
    indexing->names[indexing->count++] =
        (struct model_name){.hash = fold_name_hash(name), .kind = kind, .object = object, .index = index, .name = name};
}

static void add_object_names(struct indexing *indexing, size_t number) {
    const struct carl_model *model = indexing->model;
    const struct model_object *object = &model->objects[number];
    add_name(indexing, NAME_OBJECT, 0, number, object->name);
    for (size_t i = 0; i < object->action_count; i++) {
        add_name(indexing, NAME_ACTION, number, i, object->actions[i].name);
        for (size_t j = 0; j < object->actions[i].alias_count; j++) {
            add_name(indexing, NAME_ACTION_ALIAS, number, i, object->actions[i].aliases[j]);
        }
    }
    for (size_t i = 0; i < object->field_count; i++) {
        add_name(indexing, NAME_OBJECT_FIELD, number, i, model->fields[object->fields[i].field].name);
        for (size_t j = 0; j < object->fields[i].alias_count; j++) {
            add_name(indexing, NAME_FIELD_ALIAS, number, i, object->fields[i].aliases[j]);
        }
    }
}

void model_index_names(struct carl_model *model) {
    size_t count = model->field_count;
    for (size_t i = 0; i < model->object_count; i++) {
        count += count_object_names(&model->objects[i]);
    }
    struct indexing indexing = {.model = model, .names = ARENA_ARRAY(&model->arena, count, struct model_name)};
    if (arena_failed(&model->arena)) {
        return;
    }
    for (size_t i = 0; i < model->object_count; i++) {
        add_object_names(&indexing, i);
    }
    for (size_t i = 0; i < model->field_count; i++) {
        add_name(&indexing, NAME_FIELD, 0, i, model->fields[i].name);
    }
    qsort(indexing.names, indexing.count, sizeof *indexing.names, compare_names);
    model->names = indexing.names;
    model->name_count = indexing.count;
}

// The first entry that is not below the key in the index's order.
static const struct model_name *lower_bound(const struct carl_model *model, const struct model_name *key) {
    size_t low = 0;
    size_t high = model->name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_names(&model->names[middle], key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return model->names + low;
}

// The `skip`th thing of that name, or SIZE_MAX.
static size_t find(const struct carl_model *model, enum name_kind kind, size_t object, struct slice name, size_t skip) {
    struct model_name key = {.hash = fold_name_hash(name), .kind = kind, .object = object};
    const struct model_name *end = model->names + model->name_count;
    for (const struct model_name *at = lower_bound(model, &key); at < end; at++) {
        if (at->hash != key.hash || at->kind != kind || at->object != object) {
            break;
        }
        if (fold_name_equal(at->name, name) && skip-- == 0) {
            return at->index;
        }
    }
    return SIZE_MAX;
}

size_t model_find_object(const struct carl_model *model, struct slice name) {
    return find(model, NAME_OBJECT, 0, name, 0);
}

size_t model_find_action(const struct carl_model *model, size_t object, struct slice name) {
    return find(model, NAME_ACTION, object, name, 0);
}

size_t model_find_action_alias(const struct carl_model *model, size_t object, struct slice name, size_t *ret_actions) {
    size_t count = 0;
    while (count < 8) {
        size_t action = find(model, NAME_ACTION_ALIAS, object, name, count);
        if (action == SIZE_MAX) {
            break;
        }
        ret_actions[count++] = action;
    }
    return count;
}

size_t model_find_field(const struct carl_model *model, struct slice name) {
    return find(model, NAME_FIELD, 0, name, 0);
}

size_t model_find_object_field(const struct carl_model *model, size_t object, struct slice name) {
    return find(model, NAME_OBJECT_FIELD, object, name, 0);
}

size_t model_find_field_alias(const struct carl_model *model, size_t object, struct slice name) {
    return find(model, NAME_FIELD_ALIAS, object, name, 0);
}

bool model_sensor_reads(const struct carl_model *model, const struct sensor *sensor, size_t shape) {
    if (sensor->shape_count == 0) {
        return shape < model->shape_count &&
               (model->shapes[shape].provider.count > 0 || model->shapes[shape].channel.count > 0);
    }
    for (size_t i = 0; i < sensor->shape_count; i++) {
        if (sensor->shapes[i] == shape) {
            return true;
        }
    }
    return false;
}
