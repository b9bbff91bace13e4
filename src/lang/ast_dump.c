// SPDX-License-Identifier: Apache-2.0
#include "lang/ast_dump.h"

struct dump {
    struct text *out;
    bool whole;
    size_t indent;
};

static void put(struct dump *dump, const char *string) {
    text_append_string(dump->out, string);
}

static void put_span(struct dump *dump, struct span span) {
    if (dump->whole) {
        put(dump, "@");
        text_append_unsigned(dump->out, span.start);
        put(dump, "-");
        text_append_unsigned(dump->out, span.end);
    }
}

// A word that says how something is spelt.
static void put_detail(struct dump *dump, const char *word) {
    if (dump->whole) {
        put(dump, " ");
        put(dump, word);
    }
}

static void new_line(struct dump *dump) {
    put(dump, "\n");
    text_append_repeat(dump->out, ' ', dump->indent * 2);
}

static void put_name(struct dump *dump, const struct name *name) {
    put(dump, " ");
    text_append(dump->out, name->text);
    put_span(dump, name->span);
}

static void put_names(struct dump *dump, const struct name *names, size_t count) {
    put(dump, " (");
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            put(dump, " ");
        }
        text_append(dump->out, names[i].text);
        put_span(dump, names[i].span);
    }
    put(dump, ")");
}

static void put_path(struct dump *dump, const struct path *path) {
    for (size_t i = 0; i < path->count; i++) {
        put(dump, i > 0 ? "." : " ");
        text_append(dump->out, path->names[i].text);
    }
    put_span(dump, path->span);
}

static void put_keys(struct dump *dump, const struct path *keys, size_t count) {
    put(dump, " (by");
    for (size_t i = 0; i < count; i++) {
        put_path(dump, &keys[i]);
    }
    put(dump, ")");
}

static void put_expr(struct dump *dump, const struct expr *expr);

static void put_exprs(struct dump *dump, struct expr *const *exprs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        put(dump, " ");
        put_expr(dump, exprs[i]);
    }
}

static const char *const kind_names[] = {
    [EXPR_ERROR] = "error",     [EXPR_STRING] = "string",
    [EXPR_NUMBER] = "number",   [EXPR_DURATION] = "duration",
    [EXPR_ADDRESS] = "address", [EXPR_NULL] = "null",
    [EXPR_TRUE] = "true",       [EXPR_FALSE] = "false",
    [EXPR_NOW] = "now",         [EXPR_RAW_EVENT] = "raw-event",
    [EXPR_NAME] = "name",       [EXPR_CALL] = "call",
    [EXPR_LIST] = "list",       [EXPR_ARITHMETIC] = "arithmetic",
    [EXPR_BY] = "by",           [EXPR_COMPARE] = "compare",
    [EXPR_IN] = "in",           [EXPR_CONTAINS] = "contains",
    [EXPR_MATCH] = "match",     [EXPR_EXISTS] = "exists",
    [EXPR_NOT] = "not",         [EXPR_AND] = "and",
    [EXPR_OR] = "or",
};

static const char *const compare_names[] = {
    [COMPARE_EQ] = "==", [COMPARE_NE] = "!=", [COMPARE_LT] = "<",
    [COMPARE_LE] = "<=", [COMPARE_GT] = ">",  [COMPARE_GE] = ">=",
};

static const char *const arithmetic_names[] = {
    [ARITHMETIC_ADD] = "+",
    [ARITHMETIC_SUBTRACT] = "-",
    [ARITHMETIC_MULTIPLY] = "*",
    [ARITHMETIC_DIVIDE] = "/",
};

static const char *const spelling_names[] = {
    [SPELLING_CANONICAL] = "canonical",
    [SPELLING_MATCHES] = "matches",
    [SPELLING_METHOD] = "method",
    [SPELLING_INCLUDES_ONE_OF] = "includes-one-of",
    [SPELLING_DOES_NOT_CONTAIN] = "does-not-contain",
    [SPELLING_CALL] = "call",
};

static void put_string(struct dump *dump, const struct string_literal *string) {
    put(dump, " ");
    text_append_json_string(dump->out, string->value);
    if (string->single_quoted) {
        put_detail(dump, "single-quoted");
    }
    if (!string->quoted) {
        put_detail(dump, "unquoted");
    }
}

