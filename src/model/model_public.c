// SPDX-License-Identifier: Apache-2.0
// The data model's part of carl.h.
#include "base/fold.h"
#include "model/model.h"
#include "model/model_constants.h"

#include <stdlib.h>

// The copy is its owner's to destroy; what it points to is shared.
enum carl_status carl_model_create(struct carl_model **ret_model) {
    struct carl_model *model = malloc(sizeof *model);
    if (model == NULL) {
        return CARL_ERROR_MEMORY;
    }
    *model = model_constants;
    *ret_model = model;
    return CARL_OK;
}

size_t carl_model_object_count(const struct carl_model *model) {
    return model->object_count;
}

size_t carl_model_object_find(const struct carl_model *model, const char *name) {
    return model_find_object(model, slice_from_string(name));
}

const char *carl_model_object_name(const struct carl_model *model, size_t object) {
    return model->objects[object].name.data;
}

const char *carl_model_object_description(const struct carl_model *model, size_t object) {
    return model->objects[object].description.data;
}

bool carl_model_object_is_extension(const struct carl_model *model, size_t object) {
    return model->objects[object].extension;
}

size_t carl_model_action_count(const struct carl_model *model, size_t object) {
    return model->objects[object].action_count;
}

size_t carl_model_action_find(const struct carl_model *model, size_t object, const char *name) {
    return model_find_action(model, object, slice_from_string(name));
}

const char *carl_model_action_name(const struct carl_model *model, size_t object, size_t action) {
    return model->objects[object].actions[action].name.data;
}

const char *carl_model_action_description(const struct carl_model *model, size_t object, size_t action) {
    return model->objects[object].actions[action].description.data;
}

size_t carl_model_field_count(const struct carl_model *model, size_t object) {
    return model->objects[object].field_count;
}

const char *carl_model_field_name(const struct carl_model *model, size_t object, size_t field) {
    return model->fields[model->objects[object].fields[field].field].name.data;
}

const char *carl_model_field_description(const struct carl_model *model, size_t object, size_t field) {
    return model->objects[object].fields[field].description.data;
}

const char *carl_model_field_example(const struct carl_model *model, size_t object, size_t field) {
    return model->objects[object].fields[field].example.data;
}

bool carl_model_field_is_extension(const struct carl_model *model, size_t object, size_t field) {
    return model->objects[object].fields[field].extension;
}

size_t carl_model_sensor_count(const struct carl_model *model) {
    return model->sensor_count;
}

size_t carl_model_sensor_find(const struct carl_model *model, const char *name) {
    for (size_t i = 0; i < model->sensor_count; i++) {
        if (fold_name_equal(model->sensors[i].name, slice_from_string(name))) {
            return i;
        }
    }
    return SIZE_MAX;
}

const char *carl_model_sensor_name(const struct carl_model *model, size_t sensor) {
    return model->sensors[sensor].name.data;
}

const char *carl_model_field_alias(const struct carl_model *model, size_t object, size_t field, size_t index) {
    const struct model_object_field *found = &model->objects[object].fields[field];
    return index < found->alias_count ? found->aliases[index].data : NULL;
}

const char *carl_model_action_alias(const struct carl_model *model, size_t object, size_t action, size_t index) {
    const struct model_action *found = &model->objects[object].actions[action];
    return index < found->alias_count ? found->aliases[index].data : NULL;
}

// The index'th event of any sensor that is read as the object and action.
static const struct event_map *find_mapping(const struct carl_model *model, size_t object, size_t action, size_t index,
                                            const struct sensor **ret_sensor) {
    for (size_t i = 0; i < model->map_count; i++) {
        const struct sensor *sensor = &model->sensors[i];
        for (size_t j = 0; j < sensor->event_count; j++) {
            if (sensor->events[j].object == object && sensor->events[j].action == action && index-- == 0) {
                *ret_sensor = sensor;
                return &sensor->events[j];
            }
        }
    }
    return NULL;
}

bool carl_model_mapping(const struct carl_model *model, size_t object, size_t action, size_t index,
                        const char **ret_sensor, const char **ret_event) {
    const struct sensor *sensor;
    const struct event_map *event = find_mapping(model, object, action, index, &sensor);
    if (event == NULL) {
        return false;
    }
    *ret_sensor = sensor->name.data;
    *ret_event = event->label.data;
    return true;
}

const char *carl_model_mapping_field(const struct carl_model *model, size_t object, size_t action, size_t index,
                                     size_t field) {
    const struct sensor *sensor;
    const struct event_map *event = find_mapping(model, object, action, index, &sensor);
    size_t wanted = model->objects[object].fields[field].field;
    for (size_t i = 0; event != NULL && i < event->field_count; i++) {
        if (event->fields[i].field == wanted) {
            return event->fields[i].source.data;
        }
    }
    return NULL;
}
