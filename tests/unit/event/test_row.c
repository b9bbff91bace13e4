// SPDX-License-Identifier: Apache-2.0
// Columns of rows: native fields and where they are looked up, what is null,
// times, and the columns that are no fields.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/row.h"
#include "model/model_load.h"

#include <stdlib.h>

#define SYSMON "\"SourceName\":\"Microsoft-Windows-Sysmon\","
#define SECURITY "\"SourceName\":\"Microsoft-Windows-Security-Auditing\","

static int load(void **state) {
    struct carl_model *model = NULL;
    assert_int_equal(carl_model_create(&model), CARL_OK);
    *state = model;
    return 0;
}

static int unload(void **state) {
    carl_model_destroy(*state);
    return 0;
}

// A column by its look: "=time" and kin; "+image_path" a CAR field (with members
// behind dots); else a native field's path.
static void make_column(const struct carl_model *model, const char *text, struct slice names[4],
                        struct row_column *ret_column) {
    static const struct {
        const char *name;
        enum row_column_kind kind;
    } kinds[] = {
        {"=time", ROW_TIME},    {"=raw", ROW_RAW_EVENT},     {"=code", ROW_EVENT_CODE},
        {"=log", ROW_LOG_NAME}, {"=severity", ROW_SEVERITY}, {"=subject", ROW_SUBJECT_SECURITY_ID},
    };
    *ret_column = (struct row_column){.kind = ROW_NATIVE, .names = names};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, text) == 0) {
            ret_column->kind = kinds[i].kind;
            return;
        }
    }
    bool field = *text == '+';
    for (text += field; text != NULL && ret_column->name_count < 4;) {
        const char *dot = strchr(text, '.');
        size_t size = dot == NULL ? strlen(text) : (size_t)(dot - text);
        names[ret_column->name_count++] = slice_make(text, size);
        text = dot == NULL ? NULL : dot + 1;
    }
    if (field) {
        ret_column->kind = ROW_FIELD;
        ret_column->field = model_find_field(model, names[0]);
        ret_column->names++;
        ret_column->name_count--;
    }
}

struct probe {
    struct row_schema *schema;
    struct row_reader *reader;
    const struct row *row;
};

static void open_probe(struct probe *probe, const struct carl_model *model, const char *column, const char *record) {
    struct slice names[4];
    struct row_column wanted;
    struct row_error error;
    make_column(model, column, names, &wanted);
    assert_int_equal(row_schema_create(model, &wanted, 1, false, &probe->schema), CARL_OK);
    assert_int_equal(row_reader_create(probe->schema, false, &probe->reader), CARL_OK);
    if (row_read(probe->reader, slice_from_string(record), &probe->row, &error) != ROW_READ) {
        fail_msg("%s: %s", record, error.reason);
    }
}

static void close_probe(struct probe *probe) {
    row_reader_destroy(probe->reader);
    row_schema_destroy(probe->schema);
}

