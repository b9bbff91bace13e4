// SPDX-License-Identifier: Apache-2.0
#include "model_layout.h"

#include "model/model.h"
#include "model/model_names.h"

#include <stdalign.h>
#include <string.h>

#define MEMBER(kind, type, name, layout) \
    { kind, offsetof(struct type, name), sizeof(((struct type *)0)->name), layout, 0 }
#define SIZE(type, name) MEMBER(MEMBER_SIZE, type, name, LAYOUT_SIZE)
#define UINT64(type, name) MEMBER(MEMBER_UINT64, type, name, LAYOUT_SIZE)
#define UINT32(type, name) MEMBER(MEMBER_UINT32, type, name, LAYOUT_SIZE)
#define ENUM(type, name) MEMBER(MEMBER_ENUM, type, name, LAYOUT_SIZE)
#define BOOL(type, name) MEMBER(MEMBER_BOOL, type, name, LAYOUT_SIZE)
#define TEXT(type, name) MEMBER(MEMBER_TEXT, type, name, LAYOUT_SLICE)
#define STRUCT(type, name, layout) MEMBER(MEMBER_STRUCT, type, name, layout)
// A pointer and its count, which follows it.
#define ARRAY(type, name, count, layout)                                                  \
    {MEMBER_ARRAY, offsetof(struct type, name), sizeof(((struct type *)0)->name), layout, \
     offsetof(struct type, count)},                                                       \
        SIZE(type, count)

static const struct layout_member size_members[] = {{MEMBER_SIZE, 0, sizeof(size_t), LAYOUT_SIZE, 0}};
static const struct layout_member slice_members[] = {{MEMBER_TEXT, 0, sizeof(struct slice), LAYOUT_SLICE, 0}};

static const struct layout_member field_members[] = {TEXT(model_field, name), ENUM(model_field, type)};

static const struct layout_member object_field_members[] = {
    SIZE(model_object_field, field),
    TEXT(model_object_field, description),
    TEXT(model_object_field, example),
    BOOL(model_object_field, extension),
    ARRAY(model_object_field, aliases, alias_count, LAYOUT_SLICE),
};

static const struct layout_member action_members[] = {
    TEXT(model_action, name),
    TEXT(model_action, car_name),
    TEXT(model_action, description),
    ARRAY(model_action, aliases, alias_count, LAYOUT_SLICE),
};

static const struct layout_member object_members[] = {
    TEXT(model_object, name),
    TEXT(model_object, description),
    BOOL(model_object, extension),
    ARRAY(model_object, actions, action_count, LAYOUT_ACTION),
    ARRAY(model_object, fields, field_count, LAYOUT_OBJECT_FIELD),
};

static const struct layout_member key_path_members[] = {ARRAY(key_path, names, count, LAYOUT_SLICE)};

static const struct layout_member key_paths_members[] = {ARRAY(key_paths, items, count, LAYOUT_KEY_PATH)};

static const struct layout_member native_members[] = {
    ENUM(native, kind),
    TEXT(native, text),
    STRUCT(native, path, LAYOUT_KEY_PATH),
    BOOL(native, listed),
    STRUCT(native, items, LAYOUT_KEY_PATH),
};

static const struct layout_member replacement_members[] = {TEXT(replacement, from), TEXT(replacement, to)};

static const struct layout_member expression_members[] = {
    ENUM(expression, kind),
    SIZE(expression, native),
    ENUM(expression, transform),
    TEXT(expression, argument),
    ARRAY(expression, table, table_count, LAYOUT_REPLACEMENT),
    ARRAY(expression, inputs, input_count, LAYOUT_EXPRESSION),
};

static const struct layout_member overlay_members[] = {
    SIZE(field_overlay, shape),
    STRUCT(field_overlay, value, LAYOUT_EXPRESSION),
};

static const struct layout_member field_map_members[] = {
    SIZE(field_map, field),
    STRUCT(field_map, value, LAYOUT_EXPRESSION),
    ARRAY(field_map, overlays, overlay_count, LAYOUT_OVERLAY),
    ARRAY(field_map, natives, native_count, LAYOUT_SLICE),
    TEXT(field_map, source),
    TEXT(field_map, words),
};

