// SPDX-License-Identifier: Apache-2.0
#include "lang/diagnostic.h"
#include "lang/snippet.h"

#include "base/text.h"

#include <stdlib.h>

// A replacement is shown only where it fits on the screen at a glance.
enum { REPLACEMENT_LINES = 4 };

struct style {
    const char *error;
    const char *warning;
    const char *note;
    const char *strong;
    const char *gutter;
    const char *added;
    const char *end;
};

static const struct style plain_style = {"", "", "", "", "", "", ""};
static const struct style color_style = {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1m",
                                         "\x1b[34m",   "\x1b[32m",   "\x1b[0m"};

struct renderer {
    struct text out;
    const struct style *style;
    size_t gutter; // digits of the greatest line number of this diagnostic
};

static const char *severity_name(enum carl_severity severity) {
    return severity == CARL_ERROR ? "error" : severity == CARL_WARNING ? "warning" : "note";
}

static const char *severity_style(const struct style *style, enum carl_severity severity) {
    return severity == CARL_ERROR ? style->error : severity == CARL_WARNING ? style->warning : style->note;
}

static size_t digits(size_t number) {
    size_t count = 1;
    for (; number >= 10; number /= 10) {
        count++;
    }
    return count;
}

// "  12 | ", or blanks for the number where `line` is 0.
static void append_gutter(struct renderer *renderer, size_t line, char separator) {
    text_append_string(&renderer->out, renderer->style->gutter);
    text_append_repeat(&renderer->out, ' ', 1 + renderer->gutter - (line == 0 ? 0 : digits(line)));
    if (line > 0) {
        text_append_unsigned(&renderer->out, line);
    }
    text_append_char(&renderer->out, ' ');
    text_append_char(&renderer->out, separator);
    text_append_string(&renderer->out, renderer->style->end);
    text_append_char(&renderer->out, ' ');
}

// What is marked on one line: a span's part there, with its label on the last.
struct mark {
    size_t line;
    size_t start; // bytes from the start of the line
    size_t end;
    char sign;
    struct slice label;
    const char *style;
};

typedef VECTOR(struct mark) mark_list;

static size_t leading_blanks(struct slice line) {
    size_t count = 0;
    while (count < line.size && (line.data[count] == ' ' || line.data[count] == '\t')) {
        count++;
    }
    return count;
}

// One mark for a span on one line; for a longer one its first and last line.
static bool add_marks(mark_list *marks, const struct source *source, struct span span, char sign, struct slice label,
                      const char *style) {
    struct position from = source_position(source, span.start);
    struct position to = source_position(source, span.end);
    struct mark mark = {from.line, from.column - 1, to.column - 1, sign, label, style};
    if (to.line > from.line) {
        mark.end = source_line(source, from.line).size;
        if (mark.end < mark.start) {
            mark.end = mark.start;
        }
        mark.label = SLICE("");
        if (!VECTOR_PUSH(marks, mark)) {
            return false;
        }
        size_t start = leading_blanks(source_line(source, to.line));
        size_t end = to.column - 1;
        mark = (struct mark){to.line, start < end ? start : end, end, sign, label, style};
    }
    return VECTOR_PUSH(marks, mark);
}

static int compare_marks(const void *left, const void *right) {
    const struct mark *a = left;
    const struct mark *b = right;
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    if (a->sign != b->sign) {
        return a->sign == '^' ? -1 : 1;
    }
    return a->start < b->start ? -1 : a->start > b->start;
}

static void append_mark(struct renderer *renderer, const struct snippet *snippet, const struct mark *mark) {
    append_gutter(renderer, 0, '|');
    struct text under;
    text_init(&under);
    snippet_append_mark(&under, snippet, mark->start, mark->end, mark->sign);
    size_t blanks = leading_blanks(text_slice(&under));
    text_append_repeat(&renderer->out, ' ', blanks);
    text_append_string(&renderer->out, mark->style);
    text_append(&renderer->out, slice_sub(text_slice(&under), blanks, under.size));
    if (mark->label.size > 0) {
        text_append_char(&renderer->out, ' ');
        snippet_append_safe(&renderer->out, mark->label);
    }
    text_append_string(&renderer->out, renderer->style->end);
    text_append_char(&renderer->out, '\n');
    renderer->out.failed = renderer->out.failed || under.failed;
    text_finish(&under);
}

