// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/row.h"
#include "event/transform.h"

// A native value by its look: NULL is null, "#7" a number, "!true" a boolean.
static struct value make_value(const char *text) {
    if (text == NULL) {
        return value_null();
    }
    if (text[0] == '#') {
        return value_number(slice_from_string(text + 1));
    }
    return text[0] == '!' ? value_boolean(text[1] == 't') : value_text(slice_from_string(text));
}

static void transforms_values(void **state) {
    static const struct {
        enum transform transform;
        const char *argument;
        const char *first;
        const char *second;
        const char *json;
    } cases[] = {
        {TRANSFORM_BASENAME, "", "C:\\a\\b.exe", NULL, "\"b.exe\""},
        {TRANSFORM_BASENAME, "", "/usr/bin/b", NULL, "\"b\""},
        {TRANSFORM_BASENAME, "", "C:\\a/b", NULL, "\"b\""},
        {TRANSFORM_BASENAME, "", "b.exe", NULL, "\"b.exe\""},
        {TRANSFORM_BASENAME, "", "C:\\a\\", NULL, "null"},
        {TRANSFORM_BASENAME, "", NULL, NULL, "null"},
        {TRANSFORM_FIRST_LABEL, "", "host.example.org", NULL, "\"host\""},
        {TRANSFORM_FIRST_LABEL, "", "HOST", NULL, "\"HOST\""},
        {TRANSFORM_FIRST_LABEL, "", "10.1.2.3", NULL, "\"10.1.2.3\""},
        {TRANSFORM_FIRST_LABEL, "", ".x", NULL, "null"},
        {TRANSFORM_EXTENSION, "", "C:\\a.b\\c.TXT", NULL, "\".txt\""},
        {TRANSFORM_EXTENSION, "", "C:\\a.b\\c", NULL, "null"},
        {TRANSFORM_EXTENSION, "", "x.tar.gz", NULL, "\".gz\""},
        {TRANSFORM_EXTENSION, "", "x.", NULL, "\".\""},
        {TRANSFORM_HASH, "MD5", "SHA1=A,MD5=B,SHA256=C", NULL, "\"B\""},
        {TRANSFORM_HASH, "SHA256", "SHA1=A,MD5=B,SHA256=C", NULL, "\"C\""},
        {TRANSFORM_HASH, "SHA1", "sha1=A", NULL, "\"A\""},
        {TRANSFORM_HASH, "MD5", "SHA1=A,IMPHASH=MD5", NULL, "null"},
        {TRANSFORM_HASH, "MD5", "MD5=,SHA1=A", NULL, "null"},
        {TRANSFORM_HASH, "MD5", "MD5", NULL, "null"},
        {TRANSFORM_HASH, "MD5", ",,=,MD5=B", NULL, "\"B\""},
        {TRANSFORM_LINE, "Name", "Who:\r\n\tFirst Name:\tx\r\n\tName:\t\tann b \r\n\tName: c", NULL, "\"ann b\""},
        {TRANSFORM_LINE, "Host Name", "  Severity = x\n  Host Name = ann=b\n", NULL, "\"ann=b\""},
        {TRANSFORM_LINE, "Name", "Name=a:b", NULL, "\"a:b\""},
        {TRANSFORM_LINE, "Name", "Name:a:b", NULL, "\"a:b\""},
        {TRANSFORM_LINE, "Name", "Name:\t-\r\nName: x", NULL, "null"},
        {TRANSFORM_LINE, "Name", "Name:\r\nx", NULL, "null"},
        {TRANSFORM_LINE, "Name", "Name\nNames: x\nname: x", NULL, "null"},
        {TRANSFORM_ITEM, "1", "a", NULL, "\"a\""},
        {TRANSFORM_ITEM, "-1", "#7", NULL, "7"},
        {TRANSFORM_ITEM, "2", "a", NULL, "null"},
        {TRANSFORM_ITEM, "0", "a", NULL, "null"},
        {TRANSFORM_ITEM, "x", "a", NULL, "null"},
        {TRANSFORM_ITEM, "1", NULL, NULL, "null"},
        {TRANSFORM_HEX, "", "0x2374", NULL, "9076"},
        {TRANSFORM_HEX, "", "0XfF", NULL, "255"},
        {TRANSFORM_HEX, "", "0x0", NULL, "0"},
        {TRANSFORM_HEX, "", "0xffffffffffffffff", NULL, "18446744073709551615"},
        {TRANSFORM_HEX, "", "0x10000000000000000", NULL, "\"0x10000000000000000\""},
        {TRANSFORM_HEX, "", "0x", NULL, "\"0x\""},
        {TRANSFORM_HEX, "", "0xg1", NULL, "\"0xg1\""},
        {TRANSFORM_HEX, "", "123", NULL, "\"123\""},
        {TRANSFORM_HEX, "", "#123", NULL, "123"},
        {TRANSFORM_DIRECTION, "", "true", NULL, "\"out\""},
        {TRANSFORM_DIRECTION, "", "!false", NULL, "\"in\""},
        {TRANSFORM_DIRECTION, "", "%%14593", NULL, "\"out\""},
        {TRANSFORM_DIRECTION, "", "Inbound", NULL, "\"in\""},
        {TRANSFORM_DIRECTION, "", "sideways", NULL, "null"},
        {TRANSFORM_PROTOCOL, "", "6", NULL, "\"tcp\""},
        {TRANSFORM_PROTOCOL, "", "#17", NULL, "\"udp\""},
        {TRANSFORM_PROTOCOL, "", "255", NULL, "\"255\""},
        {TRANSFORM_HIVE, "", "HKLM\\a\\b", NULL, "\"HKEY_LOCAL_MACHINE\""},
        {TRANSFORM_HIVE, "", "hku\\a", NULL, "\"HKEY_USERS\""},
        {TRANSFORM_HIVE, "", "HKCR", NULL, "\"HKEY_CLASSES_ROOT\""},
        {TRANSFORM_HIVE, "", "HKCU\\a", NULL, "\"HKEY_CURRENT_USER\""},
        {TRANSFORM_HIVE, "", "HKEY_USERS\\a", NULL, "\"HKEY_USERS\""},
        {TRANSFORM_HIVE, "", "\\REGISTRY\\A", NULL, "null"},
        {TRANSFORM_LAST_COMPONENT, "", "HKLM\\a\\b/c", NULL, "\"b/c\""},
        {TRANSFORM_LAST_COMPONENT, "", "HKLM\\a\\(Default)", NULL, "\"(Default)\""},
        {TRANSFORM_LAST_COMPONENT, "", "HKLM\\a\\", NULL, "null"},
        {TRANSFORM_REGISTRY_TYPE, "", "DWORD (0x00000000)", NULL, "\"REG_DWORD\""},
        {TRANSFORM_REGISTRY_TYPE, "", "QWORD (0x00000000-0x00000000)", NULL, "\"REG_QWORD\""},
        {TRANSFORM_REGISTRY_TYPE, "", "Binary Data", NULL, "\"REG_BINARY\""},
        {TRANSFORM_REGISTRY_TYPE, "", "DWORD", NULL, "null"},
        {TRANSFORM_REGISTRY_KEY, "", "K", "V", "\"K\\\\V\""},
        {TRANSFORM_REGISTRY_KEY, "", "K", NULL, "\"K\""},
        {TRANSFORM_REGISTRY_KEY, "", NULL, "V", "null"},
        {TRANSFORM_ACCOUNT, "", "D", "u", "\"D\\\\u\""},
        {TRANSFORM_ACCOUNT, "", NULL, "u", "\"u\""},
        {TRANSFORM_ACCOUNT, "", "D", NULL, "null"},
        {TRANSFORM_SIGNER, "", "Corp", "true", "\"Corp\""},
        {TRANSFORM_SIGNER, "", "Corp", "!true", "\"Corp\""},
        {TRANSFORM_SIGNER, "", "Corp", "TRUE", "\"Corp\""},
        {TRANSFORM_SIGNER, "", "Corp", "false", "null"},
        {TRANSFORM_SIGNER, "", "Corp", "!false", "null"},
        {TRANSFORM_SIGNER, "", "Corp", NULL, "null"},
        {TRANSFORM_SIGNER, "", NULL, "true", "null"},
        {TRANSFORM_SIGNATURE_VALID, "", "Valid", "true", "true"},
        {TRANSFORM_SIGNATURE_VALID, "", "Expired", "true", "false"},
        {TRANSFORM_SIGNATURE_VALID, "", NULL, "true", "false"},
        {TRANSFORM_SIGNATURE_VALID, "", "Unavailable", "false", "null"},
        {TRANSFORM_SIGNATURE_VALID, "", "Valid", NULL, "null"},
        {TRANSFORM_INTEGRITY, "", "S-1-16-8192", NULL, "\"Medium\""},
        {TRANSFORM_INTEGRITY, "", "S-1-16-1", NULL, "\"S-1-16-1\""},
        {TRANSFORM_TIME, "", "2020-01-02 03:04:05.006", NULL, "\"2020-01-02T03:04:05.006Z\""},
        {TRANSFORM_TIME, "", "yesterday", NULL, "\"yesterday\""},
        {TRANSFORM_COMMAND_IMAGE, "", "\"C:\\a b\\c.exe\" -x", NULL, "\"C:\\\\a b\\\\c.exe\""},
        {TRANSFORM_COMMAND_IMAGE, "", " C:\\a b\\c.EXE -x", NULL, "\"C:\\\\a b\\\\c.EXE\""},
        {TRANSFORM_COMMAND_IMAGE, "", "C:\\a.exe\\b.exe", NULL, "\"C:\\\\a.exe\\\\b.exe\""},
        {TRANSFORM_COMMAND_IMAGE, "", "\\SystemRoot\\d.sys", NULL, "\"\\\\SystemRoot\\\\d.sys\""},
        {TRANSFORM_COMMAND_IMAGE, "", "%COMSPEC% /c echo", NULL, "\"%COMSPEC%\""},
        {TRANSFORM_COMMAND_IMAGE, "", "\"C:\\open", NULL, "\"C:\\\\open\""},
        {TRANSFORM_COMMAND_IMAGE, "", "  ", NULL, "null"},
        {TRANSFORM_COMMAND_EXE, "", "\"C:\\a b\\c.exe\" -x\\y", NULL, "\"c.exe\""},
        {TRANSFORM_DIRECTION, "", "egress", NULL, "\"out\""},
        {TRANSFORM_DIRECTION, "", "Ingress", NULL, "\"in\""},
        {TRANSFORM_LOWER, "", "AbC", NULL, "\"abc\""},
        {TRANSFORM_LOWER, "", "#7", NULL, "\"7\""},
        {TRANSFORM_UPPER, "", "aBc-1", NULL, "\"ABC-1\""},
        {TRANSFORM_STRIP_BRACES, "", "{a-b}", NULL, "\"a-b\""},
        {TRANSFORM_STRIP_BRACES, "", "{a-b", NULL, "\"{a-b\""},
        {TRANSFORM_STRIP_BRACES, "", "{}", NULL, "null"},
        {TRANSFORM_BEFORE, "@", "u@h@x", NULL, "\"u\""},
        {TRANSFORM_BEFORE, "@", "u", NULL, "\"u\""},
        {TRANSFORM_BEFORE, "@", "@h", NULL, "null"},
        {TRANSFORM_AFTER, "::", "a::b::c", NULL, "\"b::c\""},
        {TRANSFORM_AFTER, "::", "a:b", NULL, "\"a:b\""},
        {TRANSFORM_AFTER, "", "a:b", NULL, "\"a:b\""},
        {TRANSFORM_JOIN, "/", "a", "b", "\"a/b\""},
        {TRANSFORM_JOIN, "/", NULL, "b", "\"b\""},
        {TRANSFORM_JOIN, "", "a", "#7", "\"a7\""},
        {TRANSFORM_JOIN, "/", NULL, NULL, "null"},
    };
    (void)state;
    struct arena arena;
    struct text out;
    arena_init(&arena);
    text_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct expression expression = {
            .kind = EXPRESSION_TRANSFORM,
            .transform = cases[i].transform,
            .argument = slice_from_string(cases[i].argument),
            .input_count = transform_info(cases[i].transform)->most > 1 ? 2 : 1,
        };
        const struct value inputs[] = {make_value(cases[i].first), make_value(cases[i].second)};
        struct value value = transform_apply(&expression, FIELD_TEXT, inputs, &arena);
        text_reset(&out);
        value_append_json(&out, value);
        text_append_char(&out, '\0');
        if (strcmp(out.data, cases[i].json) != 0) {
            fail_msg("case %zu (%s): %s, not %s", i, cases[i].first, out.data, cases[i].json);
        }
    }
    text_finish(&out);
    arena_finish(&arena);
}

