// SPDX-License-Identifier: Apache-2.0
// What the formatter makes of rules, written out.
#include "test_support.h"

#include "lang/format.h"

#define P "processes = search Process:Create\n"
#define LONG_A "image_path == \"C:\\Windows\\System32\\a_rather_long_name.exe\""
#define LONG_B "command_line == \"*another rather long text that fills a line*\""

struct format_case {
    const char *name;
    const char *text;
    const char *formatted; // NULL: as it is
};

static enum carl_status format(const struct carl_model *model, const char *text, struct text *out) {
    struct carl_diagnostics *diagnostics = NULL;
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    enum carl_status status = format_text(model, SLICE("test.car"), slice_from_string(text), diagnostics, out);
    assert_int_equal(status == CARL_ERROR_RULE, diagnostics_errors_since(diagnostics, 0) > 0);
    carl_diagnostics_destroy(diagnostics);
    return status;
}

static const struct format_case cases[] = {
    {"canonical text", P "x = filter processes where (exe == \"a.exe\")\noutput x\n", NULL},
    {"spacing and case of keywords",
     "processes=SEARCH  Process:Create\nx  =Filter processes\n where exe==\"a\" AND NOT pid==1\nOutput x",
     P "x = filter processes where (exe == \"a\" and not pid == 1)\noutput x\n"},
    {"single equals", P "x = filter processes where (exe = \"a\")\noutput x\n",
     P "x = filter processes where (exe == \"a\")\noutput x\n"},
    {"output in parentheses, return", P "return (processes)\n", P "output processes\n"},
    {"event types", "a = search (file:create, Modify, user_session:login)\noutput a\n",
     "a = search File:Create or File:Modify or UserSession:Login\noutput a\n"},
    {"what has a warning keeps it", "a = search process or registry:create and File:Create\noutput a\n",
     "a = search Process or Registry:Create and File:Create\noutput a\n"},
    {"fields", P "x = filter processes where (Image == null and timestamp > now and [exe] == \"a\")\noutput x\n",
     P "x = filter processes where (image_path == null and time > now and exe == \"a\")\noutput x\n"},
    {"a variable hides a field", P "image_path = \"a\"\nx = filter processes where (image == image_path)\noutput x\n",
     P "image_path = \"a\"\nx = filter processes where (image == image_path)\noutput x\n"},
    {"a column is named as written", P "x = from processes select Image, pid\noutput x\n",
     P "x = from processes select Image, pid\noutput x\n"},
    {"a key of a group is named as written", P "g = group processes by Image\noutput g\n", NULL},
    {"keys of a difference",
     P "a = filter processes where (pid > 1)\nd = processes - a by Image, timestamp\noutput d\n",
     P "a = filter processes where (pid > 1)\nd = processes - a by image_path, time\noutput d\n"},
    {"exists, matches, includes one of, does not contain",
     P "x = filter processes where (exe exists and exe.matches(\"a\") and exe includes one of [\"a\"] and "
       "exe does not contain \"b\")\noutput x\n",
     P "x = filter processes where (exe != null and exe match \"a\" and exe in [\"a\"] and exe not contains \"b\")\n"
       "output x\n"},
    {"contains as a function",
     P "x = filter processes where (exe CONTAINS(\"*a*\") and exe contains(\"a\"))\noutput x\n",
     P "x = filter processes where (exe == \"*a*\" and exe contains \"a\")\noutput x\n"},
    {"contains as a method", P "x = filter processes where (exe.contains(\"*a*\") and exe.contains(\"a\"))\noutput x\n",
     P "x = filter processes where (exe == \"*a*\" and exe contains \"a\")\noutput x\n"},
    {"in as a substring", P "x = filter processes where (exe not in command_line and \"*\" in exe)\noutput x\n",
     P "x = filter processes where (command_line not contains exe and \"*\" in exe)\noutput x\n"},
    {"numbers in quotes", P "x = filter processes where (pid == \"4\" and pid in [\"5\"] and exe == \"6\")\noutput x\n",
     P "x = filter processes where (pid == 4 and pid in [5] and exe == \"6\")\noutput x\n"},
    {"networks",
     "f = search Flow:Start\nx = filter f where (dest_ip in [10.0.0.0/8, 10.1.1.1] and dest_ip in 10.2.0.0/16 and "
     "dest_ip == 10.3.3.3)\noutput x\n",
     "f = search Flow:Start\nx = filter f where (\n  dest_ip in [\"10.0.0.0/8\", 10.1.1.1] and\n"
     "  dest_ip in [\"10.2.0.0/16\"] and\n  dest_ip == \"10.3.3.3\"\n)\noutput x\n"},
    {"durations", P "x = filter processes where (time > now - 1D + 30min and time < now - 1.5 h)\noutput x\n",
     P "x = filter processes where (time > now - 1 day + 30 minutes and time < now - 1.5 hours)\noutput x\n"},
    {"single quotes",
     P "x = filter processes where (exe in ['a', 'b\"c', 'd\\'e', 'f\\\\g', 'h\" and i', 'j\\\\'])\noutput x\n",
     P "x = filter processes where (exe in [\"a\", \"b\\\"c\", \"d'e\", \"f\\\\g\", 'h\" and i', \"j\\\\\"])\noutput "
       "x\n"},
    {"a regex in single quotes", P "x = filter processes where (exe match 'a\\d\"b\\.')\noutput x\n",
     P "x = filter processes where (exe match \"a\\d\\\"b\\.\")\noutput x\n"},
    {"a backslash at the end", P "x = filter processes where (exe == \"c:\\a\\\")\noutput x\n",
     P "x = filter processes where (exe == \"c:\\a\\\\\")\noutput x\n"},
    {"doubled backslashes stay for fix", P "x = filter processes where (exe == \"a\\\\b\")\noutput x\n", NULL},
    {"parentheses", P "x = filter processes where (((exe == (\"a\")) and ((pid == 1 or (pid) == 2))))\noutput x\n",
     P "x = filter processes where ((exe == \"a\") and (pid == 1 or pid == 2))\noutput x\n"},
    {"joins", "a = search Process:Create\nb = search Process:Create\nj = join a,b where a.pid==b.ppid\noutput j\n",
     "a = search Process:Create\nb = search Process:Create\nj = join (a, b) where (a.pid == b.ppid)\noutput j\n"},
    {"groups and columns",
     "s = search UserSession:Login\ng = GROUP s BY hostname,user WITHIN 30min\n"
     "c = from g select hostname,COUNT(user) AS n,max(time) as 'Last'\noutput c\n",
     "s = search UserSession:Login\ng = group s by hostname, user within 30 minutes\n"
     "c = from g select hostname, count(user) as n, max(time) as \"Last\"\noutput c\n"},
    {"other rules", "a = run CAR-2013-05-003#1\ninput b, c\noutput a\n",
     "a = run Analytic:CAR-2013-05-003#1\ninput b, c\noutput a\n"},
    {"a bare condition", "# why\n[EventCode] == 4624 and LogonType == 3 # x\n",
     "# why\nevents = search *:*\nhits = filter events where (event_code == 4624 and logon_type == 3)  # x\n"
     "output hits\n"},
    {"a bare condition with a field of the set's name", "events == 4 and Level == 1\n",
     "events == 4 and severity == 1\n"},
    {"a long condition", P "x = filter processes where (" LONG_A " and " LONG_B ")\noutput x\n",
     P "x = filter processes where (\n  " LONG_A " and\n  " LONG_B "\n)\noutput x\n"},
    {"a long condition in another",
     P "x = filter processes where (pid == 1 and not (" LONG_A " or " LONG_B "))\noutput x\n",
     P "x = filter processes where (\n  pid == 1 and\n  not (\n    " LONG_A " or\n    " LONG_B "\n  )\n)\noutput x\n"},
    {"comments, metadata and blank lines",
     "\n\n# head\n@title:  A  title \n\n\n" P
     "\n# before\nx = filter processes where ( # open\n  exe == \"a\" # one\n\n"
     "  and # two\n  # own\n  pid == 1\n  # last\n) # close\n\n\noutput x # out\n# end",
     "# head\n@title A  title\n\n" P "\n# before\nx = filter processes where (\n  # open\n  exe == \"a\" and  # one\n\n"
     "  # two\n  # own\n  pid == 1\n  # last\n)  # close\n\noutput x  # out\n# end\n"},
    {"lines that end as on Windows",
     "# a\r\n"
     "processes = search  Process:Create\r\noutput processes\r\n",
     "# a\r\n"
     "processes = search Process:Create\r\noutput processes\r\n"},
};

