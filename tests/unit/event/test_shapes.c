// SPDX-License-Identifier: Apache-2.0
// Shapes of records beside those of Windows' own exports, records that are
// wrapped in others, and texts that are JSON or XML.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/row.h"

#define SYSMON "Microsoft-Windows-Sysmon"
#define OPERATIONAL SYSMON "/Operational"
#define FLAT "{\"EventID\":5,\"SourceName\":\"" SYSMON "\",\"Image\":\"C:\\\\a.exe\"}"
#define XML(data)                                                                                     \
    "<Event xmlns='u'><System><Provider Name='" SYSMON "'/><EventID>5</EventID><Channel>" OPERATIONAL \
    "</Channel><Computer>h.x</Computer><TimeCreated SystemTime='2021-03-04T05:06:07.5Z'/></System>" data "</Event>"
#define XML_DATA "<EventData><Data Name='Image'>C:\\\\a &amp; b.exe</Data><Data Name='ProcessId'>7</Data></EventData>"
#define SENTINEL(data)                                                                                      \
    "{\"TenantId\":\"t\",\"TimeGenerated\":\"2021-03-04T05:06:07.5Z\",\"EventID\":5,\"Provider\":\"" SYSMON \
    "\",\"Channel\":\"" OPERATIONAL "\",\"Computer\":\"h.x\",\"Type\":\"WindowsEvent\",\"EventData\":" data "}"

struct shape_case {
    const char *record;
    const char *meaning; // shape, object:action, "@" where it has a time, fields without the host
};

static const struct shape_case cases[] = {
    {FLAT, "flat Process:Terminate exe=\"a.exe\" image_path=\"C:\\\\a.exe\""},
    // wrapped
    {"{\"preview\":false,\"result\":" FLAT "}", "flat Process:Terminate exe=\"a.exe\" image_path=\"C:\\\\a.exe\""},
    {"{\"_index\":\"w\",\"_source\":{\"result\":" FLAT "}}",
     "flat Process:Terminate exe=\"a.exe\" image_path=\"C:\\\\a.exe\""},
    {"{\"result\":{\"a\":1}}", "other"},
    {"{\"result\":[1]}", "other"},
    {"{\"EventID\":5,\"result\":" FLAT "}", "flat"},
    {"{\"_raw\":\"{\\\"EventID\\\":5,\\\"SourceName\\\":\\\"" SYSMON "\\\",\\\"Image\\\":\\\"a\\\"}\"}",
     "flat Process:Terminate exe=\"a\" image_path=\"a\""},
    {"{\"_raw\":\"{\\\"EventID\\\":5} and more\"}", "other"},
    {"{\"_raw\":\"[1]\"}", "other"},
    {"{\"_raw\":\"04/01/2019 07:07:21 PM\"}", "other"},
    {"{\"TimeGenerated\":\"2021-03-04T05:06:07Z\",\"SyslogMessage\":\"" XML(XML_DATA) "\"}",
     "evtx_dump Process:Terminate @ exe=\"a & b.exe\" image_path=\"C:\\\\a & b.exe\" pid=\"7\""},
    {"{\"_raw\":\"" XML("<EventData/>") "\"}", "evtx_dump Process:Terminate @"},
    {"{\"_raw\":\"<e:Event xmlns:e='u'><e:System><e:EventID Qualifiers='1'>5</e:EventID><e:Provider Name='" SYSMON
     "'/></e:System><e:EventData><e:Data Name='Image'>a</e:Data><e:Data>b</e:Data><e:Data>c</e:Data></e:EventData>"
     "</e:Event>\"}",
     "evtx_dump Process:Terminate exe=\"a\" image_path=\"a\""},
    {"{\"_raw\":\"<Event><System>\"}", "other"},
    {"{\"_raw\":\"<!DOCTYPE x [<!ENTITY a 'b'>]><Event><System><EventID>&a;</EventID></System></Event>\"}", "other"},
    {"{\"_raw\":\"<Event><System><EventID>&#53;</EventID></System></Event>\"}", "other"},
    // texts within
    {SENTINEL("\"{\\\"Image\\\":\\\"a\\\",\\\"ProcessId\\\":7}\""),
     "sentinel Process:Terminate @ exe=\"a\" image_path=\"a\" pid=7"},
    {SENTINEL("\"<EventData xmlns=\\\"u\\\"><Data Name=\\\"Image\\\">a</Data></EventData>\""),
     "sentinel Process:Terminate @ exe=\"a\" image_path=\"a\""},
    {SENTINEL("\"<EventData><Data Name='Image'>\""), "sentinel Process:Terminate @"},
    {SENTINEL("\"{\\\"Image\\\":\\\"a\\\"},\\\"EventID\\\":1,\\\"x\\\":{}\""), "sentinel Process:Terminate @"},
    {SENTINEL("null,\"Image\":\"a\""), "sentinel Process:Terminate @ exe=\"a\" image_path=\"a\""},
    // other tools
    {"{\"timestamp\":\"2021-03-04T05:06:07.000+0000\",\"data\":{\"win\":{\"system\":{\"eventID\":\"5\","
     "\"providerName\":"
     "\"" SYSMON "\"},\"eventdata\":{\"image\":\"C:\\\\\\\\b.exe\",\"processId\":\"7\"}}}}",
     "wazuh Process:Terminate @ exe=\"b.exe\" image_path=\"C:\\\\b.exe\" pid=\"7\""},
    {"{\"_time\":\"1583768893\",\"source\":\"XmlWinEventLog:" OPERATIONAL "\",\"EventCode\":\"5\",\"Image\":\"a\"}",
     "splunk Process:Terminate @ exe=\"a\" image_path=\"a\""},
    {"{\"object\":\"process\",\"action\":\"terminate\",\"exe\":\"a\"}", "car Process:Terminate exe=\"a\""},
    {"{\"object\":\"UserSession\",\"action\":\"login\",\"time\":1583768893,\"fields\":{\"user\":\"a\"}}",
     "car UserSession:Login @ user=\"a\""},
    {"{\"object\":\"user_session\",\"action\":\"Login\"}", "car UserSession:Login"},
    {"{\"object\":\"process\",\"action\":\"burn\",\"exe\":\"a\"}", "car Process exe=\"a\""},
    {"{\"object\":\"fire\",\"action\":\"burn\"}", "car"},
    {"{\"event_type\":\"x\",\"event_subtype_full\":\"x\",\"timestamp\":131485996510000000}", "eql_endgame @"},
    {"{\"@timestamp\":\"2021-03-04T05:06:07Z\",\"auditd\":{\"message_type\":\"x\"},\"event\":{\"module\":\"auditd\"}}",
     "auditbeat @"},
    {"{\"@timestamp\":\"2021-03-04T05:06:07Z\",\"event\":{\"module\":\"x\"}}", "ecs @"},
    {"{\"ID\":\"1583768893.125:47\",\"SYSCALL\":{}}", "laurel @"},
    {"{\"name\":\"x\",\"columns\":{\"time\":\"1583768893\"}}", "osquery @"},
    {"{\"ts\":1583768893.25,\"id.orig_h\":\"10.0.0.1\",\"uid\":\"C\"}", "zeek @"},
};

