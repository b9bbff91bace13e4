// SPDX-License-Identifier: Apache-2.0
// The CAR data model (objects, actions, fields, aliases) and the sensor maps
// that say which native records are which CAR events. The built-in model is made
// of constants, which the build writes from JSON (src/model/*.json); with maps of
// users it is loaded from the same JSON, embedded in the binary, with jansson.
// Immutable and shared by threads. All strings live in the model or the binary
// and are NUL-terminated. tools/model_layout.c lists all members.
//
// Sources: MITRE CAR, data_model/*.yaml and sensors/*.yaml; Microsoft Sysmon's
// schema; Microsoft's Security event documentation.
#ifndef CARL_MODEL_MODEL_H
#define CARL_MODEL_MODEL_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/slice.h"
#include "carl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
    FIELD_TEXT,
    FIELD_NUMBER,  // pids, ports, counts
    FIELD_BOOLEAN, // signature_valid, login_successful
    FIELD_TIME,    // start_time, creation_time
    FIELD_ADDRESS, // src_ip
    FIELD_RECORD,  // proto_info: may have members
};

// A field name is one thing across all objects: `image_path` has one id.
struct model_field {
    struct slice name; // canonical, as MITRE writes it: image_path
    enum field_type type;
};

// A field as one object has it.
struct model_object_field {
    size_t field; // index into model.fields
    struct slice description;
    struct slice example;
    bool extension;              // not in CAR's model
    const struct slice *aliases; // other names rules use
    size_t alias_count;
};

struct model_action {
    struct slice name;     // PascalCase: RemoteCreate
    struct slice car_name; // MITRE's: remote_create
    struct slice description;
    const struct slice *aliases; // names that stand for this action and others
    size_t alias_count;
};

struct model_object {
    struct slice name; // PascalCase: UserSession
    struct slice description;
    bool extension;
    const struct model_action *actions;
    size_t action_count;
    const struct model_object_field *fields; // in MITRE's order, extensions last
    size_t field_count;
};

// The transformations that sensor maps name (transforms.def).
enum transform {
#define TRANSFORM(symbol, name, least, most, argument, meaning) TRANSFORM_##symbol,
#include "model/transforms.def"
#undef TRANSFORM
    TRANSFORM_COUNT
};

enum argument_kind { ARGUMENT_NONE, ARGUMENT_TEXT, ARGUMENT_TABLE };

struct transform_info {
    struct slice name;
    size_t least; // natives it takes
    size_t most;
    enum argument_kind argument;
    struct slice meaning; // one line
};

const struct transform_info *transform_info(enum transform transform);
// The transformation of that name, or TRANSFORM_COUNT.
enum transform transform_find(struct slice name);

// A path of keys. In the JSON file it is an array of keys, or a text of keys
// joined by dots where no key holds a dot; "*" is any one member. The empty path
// is the record itself.
struct key_path {
    const struct slice *names;
    size_t count;
};

struct key_paths {
    const struct key_path *items;
    size_t count;
};

enum native_kind {
    NATIVE_DATA, // a member of the event data
    NATIVE_ROOT, // a path from the record
    NATIVE_HOST, // the computer that the header names
};

// A value of the record that sensor maps name.
struct native {
    enum native_kind kind;
    struct slice text;     // as a map writes it: "Image", "$.process.pid"
    struct key_path path;  // DATA: one name
    bool listed;           // `path` leads to an array: of its items...
    struct key_path items; // ...the members at this path
};

enum expression_kind {
    EXPRESSION_NATIVE,
    EXPRESSION_FIRST,     // the first input that is not null; without inputs always null
    EXPRESSION_TRANSFORM, // of its inputs
};

// A text that stands for another; case ignored.
struct replacement {
    struct slice from; // "*": all others
    struct slice to;
};

enum { EXPRESSION_MOST_INPUTS = 8 }; // of a transformation

// How a value is made from those of a record.
struct expression {
    enum expression_kind kind;
    size_t native; // NATIVE: index into model.natives
    enum transform transform;
    struct slice argument;
    const struct replacement *table; // ARGUMENT_TABLE
    size_t table_count;
    const struct expression *inputs;
    size_t input_count;
};

// What a field is, in records of one shape, where its own expression is null.
struct field_overlay {
    size_t shape; // index into model.shapes
    struct expression value;
};

// One CAR field of a mapped event.
struct field_map {
    size_t field; // index into model.fields
    struct expression value;
    const struct field_overlay *overlays;
    size_t overlay_count;
    const struct slice *natives; // that `value` is made from
    size_t native_count;
    struct slice source; // for people: the natives, or a constant in quotes
    struct slice words;  // for people: the expression
};

enum condition_kind {
    CONDITION_ABSENT,  // it must be absent or null
    CONDITION_PRESENT, // it must be there and not null
    CONDITION_AMONG,   // it must be one of `values`, case ignored
};

