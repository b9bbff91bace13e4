// SPDX-License-Identifier: Apache-2.0
// What conditions mean, one row a line: a condition, the event data of one
// Sysmon process creation, and whether the rule reports it.
#include "harness.h"

#include <string.h>

struct meaning {
    const char *condition;
    const char *data; // members of EventData
    bool hit;
};

static void check_meaning(const struct meaning *meaning, bool bare) {
    struct text rule;
    struct text record;
    text_init(&rule);
    text_init(&record);
    text_format(&rule, bare ? "%s\n" : "p = search Process:Create\nq = filter p where (%s)\noutput q\n",
                meaning->condition);
    text_append_char(&rule, '\0');
    text_append_string(&record, "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":"
                                "\"Microsoft-Windows-Sysmon\"}},\"EventID\":1,\"Level\":4,\"Channel\":"
                                "\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"ws1.example.org\","
                                "\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2024-05-01T10:00:00.5Z\"}}},"
                                "\"EventData\":{");
    text_append_string(&record, meaning->data);
    text_append_string(&record, "}}}\n");
    struct outcome outcome = {0};
    run_rule_text(rule.data, text_slice(&record), 0, NULL, &outcome);
    if (outcome.scanned != CARL_OK || outcome.diagnostics.data[0] != '\0') {
        fail_msg("`%s`: does not run: %s", meaning->condition, outcome.diagnostics.data);
    }
    if ((outcome.counts.hits == 1) != meaning->hit || outcome.counts.events != 1) {
        fail_msg("`%s` on {%s}: expected %s", meaning->condition, meaning->data, meaning->hit ? "a hit" : "none");
    }
    outcome_finish(&outcome);
    text_finish(&rule);
    text_finish(&record);
}

static void check_table(const struct meaning *table, size_t count, bool bare) {
    for (size_t i = 0; i < count; i++) {
        check_meaning(&table[i], bare);
    }
}

static void null_is_two_valued(void **state) {
    (void)state;
    static const struct meaning table[] = {
        {"parent_exe == \"x\"", "", false},
        {"parent_exe != \"x\"", "", false},
        {"pid < 1", "", false},
        {"parent_exe in [\"x\"]", "", false},
        {"parent_exe not in [\"x\"]", "", false},
        {"parent_exe contains \"x\"", "", false},
        {"parent_exe not contains \"x\"", "", false},
        {"parent_exe == null", "", true},
        {"parent_exe != null", "", false},
        {"parent_exe exists", "", false},
        {"not (parent_exe == \"x\")", "", true},
        {"not (parent_exe in [\"x\"])", "", true},
        {"not parent_exe == \"x\"", "", true},
        {"parent_exe == null", "\"ParentImage\":\"\"", true},
        {"parent_exe == null", "\"ParentImage\":\"-\"", true},
        {"parent_exe == null", "\"ParentImage\":\"?\"", true},
        {"parent_exe == null", "\"ParentImage\":null", true},
        {"parent_exe exists", "\"ParentImage\":\"C:\\\\a.exe\"", true},
        {"command_line == \"\"", "\"CommandLine\":\"\"", true},
        {"command_line != \"\"", "\"CommandLine\":\"x\"", true},
        {"command_line == parent_command_line", "", false},
        {"command_line != parent_command_line", "\"CommandLine\":\"x\"", false},
        {"1 < pid < 10", "", false},
        {"pid + 1 == null", "", true},
        {"pid / 0 == null", "\"ProcessId\":5", true},
    };
    check_table(table, COUNT_OF(table), false);
}

