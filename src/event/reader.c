// SPDX-License-Identifier: Apache-2.0
#include "event/reader.h"

#include "base/fold.h"
#include "event/transform.h"

#include <stdint.h>

static bool is_among(struct slice text, const struct slice *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(texts[i], text)) {
            return true;
        }
    }
    return false;
}

static bool is_null_text(const struct row_reader *reader, struct slice text) {
    const struct carl_model *model = reader->schema->model;
    const struct row *row = &reader->row;
    if (text.size == 0) {
        return true;
    }
    if (row->shape < model->shape_count) {
        const struct shape *shape = &model->shapes[row->shape];
        if (is_among(text, shape->nulls, shape->null_count)) {
            return true;
        }
    }
    if (row->sensor < model->sensor_count) {
        const struct sensor *sensor = &model->sensors[row->sensor];
        return is_among(text, sensor->nulls, sensor->null_count);
    }
    return false;
}

// The text with each doubled backslash as one.
static struct slice undouble(struct row_reader *reader, struct slice text) {
    if (text.size == 0 || memchr(text.data, '\\', text.size) == NULL) {
        return text;
    }
    char *out = arena_alloc(&reader->scratch, text.size);
    size_t size = 0;
    for (size_t i = 0; out != NULL && i < text.size; i++) {
        i += text.data[i] == '\\' && i + 1 < text.size && text.data[i + 1] == '\\';
        out[size++] = text.data[i];
    }
    return slice_make(out, size);
}

static struct value text_value(struct row_reader *reader, const struct slot *slot) {
    const struct carl_model *model = reader->schema->model;
    struct slice text = decoder_text(reader->decoder, slot);
    if (reader->row.shape < model->shape_count && model->shapes[reader->row.shape].doubled_backslashes) {
        text = undouble(reader, text);
    }
    return is_null_text(reader, text) ? value_null() : value_text(text);
}

// An array inside an array stays as its JSON.
static struct value list_item(struct row_reader *reader, const struct slot *slot) {
    if (slot->type == SLOT_ARRAY) {
        return (struct value){.kind = VALUE_RECORD, .text = decoder_text(reader->decoder, slot)};
    }
    return reader_value(reader, slot);
}

static struct value list_value(struct row_reader *reader, const struct slot *slot) {
    size_t size = decoder_item_count(reader->decoder, slot);
    struct value *items = ARENA_ARRAY(&reader->scratch, size, struct value);
    size_t count = 0;
    for (size_t i = 0; items != NULL && i < size; i++) {
        struct slot item = decoder_item(reader->decoder, slot, i);
        items[count] = list_item(reader, &item);
        count += items[count].kind != VALUE_NULL;
    }
    if (count == 0) {
        return value_null();
    }
    return (struct value){.kind = VALUE_LIST, .as.list = {.items = items, .count = count}};
}

struct value reader_value(struct row_reader *reader, const struct slot *slot) {
    switch (slot->type) {
    case SLOT_TRUE:
    case SLOT_FALSE:
        return value_boolean(slot->type == SLOT_TRUE);
    case SLOT_NUMBER:
        return value_number(decoder_text(reader->decoder, slot));
    case SLOT_TEXT:
        return text_value(reader, slot);
    case SLOT_ARRAY:
        return list_value(reader, slot);
    case SLOT_OBJECT:
        return (struct value){.kind = VALUE_RECORD, .text = decoder_text(reader->decoder, slot)};
    default:
        return value_null();
    }
}

static bool is_scalar(enum slot_type type) {
    return type == SLOT_TRUE || type == SLOT_FALSE || type == SLOT_NUMBER || type == SLOT_TEXT;
}

struct value reader_scalar(struct row_reader *reader, const struct slot_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        const struct slot *slot = &reader->slots[list->items[i]];
        if (is_scalar(slot->type)) {
            struct value value = reader_value(reader, slot);
            if (value.kind != VALUE_NULL) {
                return value;
            }
        }
    }
    return value_null();
}

struct slot reader_native_slot(const struct row_reader *reader, size_t number) {
    const struct slot_list *list = &reader->shape->natives[number];
    for (size_t i = 0; i < list->count; i++) {
        if (reader->slots[list->items[i]].type != SLOT_ABSENT) {
            return reader->slots[list->items[i]];
        }
    }
    return (struct slot){.type = SLOT_ABSENT};
}

// Of the items of an array the members at the native's path, as a list.
static struct value items_value(struct row_reader *reader, const struct native *native, const struct slot *array) {
    size_t size = array->type == SLOT_ARRAY ? decoder_item_count(reader->decoder, array) : 0;
    struct value *items = ARENA_ARRAY(&reader->scratch, size, struct value);
    size_t count = 0;
    for (size_t i = 0; items != NULL && i < size; i++) {
        struct slot item = decoder_item(reader->decoder, array, i);
        for (size_t j = 0; j < native->items.count; j++) {
            item = decoder_member(reader->decoder, &item, native->items.names[j]);
        }
        items[count] = list_item(reader, &item);
        count += items[count].kind != VALUE_NULL;
    }
    return count == 0 ? value_null() : (struct value){.kind = VALUE_LIST, .as.list = {items, count}};
}

