// SPDX-License-Identifier: Apache-2.0
// The library as its callers see it: sets and fields over several statements,
// the way input is cut, `now`, counts, and misuse.
#include "harness.h"

#include <string.h>

#define EVENT(id, second, data)                                                                           \
    "{\"EventID\":" #id ",\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"SourceName\":"           \
    "\"Microsoft-Windows-Sysmon\",\"Hostname\":\"h.example.org\",\"UtcTime\":\"2024-05-01 10:00:" #second \
    ".000\"," data "}"

static const char events[] = EVENT(1, 01, "\"Image\":\"C:\\\\a.exe\",\"ProcessId\":\"1\"") "\r\n\n" //
    EVENT(1, 09, "\"Image\":\"C:\\\\b.exe\",\"ProcessId\":\"2\"") "\n"                              //
                                                                  "{broken\n"                       //
    EVENT(7, 05, "\"Image\":\"C:\\\\a.exe\",\"ImageLoaded\":\"C:\\\\x.dll\"") "\n"                  //
                                                                              "{\"other\":1}\n"     //
    EVENT(1, 04, "\"Image\":\"C:\\\\A.EXE\",\"ProcessId\":\"3\"");

struct run {
    const char *rule;
    const char *lines;
};

static void statements_make_sets(void **state) {
    (void)state;
    static const struct run runs[] = {
        {"p = search Process:Create\noutput p\n", "p:1 p:3 p:7 "},
        {"p = search Process:*\noutput p\n", "p:1 p:3 p:7 "},
        {"p = search *:*\noutput p\n", "p:1 p:3 p:5 p:6 p:7 "},
        {"p = search Process:Create or Module:Load\noutput p\n", "p:1 p:3 p:5 p:7 "},
        {"p = search Process:Create, Process:Create\noutput p\n", "p:1 p:3 p:7 "},
        {"p = search Process:Create where exe == \"b.exe\"\noutput p\n", "p:3 "},
        {"p = search Process:Create\np = filter p where exe == \"a.exe\"\np = filter p where pid > 1\noutput p\n",
         "p:7 "},
        {"p = search Process:Create\na = filter p where exe == \"a.exe\"\nb = filter p where pid < 3\noutput a, b\n",
         "a:1 b:1 b:3 a:7 "},
        {"p = search Process:Create\nnames = [\"b.exe\", \"c*\"]\nq = filter p where exe in names\noutput q\n", "q:3 "},
        {"p = search Process:Create\nname = \"*b.exe\"\nq = filter p where image_path == name\noutput q\n", "q:3 "},
        {"p = search Process:Create\np.twice = p.pid * 2\nq = filter p where twice == 4\noutput q\n", "q:3 "},
        {"p = search Process:Create\np.c = \"b*\"\nq = filter p where exe == c\noutput q\n", ""},
        {"p = search Process:Create\nq = filter p where time > now - 6 seconds\noutput q\n", "q:3 q:7 "},
        {"p = search Process:Create\nq = filter p where pid < 3 and time > now - 6 seconds\noutput q\n", "q:3 "},
        {"p = search Process:Create\nq = filter p where not (time > now - 6 seconds)\noutput q\n", "q:1 "},
    };
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        for (size_t piece = 0; piece < 40; piece += 13) {
            struct outcome outcome = {0};
            run_rule_text(runs[i].rule, slice_from_string(events), piece, NULL, &outcome);
            if (outcome.scanned != CARL_OK || strcmp(outcome.lines.data, runs[i].lines) != 0) {
                fail_msg("%s\n%s instead of %s; errors: %s", runs[i].rule, outcome.lines.data, runs[i].lines,
                         outcome.diagnostics.data);
            }
            assert_int_equal(outcome.counts.events, 5);
            assert_int_equal(outcome.counts.malformed, 1);
            assert_int_equal(outcome.counts.mapped, 4);
            assert_int_equal(outcome.counts.unmapped, 1);
            assert_int_equal(outcome.counts.without_time, 1);
            assert_int_equal(outcome.counts.bytes, sizeof events - 1);
            outcome_finish(&outcome);
        }
    }
}

static void hits_carry_fields(void **state) {
    (void)state;
    struct outcome outcome = {0};
    run_rule_text("p = search Process:Create\np.pid = p.pid + 1\np.mine = p.exe\nq = filter p where exe == \"b.exe\"\n"
                  "output q\n",
                  slice_from_string(events), 0, NULL, &outcome);
    assert_int_equal(outcome.scanned, CARL_OK);
    assert_string_equal(outcome.lines.data, "q:3 ");
    assert_non_null(strstr(outcome.fields.data, "image_path=\"C:\\\\b.exe\"\n"));
    assert_non_null(strstr(outcome.fields.data, "exe=\"b.exe\"\n"));
    assert_non_null(strstr(outcome.fields.data, "hostname=\"h\"\n"));
    assert_non_null(strstr(outcome.fields.data, "mine=\"b.exe\"\n"));
    assert_non_null(strstr(outcome.fields.data, "\npid=3\n")); // the rule's own, and once
    assert_null(strstr(outcome.fields.data, "pid=\"2\""));
    outcome_finish(&outcome);
}