static void reads_columns(void **state) {
    static const struct {
        const char *column;
        const char *record;
        const char *json;
    } cases[] = {
        // where a native field is: event data, header, record
        {"Image", "{\"EventID\":1,\"Image\":\"a\"}", "\"a\""},
        {"image", "{\"EventID\":1,\"Image\":\"a\"}", "\"a\""},
        {"_i-mage", "{\"EventID\":1,\"Image\":\"a\"}", "\"a\""},
        {"image", "{\"EventID\":1,\"Image\":\"a\",\"image\":\"b\"}", "\"b\""},
        {"IMAGE", "{\"EventID\":1,\"Image\":\"a\",\"image\":\"b\"}", "\"a\""},
        {"x", "{\"Event\":{\"System\":{\"x\":1},\"EventData\":{\"x\":2}},\"x\":3}", "2"},
        {"x", "{\"Event\":{\"System\":{\"x\":1},\"EventData\":{\"X\":2}},\"x\":3}", "2"},
        {"x", "{\"Event\":{\"System\":{\"x\":1},\"UserData\":{\"E\":{\"x\":2}}},\"x\":3}", "2"},
        {"x", "{\"Event\":{\"System\":{\"x\":1},\"EventData\":null},\"x\":3}", "1"},
        {"x", "{\"Event\":{\"System\":{}},\"x\":3}", "3"},
        {"x", "{\"Event\":{\"System\":{\"x\":1},\"EventData\":{\"x\":\"\"}},\"x\":3}", "null"},
        {"Event.System.x", "{\"Event\":{\"System\":{\"x\":1}}}", "1"},
        {"event.system.X", "{\"Event\":{\"System\":{\"x\":1}}}", "1"},
        {"Execution.#attributes.ProcessID",
         "{\"Event\":{\"System\":{\"Execution\":{\"#attributes\":{\"ProcessID\":9}}}}}", "9"},
        {"process.pid", "{\"winlog\":{\"event_id\":1,\"process\":{\"pid\":7}}}", "7"},
        {"process_id", "{\"event_id\":1,\"log_name\":\"l\",\"process_id\":7,\"event_data\":{\"ProcessId\":\"4\"}}",
         "\"4\""},
        {"a.b", "{\"a\":{\"b\":\"x\"}}", "\"x\""},
        {"a.b", "{\"a\":\"x\"}", "null"},
        {"a", "{}", "null"},
        // kinds of values
        {"a", "{\"a\":null}", "null"},
        {"a", "{\"a\":true}", "true"},
        {"a", "{\"a\":[]}", "null"},
        {"a", "{\"a\":[null,\"\"]}", "null"},
        {"a", "{\"a\":[null,\"x\",1,false,\"\"]}", "[\"x\",1,false]"},
        {"a", "{\"a\":[[1,2],{\"b\":1}]}", "[[1,2],{\"b\":1}]"},
        {"a", "{\"a\":{\"b\":[1.50]}}", "{\"b\":[1.5]}"},
        {"a", "{\"a\":\"tab\\there\"}", "\"tab\\there\""},
        // texts for nothing
        {"a", "{\"a\":\"\"}", "null"},
        {"a", "{\"a\":\"-\"}", "\"-\""},
        {"a", "{\"EventID\":5158," SECURITY "\"a\":\"-\"}", "null"},
        {"a", "{\"EventID\":5158," SECURITY "\"a\":\"?\"}", "\"?\""},
        {"a", "{\"EventID\":1,\"a\":\"-\"}", "null"},
        {"a", "{\"EventID\":null,\"a\":\"-\"}", "\"-\""},
        {"a", "{\"EventID\":1," SYSMON "\"a\":\"?\"}", "null"},
        {"a", "{\"EventID\":22," SYSMON "\"a\":[\"?\",\"-\",\"x\"]}", "[\"x\"]"},
        {"+parent_exe", "{\"EventID\":1," SYSMON "\"ParentImage\":\"?\"}", "null"},
        {"+parent_exe", "{\"EventID\":1," SYSMON "\"ParentImage\":\"-\"}", "null"},
        {"+parent_exe", "{\"EventID\":4688," SECURITY "\"ParentProcessName\":\"?\"}", "\"?\""},
        // CAR fields
        {"+pid", "{\"EventID\":1," SYSMON "\"ProcessId\":4}", "4"},
        {"+pid", "{\"EventID\":1," SYSMON "\"ProcessId\":\"4\"}", "\"4\""},
        {"+pid", "{\"EventID\":1," SYSMON "\"ProcessID\":2644,\"ExecutionProcessID\":3}", "null"},
        {"+pid", "{\"EventID\":4688," SECURITY "\"NewProcessId\":\"0x1f\"}", "31"},
        {"+pid", "{\"EventID\":\"1\"," SYSMON "\"ProcessId\":4}", "4"},
        {"+pid", "{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"ProcessId\":4}", "4"},
        {"+pid", "{\"EventID\":1,\"SourceName\":\"microsoft-windows-SYSMON\",\"ProcessId\":4}", "4"},
        {"+pid",
         "{\"EventID\":1,\"SourceName\":\"Other\",\"Channel\":\"Microsoft-Windows-Sysmon/Operational\","
         "\"ProcessId\":4}",
         "null"},
        {"+pid", "{\"EventID\":1,\"ProcessId\":4}", "null"},
        {"+pid", "{\"EventID\":\"1x\"," SYSMON "\"ProcessId\":4}", "null"},
        {"+pid", "{\"EventID\":99999999999," SYSMON "\"ProcessId\":4}", "null"},
        {"+image_path", "{\"EventID\":1," SYSMON "\"image\":\"a\"}", "null"},
        {"+image_path", "{\"EventID\":1," SYSMON "\"Image\":{\"b\":{\"C\":1}}}", "{\"b\":{\"C\":1}}"},
        {"+image_path.b.c", "{\"EventID\":1," SYSMON "\"Image\":{\"b\":{\"C\":1}}}", "1"},
        {"+image_path.b.c", "{\"EventID\":1," SYSMON "\"Image\":{\"b\":{\"C\":1,\"c\":2}}}", "2"},
        {"+image_path.b", "{\"EventID\":1," SYSMON "\"Image\":\"x\"}", "null"},
        {"+exe.b", "{\"EventID\":1," SYSMON "\"Image\":{\"b\":1}}", "null"},
        {"+hostname", "{\"EventID\":1," SYSMON "\"Hostname\":\"h.x.org\",\"host\":{\"name\":\"wec\"}}", "\"h\""},
        {"+fqdn", "{\"EventID\":1," SYSMON "\"Hostname\":\"h.x.org\"}", "\"h.x.org\""},
        {"+network_direction", "{\"EventID\":3," SYSMON "\"Initiated\":false}", "\"in\""},
        {"+signer", "{\"EventID\":7," SYSMON "\"Signed\":\"false\",\"Signature\":\"Forged\"}", "null"},
        {"+signer", "{\"EventID\":7," SYSMON "\"Signed\":\"true\",\"Signature\":\"-\"}", "null"},
        {"+signer", "{\"EventID\":7," SYSMON "\"Signature\":\"Lost\"}", "null"},
        {"+login_successful", "{\"EventID\":4624," SECURITY "\"LogonType\":3}", "true"},
        {"+creation_time", "{\"EventID\":11," SYSMON "\"CreationUtcTime\":\"2020-01-02 03:04:05.006\"}",
         "\"2020-01-02T03:04:05.006Z\""},
        // header columns
        {"=code", "{\"EventID\":\"1102\"}", "1102"},
        {"=code", "{\"EventID\":7}", "7"},
        {"=code", "{\"EventID\":\"x\"}", "\"x\""},
        {"=code", "{\"Event\":{\"System\":{\"EventID\":{\"#attributes\":{},\"#text\":\"7\"}}}}", "7"},
        {"=code", "{\"winlog\":{\"event_id\":\"\"},\"event\":{\"code\":\"5\"}}", "5"},
        {"=code", "{\"a\":1}", "null"},
        {"=log", "{\"EventID\":7,\"Channel\":\"Security\"}", "\"Security\""},
        {"=log", "{\"event_id\":7,\"log_name\":\"System\"}", "\"System\""},
        {"=severity", "{\"EventID\":7,\"Level\":4}", "\"Information\""},
        {"=severity", "{\"EventID\":7,\"Level\":\"0\"}", "\"Information\""},
        {"=severity", "{\"EventID\":7,\"Level\":\"2\",\"Severity\":\"INFO\"}", "\"Error\""},
        {"=severity", "{\"EventID\":7,\"Severity\":\"INFO\",\"SeverityValue\":2}", "\"Information\""},
        {"=severity", "{\"EventID\":7,\"SeverityValue\":2}", "null"},
        {"=severity", "{\"winlog\":{\"event_id\":7},\"log\":{\"level\":\"information\"}}", "\"Information\""},
        {"=severity", "{\"EventID\":7,\"Level\":\"Odd\"}", "\"Odd\""},
        {"=subject", "{\"EventID\":7,\"SubjectUserSid\":\"S-1-5-18\"}", "\"NT AUTHORITY\\\\SYSTEM\""},
        {"=subject", "{\"EventID\":7,\"SubjectUserSid\":\"S-1-5-21-1\"}", "\"S-1-5-21-1\""},
        {"=subject", "{\"EventID\":7}", "null"},
        // the time: the first that parses
        {"=time", "{\"EventID\":7,\"UtcTime\":\"2020-01-01 00:00:01\",\"@timestamp\":\"2020-01-02\"}",
         "\"2020-01-01T00:00:01Z\""},
        {"=time", "{\"EventID\":7,\"UtcTime\":\"-\",\"@timestamp\":\"2020-01-02T00:00:00+01:00\"}",
         "\"2020-01-01T23:00:00Z\""},
        {"=time", "{\"EventID\":7,\"@timestamp\":\"soon\",\"TimeCreated\":\"2020-01-03\",\"EventTime\":\"2020-01-04\"}",
         "\"2020-01-03T00:00:00Z\""},
        {"=time", "{\"EventID\":7,\"EventTime\":\"2020-01-04 01:00:00\"}", "\"2020-01-04T01:00:00Z\""},
        {"=time", "{\"EventID\":7,\"EventTime\":1577836800}", "\"2020-01-01T00:00:00Z\""},
        {"=time", "{\"@timestamp\":\"2020-01-02\"}", "\"2020-01-02T00:00:00Z\""},
        {"=time",
         "{\"Event\":{\"System\":{\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2020-01-02T03:04:05.6Z\"}}}}}",
         "\"2020-01-02T03:04:05.600Z\""},
        {"=time", "{}", "null"},
        // all values, keys left out, then the mapped fields
        {"=raw", "{}", "null"},
        {"=raw", "{\"a\":\"x\",\"b\":{\"c\":[1,true,null,\"\"]}}", "\"x\\n1\\ntrue\""},
        {"=raw", "{\"EventID\":5," SYSMON "\"Image\":\"C:\\\\a.exe\"}",
         "\"5\\nMicrosoft-Windows-Sysmon\\nC:\\\\a.exe\\na.exe\\nC:\\\\a.exe\""},
    };
    const struct carl_model *model = *state;
    struct text out;
    text_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct probe probe;
        open_probe(&probe, model, cases[i].column, cases[i].record);
        text_reset(&out);
        value_append_json(&out, row_value(probe.row, 0));
        text_append_char(&out, '\0');
        if (strcmp(out.data, cases[i].json) != 0) {
            fail_msg("%s of %s: %s, not %s", cases[i].column, cases[i].record, out.data, cases[i].json);
        }
        close_probe(&probe);
    }
    text_finish(&out);
}