static void makes_constants(void **state) {
    static const struct {
        enum field_type type;
        const char *argument;
        const char *json;
    } cases[] = {
        {FIELD_BOOLEAN, "true", "true"},
        {FIELD_BOOLEAN, "false", "false"},
        {FIELD_NUMBER, "7", "7"},
        {FIELD_TEXT, "true", "\"true\""},
    };
    (void)state;
    struct text out;
    text_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct expression expression = {.kind = EXPRESSION_TRANSFORM,
                                              .transform = TRANSFORM_CONSTANT,
                                              .argument = slice_from_string(cases[i].argument)};
        text_reset(&out);
        value_append_json(&out, transform_apply(&expression, cases[i].type, NULL, NULL));
        text_append_char(&out, '\0');
        assert_string_equal(out.data, cases[i].json);
    }
    text_finish(&out);
}

// A list is transformed item by item; items that come to nothing fall away.
static void transforms_lists(void **state) {
    (void)state;
    struct arena arena;
    struct text out;
    struct value items[] = {value_text(SLICE("C:\\a\\b.exe")), value_text(SLICE("C:\\")), value_number(SLICE("7"))};
    struct value list = {.kind = VALUE_LIST, .as.list = {.items = items, .count = 3}};
    const struct expression base_name = {
        .kind = EXPRESSION_TRANSFORM, .transform = TRANSFORM_BASENAME, .input_count = 1};
    const struct expression joined = {
        .kind = EXPRESSION_TRANSFORM, .transform = TRANSFORM_JOIN, .argument = SLICE("; "), .input_count = 1};
    arena_init(&arena);
    text_init(&out);
    value_append_json(&out, transform_apply(&base_name, FIELD_TEXT, &list, &arena));
    value_append_json(&out, transform_apply(&joined, FIELD_TEXT, &list, &arena));
    static const char *const numbers[] = {"1", "3", "4", "-1", "-3", "-4"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct expression item = {.kind = EXPRESSION_TRANSFORM,
                                        .transform = TRANSFORM_ITEM,
                                        .argument = slice_from_string(numbers[i]),
                                        .input_count = 1};
        value_append_json(&out, transform_apply(&item, FIELD_TEXT, &list, &arena));
    }
    list.as.list.items = items + 1;
    list.as.list.count = 1;
    value_append_json(&out, transform_apply(&base_name, FIELD_TEXT, &list, &arena));
    text_append_char(&out, '\0');
    assert_string_equal(
        out.data,
        "[\"b.exe\",\"7\"]\"C:\\\\a\\\\b.exe; C:\\\\; 7\"\"C:\\\\a\\\\b.exe\"7null7\"C:\\\\a\\\\b.exe\"nullnull");
    text_finish(&out);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transforms_values),
        cmocka_unit_test(makes_constants),
        cmocka_unit_test(transforms_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