struct value reader_native(struct row_reader *reader, size_t number) {
    const struct native *native = &reader->schema->model->natives[number];
    if (native->kind == NATIVE_HOST) {
        return reader_scalar(reader, &reader->shape->computer);
    }
    struct slot slot = reader_native_slot(reader, number);
    if (native->listed) {
        return items_value(reader, native, &slot);
    }
    return reader_value(reader, &slot);
}

static struct value first_value(struct row_reader *reader, const struct expression *expression, enum field_type type) {
    struct value value = value_null();
    for (size_t i = 0; i < expression->input_count && value.kind == VALUE_NULL; i++) {
        value = reader_expression(reader, &expression->inputs[i], type);
    }
    return value;
}

struct value reader_expression(struct row_reader *reader, const struct expression *expression, enum field_type type) {
    struct value inputs[EXPRESSION_MOST_INPUTS] = {{0}};
    switch (expression->kind) {
    case EXPRESSION_NATIVE:
        return reader_native(reader, expression->native);
    case EXPRESSION_FIRST:
        return first_value(reader, expression, type);
    case EXPRESSION_TRANSFORM:
        break;
    }
    for (size_t i = 0; i < expression->input_count; i++) {
        inputs[i] = reader_expression(reader, &expression->inputs[i], FIELD_TEXT);
    }
    return transform_apply(expression, type, inputs, &reader->scratch);
}

// Names of providers and channels, case ignored; nearly always equal byte for
// byte, and different in length where they are not.
static bool is_name_among(struct slice name, const struct slice *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(names[i], name) || (names[i].size == name.size && fold_equal(names[i], name))) {
            return true;
        }
    }
    return false;
}

static bool has_shape(const struct row_reader *reader, const struct shape_slots *shape) {
    for (size_t i = 0; i < shape->present.count; i++) {
        enum slot_type type = reader->slots[shape->present.items[i]].type;
        if (type == SLOT_ABSENT || type == SLOT_NULL) {
            return false;
        }
    }
    bool any = shape->any.count == 0;
    for (size_t i = 0; i < shape->any.count && !any; i++) {
        enum slot_type type = reader->slots[shape->any.items[i]].type;
        any = type != SLOT_ABSENT && type != SLOT_NULL;
    }
    return any;
}

size_t reader_find_shape(const struct row_reader *reader) {
    size_t count = reader->schema->model->shape_count;
    for (size_t i = 0; i < count; i++) {
        if (has_shape(reader, &reader->schema->shapes[i])) {
            return i;
        }
    }
    return SIZE_MAX;
}

// What identifies the source of the current record.
struct origin {
    struct value provider;
    struct value channel;
    struct value id;
    uint64_t key; // of the id; EVENT_ANY_ID: it has none
};

static bool has_signs(struct row_reader *reader, const struct sensor *sensor) {
    for (size_t i = 0; i < sensor->sign_count; i++) {
        if (reader_native(reader, sensor->signs[i]).kind == VALUE_NULL) {
            return false;
        }
    }
    return sensor->sign_count > 0;
}

// How surely a record is a sensor's, by what its header says.
enum claim {
    CLAIM_NONE,
    CLAIM_OPEN,     // nothing names the sensor's records
    CLAIM_PROVIDER, // the provider, which several sensors may share, but the channel is another
    CLAIM_SURE,
};

static enum claim claim_of(struct row_reader *reader, const struct sensor *sensor, const struct origin *origin) {
    struct value channel = origin->channel;
    if (sensor->provider_count == 0 && sensor->channel_count == 0 && sensor->sign_count == 0) {
        return CLAIM_OPEN;
    }
    bool has_channel =
        channel.kind != VALUE_NULL && is_name_among(channel.text, sensor->channels, sensor->channel_count);
    if (origin->provider.kind != VALUE_NULL) {
        bool has_provider = is_name_among(origin->provider.text, sensor->providers, sensor->provider_count);
        bool sure = has_channel || sensor->channel_count == 0;
        return !has_provider ? CLAIM_NONE : sure ? CLAIM_SURE : CLAIM_PROVIDER;
    }
    if (channel.kind != VALUE_NULL) {
        return has_channel ? CLAIM_SURE : CLAIM_NONE;
    }
    return has_signs(reader, sensor) ? CLAIM_SURE : CLAIM_NONE;
}

static bool is_one_of(struct value value, const struct event_condition *condition) {
    for (size_t i = 0; i < condition->value_count && value.text.data != NULL; i++) {
        if (fold_equal(condition->values[i], value.text)) {
            return true;
        }
    }
    return false;
}

