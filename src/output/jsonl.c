// SPDX-License-Identifier: Apache-2.0
// Hits as JSON: one object a line, or the same objects as one array.
#include "output/output.h"

#include <string.h>

static void write_member(struct sink *sink, const char *name, const char *value) {
    sink_string(sink, name);
    sink_json_string(sink, value);
}

static void write_attack(struct output *output, size_t rule) {
    const char *technique;

    sink_string(output->sink, ",\"attack\":[");
    for (size_t i = 0; (technique = carl_rule_metadata(output->rules, rule, "attack", i)) != NULL; i++) {
        if (i > 0) {
            sink_char(output->sink, ',');
        }
        sink_json_string(output->sink, technique);
    }
    sink_char(output->sink, ']');
}

static void write_fields(struct sink *sink, const struct carl_hit *hit) {
    sink_string(sink, ",\"fields\":{");
    for (size_t i = 0; i < carl_hit_field_count(hit); i++) {
        const char *data;
        size_t size;

        if (i > 0) {
            sink_char(sink, ',');
        }
        sink_json_string(sink, carl_hit_field_name(hit, i));
        sink_char(sink, ':');
        carl_hit_field_json(hit, i, &data, &size);
        sink_write(sink, data, size);
    }
    sink_char(sink, '}');
}

static void write_source(struct sink *sink, const struct carl_hit *hit) {
    write_member(sink, ",\"source\":{\"file\":", carl_hit_file(hit));
    sink_string(sink, ",\"line\":");
    sink_unsigned(sink, carl_hit_line(hit));
    sink_string(sink, ",\"offset\":");
    sink_unsigned(sink, carl_hit_offset(hit));
    sink_char(sink, '}');
}

// Writes JSON byte for byte, but on one line: line ends, which stand between its
// tokens, and the blanks after them are left out.
static void write_on_line(struct sink *sink, const char *data, size_t size) {
    const char *end = data + size;
    const char *stop;

    while (data < end && (stop = memchr(data, '\n', (size_t)(end - data))) != NULL) {
        const char *after = stop + 1;
        while (stop > data && stop[-1] == '\r') {
            stop--;
        }
        sink_write(sink, data, (size_t)(stop - data));
        while (after < end && (*after == ' ' || *after == '\t')) {
            after++;
        }
        data = after;
    }
    sink_write(sink, data, (size_t)(end - data));
}

static void write_event(struct sink *sink, const struct carl_hit *hit) {
    const char *event;
    size_t size;

    write_member(sink, ",\"sensor\":", carl_hit_sensor(hit));
    write_source(sink, hit);
    write_fields(sink, hit);
    sink_string(sink, ",\"event\":");
    carl_hit_event(hit, &event, &size);
    write_on_line(sink, event, size);
}

static void write_object(struct output *output, const struct carl_hit *hit) {
    struct sink *sink = output->sink;
    const size_t rule = carl_hit_rule(hit);

    write_member(sink, "{\"rule\":", carl_rule_id(output->rules, rule));
    write_member(sink, ",\"title\":", carl_rule_title(output->rules, rule));
    write_attack(output, rule);
    write_member(sink, ",\"output\":", carl_hit_output(hit));
    write_member(sink, ",\"time\":", carl_hit_time(hit));
    if (carl_hit_kind(hit) == CARL_HIT_EVENT) {
        write_event(sink, hit);
    } else {
        const char *details;
        size_t size;

        carl_hit_details(hit, &details, &size);
        sink_char(sink, ',');
        write_on_line(sink, details, size);
    }
    sink_char(sink, '}');
}

static void begin_lines(struct output *output) {
    (void)output;
}

static void hit_line(struct output *output, const struct carl_hit *hit) {
    write_object(output, hit);
    sink_char(output->sink, '\n');
}

static void end_lines(struct output *output) {
    (void)output;
}

static void begin_array(struct output *output) {
    sink_char(output->sink, '[');
}

static void hit_item(struct output *output, const struct carl_hit *hit) {
    sink_string(output->sink, output->hits > 0 ? ",\n" : "\n");
    write_object(output, hit);
}

static void end_array(struct output *output) {
    sink_string(output->sink, output->hits > 0 ? "\n]\n" : "]\n");
}

const struct output_format output_jsonl = {"jsonl", begin_lines, hit_line, end_lines};
const struct output_format output_json = {"json", begin_array, hit_item, end_array};
