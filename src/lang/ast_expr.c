// SPDX-License-Identifier: Apache-2.0
// Builders of expressions (lang/ast_build.h).
#include "car.tab.h"
#include "lang/duration.h"
#include "lang/parse.h"
#include "lang/parser.h"

#include <string.h>

static struct expr *new_expr(struct parser *parser, enum expr_kind kind, struct span span) {
    struct expr *expr = ARENA_NEW(parser->arena, struct expr);
    if (expr != NULL) {
        expr->kind = kind;
        expr->span = span;
        expr->outer = span;
        expr->depth = 1;
        expr->reference.member = SIZE_MAX;
        expr->reference.field = SIZE_MAX;
    }
    return expr;
}

// Takes a part into account. What is nested too deeply becomes an error leaf, so
// that no walk over the tree can exhaust the stack.
static void adopt(struct parser *parser, struct expr *expr, const struct expr *part) {
    if (expr->kind == EXPR_ERROR || part->depth < expr->depth) {
        return;
    }
    expr->depth = part->depth + 1;
    if (expr->depth > PARSER_MAX_DEPTH) {
        parser_report_nesting(parser, expr->span);
        expr->kind = EXPR_ERROR;
        expr->depth = 1;
    }
}

struct expr *ast_missing(struct parser *parser, struct span span) {
    return new_expr(parser, EXPR_ERROR, span);
}

struct expr *ast_parens(struct parser *parser, struct span span, struct expr *expr) {
    (void)parser;
    if (expr != NULL) {
        expr->parens++;
        expr->outer = span;
    }
    return expr;
}

struct operand_list *ast_item(struct parser *parser, struct operand_list *list, struct expr *item) {
    if (list == NULL) {
        list = ARENA_NEW(parser->arena, struct operand_list);
    }
    return ast_operand(parser, list, NULL, item);
}

struct operand_list *ast_pair(struct parser *parser, struct expr *left, const struct token *operator,
                              struct expr * right) {
    return ast_operand(parser, ast_item(parser, NULL, left), operator, right);
}

struct operand_list *ast_operand(struct parser *parser, struct operand_list *list, const struct token *operator,
                                 struct expr * operand) {
    if (list == NULL || operand == NULL) {
        return NULL;
    }
    struct operand next = {operand, operator};
    return LIST_PUSH(parser->arena, list, next) ? list : NULL;
}

// The operands as the tree keeps them; NULL when memory is out.
static struct expr **take_operands(struct parser *parser, struct expr *owner, const struct operand_list *list) {
    struct expr **operands = ARENA_ARRAY(parser->arena, list->count, struct expr *);
    if (operands == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < list->count; i++) {
        operands[i] = list->items[i].expr;
    }
    for (size_t i = 0; i < list->count; i++) {
        adopt(parser, owner, operands[i]);
    }
    return operands;
}

// The spans of the operators between the operands.
static struct span *operator_spans(struct parser *parser, const struct operand_list *list) {
    struct span *spans = ARENA_ARRAY(parser->arena, list->count - 1, struct span);
    for (size_t i = 1; spans != NULL && i < list->count; i++) {
        spans[i - 1] = list->items[i].operator->span;
    }
    return spans;
}

struct expr *ast_logic(struct parser *parser, struct span span, enum expr_kind kind, struct operand_list *operands) {
    struct expr *expr = new_expr(parser, kind, span);
    if (expr == NULL || operands == NULL) {
        return NULL;
    }
    expr->as.logic.operands = take_operands(parser, expr, operands);
    expr->as.logic.operator_spans = operator_spans(parser, operands);
    expr->as.logic.count = operands->count;
    return expr;
}

static enum compare_operator compare_kind(int token) {
    switch (token) {
    case TOKEN_NE:
        return COMPARE_NE;
    case TOKEN_LT:
        return COMPARE_LT;
    case TOKEN_LE:
        return COMPARE_LE;
    case TOKEN_GT:
        return COMPARE_GT;
    case TOKEN_GE:
        return COMPARE_GE;
    default:
        return COMPARE_EQ;
    }
}

struct expr *ast_compare(struct parser *parser, struct span span, struct operand_list *operands) {
    struct expr *expr = new_expr(parser, EXPR_COMPARE, span);
    if (expr == NULL || operands == NULL) {
        return NULL;
    }
    size_t count = operands->count - 1;
    expr->as.compare.operands = take_operands(parser, expr, operands);
    expr->as.compare.operator_spans = operator_spans(parser, operands);
    expr->as.compare.operators = ARENA_ARRAY(parser->arena, count, enum compare_operator);
    expr->as.compare.single_equals = ARENA_ARRAY(parser->arena, count, bool);
    expr->as.compare.count = count;
    if (expr->as.compare.operators == NULL || expr->as.compare.single_equals == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct token *operator= operands->items[i + 1].operator;
        expr->as.compare.operators[i] = compare_kind(operator->kind);
        expr->as.compare.single_equals[i] = operator->kind == TOKEN_EQUALS &&(operator->flags & TOKEN_ASSIGNMENT) == 0;
    }
    return expr;
}