// A condition under which a record is this event.
struct event_condition {
    enum condition_kind kind;
    size_t native; // index into model.natives
    const struct slice *values;
    size_t value_count;
};

#define EVENT_ANY_ID UINT64_MAX

// What a record with a native event id means. An id whose records mean several
// things, by their conditions, has several.
struct event_map {
    struct slice id;               // "1", "process_start"; empty: any
    uint64_t key;                  // of the id (model_id_key); EVENT_ANY_ID: any
    bool has_code;                 // the id is a number...
    uint32_t code;                 // ...this one
    struct slice name;             // "ProcessCreate"
    struct slice label;            // "1 ProcessCreate"
    size_t number;                 // position among the events of all sensors
    size_t object;                 // SIZE_MAX: known, but no event of the data model
    size_t action;                 // SIZE_MAX: a row of the object without an action
    const struct slice *providers; // where not empty: only with one of these providers
    size_t provider_count;
    const struct event_condition *conditions; // all must hold
    size_t condition_count;
    const struct field_map *fields; // in the object's order
    size_t field_count;
    const struct slice *natives; // every field the sensor gives the event
    size_t native_count;
};

// Where a sensor names neither providers nor channels nor signs, a record is its
// only if one of its events accepts it.
struct sensor {
    struct slice name; // "sysmon"
    struct slice title;
    const struct slice *providers; // any of these provider names (case ignored)...
    size_t provider_count;
    const struct slice *channels; // ...or, where the record names no provider, these channels identify the sensor...
    size_t channel_count;
    const size_t *signs; // ...or, where it names neither, these natives, all of which must be there
    size_t sign_count;
    const size_t *shapes; // where not empty: only in records of these shapes
    size_t shape_count;
    const struct slice *nulls; // texts that mean null, beside those of the shape
    size_t null_count;
    const struct event_map *events; // by key; several with one key are tried in order; those for any id last
    size_t event_count;
};

// Where things sit in one shape of record.
struct shape {
    struct slice name;        // "evtx_dump"
    struct key_paths present; // all must be there for a record to have this shape...
    struct key_paths any;     // ...and, if there are any, one of these
    struct key_paths id;      // the first that is not null
    struct key_paths provider;
    struct key_paths channel;
    const struct slice *channel_prefixes; // that stand before the channel's name
    size_t channel_prefix_count;
    struct key_paths computer;
    struct key_paths event_time; // the sensor's own time
    struct key_paths time;       // header times, in order of trust
    struct key_paths level;
    struct key_paths data;       // objects that hold the event's own fields
    struct key_paths header;     // objects that hold header fields
    const struct slice *foreign; // names that are the logger's, where the data is the record itself
    size_t foreign_count;
    const struct slice *nulls; // texts, beside "", that mean null
    size_t null_count;
    struct key_paths embedded; // texts that are JSON or XML: they are read as objects in their place
    bool lower_first;          // the names of the event data begin with a small letter here
    bool doubled_backslashes;  // in the texts of the event data
};

struct model_name; // an entry of the index by folded name

struct carl_model {
    struct arena arena;
    const struct model_field *fields;
    size_t field_count;
    const struct model_object *objects; // alphabetical
    size_t object_count;
    const struct sensor *sensors; // those of users' maps, the built-in ones, and `car`
    size_t sensor_count;
    size_t map_count;           // without `car`, whose records have every field that they like
    const struct shape *shapes; // tried in order
    size_t shape_count;
    struct key_paths wrappers;    // where a record may hold the record proper
    const struct native *natives; // that the maps name
    size_t native_count;
    size_t subject_sid;             // native SubjectUserSid
    size_t event_count;             // of all sensors
    const struct model_name *names; // sorted by hash
    size_t name_count;
};

// Lookups fold names (case, `_`, `-`, blanks). SIZE_MAX: not found.
size_t model_find_object(const struct carl_model *model, struct slice name);
size_t model_find_action(const struct carl_model *model, size_t object, struct slice name); // canonical names only
// The actions that an alias stands for ("edit" of Registry: KeyEdit and
// ValueEdit): how many, written to ret_actions (room for 8).
size_t model_find_action_alias(const struct carl_model *model, size_t object, struct slice name, size_t *ret_actions);
size_t model_find_field(const struct carl_model *model, struct slice name); // field id, any object
// The object's field by canonical name: index into its fields.
size_t model_find_object_field(const struct carl_model *model, size_t object, struct slice name);
// The key of an event id: equal for equal ids, which are compared as numbers or
// else as names are. EVENT_ANY_ID is no id's.
uint64_t model_id_key(struct slice id);

// True where records of the shape may be the sensor's.
bool model_sensor_reads(const struct carl_model *model, const struct sensor *sensor, size_t shape);

// The object's field by alias: index into its fields.
size_t model_find_field_alias(const struct carl_model *model, size_t object, struct slice name);

#endif
