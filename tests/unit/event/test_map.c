// SPDX-License-Identifier: Apache-2.0
// Maps that users give, beside the built-in ones: what makes a record theirs,
// and what its fields are.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/row.h"
#include "model/model_load.h"

// A map of one event by id, whose records are told by a provider.
#define WINDOWS(event) "{\"name\":\"x\",\"title\":\"X\",\"providers\":[\"P\"],\"events\":[{\"name\":\"e\"," event "}]}"
// The same for records of a shape of its own.
#define SHAPE(more)                                                                                                 \
    "\"shape\":{\"name\":\"s\",\"present\":[\"agent.acme\"],\"id\":[\"agent.kind\"],\"computer\":[\"agent.host\"]," \
    "\"data\":[\"data\"]" more "}"
#define OWN(shape, events) "{\"name\":\"x\",\"title\":\"X\"," shape ",\"events\":[" events "]}"
#define PROCESS "\"maps\":[{\"object\":\"Process\",\"action\":\"create\"}]"
#define FILE_EVENT "\"maps\":[{\"object\":\"File\",\"action\":\"create\"}]"
#define ONE(fields) WINDOWS("\"id\":\"1\"," PROCESS ",\"fields\":{" fields "}")
#define FLAT "{\"EventID\":1,\"SourceName\":\"P\","
#define ACME "{\"agent\":{\"acme\":1,\"kind\":\"proc_start\",\"host\":\"h.x\"},"

struct map_case {
    const char *map;
    const char *record;
    const char *meaning; // "Process:Create {fields that are not null}"; "x": the sensor, but no event; "": neither
};

