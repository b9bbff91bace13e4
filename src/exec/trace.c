// SPDX-License-Identifier: Apache-2.0
#include "exec/trace.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------------------
// Layout

static size_t count_tests(const struct predicate *predicate) {
    size_t count = predicate != NULL;
    for (size_t i = 0; predicate != NULL && i < predicate->child_count; i++) {
        count += count_tests(predicate->children[i]);
    }
    return count;
}

static void list_tests(struct trace_layout *layout, const struct predicate *predicate) {
    if (predicate != NULL) {
        layout->tests[layout->test_count++] = predicate;
        for (size_t i = 0; i < predicate->child_count; i++) {
            list_tests(layout, predicate->children[i]);
        }
    }
}

static const struct predicate *ending_condition(const struct plan_node *node) {
    return node->late ? node->predicate : NULL;
}

static bool is_read(const struct plan_node *node) {
    return !node->late || node->tap;
}

static const struct predicate *reading_condition(const struct plan_node *node) {
    return is_read(node) ? plan_node_condition(node) : NULL;
}

static void place_node(struct trace_layout *layout, const struct plan_node *node, struct trace_place *place) {
    place->reading = layout->test_count;
    list_tests(layout, reading_condition(node));
    place->reading_count = layout->test_count - place->reading;
    place->ending = layout->test_count;
    list_tests(layout, ending_condition(node));
    place->ending_count = layout->test_count - place->ending;
    place->joins = layout->join_count;
    layout->join_count += node->kind == PLAN_JOIN ? node->input_count : 0;
}

enum carl_status trace_layout_init(struct trace_layout *layout, const struct plan *plan) {
    size_t tests = 0;
    *layout = (struct trace_layout){.plan = plan};
    arena_init(&layout->arena);
    layout->nodes = ARENA_ARRAY(&layout->arena, plan->rules.count, size_t);
    for (size_t i = 0; layout->nodes != NULL && i < plan->rules.count; i++) {
        const struct plan_rule *rule = &plan->rules.items[i];
        layout->nodes[i] = layout->node_count;
        layout->node_count += rule->node_count;
        for (size_t k = 0; k < rule->node_count; k++) {
            tests += count_tests(reading_condition(&rule->nodes[k])) + count_tests(ending_condition(&rule->nodes[k]));
        }
    }
    layout->places = ARENA_ARRAY(&layout->arena, layout->node_count, struct trace_place);
    layout->tests = ARENA_ARRAY(&layout->arena, tests, const struct predicate *);
    if (arena_failed(&layout->arena)) {
        return CARL_ERROR_MEMORY;
    }
    for (size_t i = 0; i < plan->rules.count; i++) {
        const struct plan_rule *rule = &plan->rules.items[i];
        for (size_t k = 0; k < rule->node_count; k++) {
            place_node(layout, &rule->nodes[k], &layout->places[layout->nodes[i] + k]);
        }
    }
    return CARL_OK;
}

void trace_layout_finish(struct trace_layout *layout) {
    if (layout != NULL) {
        arena_finish(&layout->arena);
        *layout = (struct trace_layout){0};
    }
}

// ---------------------------------------------------------------------------
// Counts

enum carl_status trace_init(struct trace *trace, const struct trace_layout *layout) {
    *trace = (struct trace){.layout = layout};
    trace->reading = calloc(layout->node_count + 1, sizeof *trace->reading);
    trace->ending = calloc(layout->node_count + 1, sizeof *trace->ending);
    trace->tests = calloc(layout->test_count + 1, sizeof *trace->tests);
    trace->joins = calloc(layout->join_count + 1, sizeof *trace->joins);
    return trace->reading == NULL || trace->ending == NULL || trace->tests == NULL || trace->joins == NULL
               ? CARL_ERROR_MEMORY
               : CARL_OK;
}

void trace_finish(struct trace *trace) {
    if (trace != NULL) {
        free(trace->reading);
        free(trace->ending);
        free(trace->tests);
        free(trace->joins);
        *trace = (struct trace){0};
    }
}

void trace_reset(struct trace *trace) {
    memset(trace->reading, 0, trace->layout->node_count * sizeof *trace->reading);
    memset(trace->ending, 0, trace->layout->node_count * sizeof *trace->ending);
    memset(trace->tests, 0, trace->layout->test_count * sizeof *trace->tests);
    memset(trace->joins, 0, trace->layout->join_count * sizeof *trace->joins);
}

static void add_rows(struct trace_rows *rows, const struct trace_rows *from) {
    rows->ran = rows->ran || from->ran;
    rows->in += from->in;
    rows->out += from->out;
}

