// SPDX-License-Identifier: Apache-2.0
// Conditions that can never or always hold, joins that tie too little, and the
// many that only look so.
#include "harness.h"

#include "base/text.h"

#include <sys/resource.h>

#define PROCESSES "p = search Process:Create\n"
#define FILTER(condition) PROCESSES "r = filter p where " condition "\noutput r\n"
#define CHAIN(first, second) PROCESSES "q = filter p where " first "\nr = filter q where " second "\noutput r\n"
#define FLOWS(condition) "f = search Flow:Start\nr = filter f where " condition "\noutput r\n"
#define RECORDS(condition) "a = search *:*\nr = filter a where " condition "\noutput r\n"
#define JOIN(condition)                                                                                           \
    PROCESSES "q = filter p where exe == \"a.exe\"\nf = search File:Create\nr = join (q, f) where q.hostname == " \
              "f.hostname and q.pid == f.pid and " condition "\noutput r\n"

struct lint_case {
    const char *text;
    const char *codes; // in order of position
};

// Notes about synonyms are not what these tests are about.
static bool is_spelling(const char *code) {
    return strcmp(code, "N109") == 0 || strcmp(code, "N110") == 0;
}

static void check_cases(const struct lint_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct checked_text checked;
        struct text codes;
        text_init(&codes);
        checked_text_init(&checked, cases[i].text, NULL);
        for (size_t j = 0; j < carl_diagnostics_count(checked.diagnostics); j++) {
            const char *code = carl_diagnostic_code(checked.diagnostics, j);
            if (!is_spelling(code)) {
                text_append_string(&codes, codes.size == 0 ? "" : " ");
                text_append_string(&codes, code);
            }
        }
        if (!slice_equal(text_slice(&codes), slice_from_string(cases[i].codes))) {
            print_error("%s: %.*s\n", cases[i].text, SLICE_ARG(text_slice(&codes)));
        }
        assert_true(slice_equal(text_slice(&codes), slice_from_string(cases[i].codes)));
        text_finish(&codes);
        checked_text_finish(&checked);
    }
}

static void finds_contradictions(void **state) {
    static const struct lint_case cases[] = {
        {FILTER("exe == \"a\" and exe == \"b\""), "E303"},
        {FILTER("exe == \"a\" and exe in [\"b\", \"c\"]"), "E303"},
        {FILTER("exe == \"a\" and exe != \"a\""), "E303"},
        {FILTER("exe == \"a\" and exe != \"*a*\""), "E303"},
        {FILTER("exe == \"a\" and not exe == \"a\""), "E303"},
        {FILTER("exe == \"a\" and not (exe == \"a\" or user == \"u\")"), "E303"},
        {FILTER("not (exe in [\"a\", \"b\"]) and exe in [\"b\", \"a\"]"), "E303"},
        {FILTER("command_line contains \"ab\" and command_line not contains \"b\""), "E303"},
        {FILTER("command_line contains [\"ab\", \"cb\"] and not (\"b\" in command_line)"), "E303"},
        {FILTER("command_line match \"x+\" and command_line not match \"x+\""), "E303"},
        {FILTER("exe in [\"\"]"), "E303"},
        {FILTER("exe in []"), "E303"},
        {FILTER("command_line contains []"), "E303"},
        {FILTER("command_line not contains \"*\""), "E303"},
        {FILTER("command_line not match \"\""), "E303"},
        {FILTER("\"a\" == \"b\""), "E303"},
        {FILTER("1 > 2"), "E303"},
        {FILTER("pid > 5 and pid < 5"), "E303"},
        {FILTER("pid > 5 and pid <= 5"), "E303"},
        {FILTER("9007199254740993 < pid and pid < 9007199254740993"), "E303"},
        {FILTER("pid == 4 and pid > 4"), "E303"},
        {FILTER("pid in [1, 2] and 3 < pid < 9"), "E303"},
        {FILTER("5 < pid < 3"), "E303"},
        {FILTER("exe == null and exe == \"a\""), "E303"},
        {FILTER("exe exists and exe == null"), "E303"},
        {FILTER("not exe exists and exe == \"a\""), "E303"},
        {FILTER("time < now - 1 day and time > now - 1 hour"), "E303"},
        {FILTER("time < \"2020-01-01\" and time > \"2021-01-01\""), "E303"},
        {FILTER("(exe == \"a\" or exe == \"b\") and exe == \"c\""), "E303"},
        {FILTER("exe == \"c\" and ((exe == \"a\" and user == \"u\") or (exe == \"b\" and user == \"v\"))"), "E303"},
        {FILTER("user == \"u\" or (exe == \"a\" and exe == \"b\")"), "E303"},
        {RECORDS("event_code == 1 and event_code == 3"), "E303"},
        {RECORDS("x > 5 and x < 2"), "E303"},
        {PROCESSES "l = [\"a\", \"b\"]\nr = filter p where exe in l and exe == \"c\"\noutput r\n", "E303"},
        {"signers = search Module:Load where signature_valid and signature_valid == false\noutput signers\n", "E303"},
    };
    (void)state;
    check_cases(cases, COUNT_OF(cases));
}

