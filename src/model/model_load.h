// SPDX-License-Identifier: Apache-2.0
// Inside of model/: reading the model's JSON files into carl_model. A loader
// keeps a sticky mark of broken data, so that each reader checks once at its
// end; running out of memory is the arena's sticky failure. One thread.
#ifndef CARL_MODEL_MODEL_LOAD_H
#define CARL_MODEL_MODEL_LOAD_H

#include "model/embedded.h"
#include "model/model.h"

#include <jansson.h>

struct model_loader {
    struct carl_model *model;
    bool bad; // the data breaks a rule of its format
};

// A model from files in the order of embedded.h. CARL_ERROR_DATA where one is
// broken. The caller destroys the result with carl_model_destroy.
MUST_USE enum carl_status model_load(const struct embedded_file *files, size_t count, struct carl_model **ret_model);

// The three kinds of file. Sensors refer to the objects of car.json, which must
// have been loaded and indexed; model_load_sensor appends to model->sensors,
// which has room for it.
void model_load_car(struct model_loader *loader, json_t *root);
void model_load_shapes(struct model_loader *loader, json_t *root);
void model_load_sensor(struct model_loader *loader, json_t *root);

// Builds the index by folded name.
void model_index_names(struct carl_model *model);

// Typed access. Each marks the loader bad where the data is not as asked, and
// then returns an empty value.

// Marks the loader bad unless `value` is an object all of whose keys are among
// the NULL-terminated `keys`.
void loader_expect_keys(struct model_loader *loader, json_t *value, const char *const *keys);
// The object at `key`.
json_t *loader_object(struct model_loader *loader, json_t *parent, const char *key);
// The array at `key`; with `optional` NULL where there is none.
json_t *loader_array(struct model_loader *loader, json_t *parent, const char *key, bool optional);
// A copy of the text `value`, in the model's arena.
struct slice loader_copy(struct model_loader *loader, json_t *value);
// A copy of the text at `key`; with `optional` empty where there is none.
struct slice loader_text(struct model_loader *loader, json_t *parent, const char *key, bool optional);
// Copies of the texts of the array at `key`.
void loader_texts(struct model_loader *loader, json_t *parent, const char *key, bool optional, struct slice **ret_items,
                  size_t *ret_count);
// The boolean at `key`; false where there is none.
bool loader_flag(struct model_loader *loader, json_t *parent, const char *key);

#endif
