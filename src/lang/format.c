// SPDX-License-Identifier: Apache-2.0
#include "lang/format.h"

#include "lang/canonical.h"
#include "lang/parse.h"

// ---------------------------------------------------------------------------
// Statements

static void put_names(struct printer *printer, const struct name *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        printer_put(printer, i > 0 ? ", " : "");
        printer_put_slice(printer, names[i].text);
    }
}

static void put_search(struct printer *printer, const struct source_expr *source) {
    printer_put(printer, "search ");
    for (size_t i = 0; i < source->as.search.count; i++) {
        const struct event_pattern *event = &source->as.search.events[i];
        if (i > 0) {
            // `and` is no synonym: it deserves its warning.
            char first = source->as.search.separators[i - 1].start < printer->rule->source->text.size
                             ? printer->rule->source->text.data[source->as.search.separators[i - 1].start]
                             : ' ';
            printer_put(printer, first == 'a' || first == 'A' ? " and " : " or ");
        }
        printer_put_slice(printer, event->object.text);
        if (event->action.text.size > 0) {
            printer_put(printer, ":");
            printer_put_slice(printer, event->action.text);
        }
    }
    if (source->as.search.where != NULL) {
        printer_put(printer, " ");
        format_where(printer, source->as.search.where);
    }
}

static void put_group(struct printer *printer, const struct source_expr *source) {
    printer_put(printer, "group ");
    put_names(printer, source->as.group.inputs, source->as.group.count);
    for (size_t i = 0; i < source->as.group.key_count; i++) {
        printer_put(printer, i == 0 ? " by " : ", ");
        format_path(printer, &source->as.group.keys[i]);
    }
    if (source->as.group.within != NULL) {
        printer_put(printer, " within ");
        format_flat(printer, source->as.group.within);
    }
}

static void put_columns(struct printer *printer, const struct source_expr *source) {
    printer_put(printer, "from ");
    printer_put_slice(printer, source->as.select.input.text);
    for (size_t i = 0; i < source->as.select.count; i++) {
        const struct column *column = &source->as.select.columns[i];
        printer_put(printer, i == 0 ? " select " : ", ");
        format_flat(printer, column->value);
        if (column->alias.text.size == 0) {
            continue;
        }
        bool single = memchr(column->alias.text.data, '"', column->alias.text.size) != NULL;
        const char *quote = !column->quoted_alias ? "" : single ? "'" : "\"";
        printer_put(printer, " as ");
        printer_put(printer, quote);
        printer_put_slice(printer, column->alias.text);
        printer_put(printer, quote);
    }
}

static void put_source(struct printer *printer, const struct source_expr *source) {
    switch (source->kind) {
    case SOURCE_ERROR:
        break;
    case SOURCE_SEARCH:
        put_search(printer, source);
        break;
    case SOURCE_FILTER:
        printer_put(printer, "filter ");
        printer_put_slice(printer, source->as.filter.input.text);
        printer_put(printer, " ");
        format_where(printer, source->as.filter.where);
        break;
    case SOURCE_JOIN:
        printer_put(printer, "join (");
        put_names(printer, source->as.join.inputs, source->as.join.count);
        printer_put(printer, ") ");
        format_where(printer, source->as.join.where);
        break;
    case SOURCE_GROUP:
        put_group(printer, source);
        break;
    case SOURCE_SELECT:
        put_columns(printer, source);
        break;
    case SOURCE_RUN:
        printer_put(printer, "run Analytic:");
        printer_put_slice(printer, source->as.run.id.text);
        break;
    case SOURCE_VALUE:
        format_broken(printer, source->as.value, 0);
        break;
    }
}

