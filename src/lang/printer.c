// SPDX-License-Identifier: Apache-2.0
#include "lang/printer.h"

void printer_init(struct printer *printer, const struct rule *rule) {
    *printer = (struct printer){.rule = rule, .opened = true};
    text_init(&printer->out);
}

void printer_finish(struct printer *printer) {
    text_finish(&printer->out);
}

void printer_put(struct printer *printer, const char *string) {
    text_append_string(&printer->out, string);
}

void printer_put_slice(struct printer *printer, struct slice text) {
    text_append(&printer->out, text);
}

size_t printer_column(const struct printer *printer) {
    return printer->out.size - printer->line_start;
}

size_t printer_try(struct printer *printer) {
    printer->measuring = true;
    return printer->out.size;
}

bool printer_is_over(const struct printer *printer) {
    return printer->measuring && printer_column(printer) > PRINTER_WIDTH;
}

bool printer_fits(struct printer *printer, size_t mark, size_t tail) {
    bool fits = printer_column(printer) + tail <= PRINTER_WIDTH;
    printer->measuring = false;
    if (!fits && !printer->out.failed) {
        printer->out.size = mark;
    }
    return fits;
}

// ---------------------------------------------------------------------------
// Lines

// True where [start, end) of the source holds an empty line.
static bool holds_blank_line(struct slice source, uint32_t start, uint32_t end) {
    bool line = false;
    for (uint32_t i = start; i < end; i++) {
        char c = source.data[i];
        if (c == '\n' && line) {
            return true;
        }
        line = c == '\n' || (line && (c == ' ' || c == '\t' || c == '\r'));
    }
    return false;
}

static void new_line(struct printer *printer, uint32_t start) {
    if (printer->out.size > 0) {
        bool blank = !printer->opened && holds_blank_line(printer->rule->source->text, printer->last_end, start);
        printer_put(printer, blank ? "\n\n" : "\n");
    }
    printer->opened = false;
    printer->line_start = printer->out.size;
    text_append_repeat(&printer->out, ' ', printer->indent * PRINTER_INDENT);
}

// ---------------------------------------------------------------------------
// Comments and metadata

static const struct comment *next_comment(const struct printer *printer) {
    return printer->comment < printer->rule->comment_count ? &printer->rule->comments[printer->comment] : NULL;
}

static const struct metadata *next_metadata(const struct printer *printer) {
    return printer->metadata < printer->rule->metadata_count ? &printer->rule->metadata[printer->metadata] : NULL;
}

// Where the next of either begins; UINT32_MAX: there is none.
static uint32_t next_extra(const struct printer *printer) {
    const struct comment *comment = next_comment(printer);
    const struct metadata *metadata = next_metadata(printer);
    uint32_t start = comment == NULL ? UINT32_MAX : comment->span.start;
    return metadata != NULL && metadata->span.start < start ? metadata->span.start : start;
}

bool printer_has_extras(const struct printer *printer, uint32_t offset) {
    return next_extra(printer) < offset;
}

static void put_comment(struct printer *printer, const struct comment *comment) {
    struct slice text = source_slice(printer->rule->source, comment->span);
    while (text.size > 0 &&
           (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t' || text.data[text.size - 1] == '\r')) {
        text.size--;
    }
    printer_put_slice(printer, text);
    printer->last_end = comment->span.end;
    printer->comment++;
}

static void put_metadata(struct printer *printer, const struct metadata *metadata) {
    // A metadata line is one only at a line's start.
    size_t indent = printer->indent;
    printer->indent = 0;
    new_line(printer, metadata->span.start);
    printer->indent = indent;
    printer_put(printer, "@");
    printer_put_slice(printer, metadata->key.text);
    if (metadata->value.size > 0) {
        printer_put(printer, " ");
        printer_put_slice(printer, metadata->value);
    }
    printer->last_end = metadata->span.end;
    printer->metadata++;
}

void printer_flush(struct printer *printer, uint32_t limit) {
    for (uint32_t start = next_extra(printer); start < limit; start = next_extra(printer)) {
        const struct comment *comment = next_comment(printer);
        const struct metadata *metadata = next_metadata(printer);
        if (comment != NULL && comment->span.start == start) {
            new_line(printer, start);
            put_comment(printer, comment);
        } else if (metadata != NULL) {
            put_metadata(printer, metadata);
        }
    }
}

void printer_begin(struct printer *printer, uint32_t limit, uint32_t start) {
    printer_flush(printer, limit);
    new_line(printer, start);
}

static bool is_one_line(const struct printer *printer, uint32_t start, uint32_t end) {
    const char *text = printer->rule->source->text.data;
    return start <= end && memchr(text + start, '\n', end - start) == NULL;
}

bool printer_trail(struct printer *printer, uint32_t end, struct span next, uint32_t limit) {
    const struct comment *comment = next_comment(printer);
    printer->last_end = next.end > end ? next.end : end;
    if (comment == NULL || comment->span.start >= limit || comment->span.start < end ||
        next_extra(printer) != comment->span.start) {
        return false;
    }
    bool behind =
        is_one_line(printer, end, comment->span.start) || (next.end > next.start && next.end <= comment->span.start &&
                                                           is_one_line(printer, next.end, comment->span.start));
    if (behind) {
        printer_put(printer, "  ");
        put_comment(printer, comment);
    }
    return behind;
}

void printer_open(struct printer *printer, const char *bracket) {
    printer_put(printer, bracket);
    printer->indent++;
    printer->opened = true;
}

void printer_close(struct printer *printer, uint32_t limit, const char *bracket) {
    printer_flush(printer, limit);
    printer->indent--;
    printer->opened = true;
    new_line(printer, limit);
    printer_put(printer, bracket);
}
