// SPDX-License-Identifier: Apache-2.0
// Statements that look at more than one event: joins, groups, projections,
// differences and aggregates, on a few hand-made process events.
#include "harness.h"

#include <string.h>
#include <time.h>

// A Sysmon process creation of second `second`: pid, parent's pid, program.
#define PROCESS(second, host, pid, ppid, exe)                                                                          \
    "{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"SourceName\":\"Microsoft-Windows-Sysmon\"," \
    "\"Hostname\":\"" host "\",\"UtcTime\":\"2024-05-01 10:00:" second "\",\"ProcessId\":\"" pid                       \
    "\",\"ParentProcessId\":\"" ppid "\",\"Image\":\"C:\\\\" exe "\"}\n"

// Line 1 to 7; out of order in time.
static const char events[] = PROCESS("05", "a", "20", "10", "reg.exe") // 1
    PROCESS("01", "a", "10", "4", "cmd.exe")                           // 2
    PROCESS("02", "b", "10", "4", "cmd.exe")                           // 3
    PROCESS("09", "a", "30", "10", "REG.exe")                          // 4
    PROCESS("20", "a", "40", "", "net.exe")                            // 5: no parent
    PROCESS("21", "b", "050", "", "net.exe")                           // 6
    PROCESS("21", "b", "50", "010", "Cmd.exe");                        // 7

#define SETS \
    "p = search Process:Create\nreg = filter p where exe == \"reg.exe\"\ncmd = filter p where exe == \"cmd.exe\"\n"

struct run {
    const char *rule;
    const char *expected;
};

// Records are left out of what is compared: only where they stood counts.
static void strip_records(struct text *lines) {
    struct text out;
    text_init(&out);
    const char *at = lines->data;
    const char *found;
    while ((found = strstr(at, "{\"event\":")) != NULL) {
        text_append(&out, slice_make(at, (size_t)(found - at)));
        const char *line = strstr(found, "\"line\":");
        assert_non_null(line);
        text_append(&out, slice_make(line + strlen("\"line\":"), 1));
        at = strstr(line, "}}");
        assert_non_null(at);
        at += 2;
    }
    text_append_string(&out, at);
    text_append_char(&out, '\0');
    text_finish(lines);
    *lines = out;
}

static void check_runs(const struct run *runs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct outcome outcome = {0};
        run_rule_text(runs[i].rule, slice_from_string(events), 0, NULL, &outcome);
        strip_records(&outcome.lines);
        if (outcome.scanned != CARL_OK || strcmp(outcome.lines.data, runs[i].expected) != 0) {
            fail_msg("%s\n--- got\n%s\n--- expected\n%s\n--- errors %s", runs[i].rule, outcome.lines.data,
                     runs[i].expected, outcome.diagnostics.data);
        }
        outcome_finish(&outcome);
    }
}

#define JOINED SETS "j = join (reg, cmd) where reg.ppid == cmd.pid and reg.hostname == cmd.hostname\n"