static const struct expr *condition_of(const struct statement *statement) {
    if (statement->kind == STATEMENT_PREDICATE || statement->kind == STATEMENT_DERIVE) {
        return statement->as.value;
    }
    if (statement->kind != STATEMENT_ASSIGN) {
        return NULL;
    }
    const struct source_expr *source = statement->as.source;
    switch (source->kind) {
    case SOURCE_SEARCH:
        return source->as.search.where;
    case SOURCE_FILTER:
        return source->as.filter.where;
    case SOURCE_JOIN:
        return source->as.join.where;
    case SOURCE_VALUE:
        return source->as.value;
    default:
        return NULL;
    }
}

// Comments from here on can stand between the statement's parts.
static uint32_t first_break(const struct statement *statement) {
    const struct expr *condition = condition_of(statement);
    if (condition == NULL) {
        return statement->span.end;
    }
    bool logic = condition->kind == EXPR_AND || condition->kind == EXPR_OR || condition->kind == EXPR_NOT;
    bool where = statement->kind == STATEMENT_ASSIGN && statement->as.source->kind != SOURCE_VALUE;
    if (where && logic) {
        return condition->outer.start + (condition->parens > 0);
    }
    return format_first_break(condition);
}

static void put_statement(struct printer *printer, const struct statement *statement) {
    printer_begin(printer, first_break(statement), statement->span.start);
    switch (statement->kind) {
    case STATEMENT_ERROR:
        break;
    case STATEMENT_INPUT:
    case STATEMENT_OUTPUT:
        printer_put(printer, statement->kind == STATEMENT_INPUT ? "input " : "output ");
        put_names(printer, statement->as.names.names, statement->as.names.count);
        break;
    case STATEMENT_ASSIGN:
        printer_put_slice(printer, statement->target.text);
        printer_put(printer, " = ");
        put_source(printer, statement->as.source);
        break;
    case STATEMENT_DERIVE:
        printer_put_slice(printer, statement->target.text);
        printer_put(printer, ".");
        printer_put_slice(printer, statement->field.text);
        printer_put(printer, " = ");
        format_broken(printer, statement->as.value, 0);
        break;
    case STATEMENT_PREDICATE:
        format_broken(printer, statement->as.value, 0);
        break;
    }
    // What a bare condition is short for has no place of its own.
    if (statement->span.end > statement->span.start) {
        uint32_t end = statement->span.end;
        (void)printer_trail(printer, end, (struct span){end, end}, UINT32_MAX);
    }
}

// Lines end as the source's first line does.
static void append_lines(struct text *out, struct slice lines, struct slice source) {
    const char *end = source.size == 0 ? NULL : memchr(source.data, '\n', source.size);
    bool crlf = end != NULL && end > source.data && end[-1] == '\r';
    for (size_t i = 0; i < lines.size; i++) {
        if (crlf && lines.data[i] == '\n') {
            text_append_char(out, '\r');
        }
        text_append_char(out, lines.data[i]);
    }
}

static void put_rule(const struct rule *rule, struct text *out) {
    struct printer printer;
    printer_init(&printer, rule);
    for (size_t i = 0; i < rule->count; i++) {
        put_statement(&printer, &rule->statements[i]);
    }
    printer_flush(&printer, UINT32_MAX);
    if (printer.out.size > 0) {
        printer_put(&printer, "\n");
    }
    append_lines(out, text_slice(&printer.out), rule->source->text);
    out->failed = out->failed || printer.out.failed;
    printer_finish(&printer);
}

// ---------------------------------------------------------------------------
// Texts

// A text on its way through the compiler.
struct reading {
    struct carl_diagnostics *diagnostics; // owned
    struct arena arena;
    struct checked_rule *checked;
};

static void reading_finish(struct reading *reading) {
    arena_finish(&reading->arena);
    carl_diagnostics_destroy(reading->diagnostics);
}

