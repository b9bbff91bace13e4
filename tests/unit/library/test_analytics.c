// SPDX-License-Identifier: Apache-2.0
// Rules that run other rules, and inputs: who is found, what is united, which
// mistakes are reported, which values inputs take.
#include "harness.h"

#include <string.h>

static const char *const library[][2] = {
    {"lib/one.car", "@id CAR-2099-01-001\np = search Process:Create\np.n = p.pid + 1\noutput p\n"},
    {"lib/CAR-2099-01-002.car", "p = search Process:Create\na = filter p where exe == \"a.exe\"\n"
                                "b = filter p where pid < 3\noutput a, b\n"},
    {"lib/numbered.car", "@id CAR-2099-01-003#1\ninput wanted\np = search Process:Create\n"
                         "q = filter p where exe == wanted\noutput q\n"},
    {"lib/loop.car", "@id CAR-2099-01-004\np = run Analytic:CAR-2099-01-005\noutput p\n"},
    {"lib/loop2.car", "@id CAR-2099-01-005\np = run Analytic:CAR-2099-01-004\noutput p\n"},
    {"lib/broken.car", "@id CAR-2099-01-006\noutput nothing\n"},
    {"lib/mixed.car", "@id CAR-2099-01-007\np = search Process:Create\ng = group p by exe\noutput p, g\n"},
    {"lib/one_sided.car", "@id CAR-2099-01-011\np = search Process:Create\na = filter p where pid < 3\na.n = 1\n"
                          "output a, p\n"},
    {"lib/other_field.car",
     "@id CAR-2099-01-012\np = search Process:Create\na = p\na.n = 1\nb = p\nb.n = 2\noutput a, b\n"},
    {"lib/same_field.car",
     "@id CAR-2099-01-013\np = search Process:Create\np.n = p.pid * 2\na = filter p where pid < 3\n"
     "b = filter p where pid > 1\noutput a, b\n"},
    {"lib/columns.car", "@id CAR-2099-01-014\np = search Process:Create\na = from p select pid, exe\n"
                        "b = from p select exe, pid\noutput a, b\n"},
    {"lib/groups.car",
     "@id CAR-2099-01-015\np = search Process:Create\ng = group p by exe\nh = group p by pid\noutput g, h\n"},
    {"lib/group.car", "@id CAR-2099-01-016\np = search Process:Create\nq = filter p where exe == \"a.exe\"\n"
                      "g = group q by exe\noutput g\n"},
    {"lib/instead.car", "@id CAR-2019-04-002-loading-unsigned-images\np = search Process:Create\n"
                        "q = filter p where pid == 1\noutput q\n"},
    {"lib/self.car", "@id CAR-2099-01-017\np = run Analytic:CAR-2099-01-017\noutput p\n"},
    {"lib/outside.car", "@id CAR-2099-01-018\np = run Analytic:CAR-2099-01-004\noutput p\n"},
    {"lib/through.car", "@id CAR-2099-01-008\np = run Analytic:CAR-2099-01-001\nq = filter p where n > 2\noutput q\n"},
};

static bool find(void *user, const char *id, const char *file, struct carl_rule_text *ret_text) {
    (void)user;
    (void)file;
    for (size_t i = 0; i < COUNT_OF(library); i++) {
        struct carl_rule_text text = {.file = library[i][0], .data = library[i][1], .size = strlen(library[i][1])};
        if (carl_rule_text_has_id(&text, id)) {
            *ret_text = text;
            return true;
        }
    }
    return false;
}

#define EVENT(pid, exe)                                                                                                \
    "{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"SourceName\":\"Microsoft-Windows-Sysmon\"," \
    "\"ProcessId\":\"" pid "\",\"Image\":\"C:\\\\" exe "\"}\n"

#define CHILD                                                                                                          \
    "{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"SourceName\":\"Microsoft-Windows-Sysmon\"," \
    "\"ParentImage\":\"C:\\\\regsvr32.exe\",\"Image\":\"C:\\\\c.exe\"}\n"

static const char events[] = EVENT("1", "a.exe") EVENT("2", "b.exe") EVENT("3", "*.exe") EVENT("4", "A.EXE") CHILD;

struct run {
    const char *rule;
    const char *parameter; // of `wanted`, or NULL
    const char *lines;
    const char *errors;
};

