// SPDX-License-Identifier: Apache-2.0
// Decides which nodes run while the input is read and which at its end, and
// which keep rows in between.
#include "plan/lower_expr.h"

#include <stdint.h>

static bool is_stateful(enum plan_node_kind kind) {
    return kind != PLAN_SEARCH && kind != PLAN_FILTER && kind != PLAN_DERIVE && kind != PLAN_UNION;
}

static bool node_is_late(const struct plan_node *nodes, const struct plan_node *node) {
    bool late = is_stateful(node->kind) || (node->predicate != NULL && node->predicate->late) ||
                (node->kind == PLAN_DERIVE && node->value != NULL && node->value->late);
    for (size_t i = 0; i < node->input_count; i++) {
        late = late || nodes[node->inputs[i]].late;
    }
    return late;
}

static void tap(struct plan_node *nodes, size_t node) {
    if (!nodes[node].late) {
        nodes[node].tap = true;
    }
}

static void tap_aggregates(struct plan_node *nodes, const struct operand *operand) {
    if (operand == NULL) {
        return;
    }
    if (operand->kind == OPERAND_AGGREGATE) {
        if (operand->aggregate->node != SIZE_MAX) {
            tap(nodes, operand->aggregate->node);
        }
        tap_aggregates(nodes, operand->aggregate->argument);
    }
    tap_aggregates(nodes, operand->left);
    tap_aggregates(nodes, operand->right);
    for (size_t i = 0; i < operand->input_count; i++) {
        tap_aggregates(nodes, operand->inputs[i]);
    }
}

static void tap_predicate(struct plan_node *nodes, const struct predicate *predicate) {
    if (predicate == NULL) {
        return;
    }
    for (size_t i = 0; i < predicate->child_count; i++) {
        tap_predicate(nodes, predicate->children[i]);
    }
    tap_aggregates(nodes, predicate->left);
    tap_aggregates(nodes, predicate->right);
}

// A late filter or derivation on an early input keeps the rows itself, after
// what of its condition is known; other late nodes need their inputs kept.
static void place_taps(struct plan_node *nodes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct plan_node *node = &nodes[i];
        if (!node->late) {
            continue;
        }
        bool keeps_own = node->kind == PLAN_SEARCH ||
                         ((node->kind == PLAN_FILTER || node->kind == PLAN_DERIVE) && !nodes[node->inputs[0]].late);
        node->tap = keeps_own;
        for (size_t k = 0; !keeps_own && k < node->input_count; k++) {
            tap(nodes, node->inputs[k]);
        }
        tap_predicate(nodes, node->predicate);
        tap_aggregates(nodes, node->value);
        for (size_t k = 0; node->kind == PLAN_SELECT && k < node->name_count; k++) {
            tap_aggregates(nodes, node->columns[k]);
        }
    }
}

static bool shows_events(const struct plan_node *nodes, size_t node) {
    while (nodes[node].kind != PLAN_GROUP && nodes[node].kind != PLAN_SELECT) {
        if (nodes[node].kind == PLAN_SEARCH || nodes[node].kind == PLAN_JOIN) {
            return true;
        }
        node = nodes[node].inputs[0];
    }
    return false;
}

static bool copy_lists(struct lowering *lowering, struct plan_rule *rule) {
    struct arena *arena = lowering->plan->arena;
    size_t *columns = ARENA_ARRAY(arena, lowering->columns.count, size_t);
    struct keyed_aggregate *keyed = ARENA_ARRAY(arena, lowering->keyed.count, struct keyed_aggregate);
    if (columns == NULL || keyed == NULL) {
        return false;
    }
    for (size_t i = 0; i < lowering->columns.count; i++) {
        columns[i] = lowering->columns.items[i];
    }
    for (size_t i = 0; i < lowering->keyed.count; i++) {
        keyed[i] = lowering->keyed.items[i];
    }
    rule->late_columns = columns;
    rule->late_column_count = lowering->columns.count;
    rule->keyed = keyed;
    rule->keyed_count = lowering->keyed.count;
    rule->aggregate_count = lowering->aggregate_count;
    return true;
}

bool lower_stages(struct lowering *lowering, struct plan_rule *rule, struct plan_node *nodes,
                  struct plan_output *outputs) {
    for (size_t i = 0; i < rule->node_count; i++) {
        nodes[i].late = node_is_late(nodes, &nodes[i]);
    }
    place_taps(nodes, rule->node_count);
    for (size_t i = 0; i < lowering->keyed.count; i++) {
        tap(nodes, lowering->keyed.items[i].node);
    }
    for (size_t i = 0; i < rule->output_count; i++) {
        if (outputs[i].node == SIZE_MAX) {
            outputs[i].late = true;
            tap_aggregates(nodes, outputs[i].value);
            rule->late = true;
            continue;
        }
        outputs[i].late = nodes[outputs[i].node].late;
        rule->late = rule->late || outputs[i].late;
        rule->keeps_records = rule->keeps_records || (outputs[i].late && shows_events(nodes, outputs[i].node));
    }
    return copy_lists(lowering, rule);
}
