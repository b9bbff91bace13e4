// SPDX-License-Identifier: Apache-2.0
// The steps of a join as lines for people: how the rows of each set are found, and
// what is tested on them.
#include "plan/join_steps.h"
#include "plan/plan_dump_page.h"

static size_t widest_name(const struct plan_node *join) {
    size_t widest = 0;
    for (size_t i = 0; i < join->name_count; i++) {
        size_t columns = text_columns(join->names[i]);
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

static void put_keys(struct page *page, const struct join_step *step, size_t node) {
    page_put(page, "by hash: ");
    for (size_t i = 0; i < step->key_count; i++) {
        page_put(page, i > 0 ? ", " : "");
        page_put_operand(page, step->own[i], node);
        page_put(page, " == ");
        page_put_operand(page, step->other[i], node);
    }
}

static void put_bounds(struct page *page, const struct join_step *step, struct slice name, size_t node) {
    page_put(page, "by time: ");
    for (size_t i = 0; i < step->bound_count; i++) {
        page_put(page, i > 0 ? ", " : "");
        page_put_safe(page, name);
        page_put(page, ".time ");
        page_put(page, words_compare(step->bounds[i].compare));
        page_put(page, " ");
        page_put_operand(page, step->bounds[i].other, node);
    }
}

// True for a test that the line about how rows are found shows.
static bool is_shown(const struct join_step *step, const struct predicate *test) {
    if (test->kind != PREDICATE_COMPARE) {
        return false;
    }
    for (size_t i = 0; i < step->key_count; i++) {
        const struct operand *own = step->own[i];
        const struct operand *other = step->other[i];
        if ((test->left == own && test->right == other) || (test->left == other && test->right == own)) {
            return true;
        }
    }
    for (size_t i = 0; step->key_count == 0 && i < step->bound_count; i++) {
        if (step->bounds[i].other == test->left || step->bounds[i].other == test->right) {
            return true;
        }
    }
    return false;
}

static void put_due(struct page *page, const struct join_step *step, size_t node, size_t indent) {
    const struct predicate **tests = ARENA_ARRAY(&page->arena, step->due_count, const struct predicate *);
    size_t count = 0;
    for (size_t i = 0; tests != NULL && i < step->due_count; i++) {
        if (!is_shown(step, step->due[i])) {
            tests[count++] = step->due[i];
        }
    }
    page_put_conditions(page, tests, count, node, indent);
}

static void put_join_step(struct page *page, size_t node, size_t input, size_t width) {
    const struct plan_node *join = &page->words.rule->nodes[node];
    const struct join_step *step = &join->steps[input];
    size_t indent = PAGE_DETAIL + width + PAGE_GAP;
    text_append_repeat(page->out, ' ', PAGE_DETAIL);
    page_put_safe(page, join->names[input]);
    text_append_repeat(page->out, ' ', width - text_columns(join->names[input]) + PAGE_GAP);
    if (input == 0) {
        page_put(page, "each row");
    } else if (step->key_count > 0) {
        put_keys(page, step, node);
    } else if (step->bound_count > 0) {
        put_bounds(page, step, join->names[input], node);
    } else {
        page_put(page, "every row with each");
    }
    page_put(page, "\n");
    page_put_conditions(page, step->alone, step->alone_count, node, indent);
    put_due(page, step, node, indent);
}

void page_put_join(struct page *page, size_t number) {
    const struct plan_node *join = &page->words.rule->nodes[number];
    size_t width = widest_name(join);
    for (size_t i = 0; i < join->input_count; i++) {
        put_join_step(page, number, i, width);
    }
}
