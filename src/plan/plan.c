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
}

void plan_finish(struct plan *plan) {
    for (size_t i = 0; i < plan->dispatch_count; i++) {
        VECTOR_FREE(&plan->dispatch[i].rules);
    }
    for (size_t i = 0; i < plan->regexes.count; i++) {
        regex_destroy(plan->regexes.items[i].regex);
    }
    for (size_t i = 0; i < plan->matchers.count; i++) {
        matcher_destroy(plan->matchers.items[i]);
    }
    VECTOR_FREE(&plan->matchers);
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
