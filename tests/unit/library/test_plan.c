// SPDX-License-Identifier: Apache-2.0
// What the plan of several rules has in common.
#include "test_support.h"

#include "rules.h"

#include <string.h>

#define P "search Process:Create where "

static struct carl_rules *compile(const struct carl_model *model, const char *const *texts) {
    struct carl_diagnostics *diagnostics = NULL;
    struct carl_rules *rules = NULL;
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    assert_int_equal(carl_rules_create(model, &rules), CARL_OK);
    for (size_t i = 0; texts[i] != NULL; i++) {
        struct text text;
        text_init(&text);
        text_format(&text, "x = %s\noutput x\n", texts[i]);
        if (carl_rules_add(rules, "x.car", text.data, text.size, diagnostics) != CARL_OK) {
            fail_msg("%s: it does not check", texts[i]);
        }
        text_finish(&text);
    }
    assert_int_equal(carl_rules_compile(rules, diagnostics), CARL_OK);
    carl_diagnostics_destroy(diagnostics);
    return rules;
}

// ---------------------------------------------------------------------------
// Sharing

static void makes_equal_predicates_one(void **state) {
    (void)state;
    static const struct {
        const char *rules[4];
        size_t asked;  // different predicates
        size_t shared; // that several conditions have
    } cases[] = {
        {{P "exe == \"a\""}, 1, 0},
        {{P "exe == \"a\"", P "exe == \"a\""}, 1, 1},
        {{P "exe == \"a*\xC3\xA4\"", P "exe == \"A*\xC3\x84\""}, 1, 1},
        {{P "exe == \"a*\"", P "exe == \"*a\""}, 2, 0},
        {{P "exe == \"a*b*\"", P "exe == \"*a*b\""}, 2, 0},
        {{P "exe == \"a\"", P "parent_exe == \"a\""}, 2, 0},
        {{P "exe == \"a\"", P "exe != \"a\""}, 2, 0},
        {{P "exe == \"a\"", P "exe contains \"a\""}, 2, 0},
        {{P "exe contains \"a\"", P "exe contains \"a\""}, 1, 1},
        {{P "exe == \"*a*\"", P "exe == \"*a*\""}, 1, 1},
        {{P "exe in [\"a\", \"b\"]", P "exe in [\"a\", \"b\"]"}, 1, 1},
        {{P "exe in [\"a\", \"b\"]", P "exe in [\"a\", \"c\"]"}, 2, 0},
        {{P "exe in [\"*a\", 1]", P "exe in [\"*a\", 2]"}, 2, 0},
        {{P "exe in [10.0.0.0/8]", P "exe in [10.0.0.0/9]"}, 2, 0},
        {{P "exe match \"a.b\"", P "exe match \"a.b\""}, 1, 1},
        {{P "exe match \"a.b\"", P "exe match \"(?-i)a.b\""}, 2, 0},
        {{P "pid < 3", P "pid < 3"}, 1, 1},
        {{P "pid < 3", P "pid <= 3"}, 2, 0},
        {{P "pid + 1 < 3", P "pid + 1 < 3"}, 1, 1},
        {{P "pid + 1 < 3", P "pid - 1 < 3"}, 2, 0},
        {{P "exe == parent_exe", P "exe == parent_exe"}, 1, 1},
        {{P "exe == null", P "exe != null"}, 2, 1}, // and its negation
        // Wholes and parts, in any order and however grouped:
        {{P "exe == \"a\" and pid < 3", P "pid < 3 and exe == \"a\""}, 3, 1},
        {{P "exe == \"a\" and pid < 3", P "exe == \"b\" and pid < 3"}, 5, 1},
        {{P "(exe == \"a\" and pid < 3) and user == \"c\"", P "exe == \"a\" and (pid < 3 and user == \"c\")"}, 4, 1},
        {{P "(exe == \"a\" or pid < 3) and user == \"c\"", P "exe == \"a\" or pid < 3"}, 5, 1},
        {{P "exe == \"a\" and exe == \"a\""}, 1, 0},
        {{P "not (exe == \"a\")", P "not (exe == \"a\")"}, 2, 1},
        // Added fields stand for their definitions:
        {{"search Process:Create\nx.d = pid + 1\nx = filter x where d < 3", P "pid + 1 < 3"}, 1, 1},
        // What depends on more than the event is asked at the end:
        {{P "exe == \"a\" and time < now", P "exe == \"a\" and time < now"}, 1, 1},
        {{P "time < now", P "time < now"}, 0, 0},
    };
    struct carl_model *model = NULL;
    assert_int_equal(carl_model_create(&model), CARL_OK);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct carl_rules *rules = compile(model, cases[i].rules);
        size_t asked = 0;
        size_t shared = 0;
        for (size_t k = 0; k < rules->plan.predicates.count; k++) {
            asked += rules->plan.predicates.items[k]->uses > 0;
            shared += rules->plan.predicates.items[k]->uses > 1;
        }
        if (asked != cases[i].asked || shared != cases[i].shared) {
            fail_msg("%s ...: %zu predicates, %zu of them shared", cases[i].rules[0], asked, shared);
        }
        carl_rules_destroy(rules);
    }
    carl_model_destroy(model);
}