static void joins(void **state) {
    (void)state;
    static const struct run runs[] = {
        // Equal keys, numbers as numbers, nulls joining nothing; in order of the latest member's time.
        {SETS "j = join (reg, cmd) where (reg.ppid == cmd.pid and reg.hostname == cmd.hostname)\noutput j\n",
         "j{\"members\":{\"reg\":1,\"cmd\":2}}\nj{\"members\":{\"reg\":4,\"cmd\":2}}\n"},
        {SETS "j = join (reg, cmd) where reg.ppid == cmd.pid and reg.time < cmd.time\noutput j\n", ""},
        {"p = search Process:Create\nq = search Process:Create\nj = join p, q where p.ppid == q.pid and "
         "p.hostname == q.hostname and p.time > q.time\nk = filter j where p.exe == \"cmd.exe\"\noutput k\n",
         "k{\"members\":{\"p\":7,\"q\":3}}\n"},
        // A window alone: bounds on the time.
        {SETS "j = join (cmd, reg) where (cmd.time < reg.time < cmd.time + 5 seconds)\noutput j\n",
         "j{\"members\":{\"cmd\":2,\"reg\":1}}\nj{\"members\":{\"cmd\":3,\"reg\":1}}\n"},
        // The value of a key that a later set has.
        {SETS "cmd.k = pid\nn = count(cmd) by k\nj = join (reg, cmd) where reg.ppid == cmd.pid and reg.hostname == "
              "cmd.hostname and n == 2\noutput j\n",
         "j{\"members\":{\"reg\":1,\"cmd\":2}}\nj{\"members\":{\"reg\":4,\"cmd\":2}}\n"},
        // Three sets, and a condition on one of them alone.
        {SETS "net = filter p where exe == \"net.exe\"\nj = join (cmd, reg, net) where reg.ppid == cmd.pid and "
              "cmd.hostname == \"a\" and net.hostname == cmd.hostname and reg.pid > 20\noutput j\n",
         "j{\"members\":{\"cmd\":2,\"reg\":4,\"net\":5}}\n"},
        // Fields of the members of a join row, and a field added to it.
        {SETS "j = join (reg, cmd) where reg.ppid == cmd.pid and reg.hostname == cmd.hostname\n"
              "late = filter j where j.reg.time > cmd.time + 5 seconds\noutput late\n",
         "late{\"members\":{\"reg\":4,\"cmd\":2}}\n"},
        {SETS "j = join (reg, cmd) where reg.ppid == cmd.pid and reg.hostname == cmd.hostname\n"
              "s = from j select reg.pid, cmd.exe as shell\noutput s\n",
         "s{\"row\":{\"pid\":\"20\",\"shell\":\"cmd.exe\"}}\ns{\"row\":{\"pid\":\"30\",\"shell\":\"cmd.exe\"}}"
         "\n"},
        // Aggregates of a member's field are of the joined rows, not of all rows of its set.
        {JOINED "s = from j select count(reg.pid) as n, max(cmd.pid) as most, sum(reg.ppid) as s\nm = max(j.cmd.pid)\n"
                "output s, m\n",
         "s{\"row\":{\"n\":2,\"most\":\"10\",\"s\":20}}\nm{\"value\":\"10\"}\n"},
        {JOINED
         "g = group j by reg.hostname\ns = from g select max(cmd.pid) as a, max(j.cmd.pid) as b\n"
         "n = count(j.cmd.pid) by j.reg.pid\nj.c = count(reg.pid) by cmd.pid\no = from j select c\noutput s, n, o\n",
         "s{\"row\":{\"a\":\"10\",\"b\":\"10\"}}\nn{\"row\":{\"j.reg.pid\":\"20\",\"n\":1}}\n"
         "n{\"row\":{\"j.reg.pid\":\"30\",\"n\":1}}\no{\"row\":{\"c\":2}}\no{\"row\":{\"c\":2}}\n"},
        // Through a join of a join, a name may leave the inner member to be found.
        {JOINED "cmd.up = cmd.ppid\nk = join (reg, cmd) where reg.ppid == cmd.pid and reg.hostname == cmd.hostname\n"
                "k.gap = reg.time - cmd.time\nm = join (p, k) where p.pid == k.reg.pid\n"
                "s = from m select k.up as a, up as b, k.gap as c, gap as d, k.cmd.pid as e\noutput s\n",
         "s{\"row\":{\"a\":\"4\",\"b\":\"4\",\"c\":4,\"d\":4,\"e\":\"10\"}}\n"
         "s{\"row\":{\"a\":\"4\",\"b\":\"4\",\"c\":8,\"d\":8,\"e\":\"10\"}}\n"},
    };
    check_runs(runs, COUNT_OF(runs));
}

