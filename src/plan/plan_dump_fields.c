// SPDX-License-Identifier: Apache-2.0
// The columns that a rule reads, as a table for people: their names, what fills
// them, and the sensor events in which it does.
#include "plan/plan_dump_page.h"
#include "plan/plan_reads.h"

#include <stdint.h>

// Wider columns are not waited for, and more events that lack a field not named.
enum { WIDEST_NAME = 28, WIDEST_SOURCE = 48, MOST_EVENTS = 6 };

struct widths {
    size_t name;
    size_t source;
};

void page_put_events(struct page *page, const struct plan_sources *sources, const bool *shown, size_t indent) {
    struct page_list list = page_list_begin(indent);
    for (size_t i = 0; i < sources->count; i++) {
        if (shown == NULL || shown[i]) {
            text_append(&page->word, sources->items[i].sensor->name);
            text_append_char(&page->word, ' ');
            text_append(&page->word, sources->items[i].event->label);
            page_list_put(page, &list);
        }
    }
    page_put(page, "\n");
}

static bool same_map(const struct field_map *a, const struct field_map *b) {
    if (a == NULL || b == NULL) {
        return a == b;
    }
    return slice_equal(a->words, b->words);
}

static const struct row_column *column_of(const struct page *page, const struct plan_read *read) {
    return &page->dump->plan->columns.items[read->column];
}

static struct plan_sources sources_of(struct page *page, const struct plan_read *read) {
    return plan_sources_find(page->words.rule, read->nodes, page->dump->model, column_of(page, read)->field,
                             &page->arena);
}

static bool is_filled(const struct plan_sources *sources) {
    for (size_t i = 0; i < sources->count; i++) {
        if (sources->items[i].map != NULL) {
            return true;
        }
    }
    return false;
}

// The columns of page->word, which is empty afterwards.
static size_t measure_word(struct page *page) {
    size_t columns = text_columns(text_slice(&page->word));
    text_reset(&page->word);
    return columns;
}

static void widen(size_t *width, size_t columns, size_t widest) {
    if (columns > *width && columns <= widest) {
        *width = columns;
    }
}

static struct widths measure(struct page *page, const struct plan_reads *reads) {
    struct widths widths = {0};
    for (size_t i = 0; i < reads->count; i++) {
        words_column(&page->words, reads->items[i].column, &page->word);
        widen(&widths.name, measure_word(page), WIDEST_NAME);
        if (column_of(page, &reads->items[i])->kind != ROW_FIELD) {
            continue;
        }
        struct plan_sources sources = sources_of(page, &reads->items[i]);
        for (size_t k = 0; k < sources.count; k++) {
            if (sources.items[k].map != NULL) {
                text_append(&page->word, sources.items[k].map->words);
                widen(&widths.source, measure_word(page), WIDEST_SOURCE);
            }
        }
    }
    return widths;
}

// Appends page->word, and blanks up to the next column.
static void put_cell(struct page *page, size_t width) {
    size_t columns = text_columns(text_slice(&page->word));
    page_put_word(page);
    text_append_repeat(page->out, ' ', (columns < width ? width - columns : 0) + PAGE_GAP);
}

// The events in which the field comes from `map`; they are marked in `done`. In
// the line that has been begun unless there was one before.
static void put_source(struct page *page, const struct plan_sources *sources, const struct field_map *map,
                       const struct widths *widths, bool *done, bool *begun) {
    bool *shown = ARENA_ARRAY(&page->arena, sources->count, bool);
    size_t count = 0;
    for (size_t i = 0; shown != NULL && i < sources->count; i++) {
        shown[i] = same_map(sources->items[i].map, map);
        done[i] = done[i] || shown[i];
        count += shown[i];
    }
    size_t indent = PAGE_INDENT + widths->name + PAGE_GAP;
    text_append_repeat(page->out, ' ', *begun ? indent : 0);
    *begun = true;
    if (map == NULL) {
        text_append_string(&page->word, "nothing");
    } else {
        text_append(&page->word, map->words);
    }
    put_cell(page, widths->source);
    page_put(page, page->style->dim);
    if (map == NULL && count > MOST_EVENTS) {
        text_append_unsigned(page->out, count);
        page_put(page, " other events\n");
    } else {
        page_put_events(page, sources, shown, indent + widths->source + PAGE_GAP);
    }
    page_put(page, page->style->end);
}

static void put_model_field(struct page *page, const struct plan_read *read, const struct widths *widths) {
    struct plan_sources sources = sources_of(page, read);
    bool *done = ARENA_ARRAY(&page->arena, sources.count, bool);
    bool begun = false;
    if (!is_filled(&sources) || done == NULL) {
        page_put(page, "nothing: no sensor fills it\n");
        return;
    }
    for (size_t i = 0; i < sources.count; i++) {
        if (!done[i] && sources.items[i].map != NULL) {
            put_source(page, &sources, sources.items[i].map, widths, done, &begun);
        }
    }
    for (size_t i = 0; i < sources.count; i++) {
        if (!done[i]) {
            put_source(page, &sources, NULL, widths, done, &begun);
        }
    }
}

void page_put_fields(struct page *page) {
    static const char *const elsewhere[] = {
        [ROW_NATIVE] = "the record, where it has such a field",
        [ROW_TIME] = "the time of the record",
        [ROW_RAW_EVENT] = "all values of the record",
        [ROW_EVENT_CODE] = "the header of the record",
        [ROW_LOG_NAME] = "the header of the record",
        [ROW_SEVERITY] = "the header of the record",
        [ROW_SUBJECT_SECURITY_ID] = "the header of the record",
    };
    struct plan_reads reads = plan_reads_find(page->words.rule, &page->arena);
    struct widths widths = measure(page, &reads);
    if (reads.count > 0) {
        page_put_heading(page, "Fields and what fills them");
    }
    for (size_t i = 0; i < reads.count; i++) {
        enum row_column_kind kind = column_of(page, &reads.items[i])->kind;
        text_append_repeat(page->out, ' ', PAGE_INDENT);
        words_column(&page->words, reads.items[i].column, &page->word);
        put_cell(page, widths.name);
        if (kind == ROW_FIELD) {
            put_model_field(page, &reads.items[i], &widths);
        } else {
            page_put(page, elsewhere[kind]);
            page_put(page, "\n");
        }
    }
}
