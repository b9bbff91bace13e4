// SPDX-License-Identifier: Apache-2.0
// Plans through carl.h: when they can be asked for, what is left out, and writers
// that stop. What plans look like is in tests/cli/plans.
#include "harness.h"

#include <string.h>

static const char good[] = "@id good\na = search Process:Create where exe == \"abcd.exe\"\noutput a\n";
static const char bad[] = "@id bad\noutput nothing\n";
static const char unset[] = "@id unset\ninput x\na = search Process:Create where exe == x\noutput a\n";

static const char pattern[] = "@id pattern\na = search *:* where raw event match \"a.b\"\noutput a\n";

struct written {
    struct text text;
    size_t calls;
    size_t most_calls; // then it stops the writer
};

static bool write_text(void *user, const char *data, size_t size) {
    struct written *written = user;
    text_append(&written->text, slice_make(data, size));
    return ++written->calls < written->most_calls;
}

static enum carl_status explain(const struct carl_rules *rules, bool json, struct written *written) {
    return json ? carl_rules_explain_json(rules, write_text, written)
                : carl_rules_explain_text(rules, NULL, write_text, written);
}

static void add_rule(struct carl_rules *rules, const char *text, struct carl_diagnostics *diagnostics) {
    enum carl_status status = carl_rules_add(rules, "rule.car", text, strlen(text), diagnostics);
    assert_true(status == CARL_OK || status == CARL_ERROR_RULE);
}

struct wanted {
    const char *rules[4];
    size_t plans;
    const char *text; // that the result ends with
    const char *json;
};

static size_t count_plans(const struct text *text, bool json) {
    struct slice mark = json ? SLICE("{\"rule\":") : SLICE("\nFor each record\n");
    size_t count = 0;
    for (size_t at = 0; at + mark.size <= text->size; at++) {
        count += memcmp(text->data + at, mark.data, mark.size) == 0;
    }
    return count;
}

static bool ends_with(const struct text *text, const char *end) {
    size_t size = strlen(end);
    return text->size >= size && memcmp(text->data + text->size - size, end, size) == 0;
}

static void check_explained(const struct carl_rules *rules, const struct wanted *wanted, bool json) {
    struct written all = {.most_calls = SIZE_MAX};
    text_init(&all.text);
    assert_int_equal(explain(rules, json, &all), CARL_OK);
    assert_int_equal(count_plans(&all.text, json), wanted->plans);
    const char *end = json ? wanted->json : wanted->text;
    assert_true(*end == '\0' ? all.text.size == 0 : ends_with(&all.text, end));
    // A writer may be stopped at any call, and is not called again.
    for (size_t calls = 1; calls <= all.calls; calls++) {
        struct written some = {.most_calls = calls};
        text_init(&some.text);
        assert_int_equal(explain(rules, json, &some), CARL_ERROR_STOPPED);
        assert_int_equal(some.calls, calls);
        text_finish(&some.text);
    }
    text_finish(&all.text);
}

static void explains_compiled_rules(void **state) {
    (void)state;
    static const struct wanted cases[] = {
        {{NULL},
         0,
         "",
         "{\"rules\":[],\n\"matchers\":[],\"gate\":{\"kind\":\"literals\",\"literals\":[],\"codes\":[],\"needs_now\":"
         "false}}\n"},
        {{good},
         1,
         "\nGate\n  lines are not read that hold none of \"abcd.exe\"\n",
         "\n],\n\"matchers\":[],\"gate\":{\"kind\":\"literals\",\"literals\":[\"abcd.exe\"],\"codes\":[],\"needs_now\":"
         "false}}\n"},
        {{bad, good, unset}, 1, "\"abcd.exe\"\n", "\"needs_now\":false}}\n"},
        {{pattern}, 1, "every line is read\n", "false}}\n"},
        {{good, good}, 2, "\nGate of all rules\n  lines are not read that hold none of \"abcd.exe\"\n", "false}}\n"},
    };
    struct carl_model *model = NULL;
    assert_int_equal(carl_model_create(&model), CARL_OK);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct carl_rules *rules = NULL;
        struct carl_diagnostics *diagnostics = NULL;
        struct written none = {.most_calls = SIZE_MAX};
        assert_int_equal(carl_rules_create(model, &rules), CARL_OK);
        assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
        for (size_t k = 0; cases[i].rules[k] != NULL; k++) {
            add_rule(rules, cases[i].rules[k], diagnostics);
        }
        assert_int_equal(explain(rules, false, &none), CARL_ERROR_USAGE);
        assert_int_equal(explain(rules, true, &none), CARL_ERROR_USAGE);
        assert_int_equal(none.calls, 0);
        enum carl_status compiled = carl_rules_compile(rules, diagnostics);
        assert_true(compiled == CARL_OK || compiled == CARL_ERROR_RULE);
        carl_diagnostics_destroy(diagnostics); // plans need no rule's text
        check_explained(rules, &cases[i], false);
        check_explained(rules, &cases[i], true);
        carl_rules_destroy(rules);
    }
    carl_model_destroy(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(explains_compiled_rules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
