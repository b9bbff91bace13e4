// SPDX-License-Identifier: Apache-2.0
// Outputs: sets, values, and per-key aggregates, which are output as a row for
// each key.
#include "plan/lower_expr.h"

#include "base/fold.h"

#include <stdint.h>

// What the column of a per-key aggregate's value is called: as the variable,
// unless a key is.
static struct slice value_name(struct lowering *lowering, struct slice variable, const struct binding *binding) {
    static const char tail[] = "_value";
    struct slice name = variable;
    for (size_t i = 0; i < binding->key_count;) {
        if (!fold_name_equal(binding->keys[i].name, name)) {
            i++;
            continue;
        }
        char *longer = arena_alloc(lowering->plan->arena, name.size + sizeof tail);
        if (longer == NULL) {
            break;
        }
        memcpy(longer, name.data, name.size);
        memcpy(longer + name.size, tail, sizeof tail);
        name = slice_make(longer, name.size + sizeof tail - 1);
        i = 0;
    }
    return arena_copy(lowering->plan->arena, name);
}

// The rows of the aggregate's set by its keys.
static size_t group_rows(struct lowering *lowering, const struct binding *binding) {
    struct arena *arena = lowering->plan->arena;
    struct slice *names = ARENA_ARRAY(arena, binding->key_count, struct slice);
    const struct operand **keys = ARENA_ARRAY(arena, binding->key_count, const struct operand *);
    struct plan_node node = {.kind = PLAN_GROUP, .inputs = ARENA_ARRAY(arena, 1, size_t), .input_count = 1};
    if (names == NULL || keys == NULL || node.inputs == NULL) {
        lowering->failed = true;
        return 0;
    }
    node.inputs[0] = lowering_node(lowering, binding->relation);
    for (size_t i = 0; i < binding->key_count; i++) {
        const struct relation_key *key = &binding->keys[i];
        names[i] = arena_copy(arena, key->name);
        keys[i] = lower_key(lowering, binding->relation, &key->references[0], key->path);
    }
    node.names = names;
    node.keys = keys;
    node.name_count = node.key_count = binding->key_count;
    return lowering_push(lowering, NULL, &node);
}

// A row for each key: the keys, and the aggregate over the rows that have them.
static size_t keyed_rows(struct lowering *lowering, struct slice variable, const struct binding *binding) {
    struct arena *arena = lowering->plan->arena;
    size_t count = binding->key_count + 1;
    struct slice *names = ARENA_ARRAY(arena, count, struct slice);
    const struct operand **columns = ARENA_ARRAY(arena, count, const struct operand *);
    struct plan_node node = {
        .kind = PLAN_SELECT, .over_groups = true, .inputs = ARENA_ARRAY(arena, 1, size_t), .input_count = 1};
    if (names == NULL || columns == NULL || node.inputs == NULL) {
        lowering->failed = true;
        return 0;
    }
    node.inputs[0] = group_rows(lowering, binding);
    for (size_t i = 0; i < binding->key_count; i++) {
        struct operand *key = lowering_operand(lowering, OPERAND_VALUE);
        if (key != NULL) {
            key->index = i;
        }
        names[i] = arena_copy(arena, binding->keys[i].name);
        columns[i] = key;
    }
    names[binding->key_count] = value_name(lowering, variable, binding);
    columns[binding->key_count] = lower_at_hand(lowering, binding->relation, binding->value);
    node.names = names;
    node.columns = columns;
    node.name_count = count;
    return lowering_push(lowering, NULL, &node);
}

static void lower_output(struct lowering *lowering, const struct checked_output *output, struct plan_output *out) {
    const struct binding *binding = output->binding;
    *out = (struct plan_output){.name = arena_copy(lowering->plan->arena, output->name.text), .node = SIZE_MAX};
    lowering->context = NULL;
    if (output->relation != NULL) {
        out->node = lowering_node(lowering, output->relation);
    } else if (binding->key_count > 0) {
        out->node = keyed_rows(lowering, output->name.text, binding);
    } else if (binding->kind == BINDING_INPUT) {
        out->value = lower_input(lowering, binding->name.text, output->name.span);
    } else {
        out->value = lower_value(lowering, binding->value);
    }
}

struct plan_output *lower_outputs(struct lowering *lowering, const struct checked_rule *checked,
                                  struct plan_rule *rule) {
    struct plan_output *outputs = ARENA_ARRAY(lowering->plan->arena, checked->output_count, struct plan_output);
    if (outputs == NULL) {
        lowering->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < checked->output_count; i++) {
        lower_output(lowering, &checked->outputs[i], &outputs[i]);
    }
    rule->outputs = outputs;
    rule->output_count = checked->output_count;
    return outputs;
}
