// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/text.h"
#include "lang/diagnostic.h"

#include <string.h>

struct fixture {
    struct carl_diagnostics *list;
    struct source *source;
};

static void fixture_init(struct fixture *fixture, const char *file, const char *text) {
    assert_int_equal(carl_diagnostics_create(&fixture->list), CARL_OK);
    assert_int_equal(source_create(slice_from_string(file), slice_from_string(text), &fixture->source), CARL_OK);
    assert_true(diagnostics_take_source(fixture->list, fixture->source));
}

static bool append(void *user, const char *data, size_t size) {
    text_append(user, slice_make(data, size));
    return true;
}

static bool refuse(void *user, const char *data, size_t size) {
    (void)data;
    (void)size;
    ++*(size_t *)user;
    return false;
}

static void sorts_stably_and_counts(void **state) {
    (void)state;
    struct fixture fixture;
    fixture_init(&fixture, "a.car", "0123456789");
    static const struct {
        enum diagnostic_code code;
        uint32_t start;
    } order[] = {
        {DIAGNOSTIC_E201, 5}, {DIAGNOSTIC_W101, 2}, {DIAGNOSTIC_N101, 5}, {DIAGNOSTIC_W102, 5}, {DIAGNOSTIC_E202, 0}};
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        diagnostics_add(fixture.list, order[i].code, fixture.source, (struct span){order[i].start, 6}, "x%zu", i);
    }
    diagnostics_sort(fixture.list, 0);
    static const char *const expected[] = {"E202", "W101", "E201", "N101", "W102"};
    assert_int_equal(carl_diagnostics_count(fixture.list), COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_string_equal(carl_diagnostic_code(fixture.list, i), expected[i]);
    }
    assert_int_equal(carl_diagnostics_count_severity(fixture.list, CARL_ERROR), 2);
    assert_int_equal(carl_diagnostics_count_severity(fixture.list, CARL_WARNING), 2);
    assert_int_equal(diagnostics_errors_since(fixture.list, 1), 1);
    carl_diagnostics_destroy(fixture.list);
}

static void keeps_messages_to_one_line(void **state) {
    (void)state;
    struct fixture fixture;
    fixture_init(&fixture, "a.car", "a\nbc");
    char huge[2000];
    memset(huge, 'x', sizeof huge);
    struct diagnostic *diagnostic = diagnostics_add(fixture.list, DIAGNOSTIC_E113, fixture.source, (struct span){2, 4},
                                                    "a\nb\t%.*s", (int)sizeof huge, huge);
    assert_null(carl_diagnostic_help(fixture.list, 0));
    diagnostic_help(fixture.list, diagnostic, "do");
    const char *message = carl_diagnostic_message(fixture.list, 0);
    assert_null(strpbrk(message, "\n\t"));
    assert_true(strlen(message) < 500);
    assert_string_equal(carl_diagnostic_help(fixture.list, 0), "do");
    assert_string_equal(carl_diagnostic_file(fixture.list, 0), "a.car");
    size_t place[4];
    carl_diagnostic_position(fixture.list, 0, &place[0], &place[1], &place[2], &place[3]);
    assert_int_equal(place[0], 2);
    assert_int_equal(place[1], 1);
    assert_int_equal(place[2], 2);
    assert_int_equal(place[3], 3);
    carl_diagnostics_destroy(fixture.list);
}

static void names_the_rule(void **state) {
    static const struct {
        const char *file;
        const char *rule;
    } cases[] = {{"rules/CAR-1/main.car", "main"},
                 {"main", "main"},
                 {"a.b.car", "a.b"},
                 {".car", ".car"},
                 {"C:\\rules\\x.car", "x"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture fixture;
        fixture_init(&fixture, cases[i].file, "");
        assert_string_equal(diagnostics_rule(fixture.list, fixture.source).data, cases[i].rule);
        diagnostics_set_rule(fixture.list, fixture.source, SLICE("CAR-9"));
        assert_string_equal(diagnostics_rule(fixture.list, fixture.source).data, "CAR-9");
        carl_diagnostics_destroy(fixture.list);
    }
}

static void renders_edits_over_lines(void **state) {
    (void)state;
    struct fixture fixture;
    fixture_init(&fixture, "a\"b.car", "ab\ncd\nef");
    struct diagnostic *diagnostic =
        diagnostics_add(fixture.list, DIAGNOSTIC_E113, fixture.source, (struct span){1, 7}, "m");
    diagnostic_edit(fixture.list, diagnostic, (struct span){1, 7}, SLICE("X\nY"));
    struct text text;
    text_init(&text);
    assert_int_equal(carl_diagnostics_render_json(fixture.list, NULL, append, &text), CARL_OK);
    text_append_char(&text, '\0');
    assert_string_equal(text.data,
                        "[\n{\"file\":\"a\\\"b.car\",\"rule\":\"a\\\"b\",\"line\":1,\"column\":2,\"end_line\":3,"
                        "\"end_column\":2,\"severity\":\"error\",\"code\":\"E113\",\"message\":\"m\",\"help\":null,"
                        "\"mechanical\":true,\"edits\":[{\"line\":1,\"column\":2,\"delete\":6,\"insert\":\"X\\nY\"}]}"
                        "\n]\n");
    text_reset(&text);
    assert_int_equal(carl_diagnostics_render_text(fixture.list, NULL, append, &text), CARL_OK);
    text_append_char(&text, '\0');
    assert_string_equal(text.data, "a\"b.car:1:2: error[E113]: m\n"
                                   " 1 | ab\n"
                                   "   |  ^\n"
                                   "...\n"
                                   " 3 | ef\n"
                                   "   | ^\n"
                                   " 1 + aX\n"
                                   " 2 + Yf\n");
    text_finish(&text);
    carl_diagnostics_destroy(fixture.list);
}

static void stops_and_leaves_out(void **state) {
    (void)state;
    struct fixture fixture;
    fixture_init(&fixture, "a.car", "x");
    for (size_t i = 0; i < 3; i++) {
        diagnostics_add(fixture.list, DIAGNOSTIC_N101, fixture.source, (struct span){0, 1}, "note");
        diagnostics_add(fixture.list, DIAGNOSTIC_W101, fixture.source, (struct span){0, 1}, "warning");
    }
    struct text text;
    text_init(&text);
    struct carl_render_options options = {.notes = true, .group_repeated = true};
    assert_int_equal(carl_diagnostics_render_text(fixture.list, &options, append, &text), CARL_OK);
    text_append_char(&text, '\0');
    assert_string_equal(text.data, "a.car:1:1: note[N101]: note (3 times in this rule)\n 1 | x\n   | ^\n"
                                   "a.car:1:1: warning[W101]: warning (3 times in this rule)\n 1 | x\n   | ^\n");
    text_reset(&text);
    options.notes = false;
    assert_int_equal(carl_diagnostics_render_text(fixture.list, &options, append, &text), CARL_OK);
    text_append_char(&text, '\0');
    assert_null(strstr(text.data, "note"));
    size_t calls = 0;
    assert_int_equal(carl_diagnostics_render_text(fixture.list, &options, refuse, &calls), CARL_ERROR_STOPPED);
    assert_int_equal(carl_diagnostics_render_json(fixture.list, &options, refuse, &calls), CARL_ERROR_STOPPED);
    assert_int_equal(calls, 2);
    text_finish(&text);
    carl_diagnostics_destroy(fixture.list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorts_stably_and_counts), cmocka_unit_test(keeps_messages_to_one_line),
        cmocka_unit_test(names_the_rule),          cmocka_unit_test(renders_edits_over_lines),
        cmocka_unit_test(stops_and_leaves_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
