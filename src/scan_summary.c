// SPDX-License-Identifier: Apache-2.0
// What a scan tells of rules that could not fire and of records that no rule could
// see.
#include "carl.h"
#include "plan/plan_reads.h"
#include "plan/plan_words.h"
#include "scan.h"

#include <stdlib.h>

// ---------------------------------------------------------------------------
// Rules without events

// Records that were read as such an event.
static uint64_t count_type(const struct carl_scan *scan, const struct plan_event_type *type) {
    const struct plan *plan = &scan->rules->plan;
    uint64_t count = 0;
    if (type->object == SIZE_MAX) {
        return scan->counts.mapped + scan->counts.unmapped;
    }
    if (type->action != SIZE_MAX) {
        return scan->event_counts[plan_dispatch_for(plan, type->object, type->action) - plan->dispatch];
    }
    size_t first = plan->action_base[type->object];
    for (size_t i = 0; i <= scan->rules->model->objects[type->object].action_count; i++) {
        count += scan->event_counts[first + i];
    }
    return count;
}

static bool has_any(const bool *fed, const struct plan_node *node, size_t from, size_t count) {
    for (size_t i = from; i < count; i++) {
        if (fed[node->inputs[i]]) {
            return true;
        }
    }
    return false;
}

// Whether a node can have rows, given which of those before it can.
static bool can_have_rows(const struct carl_scan *scan, const struct plan_node *node, const bool *fed) {
    switch (node->kind) {
    case PLAN_SEARCH:
        for (size_t i = 0; i < node->type_count; i++) {
            if (count_type(scan, &node->types[i]) > 0) {
                return true;
            }
        }
        return false;
    case PLAN_JOIN:
        for (size_t i = 0; i < node->input_count; i++) {
            if (!fed[node->inputs[i]]) {
                return false;
            }
        }
        return true;
    case PLAN_GROUP:
    case PLAN_UNION:
        return has_any(fed, node, 0, node->input_count);
    default:
        return node->single_row || fed[node->inputs[0]];
    }
}

// A value is output whatever the sets it is computed from hold.
static bool is_fed(const struct carl_scan *scan, const struct plan_rule *rule) {
    bool *fed = calloc(rule->node_count + 1, sizeof *fed);
    bool any = fed == NULL || rule->output_count == 0;
    for (size_t i = 0; fed != NULL && i < rule->node_count; i++) {
        fed[i] = can_have_rows(scan, &rule->nodes[i], fed);
    }
    for (size_t i = 0; !any && i < rule->output_count; i++) {
        any = rule->outputs[i].node == SIZE_MAX || fed[rule->outputs[i].node];
    }
    free(fed);
    return any;
}

static bool is_type_before(const struct plan_rule *rule, size_t node, size_t type) {
    const struct plan_event_type *own = &rule->nodes[node].types[type];
    for (size_t i = 0; i <= node; i++) {
        for (size_t k = 0; k < (i == node ? type : rule->nodes[i].type_count); k++) {
            const struct plan_event_type *other = &rule->nodes[i].types[k];
            if (other->object == own->object && other->action == own->action) {
                return true;
            }
        }
    }
    return false;
}

bool carl_scan_rule_unfed(const struct carl_scan *scan, size_t rule, size_t index, size_t *ret_object,
                          size_t *ret_action) {
    const struct plan_rule *own = &scan->rules->plan.rules.items[rule];
    if (is_fed(scan, own)) {
        return false;
    }
    for (size_t i = 0; i < own->node_count; i++) {
        for (size_t k = 0; k < own->nodes[i].type_count; k++) {
            const struct plan_event_type *type = &own->nodes[i].types[k];
            if (count_type(scan, type) == 0 && !is_type_before(own, i, k) && index-- == 0) {
                *ret_object = type->object;
                *ret_action = type->action;
                return true;
            }
        }
    }
    return false;
}

// ---------------------------------------------------------------------------
// Fields

static bool is_absent(const struct carl_scan *scan, const bool *natives, size_t column) {
    return natives[column] && !scan->seen[column];
}

static bool is_any_absent(const struct carl_scan *scan, const bool *natives) {
    for (size_t i = 0; i < scan->rules->plan.columns.count; i++) {
        if (is_absent(scan, natives, i)) {
            return true;
        }
    }
    return false;
}

static bool tell_of_rule(const struct carl_scan *scan, const bool *natives, size_t rule, carl_absent_field_fn found,
                         void *user) {
    const struct plan *plan = &scan->rules->plan;
    const struct plan_words words = {plan, scan->rules->model, &plan->rules.items[rule]};
    struct arena arena;
    struct text name;
    arena_init(&arena);
    text_init(&name);
    struct plan_reads reads = plan_reads_find(&plan->rules.items[rule], &arena);
    bool failed = arena_failed(&arena);
    for (size_t i = 0; i < reads.count && !failed; i++) {
        if (is_absent(scan, natives, reads.items[i].column)) {
            text_reset(&name);
            words_column(&words, reads.items[i].column, &name);
            text_append_char(&name, '\0');
            failed = name.failed;
            if (!failed) {
                found(user, rule, name.data);
            }
        }
    }
    text_finish(&name);
    arena_finish(&arena);
    return !failed;
}

enum carl_status carl_scan_absent_fields(const struct carl_scan *scan, carl_absent_field_fn found, void *user) {
    const struct plan *plan = &scan->rules->plan;
    bool *natives = calloc(plan->columns.count + 1, sizeof *natives);
    if (natives == NULL) {
        return CARL_ERROR_MEMORY;
    }
    plan_reads_natives(plan, natives);
    bool told = true;
    if (is_any_absent(scan, natives)) {
        for (size_t i = 0; i < plan->rules.count && told; i++) {
            told = tell_of_rule(scan, natives, i, found, user);
        }
    }
    free(natives);
    return told ? CARL_OK : CARL_ERROR_MEMORY;
}

// ---------------------------------------------------------------------------
// Records

bool carl_scan_unmapped(const struct carl_scan *scan, size_t index, struct carl_unmapped *ret_unmapped) {
    const struct unmapped_kind *kind = unmapped_find(&scan->unmapped, index);
    if (kind == NULL) {
        return false;
    }
    *ret_unmapped = (struct carl_unmapped){
        .shape = kind->shape == SIZE_MAX ? NULL : scan->rules->model->shapes[kind->shape].name.data,
        .source = kind->source,
        .id = kind->id,
        .keys = kind->keys,
        .count = kind->count,
    };
    return true;
}