static void text_compares_folded(void **state) {
    (void)state;
    static const struct meaning table[] = {
        {"exe == \"CMD.exe\"", "\"Image\":\"C:\\\\Windows\\\\cmd.EXE\"", true},
        {"image_path == \"c:\\windows\\*\"", "\"Image\":\"C:\\\\WINDOWS\\\\cmd.exe\"", true},
        {"image_path == \"c:\\windows\"", "\"Image\":\"C:\\\\WINDOWS\\\\cmd.exe\"", false},
        {"image_path != \"*cmd.exe*\"", "\"Image\":\"C:\\\\cmd.exe\"", false},
        {"command_line == \"\xC3\x84*\"", "\"CommandLine\":\"\xC3\xA4 b\"", true},
        {"command_line == \"\xC3\x84*\"", "\"CommandLine\":\"\\u00e4 b\"", true},
        {"command_line == \"k\"", "\"CommandLine\":\"\xE2\x84\xAA\"", false},
        {"command_line contains \"SEK\"", "\"CommandLine\":\"a sekurlsa\"", true},
        {"command_line not contains \"SEK\"", "\"CommandLine\":\"a sekurlsa\"", false},
        {"command_line contains [\"x\", \"kurl\"]", "\"CommandLine\":\"a sekurlsa\"", true},
        {"exe in [\"a.exe\", \"c*.EXE\"]", "\"Image\":\"x\\\\cmd.exe\"", true},
        {"exe not in [\"a.exe\", \"c*.exe\"]", "\"Image\":\"x\\\\dmd.exe\"", true},
        {"exe in command_line", "\"Image\":\"x\\\\CMD.exe\",\"CommandLine\":\"run cmd.exe /c\"", true},
        {"exe not in command_line", "\"Image\":\"x\\\\cmd.exe\",\"CommandLine\":\"run\"", true},
        {"command_line contains exe", "\"Image\":\"x\\\\*\",\"CommandLine\":\"run\"", false},
        {"command_line == \"a\\\"b\"", "\"CommandLine\":\"a\\\"b\"", true},
        {"command_line == 'a\"b'", "\"CommandLine\":\"a\\\"b\"", true},
        {"command_line == \"*\\*\"", "\"CommandLine\":\"a\\\\b\"", true},
        {"command_line == \"*\\*\"", "\"CommandLine\":\"ab\"", false},
        {"command_line < \"b\"", "\"CommandLine\":\"A\"", true},
        {"command_line match \"-r .* -PW\"", "\"CommandLine\":\"plink -R a -pw b\"", true},
        {"command_line match \"^\\d{1,3}\\.\\d$\"", "\"CommandLine\":\"10.1\"", true},
        {"command_line not match \"a\"", "\"CommandLine\":\"b\"", true},
        {"command_line not match \"a\"", "", false},
        {"exe == parent_exe", "\"Image\":\"x\\\\A.exe\",\"ParentImage\":\"y\\\\a.EXE\"", true},
    };
    check_table(table, COUNT_OF(table), false);
}

static void numbers_compare_as_numbers(void **state) {
    (void)state;
    static const struct meaning table[] = {
        {"pid == 445", "\"ProcessId\":445", true},
        {"pid == 445", "\"ProcessId\":\"445\"", true},
        {"pid == \"445\"", "\"ProcessId\":445", true},
        {"pid == 445", "\"ProcessId\":\"0445\"", true},
        {"pid == 445", "\"ProcessId\":4.45e2", true},
        {"pid == 445", "\"ProcessId\":\"445.0\"", true},
        {"pid != 445", "\"ProcessId\":\"446\"", true},
        {"pid == \"44*\"", "\"ProcessId\":445", true},
        {"pid in [1, \"445\"]", "\"ProcessId\":445", true},
        {"pid < 1000", "\"ProcessId\":\"445\"", true},
        {"pid < 1000", "\"ProcessId\":\"x\"", false}, // numbers come before other text
        {"pid > 1000", "\"ProcessId\":\"x\"", true},
        {"pid == 9007199254740993", "\"ProcessId\":9007199254740992", false},
        {"10 <= pid < 20", "\"ProcessId\":10", true},
        {"10 <= pid < 20", "\"ProcessId\":20", false},
        {"5 < pid", "\"ProcessId\":6", true},
        {"5 == pid", "\"ProcessId\":5", true},
        {"pid + 1 == ppid * 2", "\"ProcessId\":9,\"ParentProcessId\":\"5\"", true},
        {"pid / 4 == 2.5", "\"ProcessId\":10", true},
        {"pid - 1 > -5", "\"ProcessId\":0", true},
        {"pid == -1", "\"ProcessId\":-1", true},
        {"pid == 18446744073709551616", "\"ProcessId\":18446744073709551616", true},
    };
    check_table(table, COUNT_OF(table), false);
}