static void groups(void **state) {
    (void)state;
    static const struct run runs[] = {
        // Keys fold case; null keys are one group.
        {"p = search Process:Create\ng = group p by exe\ns = from g select exe, count() as n, min(time) as first\n"
         "output s\n",
         "s{\"row\":{\"exe\":\"reg.exe\",\"n\":2,\"first\":\"2024-05-01T10:00:05Z\"}}\n"
         "s{\"row\":{\"exe\":\"cmd.exe\",\"n\":3,\"first\":\"2024-05-01T10:00:01Z\"}}\n"
         "s{\"row\":{\"exe\":\"net.exe\",\"n\":2,\"first\":\"2024-05-01T10:00:20Z\"}}\n"},
        {"p = search Process:Create\ng = group p by ppid\ns = from g select ppid, count(pid) as n\noutput s\n",
         "s{\"row\":{\"ppid\":\"10\",\"n\":3}}\ns{\"row\":{\"ppid\":\"4\",\"n\":2}}\ns{\"row\":{\"ppid\":null,\"n\":2}}"
         "\n"},
        {"p = search Process:Create\ng = group p by hostname\ns = from g select hostname, count(unique(pid)) as n, "
         "unique(exe) as programs\nt = filter s where n < 4\noutput t\n",
         "t{\"row\":{\"hostname\":\"b\",\"n\":2,\"programs\":[\"cmd.exe\",\"net.exe\"]}}\n"},
        // Cut where two successive events are further apart.
        {"p = search Process:Create\ng = group p by hostname within 5 seconds\ns = from g select hostname, count() as "
         "n\n"
         "output s\n",
         "s{\"row\":{\"hostname\":\"a\",\"n\":3}}\ns{\"row\":{\"hostname\":\"a\",\"n\":1}}\n"
         "s{\"row\":{\"hostname\":\"b\",\"n\":1}}\ns{\"row\":{\"hostname\":\"b\",\"n\":2}}\n"},
        // A filter on groups sees their rows too; what was counted elsewhere stays what it was.
        {"p = search Process:Create\ng = group p by exe\nh = filter g where count() > 2\ns = from h select exe\n"
         "output s\n",
         "s{\"row\":{\"exe\":\"cmd.exe\"}}\n"},
        {SETS "all = count(p)\ng = group cmd by hostname\ns = from g select count() as n, all as a, count(reg) as r\n"
              "output s\n",
         "s{\"row\":{\"n\":1,\"a\":7,\"r\":2}}\ns{\"row\":{\"n\":2,\"a\":7,\"r\":2}}\n"},
        {"p = search Process:Create\np.n = count(p) by p.exe\nq = filter p where n < 3\noutput q\n",
         "q:1 q:4 q:5 q:6 "},
        {"p = search Process:Create\nn = count(p.pid) by p.exe, p.hostname\nq = filter p where n == 1\noutput q\n",
         "q:2 q:5 q:6 "},
        {"p = search Process:Create\nn = count(p) by exe\ns = from p select count() - n as others\nt = filter s where "
         "others > 4\noutput t\n",
         "t{\"row\":{\"others\":5}}\nt{\"row\":{\"others\":5}}\nt{\"row\":{\"others\":5}}\nt{\"row\":{\"others\":"
         "5}}\n"},
        {"p = search Process:Create\ng = group p by hostname\nall = count(p)\nh = filter g where count() < all - 3\n"
         "s = from h select hostname\noutput s\n",
         "s{\"row\":{\"hostname\":\"b\"}}\n"},
        // A joined row that two sets have is one row.
        {SETS "j = join (reg, cmd) where reg.ppid == cmd.pid and reg.hostname == cmd.hostname\nk = filter j where "
              "reg.pid > 0\ng = group j, k by reg.hostname\ns = from g select count() as n\noutput s\n",
         "s{\"row\":{\"n\":2}}\n"},
        // The union of two sets has an event once; a set's own rows can be counted.
        {SETS "a = filter p where hostname == \"a\"\ng = group reg, a by hostname\n"
              "s = from g select hostname, count() as n, count(reg) as r\noutput s\n",
         "s{\"row\":{\"hostname\":\"a\",\"n\":4,\"r\":2}}\n"},
        // In an aggregate a name is that of the group's rows, also where the group was given such a field.
        {"p = search Process:Create\ng = group p by exe\ng.pid = 5\ns = from g select exe, max(pid) as most, pid\n"
         "t = filter s where exe == \"net.exe\"\noutput t\n",
         "t{\"row\":{\"exe\":\"net.exe\",\"most\":\"050\",\"pid\":5}}\n"},
        // A field by its name alone is read on each row as its own set has it.
        {SETS "reg.n = reg.pid * 1\ncmd.n = cmd.pid * 100\ng = group reg, cmd by hostname\n"
              "s = from g select hostname, sum(n) as n, max(pid) as most\noutput s\n",
         "s{\"row\":{\"hostname\":\"a\",\"n\":1050,\"most\":\"30\"}}\n"
         "s{\"row\":{\"hostname\":\"b\",\"n\":6000,\"most\":\"50\"}}\n"},
        {SETS "reg.n = reg.pid * 1\ng = group reg, cmd by hostname\n"
              "s = from g select hostname, sum(n) as n, count(n) as have\noutput s\n",
         "s{\"row\":{\"hostname\":\"a\",\"n\":50,\"have\":2}}\n"
         "s{\"row\":{\"hostname\":\"b\",\"n\":null,\"have\":0}}\n"},
        {SETS "g = group reg by hostname\noutput g\n", "g{\"row\":{\"hostname\":\"a\"},\"count\":2,\"first\":\"2024-05-"
                                                       "01T10:00:05Z\",\"last\":\"2024-05-01T10:00:09Z\","
                                                       "\"sources\":[{\"file\":\"events\",\"line\":1,\"offset\":0},{"
                                                       "\"file\":\"events\",\"line\":4,\"offset\":634}]}\n"},
        // Aggregates of a whole set.
        {"p = search Process:Create\ns = from p select count() as n, max(pid) as top, sum(ppid) as parents, "
         "top(1, exe) as most\noutput s\n",
         "s{\"row\":{\"n\":7,\"top\":\"050\",\"parents\":38,\"most\":[\"cmd.exe\"]}}\n"},
        {"p = search Process:Create\ns = from p select exe\nt = filter s where exe == \"net*\"\noutput t\n",
         "t{\"row\":{\"exe\":\"net.exe\"}}\nt{\"row\":{\"exe\":\"net.exe\"}}\n"},
    };
    check_runs(runs, COUNT_OF(runs));
}

