// SPDX-License-Identifier: Apache-2.0
// What names refer to, and the types of expressions.
#include "harness.h"

#include <stdio.h>

struct search {
    const char *text; // of the expression, as written
    const struct source *source;
    const struct expr *found;
};

static void match(struct expr *expr, void *user) {
    struct search *search = user;
    if (search->found == NULL &&
        slice_equal(source_slice(search->source, expr->span), slice_from_string(search->text))) {
        search->found = expr;
    }
}

static struct expr *statement_expr(const struct statement *statement) {
    if (statement->kind != STATEMENT_ASSIGN) {
        return statement->kind == STATEMENT_OUTPUT || statement->kind == STATEMENT_INPUT ? NULL : statement->as.value;
    }
    const struct source_expr *source = statement->as.source;
    switch (source->kind) {
    case SOURCE_FILTER:
        return source->as.filter.where;
    case SOURCE_JOIN:
        return source->as.join.where;
    case SOURCE_VALUE:
        return source->as.value;
    case SOURCE_SELECT:
        return source->as.select.columns[0].value;
    default:
        return NULL;
    }
}

// The expression written as `text` in the last statement but the output.
static const struct expr *find_expr(const struct checked_text *checked, const char *text) {
    const struct rule *rule = checked->rule->rule;
    struct search search = {text, rule->source, NULL};
    for (size_t i = rule->count; i > 0 && search.found == NULL; i--) {
        expr_walk(statement_expr(&rule->statements[i - 1]), match, &search);
    }
    return search.found;
}

#define PROCESSES "p = search Process:Create\n"
#define FILTER(condition) PROCESSES "r = filter p where " condition "\noutput r\n"
#define JOIN(condition) \
    PROCESSES "f = search File:Create\nr = join (p, f) where p.hostname == f.hostname and " condition "\noutput r\n"

