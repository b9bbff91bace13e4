// SPDX-License-Identifier: Apache-2.0
#include "plan/lower.h"

#include "plan/lower_expr.h"

#include <stdint.h>

// ---------------------------------------------------------------------------
// Which relations matter

struct reach {
    bool *reached; // by relation
    const struct checked_rule *checked;
};

static void reach_relation(struct reach *reach, const struct relation *relation);

static void reach_name(struct expr *expr, void *user) {
    struct reach *reach = user;
    const struct reference *reference = &expr->reference;
    if (expr->kind != EXPR_NAME || (reference->kind != REFERENCE_SET && reference->kind != REFERENCE_VALUE)) {
        if (expr->kind == EXPR_NAME && reference->rows != NULL) {
            reach_relation(reach, reference->rows);
        }
        // Rows of another rule's group are reached through the set that runs it.
        if (expr->kind == EXPR_NAME && reference->binding != NULL && reference->binding->relation != NULL) {
            reach_relation(reach, reference->binding->relation);
        }
        return;
    }
    const struct binding *binding = reference->binding;
    if (binding->relation != NULL) {
        reach_relation(reach, binding->relation);
    }
    if (binding->value != NULL) {
        expr_walk(binding->value, reach_name, reach);
    }
}

static void reach_relation(struct reach *reach, const struct relation *relation) {
    if (relation->index >= reach->checked->relation_count || reach->checked->relations[relation->index] != relation ||
        reach->reached[relation->index]) {
        return;
    }
    reach->reached[relation->index] = true;
    for (size_t i = 0; i < relation->input_count; i++) {
        reach_relation(reach, relation->inputs[i]);
    }
    expr_walk(relation->condition, reach_name, reach);
    expr_walk(relation->derived, reach_name, reach);
    for (size_t i = 0; i < relation->column_count; i++) {
        expr_walk(relation->columns[i].value, reach_name, reach);
    }
}

// What an output is made of; relations that nothing outputs cost nothing.
static bool *reachable_relations(const struct checked_rule *checked, struct arena *arena) {
    struct reach reach = {ARENA_ARRAY(arena, checked->relation_count, bool), checked};
    if (reach.reached == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < checked->output_count; i++) {
        const struct checked_output *output = &checked->outputs[i];
        if (output->relation != NULL) {
            reach_relation(&reach, output->relation);
            continue;
        }
        if (output->binding->relation != NULL) {
            reach_relation(&reach, output->binding->relation);
        }
        expr_walk(output->binding->value, reach_name, &reach);
    }
    return reach.reached;
}

// ---------------------------------------------------------------------------
// Nodes

// What of a condition can be decided while the input is read: a superset of the
// rows that will pass.
static const struct predicate *early_part(struct lowering *lowering, const struct predicate *predicate) {
    if (predicate == NULL || !predicate->late) {
        return predicate;
    }
    if (predicate->kind != PREDICATE_AND) {
        return NULL;
    }
    struct predicate *early = ARENA_NEW(lowering->plan->arena, struct predicate);
    struct predicate **children = ARENA_ARRAY(lowering->plan->arena, predicate->child_count, struct predicate *);
    if (early == NULL || children == NULL) {
        lowering->failed = true;
        return NULL;
    }
    *early = (struct predicate){.kind = PREDICATE_AND, .children = children};
    for (size_t i = 0; i < predicate->child_count; i++) {
        if (!predicate->children[i]->late) {
            children[early->child_count++] = predicate->children[i];
        }
    }
    return early;
}

static void lower_types(struct lowering *lowering, const struct relation *relation, struct plan_node *node) {
    struct plan_event_type *types = ARENA_ARRAY(lowering->plan->arena, relation->type_count, struct plan_event_type);
    for (size_t i = 0; types != NULL && i < relation->type_count; i++) {
        types[i] = (struct plan_event_type){relation->types[i].object, relation->types[i].action};
    }
    node->types = types;
    node->type_count = types == NULL ? 0 : relation->type_count;
}

static void lower_inputs(struct lowering *lowering, const struct relation *relation, struct plan_node *node) {
    node->inputs = ARENA_ARRAY(lowering->plan->arena, relation->input_count, size_t);
    for (size_t i = 0; node->inputs != NULL && i < relation->input_count; i++) {
        node->inputs[i] = lowering_node(lowering, relation->inputs[i]);
    }
    node->input_count = node->inputs == NULL ? 0 : relation->input_count;
}