static void append_fields(struct text *out, const struct carl_model *model, const struct row *row) {
    size_t field;
    struct value value;
    for (size_t i = 0; row_mapped_field(row, i, &field, &value); i++) {
        struct slice name = model->fields[field].name;
        bool host = slice_equal(name, SLICE("fqdn")) || slice_equal(name, SLICE("hostname"));
        if (value.kind != VALUE_NULL && !host) {
            text_append_char(out, ' ');
            text_append(out, name);
            text_append_char(out, '=');
            value_append_json(out, value);
        }
    }
}

static void append_meaning(struct text *out, const struct carl_model *model, const struct row *row) {
    text_append(out, row->shape == SIZE_MAX ? SLICE("none") : model->shapes[row->shape].name);
    if (row->event != NULL) {
        text_append_char(out, ' ');
        text_append_string(out, carl_model_object_name(model, row->object));
    }
    if (row->event != NULL && row->action != SIZE_MAX) {
        text_append_char(out, ':');
        text_append_string(out, carl_model_action_name(model, row->object, row->action));
    }
    text_append_string(out, row->has_time ? " @" : "");
    append_fields(out, model, row);
}

static void reads_shapes(void **state) {
    (void)state;
    struct carl_model *model;
    struct row_schema *schema;
    struct row_reader *readers[2];
    struct text out;
    text_init(&out);
    assert_int_equal(carl_model_create(&model), CARL_OK);
    assert_int_equal(row_schema_create(model, NULL, 0, true, &schema), CARL_OK);
    assert_int_equal(row_reader_create(schema, false, &readers[0]), CARL_OK);
    assert_int_equal(row_reader_create(schema, true, &readers[1]), CARL_OK);
    for (size_t i = 0; i < 2 * (sizeof cases / sizeof *cases); i++) {
        const struct shape_case *test = &cases[i / 2];
        const struct row *row;
        struct row_error error;
        assert_int_equal(row_read(readers[i % 2], slice_from_string(test->record), &row, &error), ROW_READ);
        text_reset(&out);
        append_meaning(&out, model, row);
        text_append_char(&out, '\0');
        if (strcmp(out.data, test->meaning) != 0) {
            fail_msg("%s: %s, not %s", test->record, out.data, test->meaning);
        }
    }
    text_finish(&out);
    row_reader_destroy(readers[0]);
    row_reader_destroy(readers[1]);
    row_schema_destroy(schema);
    carl_model_destroy(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_shapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
