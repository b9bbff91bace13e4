// SPDX-License-Identifier: Apache-2.0
#include "plan/coverage.h"

#include "plan/plan_reads.h"

#include <stdint.h>

// An event being looked at, and the rows that a condition reads.
struct look {
    const struct plan *plan;
    const struct plan_rule *rule;
    const struct coverage_counts *counts;
    const struct event_map *event;
    size_t member; // of the join whose rows are at hand, that is the event's; SIZE_MAX: its own rows
    struct arena *arena;
};

// ---------------------------------------------------------------------------
// Conditions

static bool is_mapped(const struct event_map *event, size_t field) {
    for (size_t i = 0; i < event->field_count; i++) {
        if (event->fields[i].field == field) {
            return true;
        }
    }
    return false;
}

static bool lacks_column(const struct look *look, size_t column) {
    const struct row_column *wanted = &look->plan->columns.items[column];
    if (look->counts != NULL) {
        return look->counts->filled[look->event->number * look->plan->columns.count + column] == 0;
    }
    return wanted->kind == ROW_FIELD && !is_mapped(look->event, wanted->field);
}

static bool lacks(const struct look *look, const struct operand *operand) {
    struct look own = *look;
    if (operand == NULL) {
        return false;
    }
    switch (operand->kind) {
    case OPERAND_COLUMN:
        return look->member == SIZE_MAX && lacks_column(look, operand->index);
    case OPERAND_MEMBER:
        own.member = SIZE_MAX;
        return look->member == operand->index && lacks(&own, operand->left);
    case OPERAND_COALESCE:
        return lacks(look, operand->left) && lacks(look, operand->right);
    case OPERAND_ARITHMETIC:
        return lacks(look, operand->left) || lacks(look, operand->right);
    default:
        return false;
    }
}

static enum verdict judge(const struct look *look, const struct predicate *predicate);

// The least of the parts' verdicts, or the greatest.
static enum verdict judge_parts(const struct look *look, const struct predicate *predicate, bool least) {
    enum verdict found = least ? VERDICT_ALWAYS : VERDICT_NEVER;
    for (size_t i = 0; i < predicate->child_count; i++) {
        enum verdict part = judge(look, predicate->children[i]);
        found = (part < found) == least && part != found ? part : found;
    }
    return found;
}

static enum verdict judge(const struct look *look, const struct predicate *predicate) {
    switch (predicate->kind) {
    case PREDICATE_CONSTANT:
        return predicate->constant ? VERDICT_ALWAYS : VERDICT_NEVER;
    case PREDICATE_AND:
        return judge_parts(look, predicate, true);
    case PREDICATE_OR:
        return judge_parts(look, predicate, false);
    case PREDICATE_NOT:
        return (enum verdict)(VERDICT_ALWAYS - judge(look, predicate->children[0]));
    case PREDICATE_NULL:
        return lacks(look, predicate->left) ? VERDICT_ALWAYS : VERDICT_OPEN;
    default:
        return lacks(look, predicate->left) || lacks(look, predicate->right) ? VERDICT_NEVER : VERDICT_OPEN;
    }
}

// ---------------------------------------------------------------------------
// Steps

static bool takes(const struct plan_node *search, const struct event_map *event) {
    return event->object != SIZE_MAX && plan_is_searched(search, event->object, event->action);
}

// The number of inputs whose rows a node passes on or builds upon.
static size_t count_inputs(const struct plan_node *node) {
    return node->kind == PLAN_DIFFERENCE ? 1 : node->input_count;
}

static bool may_hold(struct look *look, const struct predicate *predicate, size_t member) {
    look->member = member;
    return predicate == NULL || judge(look, predicate) != VERDICT_NEVER;
}

// Of the inputs of a join that the event's rows came by, those for which the
// condition of a node may hold.
static uint64_t hold_joined(struct look *look, const struct predicate *predicate, uint64_t inputs) {
    uint64_t held = 0;
    for (size_t i = 0; i < MOST_INPUTS && inputs != 0; i++) {
        uint64_t bit = inputs & UINT64_C(1) << i;
        held |= bit != 0 && may_hold(look, predicate, i) ? bit : 0;
    }
    return held;
}

