// SPDX-License-Identifier: Apache-2.0
#include "model/model_load.h"

#include <stdlib.h>

// NULL where the file is no JSON, or memory is out: then the model's arena has
// failed. jansson leaves its error empty in most places where memory runs out.
static json_t *parse(struct model_loader *loader, const struct embedded_file *file) {
    json_error_t error;
    json_t *root = json_loadb((const char *)file->data, file->size, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL && (error.text[0] == '\0' || json_error_code(&error) == json_error_out_of_memory)) {
        loader->model->arena.failed = true;
    }
    return root;
}

// Files 0 and 1 are car.json and shapes.json; the rest are sensors.
static void load_file(struct model_loader *loader, const struct embedded_file *file, size_t index) {
    json_t *root = parse(loader, file);
    if (!json_is_object(root)) {
        loader->bad = true;
    } else if (index == 0) {
        model_load_car(loader, root);
        model_index_names(loader->model);
    } else if (index == 1) {
        model_load_shapes(loader, root);
    } else {
        model_load_sensor(loader, root);
    }
    json_decref(root);
}

static void number_events(struct carl_model *model) {
    for (size_t i = 0; i < model->sensor_count; i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            model->sensors[i].events[j].number = model->event_count++;
        }
    }
}

enum carl_status model_load(const struct embedded_file *files, size_t count, struct carl_model **ret_model) {
    if (count < 2) {
        return CARL_ERROR_DATA;
    }
    struct carl_model *model = calloc(1, sizeof *model);
    if (model == NULL) {
        return CARL_ERROR_MEMORY;
    }
    arena_init(&model->arena);
    struct model_loader loader = {.model = model};
    model->sensors = ARENA_ARRAY(&model->arena, count - 2, struct sensor);
    for (size_t i = 0; i < count && !loader.bad && !arena_failed(&model->arena); i++) {
        load_file(&loader, &files[i], i);
    }
    enum carl_status status = arena_failed(&model->arena) ? CARL_ERROR_MEMORY : loader.bad ? CARL_ERROR_DATA : CARL_OK;
    if (status != CARL_OK) {
        carl_model_destroy(model);
        return status;
    }
    number_events(model);
    *ret_model = model;
    return CARL_OK;
}

enum carl_status carl_model_create(struct carl_model **ret_model) {
    return model_load(model_files, model_file_count, ret_model);
}

void carl_model_destroy(struct carl_model *model) {
    if (model != NULL) {
        arena_finish(&model->arena);
        free(model);
    }
}
