// SPDX-License-Identifier: Apache-2.0
// The counts of a traced scan, for the caller: steps and tests with their words.
#include "carl.h"
#include "plan/plan_words.h"
#include "scan.h"

#include <stdlib.h>

struct step {
    struct carl_trace_step shown;
    struct carl_trace_test *tests;
    struct carl_trace_input *inputs;
};

struct rule_steps {
    struct step *items;
    size_t count;
};

struct carl_trace {
    struct arena arena; // everything below
    struct rule_steps *rules;
    size_t rule_count;
};

// What is being copied.
struct maker {
    struct carl_trace *trace;
    const struct trace *counts;
    struct plan_words words;
    size_t rule;
    size_t node;
    size_t place; // of the next test
};

// What was put into `text`, in the arena; finishes it.
static const char *keep(struct maker *maker, struct text *text) {
    struct slice copy = arena_copy(&maker->trace->arena, text_slice(text));
    maker->trace->arena.failed = maker->trace->arena.failed || text->failed;
    text_finish(text);
    return copy.data;
}

// ---------------------------------------------------------------------------
// Tests

static struct carl_trace_test *add_test(struct maker *maker, struct step *step, size_t place, size_t depth) {
    const struct trace_test *counts = &maker->counts->tests[place];
    struct carl_trace_test *test = &step->tests[step->shown.test_count++];
    *test = (struct carl_trace_test){
        .depth = depth,
        .asked = counts->asked,
        .held = counts->held,
        .missing = counts->missing,
        .first = depth == 0 ? counts->first : 0,
        .alone = depth == 0 ? counts->alone : 0,
    };
    return test;
}

static void add_tests(struct maker *maker, struct step *step, size_t depth);

static void add_children(struct maker *maker, struct step *step, const struct predicate *predicate, size_t depth) {
    for (size_t i = 0; i < predicate->child_count; i++) {
        add_tests(maker, step, depth);
    }
}

// A leaf, or the negation of one, which counts as one test with what its leaf
// lacked.
static void add_single(struct maker *maker, struct step *step, size_t place, size_t depth) {
    const struct plan_node *node = &maker->words.rule->nodes[maker->node];
    const struct predicate *predicate = maker->counts->layout->tests[place];
    struct carl_trace_test *test = add_test(maker, step, place, depth);
    struct text text;
    text_init(&text);
    words_denied_test(&maker->words, predicate, node->kind == PLAN_FILTER ? node->inputs[0] : maker->node, &text);
    test->text = keep(maker, &text);
    test->single = true;
    if (predicate->kind == PREDICATE_NOT) {
        test->missing = maker->counts->tests[maker->place++].missing;
    }
}

// The next predicate and those below it. Parts of a condition that must all hold
// stand without a heading.
static void add_tests(struct maker *maker, struct step *step, size_t depth) {
    size_t place = maker->place++;
    const struct predicate *predicate = maker->counts->layout->tests[place];
    const char *heading = words_heading(predicate);
    if (predicate->kind == PREDICATE_AND && depth == 0) {
        add_children(maker, step, predicate, 0);
        return;
    }
    if (heading == NULL) {
        add_single(maker, step, place, depth);
        return;
    }
    add_test(maker, step, place, depth)->text = heading;
    if (predicate->kind == PREDICATE_NOT && predicate->children[0]->kind != PREDICATE_NOT) {
        maker->place++;
        predicate = predicate->children[0];
    }
    add_children(maker, step, predicate, depth + 1);
}

static void add_condition(struct maker *maker, struct step *step, size_t place, size_t count) {
    step->tests = ARENA_ARRAY(&maker->trace->arena, count, struct carl_trace_test);
    maker->place = place;
    if (step->tests != NULL && count > 0) {
        add_tests(maker, step, 0);
    }
}

static void add_inputs(struct maker *maker, struct step *step, const struct plan_node *join, size_t place) {
    step->inputs = ARENA_ARRAY(&maker->trace->arena, join->input_count, struct carl_trace_input);
    for (size_t i = 0; step->inputs != NULL && i < join->input_count; i++) {
        const struct trace_join *counts = &maker->counts->joins[place + i];
        const char *name = arena_copy(&maker->trace->arena, join->names[i]).data;
        step->inputs[i] = (struct carl_trace_input){name, counts->rows, counts->keyless, counts->found, counts->kept};
    }
    step->shown.input_count = step->inputs == NULL ? 0 : join->input_count;
}

