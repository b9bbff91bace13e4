// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.h"

#include "plan/matcher.h"

#include <stdint.h>

const struct predicate *plan_node_condition(const struct plan_node *node) {
    if (!node->late) {
        return node->predicate;
    }
    return node->tap ? node->early : NULL;
}

void plan_init(struct plan *plan, struct arena *arena) {
    *plan = (struct plan){.arena = arena};
    regex_cache_init(&plan->regexes, arena);
}

void plan_finish(struct plan *plan) {
    for (size_t i = 0; i < plan->dispatch_count; i++) {
        VECTOR_FREE(&plan->dispatch[i].rules);
    }
    regex_cache_finish(&plan->regexes);
    for (size_t i = 0; i < plan->matchers.count; i++) {
        matcher_destroy(plan->matchers.items[i]);
    }
    VECTOR_FREE(&plan->matchers);
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
