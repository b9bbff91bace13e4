// SPDX-License-Identifier: Apache-2.0
// Valid texts and their trees: what ends statements, which words are keywords
// where, how literals are read, and how operators bind.
#include "harness.h"

#include <string.h>

struct parse_case {
    const char *name;
    const char *text;
    const char *dump;
    const char *reports;
};

static const struct parse_case cases[] = {
    // Where statements end.
    {"empty", "", "", "1:1 E113"},
    {"blank", " \r\n\t\n", "", "3:1 E113"},
    {"comment only", "# nothing\n", "", "2:1 E113"},
    {"no newline at the end", "a = 1", "(assign a (value (number 1)))\n", ""},
    {"carriage returns", "a = 1\r\nb = 2\r\n", "(assign a (value (number 1)))\n(assign b (value (number 2)))\n", ""},
    {"byte order mark", "\357\273\277a = 1\n", "(assign a (value (number 1)))\n", ""},
    {"inside parentheses", "x = filter p where (\n a == 1 and\n b == 2\n)\n",
     "(assign x (filter p\n  (and\n    (compare (name a) == (number 1))\n    (compare (name b) == (number 2)))))\n",
     ""},
    {"inside brackets", "x = [1,\n 2\n]\n", "(assign x (value (list (number 1) (number 2))))\n", ""},
    {"after and before and", "x = filter p where a == 1 and\n b == 2\n and c == 3\n\n or d == 4\n",
     "(assign x (filter p\n  (or\n    (and\n      (compare (name a) == (number 1))\n      (compare (name b) == "
     "(number 2))\n      (compare (name c) == (number 3)))\n    (compare (name d) == (number 4)))))\n",
     ""},
    {"comments between", "x = filter p where a == 1 and # one\n # two\n b == 2 # three\n",
     "(assign x (filter p\n  (and\n    (compare (name a) == (number 1))\n    (compare (name b) == (number 2)))))\n",
     ""},
    {"in a condition alone", "a == 1\n\nand b == 2\n",
     "(predicate\n  (and\n    (compare (name a) == (number 1))\n    (compare (name b) == (number 2))))\n", ""},
    {"clause on its own line", "x = filter p\n  where a == 1\n",
     "(assign x (filter p\n  (compare (name a) == (number 1))))\n", ""},
    // Statements.
    {"search", "a = search Process:Create\nb = search (File:Create or File:Modify, Registry:*)\nc = search *:*\n",
     "(assign a (search Process:Create))\n(assign b (search File:Create File:Modify Registry:*))\n"
     "(assign c (search *:*))\n",
     ""},
    {"bare action", "a = search File:Create,Modify\n", "(assign a (search File:Create File:Modify))\n", "1:24 N109"},
    {"search where", "a = search Process where pid == 4\n",
     "(assign a (search Process\n  (compare (name pid) == (number 4))))\n", ""},
    {"join", "j = join (a, b) where a.x == b.y\nk = join a, b where a.x == b.y\n",
     "(assign j (join (a b)\n  (compare (name a.x) == (name b.y))))\n"
     "(assign k (join (a b)\n  (compare (name a.x) == (name b.y))))\n",
     "2:10 N109"},
    {"group", "g = group a, b by a.x, y within 30 minutes\n",
     "(assign g (group (a b) (by a.x y) (duration 1800000000000)))\n", ""},
    {"select", "s = from g select x, count() as n, top(3, a.x) as \"The top\"\n",
     "(assign s (select g\n  (name x)\n  (call count) as n\n  (call top (number 3) (name a.x)) as-title The top))\n",
     ""},
    {"run", "r = run Analytic:CAR-2013-05-003\ns = run car-2019-04-002#1\n",
     "(assign r (run CAR-2013-05-003))\n(assign s (run car-2019-04-002#1))\n", ""},
    {"values", "d = a - b by x, a.y\na.n = count(x) by x\na.t = [EventCode]\n",
     "(assign d (value (by (arithmetic - (name a) (name b)) (by x a.y))))\n"
     "(derive a n (by (call count (name x)) (by x)))\n(derive a t (name EventCode bracketed))\n",
     "3:7 N107"},
    {"input and output", "input a, b\noutput (a, b)\nreturn a\n", "(input (a b))\n(output (a b))\n(output (a))\n",
     "2:8 N109, 3:1 N109"},
    {"metadata", "@title A title # kept \n@attack: T1218.010\na = 1\n@late x\n",
     "(metadata title \"A title # kept\")\n(metadata attack \"T1218.010\")\n(metadata late \"x\")\n"
     "(assign a (value (number 1)))\n",
     "4:1 W302"},
    // Words.
    {"any case", "X = SEARCH Process:Create\nOUTPUT X\n", "(assign X (search Process:Create))\n(output (X))\n", ""},
    {"keywords as fields",
     "x = filter p where group == \"a\" and from == 1 and by == 2 and match == 3 and exists == 4 and p.in == 5 and "
     "within in "
     "[1] and contains contains \"b\"\ng = group p by from, group, by within 3 h\n",
     "(assign x (filter p\n  (and\n    (compare (name group) == (string \"a\"))\n    (compare (name from) == (number "
     "1))\n"
     "    (compare (name by) == (number 2))\n    (compare (name match) == (number 3))\n    (compare (name exists) == "
     "(number "
     "4))\n    (compare (name p.in) == (number 5))\n    (in (name within) (list (number 1)))\n    (contains (name "
     "contains) "
     "(string \"b\")))))\n(assign g (group (p) (by from group by) (duration 10800000000000)))\n",
     ""},
    {"raw event", "\"lsass\" in raw event and raw_event contains \"x\"\n",
     "(predicate\n  (and\n    (in (string \"lsass\") (raw-event))\n    (contains (name raw_event) (string \"x\"))))\n",
     ""},
    {"spellings",
     "x = filter p where a.matches(\"\\d\") and b does not contain \"x\" and c includes one of [1] and d exists and "
     "e contains(\"*y*\")\n",
     "(assign x (filter p\n  (and\n    (match (name a) (string \"\\\\d\"))\n    (contains not (name b) (string "
     "\"x\"))\n    "
     "(in (name c) (list (number 1)))\n    (exists (name d))\n    (contains (name e) (string \"*y*\")))))\n",
     "1:22 N109, 1:42 N109, 1:69 N109, 1:95 N109, 1:108 N109"},
    // Literals.
    {"numbers", "a = [1, -2, 3.5, 10.0.0.0/8, 10.1.2.3]\n",
     "(assign a (value (list (number 1) (number -2) (number 3.5) (address 10.0.0.0/8) (address 10.1.2.3))))\n",
     "1:18 N112, 1:30 N112"},
    {"durations", "a = now - 1 day\nb = now - 500ms\nc = now - 1.5h\nd = now - 1sec\n",
     "(assign a (value (arithmetic - (now) (duration 86400000000000))))\n"
     "(assign b (value (arithmetic - (now) (duration 500000000))))\n"
     "(assign c (value (arithmetic - (now) (duration 5400000000000))))\n"
     "(assign d (value (arithmetic - (now) (duration 1000000000))))\n",
     ""},
    {"no duration", "x = filter p where pid == 5 and m == 3\n",
     "(assign x (filter p\n  (and\n    (compare (name pid) == (number 5))\n    (compare (name m) == (number 3)))))\n",
     ""},
    {"constants", "x = filter p where a == null and b == true and c == FALSE and t < now\n",
     "(assign x (filter p\n  (and\n    (compare (name a) == (null))\n    (compare (name b) == (true))\n    (compare "
     "(name c) "
     "== (false))\n    (compare (name t) < (now)))))\n",
     ""},
    {"single quotes", "a == 'x \"y\" \\' z'\n", "(predicate\n  (compare (name a) == (string \"x \\\"y\\\" ' z\")))\n",
     "1:6 N102"},
    {"hash in a string", "a == \"#1\" # two\n", "(predicate\n  (compare (name a) == (string \"#1\")))\n", ""},
    // How operators bind.
    {"not, and, or", "a == 1 or not b == 2 and c == 3\n",
     "(predicate\n  (or\n    (compare (name a) == (number 1))\n    (and\n      (not (compare (name b) == (number 2)))\n"
     "      (compare (name c) == (number 3)))))\n",
     ""},
    {"parentheses stay", "(a == 1 and b == 2) and c == 3\n",
     "(predicate\n  (and\n    (and\n      (compare (name a) == (number 1))\n      (compare (name b) == (number 2)))\n"
     "    (compare (name c) == (number 3))))\n",
     ""},
    {"arithmetic", "a = 1 - 2 - 3 * 4 / 5 + -6\n",
     "(assign a (value (arithmetic + (arithmetic - (arithmetic - (number 1) (number 2)) (arithmetic / (arithmetic * "
     "(number 3) (number 4)) (number 5))) (number -6))))\n",
     ""},
    {"chain", "1 < a <= b < 5 s\n",
     "(predicate\n  (compare (number 1) < (name a) <= (name b) < (duration 5000000000)))\n", ""},
    {"not in", "a not in [1] and b not contains \"x\" and c not match \"y\" and not d in e\n",
     "(predicate\n  (and\n    (in not (name a) (list (number 1)))\n    (contains not (name b) (string \"x\"))\n"
     "    (match not (name c) (string \"y\"))\n    (not (in (name d) (name e)))))\n",
     ""},
    {"calls", "a = f(g(1, x.y), 2)\nb = count()\n",
     "(assign a (value (call f (call g (number 1) (name x.y)) (number 2))))\n(assign b (value (call count)))\n", ""},
};

