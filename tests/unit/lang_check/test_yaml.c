// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "lang/yaml_analytic.h"

#include <stdio.h>
#include <string.h>

// One analytic file, read.
struct fixture {
    struct arena arena;
    struct carl_diagnostics *diagnostics;
    struct source *source;
    struct yaml_analytic file;
};

static void set_up(struct fixture *fixture, const char *text) {
    arena_init(&fixture->arena);
    assert_int_equal(carl_diagnostics_create(&fixture->diagnostics), CARL_OK);
    assert_int_equal(source_create(SLICE("dir/CAR-1.yaml"), slice_from_string(text), &fixture->source), CARL_OK);
    assert_true(diagnostics_take_source(fixture->diagnostics, fixture->source));
    assert_int_equal(yaml_analytic_read(fixture->source, &fixture->arena, fixture->diagnostics, &fixture->file),
                     CARL_OK);
}

static void tear_down(struct fixture *fixture) {
    carl_diagnostics_destroy(fixture->diagnostics);
    arena_finish(&fixture->arena);
}

#define HEAD "id: CAR-1\nimplementations:\n  - name: \"\xc3\xa9\"\n    code: "
#define TAIL "\n    type: pseudocode\n"

static const struct {
    const char *code;   // the scalar as it stands in the file
    const char *text;   // its value
    const char *places; // for each byte of the value, the byte of the scalar it comes from, as itself; see below
} scalars[] = {
    {"ab c", "ab c", "ab c"},
    {"ab\n      cd", "ab cd", "ab\ncd"},
    {"ab\n\n      cd", "ab\ncd", "ab\ncd"},
    {"'a''b'", "a'b", "a'b"},
    {"'a\n      b'", "a b", "a\nb"},
    {"'a  \n\n\n   b'", "a\n\nb", "a\n\nb"},
    {"\"a\\\"b\\\\c\"", "a\"b\\c", "a\\b\\c"},
    {"\"a\\nb\"", "a\nb", "a\\b"},
    {"\"\\x41\\u0042\\U00000043\\e\\/\"", "ABC\x1b/", "\\\\\\\\\\"},
    {"\"\\u00e9x\"", "\xc3\xa9x", "\\\\x"},
    {"\"a\\\n      b\"", "ab", "ab"},
    {"\"a \\\n      \\ b\"", "a  b", "a \\b"},
    {"|-\n      a\n        b\n      c", "a\n  b\nc", "a\n  b\nc"},
    {"|\n      a\n\n\n      b", "a\n\n\nb\n", "a\n\n\nb\n"},
    {"|+\n      a\n\n\n", "a\n\n\n\n", "a\n\n\n\n"},
    {"|2-\n        a\n      b", "  a\nb", "  a\nb"},
    {"| # remark\n\n\n       a\n       b", "\n\na\nb\n", "\n\na\nb\n"},
    {"|-\n      \xc3\xa9\xc3\xa9\n      b", "\xc3\xa9\xc3\xa9\nb", "\xc3\xa9\xc3\xa9\nb"},
    {">\n      a\n      b\n\n      c", "a b\nc\n", "a\nb\nc\n"},
    {">-\n      a\n        b\n      c", "a\n  b\nc", "a\n  b\nc"},
    {">-\n\n      a\n\n        b\n\n      c\n      d", "\na\n\n  b\n\nc d", "\na\n\n  b\n\nc\nd"},
};

// Every byte of the value has its place: the byte of the file there is the one in
// the table (the beginning of an escape or of a folded line end).
static void places_are_true(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(scalars); i++) {
        struct fixture fixture;
        char text[512];
        (void)snprintf(text, sizeof text, "%s%s%s", HEAD, scalars[i].code, TAIL);
        set_up(&fixture, text);
        assert_int_equal(fixture.file.rules.count, 1);
        const struct text_map *map = &fixture.file.rules.items[0].code;
        if (!slice_equal(map->text, slice_from_string(scalars[i].text)) || !map->exact) {
            fail_msg("%s: read as `%.*s`", scalars[i].code, SLICE_ARG(map->text));
        }
        uint32_t last = 0;
        for (size_t at = 0; at < map->text.size; at++) {
            struct span place = map->places[at];
            if (text[place.start] != scalars[i].places[at] || place.start < last || place.end <= place.start) {
                // Bytes of one escape share its place.
                fail_msg("%s: byte %zu comes from %u", scalars[i].code, at, place.start);
            }
            last = place.start;
        }
        tear_down(&fixture);
    }
}