struct expr *ast_not(struct parser *parser, struct span span, const struct token *operator, struct expr * operand) {
    struct expr *expr = new_expr(parser, EXPR_NOT, span);
    if (expr == NULL || operand == NULL) {
        return NULL;
    }
    expr->as.negation.operand = operand;
    expr->as.negation.operator_span = operator->span;
    adopt(parser, expr, operand);
    return expr;
}

struct expr *ast_exists(struct parser *parser, struct span span, struct expr *operand, const struct token *operator) {
    struct expr *expr = new_expr(parser, EXPR_EXISTS, span);
    if (expr == NULL || operand == NULL) {
        return NULL;
    }
    expr->as.exists.operand = operand;
    expr->as.exists.operator_span = operator->span;
    adopt(parser, expr, operand);
    parser_note_synonym(parser, operator->span, "exists", "!= null");
    return expr;
}

static bool has_wildcard(const struct expr *expr) {
    return expr->kind == EXPR_STRING && memchr(expr->as.string.value.data, '*', expr->as.string.value.size) != NULL;
}

static void note_test(struct parser *parser, const struct expr *expr, enum spelling spelling) {
    struct span span = expr->as.test.operator_span;
    switch (spelling) {
    case SPELLING_MATCHES:
        parser_note_synonym(parser, span, "matches", "match");
        break;
    case SPELLING_METHOD:
        if (expr->kind == EXPR_MATCH) {
            parser_note_synonym(parser, span, "f.matches(\"x\")", "f match \"x\"");
        } else if (has_wildcard(expr->as.test.right)) {
            parser_note_synonym(parser, span, "f.contains(\"*x*\")", "f == \"*x*\"");
        } else {
            parser_note_synonym(parser, span, "f.contains(\"x\")", "f contains \"x\"");
        }
        break;
    case SPELLING_INCLUDES_ONE_OF:
        parser_note_synonym(parser, span, "includes one of", "in");
        break;
    case SPELLING_DOES_NOT_CONTAIN:
        parser_note_synonym(parser, span, "does not contain", "not contains");
        break;
    case SPELLING_CALL:
        if (expr->kind == EXPR_CONTAINS && has_wildcard(expr->as.test.right)) {
            parser_note_synonym(parser, span, "contains(\"*x*\")", "== \"*x*\"");
        }
        break;
    case SPELLING_CANONICAL:
        break;
    }
}

struct expr *ast_test(struct parser *parser, struct span span, enum expr_kind kind, struct expr *left,
                      const struct token *operator, struct expr * right) {
    struct expr *expr = new_expr(parser, kind, span);
    if (expr == NULL || left == NULL || right == NULL) {
        return NULL;
    }
    expr->as.test.left = left;
    expr->as.test.right = right;
    expr->as.test.negated = (operator->flags & TOKEN_NEGATED) != 0;
    expr->as.test.spelling = operator->spelling;
    expr->as.test.operator_span = operator->span;
    if (kind == EXPR_MATCH && right->kind == EXPR_STRING) {
        struct string_literal *string = &right->as.string;
        string->value = parse_string_value(parser->arena, string->raw, string->single_quoted ? '\'' : '"', true);
    }
    note_test(parser, expr, operator->spelling);
    adopt(parser, expr, left);
    adopt(parser, expr, right);
    return expr;
}

struct expr *ast_arithmetic(struct parser *parser, struct span span, enum arithmetic_operator kind, struct expr *left,
                            const struct token *operator, struct expr * right) {
    struct expr *expr = new_expr(parser, EXPR_ARITHMETIC, span);
    if (expr == NULL || left == NULL || right == NULL) {
        return NULL;
    }
    expr->as.arithmetic.operator= kind;
    expr->as.arithmetic.operator_span = operator->span;
    expr->as.arithmetic.left = left;
    expr->as.arithmetic.right = right;
    adopt(parser, expr, left);
    adopt(parser, expr, right);
    return expr;
}

struct expr *ast_by(struct parser *parser, struct span span, struct expr *value, struct path_list *keys) {
    struct expr *expr = new_expr(parser, EXPR_BY, span);
    if (expr == NULL || value == NULL || keys == NULL) {
        return NULL;
    }
    expr->as.by.value = value;
    expr->as.by.keys = keys->items;
    expr->as.by.count = keys->count;
    adopt(parser, expr, value);
    return expr;
}

static struct path take_path(const struct name_list *names) {
    struct span span = span_join(names->items[0].span, names->items[names->count - 1].span);
    return (struct path){names->items, names->count, span};
}