static void resolves_names(void **state) {
    static const struct {
        const char *text;
        const char *name;
        enum reference_kind kind;
        enum value_type type;
        size_t member;
        size_t first;
    } cases[] = {
        {FILTER("pid == 1"), "pid", REFERENCE_FIELD, TYPE_NUMBER, SIZE_MAX, 0},
        {FILTER("p.pid == 1"), "p.pid", REFERENCE_FIELD, TYPE_NUMBER, SIZE_MAX, 1},
        {FILTER("Image == \"a\""), "Image", REFERENCE_FIELD, TYPE_TEXT, SIZE_MAX, 0},
        {FILTER("timestamp < now"), "timestamp", REFERENCE_TIME, TYPE_TIME, SIZE_MAX, 0},
        {FILTER("event_code == 1"), "event_code", REFERENCE_EVENT_CODE, TYPE_NUMBER, SIZE_MAX, 0},
        {FILTER("log_name == \"a\""), "log_name", REFERENCE_LOG_NAME, TYPE_TEXT, SIZE_MAX, 0},
        {FILTER("severity == \"a\""), "severity", REFERENCE_SEVERITY, TYPE_TEXT, SIZE_MAX, 0},
        {FILTER("subject_security_id == \"a\""), "subject_security_id", REFERENCE_SUBJECT_SECURITY_ID, TYPE_TEXT,
         SIZE_MAX, 0},
        {FILTER("raw event contains \"a\""), "raw event", REFERENCE_RAW_EVENT, TYPE_TEXT, SIZE_MAX, 0},
        {FILTER("OriginalFileName == \"a\""), "OriginalFileName", REFERENCE_NATIVE, TYPE_ANY, SIZE_MAX, 0},
        {FILTER("[Image] == \"a\""), "[Image]", REFERENCE_NATIVE, TYPE_ANY, SIZE_MAX, 0},
        {FILTER("[pid] == 1"), "[pid]", REFERENCE_FIELD, TYPE_NUMBER, SIZE_MAX, 0},
        {FILTER("original_file_name == \"a\""), "original_file_name", REFERENCE_NATIVE, TYPE_ANY, SIZE_MAX, 0},
        {PROCESSES "p.x = pid + 1\nr = filter p where x > 3\noutput r\n", "x", REFERENCE_DERIVED, TYPE_NUMBER, SIZE_MAX,
         0},
        {PROCESSES "n = 3\nr = filter p where pid > n\noutput r\n", "n", REFERENCE_VALUE, TYPE_NUMBER, SIZE_MAX, 0},
        {"input n\n" PROCESSES "r = filter p where pid > n\noutput r\n", "n", REFERENCE_VALUE, TYPE_ANY, SIZE_MAX, 0},
        {PROCESSES "n = [\"a\"]\nr = filter p where exe in n\noutput r\n", "n", REFERENCE_VALUE, TYPE_LIST, SIZE_MAX,
         0},
        {JOIN("p.image_path == f.file_path"), "f.file_path", REFERENCE_FIELD, TYPE_TEXT, 1, 1},
        {JOIN("command_line == \"a\""), "command_line", REFERENCE_FIELD, TYPE_TEXT, 0, 0},
        {JOIN("p.time < f.time") "s = filter r where r.f.file_name == \"a\"\noutput s\n", "r.f.file_name",
         REFERENCE_FIELD, TYPE_TEXT, 1, 2},
        {PROCESSES "g = group p by user\nr = filter g where user == \"a\"\noutput r\n", "user", REFERENCE_COLUMN,
         TYPE_TEXT, SIZE_MAX, 0},
        {PROCESSES "g = group p by user\nr = from g select count(p) as n\ns = filter r where n > 1\noutput s\n", "n",
         REFERENCE_COLUMN, TYPE_NUMBER, SIZE_MAX, 0},
        {PROCESSES "g = group p by user\nr = from g select count(p) as n\noutput r\n", "p", REFERENCE_SET, TYPE_SET, 0,
         0},
        {PROCESSES "g = group p by user\nr = from g select max(pid) as n\noutput r\n", "pid", REFERENCE_FIELD,
         TYPE_NUMBER, 0, 0},
        {PROCESSES "r = average(p.pid)\noutput r\n", "p.pid", REFERENCE_FIELD, TYPE_NUMBER, SIZE_MAX, 1},
        {PROCESSES "r = count(p)\noutput r\n", "p", REFERENCE_SET, TYPE_SET, SIZE_MAX, 0},
        {PROCESSES "n = count(p) by exe\nr = filter p where n > 1\noutput r\n", "n", REFERENCE_VALUE, TYPE_NUMBER,
         SIZE_MAX, 0},
        {PROCESSES "p.n = count(p) by exe\nr = filter p where n > 1\noutput r\n", "n", REFERENCE_DERIVED, TYPE_NUMBER,
         SIZE_MAX, 0},
        {"LogonType == 10", "LogonType", REFERENCE_NATIVE, TYPE_ANY, SIZE_MAX, 0},
        {"image_path == \"a\"", "image_path", REFERENCE_NATIVE, TYPE_ANY, SIZE_MAX, 0},
        {"[EventID] == 1", "[EventID]", REFERENCE_EVENT_CODE, TYPE_NUMBER, SIZE_MAX, 0},
        {"a = run Analytic:CAR-2099-01-001\nr = filter a where whatever == 1\noutput r\n", "whatever", REFERENCE_NATIVE,
         TYPE_ANY, SIZE_MAX, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct checked_text checked;
        checked_text_init(&checked, cases[i].text, NULL);
        const struct expr *expr = find_expr(&checked, cases[i].name);
        if (expr == NULL || expr->reference.kind != cases[i].kind || expr->type != cases[i].type) {
            print_error("%s: %s\n", cases[i].text, cases[i].name);
        }
        assert_int_equal(diagnostics_errors_since(checked.diagnostics, 0), 0);
        assert_non_null(expr);
        assert_int_equal(expr->reference.kind, cases[i].kind);
        assert_int_equal(expr->type, cases[i].type);
        assert_true(expr->reference.member == cases[i].member);
        assert_int_equal(expr->reference.first, cases[i].first);
        checked_text_finish(&checked);
    }
}

static void knows_open_names(void **state) {
    static const struct {
        const char *text;
        const char *name;
        const char *field; // of the data model; NULL: none
    } cases[] = {{"image_path == \"a\"", "image_path", "image_path"},
                 {"ImagePath == \"a\"", "ImagePath", "image_path"},
                 {"LogonType == 10", "LogonType", NULL}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct checked_text checked;
        checked_text_init(&checked, cases[i].text, NULL);
        const struct expr *expr = find_expr(&checked, cases[i].name);
        assert_non_null(expr);
        assert_true(expr->reference.any_object);
        size_t field =
            cases[i].field == NULL ? SIZE_MAX : model_find_field(checked.model, slice_from_string(cases[i].field));
        assert_true(expr->reference.field == field);
        checked_text_finish(&checked);
    }
}

static void gives_types(void **state) {
    static const struct {
        const char *expression;
        enum value_type type;
    } cases[] = {
        {"now", TYPE_TIME},
        {"now - 1 day", TYPE_TIME},
        {"now - now", TYPE_DURATION},
        {"1 day + 2 hours", TYPE_DURATION},
        {"1 day * 2", TYPE_DURATION},
        {"1 day / 1 hour", TYPE_NUMBER},
        {"2 * 3 - 1", TYPE_NUMBER},
        {"\"a\"", TYPE_TEXT},
        {"[1, 2]", TYPE_LIST},
        {"count(p)", TYPE_NUMBER},
        {"max(p.time) - min(p.time)", TYPE_DURATION},
        {"max(p.pid)", TYPE_NUMBER},
        {"unique(p.user)", TYPE_LIST},
        {"count(unique(p.user))", TYPE_NUMBER},
        {"top(3, p.exe)", TYPE_LIST},
        {"average(p.pid) / 2", TYPE_NUMBER},
        {"null", TYPE_NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[200];
        (void)snprintf(text, sizeof text, PROCESSES "r = %s\noutput r, p\n", cases[i].expression);
        struct checked_text checked;
        checked_text_init(&checked, text, NULL);
        assert_int_equal(diagnostics_errors_since(checked.diagnostics, 0), 0);
        assert_int_equal(checked.rule->outputs[0].binding->type, cases[i].type);
        checked_text_finish(&checked);
    }
}

// What a mistake makes of later statements is not reported again.
static void reports_once(void **state) {
    static const struct {
        const char *text;
        const char *code; // the only error; NULL: none
    } cases[] = {
        {"a = search Nothing:Create\nb = filter a where foo == 1 and bar.x < baz\noutput b\n", "E203"},
        {PROCESSES "a = filter p where foo == 1\nb = filter a where pid == 1\noutput b\n", "E202"},
        {PROCESSES "a = max(p.foo)\nb = filter p where pid > a\nc = a + 1\noutput b, c\n", "E202"},
        {PROCESSES "p.x = foo\na = filter p where x == 1\noutput a\n", "E202"},
        {PROCESSES "a = from p select foo\nb = filter a where foo == 1\noutput b\n", "E202"},
        {PROCESSES "a = count(p) by foo\nb = average(a)\nc = filter p where a < b\noutput c\n", "E202"},
        {PROCESSES "a = p - zz by exe\nb = filter a where pid == 1\noutput b\n", "E201"},
        {"a = run Analytic:CAR-2099-01-001\nb = filter a where foo == 1\noutput b\n", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct checked_text checked;
        checked_text_init(&checked, cases[i].text, NULL);
        size_t errors = 0;
        for (size_t j = 0; j < carl_diagnostics_count(checked.diagnostics); j++) {
            if (carl_diagnostic_severity(checked.diagnostics, j) == CARL_ERROR) {
                errors++;
                assert_non_null(cases[i].code);
                assert_string_equal(carl_diagnostic_code(checked.diagnostics, j), cases[i].code);
            }
        }
        assert_int_equal(errors, cases[i].code != NULL);
        checked_text_finish(&checked);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolves_names),
        cmocka_unit_test(knows_open_names),
        cmocka_unit_test(gives_types),
        cmocka_unit_test(reports_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
