// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.h"

#include "plan/join_steps.h"
#include "plan/order.h"
#include "plan/share.h"

#include <stdint.h>

const struct predicate *plan_node_condition(const struct plan_node *node) {
    if (!node->late) {
        return node->predicate;
    }
    return node->tap ? node->early : NULL;
}

void plan_init(struct plan *plan, struct arena *arena) {
    *plan = (struct plan){.arena = arena};
}

void plan_finish(struct plan *plan) {
    for (size_t i = 0; i < plan->dispatch_count; i++) {
        VECTOR_FREE(&plan->dispatch[i].rules);
    }
    for (size_t i = 0; i < plan->regexes.count; i++) {
        regex_destroy(plan->regexes.items[i].regex);
    }
    VECTOR_FREE(&plan->regexes);
    VECTOR_FREE(&plan->columns);
    VECTOR_FREE(&plan->rules);
    VECTOR_FREE(&plan->predicates);
    *plan = (struct plan){0};
}

static bool same_column(const struct row_column *a, const struct row_column *b) {
    if (a->kind != b->kind || a->field != b->field || a->name_count != b->name_count) {
        return false;
    }
    for (size_t i = 0; i < a->name_count; i++) {
        if (!slice_equal(a->names[i], b->names[i])) {
            return false;
        }
    }
    return true;
}

size_t plan_column(struct plan *plan, const struct row_column *column) {
    for (size_t i = 0; i < plan->columns.count; i++) {
        if (same_column(&plan->columns.items[i], column)) {
            return i;
        }
    }
    struct row_column copy = *column;
    struct slice *names = ARENA_ARRAY(plan->arena, column->name_count, struct slice);
    if (names == NULL || !VECTOR_GROW(&plan->columns)) {
        plan->failed = true;
        return SIZE_MAX;
    }
    for (size_t i = 0; i < column->name_count; i++) {
        names[i] = arena_copy(plan->arena, column->names[i]);
    }
    copy.names = names;
    plan->columns.items[plan->columns.count] = copy;
    return plan->columns.count++;
}

enum carl_status plan_regex(struct plan *plan, struct slice pattern, const struct regex **ret_regex,
                            struct slice *ret_error) {
    for (size_t i = 0; i < plan->regexes.count; i++) {
        if (slice_equal(plan->regexes.items[i].pattern, pattern)) {
            *ret_regex = plan->regexes.items[i].regex;
            return CARL_OK;
        }
    }
    struct plan_regex item = {.pattern = arena_copy(plan->arena, pattern)};
    enum carl_status status = regex_create(pattern, plan->arena, &item.regex, ret_error);
    if (status != CARL_OK) {
        return status;
    }
    if (!VECTOR_PUSH(&plan->regexes, item)) {
        regex_destroy(item.regex);
        return CARL_ERROR_MEMORY;
    }
    *ret_regex = item.regex;
    return CARL_OK;
}

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

static bool search_matches(const struct plan_node *node, size_t object, size_t action) {
    for (size_t i = 0; i < node->type_count; i++) {
        const struct plan_event_type *type = &node->types[i];
        bool object_fits = type->object == SIZE_MAX || type->object == object;
        bool action_fits = type->action == SIZE_MAX || type->action == action;
        if (object_fits && action_fits) {
            return true;
        }
    }
    return false;
}

static bool rule_wants(const struct plan_rule *rule, size_t object, size_t action) {
    for (size_t i = 0; i < rule->node_count; i++) {
        if (rule->nodes[i].kind == PLAN_SEARCH && search_matches(&rule->nodes[i], object, action)) {
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
    return true;
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
    order_predicates(plan);
    build_joins(plan);
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
    if (!fill_dispatch(plan, SIZE_MAX, SIZE_MAX)) {
        return CARL_ERROR_MEMORY;
    }
    for (size_t object = 0; object < model->object_count; object++) {
        if (!fill_dispatch(plan, object, SIZE_MAX)) {
            return CARL_ERROR_MEMORY;
        }
        for (size_t action = 0; action < model->objects[object].action_count; action++) {
            if (!fill_dispatch(plan, object, action)) {
                return CARL_ERROR_MEMORY;
            }
        }
    }
    return CARL_OK;
}