static void carriage_returns_are_one_line_end(void **state) {
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "implementations:\r\n- code: |-\r\n    a\r\n    b\r\n  type: pseudocode\r\n");
    assert_int_equal(fixture.file.rules.count, 1);
    const struct text_map *map = &fixture.file.rules.items[0].code;
    assert_true(slice_equal(map->text, SLICE("a\nb")) && map->exact);
    assert_int_equal(map->places[1].end - map->places[1].start, 2);
    tear_down(&fixture);
}

// An edit of the text, made in the file, gives the edited text when it is read
// again.
static void edits_keep_the_block(void **state) {
    static const struct {
        const char *code;
        struct span span;
        const char *insert;
        const char *result; // NULL: refused
    } cases[] = {
        {"|-\n      ab\n      cd", {1, 1}, "X", "aXb\ncd"},
        {"|-\n      ab\n      cd", {2, 2}, "\nX", "ab\nX\ncd"},
        {"|-\n      ab\n      cd", {3, 3}, "X\n", "ab\nX\ncd"},
        {"|-\n      ab\n      cd", {0, 0}, "X\n\nY\n", "X\n\nY\nab\ncd"},
        {"|-\n      ab\n      cd", {5, 5}, "\nX", "ab\ncd\nX"},
        {"|\n      ab\n      cd", {6, 6}, "X\n", "ab\ncd\nX\n"},
        {"|\n      ab\n      cd", {6, 6}, "X", "ab\ncd\nX\n"},
        {"|\n      ab\n      cd", {6, 6}, "X\nY", "ab\ncd\nX\nY\n"},
        {"|-\n      ab\n      cd", {0, 3}, "", "cd"},
        {"|-\n      ab\n      cd", {2, 3}, " ", "ab cd"},
        {"|-\n      ab\n      cd", {0, 3}, "X\n", "X\ncd"},
        {"|\n      ab\n      cd", {3, 6}, "", "ab\n"},
        {"|\n      ab\n      cd", {3, 6}, "X\n", "ab\nX\n"},
        {"|-\n      ab\n      cd", {0, 1}, " ", NULL},
        {"|-\n      a b\n      cd", {0, 1}, "", NULL},
        {">-\n      ab\n      cd", {0, 1}, "X", NULL},
        {"'ab'", {0, 1}, "X", NULL},
        {"ab", {0, 1}, "X", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture fixture;
        struct span span;
        struct slice insert;
        char text[512];
        char edited[512];
        (void)snprintf(text, sizeof text, "%s%s%s", HEAD, cases[i].code, TAIL);
        set_up(&fixture, text);
        bool made = text_map_edit(&fixture.arena, &fixture.file.rules.items[0].code, cases[i].span,
                                  slice_from_string(cases[i].insert), &span, &insert);
        assert_int_equal(made, cases[i].result != NULL);
        if (made) {
            (void)snprintf(edited, sizeof edited, "%.*s%.*s%s", (int)span.start, text, SLICE_ARG(insert),
                           text + span.end);
        }
        tear_down(&fixture);
        if (!made) {
            continue;
        }
        set_up(&fixture, edited);
        if (fixture.file.rules.count != 1 ||
            !slice_equal(fixture.file.rules.items[0].code.text, slice_from_string(cases[i].result))) {
            fail_msg("%s with `%s`:\n%s", cases[i].code, cases[i].insert, edited);
        }
        tear_down(&fixture);
    }
}

static void odd_files_are_reported(void **state) {
    static const struct {
        const char *text;
        const char *codes;
        size_t rules;
        size_t line;
        size_t column;
    } cases[] = {
        {"", "N119", 0, 1, 1},
        {"title: x\n", "N119", 0, 1, 1},
        {"implementations:\n- type: splunk\n  code: x\n", "N119", 0, 1, 1},
        {"implementations: none\n", "N119", 0, 1, 1},
        {"- a\n- b\n", "E116", 0, 1, 1},
        {"just text\n", "E116", 0, 1, 1},
        {"a: b: c\n", "E116", 0, 1, 5},
        {"t: \xc3\xa9\na: \"b\n", "E116", 0, 3, 1},
        {"a: \xff\n", "E116", 0, 1, 4},
        {"a: &x b\nc: *x\n", "E116", 0, 2, 4},
        {"title: a\ntitle: b\nimplementations: [{type: pseudocode, code: x}]\n", "W303", 1, 2, 1},
        {"implementations: [{type: psuedocode, code: x}]\n", "W304", 1, 1, 26},
        {"implementations: [{type: PseudoCode, code: x}]\n", "", 1, 0, 0},
        {"implementations: [{type: pseudocode}]\n", "W305", 0, 1, 26},
        {"implementations: {type: pseudocode, code: x}\n", "", 1, 0, 0},
        {"\xef\xbb\xbfimplementations: [{type: pseudocode, code: x}]\n", "", 1, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture fixture;
        char codes[64] = "";
        set_up(&fixture, cases[i].text);
        for (size_t at = 0; at < carl_diagnostics_count(fixture.diagnostics); at++) {
            (void)snprintf(codes + strlen(codes), sizeof codes - strlen(codes), "%s%s", at == 0 ? "" : " ",
                           carl_diagnostic_code(fixture.diagnostics, at));
        }
        if (strcmp(codes, cases[i].codes) != 0 || fixture.file.rules.count != cases[i].rules) {
            fail_msg("%s: %s, %zu rules", cases[i].text, codes, fixture.file.rules.count);
        }
        if (cases[i].line > 0) {
            size_t place[4];
            carl_diagnostic_position(fixture.diagnostics, 0, &place[0], &place[1], &place[2], &place[3]);
            if (place[0] != cases[i].line || place[1] != cases[i].column) {
                fail_msg("%s: at %zu:%zu", cases[i].text, place[0], place[1]);
            }
        }
        tear_down(&fixture);
    }
}

static void nesting_is_bounded(void **state) {
    (void)state;
    char text[4096];
    struct fixture fixture;
    memset(text, '[', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    set_up(&fixture, text);
    assert_int_equal(carl_diagnostics_count(fixture.diagnostics), 1);
    assert_string_equal(carl_diagnostic_code(fixture.diagnostics, 0), "E116");
    tear_down(&fixture);
}

static void ids_find_rules(void **state) {
    static const struct {
        const char *id;
        const char *found; // NULL: none
    } cases[] = {
        {"CAR-1#1", "CAR-1#1"}, {"car-1#3", "CAR-1#3"}, {"CAR-1#0", NULL}, {"CAR-1", NULL}, {"CAR-2", NULL},
    };
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "implementations:\n- type: splunk\n- {type: pseudocode, code: a}\n- type: EQL\n"
                     "- {type: pseudocode, code: b, name: second}\n");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct analytic_rule *rule = yaml_analytic_find(&fixture.file, slice_from_string(cases[i].id));
        assert_int_equal(rule != NULL, cases[i].found != NULL);
        if (rule != NULL) {
            assert_string_equal(rule->id.data, cases[i].found);
        }
    }
    tear_down(&fixture);
}

static void metadata_is_read(void **state) {
    (void)state;
    static const char text[] = "title: ' T '\ncontributors: [A, B]\nsubmission_date: 2031/01/02\ncoverage:\n"
                               "- {technique: T1, tactics: [TA1, TA2], subtechniques: [T1.1, T1.2], coverage: Low}\n"
                               "- {technique: T2, subtechniques: [], coverage: High}\n"
                               "references: [r1, {url: r2}]\nd3fend_mappings: [{id: D3-A, label: x}, {iri: y}]\n"
                               "data_model_references: [process/create/exe]\n";
    static const char *const expected[] = {
        "title=T",       "author=A",    "author=B",     "date=2031/01/02", "attack=T1.1",
        "attack=T1.2",   "tactic=TA1",  "tactic=TA2",   "coverage=Low",    "attack=T2",
        "coverage=High", "d3fend=D3-A", "reference=r1", "reference=r2",    "data_model=process/create/exe",
    };
    struct fixture fixture;
    set_up(&fixture, text);
    assert_int_equal(fixture.file.metadata.count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        char line[128];
        (void)snprintf(line, sizeof line, "%.*s=%s", SLICE_ARG(fixture.file.metadata.items[i].key),
                       fixture.file.metadata.items[i].value.data);
        assert_string_equal(line, expected[i]);
    }
    tear_down(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_true),      cmocka_unit_test(carriage_returns_are_one_line_end),
        cmocka_unit_test(edits_keep_the_block), cmocka_unit_test(odd_files_are_reported),
        cmocka_unit_test(nesting_is_bounded),   cmocka_unit_test(ids_find_rules),
        cmocka_unit_test(metadata_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