static void logic_follows_precedence(void **state) {
    (void)state;
    static const struct meaning table[] = {
        {"pid == 1 or pid == 2 and ppid == 3", "\"ProcessId\":1", true},
        {"(pid == 1 or pid == 2) and ppid == 3", "\"ProcessId\":1", false},
        {"not pid == 1 and pid == 2", "\"ProcessId\":2", true},
        {"not (pid == 1 or pid == 2)", "\"ProcessId\":3", true},
        {"NOT pid == 1 AND pid == 3 OR pid == 4", "\"ProcessId\":4", true},
    };
    check_table(table, COUNT_OF(table), false);
}

static void native_fields_and_arrays(void **state) {
    (void)state;
    static const struct meaning table[] = {
        {"[event_code] == 1 and [log_name] == \"Microsoft-Windows-Sysmon*\"", "", true},
        {"severity == \"Information\"", "", true},
        {"[RuleName] == \"a\"", "\"RuleName\":\"A\"", true},
        {"rule_name == \"a\"", "\"RuleName\":\"A\"", true},
        {"nothing_has_this == \"a\"", "\"RuleName\":\"A\"", false},
        {"not (nothing_has_this == \"a\")", "\"RuleName\":\"A\"", true},
        {"[x] == \"b\"", "\"x\":[\"a\",\"B\"]", true},
        {"[x] != \"b\"", "\"x\":[\"a\",\"B\"]", false},
        {"[x] != \"c\"", "\"x\":[\"a\",\"B\"]", true},
        {"[x] not in [\"c\"]", "\"x\":[\"a\",\"B\"]", true},
        {"[x] not contains \"c\"", "\"x\":[\"a\",\"Bc\"]", false},
        {"[x] > 1", "\"x\":[2,3]", false},
        {"[x] == 3", "\"x\":[2,\"3\"]", true},
        {"[x] != \"a\"", "\"x\":[]", false},
        {"[x] == null", "\"x\":[]", true},
        {"[x] != null", "\"x\":{\"y\":1}", true},
        {"[x] == \"*\"", "\"x\":{\"y\":1}", false},
        {"x.y == 1", "\"x\":{\"y\":1}", true},
        {"[flag] == true", "\"flag\":true", true},
        {"[flag] == true", "\"flag\":\"True\"", true},
        {"[flag] == false", "\"flag\":true", false},
        {"[flag]", "\"flag\":true", true},
        {"[flag]", "\"flag\":\"no\"", false},
        {"[ip] in [\"10.0.0.0/8\"]", "\"ip\":\"10.1.2.3\"", true},
        {"[ip] in 10.0.0.0/8", "\"ip\":\"11.1.2.3\"", false},
        {"[ip] not in [10.0.0.0/8, 192.168.0.0/16]", "\"ip\":\"8.8.8.8\"", true},
        {"[ip] not in [10.0.0.0/8]", "\"ip\":\"no address\"", true},
        {"[ip] in [\"fe80::/10\"]", "\"ip\":\"fe80::1\"", true},
        {"raw event contains \"needle\"", "\"x\":\"a Needle b\"", true},
        {"\"zq9\" in raw event", "\"y\":\"no\"", false},
        {"\"ZQ9\" in raw event", "\"y\":\"a zq9\"", true},
        {"image_path == \"*cmd.exe\"", "\"Image\":\"C:\\\\cmd.exe\"", true},
    };
    check_table(table, COUNT_OF(table), true);
}

static void times_and_durations(void **state) {
    (void)state;
    static const struct meaning table[] = {
        {"time == \"2024-05-01T10:00:00.5Z\"", "", true},
        {"time >= \"2024-05-01\"", "", true},
        {"time < \"2024-05-01 12:00:00,5+02:00\"", "", false},
        {"time == \"2024-05-01 12:00:00,5+02:00\"", "", true},
        {"time >= now - 1 day", "", true},
        {"time < now", "", false},
        {"now - time == 0 seconds", "", true},
        {"now - time < 500 milliseconds", "", true},
        {"timestamp + 1 hour > now + 59 minutes", "", true},
        {"time < now - 2 * 30 minutes", "", false},
        {"90 seconds / 1 minute == 1.5", "", true},
        {"(now - time) / 1 second == 0", "", true},
        {"1 minute / (now - time) == null", "", true},
    };
    check_table(table, COUNT_OF(table), false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_is_two_valued),         cmocka_unit_test(text_compares_folded),
        cmocka_unit_test(numbers_compare_as_numbers), cmocka_unit_test(logic_follows_precedence),
        cmocka_unit_test(native_fields_and_arrays),   cmocka_unit_test(times_and_durations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