// The operands of the keys on rows of each input: input by input.
static void lower_keys(struct lowering *lowering, const struct relation *relation, size_t inputs,
                       struct plan_node *node) {
    size_t count = relation->key_count;
    const struct operand **keys = ARENA_ARRAY(lowering->plan->arena, inputs * count, const struct operand *);
    struct slice *names = ARENA_ARRAY(lowering->plan->arena, count, struct slice);
    if (keys == NULL || names == NULL) {
        return;
    }
    for (size_t k = 0; k < count; k++) {
        names[k] = arena_copy(lowering->plan->arena, relation->keys[k].name);
        for (size_t i = 0; i < inputs; i++) {
            keys[i * count + k] =
                lower_key(lowering, relation->inputs[i], &relation->keys[k].references[i], relation->keys[k].path);
        }
    }
    node->keys = keys;
    node->key_count = count;
    if (relation->kind == RELATION_GROUP) {
        node->names = names;
        node->name_count = count;
    }
}

static void lower_group(struct lowering *lowering, const struct relation *relation, struct plan_node *node) {
    const struct expr *within = relation->source->as.group.within;
    node->kind = PLAN_GROUP;
    lower_keys(lowering, relation, relation->input_count, node);
    if (within != NULL) {
        node->within = true;
        node->gap = within->as.duration.nanoseconds;
    }
}

static void lower_select(struct lowering *lowering, const struct relation *relation, struct plan_node *node) {
    size_t count = relation->column_count;
    const struct operand **columns = ARENA_ARRAY(lowering->plan->arena, count, const struct operand *);
    struct slice *names = ARENA_ARRAY(lowering->plan->arena, count, struct slice);
    if (columns == NULL || names == NULL) {
        return;
    }
    node->kind = PLAN_SELECT;
    node->single_row = relation->single_row;
    node->over_groups = relation_shape(relation->inputs[0])->kind == RELATION_GROUP;
    for (size_t i = 0; i < count; i++) {
        const struct relation_column *column = &relation->columns[i];
        names[i] = arena_copy(lowering->plan->arena, column->name);
        lowering->context = relation->inputs[0];
        columns[i] = node->single_row || node->over_groups ? lower_at_hand(lowering, relation->inputs[0], column->value)
                                                           : lower_value(lowering, column->value);
    }
    node->columns = columns;
    node->names = names;
    node->name_count = count;
}

static void lower_members(struct lowering *lowering, const struct relation *relation, struct plan_node *node) {
    struct slice *names = ARENA_ARRAY(lowering->plan->arena, relation->input_count, struct slice);
    for (size_t i = 0; names != NULL && i < relation->input_count; i++) {
        names[i] = arena_copy(lowering->plan->arena, relation->input_names[i].text);
    }
    node->kind = PLAN_JOIN;
    node->names = names;
    node->name_count = names == NULL ? 0 : relation->input_count;
}

static void lower_relation(struct lowering *lowering, const struct relation *relation, struct plan_node *node) {
    lower_inputs(lowering, relation, node);
    lowering->context =
        relation->kind == RELATION_FILTER || relation->kind == RELATION_DERIVE ? relation->inputs[0] : relation;
    switch (relation->kind) {
    case RELATION_SEARCH:
        node->kind = PLAN_SEARCH;
        lower_types(lowering, relation, node);
        break;
    case RELATION_FILTER:
        node->kind = PLAN_FILTER;
        break;
    case RELATION_DERIVE:
        node->kind = PLAN_DERIVE;
        node->field = arena_copy(lowering->plan->arena, relation->derived_name.text);
        node->value = lower_over_rows(lowering, relation->inputs[0], relation->derived);
        break;
    case RELATION_JOIN:
        if (relation->input_count > MOST_INPUTS) {
            lowering_gap(lowering, relation->source->span, SLICE("`join` of more than 64 sets"));
            break;
        }
        lower_members(lowering, relation, node);
        break;
    case RELATION_GROUP:
        if (relation->input_count > MOST_INPUTS) {
            lowering_gap(lowering, relation->source->span, SLICE("`group` of more than 64 sets"));
            break;
        }
        lower_group(lowering, relation, node);
        break;
    case RELATION_SELECT:
        lower_select(lowering, relation, node);
        break;
    case RELATION_DIFFERENCE:
        node->kind = PLAN_DIFFERENCE;
        lower_keys(lowering, relation, 2, node);
        break;
    case RELATION_COUNT_BY:
        node->kind = PLAN_COUNT_BY;
        node->field = arena_copy(lowering->plan->arena, relation->derived_name.text);
        lower_keys(lowering, relation, 1, node);
        node->value = lower_at_hand(lowering, relation->inputs[0], relation->derived);
        break;
    default:
        lowering_gap(lowering, relation->source == NULL ? relation->statement->span : relation->source->span,
                     SLICE("this statement"));
        break;
    }
    if (relation->condition != NULL) {
        lowering->context = relation->kind == RELATION_FILTER ? relation->inputs[0] : relation;
        lowering->at_hand = relation_shape(lowering->context)->kind == RELATION_GROUP;
        node->predicate = lower_condition(lowering, relation->condition);
        lowering->at_hand = false;
        node->early = early_part(lowering, node->predicate);
    }
}

