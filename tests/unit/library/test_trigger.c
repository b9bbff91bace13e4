// SPDX-License-Identifier: Apache-2.0
// Which patterns call for a rule, so that it is run on no other events.
#include "test_support.h"

#include "plan/matcher.h"
#include "rules.h"

#include <string.h>

// So many patterns that they are matched together, for two kinds of events.
#define EIGHT "[\"*1111\", \"*2222\", \"*3333\", \"*4444\", \"*5555\", \"*6666\", \"*7777\", \"*8888\"]"
static const char *const fillers[] = {
    "x = search Process:Create where image_path in " EIGHT " or command_line in " EIGHT "\noutput x\n",
    "x = search File:Create where image_path in " EIGHT " or file_path in " EIGHT "\noutput x\n",
};

#define P "p = search Process:Create\n"
#define X(condition) P "x = filter p where " condition "\noutput x\n"
#define JOIN(condition) P "f = search File:Create\nj = join (p, f) where p.pid == f.pid and " condition "\noutput j\n"

static void add(struct carl_rules *rules, const char *text, struct carl_diagnostics *diagnostics) {
    if (carl_rules_add(rules, "x.car", text, strlen(text), diagnostics) != CARL_OK) {
        fail_msg("%s: it does not check", text);
    }
}

static struct carl_rules *compile(const struct carl_model *model, const char *rule) {
    struct carl_diagnostics *diagnostics = NULL;
    struct carl_rules *rules = NULL;
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    assert_int_equal(carl_rules_create(model, &rules), CARL_OK);
    add(rules, rule, diagnostics);
    for (size_t i = 0; i < COUNT_OF(fillers); i++) {
        add(rules, fillers[i], diagnostics);
    }
    assert_int_equal(carl_rules_compile(rules, diagnostics), CARL_OK);
    carl_diagnostics_destroy(diagnostics);
    return rules;
}

static bool calls(const struct plan_dispatch *dispatch, size_t leaf, size_t place) {
    for (size_t i = dispatch->leaf_starts[leaf]; i < dispatch->leaf_starts[leaf + 1]; i++) {
        if (dispatch->leaf_rules[i] == place) {
            return true;
        }
    }
    return false;
}

// What calls for rule 0 in events of a kind: the texts of patterns and sizes of
// sets, each followed by a blank.
static void describe(const struct plan *plan, const struct plan_dispatch *dispatch, struct text *out) {
    size_t place = 0;
    while (place < dispatch->rules.count && dispatch->rules.items[place] != 0) {
        place++;
    }
    if (place == dispatch->rules.count) {
        text_append_string(out, "unwanted");
        return;
    }
    if ((dispatch->always[0] >> place & 1) != 0) {
        text_append_string(out, "always");
    }
    for (size_t i = 0; i < plan->predicates.count; i++) {
        const struct predicate *leaf = plan->predicates.items[i];
        if (leaf->matcher == NULL || !calls(dispatch, leaf->leaf, place)) {
            continue;
        }
        if (leaf->kind == PREDICATE_SET) {
            text_format(out, "[%zu] ", matcher_weight(leaf));
            continue;
        }
        for (size_t k = 0; k < leaf->pattern_count; k++) {
            text_append(out, leaf->patterns[k].text);
            text_append_char(out, ' ');
        }
    }
}

