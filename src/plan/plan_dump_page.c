// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_dump_page.h"

#include "lang/snippet.h"

static const struct page_style plain_style = {"", "", "", ""};
static const struct page_style color_style = {"\x1b[1m", "\x1b[36m", "\x1b[2m", "\x1b[0m"};

void page_init(struct page *page, const struct plan_dump *dump, bool color, size_t width, struct text *out) {
    *page = (struct page){
        .dump = dump,
        .style = color ? &color_style : &plain_style,
        .width = width,
        .out = out,
    };
    if (dump != NULL) {
        page->words = (struct plan_words){dump->plan, dump->model, &dump->plan->rules.items[dump->rule]};
    }
    text_init(&page->word);
    arena_init(&page->arena);
}

void page_finish(struct page *page) {
    page->out->failed = page->out->failed || arena_failed(&page->arena);
    text_finish(&page->word);
    arena_finish(&page->arena);
}

void page_put(struct page *page, const char *string) {
    text_append_string(page->out, string);
}

void page_put_styled(struct page *page, const char *style, const char *string) {
    page_put(page, style);
    page_put(page, string);
    page_put(page, page->style->end);
}

void page_put_safe(struct page *page, struct slice text) {
    snippet_append_safe(page->out, text);
}

void page_put_word(struct page *page) {
    page_put_safe(page, text_slice(&page->word));
    page->out->failed = page->out->failed || page->word.failed;
    text_reset(&page->word);
}

void page_put_heading(struct page *page, const char *title) {
    page_put(page, "\n");
    page_put_styled(page, page->style->strong, title);
    page_put(page, "\n");
}

void page_put_operand(struct page *page, const struct operand *operand, size_t node) {
    words_operand(&page->words, operand, node, &page->word);
    page_put_word(page);
}

struct page_list page_list_begin(size_t indent) {
    return (struct page_list){.indent = indent, .column = indent};
}

void page_list_put(struct page *page, struct page_list *list) {
    size_t columns = text_columns(text_slice(&page->word));
    if (list->begun && list->column + sizeof ", " + columns > page->width) {
        page_put(page, ",\n");
        text_append_repeat(page->out, ' ', list->indent);
        list->column = list->indent;
    } else if (list->begun) {
        page_put(page, ", ");
        list->column += sizeof ", " - 1;
    }
    page_put_word(page);
    list->column += columns;
    list->begun = true;
}

size_t text_columns(struct slice text) {
    size_t columns = 0;
    for (size_t i = 0; i < text.size; i++) {
        columns += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    }
    return columns;
}
