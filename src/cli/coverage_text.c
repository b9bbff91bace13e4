// SPDX-License-Identifier: Apache-2.0
// carl coverage as text: each rule with a word on whether it is fed, below it the
// events that it searches for, and what these lack.
#include "cli/count.h"
#include "cli/coverage.h"
#include "output/cell.h"

#include <string.h>

enum { RULE_INDENT = 10, EVENT_INDENT = 12, FIELD_INDENT = 14, WIDTH = 100 };

static void put(const struct covered *covered, struct sink *sink, const char *style, const char *text) {
    sink_string(sink, covered->color ? style : "");
    (void)cell_write(sink, text, strlen(text), 0);
    sink_string(sink, covered->color ? "\033[0m" : "");
}

static void put_count(struct sink *sink, uint64_t count, const char *noun) {
    char text[COUNT_SIZE];

    sink_string(sink, count_format(text, count));
    sink_string(sink, noun);
    sink_string(sink, count_plural(count));
}

static const char *effect_words(enum carl_effect effect) {
    static const char *const words[] = {
        [CARL_EFFECT_NEVER] = " never holds",
        [CARL_EFFECT_OPEN] = " does not decide",
        [CARL_EFFECT_ALWAYS] = " always holds",
    };
    return words[effect];
}

static void put_lacking(const struct covered *covered, struct sink *sink, const struct carl_coverage_field *field) {
    sink_repeat(sink, ' ', FIELD_INDENT);
    sink_string(sink, covered->counted ? "no record has " : "lacks ");
    put(covered, sink, "\033[1m", field->name);
    if (field->test[0] != '\0') {
        sink_string(sink, ": ");
        put(covered, sink, "", field->test);
        put(covered, sink, field->effect == CARL_EFFECT_NEVER ? "\033[31m" : "", effect_words(field->effect));
    }
    sink_char(sink, '\n');
}

// How many records have a field, unless all have it.
static void put_filled(const struct covered *covered, struct sink *sink, const struct carl_coverage_field *field,
                       uint64_t records) {
    char text[COUNT_SIZE];

    if (covered->counted && field->filled < records) {
        sink_repeat(sink, ' ', FIELD_INDENT);
        put(covered, sink, "", field->name);
        sink_string(sink, " in ");
        sink_string(sink, count_format(text, field->filled));
        sink_string(sink, " of them\n");
    }
}

// Whether there is nothing to say of an event but that it is there.
static bool is_plain(const struct covered *covered, size_t rule, size_t index,
                     const struct carl_coverage_event *event) {
    struct carl_coverage_field field;

    for (size_t i = 0; carl_coverage_field(covered->coverage, rule, index, i, &field); i++) {
        if (field.lacking) {
            return false;
        }
    }
    return event->passes && !covered->counted;
}

// The plain events of a sensor that stand in a row from `index` on, in lines of
// their own; gives the place of the last.
static size_t put_plain_events(const struct covered *covered, struct sink *sink, size_t rule, size_t index) {
    struct carl_coverage_event event;
    const char *sensor = NULL;
    size_t column = 0;

    for (; carl_coverage_event(covered->coverage, rule, index, &event) &&
           (sensor == NULL || strcmp(sensor, event.sensor) == 0) && is_plain(covered, rule, index, &event);
         index++) {
        if (sensor != NULL && column + strlen(event.event) + 2 <= WIDTH) {
            sink_string(sink, ", ");
            column += 2;
        } else {
            sink_string(sink, sensor == NULL ? "" : ",\n");
            sink_repeat(sink, ' ', EVENT_INDENT);
            sink_string(sink, event.sensor);
            sink_char(sink, ' ');
            column = EVENT_INDENT + strlen(event.sensor) + 1;
        }
        sink_string(sink, event.event);
        column += strlen(event.event);
        sensor = event.sensor;
    }
    sink_char(sink, '\n');
    return index - 1;
}

static void put_event(const struct covered *covered, struct sink *sink, size_t rule, size_t index,
                      const struct carl_coverage_event *event) {
    struct carl_coverage_field field;

    sink_repeat(sink, ' ', EVENT_INDENT);
    sink_string(sink, event->sensor);
    sink_char(sink, ' ');
    sink_string(sink, event->event);
    if (covered->counted) {
        sink_string(sink, ": ");
        put_count(sink, event->records, " record");
    }
    put(covered, sink, "\033[31m", event->passes ? "" : ", which cannot lead to a hit");
    sink_char(sink, '\n');
    for (size_t i = 0; carl_coverage_field(covered->coverage, rule, index, i, &field); i++) {
        if (field.lacking) {
            put_lacking(covered, sink, &field);
        } else {
            put_filled(covered, sink, &field, event->records);
        }
    }
}

static void put_events(const struct covered *covered, struct sink *sink, size_t rule) {
    struct carl_coverage_event event;

    for (size_t i = 0; carl_coverage_event(covered->coverage, rule, i, &event); i++) {
        if (!coverage_is_asked(covered, event.sensor)) {
            continue;
        }
        if (is_plain(covered, rule, i, &event)) {
            i = put_plain_events(covered, sink, rule, i);
        } else {
            put_event(covered, sink, rule, i, &event);
        }
    }
}

static void put_rule(const struct covered *covered, struct sink *sink, size_t rule) {
    const char *title = carl_rule_title(covered->rules, rule);
    const bool fed = coverage_is_fed(covered, rule);
    const char *name;

    put(covered, sink, fed ? "\033[32m" : "\033[1;31m", fed ? "fed" : "not fed");
    sink_repeat(sink, ' ', RULE_INDENT - strlen(fed ? "fed" : "not fed"));
    put(covered, sink, "\033[1m", carl_rule_id(covered->rules, rule));
    put(covered, sink, "", title[0] == '\0' ? "" : ": ");
    put(covered, sink, "", title);
    sink_char(sink, '\n');
    put_events(covered, sink, rule);
    for (size_t i = 0; (name = carl_coverage_searched(covered->coverage, rule, i)) != NULL; i++) {
        if (!coverage_is_read(covered, rule, i)) {
            sink_repeat(sink, ' ', EVENT_INDENT);
            sink_string(sink, "nothing is read as ");
            put(covered, sink, "\033[31m", name);
            sink_char(sink, '\n');
        }
    }
}

void coverage_print_text(const struct covered *covered, struct sink *sink) {
    for (size_t i = 0; i < carl_rules_count(covered->rules); i++) {
        if (!carl_rule_failed(covered->rules, i)) {
            put_rule(covered, sink, i);
        }
    }
}