static void test_cases(void **state) {
    const struct carl_model *model = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text out;
        text_init(&out);
        enum carl_status status = format(model, cases[i].text, &out);
        const char *wanted = cases[i].formatted == NULL ? cases[i].text : cases[i].formatted;
        bool same = slice_equal(text_slice(&out), slice_from_string(wanted));
        if (status != CARL_OK || !same) {
            print_message("%s: status %d\n--- wanted\n%s--- got\n%.*s", cases[i].name, (int)status, wanted,
                          (int)out.size, out.size > 0 ? out.data : "");
        }
        text_finish(&out);
        assert_int_equal(status, CARL_OK);
        assert_true(same);
    }
}

static void test_errors(void **state) {
    static const char *const texts[] = {"", "x = filter y",
                                        "a = search Process:Create\nb = filter a where (exe == \"x)\noutput b\n",
                                        "\xff", "output ("};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct text out;
        text_init(&out);
        assert_int_equal(format(*state, texts[i], &out), CARL_ERROR_RULE);
        assert_int_equal(out.size, 0);
        text_finish(&out);
    }
}

static int load(void **state) {
    struct carl_model *model = NULL;
    int failed = carl_model_create(&model) != CARL_OK;
    *state = model;
    return failed;
}

static int unload(void **state) {
    carl_model_destroy(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
