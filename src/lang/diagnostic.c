// SPDX-License-Identifier: Apache-2.0
#include "lang/diagnostic.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>

// Longer messages are cut: a message quotes names from the rule, and a name may
// be as long as the rule.
enum { MESSAGE_LIMIT = 400 };

struct code_entry {
    enum carl_severity severity;
    const char *name;
    const char *kind;
    const char *summary;
};

static const struct code_entry entries[] = {
#define DIAGNOSTIC(code, severity, kind, summary) {CARL_##severity, #code, kind, summary},
#include "lang/diagnostics.def"
#undef DIAGNOSTIC
};

enum carl_severity diagnostic_code_severity(enum diagnostic_code code) {
    return entries[code].severity;
}

const char *diagnostic_code_name(enum diagnostic_code code) {
    return entries[code].name;
}

const char *diagnostic_code_kind(enum diagnostic_code code) {
    return entries[code].kind;
}

const char *diagnostic_code_summary(enum diagnostic_code code) {
    return entries[code].summary;
}

enum carl_status carl_diagnostics_create(struct carl_diagnostics **ret_diagnostics) {
    struct carl_diagnostics *list = calloc(1, sizeof *list);
    if (list == NULL) {
        return CARL_ERROR_MEMORY;
    }
    arena_init(&list->arena);
    *ret_diagnostics = list;
    return CARL_OK;
}

static void destroy_item(struct diagnostic *diagnostic) {
    VECTOR_FREE(&diagnostic->related);
    VECTOR_FREE(&diagnostic->edits);
    free(diagnostic);
}

void carl_diagnostics_destroy(struct carl_diagnostics *diagnostics) {
    if (diagnostics == NULL) {
        return;
    }
    for (size_t i = 0; i < diagnostics->items.count; i++) {
        destroy_item(diagnostics->items.items[i]);
    }
    VECTOR_FREE(&diagnostics->items);
    for (size_t i = 0; i < diagnostics->sources.count; i++) {
        source_destroy(diagnostics->sources.items[i].source);
    }
    VECTOR_FREE(&diagnostics->sources);
    arena_finish(&diagnostics->arena);
    free(diagnostics);
}

// The last component of a path, without its extension.
static struct slice file_stem(struct slice file) {
    size_t start = file.size;
    while (start > 0 && file.data[start - 1] != '/' && file.data[start - 1] != '\\') {
        start--;
    }
    size_t end = file.size;
    while (end > start && file.data[end - 1] != '.') {
        end--;
    }
    return slice_sub(file, start, end > start + 1 ? end - 1 : file.size);
}

bool diagnostics_take_source(struct carl_diagnostics *list, struct source *source) {
    struct diagnosed_source entry = {source, arena_copy(&list->arena, file_stem(source->file))};
    if (!arena_failed(&list->arena) && VECTOR_PUSH(&list->sources, entry)) {
        return true;
    }
    list->failed = true;
    source_destroy(source);
    return false;
}

enum carl_status diagnostics_add_source(struct carl_diagnostics *list, struct slice file, struct slice text,
                                        struct source **ret_source) {
    struct source *source = NULL;
    enum carl_status status = source_create(file, text, &source);
    if (status != CARL_OK) {
        return status;
    }
    if (!diagnostics_take_source(list, source)) {
        return CARL_ERROR_MEMORY;
    }
    *ret_source = source;
    return CARL_OK;
}

static struct diagnosed_source *find_source(const struct carl_diagnostics *list, const struct source *source) {
    // The source asked about is nearly always the one taken last.
    for (size_t i = list->sources.count; i > 0; i--) {
        if (list->sources.items[i - 1].source == source) {
            return &list->sources.items[i - 1];
        }
    }
    return NULL;
}

void diagnostics_set_rule(struct carl_diagnostics *list, const struct source *source, struct slice rule_id) {
    struct diagnosed_source *entry = find_source(list, source);
    struct slice copy = arena_copy(&list->arena, rule_id);
    if (entry == NULL || arena_failed(&list->arena)) {
        list->failed = list->failed || entry != NULL;
        return;
    }
    entry->rule = copy;
}

struct slice diagnostics_rule(const struct carl_diagnostics *list, const struct source *source) {
    const struct diagnosed_source *entry = find_source(list, source);
    return entry == NULL ? SLICE("") : entry->rule;
}

// Line breaks and other control characters would break the promise of one line.
static void flatten(char *data, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)data[i] < 0x20 || data[i] == 0x7F) {
            data[i] = ' ';
        }
    }
}

// The end of the whole code points among the first `limit` bytes.
static size_t whole_code_points(struct slice text, size_t limit) {
    while (limit > 0 && ((unsigned char)text.data[limit] & 0xC0) == 0x80) {
        limit--;
    }
    return limit;
}

PRINTF_LIKE(2, 0)
static struct slice format_line(struct carl_diagnostics *list, const char *format, va_list arguments) {
    struct text text;
    text_init(&text);
    text_format_list(&text, format, arguments);
    if (text.size > MESSAGE_LIMIT) {
        text.size = whole_code_points(text_slice(&text), MESSAGE_LIMIT);
        text_append_string(&text, "...");
    }
    if (text.data != NULL) {
        flatten(text.data, text.size);
    }
    struct slice line = arena_copy(&list->arena, text_slice(&text));
    if (text.failed || arena_failed(&list->arena)) {
        list->failed = true;
        line = SLICE("");
    }
    text_finish(&text);
    return line;
}

