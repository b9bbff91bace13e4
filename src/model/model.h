// SPDX-License-Identifier: Apache-2.0
// The CAR data model (objects, actions, fields, aliases) and the sensor maps
// that say which native records are which CAR events. Loaded once from JSON
// (src/model/*.json, embedded in the binary) with jansson; immutable and shared
// by threads afterwards. All strings live in the model and are NUL-terminated.
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
    bool extension;        // not in CAR's model
    struct slice *aliases; // other names rules use
    size_t alias_count;
};

struct model_action {
    struct slice name;     // PascalCase: RemoteCreate
    struct slice car_name; // MITRE's: remote_create
    struct slice description;
    struct slice *aliases; // names that stand for this action and others
    size_t alias_count;
};

struct model_object {
    struct slice name; // PascalCase: UserSession
    struct slice description;
    bool extension;
    struct model_action *actions;
    size_t action_count;
    struct model_object_field *fields; // in MITRE's order, extensions last
    size_t field_count;
};

// How a field's value is made from native values. A null first native gives
// null, unless said otherwise. The name in sensor maps is in brackets.
enum transform {
    TRANSFORM_COPY,            // (a bare name) the native value as it is
    TRANSFORM_BASENAME,        // [basename] after the last \ or /
    TRANSFORM_FIRST_LABEL,     // [first_label] up to the first dot; an IPv4 address whole
    TRANSFORM_EXTENSION,       // [extension] from the last dot of the base name, lower case; none: null
    TRANSFORM_HASH,            // [hash] "ALG=HEX,ALG=HEX": the value of `argument`
    TRANSFORM_HEX,             // [hex] "0x2374" to a number; anything else stays
    TRANSFORM_DIRECTION,       // [direction] true, Outbound, %%14593: out; false, Inbound, %%14592: in; else null
    TRANSFORM_PROTOCOL,        // [protocol] IP protocol number to its name in lower case; anything else stays
    TRANSFORM_HIVE,            // [hive] first component of a registry path, abbreviations written out
    TRANSFORM_LAST_COMPONENT,  // [last_component] of a registry path
    TRANSFORM_REGISTRY_TYPE,   // [registry_type] REG_DWORD from "DWORD (0x...)" and kin, else null
    TRANSFORM_REGISTRY_KEY,    // [registry_key] KEY\VALUE from two natives; the first alone where the second is null
    TRANSFORM_ACCOUNT,         // [account] DOMAIN\user from two natives; the user alone where the domain is null
    TRANSFORM_EITHER,          // [either] the first of two natives that is not null
    TRANSFORM_SIGNER,          // [signer] natives Signature, Signed: null unless Signed is true
    TRANSFORM_SIGNATURE_VALID, // [signature_valid] natives SignatureStatus, Signed: null unless Signed is true
    TRANSFORM_INTEGRITY,       // [integrity] mandatory label SID to Low, Medium, High, System...
    TRANSFORM_CONSTANT,        // [constant] `argument`, whatever the record holds
    TRANSFORM_TIME,            // [time] a time where the text is one, else the text
    TRANSFORM_COMMAND_IMAGE,   // [command_image] the program of a command line, with its path
    TRANSFORM_COMMAND_EXE,     // [command_exe] the base name of that
};

// One CAR field of a mapped event.
struct field_map {
    size_t field; // index into model.fields
    enum transform transform;
    struct slice transform_name; // in sensor maps; empty for COPY
    struct slice argument;
    struct slice natives[2]; // names in the event data; the special "Computer" is the header's
    size_t native_count;
    struct slice source; // for people: the natives, or a constant in quotes
};

// A condition under which a record with this id is this event: a native value
// that must be one of `values` (empty: it must be absent or null).
struct event_condition {
    struct slice native;
    struct slice *values;
    size_t value_count;
};

// What a record with a native event id means. An id whose records mean several
// things, by their conditions, has several.
struct event_map {
    uint32_t code;           // event id
    struct slice name;       // "ProcessCreate"
    struct slice label;      // "1 ProcessCreate"
    size_t number;           // position among the events of all sensors
    size_t object;           // SIZE_MAX: known, but no event of the data model
    size_t action;           // SIZE_MAX: a row of the object without an action
    struct slice *providers; // where not empty: only with one of these providers
    size_t provider_count;
    struct event_condition *conditions; // all must hold
    size_t condition_count;
    struct field_map *fields; // in the object's order
    size_t field_count;
    struct slice *natives; // every field the sensor gives the event
    size_t native_count;
};

struct sensor {
    struct slice name; // "sysmon"
    struct slice title;
    struct slice *providers; // any of these provider names (case ignored)...
    size_t provider_count;
    struct slice *channels; // ...or, where the record names no provider, these channels identify the sensor
    size_t channel_count;
    struct slice *nulls; // texts that mean null, beside those of the shape
    size_t null_count;
    struct event_map *events; // by code; several with one code are tried in order
    size_t event_count;
};

// Where things sit in one shape of record. In the JSON file a path is an array
// of keys, or a text of keys joined by dots where no key holds a dot; "*" is any
// one member. The empty path is the record itself.
struct key_path {
    struct slice *names;
    size_t count;
};

struct key_paths {
    struct key_path *items;
    size_t count;
};

struct shape {
    struct slice name;        // "evtx_dump"
    struct key_paths present; // all must be there for a record to have this shape
    struct key_paths id;      // the first that is not null
    struct key_paths provider;
    struct key_paths channel;
    struct key_paths computer;
    struct key_paths event_time; // the sensor's own time
    struct key_paths time;       // header times, in order of trust
    struct key_paths level;
    struct key_paths data;   // objects that hold the event's own fields
    struct key_paths header; // objects that hold header fields
    struct slice *foreign;   // names among the data that are the logger's, not the event's
    size_t foreign_count;
    struct slice *nulls; // texts, beside "", that mean null
    size_t null_count;
};

struct model_name; // an entry of the index by folded name

struct carl_model {
    struct arena arena;
    struct model_field *fields;
    size_t field_count;
    struct model_object *objects; // alphabetical
    size_t object_count;
    struct sensor *sensors;
    size_t sensor_count;
    struct shape *shapes; // tried in order
    size_t shape_count;
    size_t event_count;       // of all sensors
    struct model_name *names; // sorted by hash
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
// The object's field by alias: index into its fields.
size_t model_find_field_alias(const struct carl_model *model, size_t object, struct slice name);

#endif