static void finds_contradictions_across_sets(void **state) {
    static const struct lint_case cases[] = {
        {CHAIN("exe == \"a\"", "exe == \"b\""), "E303"},
        {CHAIN("exe == \"a\"", "exe in [\"b\", \"c\"]"), "E303"},
        {CHAIN("not (exe == \"a\")", "exe == \"a\""), "E303"},
        {CHAIN("pid > 1024", "pid == 445"), "E303"},
        {CHAIN("pid > 1024", "pid < 1000"), "E303"},
        {CHAIN("exe == \"a\" and pid > 5", "(exe == \"b\" or exe == \"c\") and pid > 7"), "E303"},
        {"p = search Process:Create where exe == \"a\"\nr = filter p where exe == \"b\"\noutput r\n", "E303"},
        {PROCESSES "p = filter p where exe == \"a\"\np.x = pid\np.n = count(p) by user\nr = filter p where exe == "
                   "\"b\"\noutput r\n",
         "E303"},
        {PROCESSES
         "q = filter p where exe == \"a\"\no = filter p where pid == 4\nd = q - o by user\nr = filter d where "
         "exe == \"b\"\noutput r\n",
         "E303"},
        {JOIN("q.exe == \"b.exe\""), "E303"},
        {JOIN("f.time > q.time") "s = filter r where q.exe == \"b.exe\"\noutput s\n", "E303"},
        {JOIN("q.user == \"u\"") "s = filter r where q.user == \"v\"\noutput s\n", "E303"},
        // What follows from a contradiction is not another one.
        {CHAIN("exe == \"a\" and exe == \"b\"", "exe == \"c\""), "E303"},
        {CHAIN("exe == \"a\"", "exe == \"b\"") "s = filter r where exe == \"c\"\noutput s\n", "E303"},
        // Nor is what follows from a guess at what was meant.
        {PROCESSES "q = filter p where exe == \"a\"\nr = filter qq where exe == \"b\"\noutput q, r\n", "E201"},
        {PROCESSES "p = filter p where exe == \"a\"\nr = filter where exe == \"b\"\noutput p, r\n", "E111"},
    };
    (void)state;
    check_cases(cases, COUNT_OF(cases));
}

static void finds_no_contradiction(void **state) {
    static const struct lint_case cases[] = {
        {FILTER("exe == \"a*\" and exe == \"*b\""), ""},
        {FILTER("command_line contains \"a\" and command_line contains \"b\""), ""},
        {FILTER("command_line contains \"a\" and command_line == \"b*\""), ""},
        {FILTER("exe == \"*\" and exe != \"a\""), ""},
        {FILTER("not (exe == \"a\") and not (exe == \"b\")"), ""},
        {FILTER("not (exe == \"a\" and user == \"u\") and exe == \"a\""), ""},
        {FILTER("exe != \"a\" and exe != \"b\""), ""},
        {FILTER("exe == \"a\" or exe == \"b\""), ""},
        {FILTER("exe == \"a\" and (exe != \"a\" or user == \"u\")"), ""},
        {FILTER("command_line match \"a\" and command_line not match \"b\""), ""},
        {FILTER("exe == \"a\" and parent_exe == \"b\""), ""},
        {FILTER("pid > 5 and pid < 7"), ""},
        {FILTER("pid >= 5 and pid <= 5"), ""},
        {FILTER("pid != 5 and pid > 4"), ""},
        {FILTER("time > now - 1 day and time < now - 1 hour"), ""},
        {FILTER("pid == 7 and command_line == \"007\""), ""},
        {FILTER("user == \"7\" and user == \"00*\""), ""},
        {FLOWS("src_ip in [\"10.0.0.0/8\"] and src_ip == \"10.1.2.3\""), ""},
        {FLOWS("src_ip in [\"fe80::/10\"] and src_ip == \"fe80::1\""), ""},
        // A native field may be an array, one element of which is the one and another the other.
        {RECORDS("x == \"a\" and x == \"b\""), ""},
        {RECORDS("x == \"a\" and x != \"b\""), ""},
        {CHAIN("exe == \"a\"", "parent_exe == \"b\""), ""},
        {PROCESSES "q = filter p where exe == \"a\"\nr = filter p where exe == \"b\"\noutput q, r\n", ""},
        {PROCESSES "p.x = pid\nq = filter p where x == 1\nq.x = ppid\nr = filter q where x == 2\noutput r\n", ""},
        {PROCESSES "o = p\nr = join (p, o) where p.guid == o.parent_guid and p.exe == "
                   "\"a\" and o.exe == \"b\"\n"
                   "output r\n",
         ""},
        {JOIN("f.file_name == \"b\""), ""},
        {PROCESSES "q = filter p where exe == \"a\"\nd = p - q by user\nr = filter d where exe == \"b\"\noutput r\n",
         ""},
        {PROCESSES "q = filter p where exe == \"a\"\ng = group q by user\ns = from g select max(exe) as exe\n"
                   "r = filter s where exe == \"b\"\noutput r\n",
         ""},
    };
    (void)state;
    check_cases(cases, COUNT_OF(cases));
}