static struct diagnostic *add_item(struct carl_diagnostics *list) {
    struct diagnostic *diagnostic = calloc(1, sizeof *diagnostic);
    if (diagnostic != NULL && VECTOR_PUSH(&list->items, diagnostic)) {
        return diagnostic;
    }
    free(diagnostic);
    list->failed = true;
    return &list->spare;
}

struct diagnostic *diagnostics_add(struct carl_diagnostics *list, enum diagnostic_code code,
                                   const struct source *source, struct span span, const char *format, ...) {
    struct diagnostic *diagnostic = add_item(list);
    diagnostic->code = code;
    diagnostic->source = source;
    diagnostic->span = span;
    va_list arguments;
    va_start(arguments, format);
    diagnostic->message = format_line(list, format, arguments);
    va_end(arguments);
    diagnostic->help = SLICE("");
    return diagnostic;
}

void diagnostic_help(struct carl_diagnostics *list, struct diagnostic *diagnostic, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diagnostic->help = format_line(list, format, arguments);
    va_end(arguments);
}

void diagnostic_related(struct carl_diagnostics *list, struct diagnostic *diagnostic, struct span span,
                        const char *format, ...) {
    if (diagnostic == &list->spare) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    struct related related = {span, format_line(list, format, arguments)};
    va_end(arguments);
    if (!VECTOR_PUSH(&diagnostic->related, related)) {
        list->failed = true;
    }
}

void diagnostic_edit(struct carl_diagnostics *list, struct diagnostic *diagnostic, struct span span,
                     struct slice insert) {
    if (diagnostic == &list->spare) {
        return;
    }
    struct edit edit = {span, arena_copy(&list->arena, insert)};
    if (arena_failed(&list->arena) || !VECTOR_PUSH(&diagnostic->edits, edit)) {
        list->failed = true;
        return;
    }
    diagnostic->mechanical = true;
}

static bool comes_before(const struct diagnostic *a, const struct diagnostic *b) {
    if (a->source != b->source || a->span.start != b->span.start) {
        return a->source == b->source && a->span.start < b->span.start;
    }
    return false;
}

// Merges the sorted halves [first, middle) and [middle, end).
static void merge(struct diagnostic **items, struct diagnostic **scratch, size_t first, size_t middle, size_t end) {
    size_t left = first;
    size_t right = middle;
    for (size_t at = first; at < end; at++) {
        bool take_right = left == middle || (right < end && comes_before(items[right], items[left]));
        scratch[at] = take_right ? items[right++] : items[left++];
    }
    memcpy(items + first, scratch + first, (end - first) * sizeof(struct diagnostic *));
}

void diagnostics_sort(struct carl_diagnostics *list, size_t first) {
    size_t count = list->items.count;
    if (count < 2 || first >= count - 1) {
        return;
    }
    struct diagnostic **scratch = calloc(count, sizeof(struct diagnostic *));
    if (scratch == NULL) {
        list->failed = true;
        return;
    }
    for (size_t width = 1; width < count - first; width *= 2) {
        for (size_t start = first; start + width < count; start += 2 * width) {
            size_t end = count - start < 2 * width ? count : start + 2 * width;
            merge(list->items.items, scratch, start, start + width, end);
        }
    }
    free(scratch);
}

static size_t count_since(const struct carl_diagnostics *list, size_t first, enum carl_severity severity) {
    size_t count = 0;
    for (size_t i = first; i < list->items.count; i++) {
        count += diagnostic_code_severity(list->items.items[i]->code) == severity;
    }
    return count;
}

size_t diagnostics_errors_since(const struct carl_diagnostics *list, size_t first) {
    return count_since(list, first, CARL_ERROR);
}

size_t carl_diagnostics_count(const struct carl_diagnostics *diagnostics) {
    return diagnostics->items.count;
}

size_t carl_diagnostics_count_severity(const struct carl_diagnostics *diagnostics, enum carl_severity severity) {
    return count_since(diagnostics, 0, severity);
}

enum carl_severity carl_diagnostic_severity(const struct carl_diagnostics *diagnostics, size_t index) {
    return diagnostic_code_severity(diagnostics->items.items[index]->code);
}

const char *carl_diagnostic_code(const struct carl_diagnostics *diagnostics, size_t index) {
    return diagnostic_code_name(diagnostics->items.items[index]->code);
}

const char *carl_diagnostic_message(const struct carl_diagnostics *diagnostics, size_t index) {
    return diagnostics->items.items[index]->message.data;
}

const char *carl_diagnostic_help(const struct carl_diagnostics *diagnostics, size_t index) {
    struct slice help = diagnostics->items.items[index]->help;
    return help.size == 0 ? NULL : help.data;
}

const char *carl_diagnostic_file(const struct carl_diagnostics *diagnostics, size_t index) {
    return diagnostics->items.items[index]->source->file.data;
}

void carl_diagnostic_position(const struct carl_diagnostics *diagnostics, size_t index, size_t *ret_line,
                              size_t *ret_column, size_t *ret_end_line, size_t *ret_end_column) {
    const struct diagnostic *diagnostic = diagnostics->items.items[index];
    struct position start = source_position(diagnostic->source, diagnostic->span.start);
    struct position end = source_position(diagnostic->source, diagnostic->span.end);
    *ret_line = start.line;
    *ret_column = start.column;
    *ret_end_line = end.line;
    *ret_end_column = end.column;
}
