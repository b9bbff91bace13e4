// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_triggers.h"

#include "base/bits.h"

#include <stdint.h>

static size_t place_of(const struct plan_dispatch *dispatch, size_t rule) {
    for (size_t i = 0; i < dispatch->rules.count; i++) {
        if (dispatch->rules.items[i] == rule) {
            return i;
        }
    }
    return SIZE_MAX;
}

// Marks the leaves that call for the rule at a place of the entry.
static void mark_leaves(const struct plan *plan, const struct plan_dispatch *dispatch, size_t place, bool *leaves) {
    for (size_t leaf = 0; dispatch->trigger_count > 0 && leaf < plan->leaf_count; leaf++) {
        for (size_t i = dispatch->leaf_starts[leaf]; i < dispatch->leaf_starts[leaf + 1]; i++) {
            leaves[leaf] = leaves[leaf] || dispatch->leaf_rules[i] == place;
        }
    }
}

struct plan_triggers plan_triggers_find(const struct plan *plan, size_t rule, struct arena *arena) {
    struct plan_triggers triggers = {.leaves = ARENA_ARRAY(arena, plan->leaf_count, const struct predicate *)};
    bool *called = ARENA_ARRAY(arena, plan->leaf_count, bool);
    if (triggers.leaves == NULL || called == NULL) {
        return triggers;
    }
    for (size_t i = 0; i < plan->dispatch_count; i++) {
        size_t place = place_of(&plan->dispatch[i], rule);
        if (place != SIZE_MAX) {
            triggers.always = triggers.always || bits_test(plan->dispatch[i].always, place);
            mark_leaves(plan, &plan->dispatch[i], place, called);
        }
    }
    for (size_t i = 0; i < plan->predicates.count; i++) {
        const struct predicate *predicate = plan->predicates.items[i];
        if (predicate->matcher != NULL && called[predicate->leaf]) {
            triggers.leaves[triggers.count++] = predicate;
        }
    }
    return triggers;
}

size_t plan_matcher_leaves(const struct plan *plan, const struct matcher *matcher) {
    size_t count = 0;
    for (size_t i = 0; i < plan->predicates.count; i++) {
        count += plan->predicates.items[i]->matcher == matcher;
    }
    return count;
}