static void finds_what_always_holds(void **state) {
    static const struct lint_case cases[] = {
        {FILTER("exe != \"a\" or exe != \"b\""), "W208"},
        {FILTER("not (exe != \"a\" or exe != \"b\")"), "W208"},
        {FILTER("not (exe == \"a\") or not (exe == \"b\")"), "W208"},
        {FILTER("not (exe == \"a\" and exe == \"b\")"), "W208"},
        {FILTER("exe == \"a\" or not (exe == \"a\")"), "W208"},
        {FILTER("exe == \"a\" or exe != \"a\""), "W208"},
        {FILTER("user == \"u\" and (pid > 3 or pid <= 3)"), "W208"},
        {FILTER("exe == null or exe exists"), "W208"},
        {FILTER("command_line match \"a\" or command_line not match \"a\""), "W208"},
        {FILTER("pid == pid"), "W208"},
        {FILTER("command_line contains \"\""), "W208"},
        {FILTER("command_line contains [\"x\", \"*\"]"), "W208"},
        {FILTER("command_line contains \"*x*\""), ""},
        {FILTER("command_line match \".*\""), "W208"},
        {FILTER("command_line match \".*x\""), ""},
        {FILTER("exe not in []"), "N116 W208"},
        {FILTER("exe not in [\"\"]"), "N116 W208"},
        {FILTER("exe in [\"\", \"x\"]"), "N113"},
        {FILTER("exe == \"*\""), ""},
        {FILTER("\"ab\" == \"a*\""), "W208"},
        {FILTER("\"ab\" != \"c*\""), "W208"},
        // By what the rows were chosen by.
        {FILTER("exe == \"a\" and exe != \"b\""), "N122"},
        {FILTER("exe == \"a\" and not (exe == \"b\")"), "N122"},
        {FILTER("pid > 5 and pid > 3"), "N122"},
        {FILTER("pid in [5, 6] and pid < 9"), "N122"},
        {CHAIN("exe == \"a\"", "exe == \"A\""), "N122"},
        {CHAIN("exe == \"a\"", "exe in [\"a\", \"b\"]"), "N122"},
        {CHAIN("command_line contains \"reg add\"", "command_line contains \"reg\""), "N122"},
        {JOIN("q.exe == \"a.exe\""), "N122"},
        // A first look that a second makes superfluous, and what is said for the reader.
        {FILTER("command_line contains \"reg\" and command_line contains \"reg add\""), ""},
        {FILTER("exe == \"a\" and exe != null"), ""},
        {FILTER("exe == \"a\" and exe exists"), ""},
        {FILTER("exe == \"a\" or (exe == \"b\" and user == \"u\")"), ""},
        {FILTER("exe != \"a\" or user != \"b\""), ""},
        {FILTER("command_line != \"*a*\" or command_line != \"*b*\""), ""},
        {FILTER("not (exe == \"a\" or exe == \"b\")"), ""},
        {FILTER("pid > 3 or pid < 3"), ""},
        {RECORDS("x != \"a\" or x != \"b\""), ""},
    };
    (void)state;
    check_cases(cases, COUNT_OF(cases));
}