static void put_compare(struct dump *dump, const struct expr *expr) {
    for (size_t i = 0; i <= expr->as.compare.count; i++) {
        if (i > 0) {
            put(dump, " ");
            put(dump, compare_names[expr->as.compare.operators[i - 1]]);
            put_span(dump, expr->as.compare.operator_spans[i - 1]);
            if (expr->as.compare.single_equals[i - 1]) {
                put_detail(dump, "single");
            }
        }
        put(dump, " ");
        put_expr(dump, expr->as.compare.operands[i]);
    }
}

static void put_test(struct dump *dump, const struct expr *expr) {
    put(dump, expr->as.test.negated ? " not" : "");
    put_span(dump, expr->as.test.operator_span);
    if (expr->as.test.spelling != SPELLING_CANONICAL) {
        put_detail(dump, spelling_names[expr->as.test.spelling]);
    }
    put(dump, " ");
    put_expr(dump, expr->as.test.left);
    put(dump, " ");
    put_expr(dump, expr->as.test.right);
}

static void put_logic(struct dump *dump, const struct expr *expr) {
    dump->indent++;
    for (size_t i = 0; i < expr->as.logic.count; i++) {
        new_line(dump);
        put_expr(dump, expr->as.logic.operands[i]);
    }
    dump->indent--;
}

static void put_members(struct dump *dump, const struct expr *expr) {
    switch (expr->kind) {
    case EXPR_STRING:
        put_string(dump, &expr->as.string);
        break;
    case EXPR_NUMBER:
        put(dump, " ");
        text_append(dump->out, expr->as.number.text);
        break;
    case EXPR_DURATION:
        put(dump, " ");
        text_append_signed(dump->out, expr->as.duration.nanoseconds);
        break;
    case EXPR_ADDRESS:
        put(dump, " ");
        text_append(dump->out, expr->as.address.text);
        break;
    case EXPR_NAME:
        put_path(dump, &expr->as.name.path);
        put(dump, expr->as.name.bracketed ? " bracketed" : "");
        break;
    case EXPR_CALL:
        put_path(dump, &expr->as.call.function);
        put_exprs(dump, expr->as.call.arguments, expr->as.call.count);
        break;
    case EXPR_LIST:
        put_exprs(dump, expr->as.list.items, expr->as.list.count);
        break;
    case EXPR_ARITHMETIC:
        put(dump, " ");
        put(dump, arithmetic_names[expr->as.arithmetic.operator]);
        put_span(dump, expr->as.arithmetic.operator_span);
        put(dump, " ");
        put_expr(dump, expr->as.arithmetic.left);
        put(dump, " ");
        put_expr(dump, expr->as.arithmetic.right);
        break;
    case EXPR_BY:
        put(dump, " ");
        put_expr(dump, expr->as.by.value);
        put_keys(dump, expr->as.by.keys, expr->as.by.count);
        break;
    case EXPR_COMPARE:
        put_compare(dump, expr);
        break;
    case EXPR_IN:
    case EXPR_CONTAINS:
    case EXPR_MATCH:
        put_test(dump, expr);
        break;
    case EXPR_EXISTS:
        put(dump, " ");
        put_expr(dump, expr->as.exists.operand);
        break;
    case EXPR_NOT:
        put(dump, " ");
        put_expr(dump, expr->as.negation.operand);
        break;
    case EXPR_AND:
    case EXPR_OR:
        put_logic(dump, expr);
        break;
    case EXPR_ERROR:
    case EXPR_NULL:
    case EXPR_TRUE:
    case EXPR_FALSE:
    case EXPR_NOW:
    case EXPR_RAW_EVENT:
        break;
    }
}

static void put_expr(struct dump *dump, const struct expr *expr) {
    put(dump, "(");
    put(dump, kind_names[expr->kind]);
    put_span(dump, expr->span);
    if (dump->whole && expr->parens > 0) {
        put(dump, " parens");
        put_span(dump, expr->outer);
    }
    put_members(dump, expr);
    put(dump, ")");
}

static void put_where(struct dump *dump, const struct expr *where) {
    dump->indent++;
    new_line(dump);
    put_expr(dump, where);
    dump->indent--;
}

static void put_search(struct dump *dump, const struct source_expr *source) {
    for (size_t i = 0; i < source->as.search.count; i++) {
        const struct event_pattern *event = &source->as.search.events[i];
        put(dump, " ");
        text_append(dump->out, event->object.text);
        if (event->action.text.size > 0) {
            put(dump, ":");
            text_append(dump->out, event->action.text);
        }
        put_span(dump, event->span);
        if (event->bare_action) {
            put_detail(dump, "bare");
        }
    }
    if (source->as.search.where != NULL) {
        put_where(dump, source->as.search.where);
    }
}