static void differences(void **state) {
    (void)state;
    static const struct run runs[] = {
        {SETS "d = p - cmd by exe\noutput d\n", "d:1 d:4 d:5 d:6 "},
        // A null key equals nothing.
        {SETS "d = p - p by ppid\noutput d\n", "d:5 d:6 "},
        {SETS "d = p - cmd by hostname, exe\noutput d\n", "d:1 d:4 d:5 d:6 "},
        // Without a key, events are themselves.
        {SETS "d = p - reg\ne = filter d where hostname == \"a\"\noutput e\n", "e:2 e:5 "},
        {SETS "a = from p select exe\nb = from cmd select exe\nd = a - b\noutput d\n",
         "d{\"row\":{\"exe\":\"reg.exe\"}}\nd{\"row\":{\"exe\":\"REG.exe\"}}\nd{\"row\":{\"exe\":\"net.exe\"}}\n"
         "d{\"row\":{\"exe\":\"net.exe\"}}\n"},
        // Lists are equal element by element; an array is no key.
        {SETS "x = from cmd select unique(exe) as e\ny = from reg select unique(exe) as e\nd = x - y\noutput d\n",
         "d{\"row\":{\"e\":[\"cmd.exe\"]}}\n"},
        {SETS "x = from p select unique(exe) as e\ny = from p select unique(exe) as e\nd = x - y\noutput d\n", ""},
        {"p = search Process:Create\nnew = filter p where time >= now - 10 seconds\nold = filter p where "
         "time < now - 10 seconds\nd = new - old by exe\noutput d\n",
         "d:5 d:6 "},
    };
    check_runs(runs, COUNT_OF(runs));
}

