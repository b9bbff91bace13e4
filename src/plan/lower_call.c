// SPDX-License-Identifier: Apache-2.0
// Aggregates to operands: over the rows at hand (of a group or a partition), or
// over all rows of a set.
#include "plan/lower_expr.h"

#include "base/fold.h"

#include <stdint.h>

static bool function_of(struct slice name, enum aggregate_function *ret_function) {
    static const struct {
        struct slice name;
        enum aggregate_function function;
    } functions[] = {
        {SLICE_INIT("count"), AGGREGATE_COUNT},     {SLICE_INIT("min"), AGGREGATE_MIN},
        {SLICE_INIT("max"), AGGREGATE_MAX},         {SLICE_INIT("sum"), AGGREGATE_SUM},
        {SLICE_INIT("average"), AGGREGATE_AVERAGE}, {SLICE_INIT("standard_deviation"), AGGREGATE_STANDARD_DEVIATION},
        {SLICE_INIT("unique"), AGGREGATE_UNIQUE},   {SLICE_INIT("top"), AGGREGATE_TOP},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (fold_name_equal(functions[i].name, name)) {
            *ret_function = functions[i].function;
            return true;
        }
    }
    return false;
}

// What says which set an aggregate is over, the plainest first.
enum mention { MENTION_FIELD, MENTION_BY_KEY, MENTION_VARIABLE, MENTION_COUNT };

// The set that an expression mentions in this way or a plainer one, or NULL.
static const struct relation *set_mentioned(const struct expr *unresolved, enum mention mention) {
    const struct expr *expr = mention == MENTION_VARIABLE ? lowering_resolve(unresolved) : unresolved;
    switch (expr->kind) {
    case EXPR_NAME:
        if (expr->reference.kind == REFERENCE_VALUE || expr->reference.kind == REFERENCE_SET) {
            bool set =
                expr->reference.binding != NULL && (mention != MENTION_FIELD || expr->reference.kind == REFERENCE_SET);
            return set ? expr->reference.binding->relation : NULL;
        }
        return expr->reference.rows;
    case EXPR_CALL:
        return expr->as.call.count == 0 ? NULL
                                        : set_mentioned(expr->as.call.arguments[expr->as.call.count - 1], mention);
    case EXPR_ARITHMETIC: {
        const struct relation *left = set_mentioned(expr->as.arithmetic.left, mention);
        return left != NULL ? left : set_mentioned(expr->as.arithmetic.right, mention);
    }
    default:
        return NULL;
    }
}

static const struct relation *relation_of(const struct expr *expr) {
    const struct relation *found = NULL;
    for (int mention = MENTION_FIELD; mention < MENTION_COUNT && found == NULL; mention++) {
        found = set_mentioned(expr, (enum mention)mention);
    }
    return found;
}

// Which input of the group at hand an argument is of; SIZE_MAX: of any.
static size_t group_input(const struct lowering *lowering, const struct expr *argument) {
    const struct relation *shape = lowering->context == NULL ? NULL : relation_shape(lowering->context);
    if (shape == NULL || shape->kind != RELATION_GROUP || argument->kind != EXPR_NAME) {
        return SIZE_MAX;
    }
    const struct reference *reference = &argument->reference;
    const struct path *path = &argument->as.name.path;
    size_t qualifiers = reference->kind == REFERENCE_SET ? 1 : reference->first;
    for (size_t q = 0; q < qualifiers; q++) {
        for (size_t i = 0; i < shape->input_count; i++) {
            if (slice_equal(shape->input_names[i].text, path->names[q].text)) {
                return i;
            }
        }
    }
    return SIZE_MAX;
}

// The argument as it is read on one row; NULL in *ret_operand where rows are
// counted.
static bool lower_argument(struct lowering *lowering, const struct expr *argument, struct aggregate *aggregate,
                           const struct relation *relation) {
    aggregate->input = lowering->at_hand ? group_input(lowering, argument) : SIZE_MAX;
    if (argument->kind == EXPR_NAME && argument->reference.kind == REFERENCE_SET) {
        return true;
    }
    aggregate->nested = lowering_resolve(argument)->kind == EXPR_CALL;
    const struct relation *context = lowering->context;
    if (argument->kind != EXPR_CALL && relation != NULL) {
        lowering->context = NULL; // the names say themselves whose rows they are read on
    }
    aggregate->argument = lower_value(lowering, argument);
    lowering->context = context;
    return aggregate->argument != NULL;
}

// Whether the rows at hand are those that the argument is about: it names them,
// or no set at all, or an input of the group that they make up.
static bool is_at_hand(const struct lowering *lowering, const struct expr *argument, const struct relation *relation) {
    if (!lowering->at_hand || relation == NULL || relation == lowering->context) {
        return lowering->at_hand;
    }
    const struct relation *shape = lowering->context == NULL ? NULL : relation_shape(lowering->context);
    for (size_t i = 0; shape != NULL && shape->kind == RELATION_GROUP && i < shape->input_count; i++) {
        if (shape->inputs[i] == relation) {
            return true;
        }
    }
    return group_input(lowering, argument) != SIZE_MAX;
}

