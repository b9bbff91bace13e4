// SPDX-License-Identifier: Apache-2.0
// Inside of model/: reading the model's JSON files into carl_model. A loader
// keeps a sticky mark of broken data, so that each reader checks once at its
// end; running out of memory is the arena's sticky failure. One thread.
#ifndef CARL_MODEL_MODEL_LOAD_H
#define CARL_MODEL_MODEL_LOAD_H

#include "base/hash_index.h"
#include "base/text.h"
#include "model/embedded.h"
#include "model/model.h"
#include "model/model_problem.h"

#include <jansson.h>

struct model_loader {
    struct carl_model *model;
    struct model_field *fields;      // of the model, to be written
    bool bad;                        // the data breaks a rule of its format
    struct slice text;               // the file being read
    const json_t *root;              // its tree
    struct model_problems *problems; // what is wrong with it is told here; NULL: nowhere
    VECTOR(struct native) natives;   // of the model
    struct hash_index native_index;  // of their texts
    VECTOR(struct shape) shapes;     // of the model
    VECTOR(struct sensor) sensors;   // of the model
    struct text scratch;             // for building texts
};

// The text of a file that a user gives.
struct model_file {
    struct slice text;
    struct model_problems *problems; // gets what is wrong with it
};

// A model from files in the order of embedded.h, and maps that users give, which
// come first and replace those of the same name. CARL_ERROR_DATA where a file is
// broken, CARL_ERROR_RULE where a map is: all maps are read then, and their
// problems listed. The caller destroys the result with carl_model_destroy.
MUST_USE enum carl_status model_load(const struct embedded_file *files, size_t count, const struct model_file *maps,
                                     size_t map_count, struct carl_model **ret_model);

// The kinds of file. Sensors refer to the objects of car.json, which must have
// been loaded and indexed, and to shapes. A map's own shape comes before those
// that are there.
void model_load_car(struct model_loader *loader, json_t *root);
void model_load_shapes(struct model_loader *loader, json_t *root);
void model_load_map_shape(struct model_loader *loader, json_t *root);
void model_load_sensor(struct model_loader *loader, json_t *root);

// The sensor `car`, whose records are the data model's events already: its map
// follows from the data model.
void model_load_native_sensor(struct model_loader *loader);

// Numbers the events of a sensor, after those of all sensors before it.
void model_number_events(struct model_loader *loader, struct event_map *events, size_t count);

// Builds the index by folded name.
void model_index_names(struct carl_model *model);

// The maps of an event's fields, those of the object of `event`. Of each field
// the first of `own`, `common` that has it; where both of these are null, what
// the objects by shape in `own_in` and `common_in` have for it. Any of the four
// may be NULL.
struct field_sources {
    json_t *own;
    json_t *common;
    json_t *own_in;
    json_t *common_in;
};
void model_load_fields(struct model_loader *loader, const struct field_sources *sources, struct event_map *event);

// The number of the native that a text of a map names, which stands at `place`.
size_t model_load_native(struct model_loader *loader, struct slice text, struct model_place place);

// Marks the loader bad where the event lists its natives, and not the one that
// `text` at `place` names.
void model_check_native(struct model_loader *loader, const struct event_map *event, struct slice text,
                        struct model_place place);

// A path as struct key_path says.
void model_load_path(struct model_loader *loader, json_t *value, struct model_place place, struct key_path *path);
// The texts between the dots of a path.
void model_split_path(struct model_loader *loader, struct slice dotted, struct model_place place,
                      struct key_path *path);

// The number of the shape of that name; SIZE_MAX, and the loader bad, where there is none.
size_t model_load_shape_name(struct model_loader *loader, struct slice name, struct model_place place);

// ---------------------------------------------------------------------------
// Problems

static inline struct model_place place_member(const json_t *object, const char *key) {
    return (struct model_place){.container = object, .key = key};
}

static inline struct model_place place_key(const json_t *object, const char *key) {
    return (struct model_place){.container = object, .key = key, .at_key = true};
}

static inline struct model_place place_item(const json_t *array, size_t index) {
    return (struct model_place){.container = array, .index = index};
}

// Marks the loader bad and says why. What it returns may be given names that
// are known; NULL where nobody listens.
PRINTF_LIKE(4, 5)
struct model_problem *loader_report(struct model_loader *loader, enum model_problem_kind kind, struct model_place place,
                                    const char *format, ...);

// Names for a did-you-mean: `wanted` is not known, `known` (copied) are.
void loader_suggest(struct model_loader *loader, struct model_problem *problem, struct slice wanted,
                    const struct slice *known, size_t count);

// ---------------------------------------------------------------------------
// Typed access. Each marks the loader bad where the data is not as asked, and
// then returns an empty value.

// Marks the loader bad unless `value` at `place` is an object all of whose keys
// are among the NULL-terminated `keys`.
bool loader_expect_keys(struct model_loader *loader, json_t *value, struct model_place place, const char *const *keys);
// The object at `key`; with `optional` NULL where there is none.
json_t *loader_object(struct model_loader *loader, json_t *parent, const char *key, bool optional);
// The array at `key`; with `optional` NULL where there is none.
json_t *loader_array(struct model_loader *loader, json_t *parent, const char *key, bool optional);
// A copy of the text `value` at `place`, in the model's arena.
struct slice loader_copy(struct model_loader *loader, json_t *value, struct model_place place);
// A copy of the text at `key`; with `optional` empty where there is none.
struct slice loader_text(struct model_loader *loader, json_t *parent, const char *key, bool optional);
// Copies of the texts of the array at `key`.
void loader_texts(struct model_loader *loader, json_t *parent, const char *key, bool optional,
                  const struct slice **ret_items, size_t *ret_count);
// The boolean at `key`; false where there is none.
bool loader_flag(struct model_loader *loader, json_t *parent, const char *key);

// loader->scratch as a text in the model's arena; empties it.
struct slice loader_scratch(struct model_loader *loader);

#endif
