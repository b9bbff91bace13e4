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
        assert_int_equal(carl_rules_add(rules, "x.car", text.data, text.size, diagnostics), CARL_OK);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_equal_predicates_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