static void put_columns(struct dump *dump, const struct source_expr *source) {
    dump->indent++;
    for (size_t i = 0; i < source->as.select.count; i++) {
        const struct column *column = &source->as.select.columns[i];
        new_line(dump);
        put_expr(dump, column->value);
        if (column->alias.text.size > 0) {
            put(dump, column->quoted_alias ? " as-title" : " as");
            put_name(dump, &column->alias);
        }
    }
    dump->indent--;
}

static void put_source(struct dump *dump, const struct source_expr *source) {
    static const char *const names[] = {
        [SOURCE_ERROR] = " (error", [SOURCE_SEARCH] = " (search", [SOURCE_FILTER] = " (filter",
        [SOURCE_JOIN] = " (join",   [SOURCE_GROUP] = " (group",   [SOURCE_SELECT] = " (select",
        [SOURCE_RUN] = " (run",     [SOURCE_VALUE] = " (value",
    };
    put(dump, names[source->kind]);
    put_span(dump, source->span);
    switch (source->kind) {
    case SOURCE_ERROR:
        break;
    case SOURCE_SEARCH:
        put_search(dump, source);
        break;
    case SOURCE_FILTER:
        put_name(dump, &source->as.filter.input);
        put_where(dump, source->as.filter.where);
        break;
    case SOURCE_JOIN:
        put_names(dump, source->as.join.inputs, source->as.join.count);
        put_where(dump, source->as.join.where);
        break;
    case SOURCE_GROUP:
        put_names(dump, source->as.group.inputs, source->as.group.count);
        put_keys(dump, source->as.group.keys, source->as.group.key_count);
        if (source->as.group.within != NULL) {
            put(dump, " ");
            put_expr(dump, source->as.group.within);
        }
        break;
    case SOURCE_SELECT:
        put_name(dump, &source->as.select.input);
        put_columns(dump, source);
        break;
    case SOURCE_RUN:
        put_name(dump, &source->as.run.id);
        break;
    case SOURCE_VALUE:
        put(dump, " ");
        put_expr(dump, source->as.value);
        break;
    }
    put(dump, ")");
}

static void put_statement(struct dump *dump, const struct statement *statement) {
    static const char *const names[] = {
        [STATEMENT_ERROR] = "(error",   [STATEMENT_INPUT] = "(input",   [STATEMENT_OUTPUT] = "(output",
        [STATEMENT_ASSIGN] = "(assign", [STATEMENT_DERIVE] = "(derive", [STATEMENT_PREDICATE] = "(predicate",
    };
    put(dump, names[statement->kind]);
    put_span(dump, statement->span);
    switch (statement->kind) {
    case STATEMENT_ERROR:
        break;
    case STATEMENT_INPUT:
    case STATEMENT_OUTPUT:
        put_names(dump, statement->as.names.names, statement->as.names.count);
        break;
    case STATEMENT_ASSIGN:
        put_name(dump, &statement->target);
        put_source(dump, statement->as.source);
        break;
    case STATEMENT_DERIVE:
        put_name(dump, &statement->target);
        put_name(dump, &statement->field);
        put(dump, " ");
        put_expr(dump, statement->as.value);
        break;
    case STATEMENT_PREDICATE:
        put_where(dump, statement->as.value);
        break;
    }
    put(dump, ")\n");
}

void ast_dump(const struct rule *rule, enum ast_dump_mode mode, struct text *out) {
    struct dump dump = {.out = out, .whole = mode == AST_DUMP_WHOLE};
    for (size_t i = 0; i < rule->metadata_count; i++) {
        put(&dump, "(metadata");
        put_span(&dump, rule->metadata[i].span);
        put_name(&dump, &rule->metadata[i].key);
        put(&dump, " ");
        text_append_json_string(out, rule->metadata[i].value);
        put(&dump, ")\n");
    }
    for (size_t i = 0; dump.whole && i < rule->comment_count; i++) {
        put(&dump, "(comment");
        put_span(&dump, rule->comments[i].span);
        put(&dump, ")\n");
    }
    for (size_t i = 0; i < rule->count; i++) {
        put_statement(&dump, &rule->statements[i]);
    }
}