// ---------------------------------------------------------------------------
// Order

// A letter for each kind of test, `!` before what is negated.
static void describe(const struct predicate *predicate, struct text *out) {
    static const char letters[] = {
        [PREDICATE_CONSTANT] = 'c', [PREDICATE_NULL] = 'n',      [PREDICATE_TRUTH] = 't',
        [PREDICATE_COMPARE] = '<',  [PREDICATE_PATTERN] = 'p',   [PREDICATE_SET] = 's',
        [PREDICATE_MATCH] = 'r',    [PREDICATE_SUBSTRING] = 'x', [PREDICATE_ANY_PATTERN] = 'a',
    };
    bool group = predicate->kind == PREDICATE_AND || predicate->kind == PREDICATE_OR;
    if (predicate->negated || predicate->kind == PREDICATE_NOT) {
        text_append_char(out, '!');
    }
    if (group) {
        text_append_char(out, predicate->kind == PREDICATE_AND ? '(' : '[');
    } else if (predicate->kind == PREDICATE_PATTERN) {
        text_append_char(out, "=?^$*g"[predicate->patterns[0].form]);
    } else if (predicate->kind != PREDICATE_NOT) {
        text_append_char(out, letters[predicate->kind]);
    }
    for (size_t i = 0; i < predicate->child_count; i++) {
        describe(predicate->children[i], out);
    }
    if (group) {
        text_append_char(out, predicate->kind == PREDICATE_AND ? ')' : ']');
    }
}

static void asks_the_cheap_and_telling_first(void **state) {
    (void)state;
    static const struct {
        const char *condition;
        const char *order;
    } cases[] = {
        {"exe match \"a.b\" and command_line == \"*longer text*\" and exe == \"cmd.exe\"", "(=*r)"},
        {"command_line == \"*some*thing*\" and command_line contains \"another\" and image_path == \"*\\cmd.exe\"",
         "($ag)"},
        {"not (exe == \"cmd.exe\") and parent_exe == \"a.exe\"", "(=!=)"},
        {"exe != \"cmd.exe\" and parent_exe contains \"explorer\"", "(a!=)"},
        {"user != null and exe == \"cmd.exe\"", "(=!n)"},
        {"user == null and exe match \"a.b\"", "(nr)"},
        {"exe match \"a.b\" or user == null", "[nr]"},
        {"raw event contains \"whatever\" and exe match \"a.b\"", "(ra)"},
        {"pid + 1 < 3 and ppid in [1, 2, 3]", "(s<)"},
        {"(exe match \"a.b\" or exe match \"c.d\") and user == null and ppid == 4", "(=n[rr])"},
        // What settles it more often comes first; so the same tests of `or` are
        // turned around.
        {"exe == \"a*\" and parent_exe == \"cmd.exe\"", "(=^)"},
        {"exe == \"a*\" or parent_exe == \"cmd.exe\"", "[^=]"},
        // As they are written where there is nothing to tell them apart.
        {"exe == \"a.exe\" and parent_exe match \"a\" and ppid == 4 and user match \"b\"", "(==rr)"},
    };
    struct carl_model *model = NULL;
    assert_int_equal(carl_model_create(&model), CARL_OK);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text rule;
        struct text order;
        text_init(&rule);
        text_init(&order);
        text_format(&rule, P "%s", cases[i].condition);
        const char *const texts[] = {rule.data, NULL};
        struct carl_rules *rules = compile(model, texts);
        describe(rules->plan.rules.items[0].nodes[0].predicate, &order);
        text_append_char(&order, '\0');
        if (strcmp(order.data, cases[i].order) != 0) {
            fail_msg("%s: %s", cases[i].condition, order.data);
        }
        carl_rules_destroy(rules);
        text_finish(&rule);
        text_finish(&order);
    }
    carl_model_destroy(model);
}

// What several rules ask costs each of them less.
static void asks_the_shared_first(void **state) {
    (void)state;
    static const char *const texts[] = {P "exe match \"a.b\" and user match \"c.d\"", P "user match \"c.d\"", NULL};
    struct carl_model *model = NULL;
    assert_int_equal(carl_model_create(&model), CARL_OK);
    struct carl_rules *rules = compile(model, texts);
    const struct plan_rule *items = rules->plan.rules.items;
    assert_ptr_equal(items[0].nodes[0].predicate->children[0], items[1].nodes[0].predicate);
    carl_rules_destroy(rules);
    carl_model_destroy(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_the_cheap_and_telling_first),
        cmocka_unit_test(asks_the_shared_first),
        cmocka_unit_test(makes_equal_predicates_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
