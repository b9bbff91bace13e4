// SPDX-License-Identifier: Apache-2.0
// Texts that are large, deep, or no text: reported, in linear time, without a
// crash. Sources and durations at their edges.
#include "harness.h"

#include "lang/duration.h"

#include <string.h>

enum { LARGE = 1 << 19, DEEP = 150 };

struct hostile {
    const char *before;
    const char *repeated;
    const char *codes[2]; // one of them must be among the reports; NULL: no error at all
};

// Each is repeated to half a megabyte.
static const struct hostile hostiles[] = {
    {"x = filter p where ", "(", {"E115"}},
    {"", ")", {"E106"}},
    {"x = filter p where a == ", "\"", {"E101", "E102"}},
    {"x = filter p where a == ", "'", {"E101", "E107"}},
    {"x = filter p where a == 1 ", "and ", {"E109"}},
    {"x = filter p where ", "not ", {"E115"}},
    {"x = filter p where ", "a == \"b\" and ", {"E109"}},
    {"x = filter p where ", "a=", {"E109"}},
    {"x = ", "a - ", {"E115"}},
    {"x = ", "f(", {"E115"}},
    {"x = ", "[", {"E115"}},
    {"x = [", "\"a\" ", {"E108"}},
    {"x = filter p where a == ", "\"a and b = ", {"E101"}},
    {"x = filter p where ", "(a == 1) ", {"E107"}},
    {"x = filter p where ", "x in (a,b) and ", {"E113", "E104"}},
    {"x = filter p where ", "a contains ", {"E109", "E107"}},
    {"x = filter p where a == \"", "\\\"", {NULL}},
    {"x = filter p where a == ", "=*", {"E104"}},
    {"j = join (", "search, ", {"E112"}},
    {"", "a = (\n", {"E105", "E115"}},
    {"", "x = search A:b\n", {NULL}},
    {"", "@a b\n", {"E113"}},
    {"", "\n", {"E113"}},
    {"", "\377", {"E114"}},
    {"x = ", "\342\200\234", {"E103"}},
};

static bool has_report(const struct parsed *parsed, const struct hostile *hostile) {
    if (hostile->codes[0] == NULL) {
        return diagnostics_errors_since(parsed->diagnostics, 0) == 0;
    }
    for (size_t i = 0; i < parsed->diagnostics->items.count; i++) {
        const char *name = diagnostic_code_name(parsed->diagnostics->items.items[i]->code);
        for (size_t code = 0; code < COUNT_OF(hostile->codes); code++) {
            if (hostile->codes[code] != NULL && strcmp(name, hostile->codes[code]) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void parse_only(struct parsed *parsed, struct slice text) {
    struct source *source = NULL;
    *parsed = (struct parsed){0};
    arena_init(&parsed->arena);
    assert_int_equal(carl_diagnostics_create(&parsed->diagnostics), CARL_OK);
    assert_int_equal(source_create(SLICE("large.car"), text, &source), CARL_OK);
    assert_true(diagnostics_take_source(parsed->diagnostics, source));
    assert_int_equal(parse_rule(source, &parsed->arena, parsed->diagnostics, &parsed->rule), CARL_OK);
}

static void test_hostile(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(hostiles); i++) {
        struct text text;
        struct parsed parsed;
        print_message("%s...\n", hostiles[i].repeated);
        text_init(&text);
        text_append_string(&text, hostiles[i].before);
        while (text.size < LARGE) {
            text_append_string(&text, hostiles[i].repeated);
        }
        parse_only(&parsed, text_slice(&text));
        assert_true(has_report(&parsed, &hostiles[i]));
        assert_true(parsed.diagnostics->items.count < 5000);
        parsed_finish(&parsed);
        text_finish(&text);
    }
}

static void test_bytes(void **state) {
    (void)state;
    const struct {
        struct slice text;
        const char *reports;
    } cases[] = {
        {BYTES("a == \"\0\"\n"), "1:7 E114"},
        {BYTES("a == \"\377\"\n"), "1:7 E114"},
        {BYTES("a == 1 \0\n"), "1:8 E114"},
        {BYTES("\355\240\200\n"), "1:1 E114"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct parsed parsed;
        parsed_init(&parsed, cases[i].text);
        assert_string_equal(parsed.reports.data, cases[i].reports);
        parsed_finish(&parsed);
    }
}

// Below the limit nesting is no mistake.
static void test_nesting(void **state) {
    (void)state;
    struct text text;
    struct parsed parsed;
    text_init(&text);
    text_append_repeat(&text, '(', DEEP);
    text_append_string(&text, "a == 1");
    text_append_repeat(&text, ')', DEEP);
    parse_only(&parsed, text_slice(&text));
    assert_int_equal(parsed.diagnostics->items.count, 0);
    assert_int_equal(parsed.rule->statements[0].as.value->parens, DEEP);
    assert_int_equal(parsed.rule->statements[0].as.value->outer.end, 2 * DEEP + 6);
    parsed_finish(&parsed);
    text_finish(&text);
}

static void test_durations(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t nanoseconds; // -1: too long
    } cases[] = {
        {"1 s", 1000000000},
        {"1.5 Minutes", 90000000000},
        {"0.000000001s", 1},
        {"0.0000000019 sec", 1},
        {"250 ms", 250000000},
        {"2w", 1209600000000000},
        {"15250 weeks", 9223200000000000000},
        {"15251 weeks", -1},
        {"99999999999999999999 s", -1},
        {"0 days", 0},
        {"9223372036.854775807 s", INT64_MAX},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t nanoseconds = -1;
        assert_int_equal(duration_parse(slice_from_string(cases[i].text), &nanoseconds), cases[i].nanoseconds >= 0);
        assert_true(nanoseconds == cases[i].nanoseconds);
    }
    assert_int_equal(duration_unit(SLICE("HOURS")), INT64_C(3600000000000));
    assert_int_equal(duration_unit(SLICE("fortnight")), 0);
}

static void test_source(void **state) {
    (void)state;
    struct source *source = NULL;
    assert_int_equal(source_create(SLICE("f.car"), SLICE("ab\r\n\nc"), &source), CARL_OK);
    static const struct {
        uint32_t offset;
        struct position position;
    } cases[] = {{0, {1, 1}}, {2, {1, 3}}, {3, {1, 4}}, {4, {2, 1}}, {5, {3, 1}}, {6, {3, 2}}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct position position = source_position(source, cases[i].offset);
        assert_int_equal(position.line, cases[i].position.line);
        assert_int_equal(position.column, cases[i].position.column);
    }
    assert_true(slice_equal(source_line(source, 1), SLICE("ab")));
    assert_true(slice_equal(source_line(source, 2), SLICE("")));
    assert_true(slice_equal(source_line(source, 3), SLICE("c")));
    source_destroy(source);
    source_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile),   cmocka_unit_test(test_bytes),  cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_durations), cmocka_unit_test(test_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