static void finds_impossible_values(void **state) {
    static const struct lint_case cases[] = {
        {FILTER("exe == \"C:\\x.exe\""), "E301"},
        {FILTER("exe in [\"a.exe\", \"*/b\"]"), "E301"},
        {FILTER("exe contains \"bin/\""), "E301"},
        {FILTER("parent_exe != \"/bin/bash\""), "E301"},
        {FILTER("exe match \"\\\\system32\\\\cmd\""), "E301"},
        {FILTER("exe match \"[\\\\/]x?/y\""), "E301"},
        {FILTER("exe match \"(^|\\\\)cmd\""), ""},
        {FILTER("exe match \"a|b/c\""), ""},
        {FILTER("exe match \"/?cmd\""), ""},
        {FILTER("exe match \"[\\\\/]cmd\""), ""},
        {FILTER("exe match \"\\d+\\.exe$\""), ""},
        {FILTER("command_line match \"\\\\system32\""), ""},
        {RECORDS("exe == \"/usr/bin/bash\""), ""},
        {RECORDS("proto_info.file_name == \"*/x\""), ""},
        {"f = search File:Create where file_name == \"C:\\x\"\noutput f\n", "E301"},
        {"m = search Driver:Load where module_name == \"C:\\x\"\noutput m\n", "E301"},
        {FILTER("image_path == \"cmd.exe\""), "W211"},
        {FILTER("image_path in [\"cmd.exe\", \"pw*.exe\"]"), "W211"},
        {FILTER("parent_image_path not in [\"cmd.exe\"]"), "W211 N116"},
        {FILTER("image_path == \"*cmd.exe\""), ""},
        {FILTER("image_path == \"System\""), ""},
        {FILTER("image_path == \"c*.exe\""), ""},
        {FILTER("image_path in [\"C:\\a.exe\", \"b.exe\"]"), ""},
        {FILTER("image_path contains \"cmd.exe\""), ""},
        {"s = search Service:Create where image_path == \"cmd.exe\"\noutput s\n", ""},
        {RECORDS("image_path == \"cmd.exe\""), ""},
        {FILTER("pid == \"abc\""), "E304"},
        {FILTER("pid in [4, \"0x10\"]"), "E304"},
        {RECORDS("event_code == \"0x10\""), "E304"},
        {FILTER("pid == \"4*\""), ""},
        {FILTER("command_line == \"0x10\""), ""},
        {RECORDS("pid == \"0x10\""), ""},
        {"m = search Module:Load where signature_valid == \"Valid\"\noutput m\n", "E304"},
        {"m = search Module:Load where signature_valid == \"True\"\noutput m\n", ""},
        {FLOWS("src_ip == \"10.0.0.0/8\""), "E304"},
        {FLOWS("\"fe80::/10\" != dest_ip"), "E304"},
        {FLOWS("src_ip == 10.0.0.0/8"), "N112 E304"},
        {FLOWS("src_ip == \"10.0.0.1\""), ""},
        {FLOWS("src_ip == \"10.*\""), ""},
        {FILTER("command_line match \"$foo\""), "W107"},
        {FILTER("command_line match \"^$\""), "W107"},
        {FILTER("command_line match \"a\\bb\""), "W107"},
        {FILTER("command_line match \"x[^\\s\\S]\""), "W107"},
        {PROCESSES "l = \"a\\bb\"\nr = filter p where command_line match l\noutput r\n", "W107"},
        {FILTER("command_line match \"a^b\""), "E209"},
        {FILTER("command_line match \"$\""), "W208"},
        {FILTER("command_line match \"x$\""), ""},
        {FILTER("command_line match \"a|^b|c$\""), ""},
    };
    (void)state;
    check_cases(cases, COUNT_OF(cases));
}

