// SPDX-License-Identifier: Apache-2.0
// Every mapped event in every shape: events.json has the events' own data and
// the fields that must come out; the shapes are written around it here.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/row.h"

#include <jansson.h>
#include <stdlib.h>

// $D: the event's members (with a comma in front), $I id, $P provider, $C channel.
static const struct {
    const char *name;
    const char *record;
} shapes[] = {
    {"evtx_dump", "{\"Event\":{\"#attributes\":{\"xmlns\":\"u\"},\"System\":{\"Provider\":{\"#attributes\":{\"Name\":"
                  "\"$P\"}},\"EventID\":$I,\"Level\":4,\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2021-03-04T"
                  "05:06:07.500000Z\"}},\"Channel\":\"$C\",\"Computer\":\"HOST.example.org\"},\"EventData\":{"
                  "\"$\":0$D}}}"},
    {"evtx_dump", "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"$P\"}},\"EventID\":{"
                  "\"#attributes\":{\"Qualifiers\":0},\"#text\":$I},\"Channel\":null,\"Computer\":\"HOST.example.org"
                  "\"},\"UserData\":{\"X\":{\"#attributes\":{\"xmlns\":\"u\"}$D}}}}"},
    {"evtx_dump_separate", "{\"Event\":{\"System\":{\"Provider_attributes\":{\"Name\":\"$P\"},\"EventID\":\"$I\","
                           "\"TimeCreated_attributes\":{\"SystemTime\":\"2021-03-04T05:06:07.5Z\"},\"Channel\":\"$C\","
                           "\"Computer\":\"HOST.example.org\"},\"EventData\":{\"$\":0$D}}}"},
    {"winlogbeat_7", "{\"@timestamp\":\"2021-03-04T05:06:07.500Z\",\"event\":{\"code\":\"$I\"},\"host\":{\"name\":"
                     "\"collector\"},\"winlog\":{\"event_id\":\"$I\",\"provider_name\":\"$P\",\"channel\":\"$C\","
                     "\"computer_name\":\"HOST.example.org\",\"process\":{\"pid\":7},\"event_data\":{\"$\":0$D}}}"},
    {"winlogbeat_6", "{\"@timestamp\":\"2021-03-04T05:06:07.500Z\",\"event_id\":$I,\"source_name\":\"$P\",\"log_name\":"
                     "\"$C\",\"computer_name\":\"HOST.example.org\",\"process_id\":7,\"event_data\":{\"$\":0$D}}"},
    {"flat_nxlog",
     "{\"EventReceivedTime\":\"2021-03-04 06:06:08\",\"EventTime\":\"2021-03-04 05:06:07\",\"EventID\":$I,"
     "\"SourceModuleName\":\"in\",\"SourceName\":\"$P\",\"Channel\":\"$C\",\"Hostname\":"
     "\"HOST.example.org\",\"AccountName\":\"SYSTEM\",\"Domain\":\"NT AUTHORITY\",\"ExecutionProcessID\":7"
     "$D}"},
    {"flat", "{\"EventID\":$I,\"SourceName\":\"$P\",\"Channel\":\"$C\",\"Hostname\":\"HOST.example.org\","
             "\"TimeCreated\":\"2021-03-04 05:06:07.500\",\"Message\":null$D}"},
};

struct fixture {
    json_t *events;
    struct carl_model *model;
    struct row_schema *schema;
    struct row_reader *reader;
};

