// SPDX-License-Identifier: Apache-2.0
// What the grammar's actions call: each function makes one node of the tree in
// the rule's arena, or appends to a list that becomes one. When memory is out
// they return NULL; the arena's failure is sticky and checked once, after the
// parse. `span` is the node's place including enclosing parentheses of its
// parts. One parse, one thread.
#ifndef CARL_LANG_AST_BUILD_H
#define CARL_LANG_AST_BUILD_H

#include "lang/token.h"

struct parser;

// An operand of a chain, with the operator before it (of the first: none).
struct operand {
    struct expr *expr;
    const struct token *operator;
};

LIST_TYPE(operand_list, struct operand);
LIST_TYPE(name_list, struct name);
LIST_TYPE(path_list, struct path);
LIST_TYPE(column_list, struct column);

struct event_list {
    struct event_pattern *items;
    size_t count;
    size_t capacity;
    LIST_TYPE(, struct span) separators;
};

// The parser's semantic value.
union car_value {
    const struct token *token;
    struct expr *expr;
    struct operand_list *exprs;
    struct name_list *names;
    struct path_list *paths;
    struct event_list *events;
    struct event_pattern *event;
    struct column_list *columns;
    struct column *column;
    struct source_expr *source;
};

// Statements: appended to the rule.
void ast_input(struct parser *parser, struct span span, const struct token *keyword, struct name_list *names);
// `parens`: of the parenthesised list; empty where there is none.
void ast_output(struct parser *parser, struct span span, const struct token *keyword, struct name_list *names,
                struct span parens);
void ast_assign(struct parser *parser, struct span span, const struct token *target, struct source_expr *source);
void ast_derive(struct parser *parser, struct span span, const struct token *target, const struct token *field,
                struct expr *value);
void ast_predicate(struct parser *parser, struct span span, struct expr *condition);
void ast_error_statement(struct parser *parser, struct span span);

// Sources.
struct source_expr *ast_search(struct parser *parser, struct span span, struct event_list *events, bool parenthesised,
                               struct expr *where);
struct source_expr *ast_filter(struct parser *parser, struct span span, const struct token *input, struct expr *where);
struct source_expr *ast_join(struct parser *parser, struct span span, struct name_list *inputs, struct span inputs_span,
                             bool parenthesised, struct expr *where);
struct source_expr *ast_group(struct parser *parser, struct span span, struct name_list *inputs, struct path_list *keys,
                              struct expr *within);
struct source_expr *ast_select(struct parser *parser, struct span span, const struct token *input,
                               struct column_list *columns);
struct source_expr *ast_run(struct parser *parser, struct span span, const struct token *id);
struct source_expr *ast_value_source(struct parser *parser, struct span span, struct expr *value);

// Lists. The `_add` functions return their list.
struct name_list *ast_names(struct parser *parser, const struct token *name);
struct name_list *ast_names_add(struct parser *parser, struct name_list *list, const struct token *name);
struct path_list *ast_paths(struct parser *parser, struct name_list *path);
struct path_list *ast_paths_add(struct parser *parser, struct path_list *list, struct name_list *path);
struct event_pattern *ast_event(struct parser *parser, struct span span, const struct token *object,
                                const struct token *action);
struct event_list *ast_events(struct parser *parser, struct event_pattern *event);
struct event_list *ast_events_add(struct parser *parser, struct event_list *list, const struct token *separator,
                                  struct event_pattern *event);
struct column *ast_column(struct parser *parser, struct expr *value, const struct token *alias);
struct column_list *ast_columns(struct parser *parser, struct column *column);
struct column_list *ast_columns_add(struct parser *parser, struct column_list *list, struct column *column);
// An item of a list or an argument; `list` NULL: the first.
struct operand_list *ast_item(struct parser *parser, struct operand_list *list, struct expr *item);
// The first two operands of a chain, and one more.
struct operand_list *ast_pair(struct parser *parser, struct expr *left, const struct token *operator,
                              struct expr * right);
struct operand_list *ast_operand(struct parser *parser, struct operand_list *list, const struct token *operator,
                                 struct expr * operand);

// Expressions.
struct expr *ast_logic(struct parser *parser, struct span span, enum expr_kind kind, struct operand_list *operands);
struct expr *ast_compare(struct parser *parser, struct span span, struct operand_list *operands);
struct expr *ast_not(struct parser *parser, struct span span, const struct token *operator, struct expr * operand);
struct expr *ast_exists(struct parser *parser, struct span span, struct expr *operand, const struct token *operator);
struct expr *ast_test(struct parser *parser, struct span span, enum expr_kind kind, struct expr *left,
                      const struct token *operator, struct expr * right);
struct expr *ast_arithmetic(struct parser *parser, struct span span, enum arithmetic_operator kind, struct expr *left,
                            const struct token *operator, struct expr * right);
struct expr *ast_by(struct parser *parser, struct span span, struct expr *value, struct path_list *keys);
struct expr *ast_call(struct parser *parser, struct span span, struct name_list *function,
                      struct operand_list *arguments);
struct expr *ast_list(struct parser *parser, struct span span, struct operand_list *items);
struct expr *ast_name(struct parser *parser, struct span span, struct name_list *path);
struct expr *ast_bracketed(struct parser *parser, struct span span, const struct token *field);
struct expr *ast_string(struct parser *parser, struct span span, const struct token *string);
// NUMBER, DURATION, ADDRESS and the constants.
struct expr *ast_literal(struct parser *parser, struct span span, enum expr_kind kind, const struct token *token);
struct expr *ast_negative(struct parser *parser, struct span span, const struct token *number);
struct expr *ast_missing(struct parser *parser, struct span span); // EXPR_ERROR
struct expr *ast_parens(struct parser *parser, struct span span, struct expr *expr);

#endif