static const struct run runs[] = {
    {"x = run Analytic:CAR-2099-01-001\ny = filter x where n == 3\noutput y\n", NULL, "y:2 ", ""},
    {"x = run CAR-2099-01-008\noutput x\n", NULL, "x:2 x:3 x:4 ", ""},
    // Several outputs are one set, which has an event once.
    {"x = run Analytic:CAR-2099-01-002\noutput x\n", NULL, "x:1 x:2 x:4 ", ""},
    {"x = run Analytic:CAR-2099-01-002\nn = count(x)\noutput n\n", NULL, "n{\"value\":3}\n", ""},
    {"x = run Analytic:CAR-2099-01-002\np = search Process:Create\nd = p - x by pid\noutput d\n", NULL, "d:3 d:5 ", ""},
    // ID finds ID#1; an input of the rule that is run takes the value of that name.
    {"x = run Analytic:CAR-2099-01-003\noutput x\n", "A.exe", "x:1 x:4 ", ""},
    {"x = run Analytic:CAR-2099-01-003#1\noutput x\n", "*.exe", "x:3 ", ""}, // data is no pattern
    {"x = run Analytic:CAR-2099-01-003\noutput x\n", NULL, "", "E502 "},
    {"input wanted\noutput wanted\n", "03", "wanted{\"value\":3}\n", ""},
    {"input wanted\noutput wanted\n", NULL, "", "E502 "},
    {"input wanted\np = search Process:Create\nq = filter p where pid >= wanted\noutput q\n", "03", "q:3 q:4 ", ""},
    // What the finder does not know may be a rule that the library brings.
    {"x = run Analytic:CAR-2019-04-002-main-pattern\noutput x\n", NULL, "x:5 ", ""},
    {"x = run Analytic:CAR-2013-05-003\ny = filter x where file_name exists\noutput y\n", NULL, "", ""},
    {"x = run Analytic:CAR-2019-04-002-loading-unsigned-images\noutput x\n", NULL, "x:1 ", ""},
    {"x = run Analytic:CAR-2099-01-099\noutput x\n", NULL, "", "E212 "},
    {"x = run Analytic:CAR-2099-01-004\noutput x\n", NULL, "", "E212 "},
    {"x = run Analytic:CAR-2099-01-004\ny = run Analytic:CAR-2099-01-005\noutput x, y\n", NULL, "", "E212 E212 "},
    {"@id CAR-2099-01-050\nx = run Analytic:CAR-2099-01-006\noutput x\n", NULL, "", "E212 "},
    {"x = run Analytic:CAR-2099-01-007\noutput x\n", NULL, "", "E206 "},
    // One set needs rows that mean one thing by a name.
    {"x = run Analytic:CAR-2099-01-011\noutput x\n", NULL, "", "E206 "},
    {"x = run Analytic:CAR-2099-01-012\noutput x\n", NULL, "", "E206 "},
    {"x = run Analytic:CAR-2099-01-013\ny = filter x where n >= 4\noutput y\n", NULL, "y:2 y:3 y:4 ", ""},
    {"x = run Analytic:CAR-2099-01-014\noutput x\n", NULL, "", "E206 "},
    {"p = search File:Create\nx = run Analytic:CAR-2099-01-016\nm = max(x.pid)\nn = count(x.pid) by exe\noutput p, m, "
     "n\n",
     NULL, "m{\"value\":\"4\"}\nn{\"row\":{\"exe\":\"a.exe\",\"n\":2}}\n", ""},
    {"x = run Analytic:CAR-2099-01-015\noutput x\n", NULL, "", "E206 "},
};

static bool on_hit(void *user, const struct carl_hit *hit) {
    struct text *lines = user;
    if (carl_hit_kind(hit) == CARL_HIT_EVENT) {
        text_format(lines, "%s:%d ", carl_hit_output(hit), (int)carl_hit_line(hit));
    } else {
        const char *data;
        size_t size;
        carl_hit_details(hit, &data, &size);
        text_format(lines, "%s{%.*s}\n", carl_hit_output(hit), (int)size, data);
    }
    return true;
}