// Parses, checks and rewrites. CARL_ERROR_RULE: syntax errors.
static enum carl_status read_text(const struct carl_model *model, struct slice file, struct slice text,
                                  enum canonical_extent extent, struct reading *reading) {
    struct source *source = NULL;
    struct rule *rule = NULL;
    enum carl_status status = carl_diagnostics_create(&reading->diagnostics);
    if (status == CARL_OK) {
        status = source_create(file, text, &source);
    }
    if (status != CARL_OK) {
        return status;
    }
    if (!diagnostics_take_source(reading->diagnostics, source)) {
        return CARL_ERROR_MEMORY;
    }
    status = parse_rule(source, &reading->arena, reading->diagnostics, &rule);
    if (status == CARL_OK && diagnostics_errors_since(reading->diagnostics, 0) > 0) {
        return CARL_ERROR_RULE;
    }
    if (status == CARL_OK) {
        status = check_rule(rule, model, &reading->arena, reading->diagnostics, &reading->checked);
    }
    if (status == CARL_OK) {
        canonical_rewrite(reading->checked, model, extent, &reading->arena);
    }
    return status == CARL_OK && arena_failed(&reading->arena) ? CARL_ERROR_MEMORY : status;
}

static enum carl_status describe(const struct carl_model *model, struct slice file, struct slice text,
                                 enum canonical_extent extent, struct text *printed, struct text *meaning) {
    struct reading reading = {0};
    arena_init(&reading.arena);
    enum carl_status status = read_text(model, file, text, extent, &reading);
    if (status == CARL_OK) {
        put_rule(reading.checked->rule, printed);
        canonical_describe(reading.checked, meaning);
        status = printed->failed || meaning->failed ? CARL_ERROR_MEMORY : CARL_OK;
    }
    reading_finish(&reading);
    return status;
}

// CARL_ERROR_REFUSED: the result, read again, means something else, or would be
// formatted differently.
static enum carl_status try_format(const struct carl_model *model, struct slice file, struct slice text,
                                   enum canonical_extent extent, struct text *out) {
    struct text printed;
    struct text again;
    struct text meaning;
    struct text meaning_again;
    text_init(&printed);
    text_init(&again);
    text_init(&meaning);
    text_init(&meaning_again);
    enum carl_status status = describe(model, file, text, extent, &printed, &meaning);
    if (status == CARL_OK) {
        status = describe(model, file, text_slice(&printed), extent, &again, &meaning_again);
        if (status == CARL_ERROR_RULE ||
            (status == CARL_OK && (!slice_equal(text_slice(&meaning), text_slice(&meaning_again)) ||
                                   !slice_equal(text_slice(&printed), text_slice(&again))))) {
            status = CARL_ERROR_REFUSED;
        }
    }
    if (status == CARL_OK) {
        text_append(out, text_slice(&printed));
    }
    text_finish(&printed);
    text_finish(&again);
    text_finish(&meaning);
    text_finish(&meaning_again);
    return status;
}

// Tells the caller about syntax errors.
static enum carl_status report_errors(struct slice file, struct slice text, struct carl_diagnostics *diagnostics) {
    struct source *source = NULL;
    struct rule *rule = NULL;
    struct arena arena;
    enum carl_status status = diagnostics_add_source(diagnostics, file, text, &source);
    if (status != CARL_OK) {
        return status;
    }
    arena_init(&arena);
    status = parse_rule(source, &arena, diagnostics, &rule);
    arena_finish(&arena);
    return status == CARL_OK && diagnostics->failed ? CARL_ERROR_MEMORY : status;
}

enum carl_status format_text(const struct carl_model *model, struct slice file, struct slice text,
                             struct carl_diagnostics *diagnostics, struct text *out) {
    enum carl_status status = CARL_ERROR_REFUSED;
    for (int extent = CANONICAL_ALL; extent < CANONICAL_EXTENT_COUNT && status == CARL_ERROR_REFUSED; extent++) {
        status = try_format(model, file, text, (enum canonical_extent)extent, out);
    }
    if (status == CARL_ERROR_RULE) {
        enum carl_status reported = report_errors(file, text, diagnostics);
        status = reported == CARL_OK ? CARL_ERROR_RULE : reported;
    }
    return status;
}