void trace_add(struct trace *trace, const struct trace *from) {
    for (size_t i = 0; i < trace->layout->node_count; i++) {
        add_rows(&trace->reading[i], &from->reading[i]);
        add_rows(&trace->ending[i], &from->ending[i]);
    }
    for (size_t i = 0; i < trace->layout->test_count; i++) {
        trace->tests[i].asked += from->tests[i].asked;
        trace->tests[i].held += from->tests[i].held;
        trace->tests[i].missing += from->tests[i].missing;
        trace->tests[i].first += from->tests[i].first;
        trace->tests[i].alone += from->tests[i].alone;
    }
    for (size_t i = 0; i < trace->layout->join_count; i++) {
        trace->joins[i].rows += from->joins[i].rows;
        trace->joins[i].keyless += from->joins[i].keyless;
        trace->joins[i].found += from->joins[i].found;
        trace->joins[i].kept += from->joins[i].kept;
    }
}

// ---------------------------------------------------------------------------
// Conditions

static bool is_missing(struct eval *eval, const struct predicate *leaf) {
    return (leaf->left != NULL && eval_operand(eval, leaf->left).kind == VALUE_NULL) ||
           (leaf->right != NULL && eval_operand(eval, leaf->right).kind == VALUE_NULL);
}

// Asks all parts of a predicate, whose counts begin at `*place`, which is moved
// behind them.
static bool ask(struct trace *trace, struct eval *eval, size_t *place) {
    struct trace_test *test = &trace->tests[*place];
    const struct predicate *predicate = trace->layout->tests[(*place)++];
    bool holds = predicate->kind == PREDICATE_AND;
    test->asked++;
    switch (predicate->kind) {
    case PREDICATE_AND:
    case PREDICATE_OR:
        for (size_t i = 0; i < predicate->child_count; i++) {
            bool child = ask(trace, eval, place);
            holds = predicate->kind == PREDICATE_AND ? holds && child : holds || child;
        }
        break;
    case PREDICATE_NOT:
        holds = !ask(trace, eval, place);
        break;
    default:
        holds = eval_predicate(eval, predicate);
        test->missing += is_missing(eval, predicate);
        break;
    }
    test->held += holds;
    return holds;
}

// Of the parts of a condition that must all hold: how many did not, and the last
// of these.
struct parts {
    size_t failed;
    struct trace_test *last;
};

// Asks the condition at `*place` part by part.
static void ask_parts(struct trace *trace, struct eval *eval, size_t *place, struct parts *parts) {
    struct trace_test *test = &trace->tests[*place];
    const struct predicate *part = trace->layout->tests[*place];
    size_t failed = parts->failed;
    if (part->kind == PREDICATE_AND) {
        (*place)++;
        for (size_t i = 0; i < part->child_count; i++) {
            ask_parts(trace, eval, place, parts);
        }
        test->asked++;
        test->held += parts->failed == failed;
    } else if (!ask(trace, eval, place)) {
        test->first += failed == 0;
        parts->failed++;
        parts->last = test;
    }
}

static bool ask_condition(struct trace *trace, struct eval *eval, size_t place) {
    struct parts parts = {0};
    ask_parts(trace, eval, &place, &parts);
    if (parts.failed == 1) {
        parts.last->alone++;
    }
    return parts.failed == 0;
}

bool trace_row(struct trace *trace, struct eval *eval, size_t rule, size_t node) {
    size_t number = trace->layout->nodes[rule] + node;
    const struct trace_place *place = &trace->layout->places[number];
    bool passes = place->reading_count == 0 || ask_condition(trace, eval, place->reading);
    trace->reading[number].in++;
    trace->reading[number].out += passes;
    return passes;
}

bool trace_late_row(struct trace *trace, struct eval *eval, size_t rule, size_t node) {
    return ask_condition(trace, eval, trace->layout->places[trace->layout->nodes[rule] + node].ending);
}

bool trace_late_part(struct trace *trace, struct eval *eval, size_t rule, size_t node, const struct predicate *part) {
    size_t place = trace->layout->places[trace->layout->nodes[rule] + node].ending;
    while (trace->layout->tests[place] != part) {
        place++;
    }
    size_t end = place;
    bool holds = ask(trace, eval, &end);
    trace->tests[place].first += !holds;
    return holds;
}

void trace_late_node(struct trace *trace, size_t rule, size_t node, uint64_t in, uint64_t out) {
    struct trace_rows *rows = &trace->ending[trace->layout->nodes[rule] + node];
    rows->ran = true;
    rows->in += in;
    rows->out += out;
}

struct trace_join *trace_late_join(struct trace *trace, size_t rule, size_t node, size_t input) {
    return &trace->joins[trace->layout->places[trace->layout->nodes[rule] + node].joins + input];
}
