// SPDX-License-Identifier: Apache-2.0
// carl coverage as JSON: an array of rules, a line each.
#include "cli/coverage.h"

#include <stdint.h>

static void member(struct sink *sink, const char *name, const char *value) {
    sink_string(sink, name);
    sink_json_string(sink, value);
}

static void flag(struct sink *sink, const char *name, bool value) {
    sink_string(sink, name);
    sink_string(sink, value ? "true" : "false");
}

// `known` false: null.
static void count(struct sink *sink, const char *name, uint64_t value, bool known) {
    sink_string(sink, name);
    if (known) {
        sink_unsigned(sink, value);
    } else {
        sink_string(sink, "null");
    }
}

static void write_field(const struct covered *covered, struct sink *sink, const struct carl_coverage_field *field) {
    static const char *const effects[] = {
        [CARL_EFFECT_NEVER] = "never",
        [CARL_EFFECT_OPEN] = "open",
        [CARL_EFFECT_ALWAYS] = "always",
    };
    const bool tested = field->test[0] != '\0';

    member(sink, "{\"field\":", field->name);
    flag(sink, ",\"lacking\":", field->lacking);
    count(sink, ",\"filled\":", field->filled, covered->counted);
    member(sink, ",\"test\":", tested ? field->test : NULL);
    member(sink, ",\"holds\":", tested ? effects[field->effect] : NULL);
    sink_char(sink, '}');
}

static void write_event(const struct covered *covered, struct sink *sink, size_t rule, size_t index,
                        const struct carl_coverage_event *event) {
    struct carl_coverage_field field;

    member(sink, "{\"sensor\":", event->sensor);
    member(sink, ",\"event\":", event->event);
    flag(sink, ",\"passes\":", event->passes);
    count(sink, ",\"records\":", event->records, covered->counted);
    sink_string(sink, ",\"fields\":[");
    for (size_t i = 0; carl_coverage_field(covered->coverage, rule, index, i, &field); i++) {
        sink_string(sink, i > 0 ? "," : "");
        write_field(covered, sink, &field);
    }
    sink_string(sink, "]}");
}

// The sensors that can feed the rule each by itself.
static void write_sensors(const struct covered *covered, struct sink *sink, size_t rule) {
    bool more = false;

    sink_string(sink, ",\"sensors\":[");
    for (size_t i = 0; i < carl_model_sensor_count(covered->model); i++) {
        if (carl_coverage_suffices(covered->coverage, rule, i)) {
            member(sink, more ? "," : "", carl_model_sensor_name(covered->model, i));
            more = true;
        }
    }
    sink_char(sink, ']');
}

static void write_searches(const struct covered *covered, struct sink *sink, size_t rule) {
    const char *name;

    sink_string(sink, ",\"searches\":[");
    for (size_t i = 0; (name = carl_coverage_searched(covered->coverage, rule, i)) != NULL; i++) {
        member(sink, i > 0 ? ",{\"events\":" : "{\"events\":", name);
        flag(sink, ",\"read\":", coverage_is_read(covered, rule, i));
        sink_char(sink, '}');
    }
    sink_char(sink, ']');
}

static void write_rule(const struct covered *covered, struct sink *sink, size_t rule) {
    struct carl_coverage_event event;
    bool more = false;

    member(sink, "{\"rule\":", carl_rule_id(covered->rules, rule));
    member(sink, ",\"file\":", carl_rule_file(covered->rules, rule));
    flag(sink, ",\"fed\":", coverage_is_fed(covered, rule));
    write_searches(covered, sink, rule);
    write_sensors(covered, sink, rule);
    sink_string(sink, ",\"events\":[");
    for (size_t i = 0; carl_coverage_event(covered->coverage, rule, i, &event); i++) {
        if (coverage_is_asked(covered, event.sensor)) {
            sink_string(sink, more ? "," : "");
            write_event(covered, sink, rule, i, &event);
            more = true;
        }
    }
    sink_string(sink, "]}");
}

void coverage_print_json(const struct covered *covered, struct sink *sink) {
    bool more = false;

    sink_char(sink, '[');
    for (size_t i = 0; i < carl_rules_count(covered->rules); i++) {
        if (!carl_rule_failed(covered->rules, i)) {
            sink_string(sink, more ? ",\n" : "\n");
            write_rule(covered, sink, i);
            more = true;
        }
    }
    sink_string(sink, more ? "\n]\n" : "]\n");
}
