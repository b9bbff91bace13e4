// SPDX-License-Identifier: Apache-2.0
#include "plan/incremental.h"

#include <stdlib.h>

// What is being found out about a rule.
struct analysis {
    const struct plan *plan;
    const struct plan_rule *rule;
    struct incremental_node *nodes;
    bool failed;
};

// ---------------------------------------------------------------------------
// Values over all rows of a set, which are known at the end

typedef void (*visit_set)(struct analysis *analysis, size_t node);

// Calls `visit` for each set whose rows the operand needs all of; true where
// there is one.
static bool visit_operand(struct analysis *analysis, const struct operand *operand, visit_set visit) {
    bool found = false;
    if (operand == NULL) {
        return false;
    }
    if (operand->kind == OPERAND_AGGREGATE) {
        const struct aggregate *aggregate = operand->aggregate;
        if (aggregate->node != SIZE_MAX) {
            visit(analysis, aggregate->node);
            found = true;
        }
        found = visit_operand(analysis, aggregate->argument, visit) || found;
        found = visit_operand(analysis, aggregate->limit, visit) || found;
    }
    if (operand->kind == OPERAND_KEYED) {
        visit(analysis, analysis->rule->keyed[operand->index].node);
        found = true;
    }
    found = visit_operand(analysis, operand->left, visit) || found;
    found = visit_operand(analysis, operand->right, visit) || found;
    for (size_t i = 0; i < operand->input_count; i++) {
        found = visit_operand(analysis, operand->inputs[i], visit) || found;
    }
    return found;
}

static bool visit_predicate(struct analysis *analysis, const struct predicate *predicate, visit_set visit) {
    if (predicate == NULL) {
        return false;
    }
    bool found = visit_operand(analysis, predicate->left, visit);
    found = visit_operand(analysis, predicate->right, visit) || found;
    for (size_t i = 0; i < predicate->child_count; i++) {
        found = visit_predicate(analysis, predicate->children[i], visit) || found;
    }
    return found;
}

static bool visit_node(struct analysis *analysis, const struct plan_node *node, visit_set visit) {
    bool found = visit_predicate(analysis, node->predicate, visit);
    found = visit_operand(analysis, node->value, visit) || found;
    for (size_t i = 0; node->kind == PLAN_SELECT && i < node->name_count; i++) {
        found = visit_operand(analysis, node->columns[i], visit) || found;
    }
    return found;
}

static void ignore_set(struct analysis *analysis, size_t node) {
    (void)analysis;
    (void)node;
}

static void keep_all(struct analysis *analysis, size_t node) {
    analysis->nodes[node].keep = KEEP_ALL;
}

// ---------------------------------------------------------------------------
// Nodes

static bool is_at_once(struct analysis *analysis, const struct plan_node *node) {
    for (size_t i = 0; i < node->input_count; i++) {
        if (!analysis->nodes[node->inputs[i]].at_once) {
            return false;
        }
    }
    switch (node->kind) {
    case PLAN_SEARCH:
    case PLAN_FILTER:
    case PLAN_DERIVE:
    case PLAN_JOIN:
    case PLAN_UNION:
        break;
    case PLAN_GROUP:
        return node->within;
    case PLAN_SELECT:
        if (node->single_row) {
            return false;
        }
        break;
    case PLAN_DIFFERENCE:
    case PLAN_COUNT_BY:
        return false;
    }
    return !visit_node(analysis, node, ignore_set);
}

static void keep_window(struct incremental_node *node, int64_t window) {
    if (window == INT64_MAX) {
        node->keep = KEEP_ALL;
    } else if (node->keep == KEEP_NONE || (node->keep == KEEP_WINDOW && window > node->window)) {
        node->keep = KEEP_WINDOW;
        node->window = window;
    }
}

static void keep_for_join(struct analysis *analysis, const struct plan_node *join) {
    int64_t windows[MOST_INPUTS];
    if (!join_windows(analysis->plan, join, windows)) {
        analysis->failed = true;
        return;
    }
    for (size_t i = 0; i < join->input_count; i++) {
        keep_window(&analysis->nodes[join->inputs[i]], windows[i]);
    }
}

// What a late node needs of the rows of its inputs. A group holds those that
// it has not given yet itself.
static void keep_for(struct analysis *analysis, size_t number) {
    const struct plan_node *node = &analysis->rule->nodes[number];
    if (!node->late) {
        return;
    }
    (void)visit_node(analysis, node, keep_all);
    if (!analysis->nodes[number].at_once) {
        keep_all(analysis, number);
        for (size_t i = 0; i < node->input_count; i++) {
            keep_all(analysis, node->inputs[i]);
        }
    } else if (node->kind == PLAN_JOIN) {
        keep_for_join(analysis, node);
    }
}

static void keep_for_outputs(struct analysis *analysis, struct incremental *incremental) {
    for (size_t i = 0; i < analysis->rule->output_count; i++) {
        const struct plan_output *output = &analysis->rule->outputs[i];
        if (output->node == SIZE_MAX) {
            (void)visit_operand(analysis, output->value, keep_all);
        }
        if (output->node == SIZE_MAX || !analysis->nodes[output->node].at_once) {
            incremental->at_end = true;
        }
    }
}

// Rows are kept where the rule reads them while they pass (tap), or a late node
// makes them.
static bool keeps_to_the_end(const struct analysis *analysis) {
    for (size_t i = 0; i < analysis->rule->node_count; i++) {
        const struct plan_node *node = &analysis->rule->nodes[i];
        if ((node->late || node->tap) && analysis->nodes[i].keep == KEEP_ALL) {
            return true;
        }
    }
    return false;
}

bool incremental_init(const struct plan *plan, const struct plan_rule *rule, struct incremental *ret_incremental) {
    struct incremental incremental = {.nodes = calloc(rule->node_count + 1, sizeof *incremental.nodes)};
    struct analysis analysis = {.plan = plan, .rule = rule, .nodes = incremental.nodes};
    if (incremental.nodes == NULL) {
        return false;
    }
    for (size_t i = 0; i < rule->node_count; i++) {
        incremental.nodes[i].at_once = is_at_once(&analysis, &rule->nodes[i]);
    }
    for (size_t i = 0; i < rule->node_count; i++) {
        keep_for(&analysis, i);
    }
    for (size_t i = 0; i < rule->keyed_count; i++) {
        keep_all(&analysis, rule->keyed[i].node);
    }
    keep_for_outputs(&analysis, &incremental);
    incremental.unbounded = rule->late && keeps_to_the_end(&analysis);
    if (analysis.failed) {
        incremental_finish(&incremental);
        return false;
    }
    *ret_incremental = incremental;
    return true;
}

void incremental_finish(struct incremental *incremental) {
    free(incremental->nodes);
    *incremental = (struct incremental){0};
}