static void checks_negations(void **state) {
    static const struct lint_case cases[] = {
        {FILTER("target_address != \"x\""), "W210"},
        {FILTER("not (target_address == \"x\")"), "W210"},
        {FILTER("not (target_address contains \"x\" or exe == \"a\")"), "W210"},
        {FILTER("not (target_address == \"x\" and exe == \"a\")"), "W210"},
        {FILTER("target_address not in [\"x\"]"), "W210"},
        {FILTER("target_address not match \"x\" and target_address != \"y\""), "W210 W210"},
        {FILTER("target_address == \"x\""), "N117"},
        {FILTER("target_address == \"x\" or target_address == \"y\" or signer == \"z\""), "N117 N117"},
        {FILTER("target_address == null"), "N117"},
        {FILTER("not (target_address == null)"), "N117"},
        {FILTER("target_address != \"\""), "N117 N113"},
        {FILTER("command_line != \"x\""), ""},
        {"e = search Email:Quarantine where subject != \"x\"\noutput e\n", "N118"},
        {FILTER("exe not in [\"a\"]"), "N116"},
        {FILTER("exe not in [\"a\"] and user not in [\"b\"]"), "N116"},
        {FILTER("not (exe in [\"a\"])"), ""},
        {FILTER("exe != \"a\""), ""},
        {FILTER("event_code not in [2, 3]"), ""},
        {FILTER("exe not in [\"a\"] and not (exe in [\"b\"])"), "N116"},
        {FILTER("exe != \"a\" and not (exe == \"b\")"), "N116"},
        {FILTER("exe != \"a\" and not (exe == \"b\" or user == \"u\")"), "N116"},
        {CHAIN("exe != \"a\"", "not (exe contains \"b\")"), "N116"},
        {FILTER("exe != \"a\" and not (exe == \"b\" and user == \"u\")"), ""},
        {FILTER("exe != \"a\" and not (user == \"b\")"), ""},
        {FILTER("not (exe != \"a\") and not (exe == \"b\")"), "N122"},
    };
    (void)state;
    check_cases(cases, COUNT_OF(cases));
}

static void reads_paths(void **state) {
    static const struct lint_case cases[] = {
        {FILTER("command_line contains smb.setup"), "E104"},
        {FILTER("command_line == www.example.org"), "E104"},
        {FILTER("\"x\" in smb.setup"), "E104"},
        {FILTER("command_line match smb.setup"), "E104"},
        {FILTER("command_line contains svchost.exe"), "E104"},
        {FILTER("smb.setup == command_line"), "E201 E202"},
        {FILTER("command_line contains other.image_path"), "E201"},
        {FILTER("command_line contains r.pid_of"), "E201 E202"},
        {FILTER("command_line contains user.name"), "E202"},
        {FILTER("command_line contains winlog.event_data.OriginalFileName"), "E202"},
        {FILTER("event_data.Image contains \"x\""), "E202"},
        {FILTER("command_line contains proto_info.pipe"), "E205"},
        {FILTER("command_line contains p.exe"), ""},
        {FILTER("command_line contains OriginalFileName"), ""},
        {RECORDS("message contains winlog.channel"), ""},
        {RECORDS("message == smb.setup"), ""},
        {"message contains winlog.channel", ""},
        {"f = search Flow:Start where tcp_flags == proto_info.function\noutput f\n", "N117 N117"},
    };
    (void)state;
    check_cases(cases, COUNT_OF(cases));
}

#define TWO(condition) \
    "a = search Process:Create\nb = search File:Create\nr = join (a, b) where " condition "\noutput r\n"
#define THREE(condition)                                                                                            \
    "a = search Process:Create\nb = search File:Create\nc = search Flow:Start\nr = join (a, b, c) where " condition \
    "\noutput r\n"
#define SAME_HOST "a.hostname == b.hostname"
// Two members of one joined row, seen through another join.
#define NESTED(condition)                                                                      \
    "a = search Process:Create\nb = a\nc = a\nj = join (a, b) where a.guid == b.parent_guid\n" \
    "r = join (j, c) where j.a.guid == c.guid and " condition "\noutput r\n"