// The lines that hold marks, each once, with its marks below.
static void append_marked_lines(struct renderer *renderer, const struct source *source, const mark_list *marks) {
    size_t shown = 0; // line number
    struct snippet snippet = {0};
    for (size_t i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->items[i];
        if (mark->line != shown) {
            if (shown > 0 && mark->line > shown + 1) {
                text_append_string(&renderer->out, renderer->style->gutter);
                text_append_repeat(&renderer->out, '.', 3);
                text_append_string(&renderer->out, renderer->style->end);
                text_append_char(&renderer->out, '\n');
            }
            shown = mark->line;
            snippet = snippet_clip(source_line(source, shown), mark->start, mark->end);
            append_gutter(renderer, shown, '|');
            snippet_append(&renderer->out, &snippet);
            text_append_char(&renderer->out, '\n');
        }
        append_mark(renderer, &snippet, mark);
    }
}

static int compare_edits(const void *left, const void *right) {
    const struct edit *a = left;
    const struct edit *b = right;
    if (a->span.start != b->span.start) {
        return a->span.start < b->span.start ? -1 : 1;
    }
    return a->span.end < b->span.end ? -1 : a->span.end > b->span.end;
}

// Appends bytes [from, to) of the text with the (sorted) edits applied, and
// sets the bytes of the result that the first edit made.
static void apply_edits(struct text *out, const struct source *source, uint32_t from, uint32_t to,
                        const struct edit *edits, size_t count, struct span *ret_changed) {
    uint32_t at = from;
    for (size_t i = 0; i < count; i++) {
        if (edits[i].span.start < at) {
            continue; // overlaps the one before
        }
        text_append(out, slice_sub(source->text, at, edits[i].span.start));
        if (i == 0) {
            ret_changed->start = (uint32_t)out->size;
        }
        text_append(out, edits[i].insert);
        if (i == 0) {
            ret_changed->end = (uint32_t)out->size;
        }
        at = edits[i].span.end;
    }
    if (at < to) {
        text_append(out, slice_sub(source->text, at, to));
    }
}

// The lines as they would be after the edits.
static void append_replacement(struct renderer *renderer, const struct source *source, const struct edit *edits,
                               size_t count) {
    size_t first_line = source_position(source, edits[0].span.start).line;
    size_t last_line = source_position(source, edits[count - 1].span.end).line;
    if (last_line - first_line >= REPLACEMENT_LINES) {
        return;
    }
    struct slice last = source_line(source, last_line);
    struct text result;
    text_init(&result);
    struct span changed = {0, 0};
    apply_edits(&result, source, source->lines[first_line - 1], source->lines[last_line - 1] + (uint32_t)last.size,
                edits, count, &changed);
    size_t line = first_line;
    for (size_t start = 0; start <= result.size && line < first_line + REPLACEMENT_LINES; line++) {
        size_t end = start;
        while (end < result.size && result.data[end] != '\n') {
            end++;
        }
        size_t shown = end > start && result.data[end - 1] == '\r' ? end - 1 : end;
        size_t from = changed.start < start ? 0 : changed.start - start;
        size_t to = changed.end < start ? 0 : changed.end - start;
        struct slice text = slice_sub(text_slice(&result), start, shown);
        struct snippet snippet = snippet_clip(text, from, to);
        append_gutter(renderer, line, '+');
        text_append_string(&renderer->out, renderer->style->added);
        snippet_append(&renderer->out, &snippet);
        text_append_string(&renderer->out, renderer->style->end);
        text_append_char(&renderer->out, '\n');
        start = end + 1;
    }
    renderer->out.failed = renderer->out.failed || result.failed;
    text_finish(&result);
}

static bool append_edits(struct renderer *renderer, const struct diagnostic *diagnostic) {
    size_t count = diagnostic->edits.count;
    if (count == 0) {
        return true;
    }
    struct edit *edits = calloc(count, sizeof *edits);
    if (edits == NULL) {
        return false;
    }
    memcpy(edits, diagnostic->edits.items, count * sizeof *edits);
    qsort(edits, count, sizeof *edits, compare_edits);
    append_replacement(renderer, diagnostic->source, edits, count);
    free(edits);
    return true;
}

static void append_heading(struct renderer *renderer, const struct diagnostic *diagnostic, size_t times) {
    const struct style *style = renderer->style;
    struct position position = source_position(diagnostic->source, diagnostic->span.start);
    enum carl_severity severity = diagnostic_code_severity(diagnostic->code);
    text_append_string(&renderer->out, style->strong);
    snippet_append_safe(&renderer->out, diagnostic->source->file);
    text_format(&renderer->out, ":%zu:%zu: %s%s%s[%s]:%s ", position.line, position.column, style->end,
                severity_style(style, severity), severity_name(severity), diagnostic_code_name(diagnostic->code),
                style->end);
    text_append_string(&renderer->out, style->strong);
    text_append(&renderer->out, diagnostic->message);
    text_append_string(&renderer->out, style->end);
    if (times > 1) {
        text_format(&renderer->out, " (%zu times in this rule)", times);
    }
    text_append_char(&renderer->out, '\n');
}