static const struct map_case cases[] = {
    // ids are numbers or texts
    {ONE("\"exe\":\"A\""), FLAT "\"A\":\"a\"}", "Process:Create exe=\"a\""},
    {ONE("\"exe\":\"A\""), "{\"EventID\":\"001\",\"SourceName\":\"P\",\"A\":\"a\"}", "Process:Create exe=\"a\""},
    {ONE("\"exe\":\"A\""), "{\"EventID\":2,\"SourceName\":\"P\",\"A\":\"a\"}", "x"},
    {ONE("\"exe\":\"A\""), "{\"EventID\":1,\"SourceName\":\"Q\",\"A\":\"a\"}", ""},
    {WINDOWS("\"id\":\"proc_start\"," PROCESS), "{\"EventID\":\"Proc-Start\",\"SourceName\":\"P\"}", "Process:Create"},
    {WINDOWS("\"id\":\"proc_start\"," PROCESS), "{\"EventID\":\"proc_stop\",\"SourceName\":\"P\"}", "x"},
    // any id, after those that have it
    {OWN("\"providers\":[\"P\"]", "{\"name\":\"e\"," FILE_EVENT "},{\"id\":\"1\",\"name\":\"f\"," PROCESS "}"),
     "{\"EventID\":1,\"SourceName\":\"P\"}", "Process:Create"},
    {OWN("\"providers\":[\"P\"]",
         "{\"id\":\"*\",\"name\":\"e\"," FILE_EVENT "},{\"id\":\"1\",\"name\":\"f\"," PROCESS "}"),
     "{\"EventID\":7,\"SourceName\":\"P\"}", "File:Create"},
    // conditions
    {WINDOWS("\"id\":\"1\"," PROCESS ",\"when\":{\"A\":[\"*\"]}"), FLAT "\"A\":\"a\"}", "Process:Create"},
    {WINDOWS("\"id\":\"1\"," PROCESS ",\"when\":{\"A\":[\"*\"]}"), FLAT "\"A\":\"-\"}", "x"},
    {WINDOWS("\"id\":\"1\"," PROCESS ",\"when\":{\"A\":[]}"), FLAT "\"A\":\"-\"}", "Process:Create"},
    {WINDOWS("\"id\":\"1\"," PROCESS ",\"when\":{\"$.a.b\":[\"true\",\"7\"]}"), FLAT "\"a\":{\"b\":true}}",
     "Process:Create"},
    {WINDOWS("\"id\":\"1\"," PROCESS ",\"when\":{\"$.a.b\":[\"true\",\"7\"]}"), FLAT "\"a\":{\"b\":[1,7]}}",
     "Process:Create"},
    {WINDOWS("\"id\":\"1\"," PROCESS ",\"when\":{\"$.a.b\":[\"true\",\"7\"]}"), FLAT "\"a\":{\"b\":{}}}", "x"},
    // shapes and signs
    {OWN(SHAPE(""),
         "{\"id\":\"proc_start\",\"name\":\"e\"," PROCESS ",\"fields\":{\"exe\":\"A\",\"fqdn\":\"Computer\"}}"),
     ACME "\"data\":{\"A\":\"a\"}}", "Process:Create fqdn=\"h.x\" exe=\"a\""},
    {OWN(SHAPE(""), "{\"id\":\"proc_stop\",\"name\":\"e\"," PROCESS "}"), ACME "\"data\":{\"A\":\"a\"}}", ""},
    {OWN(SHAPE(",\"lower_first\":true"), "{\"name\":\"e\"," PROCESS ",\"fields\":{\"exe\":\"TheImage\"}}"),
     ACME "\"data\":{\"theImage\":\"a\",\"TheImage\":\"b\"}}", "Process:Create exe=\"a\""},
    {OWN(SHAPE(",\"doubled_backslashes\":true"), "{\"name\":\"e\"," PROCESS ",\"fields\":{\"image_path\":\"A\"}}"),
     ACME "\"data\":{\"A\":\"\\\\\\\\\\\\h\\\\x\\\\\\\\y\"}}", "Process:Create image_path=\"\\\\\\\\h\\\\x\\\\y\""},
    {OWN("\"providers\":[\"P\"],\"signs\":[\"A\"]", "{\"id\":\"1\",\"name\":\"e\"," PROCESS "}"),
     "{\"EventID\":1,\"A\":\"a\"}", "Process:Create"},
    {OWN("\"providers\":[\"P\"],\"signs\":[\"A\"]", "{\"id\":\"1\",\"name\":\"e\"," PROCESS "}"),
     "{\"EventID\":1,\"B\":\"a\"}", ""},
    {OWN("\"providers\":[\"P\"],\"signs\":[\"A\"]", "{\"id\":\"1\",\"name\":\"e\"," PROCESS "}"),
     "{\"EventID\":1,\"SourceName\":\"Q\",\"A\":\"a\"}", ""},
    // expressions
    {ONE("\"exe\":[\"A\",\"B\"]"), FLAT "\"A\":\"-\",\"B\":\"b\"}", "Process:Create exe=\"b\""},
    {ONE("\"exe\":\"$.p.exe\""), FLAT "\"p\":{\"exe\":\"b\"}}", "Process:Create exe=\"b\""},
    {ONE("\"exe\":{\"path\":[\"p.q\",\"r\"]}"), FLAT "\"p.q\":{\"r\":\"b\"}}", "Process:Create exe=\"b\""},
    {ONE("\"exe\":{\"by\":\"lower\",\"from\":{\"by\":\"basename\",\"from\":[\"A\",\"B\"]}}"),
     FLAT "\"B\":\"C:\\\\B.EXE\"}", "Process:Create exe=\"b.exe\""},
    {ONE("\"exe\":{\"by\":\"join\",\"argument\":\" \",\"from\":[\"A\",\"B\",\"C\"]}"),
     FLAT "\"A\":\"a\",\"C\":[\"b\",3]}", "Process:Create exe=\"a b 3\""},
    {ONE("\"exe\":\"$.p.list[].name\""), FLAT "\"p\":{\"list\":[{\"name\":\"b\"},{},{\"name\":7}]}}",
     "Process:Create exe=[\"b\",7]"},
    {ONE("\"exe\":\"$.p.list[]\""), FLAT "\"p\":{\"list\":[\"b\",null]}}", "Process:Create exe=[\"b\"]"},
    {ONE("\"exe\":\"$.p.list[].name\""), FLAT "\"p\":{\"list\":{\"name\":\"b\"}}}", "Process:Create"},
    {ONE("\"exe\":{\"by\":\"map\",\"from\":\"A\",\"argument\":{\"X\":\"ex\",\"y\":\"why\"}}"), FLAT "\"A\":\"x\"}",
     "Process:Create exe=\"ex\""},
    {ONE("\"exe\":{\"by\":\"map\",\"from\":\"A\",\"argument\":{\"X\":\"ex\"}}"), FLAT "\"A\":\"z\"}", "Process:Create"},
    {ONE("\"pid\":{\"by\":\"map\",\"from\":\"A\",\"argument\":{\"X\":\"1\",\"*\":\"2\"}}"), FLAT "\"A\":\"z\"}",
     "Process:Create pid=2"},
    // what records of one shape have elsewhere
    {WINDOWS("\"id\":\"1\"," PROCESS
             ",\"fields\":{\"exe\":\"A\"},\"in\":{\"flat\":{\"exe\":\"$.p.exe\",\"pid\":\"P\"}}"),
     FLAT "\"p\":{\"exe\":\"b\"},\"P\":4}", "Process:Create exe=\"b\" pid=4"},
    {WINDOWS("\"id\":\"1\"," PROCESS ",\"fields\":{\"exe\":\"A\"},\"in\":{\"flat\":{\"exe\":\"$.p.exe\"}}"),
     FLAT "\"p\":{\"exe\":\"b\"},\"A\":\"a\"}", "Process:Create exe=\"a\""},
    {WINDOWS("\"id\":\"1\"," PROCESS ",\"fields\":{\"exe\":\"A\"},\"in\":{\"flat_nxlog\":{\"exe\":\"$.p.exe\"}}"),
     FLAT "\"p\":{\"exe\":\"b\"}}", "Process:Create"},
    {"{\"name\":\"x\",\"title\":\"X\",\"providers\":[\"P\"],\"in\":{\"flat\":{\"hostname\":\"$.h\"}},\"events\":[{"
     "\"id\":"
     "\"1\",\"name\":\"e\"," PROCESS "}]}",
     FLAT "\"h\":\"b\"}", "Process:Create hostname=\"b\""},
    // a map of the name of a built-in one replaces it
    {"{\"name\":\"sysmon\",\"title\":\"X\",\"providers\":[\"Microsoft-Windows-Sysmon\"],\"events\":[{\"id\":\"1\","
     "\"name\":"
     "\"e\"," FILE_EVENT "}]}",
     "{\"EventID\":1,\"SourceName\":\"Microsoft-Windows-Sysmon\"}", "File:Create"},
    // one of another name comes before it
    {"{\"name\":\"mine\",\"title\":\"X\",\"providers\":[\"Microsoft-Windows-Sysmon\"],\"events\":[{\"id\":\"1\","
     "\"name\":"
     "\"e\",\"when\":{\"Image\":[\"*\"]}," FILE_EVENT "}]}",
     "{\"EventID\":1,\"SourceName\":\"Microsoft-Windows-Sysmon\",\"Image\":\"a\"}", "File:Create"},
    {"{\"name\":\"mine\",\"title\":\"X\",\"providers\":[\"Microsoft-Windows-Sysmon\"],\"events\":[{\"id\":\"1\","
     "\"name\":"
     "\"e\",\"when\":{\"Image\":[\"*\"]}," FILE_EVENT "}]}",
     "{\"EventID\":1,\"SourceName\":\"Microsoft-Windows-Sysmon\",\"User\":\"a\"}", "Process:Create user=\"a\""},
};