static int set_up(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    json_error_t error;
    fixture->events = json_load_file(getenv("CARL_TEST_EVENTS"), 0, &error);
    assert_non_null(fixture->events);
    assert_int_equal(carl_model_create(&fixture->model), CARL_OK);
    assert_int_equal(row_schema_create(fixture->model, NULL, 0, true, &fixture->schema), CARL_OK);
    assert_int_equal(row_reader_create(fixture->schema, false, &fixture->reader), CARL_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    if (fixture == NULL) {
        return 0; // set_up failed
    }
    row_reader_destroy(fixture->reader);
    row_schema_destroy(fixture->schema);
    carl_model_destroy(fixture->model);
    json_decref(fixture->events);
    free(fixture);
    return 0;
}

static void append_data(struct text *out, json_t *data) {
    char *json = json_dumps(data, JSON_COMPACT);
    size_t size = strlen(json);
    if (size > 2) {
        text_append_char(out, ',');
        text_append(out, slice_make(json + 1, size - 2));
    }
    free(json);
}

static void append_record(struct text *out, const char *form, json_t *event) {
    for (; *form != '\0'; form++) {
        if (*form != '$' || form[1] == '"') {
            text_append_char(out, *form);
            continue;
        }
        switch (*++form) {
        case 'D':
            append_data(out, json_object_get(event, "data"));
            break;
        case 'I':
            text_append_signed(out, json_integer_value(json_object_get(event, "id")));
            break;
        case 'P':
            text_append_string(out, json_string_value(json_object_get(event, "provider")));
            break;
        default:
            text_append_string(out, json_string_value(json_object_get(event, "channel")));
            break;
        }
    }
}

// "Registry:Add", "Registry" where there is no action, "" where unmapped.
static void append_meaning(struct text *out, const struct carl_model *model, const struct row *row) {
    if (row->event == NULL) {
        assert_true(row->object == SIZE_MAX && row->action == SIZE_MAX);
        return;
    }
    text_append_string(out, carl_model_object_name(model, row->object));
    if (row->action != SIZE_MAX) {
        text_append_char(out, ':');
        text_append_string(out, carl_model_action_name(model, row->object, row->action));
    }
}

static bool is_lost(const char *shape, json_t *event, const char *field) {
    json_t *lost = json_object_get(event, "lost_in_nxlog");
    for (size_t i = 0; strcmp(shape, "flat_nxlog") == 0 && i < json_array_size(lost); i++) {
        if (strcmp(json_string_value(json_array_get(lost, i)), field) == 0) {
            return true;
        }
    }
    return false;
}

// What a field must be, as JSON text, owned by the caller.
static char *expect(json_t *event, const char *shape, const char *field) {
    json_t *value = json_object_get(json_object_get(event, "fields"), field);
    if (strcmp(field, "hostname") == 0) {
        return strdup("\"HOST\"");
    }
    if (strcmp(field, "fqdn") == 0) {
        return strdup("\"HOST.example.org\"");
    }
    if (value == NULL || is_lost(shape, event, field)) {
        return strdup("null");
    }
    return json_dumps(value, JSON_ENCODE_ANY);
}

// Returns how many fields were not null.
static size_t check_fields(const struct fixture *fixture, const struct row *row, json_t *event, const char *shape) {
    size_t count = 0;
    size_t field;
    struct value value;
    for (size_t i = 0; row_mapped_field(row, i, &field, &value); i++) {
        const char *name = fixture->model->fields[field].name.data;
        char *expected = expect(event, shape, name);
        struct text text;
        text_init(&text);
        value_append_json(&text, value);
        text_append_char(&text, '\0');
        if (strcmp(text.data, expected) != 0) {
            fail_msg("%s %s: %s is %s, not %s", shape, row->event->label.data, name, text.data, expected);
        }
        text_finish(&text);
        free(expected);
        count += value.kind != VALUE_NULL && strcmp(name, "hostname") != 0 && strcmp(name, "fqdn") != 0;
    }
    return count;
}

static void check_event(struct fixture *fixture, json_t *event, size_t shape) {
    const struct row *row;
    struct row_error error;
    struct text record;
    struct text meaning;
    text_init(&record);
    text_init(&meaning);
    append_record(&record, shapes[shape].record, event);
    if (row_read(fixture->reader, text_slice(&record), &row, &error) != ROW_READ) {
        fail_msg("%.*s: %s", (int)record.size, record.data, error.reason);
    }
    assert_string_equal(fixture->model->shapes[row->shape].name.data, shapes[shape].name);
    append_meaning(&meaning, fixture->model, row);
    text_append_char(&meaning, '\0');
    const char *means = json_string_value(json_object_get(event, "means"));
    assert_string_equal(meaning.data, means == NULL ? "" : means);
    size_t lost = 0;
    if (strcmp(shapes[shape].name, "flat_nxlog") == 0) {
        lost = json_array_size(json_object_get(event, "lost_in_nxlog"));
    }
    size_t fields = check_fields(fixture, row, event, shapes[shape].name);
    assert_int_equal(fields + lost, json_object_size(json_object_get(event, "fields")));
    assert_false(row_failed(row));
    text_finish(&meaning);
    text_finish(&record);
}

// UserData holds no UtcTime of its own path, so times are checked elsewhere.
static void maps_every_event_in_every_shape(void **state) {
    struct fixture *fixture = *state;
    assert_true(json_array_size(fixture->events) > 30);
    for (size_t i = 0; i < json_array_size(fixture->events); i++) {
        for (size_t j = 0; j < sizeof shapes / sizeof *shapes; j++) {
            check_event(fixture, json_array_get(fixture->events, i), j);
        }
    }
}

// No event map goes untested.
static void covers_every_map(void **state) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < fixture->model->sensor_count; i++) {
        const struct sensor *sensor = &fixture->model->sensors[i];
        for (size_t j = 0; j < sensor->event_count; j++) {
            bool seen = sensor->events[j].object == SIZE_MAX;
            for (size_t k = 0; !seen && k < json_array_size(fixture->events); k++) {
                json_t *id = json_object_get(json_array_get(fixture->events, k), "id");
                seen = json_integer_value(id) == (json_int_t)sensor->events[j].code;
            }
            if (!seen) {
                fail_msg("%s %s", sensor->name.data, sensor->events[j].label.data);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_every_event_in_every_shape),
        cmocka_unit_test(covers_every_map),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
