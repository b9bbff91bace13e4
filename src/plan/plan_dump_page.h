// SPDX-License-Identifier: Apache-2.0
// The page that the plan's dump as text is written to. Internal to that dump. All
// borrowed but what says otherwise; failure is that of `out`.
#ifndef CARL_PLAN_PLAN_DUMP_PAGE_H
#define CARL_PLAN_PLAN_DUMP_PAGE_H

#include "base/arena.h"
#include "plan/plan_dump.h"
#include "plan/plan_reads.h"
#include "plan/plan_words.h"

// Where steps begin and where what is said about them does.
enum { PAGE_INDENT = 2, PAGE_DETAIL = 7, PAGE_GAP = 2 };

struct page_style {
    const char *strong;
    const char *name;
    const char *dim;
    const char *end;
};

struct page {
    const struct plan_dump *dump;
    struct plan_words words;
    const struct page_style *style;
    size_t width;
    bool early; // what is shown now is asked while the input is read
    struct text *out;
    struct text word;   // that is being made; owned
    struct arena arena; // lists that are shown; owned
};

// `dump` may be NULL for a page that shows no rule.
void page_init(struct page *page, const struct plan_dump *dump, bool color, size_t width, struct text *out);
// Tells `out` where memory ran out.
void page_finish(struct page *page);

void page_put(struct page *page, const char *string);
void page_put_styled(struct page *page, const char *style, const char *string);
// A text from the rule, made safe for a terminal.
void page_put_safe(struct page *page, struct slice text);
// page->word, which is empty afterwards.
void page_put_word(struct page *page);
// A title between empty lines.
void page_put_heading(struct page *page, const char *title);
// An operand on rows of `node`.
void page_put_operand(struct page *page, const struct operand *operand, size_t node);

// Words with commas between them, wrapped: further lines begin at `indent`, as the
// first word did.
struct page_list {
    size_t indent;
    size_t column;
    bool begun;
};

struct page_list page_list_begin(size_t indent);
// Appends page->word.
void page_list_put(struct page *page, struct page_list *list);

// The columns that a text takes, one for each character.
size_t text_columns(struct slice text);

// plan_dump_conditions.c: the tests of conditions that must all hold, on rows of
// `node`: a line each, indented, with the form beside it.
void page_put_conditions(struct page *page, const struct predicate *const *conditions, size_t count, size_t node,
                         size_t indent);

// plan_dump_joins.c: how the join with this number finds its rows.
void page_put_join(struct page *page, size_t number);

// plan_dump_gate.c: what the bytes of a record must hold for the rule, and the
// tests that call for it, if it is not run for each record.
void page_put_literals(struct page *page);
void page_put_triggers(struct page *page);

// plan_dump_fields.c: the columns that the rule reads and what fills them.
void page_put_fields(struct page *page);
// The sensor events that are `shown` (NULL: all), wrapped from `indent` on; ends
// the line.
void page_put_events(struct page *page, const struct plan_sources *sources, const bool *shown, size_t indent);

#endif