size_t lowering_node(const struct lowering *lowering, const struct relation *relation) {
    for (size_t i = 0; i < lowering->relations.count; i++) {
        if (lowering->relations.items[i] == relation) {
            return i;
        }
    }
    for (size_t i = 0; i < lowering->aliases.count; i++) {
        if (lowering->aliases.items[i].relation == relation) {
            return lowering->aliases.items[i].node;
        }
    }
    return 0;
}

size_t lowering_push(struct lowering *lowering, const struct relation *relation, const struct plan_node *node) {
    if (!VECTOR_PUSH(&lowering->nodes, *node) || !VECTOR_PUSH(&lowering->relations, relation)) {
        lowering->failed = true;
    }
    return lowering->failed ? 0 : lowering->nodes.count - 1;
}

static struct slice variable_of(struct lowering *lowering, const struct relation *relation) {
    return arena_copy(lowering->plan->arena, relation->statement->target.text);
}

static void lower_nodes(struct lowering *lowering, const struct checked_rule *checked);

// The rows of another rule's outputs: its nodes become this rule's own.
static void lower_run(struct lowering *lowering, const struct relation *relation) {
    const struct checked_rule *other = relation->analytic;
    if (other == NULL) {
        lowering_gap(lowering, relation->source->span, SLICE("`run` of an analytic that is not known"));
        return;
    }
    const struct span *outer = lowering->run;
    lowering->run = outer == NULL ? &relation->source->span : outer;
    lower_nodes(lowering, other);
    lowering->run = outer;
    if (other->output_count == 1) {
        struct alias alias = {relation, lowering_node(lowering, other->outputs[0].relation)};
        lowering->failed = !VECTOR_PUSH(&lowering->aliases, alias) || lowering->failed;
        return;
    }
    struct plan_node node = {
        .kind = PLAN_UNION, .variable = variable_of(lowering, relation), .input_count = other->output_count};
    node.inputs = ARENA_ARRAY(lowering->plan->arena, other->output_count, size_t);
    for (size_t i = 0; node.inputs != NULL && i < other->output_count; i++) {
        node.inputs[i] = lowering_node(lowering, other->outputs[i].relation);
    }
    (void)lowering_push(lowering, relation, &node);
}

static void lower_nodes(struct lowering *lowering, const struct checked_rule *checked) {
    bool *reachable = reachable_relations(checked, lowering->plan->arena);
    if (reachable == NULL) {
        lowering->failed = true;
        return;
    }
    for (size_t i = 0; i < checked->relation_count && !lowering->failed; i++) {
        if (!reachable[i]) {
            continue;
        }
        if (checked->relations[i]->kind == RELATION_RUN) {
            lower_run(lowering, checked->relations[i]);
            continue;
        }
        struct plan_node node = {.variable = variable_of(lowering, checked->relations[i])};
        lower_relation(lowering, checked->relations[i], &node);
        (void)lowering_push(lowering, checked->relations[i], &node);
    }
}

static struct plan_node *keep_nodes(struct lowering *lowering, struct plan_rule *rule) {
    struct plan_node *nodes = ARENA_ARRAY(lowering->plan->arena, lowering->nodes.count, struct plan_node);
    for (size_t i = 0; nodes != NULL && i < lowering->nodes.count; i++) {
        nodes[i] = lowering->nodes.items[i];
    }
    rule->nodes = nodes;
    rule->node_count = nodes == NULL ? 0 : lowering->nodes.count;
    return nodes;
}

enum carl_status lower_rule(const struct checked_rule *checked, const struct parameter *parameters,
                            size_t parameter_count, struct plan *plan, struct lowered *ret_lowered) {
    struct lowered lowered = {0};
    struct lowering lowering = {
        .plan = plan, .lowered = &lowered, .parameters = parameters, .parameter_count = parameter_count};
    lower_nodes(&lowering, checked);
    struct plan_output *outputs = lower_outputs(&lowering, checked, &lowered.rule);
    struct plan_node *nodes = keep_nodes(&lowering, &lowered.rule);
    if (lowered.gaps.count == 0 && !lowering.failed && !arena_failed(plan->arena)) {
        lowering.failed = !lower_stages(&lowering, &lowered.rule, nodes, outputs);
    }
    VECTOR_FREE(&lowering.nodes);
    VECTOR_FREE(&lowering.relations);
    VECTOR_FREE(&lowering.aliases);
    VECTOR_FREE(&lowering.columns);
    VECTOR_FREE(&lowering.keyed);
    VECTOR_FREE(&lowering.keyed_bindings);
    if (lowering.failed || plan->failed || arena_failed(plan->arena)) {
        VECTOR_FREE(&lowered.gaps);
        return CARL_ERROR_MEMORY;
    }
    *ret_lowered = lowered;
    return CARL_OK;
}