static bool holds(struct row_reader *reader, const struct event_condition *condition) {
    struct value value = reader_native(reader, condition->native);
    switch (condition->kind) {
    case CONDITION_ABSENT:
        return value.kind == VALUE_NULL;
    case CONDITION_PRESENT:
        return value.kind != VALUE_NULL;
    case CONDITION_AMONG:
        break;
    }
    if (value.kind != VALUE_LIST) {
        return value.kind != VALUE_RECORD && is_one_of(value, condition);
    }
    for (size_t i = 0; i < value.as.list.count; i++) {
        if (value.as.list.items[i].kind != VALUE_RECORD && is_one_of(value.as.list.items[i], condition)) {
            return true;
        }
    }
    return false;
}

static bool is_event(struct row_reader *reader, const struct event_map *event, struct value provider) {
    if (event->object == SIZE_MAX) {
        return false;
    }
    if (event->provider_count > 0 && !is_name_among(provider.text, event->providers, event->provider_count)) {
        return false;
    }
    for (size_t i = 0; i < event->condition_count; i++) {
        if (!holds(reader, &event->conditions[i])) {
            return false;
        }
    }
    return true;
}

// The first of the sensor's events with the key that accepts the record.
static const struct event_map *find_event(struct row_reader *reader, const struct sensor *sensor, uint64_t key,
                                          const struct origin *origin) {
    size_t low = 0;
    size_t high = sensor->event_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sensor->events[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < sensor->event_count && sensor->events[low].key == key; low++) {
        const struct event_map *event = &sensor->events[low];
        bool same = event->has_code || key == EVENT_ANY_ID || fold_name_equal(event->id, origin->id.text);
        if (same && is_event(reader, event, origin->provider)) {
            return event;
        }
    }
    return NULL;
}

// The event of the sensor that the record is.
static const struct event_map *match_sensor(struct row_reader *reader, const struct sensor *sensor,
                                            const struct origin *origin) {
    const struct event_map *event = NULL;
    if (origin->key != EVENT_ANY_ID) {
        event = find_event(reader, sensor, origin->key, origin);
    }
    bool open = sensor->event_count > 0 && sensor->events[sensor->event_count - 1].key == EVENT_ANY_ID;
    return event != NULL || !open ? event : find_event(reader, sensor, EVENT_ANY_ID, origin);
}

// Among the sensors with a claim from `least` to `most` finds the one of which
// an event accepts the record. Returns the first that the record names.
static size_t try_sensors(struct row_reader *reader, const struct origin *origin, enum claim least, enum claim most) {
    const struct carl_model *model = reader->schema->model;
    struct row *row = &reader->row;
    size_t named = SIZE_MAX;
    for (size_t i = 0; i < reader->shape->sensor_count && row->event == NULL; i++) {
        size_t number = reader->shape->sensors[i];
        enum claim claim = claim_of(reader, &model->sensors[number], origin);
        if (claim < least || claim > most) {
            continue;
        }
        row->sensor = number;
        row->event = match_sensor(reader, &model->sensors[number], origin);
        named = claim > CLAIM_OPEN && named == SIZE_MAX ? number : named;
    }
    return named;
}

// Finds the sensor and the event. A record that names its sensor is that
// sensor's, event or not; else it is that of which an event accepts it.
static void find_sensor(struct row_reader *reader, const struct origin *origin) {
    struct row *row = &reader->row;
    size_t named = try_sensors(reader, origin, CLAIM_SURE, CLAIM_SURE);
    if (row->event == NULL) {
        size_t other = try_sensors(reader, origin, CLAIM_OPEN, CLAIM_PROVIDER);
        named = named == SIZE_MAX ? other : named;
    }
    if (row->event == NULL) {
        row->sensor = named;
    }
}

static struct value read_channel(struct row_reader *reader) {
    struct value channel = reader_scalar(reader, &reader->shape->channel);
    const struct carl_model *model = reader->schema->model;
    const struct shape *shape = reader->row.shape < model->shape_count ? &model->shapes[reader->row.shape] : NULL;
    for (size_t i = 0; shape != NULL && i < shape->channel_prefix_count && channel.kind == VALUE_TEXT; i++) {
        if (slice_starts_with(channel.text, shape->channel_prefixes[i])) {
            channel.text = slice_sub(channel.text, shape->channel_prefixes[i].size, channel.text.size);
            break;
        }
    }
    return channel;
}

void reader_recognize(struct row_reader *reader) {
    struct row *row = &reader->row;
    row->sensor = SIZE_MAX;
    row->event = NULL;
    struct origin origin = {
        .provider = reader_scalar(reader, &reader->shape->provider),
        .channel = read_channel(reader),
        .id = reader_scalar(reader, &reader->shape->id),
    };
    origin.key = origin.id.kind == VALUE_NULL ? EVENT_ANY_ID : model_id_key(origin.id.text);
    find_sensor(reader, &origin);
    row->object = row->event == NULL ? SIZE_MAX : row->event->object;
    row->action = row->event == NULL ? SIZE_MAX : row->event->action;
}