static void append_fields(struct text *out, const struct carl_model *model, const struct row *row) {
    size_t field;
    struct value value;
    for (size_t i = 0; row_mapped_field(row, i, &field, &value); i++) {
        if (value.kind != VALUE_NULL) {
            text_append_char(out, ' ');
            text_append(out, model->fields[field].name);
            text_append_char(out, '=');
            value_append_json(out, value);
        }
    }
}

static void append_meaning(struct text *out, const struct carl_model *model, const struct row *row) {
    if (row->event == NULL) {
        text_append(out, row->sensor == SIZE_MAX ? SLICE("") : model->sensors[row->sensor].name);
        return;
    }
    text_append_string(out, carl_model_object_name(model, row->object));
    text_append_char(out, ':');
    text_append_string(out, carl_model_action_name(model, row->object, row->action));
    append_fields(out, model, row);
}

// The meaning of a record with the built-in maps and `map`, read by the scanner
// or, if strict, by jansson.
static void read_meaning(const struct map_case *test, bool strict, struct text *out) {
    struct model_problems problems;
    struct carl_model *model = NULL;
    struct row_schema *schema;
    struct row_reader *reader;
    const struct row *row;
    struct row_error error;
    model_problems_init(&problems);
    const struct model_file map = {slice_from_string(test->map), &problems};
    if (model_load(model_files, model_file_count, &map, 1, &model) != CARL_OK) {
        fail_msg("%s: %s", test->map, problems.items.count > 0 ? problems.items.items[0].message.data : "no memory");
    }
    assert_int_equal(row_schema_create(model, NULL, 0, true, &schema), CARL_OK);
    assert_int_equal(row_reader_create(schema, strict, &reader), CARL_OK);
    assert_int_equal(row_read(reader, slice_from_string(test->record), &row, &error), ROW_READ);
    append_meaning(out, model, row);
    row_reader_destroy(reader);
    row_schema_destroy(schema);
    carl_model_destroy(model);
    model_problems_finish(&problems);
}

static void reads_records_by_maps(void **state) {
    (void)state;
    struct text out;
    text_init(&out);
    for (size_t i = 0; i < 2 * (sizeof cases / sizeof *cases); i++) {
        const struct map_case *test = &cases[i / 2];
        text_reset(&out);
        read_meaning(test, i % 2 == 1, &out);
        text_append_char(&out, '\0');
        if (strcmp(out.data, test->meaning) != 0) {
            fail_msg("%s\n%s: %s, not %s", test->map, test->record, out.data, test->meaning);
        }
    }
    text_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_records_by_maps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