static void check_run(const struct carl_model *model, const struct run *run) {
    struct carl_rules *rules = NULL;
    struct carl_diagnostics *diagnostics = NULL;
    struct carl_scan *scan = NULL;
    struct text lines;
    struct text errors;
    text_init(&lines);
    text_init(&errors);
    assert_int_equal(carl_rules_create(model, &rules), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    carl_rules_set_finder(rules, find, NULL);
    if (run->parameter != NULL) {
        assert_int_equal(carl_rules_set_parameter(rules, "wanted", "replaced"), CARL_OK);
        assert_int_equal(carl_rules_set_parameter(rules, "wanted", run->parameter), CARL_OK);
    }
    enum carl_status added = carl_rules_add(rules, "own.car", run->rule, strlen(run->rule), diagnostics);
    enum carl_status compiled = carl_rules_compile(rules, diagnostics);
    assert_int_equal(added == CARL_OK && compiled == CARL_OK, run->errors[0] == '\0');
    for (size_t i = 0; i < carl_diagnostics_count(diagnostics); i++) {
        if (carl_diagnostic_severity(diagnostics, i) == CARL_ERROR) {
            text_format(&errors, "%s ", carl_diagnostic_code(diagnostics, i));
        }
    }
    struct carl_scan_options options = {.on_hit = on_hit, .user = &lines};
    assert_int_equal(carl_scan_create(rules, &options, &scan), CARL_OK);
    assert_int_equal(carl_scan_begin(scan, "events"), CARL_OK);
    assert_int_equal(carl_scan_feed(scan, events, sizeof events - 1), CARL_OK);
    assert_int_equal(carl_scan_finish(scan), CARL_OK);
    text_append_char(&lines, '\0');
    text_append_char(&errors, '\0');
    if (strcmp(lines.data, run->lines) != 0 || strcmp(errors.data, run->errors) != 0) {
        fail_msg("%s: got %s (%s)", run->rule, lines.data, errors.data);
    }
    carl_scan_destroy(scan);
    carl_rules_destroy(rules);
    carl_diagnostics_destroy(diagnostics);
    text_finish(&lines);
    text_finish(&errors);
}

static void runs_other_rules(void **state) {
    (void)state;
    struct carl_model *model = NULL;
    assert_int_equal(carl_model_create(&model), CARL_OK);
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        check_run(model, &runs[i]);
    }
    carl_model_destroy(model);
}

static void names_circles(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"x = run Analytic:CAR-2099-01-004\noutput x\n", "analytic `CAR-2099-01-004` runs itself: `CAR-2099-01-004` "
                                                         "runs `CAR-2099-01-005`, which runs `CAR-2099-01-004`"},
        {"x = run Analytic:CAR-2099-01-017\noutput x\n",
         "analytic `CAR-2099-01-017` runs itself: `CAR-2099-01-017` runs `CAR-2099-01-017`"},
        {"x = run Analytic:CAR-2099-01-018\noutput x\n", "analytic `CAR-2099-01-018` has errors of its own"},
        {"x = run Analytic:CAR-2099-01-019\noutput x\n", "analytic `CAR-2099-01-019` is not known"},
    };
    struct carl_model *model = NULL;
    assert_int_equal(carl_model_create(&model), CARL_OK);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct carl_rules *rules = NULL;
        struct carl_diagnostics *diagnostics = NULL;
        assert_int_equal(carl_rules_create(model, &rules), CARL_OK);
        assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
        carl_rules_set_finder(rules, find, NULL);
        assert_int_not_equal(carl_rules_add(rules, "rule.car", cases[i][0], strlen(cases[i][0]), diagnostics), CARL_OK);
        assert_int_equal(carl_diagnostics_count(diagnostics), 1);
        assert_string_equal(carl_diagnostic_message(diagnostics, 0), cases[i][1]);
        carl_diagnostics_destroy(diagnostics);
        carl_rules_destroy(rules);
    }
    carl_model_destroy(model);
}

static void knows_ids(void **state) {
    (void)state;
    static const struct {
        const char *file;
        const char *text;
        const char *id;
        bool has;
    } cases[] = {
        {"a/b.car", "", "b", true},
        {"a/b.car", "", "B", true},
        {"b", "", "b", true},
        {"a/b.car", "@id c\n", "b", false},
        {"a/b.car", "# note\n\n  @title t\n@id\t CAR-1 \r\n", "CAR-1", true},
        {"a/b.car", "x = 1\n@id c\n", "c", false},
        {"a/b.car", "@id CAR-1#2", "CAR-1", true},
        {"a/b.car", "@id CAR-1#2", "CAR-1#2", true},
        {"a/b.car", "@id CAR-12", "CAR-1", false},
        {"a/.car", "", ".car", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct carl_rule_text text = {.file = cases[i].file, .data = cases[i].text, .size = strlen(cases[i].text)};
        if (carl_rule_text_has_id(&text, cases[i].id) != cases[i].has) {
            fail_msg("%s, %s: %s", cases[i].file, cases[i].text, cases[i].id);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_other_rules),
        cmocka_unit_test(names_circles),
        cmocka_unit_test(knows_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