// Rows whose keys are null equal none: it must not take a comparison with each of
// the others to know that. Were it so, this would take minutes.
static void nulls_are_not_compared(void **state) {
    (void)state;
    enum { EACH = 60000 };
    static const char *const rules[] = {
        "p = search Process:Create\nold = filter p where exe == \"cmd.exe\"\nnew = filter p where exe == \"reg.exe\"\n"
        "d = new - old by ppid\nn = count(d)\noutput n\n",
        "p = search Process:Create\nold = filter p where exe == \"cmd.exe\"\nnew = filter p where exe == \"reg.exe\"\n"
        "a = from new select ppid, hostname\nb = from old select ppid, hostname\nd = a - b\nn = count(d)\noutput n\n",
    };
    struct text records;
    text_init(&records);
    for (int i = 0; i < EACH; i++) {
        text_append_string(&records, PROCESS("01", "a", "10", "-", "cmd.exe"));
        text_append_string(&records, PROCESS("02", "a", "20", "-", "reg.exe"));
    }
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        struct outcome outcome = {0};
        clock_t start = clock();
        run_rule_text(rules[i], slice_make(records.data, records.size), 0, NULL, &outcome);
        assert_string_equal(outcome.lines.data, "n{\"value\":60000}\n");
        assert_true((clock() - start) / CLOCKS_PER_SEC < 30);
        outcome_finish(&outcome);
    }
    text_finish(&records);
}

