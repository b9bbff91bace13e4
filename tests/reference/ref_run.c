// SPDX-License-Identifier: Apache-2.0
// Rules from their texts, with the rules that they run, and what they output.
#include "reference.h"

#include "lang/parse.h"
#include "rules_run.h"

// The rules of one run. What they are made of lives in the arena or in one of these.
struct checked_rules {
    struct carl_rules *library; // finds the rules that others run
    struct carl_diagnostics *diagnostics;
    struct analytics *analytics;         // of each rule
    const struct checked_rule **checked; // NULL: cannot be run
    size_t count;
};

// Nothing gives a rule's inputs a value here.
static bool has_input(const struct checked_rule *rule) {
    for (size_t i = 0; i < rule->rule->count; i++) {
        if (rule->rule->statements[i].kind == STATEMENT_INPUT) {
            return true;
        }
    }
    return false;
}

static bool can_run(const struct checked_rule *rule) {
    for (size_t i = 0; i < rule->output_count; i++) {
        const struct checked_output *output = &rule->outputs[i];
        if (output->relation == NULL && (output->binding == NULL || output->binding->kind != BINDING_VALUE)) {
            return false;
        }
    }
    for (size_t i = 0; i < rule->relation_count; i++) {
        const struct relation *relation = rule->relations[i];
        if (relation->kind == RELATION_RUN && (relation->yields == NULL || !can_run(relation->analytic))) {
            return false;
        }
    }
    return !has_input(rule);
}

static const struct checked_rule *check_text(struct checked_rules *rules, struct arena *arena,
                                             const struct carl_model *model, struct slice text,
                                             struct analytics *analytics) {
    struct source *source = NULL;
    struct rule *tree = NULL;
    struct checked_rule *checked = NULL;
    size_t before = rules->diagnostics->items.count;
    analytics_init(analytics, rules->library, SLICE("rule.car"), SLICE("rule.car"));
    bool ok = source_create(SLICE("rule.car"), text, &source) == CARL_OK &&
              diagnostics_take_source(rules->diagnostics, source) &&
              parse_rule(source, arena, rules->diagnostics, &tree) == CARL_OK &&
              check_rule_in(tree, model, &analytics->library, arena, rules->diagnostics, &checked) == CARL_OK &&
              diagnostics_errors_since(rules->diagnostics, before) == 0;
    return ok && can_run(checked) ? checked : NULL;
}

static bool check_all(struct checked_rules *rules, struct arena *arena, const struct carl_model *model,
                      struct rule_texts texts) {
    if (carl_rules_create(model, &rules->library) != CARL_OK ||
        carl_diagnostics_create(&rules->diagnostics) != CARL_OK) {
        return false;
    }
    carl_rules_set_finder(rules->library, reference_find, NULL);
    rules->analytics = REFERENCE_ARRAY(arena, texts.count, struct analytics);
    rules->checked = REFERENCE_ARRAY(arena, texts.count, const struct checked_rule *);
    for (; rules->count < texts.count; rules->count++) {
        rules->checked[rules->count] =
            check_text(rules, arena, model, texts.items[rules->count], &rules->analytics[rules->count]);
    }
    return true;
}

static void checked_rules_finish(struct checked_rules *rules) {
    for (size_t i = 0; i < rules->count; i++) {
        analytics_finish(&rules->analytics[i]);
    }
    carl_diagnostics_destroy(rules->diagnostics);
    carl_rules_destroy(rules->library);
}

json_t *reference_run(const struct carl_model *model, struct rule_texts rules, struct slice events) {
    struct checked_rules checked = {0};
    struct arena arena;
    json_t *results = json_array();
    arena_init(&arena);
    if (check_all(&checked, &arena, model, rules)) {
        struct evaluation evaluation = {
            .arena = &arena, .lasting = &arena, .model = model, .rules = checked.checked, .rule_count = rules.count};
        evaluation_read(&evaluation, events);
        for (size_t i = 0; i < rules.count; i++) {
            const struct checked_rule *rule = checked.checked[i];
            json_array_append_new(results, rule == NULL ? json_null() : evaluation_output(&evaluation, rule));
        }
    }
    checked_rules_finish(&checked);
    arena_finish(&arena);
    return results;
}