static void compares_clocks(void **state) {
    static const struct {
        const char *record;
        bool mismatch;
    } cases[] = {
        {"{\"EventID\":7,\"UtcTime\":\"2020-01-01 00:00:00\",\"EventTime\":\"2020-01-01 01:00:00\"}", false},
        {"{\"EventID\":7,\"UtcTime\":\"2020-01-01 00:00:00\",\"EventTime\":\"2020-01-01 01:00:01\"}", true},
        {"{\"EventID\":7,\"UtcTime\":\"2020-01-01 05:00:00\",\"EventTime\":\"2020-01-01 00:00:00\"}", true},
        {"{\"EventID\":7,\"UtcTime\":\"1678-01-01\",\"EventTime\":\"2261-12-31\"}", true},
        {"{\"EventID\":7,\"EventTime\":\"2020-01-01 00:00:00\"}", false},
        {"{\"EventID\":7,\"UtcTime\":\"2020-01-01 00:00:00\"}", false},
    };
    const struct carl_model *model = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct probe probe;
        open_probe(&probe, model, "=time", cases[i].record);
        assert_int_equal(probe.row->clock_mismatch, cases[i].mismatch);
        assert_true(probe.row->has_time);
        close_probe(&probe);
    }
}

// A value asked for again is the same; the next record has its own; a malformed
// one in between harms neither.
static void reads_one_record_after_another(void **state) {
    const struct carl_model *model = *state;
    struct probe probe;
    struct row_error error = {0};
    open_probe(&probe, model, "a", "{\"a\":1.5}");
    assert_memory_equal(row_value(probe.row, 0).text.data, "1.5", 3);
    assert_ptr_equal(row_value(probe.row, 0).text.data, row_value(probe.row, 0).text.data);
    assert_int_equal(row_read(probe.reader, SLICE("{\"a\":"), &probe.row, &error), ROW_MALFORMED);
    assert_string_equal(error.reason, "the record ends too early");
    assert_int_equal(row_read(probe.reader, SLICE("{\"a\":7}"), &probe.row, &error), ROW_READ);
    assert_int_equal(row_value(probe.row, 0).kind, VALUE_NUMBER);
    assert_int_equal(row_read(probe.reader, SLICE("{}"), &probe.row, &error), ROW_READ);
    assert_int_equal(row_value(probe.row, 0).kind, VALUE_NULL);
    assert_false(row_failed(probe.row));
    close_probe(&probe);
    row_reader_destroy(NULL);
    row_schema_destroy(NULL);
}

