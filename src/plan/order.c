// SPDX-License-Identifier: Apache-2.0
#include "plan/order.h"

#include <stdint.h>

// Guesses: nanoseconds, and shares of the events that rules look at. Only their
// order matters.
#define COST_KNOWN 1.0 // to look up what is known
#define COST_NULL 2.0
#define COST_END 3.0 // of a value that is compared at one end or as a whole
#define COST_TRUTH 8.0
#define COST_SET 12.0
#define COST_SEARCH 20.0 // through a value
#define COST_COMPARE 25.0
#define COST_ADDRESS 30.0
#define COST_ARITHMETIC 30.0
#define COST_SUBSTRING 40.0
#define COST_REGEX 150.0
#define COST_RAW_EVENT 1000.0

enum { MOST_SHARES = 4 }; // uses beyond these make a shared predicate no cheaper

// ---------------------------------------------------------------------------
// Leaves

static double operand_cost(const struct plan *plan, const struct operand *operand) {
    if (operand == NULL) {
        return 0;
    }
    switch (operand->kind) {
    case OPERAND_COLUMN:
        return plan->columns.items[operand->index].kind == ROW_RAW_EVENT ? COST_RAW_EVENT : 0;
    case OPERAND_ARITHMETIC:
        return COST_ARITHMETIC + operand_cost(plan, operand->left) + operand_cost(plan, operand->right);
    default:
        return operand_cost(plan, operand->left) + operand_cost(plan, operand->right);
    }
}

static double pattern_cost(const struct pattern *pattern) {
    switch (pattern->form) {
    case PATTERN_CONTAINS:
        return COST_SEARCH;
    case PATTERN_GENERAL:
        return COST_SEARCH * (double)pattern->piece_count;
    default:
        return COST_END;
    }
}

static double patterns_cost(const struct pattern *patterns, size_t count) {
    double cost = 0;
    for (size_t i = 0; i < count; i++) {
        cost += pattern_cost(&patterns[i]);
    }
    return cost;
}

// How likely a text of this size is found somewhere in a value.
static double text_likelihood(size_t size) {
    return size < 2 ? 0.7 : size < 4 ? 0.3 : size < 7 ? 0.05 : 0.02;
}

static double pattern_likelihood(const struct pattern *pattern) {
    size_t longest = 0;
    for (size_t i = 0; i < pattern->piece_count; i++) {
        longest = pattern->pieces[i].size > longest ? pattern->pieces[i].size : longest;
    }
    switch (pattern->form) {
    case PATTERN_EXACT:
        return 0.01;
    case PATTERN_ANY:
        return 0.95;
    case PATTERN_PREFIX: // mostly of paths, which begin alike
        return longest < 12 ? 0.3 : 0.1;
    case PATTERN_SUFFIX: // mostly names of files, which end alike
        return longest < 6 ? 0.2 : 0.02;
    case PATTERN_CONTAINS:
        return text_likelihood(longest);
    case PATTERN_GENERAL:
        return text_likelihood(longest) / 2;
    }
    return 1;
}

static double patterns_likelihood(const struct pattern *patterns, size_t count) {
    double likelihood = 0;
    for (size_t i = 0; i < count; i++) {
        likelihood += pattern_likelihood(&patterns[i]);
    }
    return likelihood;
}

static size_t count_texts(const struct value_set *set) {
    size_t count = 0;
    for (size_t i = 0; i < set->text_capacity; i++) {
        count += set->texts[i].size > 0;
    }
    return count;
}

static double test_cost(const struct predicate *leaf) {
    if (leaf->matcher != NULL) {
        return COST_KNOWN;
    }
    switch (leaf->kind) {
    case PREDICATE_NULL:
        return COST_NULL;
    case PREDICATE_TRUTH:
        return COST_TRUTH;
    case PREDICATE_COMPARE:
        return COST_COMPARE;
    case PREDICATE_PATTERN:
    case PREDICATE_ANY_PATTERN:
        return patterns_cost(leaf->patterns, leaf->pattern_count);
    case PREDICATE_SET:
        return COST_SET + patterns_cost(leaf->set->patterns, leaf->set->pattern_count) +
               (leaf->set->network_count > 0 ? COST_ADDRESS : 0);
    case PREDICATE_SUBSTRING:
        return COST_SUBSTRING;
    case PREDICATE_MATCH:
        return COST_REGEX;
    default:
        return 0;
    }
}