// ---------------------------------------------------------------------------
// Steps

static void add_step(struct maker *maker, struct rule_steps *steps, bool late) {
    const struct trace_layout *layout = maker->counts->layout;
    size_t number = layout->nodes[maker->rule] + maker->node;
    const struct trace_place *place = &layout->places[number];
    const struct trace_rows *rows = late ? &maker->counts->ending[number] : &maker->counts->reading[number];
    const struct plan_node *node = &maker->words.rule->nodes[maker->node];
    struct step *step = &steps->items[steps->count++];
    struct text operation;
    text_init(&operation);
    words_step(&maker->words, maker->node, &operation);
    step->shown = (struct carl_trace_step){
        .number = maker->node + 1,
        .name = arena_copy(&maker->trace->arena, node->variable).data,
        .operation = keep(maker, &operation),
        .search = node->kind == PLAN_SEARCH,
        .late = late,
        .ran = !late || rows->ran,
        .rows_in = rows->in,
        .rows_out = rows->out,
    };
    add_condition(maker, step, late ? place->ending : place->reading,
                  late ? place->ending_count : place->reading_count);
    if (node->kind == PLAN_JOIN) {
        add_inputs(maker, step, node, place->joins);
    }
}

static void add_rule(struct maker *maker) {
    const struct plan_rule *rule = maker->words.rule;
    struct rule_steps *steps = &maker->trace->rules[maker->rule];
    steps->items = ARENA_ARRAY(&maker->trace->arena, 2 * rule->node_count, struct step);
    for (maker->node = 0; steps->items != NULL && maker->node < rule->node_count; maker->node++) {
        if (!rule->nodes[maker->node].late || rule->nodes[maker->node].tap) {
            add_step(maker, steps, false);
        }
    }
    for (maker->node = 0; steps->items != NULL && maker->node < rule->node_count; maker->node++) {
        if (rule->nodes[maker->node].late) {
            add_step(maker, steps, true);
        }
    }
}

enum carl_status carl_trace_create(const struct carl_scan *scan, struct carl_trace **ret_trace) {
    const struct plan *plan = &scan->rules->plan;
    if (!scan->options.trace) {
        return CARL_ERROR_USAGE;
    }
    struct carl_trace *trace = calloc(1, sizeof *trace);
    if (trace == NULL) {
        return CARL_ERROR_MEMORY;
    }
    arena_init(&trace->arena);
    trace->rule_count = plan->rules.count;
    trace->rules = ARENA_ARRAY(&trace->arena, plan->rules.count, struct rule_steps);
    for (size_t i = 0; trace->rules != NULL && i < plan->rules.count; i++) {
        struct maker maker = {.trace = trace, .counts = &scan->trace, .rule = i};
        maker.words = (struct plan_words){plan, scan->rules->model, &plan->rules.items[i]};
        add_rule(&maker);
    }
    if (arena_failed(&trace->arena)) {
        carl_trace_destroy(trace);
        return CARL_ERROR_MEMORY;
    }
    *ret_trace = trace;
    return CARL_OK;
}

void carl_trace_destroy(struct carl_trace *trace) {
    if (trace != NULL) {
        arena_finish(&trace->arena);
        free(trace);
    }
}

// ---------------------------------------------------------------------------
// Accessors

static const struct step *find_step(const struct carl_trace *trace, size_t rule, size_t index) {
    return rule < trace->rule_count && index < trace->rules[rule].count ? &trace->rules[rule].items[index] : NULL;
}

bool carl_trace_step(const struct carl_trace *trace, size_t rule, size_t index, struct carl_trace_step *ret_step) {
    const struct step *step = find_step(trace, rule, index);
    if (step != NULL) {
        *ret_step = step->shown;
    }
    return step != NULL;
}

bool carl_trace_test(const struct carl_trace *trace, size_t rule, size_t step, size_t index,
                     struct carl_trace_test *ret_test) {
    const struct step *found = find_step(trace, rule, step);
    if (found == NULL || index >= found->shown.test_count) {
        return false;
    }
    *ret_test = found->tests[index];
    return true;
}

bool carl_trace_input(const struct carl_trace *trace, size_t rule, size_t step, size_t index,
                      struct carl_trace_input *ret_input) {
    const struct step *found = find_step(trace, rule, step);
    if (found == NULL || index >= found->shown.input_count) {
        return false;
    }
    *ret_input = found->inputs[index];
    return true;
}