static void aggregates(void **state) {
    (void)state;
    static const struct run runs[] = {
        {"p = search Process:Create\np.n = count(p) by exe\nq = filter p where n < 3\noutput q\n", "q:1 q:4 q:5 q:6 "},
        {"p = search Process:Create\nn = count(p) by exe\nq = filter p where n == 3\noutput q\n", "q:2 q:3 q:7 "},
        // The key is read as the rows at hand have it, and by any name of the value.
        {SETS "cmd.k = pid\nreg.k = ppid\nn = count(cmd) by k\nq = filter reg where n == 2\noutput q\n", "q:1 q:4 "},
        {SETS "cmd.k = pid\nreg.k = ppid\nn = count(cmd) by k\nm = n\nq = filter reg where m == 2\noutput q, m\n",
         "q:1 q:4 m{\"row\":{\"k\":\"10\",\"m\":2}}\nm{\"row\":{\"k\":\"50\",\"m\":1}}\n"},
        {SETS
         "cmd.k = pid\nreg.k = ppid\nn = count(cmd) by k\ng = group reg, cmd by hostname\ns = from g select sum(n) as "
         "total\noutput s\n",
         "s{\"row\":{\"total\":6}}\ns{\"row\":{\"total\":3}}\n"},
        // What an aggregate by key is over: its fields' set, else that of its values by key.
        {SETS "n = count(p) by exe\nm = sum(n * reg.pid) by hostname\noutput m\n",
         "m{\"row\":{\"hostname\":\"a\",\"m\":100}}\n"},
        {SETS "n = count(p) by exe\nw = max(reg.pid)\nm = sum(w * n) by hostname\noutput m\n",
         "m{\"row\":{\"hostname\":\"a\",\"m\":270}}\nm{\"row\":{\"hostname\":\"b\",\"m\":240}}\n"},
        {SETS "w = max(reg.pid)\nm = sum(w - cmd.pid) by hostname\noutput m\n",
         "m{\"row\":{\"hostname\":\"a\",\"m\":20}}\nm{\"row\":{\"hostname\":\"b\",\"m\":0}}\n"},
        {"p = search Process:Create\nall = search *:*\np.k = pid\nn = count(p) by k\nq = filter all where n >= 1\n"
         "output q\n",
         ""},
        {"p = search Process:Create\np.n = count(p) by exe\nmean = average(p.n)\nq = filter p where n > mean\noutput "
         "q\n",
         "q:2 q:3 q:7 "},
        {"p = search Process:Create\nspread = standard_deviation(p.pid)\nlow = average(p.pid) - spread / 2\n"
         "q = filter p where pid < low\noutput q\n",
         "q:1 q:2 q:3 "},
        {"p = search Process:Create\nlatest = max(p.time)\nq = filter p where time == latest\noutput q\n", "q:6 q:7 "},
        {"p = search Process:Create\nn = count(p)\nq = filter p where n > 7\noutput q\n", ""},
        // The members of a computed list are compared, and are no patterns.
        {SETS "parents = unique(reg.ppid)\nq = filter p where pid in parents\noutput q\n", "q:2 q:3 "},
        {SETS "parents = unique(reg.ppid)\nq = filter p where ppid not in parents\noutput q\n", "q:2 q:3 "},
        {SETS "programs = unique(p.exe)\noutput programs\n",
         "programs{\"value\":[\"reg.exe\",\"cmd.exe\",\"net.exe\"]}\n"},
        // A value for each key is a row for each, in the order of the first row with it; null is a key.
        {"p = search Process:Create\nn = count(p) by ppid\noutput n\n",
         "n{\"row\":{\"ppid\":\"10\",\"n\":3}}\nn{\"row\":{\"ppid\":\"4\",\"n\":2}}\nn{\"row\":{\"ppid\":null,\"n\":2}}"
         "\n"},
        {SETS "pids = unique(cmd.pid) by hostname, exe\noutput pids\n",
         "pids{\"row\":{\"hostname\":\"a\",\"exe\":\"cmd.exe\",\"pids\":[\"10\"]}}\n"
         "pids{\"row\":{\"hostname\":\"b\",\"exe\":\"cmd.exe\",\"pids\":[\"10\",\"50\"]}}\n"},
        {SETS "exe = max(reg.time) by exe\noutput exe\n",
         "exe{\"row\":{\"exe\":\"reg.exe\",\"exe_value\":\"2024-05-01T10:00:09Z\"}}\n"},
        {SETS "s = from p select exe, pid\nn = sum(s.pid) by exe\nq = filter p where pid == n\noutput n, q\n",
         "n{\"row\":{\"exe\":\"reg.exe\",\"n\":50}}\nn{\"row\":{\"exe\":\"cmd.exe\",\"n\":70}}\n"
         "n{\"row\":{\"exe\":\"net.exe\",\"n\":90}}\n"},
        {"x = search File:Create\nn = count(x) by pid\nv = 007\noutput n, v\n", "v{\"value\":7}\n"},
        {"p = search Process:Create\nx = search File:Create\nlatest = max(x.time)\nq = filter p where time > latest\n"
         "output q\n",
         ""},
    };
    check_runs(runs, COUNT_OF(runs));
}

