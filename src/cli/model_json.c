// SPDX-License-Identifier: Apache-2.0
#include "cli/model_json.h"

#include <stdbool.h>
#include <stdint.h>

static void member(struct sink *sink, const char *name, const char *value) {
    sink_string(sink, name);
    sink_json_string(sink, value);
}

static void comma(struct sink *sink, bool wanted) {
    if (wanted) {
        sink_char(sink, ',');
    }
}

static void write_source(struct sink *sink, const struct carl_model *model, size_t object, size_t action,
                         size_t mapping) {
    bool more = false;

    sink_string(sink, ",\"fields\":{");
    for (size_t field = 0; field < carl_model_field_count(model, object); field++) {
        const char *native = carl_model_mapping_field(model, object, action, mapping, field);
        if (native != NULL) {
            comma(sink, more);
            member(sink, "", carl_model_field_name(model, object, field));
            member(sink, ":", native);
            more = true;
        }
    }
    sink_string(sink, "}}");
}

static void write_action(struct sink *sink, const struct carl_model *model, size_t object, size_t action) {
    const char *sensor;
    const char *event;
    const char *alias;

    member(sink, "{\"action\":", carl_model_action_name(model, object, action));
    member(sink, ",\"description\":", carl_model_action_description(model, object, action));
    sink_string(sink, ",\"aliases\":[");
    for (size_t i = 0; (alias = carl_model_action_alias(model, object, action, i)) != NULL; i++) {
        comma(sink, i > 0);
        sink_json_string(sink, alias);
    }
    sink_string(sink, "],\"sources\":[");
    for (size_t i = 0; carl_model_mapping(model, object, action, i, &sensor, &event); i++) {
        comma(sink, i > 0);
        member(sink, "{\"sensor\":", sensor);
        member(sink, ",\"event\":", event);
        write_source(sink, model, object, action, i);
    }
    sink_string(sink, "]}");
}

static void write_field(struct sink *sink, const struct carl_model *model, size_t object, size_t field) {
    const char *alias;

    member(sink, "{\"field\":", carl_model_field_name(model, object, field));
    sink_string(sink,
                carl_model_field_is_extension(model, object, field) ? ",\"extension\":true" : ",\"extension\":false");
    member(sink, ",\"description\":", carl_model_field_description(model, object, field));
    member(sink, ",\"example\":", carl_model_field_example(model, object, field));
    sink_string(sink, ",\"aliases\":[");
    for (size_t i = 0; (alias = carl_model_field_alias(model, object, field, i)) != NULL; i++) {
        comma(sink, i > 0);
        sink_json_string(sink, alias);
    }
    sink_string(sink, "]}");
}

static void write_object(struct sink *sink, const struct carl_model *model, size_t object, size_t only_action) {
    bool more = false;

    member(sink, "{\"object\":", carl_model_object_name(model, object));
    sink_string(sink, carl_model_object_is_extension(model, object) ? ",\"extension\":true" : ",\"extension\":false");
    member(sink, ",\"description\":", carl_model_object_description(model, object));
    sink_string(sink, ",\"actions\":[");
    for (size_t action = 0; action < carl_model_action_count(model, object); action++) {
        if (only_action == SIZE_MAX || only_action == action) {
            comma(sink, more);
            write_action(sink, model, object, action);
            more = true;
        }
    }
    sink_string(sink, "],\"fields\":[");
    for (size_t field = 0; field < carl_model_field_count(model, object); field++) {
        comma(sink, field > 0);
        write_field(sink, model, object, field);
    }
    sink_string(sink, "]}");
}

void model_json_write(struct sink *sink, const struct carl_model *model, size_t object, size_t action) {
    bool more = false;

    sink_char(sink, '[');
    for (size_t i = 0; i < carl_model_object_count(model); i++) {
        if (object == SIZE_MAX || object == i) {
            sink_string(sink, more ? ",\n" : "\n");
            write_object(sink, model, i, action);
            more = true;
        }
    }
    sink_string(sink, "\n]\n");
}