static void now_can_be_given(void **state) {
    (void)state;
    static const char rule[] = "p = search Process:Create\nq = filter p where time > now - 1 hour\noutput q\n";
    static const struct {
        const char *now;
        const char *lines;
    } runs[] = {{"2024-05-01T10:30:00Z", "q:1 q:3 q:7 "}, {"2024-05-02", ""}, {"2024-05-01T11:00:04Z", "q:3 "}};
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        struct outcome outcome = {0};
        run_rule_text(rule, slice_from_string(events), 0, runs[i].now, &outcome);
        assert_string_equal(outcome.lines.data, runs[i].lines);
        outcome_finish(&outcome);
    }
    struct outcome outcome = {0};
    run_rule_text(rule, slice_from_string(events), 0, "yesterday", &outcome);
    assert_int_equal(outcome.scanned, CARL_ERROR_USAGE);
    outcome_finish(&outcome);
}

static void now_is_null_without_times(void **state) {
    (void)state;
    struct outcome outcome = {0};
    run_rule_text("p = search *:*\nq = filter p where now == null\noutput q\n", BYTES("{\"a\":1}\n{\"b\":2}"), 0, NULL,
                  &outcome);
    assert_string_equal(outcome.lines.data, "q:1 q:2 ");
    assert_false(outcome.has_now);
    outcome_finish(&outcome);
}

static void callback_can_stop(void **state) {
    (void)state;
    struct outcome outcome = {.stop_after = 2};
    run_rule_text("p = search Process:Create\noutput p\n", slice_from_string(events), 0, NULL, &outcome);
    assert_int_equal(outcome.scanned, CARL_ERROR_STOPPED);
    assert_string_equal(outcome.lines.data, "p:1 p:3 ");
    outcome_finish(&outcome);
}

static void failed_rules_harm_no_others(void **state) {
    (void)state;
    struct carl_model *model = NULL;
    struct carl_rules *rules = NULL;
    struct carl_diagnostics *diagnostics = NULL;
    static const char bad[] = "p = search Process:Create\noutput q\n";
    static const char good[] = "@title T\n@attack T1, T2\n@attack T3\np = search Process:Create\noutput p\n";
    assert_int_equal(carl_model_create(&model), CARL_OK);
    assert_int_equal(carl_rules_create(model, &rules), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    assert_int_equal(carl_rules_add(rules, "dir/bad.car", bad, strlen(bad), diagnostics), CARL_ERROR_RULE);
    assert_int_equal(carl_rules_add(rules, "dir/good.car", good, strlen(good), diagnostics), CARL_OK);
    assert_int_equal(carl_rules_compile(rules, diagnostics), CARL_OK);
    assert_true(carl_rule_failed(rules, 0));
    assert_false(carl_rule_failed(rules, 1));
    assert_string_equal(carl_rule_id(rules, 1), "good");
    assert_string_equal(carl_rule_title(rules, 1), "T");
    assert_string_equal(carl_rule_metadata(rules, 1, "attack", 1), "T2");
    assert_string_equal(carl_rule_metadata(rules, 1, "attack", 2), "T3");
    assert_null(carl_rule_metadata(rules, 1, "attack", 3));
    struct outcome outcome = {0};
    struct carl_scan_options options = {.user = &outcome};
    struct carl_scan *scan = NULL;
    assert_int_equal(carl_scan_create(rules, &options, &scan), CARL_OK);
    assert_int_equal(carl_scan_feed(scan, "x", 1), CARL_ERROR_USAGE);
    assert_int_equal(carl_scan_begin(scan, "one"), CARL_OK);
    assert_int_equal(carl_scan_feed(scan, events, sizeof events - 1), CARL_OK);
    assert_int_equal(carl_scan_begin(scan, "two"), CARL_OK);
    assert_int_equal(carl_scan_feed(scan, events, sizeof events - 1), CARL_OK);
    assert_int_equal(carl_scan_finish(scan), CARL_OK);
    assert_int_equal(carl_scan_finish(scan), CARL_ERROR_USAGE);
    assert_int_equal(carl_scan_rule_hits(scan, 0), 0);
    assert_int_equal(carl_scan_rule_hits(scan, 1), 6);
    size_t process = carl_model_object_find(model, "process");
    assert_int_equal(carl_scan_event_count(scan, process, carl_model_action_find(model, process, "create")), 6);
    assert_int_equal(carl_scan_event_count(scan, process, SIZE_MAX), 0);
    carl_scan_destroy(scan);
    carl_rules_destroy(rules);
    carl_diagnostics_destroy(diagnostics);
    carl_model_destroy(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_make_sets), cmocka_unit_test(hits_carry_fields),
        cmocka_unit_test(now_can_be_given),     cmocka_unit_test(now_is_null_without_times),
        cmocka_unit_test(callback_can_stop),    cmocka_unit_test(failed_rules_harm_no_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