struct expr *ast_call(struct parser *parser, struct span span, struct name_list *function,
                      struct operand_list *arguments) {
    struct expr *expr = new_expr(parser, EXPR_CALL, span);
    if (expr == NULL || function == NULL) {
        return NULL;
    }
    expr->as.call.function = take_path(function);
    if (arguments != NULL) {
        expr->as.call.arguments = take_operands(parser, expr, arguments);
        expr->as.call.count = expr->as.call.arguments == NULL ? 0 : arguments->count;
    }
    return expr;
}

struct expr *ast_list(struct parser *parser, struct span span, struct operand_list *items) {
    struct expr *expr = new_expr(parser, EXPR_LIST, span);
    if (expr != NULL && items != NULL) {
        expr->as.list.items = take_operands(parser, expr, items);
        expr->as.list.count = expr->as.list.items == NULL ? 0 : items->count;
    }
    return expr;
}

struct expr *ast_name(struct parser *parser, struct span span, struct name_list *path) {
    struct expr *expr = path == NULL ? NULL : new_expr(parser, EXPR_NAME, span);
    if (expr != NULL) {
        expr->as.name.path = take_path(path);
    }
    return expr;
}

// Splits `a.b` between brackets at its dots.
static struct name_list *bracketed_names(struct parser *parser, const struct token *field) {
    struct name_list *names = ARENA_NEW(parser->arena, struct name_list);
    uint32_t base = (uint32_t)(field->text.data - parser->source->text.data);
    for (size_t start = 0; names != NULL && start <= field->text.size;) {
        const char *dot = memchr(field->text.data + start, '.', field->text.size - start);
        size_t end = dot == NULL ? field->text.size : (size_t)(dot - field->text.data);
        struct name name = {slice_sub(field->text, start, end), {base + (uint32_t)start, base + (uint32_t)end}};
        if (!LIST_PUSH(parser->arena, names, name)) {
            return NULL;
        }
        start = end + 1;
    }
    return names;
}

struct expr *ast_bracketed(struct parser *parser, struct span span, const struct token *field) {
    struct expr *expr = ast_name(parser, span, bracketed_names(parser, field));
    if (expr != NULL) {
        expr->as.name.bracketed = true;
        if (parser_note_wanted(parser, DIAGNOSTIC_N107, field->text)) {
            diagnostics_add(parser->diagnostics, DIAGNOSTIC_N107, parser->source, span,
                            "the field `%.*s` is written in brackets", SLICE_ARG(field->text));
        }
    }
    return expr;
}

struct expr *ast_string(struct parser *parser, struct span span, const struct token *string) {
    struct expr *expr = new_expr(parser, EXPR_STRING, span);
    if (expr != NULL) {
        bool single = (string->flags & TOKEN_SINGLE_QUOTED) != 0;
        expr->as.string.raw = string->text;
        expr->as.string.value = parse_string_value(parser->arena, string->text, single ? '\'' : '"', false);
        expr->as.string.single_quoted = single;
        expr->as.string.quoted = (string->flags & TOKEN_UNQUOTED) == 0;
        if (single && parser_note_wanted(parser, DIAGNOSTIC_N102, string->text)) {
            diagnostics_add(parser->diagnostics, DIAGNOSTIC_N102, parser->source, span,
                            "a text is written in single quotes");
        }
    }
    return expr;
}

struct expr *ast_literal(struct parser *parser, struct span span, enum expr_kind kind, const struct token *token) {
    struct expr *expr = new_expr(parser, kind, span);
    if (expr == NULL) {
        return NULL;
    }
    if (kind == EXPR_NUMBER) {
        expr->as.number.text = token->text;
    } else if (kind == EXPR_DURATION) {
        expr->as.duration.text = token->text;
        if (!duration_parse(token->text, &expr->as.duration.nanoseconds)) {
            diagnostics_add(parser->diagnostics, DIAGNOSTIC_E209, parser->source, span,
                            "`%.*s` is longer than carl can count (about 292 years)", SLICE_ARG(token->text));
            expr->kind = EXPR_ERROR;
        }
    } else if (kind == EXPR_ADDRESS) {
        expr->as.address.text = token->text;
        if (parser_note_wanted(parser, DIAGNOSTIC_N112, token->text)) {
            diagnostics_add(parser->diagnostics, DIAGNOSTIC_N112, parser->source, span,
                            "the address `%.*s` is written without quotes", SLICE_ARG(token->text));
        }
    }
    return expr;
}

struct expr *ast_negative(struct parser *parser, struct span span, const struct token *number) {
    struct expr *expr = new_expr(parser, EXPR_NUMBER, span);
    char *text = expr == NULL ? NULL : arena_alloc(parser->arena, number->text.size + 1);
    if (text == NULL) {
        return NULL;
    }
    text[0] = '-';
    memcpy(text + 1, number->text.data, number->text.size);
    expr->as.number.text = slice_make(text, number->text.size + 1);
    return expr;
}