static void calls_for_rules(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        const char *process; // what calls for it in Process:Create
        const char *file;    // in File:Create
    } cases[] = {
        {X("image_path == \"*\\\\cmd.exe\""), "*\\cmd.exe ", "unwanted"},
        // Of a conjunction the least likely part; of a disjunction all.
        {X("image_path == \"C:\\*\" and command_line contains \"whatever\""), "whatever ", "unwanted"},
        {X("image_path == \"*\\\\cmd.exe\" or command_line contains \"whatever\""), "*\\cmd.exe whatever ", "unwanted"},
        {X("(image_path == \"*\\\\cmd.exe\" or image_path == \"*\\\\net.exe\") and user == \"a\""),
         "*\\cmd.exe *\\net.exe ", "unwanted"},
        {X("image_path in [\"a.exe\", \"b.exe\"]"), "[1] ", "unwanted"},
        {X("command_line contains [\"first\", \"second\"]"), "first second ", "unwanted"},
        // What need not hold calls for nothing.
        {X("user == \"a\""), "always", "unwanted"}, // not matched together with others
        {X("image_path != \"*\\\\cmd.exe\""), "always", "unwanted"},
        {X("not (image_path == \"*\\\\cmd.exe\")"), "always", "unwanted"},
        {X("image_path == \"*\\\\cmd.exe\" or user == \"a\""), "always", "unwanted"},
        {X("image_path == null"), "always", "unwanted"},
        {X("command_line match \"a.b\""), "always", "unwanted"},
        {X("image_path == \"*\\\\cmd.exe\" and not (command_line contains \"whatever\")"), "*\\cmd.exe ", "unwanted"},
        {P "output p\n", "always", "unwanted"},
        // Along filters, of several outputs, of kept rows.
        {P "f = filter p where image_path == \"*\\\\cmd.exe\"\nx = filter f where user == \"a\"\noutput x\n",
         "*\\cmd.exe ", "unwanted"},
        {P "f = filter p where image_path == \"*\\\\cmd.exe\"\nx = filter f where user == \"a\"\noutput f, x\n",
         "*\\cmd.exe ", "unwanted"},
        {P "f = filter p where image_path == \"*\\\\cmd.exe\"\nx = filter p where command_line contains \"whatever\"\n"
           "output f, x\n",
         "*\\cmd.exe whatever ", "unwanted"},
        {P "x = filter p where image_path == \"*\\\\cmd.exe\"\noutput x, p\n", "always", "unwanted"},
        {X("image_path == \"*\\\\cmd.exe\" and time < now"), "*\\cmd.exe ", "unwanted"},
        {X("image_path == \"*\\\\cmd.exe\" or time < now"), "always", "unwanted"},
        {P "x = filter p where image_path == \"*\\\\cmd.exe\"\ng = group x by user\noutput g\n", "*\\cmd.exe ",
         "unwanted"},
        // In events of each kind what can make a hit of them.
        {JOIN("f.file_name == \"a\""), "always", "always"},
        {"p = search Process:Create where image_path == \"*\\\\cmd.exe\"\nf = search File:Create\n"
         "j = join (p, f) where p.pid == f.pid\noutput j\n",
         "*\\cmd.exe ", "always"},
        {"p = search (Process:Create or File:Create) where image_path == \"*\\\\cmd.exe\"\noutput p\n", "*\\cmd.exe ",
         "*\\cmd.exe "},
        {"p = search (Process:Create or File:Create) where file_path == \"*\\\\cmd.exe\"\noutput p\n", "always",
         "*\\cmd.exe "},
    };
    struct carl_model *model = NULL;
    assert_int_equal(carl_model_create(&model), CARL_OK);
    size_t process = model_find_object(model, SLICE("process"));
    size_t file = model_find_object(model, SLICE("file"));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct carl_rules *rules = compile(model, cases[i].rule);
        const struct plan *plan = &rules->plan;
        struct text called;
        text_init(&called);
        describe(plan, plan_dispatch_for(plan, process, model_find_action(model, process, SLICE("create"))), &called);
        text_append_char(&called, ';');
        describe(plan, plan_dispatch_for(plan, file, model_find_action(model, file, SLICE("create"))), &called);
        struct text expected;
        text_init(&expected);
        text_format(&expected, "%s;%s", cases[i].process, cases[i].file);
        if (!slice_equal(text_slice(&called), text_slice(&expected))) {
            fail_msg("%s: %.*s", cases[i].rule, (int)called.size, called.data);
        }
        text_finish(&called);
        text_finish(&expected);
        carl_rules_destroy(rules);
    }
    carl_model_destroy(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(calls_for_rules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