static void follow_node(struct look *look, struct coverage_event *found, size_t number) {
    const struct plan_node *node = &look->rule->nodes[number];
    bool reached = node->kind == PLAN_SEARCH && takes(node, look->event);
    uint64_t joined = 0;
    for (size_t i = 0; i < count_inputs(node); i++) {
        if (found->nodes[node->inputs[i]]) {
            reached = true;
            joined |= node->kind == PLAN_JOIN ? UINT64_C(1) << i : found->joined[node->inputs[i]];
        }
    }
    found->joined[number] = hold_joined(look, node->predicate, joined);
    found->nodes[number] =
        reached && (joined == 0 ? may_hold(look, node->predicate, SIZE_MAX) : found->joined[number] != 0);
}

static void follow_event(struct look *look, struct coverage_event *found) {
    for (size_t i = 0; i < look->rule->node_count; i++) {
        follow_node(look, found, i);
    }
    for (size_t i = 0; i < look->rule->output_count; i++) {
        size_t node = look->rule->outputs[i].node;
        found->passes = found->passes || node == SIZE_MAX || found->nodes[node];
    }
}

// ---------------------------------------------------------------------------
// Gaps

static bool reads(const struct look *look, const struct operand *operand, size_t column) {
    struct look own = *look;
    if (operand == NULL) {
        return false;
    }
    switch (operand->kind) {
    case OPERAND_COLUMN:
        return look->member == SIZE_MAX && operand->index == column;
    case OPERAND_MEMBER:
        own.member = SIZE_MAX;
        return look->member == operand->index && reads(&own, operand->left, column);
    default:
        return reads(look, operand->left, column) || reads(look, operand->right, column);
    }
}

struct gaps {
    struct look *look;
    struct coverage_event *found;
    size_t column;
    size_t node;
    bool tested; // some test reads the column, though another may stand in for it
};

static void add_gap(struct gaps *gaps, const struct predicate *test, enum verdict verdict) {
    struct coverage_event *found = gaps->found;
    struct coverage_gap *more = ARENA_ARRAY(gaps->look->arena, found->gap_count + 1, struct coverage_gap);
    for (size_t i = 0; more != NULL && i < found->gap_count; i++) {
        more[i] = found->gaps[i];
    }
    if (more != NULL) {
        more[found->gap_count++] = (struct coverage_gap){gaps->column, gaps->node, test, verdict};
        found->gaps = more;
    }
}

// The tests below `predicate` that read the column and lack it. `denied`: the `not`
// right above.
static void find_tests(struct gaps *gaps, const struct predicate *predicate, const struct predicate *denied,
                       enum verdict verdict) {
    const struct look *look = gaps->look;
    for (size_t i = 0; i < predicate->child_count; i++) {
        find_tests(gaps, predicate->children[i], predicate->kind == PREDICATE_NOT ? predicate : NULL, verdict);
    }
    bool left = reads(look, predicate->left, gaps->column);
    bool right = reads(look, predicate->right, gaps->column);
    gaps->tested = gaps->tested || left || right;
    if ((left && lacks(look, predicate->left)) || (right && lacks(look, predicate->right))) {
        add_gap(gaps, denied != NULL ? denied : predicate, verdict);
    }
}

// Parts that must all hold are judged one by one.
static void find_in_condition(struct gaps *gaps, const struct predicate *predicate) {
    if (predicate->kind != PREDICATE_AND) {
        find_tests(gaps, predicate, NULL, judge(gaps->look, predicate));
        return;
    }
    for (size_t i = 0; i < predicate->child_count; i++) {
        find_in_condition(gaps, predicate->children[i]);
    }
}

static void find_in_node(struct gaps *gaps, size_t number) {
    struct look *look = gaps->look;
    const struct plan_node *node = &look->rule->nodes[number];
    if (node->predicate == NULL) {
        return;
    }
    gaps->node = node->kind == PLAN_FILTER ? node->inputs[0] : number;
    look->member = SIZE_MAX;
    if (node->kind == PLAN_SEARCH) {
        if (takes(node, look->event)) {
            find_in_condition(gaps, node->predicate);
        }
        return;
    }
    for (size_t i = 0; i < count_inputs(node); i++) {
        size_t input = node->inputs[i];
        uint64_t joined = node->kind == PLAN_JOIN ? UINT64_C(1) << i : gaps->found->joined[input];
        if (!gaps->found->nodes[input]) {
            continue;
        }
        for (size_t member = 0; member < MOST_INPUTS && joined != 0; member++) {
            look->member = member;
            if ((joined >> member & 1) != 0) {
                find_in_condition(gaps, node->predicate);
            }
        }
        if (joined == 0) {
            look->member = SIZE_MAX;
            find_in_condition(gaps, node->predicate);
        }
    }
}