static const struct layout_member condition_members[] = {
    ENUM(event_condition, kind),
    SIZE(event_condition, native),
    ARRAY(event_condition, values, value_count, LAYOUT_SLICE),
};

static const struct layout_member event_members[] = {
    TEXT(event_map, id),
    UINT64(event_map, key),
    BOOL(event_map, has_code),
    UINT32(event_map, code),
    TEXT(event_map, name),
    TEXT(event_map, label),
    SIZE(event_map, number),
    SIZE(event_map, object),
    SIZE(event_map, action),
    ARRAY(event_map, providers, provider_count, LAYOUT_SLICE),
    ARRAY(event_map, conditions, condition_count, LAYOUT_CONDITION),
    ARRAY(event_map, fields, field_count, LAYOUT_FIELD_MAP),
    ARRAY(event_map, natives, native_count, LAYOUT_SLICE),
};

static const struct layout_member sensor_members[] = {
    TEXT(sensor, name),
    TEXT(sensor, title),
    ARRAY(sensor, providers, provider_count, LAYOUT_SLICE),
    ARRAY(sensor, channels, channel_count, LAYOUT_SLICE),
    ARRAY(sensor, signs, sign_count, LAYOUT_SIZE),
    ARRAY(sensor, shapes, shape_count, LAYOUT_SIZE),
    ARRAY(sensor, nulls, null_count, LAYOUT_SLICE),
    ARRAY(sensor, events, event_count, LAYOUT_EVENT),
};

static const struct layout_member shape_members[] = {
    TEXT(shape, name),
    STRUCT(shape, present, LAYOUT_KEY_PATHS),
    STRUCT(shape, any, LAYOUT_KEY_PATHS),
    STRUCT(shape, id, LAYOUT_KEY_PATHS),
    STRUCT(shape, provider, LAYOUT_KEY_PATHS),
    STRUCT(shape, channel, LAYOUT_KEY_PATHS),
    ARRAY(shape, channel_prefixes, channel_prefix_count, LAYOUT_SLICE),
    STRUCT(shape, computer, LAYOUT_KEY_PATHS),
    STRUCT(shape, event_time, LAYOUT_KEY_PATHS),
    STRUCT(shape, time, LAYOUT_KEY_PATHS),
    STRUCT(shape, level, LAYOUT_KEY_PATHS),
    STRUCT(shape, data, LAYOUT_KEY_PATHS),
    STRUCT(shape, header, LAYOUT_KEY_PATHS),
    ARRAY(shape, foreign, foreign_count, LAYOUT_SLICE),
    ARRAY(shape, nulls, null_count, LAYOUT_SLICE),
    STRUCT(shape, embedded, LAYOUT_KEY_PATHS),
    BOOL(shape, lower_first),
    BOOL(shape, doubled_backslashes),
};

static const struct layout_member name_members[] = {
    UINT64(model_name, hash), ENUM(model_name, kind), SIZE(model_name, object),
    SIZE(model_name, index),  TEXT(model_name, name),
};

static const struct layout_member model_members[] = {
    MEMBER(MEMBER_ARENA, carl_model, arena, LAYOUT_SIZE),
    ARRAY(carl_model, fields, field_count, LAYOUT_FIELD),
    ARRAY(carl_model, objects, object_count, LAYOUT_OBJECT),
    ARRAY(carl_model, sensors, sensor_count, LAYOUT_SENSOR),
    SIZE(carl_model, map_count),
    ARRAY(carl_model, shapes, shape_count, LAYOUT_SHAPE),
    STRUCT(carl_model, wrappers, LAYOUT_KEY_PATHS),
    ARRAY(carl_model, natives, native_count, LAYOUT_NATIVE),
    SIZE(carl_model, subject_sid),
    SIZE(carl_model, event_count),
    ARRAY(carl_model, names, name_count, LAYOUT_NAME),
};