#define CAR                                                                                        \
    "{\"objects\":{\"File\":{\"description\":\"d\",\"actions\":{\"read\":{\"description\":\"d\"}," \
    "\"write\":{\"description\":\"d\"}},\"fields\":{\"pid\":{\"description\":\"d\"}}}},\"field_types\":{}}"
#define SHAPES                                                                                                \
    "{\"shapes\":[{\"name\":\"s\",\"present\":[\"id\"],\"id\":[\"id\"],\"provider\":[\"by\"],\"channel\":[]," \
    "\"computer\":[],\"event_time\":[],\"time\":[],\"level\":[],\"data\":[[]],\"header\":[[]]}]}"
#define SENSOR                                                                                                  \
    "{\"name\":\"x\",\"title\":\"X\",\"providers\":[\"P\"],\"channels\":[],\"common\":{},\"events\":[{\"id\":"  \
    "\"1\",\"name\":\"n\",\"maps\":[{\"object\":\"File\",\"action\":\"read\",\"when\":{\"A\":[],\"B\":[\"b\","  \
    "\"c\"]}},{\"object\":\"File\",\"action\":\"write\",\"when\":{\"A\":[\"a\"]}}],\"fields\":{\"pid\":\"A\"}," \
    "\"natives\":[\"A\",\"B\"]}]}"