static const struct operand *call_operand(struct lowering *lowering, const struct expr *expr,
                                          const struct expr *argument, const struct relation *relation) {
    struct operand *operand = lowering_operand(lowering, OPERAND_AGGREGATE);
    struct aggregate *aggregate = ARENA_NEW(lowering->plan->arena, struct aggregate);
    if (operand == NULL || aggregate == NULL ||
        !function_of(expr->as.call.function.names[0].text, &aggregate->function)) {
        lowering->failed = true;
        return NULL;
    }
    aggregate->node = SIZE_MAX;
    aggregate->input = SIZE_MAX;
    if (!lowering->at_hand) {
        if (relation == NULL) {
            lowering_gap(lowering, expr->span, SLICE("an aggregate of no set"));
            return NULL;
        }
        aggregate->node = lowering_node(lowering, relation);
        aggregate->number = lowering->aggregate_count++;
    }
    if (argument != NULL && !lower_argument(lowering, argument, aggregate, relation)) {
        return NULL;
    }
    if (aggregate->function == AGGREGATE_TOP) {
        aggregate->limit = lower_value(lowering, expr->as.call.arguments[0]);
    }
    operand->aggregate = aggregate;
    operand->late = true;
    return operand;
}

const struct operand *lower_call(struct lowering *lowering, const struct expr *expr) {
    size_t count = expr->as.call.count;
    const struct expr *argument = count == 0 ? NULL : expr->as.call.arguments[count - 1];
    const struct relation *relation = argument == NULL ? lowering->context : relation_of(argument);
    bool at_hand = lowering->at_hand;
    lowering->at_hand = is_at_hand(lowering, argument, relation);
    const struct operand *operand = call_operand(lowering, expr, argument, relation);
    lowering->at_hand = at_hand;
    return operand;
}

static const struct operand *lower_in(struct lowering *lowering, const struct relation *relation, bool at_hand,
                                      const struct expr *expr) {
    const struct relation *context = lowering->context;
    bool outer = lowering->at_hand;
    lowering->context = relation;
    lowering->at_hand = at_hand;
    const struct operand *operand = lower_value(lowering, expr);
    lowering->context = context;
    lowering->at_hand = outer;
    return operand;
}

const struct operand *lower_at_hand(struct lowering *lowering, const struct relation *relation,
                                    const struct expr *expr) {
    return lower_in(lowering, relation, true, expr);
}

const struct operand *lower_over_rows(struct lowering *lowering, const struct relation *relation,
                                      const struct expr *expr) {
    return lower_in(lowering, relation, relation_shape(relation)->kind == RELATION_GROUP, expr);
}

static size_t keyed_number(struct lowering *lowering, const struct binding *binding) {
    for (size_t i = 0; i < lowering->keyed_bindings.count; i++) {
        if (lowering->keyed_bindings.items[i] == binding) {
            return i;
        }
    }
    const struct operand **keys = ARENA_ARRAY(lowering->plan->arena, binding->key_count, const struct operand *);
    struct keyed_aggregate keyed = {
        .node = lowering_node(lowering, binding->relation), .keys = keys, .key_count = binding->key_count};
    for (size_t i = 0; keys != NULL && i < binding->key_count; i++) {
        keys[i] = lower_key(lowering, binding->relation, &binding->keys[i].references[0], binding->keys[i].path);
    }
    keyed.value = lower_at_hand(lowering, binding->relation, binding->value);
    if (keys == NULL || !VECTOR_PUSH(&lowering->keyed, keyed) || !VECTOR_PUSH(&lowering->keyed_bindings, binding)) {
        lowering->failed = true;
        return SIZE_MAX;
    }
    return lowering->keyed.count - 1;
}

const struct operand *lower_keyed(struct lowering *lowering, const struct expr *expr) {
    const struct binding *binding = expr->reference.binding;
    size_t number = keyed_number(lowering, binding);
    struct operand *operand = lowering_operand(lowering, OPERAND_KEYED);
    const struct operand **keys = ARENA_ARRAY(lowering->plan->arena, binding->key_count, const struct operand *);
    if (operand == NULL || keys == NULL) {
        lowering->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < binding->key_count; i++) {
        keys[i] = lower_reference(lowering, &expr->reference.keys[i], binding->keys[i].path);
        if (keys[i] == NULL) {
            return NULL;
        }
    }
    operand->index = number;
    operand->inputs = keys;
    operand->input_count = binding->key_count;
    operand->late = true;
    return operand;
}