static void test_trees(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct parsed parsed;
        print_message("%s\n", cases[i].name);
        parsed_init(&parsed, slice_from_string(cases[i].text));
        assert_string_equal(parsed.dump.data, cases[i].dump);
        assert_string_equal(parsed.reports.data, cases[i].reports);
        parsed_finish(&parsed);
    }
}

// Where `\"` closes a string and where it is a quote.
static const struct {
    const char *literal; // after `a == `
    const char *value;   // as the dump shows it
} strings[] = {
    {"\"x\"", "x"},
    {"\"\"", ""},
    {"\"C:\\Windows\\*\"", "C:\\\\Windows\\\\*"},
    {"\"C:\\\\Windows\\\\x\"", "C:\\\\Windows\\\\x"},
    {"\"\\\"*\"", "\\\"*"},
    {"\"*.exe\\\"*cleanmgr*\"", "*.exe\\\"*cleanmgr*"},
    {"\"c:\\dir\\\"", "c:\\\\dir\\\\"},
    {"\"c:\\dir\\\\\"", "c:\\\\dir\\\\"},
    {"\"c:\\dir\\\"  and b == 1", "c:\\\\dir\\\\"},
    {"\"c:\\dir\\\" OR b == 1", "c:\\\\dir\\\\"},
    {"\"c:\\dir\\\" order\"", "c:\\\\dir\\\" order"},
    {"\"a\\\", b\"", "a\\\", b"},
    {"'a\\\\b\\'c'", "a\\\\b'c"},
    {"'a\\\" and b'", "a\\\\\\\" and b"},
};