static bool is_read_of(const struct look *look, const struct plan_read *read) {
    for (size_t i = 0; i < look->rule->node_count; i++) {
        if (read->nodes[i] && look->rule->nodes[i].kind == PLAN_SEARCH && takes(&look->rule->nodes[i], look->event)) {
            return true;
        }
    }
    return false;
}

static void find_gaps(struct look *look, const struct plan_reads *reads, struct coverage_event *found) {
    for (size_t i = 0; i < reads->count; i++) {
        struct gaps gaps = {.look = look, .found = found, .column = reads->items[i].column};
        if (!is_read_of(look, &reads->items[i])) {
            continue;
        }
        found->columns[gaps.column] = true;
        if (!lacks_column(look, gaps.column)) {
            continue;
        }
        for (size_t node = 0; node < look->rule->node_count; node++) {
            find_in_node(&gaps, node);
        }
        if (!gaps.tested) {
            add_gap(&gaps, NULL, VERDICT_OPEN);
        }
    }
}

// ---------------------------------------------------------------------------
// The rule

static bool is_taken(const struct look *look) {
    for (size_t i = 0; i < look->rule->node_count; i++) {
        if (look->rule->nodes[i].kind == PLAN_SEARCH && takes(&look->rule->nodes[i], look->event)) {
            return look->counts == NULL || look->counts->records[look->event->number] > 0;
        }
    }
    return false;
}

struct coverage coverage_find(const struct plan *plan, const struct carl_model *model, size_t rule,
                              const struct coverage_counts *counts, struct arena *arena) {
    struct look look = {.plan = plan, .rule = &plan->rules.items[rule], .counts = counts, .arena = arena};
    struct coverage coverage = {ARENA_ARRAY(arena, model->event_count, struct coverage_event), 0};
    struct plan_reads reads = plan_reads_find(look.rule, arena);
    for (size_t i = 0; i < model->sensor_count && !arena_failed(arena); i++) {
        for (size_t k = 0; k < model->sensors[i].event_count; k++) {
            look.event = &model->sensors[i].events[k];
            if (!is_taken(&look)) {
                continue;
            }
            struct coverage_event *found = &coverage.events[coverage.count++];
            *found = (struct coverage_event){.sensor = &model->sensors[i], .event = look.event};
            found->nodes = ARENA_ARRAY(arena, look.rule->node_count, bool);
            found->joined = ARENA_ARRAY(arena, look.rule->node_count, uint64_t);
            found->columns = ARENA_ARRAY(arena, plan->columns.count, bool);
            if (arena_failed(arena)) {
                break;
            }
            follow_event(&look, found);
            find_gaps(&look, &reads, found);
        }
    }
    return arena_failed(arena) ? (struct coverage){0} : coverage;
}

// Whether rows of some event are among those of a node; as this input of the join
// that it is, unless that is SIZE_MAX.
static bool has_rows(const struct coverage *coverage, const struct sensor *sensor, size_t node, size_t input) {
    for (size_t i = 0; i < coverage->count; i++) {
        const struct coverage_event *event = &coverage->events[i];
        if ((sensor == NULL || event->sensor == sensor) && event->nodes[node] &&
            (input == SIZE_MAX || (event->joined[node] >> input & 1) != 0)) {
            return true;
        }
    }
    return false;
}

// A join needs rows for all its sets; anything else for one.
static bool node_suffices(const struct plan_rule *rule, const struct coverage *coverage, const struct sensor *sensor,
                          size_t number, const bool *suffices) {
    const struct plan_node *node = &rule->nodes[number];
    bool any = node->kind == PLAN_SEARCH;
    for (size_t i = 0; i < count_inputs(node); i++) {
        bool input = suffices[node->inputs[i]];
        if (node->kind == PLAN_JOIN && (!input || !has_rows(coverage, sensor, number, i))) {
            return false;
        }
        any = any || input;
    }
    return any && has_rows(coverage, sensor, number, SIZE_MAX);
}

// A value is computed from whatever there is.
bool coverage_suffices(const struct plan_rule *rule, const struct coverage *coverage, const struct sensor *sensor,
                       struct arena *arena) {
    bool *suffices = ARENA_ARRAY(arena, rule->node_count, bool);
    bool any = false;
    for (size_t i = 0; suffices != NULL && i < rule->node_count; i++) {
        suffices[i] = node_suffices(rule, coverage, sensor, i, suffices);
        any = any || suffices[i];
    }
    for (size_t i = 0; suffices != NULL && i < rule->output_count; i++) {
        size_t node = rule->outputs[i].node;
        if (node == SIZE_MAX ? any : suffices[node]) {
            return true;
        }
    }
    return false;
}