// What a rule adds to rows that are no events is in their JSON, and among their fields.
static void added_fields(void **state) {
    (void)state;
#define TIED \
    SETS "reg.up = reg.ppid\nj = join (reg, cmd) where reg.ppid == cmd.pid and reg.time > cmd.time + 4 seconds\n"
    static const struct {
        const char *rule;
        const char *details; // the last hit's, or a part of them
        const char *field;   // one of the last hit's
    } cases[] = {
        {TIED "j.gap = reg.time - cmd.time\nj.none = cmd.user\noutput j\n", "}},\"fields\":{\"gap\":7}}", "gap=7"},
        {TIED "output j\n", "\"ppid\":\"10\",\"up\":\"10\"},\"source\":{", "reg.up=\"10\""},
        {TIED "output j\n", "}}}", "cmd.pid=\"10\""},
        // In the place of a field of the data model.
        {SETS "reg.exe = 1\nj = join (reg, cmd) where reg.ppid == cmd.pid\noutput j\n",
         "\"pid\":\"30\",\"ppid\":\"10\",\"exe\":1}", "reg.exe=1"},
        // A join in a join: each has what was added to it.
        {TIED "j.gap = reg.time - cmd.time\nk = join (j, p) where j.reg.pid == p.pid\nk.twice = j.gap * 2\noutput k\n",
         "},\"fields\":{\"gap\":7}},\"p\":{", "j.reg.up=\"10\""},
        {TIED "j.gap = reg.time - cmd.time\nk = join (j, p) where j.reg.pid == p.pid\nk.twice = j.gap * 2\noutput k\n",
         ",\"fields\":{\"twice\":14}}", "j.gap=7"},
        // Groups and columns: a column more, or another value of one; null is shown.
        {"p = search Process:Create\ng = group p by ppid\ng.n = count(p)\ng.ppid = max(exe)\noutput g\n",
         "{\"row\":{\"ppid\":\"net.exe\",\"n\":2},\"count\":2,", "n=2"},
        {"p = search Process:Create\ns = from p select exe, pid\ns.pid = s.pid * 2\ns.x = s.exe - 1\noutput s\n",
         "{\"row\":{\"exe\":\"Cmd.exe\",\"pid\":100,\"x\":null}}", "pid=100"},
        {"p = search Process:Create\ns = from p select exe, pid\ns.n = count(s) by exe\nj = join (s, p) where s.pid == "
         "p.pid\n"
         "output j\n",
         "\"members\":{\"s\":{\"row\":{\"exe\":\"Cmd.exe\",\"pid\":\"50\",\"n\":3}},\"p\":{", "s.n=3"},
        // Fields of groups in aggregates: one value a group.
        {"p = search Process:Create\ng = group p by exe\ng.n = count(p)\nm = sum(g.n)\noutput m\n", "{\"value\":7}",
         "value=7"},
        {"p = search Process:Create\ng = group p by exe\ng.n = count(p)\nh = group g by n\noutput h\n",
         "\"first\":null,\"last\":null,\"sources\":[{\"file\":\"events\",\"line\":2,", "n=3"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct outcome outcome = {0};
        struct text field;
        text_init(&field);
        text_format(&field, "%s\n%c", cases[i].field, 0);
        run_rule_text(cases[i].rule, slice_from_string(events), 0, NULL, &outcome);
        if (outcome.scanned != CARL_OK || strstr(outcome.lines.data, cases[i].details) == NULL ||
            strstr(outcome.fields.data, field.data) == NULL) {
            fail_msg("%s\n--- got\n%s\n--- fields\n%s\n--- expected\n%s\n%s\n--- errors %s", cases[i].rule,
                     outcome.lines.data, outcome.fields.data, cases[i].details, cases[i].field,
                     outcome.diagnostics.data);
        }
        text_finish(&field);
        outcome_finish(&outcome);
    }
}

// A rule that needs too much memory is ended; the scan goes on.
static void memory_is_bounded(void **state) {
    (void)state;
    struct outcome outcome = {.max_memory = 2000};
    run_rule_text(SETS "j = join (p, cmd) where p.ppid == cmd.pid\noutput j\n", slice_from_string(events), 0, NULL,
                  &outcome);
    assert_int_equal(outcome.scanned, CARL_OK);
    assert_true(outcome.ended);
    assert_int_equal(outcome.counts.events, 7);
    assert_string_equal(outcome.lines.data, "");
    outcome_finish(&outcome);
    outcome.max_memory = 1 << 20;
    run_rule_text(SETS "j = join (p, cmd) where p.ppid == cmd.pid\noutput j\n", slice_from_string(events), 0, NULL,
                  &outcome);
    assert_false(outcome.ended);
    assert_int_equal(outcome.hits, 6);
    outcome_finish(&outcome);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins),
        cmocka_unit_test(groups),
        cmocka_unit_test(differences),
        cmocka_unit_test(nulls_are_not_compared),
        cmocka_unit_test(aggregates),
        cmocka_unit_test(added_fields),
        cmocka_unit_test(memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