#define LAYOUT(type, table, plain, members) \
    { #type, table, plain, sizeof(type), members, sizeof(members) / sizeof *(members) }

static const struct layout layouts[LAYOUT_COUNT] = {
    [LAYOUT_SIZE] = LAYOUT(size_t, "sizes", true, size_members),
    [LAYOUT_SLICE] = LAYOUT(struct slice, "slices", true, slice_members),
    [LAYOUT_FIELD] = LAYOUT(struct model_field, "fields", false, field_members),
    [LAYOUT_OBJECT_FIELD] = LAYOUT(struct model_object_field, "object_fields", false, object_field_members),
    [LAYOUT_ACTION] = LAYOUT(struct model_action, "actions", false, action_members),
    [LAYOUT_OBJECT] = LAYOUT(struct model_object, "objects", false, object_members),
    [LAYOUT_KEY_PATH] = LAYOUT(struct key_path, "key_paths", false, key_path_members),
    [LAYOUT_KEY_PATHS] = LAYOUT(struct key_paths, "key_path_lists", false, key_paths_members),
    [LAYOUT_NATIVE] = LAYOUT(struct native, "natives", false, native_members),
    [LAYOUT_REPLACEMENT] = LAYOUT(struct replacement, "replacements", false, replacement_members),
    [LAYOUT_EXPRESSION] = LAYOUT(struct expression, "expressions", false, expression_members),
    [LAYOUT_OVERLAY] = LAYOUT(struct field_overlay, "overlays", false, overlay_members),
    [LAYOUT_FIELD_MAP] = LAYOUT(struct field_map, "field_maps", false, field_map_members),
    [LAYOUT_CONDITION] = LAYOUT(struct event_condition, "conditions", false, condition_members),
    [LAYOUT_EVENT] = LAYOUT(struct event_map, "events", false, event_members),
    [LAYOUT_SENSOR] = LAYOUT(struct sensor, "sensors", false, sensor_members),
    [LAYOUT_SHAPE] = LAYOUT(struct shape, "shapes", false, shape_members),
    [LAYOUT_NAME] = LAYOUT(struct model_name, "names", false, name_members),
    [LAYOUT_MODEL] = LAYOUT(struct carl_model, "models", false, model_members),
};

const struct layout *layout_get(enum layout_id id) {
    return &layouts[id];
}

static size_t alignment(enum member_kind kind) {
    switch (kind) {
    case MEMBER_UINT64:
        return alignof(uint64_t);
    case MEMBER_UINT32:
        return alignof(uint32_t);
    case MEMBER_ENUM:
        return alignof(enum transform);
    case MEMBER_BOOL:
        return alignof(bool);
    default:
        return alignof(void *);
    }
}

static size_t round_up(size_t size, size_t multiple) {
    return (size + multiple - 1) / multiple * multiple;
}

bool layout_is_whole(const struct layout *layout) {
    size_t at = 0;
    size_t widest = 1;
    for (size_t i = 0; i < layout->member_count; i++) {
        const struct layout_member *member = &layout->members[i];
        size_t needed = alignment(member->kind);
        widest = needed > widest ? needed : widest;
        if (round_up(at, needed) != member->offset) {
            return false;
        }
        at = member->offset + member->size;
    }
    return round_up(at, widest) == layout->size;
}

uint64_t layout_number(const struct layout_member *member, const void *base) {
    const void *at = (const char *)base + member->offset;
    if (member->kind == MEMBER_UINT64) {
        return *(const uint64_t *)at;
    }
    if (member->kind == MEMBER_BOOL) {
        return *(const bool *)at;
    }
    if (member->kind == MEMBER_SIZE) {
        return *(const size_t *)at;
    }
    uint32_t number = 0;
    memcpy(&number, at, sizeof number);
    return number;
}

const void *layout_items(const struct layout_member *member, const void *base, size_t *ret_count) {
    const void *items;
    memcpy(&items, (const char *)base + member->offset, sizeof items);
    memcpy(ret_count, (const char *)base + member->count, sizeof *ret_count);
    return items;
}
