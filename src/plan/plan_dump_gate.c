// SPDX-License-Identifier: Apache-2.0
// What lets a run pass over records, and over rules for a record: literals and
// the gate, and the leaves that call for a rule.
#include "plan/literals.h"
#include "plan/matcher.h"
#include "plan/plan_dump_page.h"
#include "plan/plan_triggers.h"

#include <stdint.h>
#include <string.h>

void page_put_literals(struct page *page) {
    struct literal_set literals = literals_of_rule(page->dump->plan, page->dump->model, page->words.rule);
    struct page_list list = page_list_begin(PAGE_INDENT);
    page_put_heading(page, page->words.rule->late ? "Literals: each hit, and each record that is kept, holds one"
                                                  : "Literals: each hit holds one");
    text_append_repeat(page->out, ' ', PAGE_INDENT);
    for (size_t i = 0; i < literals.count && !literals.any; i++) {
        words_quoted(&page->word, literals.items[i]);
        page_list_put(page, &list);
    }
    page_put(page, list.begun ? "\n" : literals.any ? "none is known\n" : "there is no such record\n");
}

void page_put_triggers(struct page *page) {
    struct plan_triggers triggers = plan_triggers_find(page->dump->plan, page->dump->rule, &page->arena);
    if (triggers.always || triggers.count == 0) {
        return;
    }
    page_put_heading(page, "Run only where one of these holds");
    page_put_conditions(page, triggers.leaves, triggers.count, 0, PAGE_INDENT);
}

static void put_matchers(struct page *page, const struct plan *plan) {
    if (plan->matchers.count > 0) {
        page_put_heading(page, "Decided in one pass over the value");
    }
    for (size_t i = 0; i < plan->matchers.count; i++) {
        size_t leaves = plan_matcher_leaves(plan, plan->matchers.items[i]);
        text_append_repeat(page->out, ' ', PAGE_INDENT);
        page_put_operand(page, plan->matchers.items[i]->operand, 0);
        page_put(page, ": ");
        text_append_unsigned(page->out, leaves);
        page_put(page, leaves == 1 ? " test\n" : " tests\n");
    }
}

static void put_gate(struct page *page, const struct plan *plan) {
    static const char *const verdicts[] = {
        [GATE_NONE] = "every line is read",
        [GATE_LITERALS] = "lines are not read that hold none of ",
        [GATE_CODES] = "lines are not read whose event id is none of ",
    };
    const struct gate *gate = &plan->gate;
    struct page_list list = page_list_begin(PAGE_INDENT + strlen(verdicts[gate->kind]));
    page_put_heading(page, plan->rules.count == 1 ? "Gate" : "Gate of all rules");
    text_append_repeat(page->out, ' ', PAGE_INDENT);
    page_put(page, verdicts[gate->kind]);
    for (size_t i = 0; gate->kind == GATE_LITERALS && i + 1 < gate->literal_count; i++) {
        words_quoted(&page->word, gate->literals[i]);
        page_list_put(page, &list);
    }
    for (size_t i = 0; i < gate->code_count; i++) {
        text_append_unsigned(&page->word, gate->codes[i]);
        page_list_put(page, &list);
    }
    page_put(page, gate->kind != GATE_NONE && plan->uses_now ? ", if `now` is given\n" : "\n");
}

void plan_dump_common_text(const struct plan *plan, const struct carl_model *model, bool color, size_t width,
                           struct text *out) {
    struct page page;
    page_init(&page, NULL, color, width, out);
    page.words = (struct plan_words){.plan = plan, .model = model};
    put_matchers(&page, plan);
    put_gate(&page, plan);
    page_finish(&page);
}
