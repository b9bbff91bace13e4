// SPDX-License-Identifier: Apache-2.0
// From rules one by one to all rules together: what they share, and which of them
// want an event.
#include "plan/join_steps.h"
#include "plan/matcher.h"
#include "plan/order.h"
#include "plan/plan.h"
#include "plan/share.h"
#include "plan/trigger.h"

#include <stdint.h>

// Entry 0 is for events outside the data model; each object has one entry for
// events without an action, then one an action.
static size_t dispatch_index(const struct plan *plan, size_t object, size_t action) {
    if (object == SIZE_MAX) {
        return 0;
    }
    return plan->action_base[object] + (action == SIZE_MAX ? 0 : action + 1);
}

const struct plan_dispatch *plan_dispatch_for(const struct plan *plan, size_t object, size_t action) {
    return &plan->dispatch[dispatch_index(plan, object, action)];
}

bool plan_is_searched(const struct plan_node *node, size_t object, size_t action) {
    for (size_t i = 0; i < node->type_count; i++) {
        const struct plan_event_type *type = &node->types[i];
        if ((type->object == SIZE_MAX || type->object == object) &&
            (type->action == SIZE_MAX || type->action == action)) {
            return true;
        }
    }
    return false;
}

static bool rule_wants(const struct plan_rule *rule, size_t object, size_t action) {
    for (size_t i = 0; i < rule->node_count; i++) {
        if (rule->nodes[i].kind == PLAN_SEARCH && plan_is_searched(&rule->nodes[i], object, action)) {
            return true;
        }
    }
    return false;
}

static bool fill_dispatch(struct plan *plan, size_t object, size_t action) {
    struct plan_dispatch *dispatch = &plan->dispatch[dispatch_index(plan, object, action)];
    for (size_t i = 0; i < plan->rules.count; i++) {
        if (rule_wants(&plan->rules.items[i], object, action) && !VECTOR_PUSH(&dispatch->rules, i)) {
            return false;
        }
    }
    return dispatch->rules.count == 0 || triggers_create(plan, object, action, dispatch);
}

static bool fill_object(struct plan *plan, const struct carl_model *model, size_t object) {
    bool filled = fill_dispatch(plan, object, SIZE_MAX);
    for (size_t action = 0; filled && action < model->objects[object].action_count; action++) {
        filled = fill_dispatch(plan, object, action);
    }
    return filled;
}

static enum carl_status create_dispatch(struct plan *plan, const struct carl_model *model) {
    size_t total = 1;
    plan->object_count = model->object_count;
    plan->action_base = ARENA_ARRAY(plan->arena, model->object_count, size_t);
    for (size_t i = 0; plan->action_base != NULL && i < model->object_count; i++) {
        plan->action_base[i] = total;
        total += model->objects[i].action_count + 1;
    }
    plan->dispatch = ARENA_ARRAY(plan->arena, total, struct plan_dispatch);
    if (plan->failed || arena_failed(plan->arena)) {
        return CARL_ERROR_MEMORY;
    }
    plan->dispatch_count = total;
    bool filled = fill_dispatch(plan, SIZE_MAX, SIZE_MAX);
    for (size_t object = 0; filled && object < model->object_count; object++) {
        filled = fill_object(plan, model, object);
    }
    return filled ? CARL_OK : CARL_ERROR_MEMORY;
}

// Their conditions have their order by now.
static void build_joins(struct plan *plan) {
    for (size_t i = 0; i < plan->rules.count; i++) {
        const struct plan_rule *rule = &plan->rules.items[i];
        for (size_t k = 0; k < rule->node_count; k++) {
            if (rule->nodes[k].kind == PLAN_JOIN) {
                join_steps_build(plan, &rule->nodes[k]);
            }
        }
    }
}

enum carl_status plan_index(struct plan *plan, const struct carl_model *model) {
    if (!share_predicates(plan)) {
        return CARL_ERROR_MEMORY;
    }
    enum carl_status status = matchers_create(plan);
    if (status != CARL_OK) {
        return status;
    }
    order_predicates(plan);
    build_joins(plan);
    return create_dispatch(plan, model);
}
