// SPDX-License-Identifier: Apache-2.0
#include "model/model_load.h"

#include <stdlib.h>

// Where the files are in the order of embedded.h, before the sensors.
enum { FILE_CAR, FILE_SHAPES };

PRINTF_LIKE(3, 4)
static struct model_problem *report_syntax(struct model_loader *loader, size_t at, const char *format, ...) {
    loader->bad = true;
    if (loader->problems == NULL) {
        return NULL;
    }
    va_list arguments;
    va_start(arguments, format);
    struct model_problem *problem =
        model_problems_add(loader->problems, MODEL_PROBLEM_SYNTAX, at, at, format, arguments);
    va_end(arguments);
    return problem;
}

// Takes a file up as the one being read. NULL where it is no JSON object, or
// memory is out: then the model's arena has failed. jansson leaves its error
// empty in most places where memory runs out.
static json_t *open_file(struct model_loader *loader, struct slice text, struct model_problems *problems) {
    json_error_t error;
    loader->text = text;
    loader->problems = problems;
    json_t *root = json_loadb(text.data == NULL ? "" : text.data, text.size, JSON_REJECT_DUPLICATES, &error);
    loader->root = root;
    if (root == NULL && (error.text[0] == '\0' || json_error_code(&error) == json_error_out_of_memory)) {
        loader->model->arena.failed = true;
    } else if (root == NULL) {
        size_t at = error.position > 0 ? (size_t)error.position - 1 : 0;
        (void)report_syntax(loader, at, "this is no valid JSON: %s", error.text);
    } else if (!json_is_object(root)) {
        (void)report_syntax(loader, 0, "a map is one JSON object");
        json_decref(root);
        root = NULL;
    }
    return root;
}

void model_number_events(struct model_loader *loader, struct event_map *events, size_t count) {
    for (size_t i = 0; i < count; i++) {
        events[i].number = loader->model->event_count++;
    }
}

static void *copy_array(struct model_loader *loader, const void *items, size_t count, size_t size) {
    void *copy = arena_array(&loader->model->arena, count, size);
    if (copy != NULL && count > 0) {
        memcpy(copy, items, count * size);
    }
    return copy;
}

// Hands what was gathered to the model.
static void complete(struct model_loader *loader) {
    struct carl_model *model = loader->model;
    model->subject_sid = model_load_native(loader, SLICE("SubjectUserSid"), (struct model_place){0});
    model->natives = copy_array(loader, loader->natives.items, loader->natives.count, sizeof *model->natives);
    model->native_count = loader->natives.count;
    model->shapes = copy_array(loader, loader->shapes.items, loader->shapes.count, sizeof *model->shapes);
    model->shape_count = loader->shapes.count;
    model->sensors = copy_array(loader, loader->sensors.items, loader->sensors.count, sizeof *model->sensors);
    model->sensor_count = loader->sensors.count;
}

static void load_built_in(struct model_loader *loader, const struct embedded_file *file,
                          void (*load)(struct model_loader *loader, json_t *root)) {
    json_t *root = open_file(loader, slice_make((const char *)file->data, file->size), NULL);
    if (root != NULL) {
        load(loader, root);
    }
    json_decref(root);
}

static bool is_sound(const struct model_loader *loader) {
    return !loader->bad && !arena_failed(&loader->model->arena);
}

static void load_car(struct model_loader *loader, json_t *root) {
    model_load_car(loader, root);
    model_index_names(loader->model);
}

static void load_maps(struct model_loader *loader, const struct model_file *maps, size_t count,
                      void (*load)(struct model_loader *loader, json_t *root)) {
    for (size_t i = 0; i < count; i++) {
        json_t *root = open_file(loader, maps[i].text, maps[i].problems);
        if (root != NULL) {
            load(loader, root);
        }
        json_decref(root);
    }
}

// Sensors refer to shapes, those of maps as well, so that all shapes come first.
static void load_all(struct model_loader *loader, const struct embedded_file *files, size_t count,
                     const struct model_file *maps, size_t map_count, bool *ret_bad_maps) {
    load_built_in(loader, &files[FILE_CAR], load_car);
    if (!is_sound(loader)) {
        return;
    }
    load_maps(loader, maps, map_count, model_load_map_shape);
    bool bad = loader->bad;
    loader->bad = false;
    load_built_in(loader, &files[FILE_SHAPES], model_load_shapes);
    if (!is_sound(loader)) {
        return;
    }
    if (!bad) {
        load_maps(loader, maps, map_count, model_load_sensor);
        bad = loader->bad;
    }
    *ret_bad_maps = bad;
    for (size_t i = MODEL_FIRST_SENSOR; i < count && !bad && is_sound(loader); i++) {
        load_built_in(loader, &files[i], model_load_sensor);
    }
    loader->model->map_count = loader->sensors.count;
    if (!bad && is_sound(loader)) {
        model_load_native_sensor(loader);
    }
}

static void finish(struct model_loader *loader) {
    VECTOR_FREE(&loader->natives);
    VECTOR_FREE(&loader->shapes);
    VECTOR_FREE(&loader->sensors);
    hash_index_finish(&loader->native_index);
    text_finish(&loader->scratch);
}

static bool problems_failed(const struct model_file *maps, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (arena_failed(&maps[i].problems->arena)) {
            return true;
        }
    }
    return false;
}

enum carl_status model_load(const struct embedded_file *files, size_t count, const struct model_file *maps,
                            size_t map_count, struct carl_model **ret_model) {
    if (count < MODEL_FIRST_SENSOR) {
        return CARL_ERROR_DATA;
    }
    struct carl_model *model = calloc(1, sizeof *model);
    if (model == NULL) {
        return CARL_ERROR_MEMORY;
    }
    arena_init(&model->arena);
    struct model_loader loader = {.model = model};
    text_init(&loader.scratch);
    bool bad_maps = false;
    load_all(&loader, files, count, maps, map_count, &bad_maps);
    if (is_sound(&loader)) {
        complete(&loader);
    }
    finish(&loader);
    enum carl_status status = CARL_OK;
    if (arena_failed(&model->arena) || problems_failed(maps, map_count)) {
        status = CARL_ERROR_MEMORY;
    } else if (loader.bad || bad_maps) {
        status = bad_maps ? CARL_ERROR_RULE : CARL_ERROR_DATA;
    }
    if (status != CARL_OK) {
        carl_model_destroy(model);
        return status;
    }
    *ret_model = model;
    return CARL_OK;
}

void carl_model_destroy(struct carl_model *model) {
    if (model != NULL) {
        arena_finish(&model->arena);
        free(model);
    }
}
