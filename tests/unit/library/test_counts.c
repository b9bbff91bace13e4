// SPDX-License-Identifier: Apache-2.0
// What carl.h says of traces, coverage and the records that a scan takes, where
// the command never comes.
#include "test_support.h"

#include "carl.h"

#include <stdint.h>
#include <string.h>

static const char rule_text[] = "p = search Process:Create where exe == \"a*\"\noutput p\n";
static const char *const sysmon[] = {"Sysmon"};
static const char *const no_sensor[] = {"sysmon", "none"};

struct fixture {
    struct carl_model *model;
    struct carl_rules *rules;
    struct carl_rules *others;
};

static struct carl_rules *make_rules(const struct carl_model *model, bool compile) {
    struct carl_rules *rules = NULL;
    struct carl_diagnostics *diagnostics = NULL;
    assert_int_equal(carl_rules_create(model, &rules), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    assert_int_equal(carl_rules_add(rules, "r.car", rule_text, strlen(rule_text), diagnostics), CARL_OK);
    if (compile) {
        assert_int_equal(carl_rules_compile(rules, diagnostics), CARL_OK);
    }
    carl_diagnostics_destroy(diagnostics);
    return rules;
}

static int set_up(void **state) {
    static struct fixture fixture;
    assert_int_equal(carl_model_create(&fixture.model), CARL_OK);
    fixture.rules = make_rules(fixture.model, true);
    fixture.others = make_rules(fixture.model, false);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    carl_rules_destroy(fixture->rules);
    carl_rules_destroy(fixture->others);
    carl_model_destroy(fixture->model);
    return 0;
}

static void options_are_checked(void **state) {
    static const struct {
        struct carl_scan_options options;
        enum carl_status status;
    } table[] = {
        {{.from = "2024-05-14", .to = "2024-05-15T00:00:00Z"}, CARL_OK},
        {{.from = "2024-05-14", .to = "2024-05-14"}, CARL_ERROR_USAGE},
        {{.from = "-1h", .now = "2024-05-14"}, CARL_OK},
        {{.from = "-1h", .clock = "2024-05-14"}, CARL_OK},
        {{.from = "-1h"}, CARL_ERROR_USAGE},
        {{.from = "1h ago", .clock = "noon"}, CARL_ERROR_USAGE},
        {{.from = "-300000 weeks", .clock = "1700-01-01"}, CARL_ERROR_USAGE},
        {{.to = "1h"}, CARL_ERROR_USAGE},
        {{.sensors = sysmon, .sensor_count = 1}, CARL_OK},
        {{.sensors = no_sensor, .sensor_count = 2}, CARL_ERROR_USAGE},
        {{.trace = true, .follow = true}, CARL_ERROR_USAGE},
    };
    const struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct carl_scan *scan = NULL;
        enum carl_status status = carl_scan_create(fixture->rules, &table[i].options, &scan);
        if (status != table[i].status) {
            fail_msg("options %zu: status %d", i, status);
        }
        carl_scan_destroy(scan);
    }
}

static void times_are_known(void **state) {
    static const struct {
        const char *text;
        bool absolute;
        bool relative;
    } table[] = {
        {"2024-05-14", true, true},
        {"2024-05-14 09:30", true, true},
        {"-24h", false, true},
        {"- 1.5 days", false, true},
        {"7d ago", false, true},
        {" 3 Weeks AGO ", false, true},
        {"24h", false, false},
        {"-24", false, false},
        {"ago", false, false},
        {"-1h ago", false, false},
        {"-h", false, false},
        {"-1.h", false, false},
        {"", false, false},
        {"-1fortnight", false, false},
        {"-99999999999999999999d", false, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (carl_time_is_valid(table[i].text, false) != table[i].absolute ||
            carl_time_is_valid(table[i].text, true) != table[i].relative) {
            fail_msg("\"%s\"", table[i].text);
        }
    }
}

// Counts are there only where the options asked for them, and of the rules that
// were run.
static void counts_are_asked_for(void **state) {
    const struct fixture *fixture = *state;
    const struct carl_scan_options options = {.trace = true, .coverage = true};
    const struct carl_scan_options no_options = {0};
    struct carl_scan *counted = NULL;
    struct carl_scan *plain = NULL;
    struct carl_trace *trace = NULL;
    struct carl_coverage *coverage = NULL;
    struct carl_trace_step step;
    struct carl_trace_test test;
    assert_int_equal(carl_scan_create(fixture->rules, &options, &counted), CARL_OK);
    assert_int_equal(carl_scan_create(fixture->rules, &no_options, &plain), CARL_OK);
    assert_int_equal(carl_trace_create(plain, &trace), CARL_ERROR_USAGE);
    assert_int_equal(carl_coverage_create(fixture->rules, plain, &coverage), CARL_ERROR_USAGE);
    assert_int_equal(carl_coverage_create(fixture->others, NULL, &coverage), CARL_ERROR_USAGE);
    assert_int_equal(carl_trace_create(counted, &trace), CARL_OK);
    assert_true(carl_trace_step(trace, 0, 0, &step));
    assert_string_equal(step.operation, "search Process:Create");
    assert_true(carl_trace_test(trace, 0, 0, 0, &test));
    assert_string_equal(test.text, "exe == \"a*\"");
    assert_false(carl_trace_test(trace, 0, 0, 1, &test));
    assert_false(carl_trace_step(trace, 0, 1, &step));
    assert_false(carl_trace_step(trace, 1, 0, &step));
    assert_int_equal(carl_coverage_create(fixture->rules, counted, &coverage), CARL_OK);
    assert_false(carl_coverage_suffices(coverage, 0, SIZE_MAX));
    assert_string_equal(carl_coverage_searched(coverage, 0, 0), "Process:Create");
    assert_null(carl_coverage_searched(coverage, 0, 1));
    carl_trace_destroy(trace);
    carl_coverage_destroy(coverage);
    carl_scan_destroy(counted);
    carl_scan_destroy(plain);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(times_are_known),
        cmocka_unit_test(counts_are_asked_for),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
