// SPDX-License-Identifier: Apache-2.0
// The conditions of a plan as lines for people: the tests in their order, each
// with its form beside it.
#include "base/vector.h"
#include "lang/snippet.h"
#include "plan/plan_dump_page.h"

// Forms stand in one column unless a test is wider than this.
enum { STEP = 2, WIDEST = 72 };

struct line {
    size_t indent;
    size_t text; // where the test ends in the lines' text; it begins where the line before ends
    size_t form; // where its form ends
};

struct lines {
    const struct plan_words *words;
    bool shares; // it is told what several conditions have in common
    struct text text;
    VECTOR(struct line) items;
};

static void add_line(struct lines *lines, size_t depth, struct slice text, struct slice form) {
    snippet_append_safe(&lines->text, text);
    struct line line = {.indent = depth * STEP, .text = lines->text.size};
    text_append(&lines->text, form);
    line.form = lines->text.size;
    if (!VECTOR_PUSH(&lines->items, line)) {
        lines->text.failed = true;
    }
}

// ", shared by 3", without the comma at the start of the form.
static void add_shares(const struct lines *lines, const struct predicate *predicate, struct text *form) {
    if (lines->shares && predicate->uses > 1) {
        text_append_string(form, form->size > 0 ? ", shared by " : "shared by ");
        text_append_unsigned(form, predicate->uses);
    }
}

static void add_heading(struct lines *lines, const struct predicate *predicate, size_t depth, const char *text) {
    struct text form;
    text_init(&form);
    add_shares(lines, predicate, &form);
    add_line(lines, depth, slice_from_string(text), text_slice(&form));
    lines->text.failed = lines->text.failed || form.failed;
    text_finish(&form);
}

static void add_test(struct lines *lines, const struct predicate *test, size_t node, size_t depth,
                     const struct predicate *denied) {
    struct text words;
    struct text form;
    text_init(&words);
    text_init(&form);
    words_denied_test(lines->words, denied != NULL ? denied : test, node, &words);
    words_form(test, &form);
    text_append_string(&form, lines->shares && test->matcher != NULL ? ", in one pass" : "");
    add_shares(lines, denied != NULL && denied->uses > 1 ? denied : test, &form);
    add_line(lines, depth, text_slice(&words), text_slice(&form));
    lines->text.failed = lines->text.failed || words.failed || form.failed;
    text_finish(&words);
    text_finish(&form);
}

// `denied`: the `not` that it stands under, which goes into the same line; or NULL.
static void add_condition(struct lines *lines, const struct predicate *condition, size_t node, size_t depth,
                          const struct predicate *denied) {
    const struct predicate *shared = denied != NULL && denied->uses > 1 ? denied : condition;
    switch (condition->kind) {
    case PREDICATE_NOT:
        if (condition->children[0]->kind == PREDICATE_NOT) {
            add_heading(lines, condition, depth, words_heading(condition));
            add_condition(lines, condition->children[0], node, depth + 1, NULL);
        } else {
            add_condition(lines, condition->children[0], node, depth, condition);
        }
        return;
    case PREDICATE_AND:
    case PREDICATE_OR:
        add_heading(lines, shared, depth, words_heading(denied != NULL ? denied : condition));
        break;
    default:
        add_test(lines, condition, node, depth, denied);
        return;
    }
    for (size_t i = 0; i < condition->child_count; i++) {
        add_condition(lines, condition->children[i], node, depth + 1, NULL);
    }
}

static struct slice text_of(const struct lines *lines, size_t index) {
    size_t start = index == 0 ? 0 : lines->items.items[index - 1].form;
    return slice_sub(text_slice(&lines->text), start, lines->items.items[index].text);
}

// The column that forms begin in.
static size_t form_column(const struct lines *lines) {
    size_t column = 0;
    for (size_t i = 0; i < lines->items.count; i++) {
        const struct line *line = &lines->items.items[i];
        size_t end = line->indent + text_columns(text_of(lines, i));
        if (line->form > line->text && end <= WIDEST && end > column) {
            column = end;
        }
    }
    return column + PAGE_GAP;
}

static void put_lines(struct page *page, const struct lines *lines, size_t indent) {
    struct text *out = page->out;
    size_t column = form_column(lines);
    for (size_t i = 0; i < lines->items.count; i++) {
        const struct line *line = &lines->items.items[i];
        struct slice text = text_of(lines, i);
        size_t taken = line->indent + text_columns(text);
        text_append_repeat(out, ' ', indent + line->indent);
        text_append(out, text);
        if (line->form > line->text) {
            text_append_repeat(out, ' ', taken + PAGE_GAP <= column ? column - taken : PAGE_GAP);
            text_append_string(out, page->style->dim);
            text_append(out, slice_sub(text_slice(&lines->text), line->text, line->form));
            text_append_string(out, page->style->end);
        }
        text_append_char(out, '\n');
    }
}

void page_put_conditions(struct page *page, const struct predicate *const *conditions, size_t count, size_t node,
                         size_t indent) {
    struct lines lines = {.words = &page->words, .shares = page->early};
    text_init(&lines.text);
    for (size_t i = 0; i < count; i++) {
        add_condition(&lines, conditions[i], node, 0, NULL);
    }
    if (lines.text.failed) {
        page->out->failed = true;
    } else {
        put_lines(page, &lines, indent);
    }
    text_finish(&lines.text);
    VECTOR_FREE(&lines.items);
}