static void checks_joins(void **state) {
    static const struct lint_case cases[] = {
        {TWO(SAME_HOST " and a.pid == b.pid"), ""},
        {TWO("a.pid == b.pid"), "N115"},
        {TWO("a.pid == b.pid and a.hostname == \"x\" and b.hostname == \"X\""), ""},
        {TWO("a.pid == b.pid and a.hostname == \"x\" and b.hostname == \"y\""), "N115"},
        {TWO("a.pid == b.pid and a.fqdn == b.fqdn"), ""},
        {"a = search Process:Create\nb = a\nr = join (a, b) where a.guid == b.parent_guid\noutput r\n", ""},
        {TWO("a.exe == \"x\" and b.file_name == \"y\""), "W209"},
        {TWO("a.image_path != b.file_path"), "W209"},
        {TWO("not (a.pid == b.pid)"), "W209"},
        {TWO("b.file_path contains a.exe"), "N115"},
        {TWO("a.exe in b.file_path"), "N115"},
        {TWO("a.pid == b.pid or a.user == b.user"), "N115"},
        {TWO("a.pid == b.pid or a.user == \"x\""), "W209"},
        {TWO("(a.pid == b.pid and " SAME_HOST ") or (" SAME_HOST " and a.user == b.user)"), ""},
        {TWO("a.time < b.time < a.time + 1 hour"), "N115"},
        {TWO("a.time < b.time and b.time < a.time + 1 hour"), "N115"},
        {TWO("b.time - a.time < 1 hour and a.time <= b.time"), "N115"},
        {TWO("0 seconds < b.time - a.time < 1 hour"), "N115"},
        {TWO("a.time - 5 minutes < b.time and a.time + 5 minutes > b.time"), "N115"},
        {TWO("a.time < b.time and a.time <= b.time"), "W209"},
        {TWO("b.time - a.time < 1 hour"), "W209"},
        {TWO("a.time < now and b.time < now"), "W209"},
        {TWO("a.time < b.time < a.time"), "N115 E303"},
        {TWO(SAME_HOST " and a.time < b.time and b.time < a.time"), "E303"},
        {TWO(SAME_HOST " and a.time < b.time < a.time - 1 hour"), "E303"},
        {TWO(SAME_HOST " and a.time - b.time > 1 hour and a.time < b.time"), "E303"},
        {TWO(SAME_HOST " and a.time == b.time and a.time < b.time"), "E303"},
        {TWO(SAME_HOST " and a.time <= b.time <= a.time"), ""},
        {TWO(SAME_HOST " and a.time < b.time and b.creation_time < a.time"), ""},
        {TWO(SAME_HOST " and (a.time < b.time or b.time < a.time)"), ""},
        {THREE(SAME_HOST " and a.pid == b.pid and b.hostname == c.hostname and b.pid == c.pid"), ""},
        {THREE(SAME_HOST " and a.pid == b.pid"), "W209"},
        {THREE(SAME_HOST " and a.pid == b.pid and b.pid == c.pid"), "N115"},
        {THREE(SAME_HOST " and b.hostname == c.hostname and a.time < b.time < c.time < a.time + 1 minute"), ""},
        {THREE(SAME_HOST " and b.hostname == c.hostname and a.time < b.time < c.time < a.time"), "E303"},
        {NESTED("j.a.time < j.b.time"), ""},
        {NESTED("j.a.pid == 1 and j.b.pid == 2"), ""},
        {PROCESSES "q = filter p where exe == \"a\"\nr = q - p\noutput r\n", "E303"},
        {PROCESSES "q = filter p where exe == \"a\"\nr = q - p by user\noutput r\n", "W204"},
        {PROCESSES "q = filter p where exe == \"a\"\nr = p - q\noutput r\n", "W204"},
        {PROCESSES "q = filter p where exe == \"a\"\nr = p - q by user\noutput r\n", ""},
    };
    (void)state;
    check_cases(cases, COUNT_OF(cases));
}

// What is known of the rows is looked up for each filter of a chain, not copied.
static void long_chains_cost_little(void **state) {
    enum { FILTERS = 3000, MOST_KIB = 400 * 1024 };
    struct checked_text checked;
    struct rusage usage;
    struct text text;
    (void)state;
    text_init(&text);
    text_append_string(&text, "p0 = search Process:Create\n");
    for (int i = 1; i <= FILTERS; i++) {
        text_format(&text, "p%d = filter p%d where pid != %d and exe != \"a%dx\"\n", i, i - 1, i, i);
    }
    text_format(&text, "output p%d\n", FILTERS);
    text_append_char(&text, '\0');
    checked_text_init(&checked, text.data, NULL);
    assert_int_equal(carl_diagnostics_count(checked.diagnostics), 0);
    checked_text_finish(&checked);
    text_finish(&text);
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    assert_true(usage.ru_maxrss < MOST_KIB);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_contradictions),
        cmocka_unit_test(finds_contradictions_across_sets),
        cmocka_unit_test(finds_no_contradiction),
        cmocka_unit_test(finds_what_always_holds),
        cmocka_unit_test(finds_impossible_values),
        cmocka_unit_test(checks_negations),
        cmocka_unit_test(reads_paths),
        cmocka_unit_test(checks_joins),
        cmocka_unit_test(long_chains_cost_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