static size_t greatest_line(const struct diagnostic *diagnostic) {
    size_t greatest = source_position(diagnostic->source, diagnostic->span.end).line;
    for (size_t i = 0; i < diagnostic->related.count; i++) {
        size_t line = source_position(diagnostic->source, diagnostic->related.items[i].span.end).line;
        greatest = line > greatest ? line : greatest;
    }
    for (size_t i = 0; i < diagnostic->edits.count; i++) {
        size_t line = source_position(diagnostic->source, diagnostic->edits.items[i].span.end).line;
        greatest = line > greatest ? line : greatest;
    }
    // A replacement may be longer than what it replaces.
    return greatest + (diagnostic->edits.count > 0);
}

static bool append_diagnostic(struct renderer *renderer, const struct diagnostic *diagnostic, size_t times) {
    const struct style *style = renderer->style;
    renderer->gutter = digits(greatest_line(diagnostic));
    append_heading(renderer, diagnostic, times);
    mark_list marks = {0};
    bool ok = add_marks(&marks, diagnostic->source, diagnostic->span, '^', SLICE(""),
                        severity_style(style, diagnostic_code_severity(diagnostic->code)));
    for (size_t i = 0; i < diagnostic->related.count; i++) {
        const struct related *related = &diagnostic->related.items[i];
        ok = ok && add_marks(&marks, diagnostic->source, related->span, '-', related->label, style->gutter);
    }
    if (ok) {
        qsort(marks.items, marks.count, sizeof(struct mark), compare_marks);
        append_marked_lines(renderer, diagnostic->source, &marks);
    }
    VECTOR_FREE(&marks);
    if (diagnostic->help.size > 0) {
        append_gutter(renderer, 0, '=');
        text_format(&renderer->out, "%shelp:%s ", style->strong, style->end);
        text_append(&renderer->out, diagnostic->help);
        text_append_char(&renderer->out, '\n');
    }
    return ok && append_edits(renderer, diagnostic) && !renderer->out.failed;
}

// Whether one remark of a kind stands for all of a rule: those about spelling,
// where the others say the same of another place.
static bool is_grouped(enum diagnostic_code code) {
    switch (code) {
    case DIAGNOSTIC_W101:
    case DIAGNOSTIC_W102:
        return true;
    case DIAGNOSTIC_N115: // each is about another join, field or event
    case DIAGNOSTIC_N116:
    case DIAGNOSTIC_N117:
    case DIAGNOSTIC_N118:
    case DIAGNOSTIC_N120:
    case DIAGNOSTIC_N121:
    case DIAGNOSTIC_N122:
    case DIAGNOSTIC_N501:
        return false;
    default:
        return diagnostic_code_severity(code) == CARL_NOTE;
    }
}

// How often the diagnostic's code occurs in its rule; 0 where an earlier one
// has been shown for all.
static size_t occurrences(const struct carl_diagnostics *list, size_t index) {
    const struct diagnostic *diagnostic = list->items.items[index];
    size_t count = 0;
    for (size_t i = 0; i < list->items.count; i++) {
        const struct diagnostic *other = list->items.items[i];
        bool same = other->code == diagnostic->code && other->source == diagnostic->source;
        if (same && i < index) {
            return 0;
        }
        count += same;
    }
    return count;
}

enum carl_status carl_diagnostics_render_text(const struct carl_diagnostics *diagnostics,
                                              const struct carl_render_options *options, carl_write_fn write,
                                              void *user) {
    static const struct carl_render_options defaults = {0};
    options = options == NULL ? &defaults : options;
    struct renderer renderer = {.style = options->color ? &color_style : &plain_style};
    text_init(&renderer.out);
    enum carl_status status = diagnostics->failed ? CARL_ERROR_MEMORY : CARL_OK;
    for (size_t i = 0; i < diagnostics->items.count && status == CARL_OK; i++) {
        const struct diagnostic *diagnostic = diagnostics->items.items[i];
        if (diagnostic_code_severity(diagnostic->code) == CARL_NOTE && !options->notes) {
            continue;
        }
        size_t times = options->group_repeated && is_grouped(diagnostic->code) ? occurrences(diagnostics, i) : 1;
        if (times == 0) {
            continue;
        }
        text_reset(&renderer.out);
        if (!append_diagnostic(&renderer, diagnostic, times)) {
            status = CARL_ERROR_MEMORY;
        } else if (!write(user, renderer.out.data, renderer.out.size)) {
            status = CARL_ERROR_STOPPED;
        }
    }
    text_finish(&renderer.out);
    return status;
}