// What an event means may depend on its fields; an empty list asks for none.
static void weighs_conditions(void **state) {
    static const struct {
        const char *record;
        const char *action; // NULL: unmapped
    } cases[] = {
        {"{\"id\":1,\"by\":\"P\",\"B\":\"b\"}", "Read"},
        {"{\"id\":1,\"by\":\"p\",\"B\":\"C\",\"A\":\"\"}", "Read"},
        {"{\"id\":1,\"by\":\"P\",\"B\":\"c\",\"A\":null}", "Read"},
        {"{\"id\":1,\"by\":\"P\",\"B\":\"c\",\"A\":\"x\"}", NULL},
        {"{\"id\":1,\"by\":\"P\",\"B\":\"d\"}", NULL},
        {"{\"id\":1,\"by\":\"P\"}", NULL},
        {"{\"id\":1,\"by\":\"P\",\"B\":\"b\",\"A\":\"a\"}", "Write"},
        {"{\"id\":2,\"by\":\"P\",\"B\":\"b\"}", NULL},
        {"{\"id\":1,\"by\":\"Q\",\"B\":\"b\"}", NULL},
    };
    static const struct embedded_file files[] = {
        {"car.json", (const unsigned char *)CAR, sizeof CAR - 1},
        {"shapes.json", (const unsigned char *)SHAPES, sizeof SHAPES - 1},
        {"sensor.json", (const unsigned char *)SENSOR, sizeof SENSOR - 1},
    };
    (void)state;
    struct carl_model *model = NULL;
    assert_int_equal(model_load(files, 3, NULL, 0, &model), CARL_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct probe probe;
        open_probe(&probe, model, "+pid", cases[i].record);
        assert_int_equal(probe.row->event != NULL, cases[i].action != NULL);
        if (cases[i].action != NULL) {
            assert_string_equal(carl_model_action_name(model, probe.row->object, probe.row->action), cases[i].action);
        }
        close_probe(&probe);
    }
    carl_model_destroy(model);
}

static void writes_values(void **state) {
    static const struct {
        struct value value;
        const char *json;
        const char *text;
    } cases[] = {
        {{.kind = VALUE_NULL}, "null", ""},
        {{.kind = VALUE_TEXT, .text = {"a\"b\n", 4}}, "\"a\\\"b\\n\"", "a\"b\n"},
        {{.kind = VALUE_NUMBER, .text = {"1.5", 3}}, "1.5", "1.5"},
        {{.kind = VALUE_NUMBER, .text = {"-00.50", 6}}, "-0.50", "-0.50"},
        {{.kind = VALUE_NUMBER, .text = {"007", 3}}, "7", "7"},
        {{.kind = VALUE_NUMBER, .text = {"0e1", 3}}, "0e1", "0e1"},
        {{.kind = VALUE_BOOLEAN, .text = {"true", 4}, .as.boolean = true}, "true", "true"},
        {{.kind = VALUE_TIME, .as.nanoseconds = 0}, "\"1970-01-01T00:00:00Z\"", "1970-01-01T00:00:00Z"},
        {{.kind = VALUE_DURATION, .as.nanoseconds = INT64_C(90000000000)}, "90", "90"},
        {{.kind = VALUE_DURATION, .as.nanoseconds = -INT64_C(1500000000)}, "-1.5", "-1.5"},
        {{.kind = VALUE_RECORD, .text = {"{\"a\":1}", 7}}, "{\"a\":1}", "{\"a\":1}"},
    };
    (void)state;
    struct text json;
    struct text text;
    text_init(&json);
    text_init(&text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_reset(&json);
        text_reset(&text);
        value_append_json(&json, cases[i].value);
        value_append_text(&text, cases[i].value);
        text_append_char(&json, '\0');
        text_append_char(&text, '\0');
        assert_string_equal(json.data, cases[i].json);
        assert_string_equal(text.data, cases[i].text);
    }
    text_finish(&json);
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_columns),
        cmocka_unit_test(compares_clocks),
        cmocka_unit_test(reads_one_record_after_another),
        cmocka_unit_test(weighs_conditions),
        cmocka_unit_test(writes_values),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