static double test_likelihood(const struct predicate *leaf) {
    switch (leaf->kind) {
    case PREDICATE_NULL:
    case PREDICATE_TRUTH:
        return 0.3;
    case PREDICATE_COMPARE:
        return leaf->compare == COMPARE_EQ ? 0.02 : leaf->compare == COMPARE_NE ? 0.9 : 0.4;
    case PREDICATE_PATTERN:
    case PREDICATE_ANY_PATTERN:
        return patterns_likelihood(leaf->patterns, leaf->pattern_count);
    case PREDICATE_SET:
        return 0.01 * (double)(count_texts(leaf->set) + leaf->set->number_count) +
               0.1 * (double)leaf->set->network_count +
               patterns_likelihood(leaf->set->patterns, leaf->set->pattern_count);
    case PREDICATE_SUBSTRING:
        return 0.2;
    case PREDICATE_MATCH:
        return 0.05;
    default:
        return leaf->constant ? 1 : 0;
    }
}

static double at_most(double value, double most) {
    return value < most ? value : most;
}

static void estimate_leaf(const struct plan *plan, struct predicate *leaf) {
    double likelihood = at_most(test_likelihood(leaf), leaf->kind == PREDICATE_CONSTANT ? 1 : 0.95);
    leaf->cost = test_cost(leaf) + operand_cost(plan, leaf->left) + operand_cost(plan, leaf->right);
    leaf->likelihood = leaf->negated ? 1 - likelihood : likelihood;
}

// ---------------------------------------------------------------------------
// Children

// Of a conjunction the cost for each event that is settled, which is one that
// does not pass; of a disjunction, one that does. The least comes first.
static double rank(enum predicate_kind kind, const struct predicate *child) {
    double settled = kind == PREDICATE_AND ? 1 - child->likelihood : child->likelihood;
    return (child->cost + COST_KNOWN) / (settled > 0.001 ? settled : 0.001);
}

// By insertion: lists are short, and equal ranks stay in their order.
static void order_children(struct predicate *predicate) {
    for (size_t i = 1; i < predicate->child_count; i++) {
        struct predicate *child = predicate->children[i];
        double own = rank(predicate->kind, child);
        size_t at = i;
        for (; at > 0 && rank(predicate->kind, predicate->children[at - 1]) > own; at--) {
            predicate->children[at] = predicate->children[at - 1];
        }
        predicate->children[at] = child;
    }
}

static void estimate_children(struct predicate *predicate) {
    bool all = predicate->kind == PREDICATE_AND;
    double asked = 1; // how likely the child is reached
    predicate->cost = 0;
    for (size_t i = 0; i < predicate->child_count; i++) {
        const struct predicate *child = predicate->children[i];
        predicate->cost += asked * child->cost;
        asked *= all ? child->likelihood : 1 - child->likelihood;
    }
    predicate->likelihood = all ? asked : 1 - asked;
}

static void estimate(const struct plan *plan, struct predicate *predicate) {
    switch (predicate->kind) {
    case PREDICATE_AND:
    case PREDICATE_OR:
        order_children(predicate);
        estimate_children(predicate);
        break;
    case PREDICATE_NOT:
        predicate->cost = predicate->children[0]->cost;
        predicate->likelihood = 1 - predicate->children[0]->likelihood;
        break;
    default:
        estimate_leaf(plan, predicate);
        break;
    }
    if (predicate->uses > 1) {
        predicate->cost /= predicate->uses < MOST_SHARES ? (double)predicate->uses : MOST_SHARES;
    }
}

void order_predicates(struct plan *plan) {
    for (size_t i = 0; i < plan->predicates.count; i++) {
        estimate(plan, plan->predicates.items[i]);
    }
}
