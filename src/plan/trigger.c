// SPDX-License-Identifier: Apache-2.0
#include "plan/trigger.h"

#include "base/bits.h"
#include "plan/matcher.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

// A leaf that calls for a rule, by its place in the dispatch entry.
struct call {
    size_t leaf;
    size_t place;
};

struct weighed_node {
    double weight;
    bool called; // its calls are made
};

struct selection {
    const struct plan *plan;
    size_t object;
    size_t action;
    const bool *matched;
    const struct plan_rule *rule;
    size_t place;
    VECTOR(struct weighed_node) nodes; // of the rule
    VECTOR(struct call) calls;
    bool failed; // memory ran out
};

// ---------------------------------------------------------------------------
// Conditions
//
// The weight of a condition is how likely one of the leaves holds that it needs:
// HUGE_VAL where it needs none, 0 where it never holds.

static bool is_trigger(const struct selection *selection, const struct predicate *leaf) {
    return leaf->matcher != NULL && !leaf->negated && selection->matched[leaf->matcher->number];
}

static double condition_weight(const struct selection *selection, const struct predicate *condition) {
    double weight = condition->kind == PREDICATE_AND ? HUGE_VAL : 0;
    switch (condition->kind) {
    case PREDICATE_CONSTANT:
        return condition->constant ? HUGE_VAL : 0;
    case PREDICATE_AND:
        for (size_t i = 0; i < condition->child_count; i++) {
            weight = fmin(weight, condition_weight(selection, condition->children[i]));
        }
        return weight;
    case PREDICATE_OR:
        for (size_t i = 0; i < condition->child_count; i++) {
            weight += condition_weight(selection, condition->children[i]);
        }
        return weight;
    default:
        return is_trigger(selection, condition) ? condition->likelihood : HUGE_VAL;
    }
}

static void call_for_condition(struct selection *selection, const struct predicate *condition) {
    if (condition->kind == PREDICATE_AND) {
        const struct predicate *least = NULL;
        double weight = HUGE_VAL;
        for (size_t i = 0; i < condition->child_count; i++) {
            double own = condition_weight(selection, condition->children[i]);
            if (own < weight) {
                least = condition->children[i];
                weight = own;
            }
        }
        if (least != NULL) {
            call_for_condition(selection, least);
        }
        return;
    }
    for (size_t i = 0; i < condition->child_count && condition->kind == PREDICATE_OR; i++) {
        call_for_condition(selection, condition->children[i]);
    }
    if (condition->matcher != NULL) {
        struct call call = {condition->leaf, selection->place};
        selection->failed = !VECTOR_PUSH(&selection->calls, call) || selection->failed;
    }
}

// ---------------------------------------------------------------------------
// Nodes: a row passes one that it reaches through its inputs and whose condition
// holds.

static double reach_weight(const struct selection *selection, const struct plan_node *node) {
    if (node->kind == PLAN_SEARCH) {
        return plan_is_searched(node, selection->object, selection->action) ? HUGE_VAL : 0;
    }
    double weight = 0;
    for (size_t i = 0; i < node->input_count; i++) {
        weight += selection->nodes.items[node->inputs[i]].weight;
    }
    return weight;
}

static double node_weight(const struct selection *selection, const struct plan_node *node) {
    const struct predicate *condition = plan_node_condition(node);
    if (node->late && !node->tap) {
        return 0;
    }
    double weight = reach_weight(selection, node);
    return condition == NULL ? weight : fmin(weight, condition_weight(selection, condition));
}

static void call_for_node(struct selection *selection, size_t number) {
    const struct plan_node *node = &selection->rule->nodes[number];
    const struct predicate *condition = plan_node_condition(node);
    if (selection->nodes.items[number].called) {
        return;
    }
    selection->nodes.items[number].called = true;
    double reach = reach_weight(selection, node);
    if (condition != NULL && condition_weight(selection, condition) < reach) {
        call_for_condition(selection, condition);
        return;
    }
    for (size_t i = 0; i < node->input_count && reach > 0; i++) {
        call_for_node(selection, node->inputs[i]);
    }
}

// ---------------------------------------------------------------------------
// Rules

// True for nodes whose rows are wanted: they are hits, or kept.
static bool is_wanted(const struct plan_rule *rule, size_t number) {
    if (rule->nodes[number].tap) {
        return true;
    }
    for (size_t i = 0; i < rule->output_count; i++) {
        if (!rule->outputs[i].late && rule->outputs[i].node == number) {
            return true;
        }
    }
    return false;
}

// Calls for the rule; false where no leaves can.
static bool call_for_rule(struct selection *selection) {
    double weight = 0;
    selection->nodes.count = 0;
    for (size_t i = 0; i < selection->rule->node_count; i++) {
        struct weighed_node node = {.weight = node_weight(selection, &selection->rule->nodes[i])};
        selection->failed = !VECTOR_PUSH(&selection->nodes, node) || selection->failed;
        if (selection->failed) {
            return false;
        }
        weight += is_wanted(selection->rule, i) ? node.weight : 0;
    }
    for (size_t i = 0; i < selection->rule->node_count && isfinite(weight); i++) {
        if (is_wanted(selection->rule, i)) {
            call_for_node(selection, i);
        }
    }
    return isfinite(weight);
}