static void test_strings(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(strings); i++) {
        struct text text;
        struct text wanted;
        struct parsed parsed;
        text_init(&text);
        text_init(&wanted);
        text_append_string(&text, "a == ");
        text_append_string(&text, strings[i].literal);
        text_append_string(&wanted, "(compare (name a) == (string \"");
        text_append_string(&wanted, strings[i].value);
        text_append(&wanted, BYTES("\"))\0"));
        parsed_init(&parsed, text_slice(&text));
        assert_int_equal(diagnostics_errors_since(parsed.diagnostics, 0), 0);
        assert_non_null(strstr(parsed.dump.data, wanted.data));
        parsed_finish(&parsed);
        text_finish(&text);
        text_finish(&wanted);
    }
}

static const struct {
    const char *raw;
    char quote;
    bool regex;
    const char *value;
} values[] = {
    {"plain", '"', false, "plain"},   {"a\\\\b", '"', false, "a\\b"}, {"a\\b", '"', false, "a\\b"},
    {"\\\"", '"', false, "\""},       {"\\'", '"', false, "\\'"},     {"\\'", '\'', false, "'"},
    {"\\\\\\\\", '"', false, "\\\\"}, {"a\\", '"', false, "a\\"},     {"\\d\\\\p", '"', true, "\\d\\\\p"},
    {"\\\"\\d", '"', true, "\"\\d"},  {"", '"', false, ""},
};

static void test_values(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct slice value =
            parse_string_value(&arena, slice_from_string(values[i].raw), values[i].quote, values[i].regex);
        assert_true(slice_equal(value, slice_from_string(values[i].value)));
    }
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
