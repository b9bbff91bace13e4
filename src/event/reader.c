// SPDX-License-Identifier: Apache-2.0
#include "event/reader.h"

#include "base/fold.h"

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
    struct slice text;
    switch (slot->type) {
    case SLOT_TRUE:
    case SLOT_FALSE:
        return value_boolean(slot->type == SLOT_TRUE);
    case SLOT_NUMBER:
        return value_number(decoder_text(reader->decoder, slot));
    case SLOT_TEXT:
        text = decoder_text(reader->decoder, slot);
        return is_null_text(reader, text) ? value_null() : value_text(text);
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

struct value reader_native(struct row_reader *reader, size_t number) {
    if (number == SCHEMA_COMPUTER) {
        return reader_scalar(reader, &reader->shape->computer);
    }
    struct slot slot = reader_native_slot(reader, number);
    return reader_value(reader, &slot);
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
    return true;
}

static size_t find_shape(const struct row_reader *reader) {
    size_t count = reader->schema->model->shape_count;
    for (size_t i = 0; i < count; i++) {
        if (has_shape(reader, &reader->schema->shapes[i])) {
            return i;
        }
    }
    return SIZE_MAX;
}

// The sensor of a provider; where several have it, as they have the one that
// tells of logs being cleared, the one whose channel it is. Without a provider
// the channel decides.
static size_t find_sensor(const struct carl_model *model, struct value provider, struct value channel) {
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < model->sensor_count; i++) {
        const struct sensor *sensor = &model->sensors[i];
        if (provider.kind != VALUE_NULL && !is_name_among(provider.text, sensor->providers, sensor->provider_count)) {
            continue;
        }
        if (channel.kind != VALUE_NULL && is_name_among(channel.text, sensor->channels, sensor->channel_count)) {
            return i;
        }
        if (provider.kind != VALUE_NULL && found == SIZE_MAX) {
            found = i;
        }
    }
    return found;
}

static bool read_code(struct value id, uint32_t *ret_code) {
    uint32_t code = 0;
    for (size_t i = 0; i < id.text.size; i++) {
        char c = id.text.data[i];
        if (c < '0' || c > '9' || code > (UINT32_MAX - 9) / 10) {
            return false;
        }
        code = code * 10 + (uint32_t)(c - '0');
    }
    *ret_code = code;
    return id.text.size > 0;
}

static bool holds(struct row_reader *reader, const struct event_condition *condition, size_t native) {
    struct value value = reader_native(reader, native);
    if (condition->value_count == 0) {
        return value.kind == VALUE_NULL;
    }
    for (size_t i = 0; i < condition->value_count && value.kind == VALUE_TEXT; i++) {
        if (fold_equal(condition->values[i], value.text)) {
            return true;
        }
    }
    return false;
}

static bool is_event(struct row_reader *reader, const struct event_map *event, struct value provider) {
    const struct event_schema *schema = &reader->schema->events[event->number];
    if (event->object == SIZE_MAX) {
        return false;
    }
    if (event->provider_count > 0 && !is_name_among(provider.text, event->providers, event->provider_count)) {
        return false;
    }
    for (size_t i = 0; i < event->condition_count; i++) {
        if (!holds(reader, &event->conditions[i], schema->conditions[i])) {
            return false;
        }
    }
    return true;
}

static const struct event_map *find_event(struct row_reader *reader, uint32_t code, struct value provider) {
    const struct sensor *sensor = &reader->schema->model->sensors[reader->row.sensor];
    size_t low = 0;
    size_t high = sensor->event_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sensor->events[middle].code < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < sensor->event_count && sensor->events[low].code == code; low++) {
        if (is_event(reader, &sensor->events[low], provider)) {
            return &sensor->events[low];
        }
    }
    return NULL;
}

void reader_recognize(struct row_reader *reader) {
    const struct carl_model *model = reader->schema->model;
    struct row *row = &reader->row;
    row->sensor = SIZE_MAX;
    row->shape = find_shape(reader);
    reader->shape = &reader->schema->shapes[row->shape == SIZE_MAX ? model->shape_count : row->shape];
    struct value provider = reader_scalar(reader, &reader->shape->provider);
    row->sensor = find_sensor(model, provider, reader_scalar(reader, &reader->shape->channel));
    row->event = NULL;
    row->object = SIZE_MAX;
    row->action = SIZE_MAX;
    uint32_t code;
    if (row->sensor != SIZE_MAX && read_code(reader_scalar(reader, &reader->shape->id), &code)) {
        row->event = find_event(reader, code, provider);
    }
    if (row->event != NULL) {
        row->object = row->event->object;
        row->action = row->event->action;
    }
}