// ---------------------------------------------------------------------------
// Dispatch entries

static void add_weights(const struct predicate *condition, bool *seen, size_t *weights) {
    if (condition == NULL || seen[condition->number]) {
        return;
    }
    seen[condition->number] = true;
    if (condition->matcher != NULL) {
        weights[condition->matcher->number] += matcher_weight(condition);
    }
    for (size_t i = 0; i < condition->child_count; i++) {
        add_weights(condition->children[i], seen, weights);
    }
}

// Which matchers have enough to do for the rules of the entry; NULL when memory
// is out.
static const bool *choose_matchers(const struct plan *plan, const struct plan_dispatch *dispatch) {
    bool *matched = ARENA_ARRAY(plan->arena, plan->matchers.count, bool);
    bool *seen = calloc(plan->predicates.count + 1, sizeof *seen);
    size_t *weights = calloc(plan->matchers.count + 1, sizeof *weights);
    bool allocated = matched != NULL && seen != NULL && weights != NULL;
    for (size_t i = 0; allocated && i < dispatch->rules.count; i++) {
        const struct plan_rule *rule = &plan->rules.items[dispatch->rules.items[i]];
        for (size_t k = 0; k < rule->node_count; k++) {
            add_weights(plan_node_condition(&rule->nodes[k]), seen, weights);
        }
    }
    for (size_t i = 0; allocated && i < plan->matchers.count; i++) {
        matched[i] = weights[i] >= MATCHER_LEAST_WEIGHT;
    }
    free(seen);
    free(weights);
    return allocated ? matched : NULL;
}

// Puts calls in the order of their leaves.
static bool sort_calls(const struct selection *selection, struct plan_dispatch *dispatch) {
    size_t leaves = selection->plan->leaf_count;
    size_t *starts = ARENA_ARRAY(selection->plan->arena, leaves + 2, size_t);
    size_t *rules = ARENA_ARRAY(selection->plan->arena, selection->calls.count, size_t);
    if (starts == NULL || rules == NULL) {
        return false;
    }
    // starts[i + 2] counts, then starts[i + 1] is where the next call of leaf i goes.
    for (size_t i = 0; i < selection->calls.count; i++) {
        starts[selection->calls.items[i].leaf + 2]++;
    }
    for (size_t i = 2; i < leaves + 2; i++) {
        starts[i] += starts[i - 1];
    }
    for (size_t i = 0; i < selection->calls.count; i++) {
        rules[starts[selection->calls.items[i].leaf + 1]++] = selection->calls.items[i].place;
    }
    dispatch->leaf_starts = starts;
    dispatch->leaf_rules = rules;
    return true;
}

// The matchers that have a leaf which calls for a rule.
static bool find_triggers(const struct plan *plan, struct plan_dispatch *dispatch) {
    const struct matcher **triggers = ARENA_ARRAY(plan->arena, plan->matchers.count, const struct matcher *);
    bool *added = calloc(plan->matchers.count + 1, sizeof *added);
    for (size_t i = 0; triggers != NULL && added != NULL && i < plan->predicates.count; i++) {
        const struct predicate *leaf = plan->predicates.items[i];
        if (leaf->matcher != NULL && !added[leaf->matcher->number] &&
            dispatch->leaf_starts[leaf->leaf] < dispatch->leaf_starts[leaf->leaf + 1]) {
            added[leaf->matcher->number] = true;
            triggers[dispatch->trigger_count++] = leaf->matcher;
        }
    }
    dispatch->triggers = triggers;
    bool allocated = triggers != NULL && added != NULL;
    free(added);
    return allocated;
}

bool triggers_create(const struct plan *plan, size_t object, size_t action, struct plan_dispatch *dispatch) {
    struct selection selection = {.plan = plan, .object = object, .action = action};
    uint64_t *always = ARENA_ARRAY(plan->arena, bits_words(dispatch->rules.count), uint64_t);
    selection.matched = choose_matchers(plan, dispatch);
    selection.failed = always == NULL || selection.matched == NULL;
    for (size_t i = 0; !selection.failed && i < dispatch->rules.count; i++) {
        selection.rule = &plan->rules.items[dispatch->rules.items[i]];
        selection.place = i;
        if (!call_for_rule(&selection)) {
            bits_set(always, i);
        }
    }
    dispatch->always = always;
    dispatch->matched = selection.matched;
    bool created = !selection.failed && sort_calls(&selection, dispatch) && find_triggers(plan, dispatch);
    VECTOR_FREE(&selection.nodes);
    VECTOR_FREE(&selection.calls);
    return created;
}
