// SPDX-License-Identifier: Apache-2.0
// `run Analytic:ID` with a library of rules.
#include "harness.h"

#include <stdio.h>
#include <string.h>

static const struct checked_rule *find(void *user, struct slice id, const char **ret_problem) {
    (void)ret_problem;
    const struct checked_text *other = user;
    return slice_equal(id, other->rule->id) ? other->rule : NULL;
}

static void knows_the_rows_of_another_rule(void **state) {
    static const struct {
        const char *condition;
        const char *code; // NULL: in order
    } cases[] = {
        {"file_name == \"a\"", NULL},
        {"dest_port == 445", NULL},
        {"file_path == \"a\"", "E202"},
    };
    struct checked_text other;
    (void)state;
    checked_text_init(&other,
                      "@id CAR-2099-01-001\nflow = search Flow:Message\nwrites = filter flow where dest_port == 445\n"
                      "writes.file_name = writes.proto_info.file_name\noutput writes\n",
                      NULL);
    assert_string_equal(diagnostics_rule(other.diagnostics, other.rule->rule->source).data, "CAR-2099-01-001");
    struct check_library library = {find, &other, NULL};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "w = run Analytic:CAR-2099-01-001\nr = filter w where %s\noutput r\n",
                       cases[i].condition);
        struct checked_text checked;
        checked_text_init(&checked, text, &library);
        assert_int_equal(diagnostics_errors_since(checked.diagnostics, 0), cases[i].code != NULL);
        if (cases[i].code != NULL) {
            assert_string_equal(carl_diagnostic_code(checked.diagnostics, 0), cases[i].code);
            assert_non_null(strstr(carl_diagnostic_message(checked.diagnostics, 0), "`file_name`"));
        }
        checked_text_finish(&checked);
    }
    checked_text_finish(&other);
}

static void refuses_an_unknown_rule(void **state) {
    struct checked_text other;
    (void)state;
    checked_text_init(&other, "@id CAR-2099-01-001\na = search Process:Create\noutput a\n", NULL);
    struct check_library library = {find, &other, NULL};
    struct checked_text checked;
    checked_text_init(&checked, "a = run Analytic:CAR-2099-01-002\nb = filter a where foo == 1\noutput b\n", &library);
    assert_int_equal(carl_diagnostics_count_severity(checked.diagnostics, CARL_ERROR), 1);
    assert_string_equal(carl_diagnostic_code(checked.diagnostics, 0), "E212");
    checked_text_finish(&checked);
    checked_text_finish(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_rows_of_another_rule),
        cmocka_unit_test(refuses_an_unknown_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
