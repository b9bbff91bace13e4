// SPDX-License-Identifier: Apache-2.0
// The plan as text: the steps in the order in which they run, first those taken
// for each record, then those taken once at the end; what is kept in between; the
// fields and what fills them.
#include "plan/plan_dump_page.h"

#include <stdint.h>
#include <string.h>

static const struct plan_node *node_at(const struct page *page, size_t node) {
    return &page->words.rule->nodes[node];
}

// Begins the line of a detail.
static void detail(struct page *page, const char *string) {
    text_append_repeat(page->out, ' ', PAGE_DETAIL);
    page_put(page, string);
}

static void put_columns(struct page *page, const struct plan_node *select) {
    for (size_t i = 0; i < select->name_count; i++) {
        detail(page, "");
        page_put_safe(page, select->names[i]);
        page_put(page, " = ");
        page_put_operand(page, select->columns[i], select->inputs[0]);
        page_put(page, "\n");
    }
}

// ---------------------------------------------------------------------------
// Steps

static void begin_step(struct page *page, size_t number) {
    const struct plan_node *node = node_at(page, number);
    text_append_repeat(page->out, ' ', PAGE_INDENT);
    page_put(page, page->style->name);
    words_node(page->out, number);
    page_put(page, page->style->end);
    page_put(page, " ");
    if (node->variable.size > 0) {
        page_put_safe(page, node->variable);
        page_put(page, ": ");
    }
    words_step(&page->words, number, &page->word);
    page_put_word(page);
}

static void put_condition(struct page *page, const struct predicate *condition, size_t number) {
    const struct plan_node *node = node_at(page, number);
    size_t rows = node->kind == PLAN_FILTER ? node->inputs[0] : number;
    if (condition != NULL) {
        page_put_conditions(page, &condition, 1, rows, PAGE_DETAIL);
    }
}

static void put_outputs(struct page *page, size_t number) {
    for (size_t i = 0; i < page->words.rule->output_count; i++) {
        if (page->words.rule->outputs[i].node == number) {
            detail(page, "output ");
            page_put_safe(page, page->words.rule->outputs[i].name);
            page_put(page, "\n");
        }
    }
}

static bool takes_all(const struct plan_node *search) {
    for (size_t i = 0; i < search->type_count; i++) {
        if (search->types[i].object == SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static void put_sensors(struct page *page, size_t number) {
    struct plan_sources sources = plan_search_sources(page->words.rule, number, page->dump->model, &page->arena);
    if (takes_all(node_at(page, number))) {
        detail(page, "from every record\n");
        return;
    }
    detail(page, sources.count > 0 ? "from " : "from no sensor\n");
    if (sources.count > 0) {
        page_put_events(page, &sources, NULL, PAGE_DETAIL + sizeof "from " - 1);
    }
}

// A step while reading: all of an early one, and of a late one what can be
// decided by then.
static void put_early_step(struct page *page, size_t number) {
    const struct plan_node *node = node_at(page, number);
    begin_step(page, number);
    if (node->late && node->kind != PLAN_DERIVE) {
        page_put(page, node->early == NULL ? ", decided at the end" : ", decided in part");
    }
    page_put(page, "\n");
    if (node->kind == PLAN_SEARCH) {
        put_sensors(page, number);
    }
    put_condition(page, node->late ? node->early : node->predicate, number);
    if (node->tap) {
        detail(page, "kept\n");
    }
    if (!node->late) {
        put_outputs(page, number);
    }
}

static void put_late_step(struct page *page, size_t number) {
    const struct plan_node *node = node_at(page, number);
    begin_step(page, number);
    page_put(page, "\n");
    if (node->kind == PLAN_JOIN) {
        page_put_join(page, number);
    } else {
        put_condition(page, node->predicate, number);
    }
    if (node->kind == PLAN_SELECT) {
        put_columns(page, node);
    }
    put_outputs(page, number);
}

static void put_value_outputs(struct page *page) {
    for (size_t i = 0; i < page->words.rule->output_count; i++) {
        const struct plan_output *output = &page->words.rule->outputs[i];
        if (output->node == SIZE_MAX) {
            text_append_repeat(page->out, ' ', PAGE_INDENT);
            page_put(page, "output ");
            page_put_safe(page, output->name);
            page_put(page, " = ");
            page_put_operand(page, output->value, 0);
            page_put(page, "\n");
        }
    }
}

static void put_kept(struct page *page) {
    const struct plan_rule *rule = page->words.rule;
    page_put_heading(page, "Kept until the end");
    text_append_repeat(page->out, ' ', PAGE_INDENT);
    page_put(page, "of records that pass ");
    for (size_t i = 0, taps = 0; i < rule->node_count; i++) {
        if (rule->nodes[i].tap) {
            page_put(page, taps++ > 0 ? ", " : "");
            words_node(page->out, i);
        }
    }
    page_put(page, ":\n");
    struct page_list list = page_list_begin(2 * PAGE_INDENT);
    text_append_repeat(page->out, ' ', 2 * PAGE_INDENT);
    for (size_t i = 0; i < rule->late_column_count; i++) {
        words_column(&page->words, rule->late_columns[i], &page->word);
        page_list_put(page, &list);
    }
    if (rule->keeps_records || rule->late_column_count == 0) {
        text_append_string(&page->word, rule->keeps_records ? "the record itself" : "their number");
        page_list_put(page, &list);
    }
    page_put(page, "\n");
}

static void put_steps(struct page *page) {
    const struct plan_rule *rule = page->words.rule;
    page_put_heading(page, "For each record");
    page->early = true;
    for (size_t i = 0; i < rule->node_count; i++) {
        if (!rule->nodes[i].late || rule->nodes[i].tap) {
            put_early_step(page, i);
        }
    }
    page->early = false;
    if (!rule->late) {
        return;
    }
    page_put_heading(page, "At the end of the input");
    for (size_t i = 0; i < rule->node_count; i++) {
        if (rule->nodes[i].late) {
            put_late_step(page, i);
        }
    }
    put_value_outputs(page);
    put_kept(page);
}

// ---------------------------------------------------------------------------
// The rule

void plan_dump_text(const struct plan_dump *dump, bool color, size_t width, struct text *out) {
    struct page page;
    page_init(&page, dump, color, width, out);
    page_put(&page, page.style->strong);
    page_put_safe(&page, dump->id);
    page_put(&page, page.style->end);
    page_put(&page, dump->title.size > 0 ? ": " : "");
    page_put_safe(&page, dump->title);
    page_put(&page, "\n");
    page_put_safe(&page, dump->file);
    page_put(&page, "\n");
    page_put_literals(&page);
    page_put_triggers(&page);
    put_steps(&page);
    page_put_fields(&page);
    page_finish(&page);
}
