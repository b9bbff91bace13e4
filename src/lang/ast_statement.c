// SPDX-License-Identifier: Apache-2.0
// Builders of statements, sources and their lists (lang/ast_build.h).
#include "car.tab.h"
#include "lang/parser.h"

static struct name name_of(const struct token *token) {
    return token == NULL ? (struct name){0} : (struct name){token->text, token->span};
}

static struct statement *add_statement(struct parser *parser, enum statement_kind kind, struct span span) {
    struct statement next = {.kind = kind, .span = span};
    return LIST_PUSH(parser->arena, &parser->statements, next) ? &parser->statements.items[parser->statements.count - 1]
                                                               : NULL;
}

void ast_input(struct parser *parser, struct span span, const struct token *keyword, struct name_list *names) {
    struct statement *statement = add_statement(parser, STATEMENT_INPUT, span);
    if (statement != NULL && names != NULL) {
        statement->keyword = keyword->span;
        statement->as.names.names = names->items;
        statement->as.names.count = names->count;
    }
}

void ast_output(struct parser *parser, struct span span, const struct token *keyword, struct name_list *names,
                struct span parens) {
    struct statement *statement = add_statement(parser, STATEMENT_OUTPUT, span);
    if (statement == NULL || names == NULL) {
        return;
    }
    statement->keyword = keyword->span;
    statement->as.names.names = names->items;
    statement->as.names.count = names->count;
    statement->as.names.parenthesised = parens.end > parens.start;
    statement->as.names.is_return = token_is_word(keyword, "return");
    if (statement->as.names.is_return) {
        parser_note_synonym(parser, keyword->span, "return", "output");
    }
    if (statement->as.names.parenthesised) {
        parser_note_synonym(parser, parens, "output (a, b)", "output a, b");
    }
}

void ast_assign(struct parser *parser, struct span span, const struct token *target, struct source_expr *source) {
    struct statement *statement = source == NULL ? NULL : add_statement(parser, STATEMENT_ASSIGN, span);
    if (statement != NULL) {
        statement->target = name_of(target);
        statement->as.source = source;
    }
}

void ast_derive(struct parser *parser, struct span span, const struct token *target, const struct token *field,
                struct expr *value) {
    struct statement *statement = value == NULL ? NULL : add_statement(parser, STATEMENT_DERIVE, span);
    if (statement != NULL) {
        statement->target = name_of(target);
        statement->field = name_of(field);
        statement->as.value = value;
    }
}

void ast_predicate(struct parser *parser, struct span span, struct expr *condition) {
    struct statement *statement = condition == NULL ? NULL : add_statement(parser, STATEMENT_PREDICATE, span);
    if (statement != NULL) {
        statement->as.value = condition;
    }
}

void ast_error_statement(struct parser *parser, struct span span) {
    (void)add_statement(parser, STATEMENT_ERROR, span);
}

static struct source_expr *new_source(struct parser *parser, enum source_kind kind, struct span span) {
    struct source_expr *source = ARENA_NEW(parser->arena, struct source_expr);
    if (source != NULL) {
        source->kind = kind;
        source->span = span;
    }
    return source;
}

struct source_expr *ast_search(struct parser *parser, struct span span, struct event_list *events, bool parenthesised,
                               struct expr *where) {
    struct source_expr *source = events == NULL ? NULL : new_source(parser, SOURCE_SEARCH, span);
    if (source != NULL) {
        source->as.search.events = events->items;
        source->as.search.separators = events->separators.items;
        source->as.search.count = events->count;
        source->as.search.parenthesised = parenthesised;
        source->as.search.where = where;
    }
    return source;
}

struct source_expr *ast_filter(struct parser *parser, struct span span, const struct token *input, struct expr *where) {
    struct source_expr *source = where == NULL ? NULL : new_source(parser, SOURCE_FILTER, span);
    if (source != NULL) {
        source->as.filter.input = name_of(input);
        source->as.filter.where = where;
    }
    return source;
}

struct source_expr *ast_join(struct parser *parser, struct span span, struct name_list *inputs, struct span inputs_span,
                             bool parenthesised, struct expr *where) {
    struct source_expr *source = inputs == NULL || where == NULL ? NULL : new_source(parser, SOURCE_JOIN, span);
    if (source != NULL) {
        source->as.join.inputs = inputs->items;
        source->as.join.count = inputs->count;
        source->as.join.parenthesised = parenthesised;
        source->as.join.where = where;
        if (!parenthesised) {
            parser_note_synonym(parser, inputs_span, "join a, b", "join (a, b)");
        }
    }
    return source;
}

struct source_expr *ast_group(struct parser *parser, struct span span, struct name_list *inputs, struct path_list *keys,
                              struct expr *within) {
    struct source_expr *source = inputs == NULL || keys == NULL ? NULL : new_source(parser, SOURCE_GROUP, span);
    if (source != NULL) {
        source->as.group.inputs = inputs->items;
        source->as.group.count = inputs->count;
        source->as.group.keys = keys->items;
        source->as.group.key_count = keys->count;
        source->as.group.within = within;
    }
    return source;
}

struct source_expr *ast_select(struct parser *parser, struct span span, const struct token *input,
                               struct column_list *columns) {
    struct source_expr *source = columns == NULL ? NULL : new_source(parser, SOURCE_SELECT, span);
    if (source != NULL) {
        source->as.select.input = name_of(input);
        source->as.select.columns = columns->items;
        source->as.select.count = columns->count;
    }
    return source;
}

struct source_expr *ast_run(struct parser *parser, struct span span, const struct token *id) {
    struct source_expr *source = new_source(parser, SOURCE_RUN, span);
    if (source != NULL) {
        source->as.run.id = name_of(id);
    }
    return source;
}

struct source_expr *ast_value_source(struct parser *parser, struct span span, struct expr *value) {
    struct source_expr *source = value == NULL ? NULL : new_source(parser, SOURCE_VALUE, span);
    if (source != NULL) {
        source->as.value = value;
    }
    return source;
}

struct name_list *ast_names(struct parser *parser, const struct token *name) {
    return ast_names_add(parser, ARENA_NEW(parser->arena, struct name_list), name);
}

struct name_list *ast_names_add(struct parser *parser, struct name_list *list, const struct token *name) {
    return list != NULL && LIST_PUSH(parser->arena, list, name_of(name)) ? list : NULL;
}

struct path_list *ast_paths(struct parser *parser, struct name_list *path) {
    return ast_paths_add(parser, ARENA_NEW(parser->arena, struct path_list), path);
}

struct path_list *ast_paths_add(struct parser *parser, struct path_list *list, struct name_list *path) {
    if (list == NULL || path == NULL) {
        return NULL;
    }
    struct span span = span_join(path->items[0].span, path->items[path->count - 1].span);
    struct path next = {path->items, path->count, span};
    return LIST_PUSH(parser->arena, list, next) ? list : NULL;
}

struct event_pattern *ast_event(struct parser *parser, struct span span, const struct token *object,
                                const struct token *action) {
    struct event_pattern *event = ARENA_NEW(parser->arena, struct event_pattern);
    if (event != NULL) {
        event->object = name_of(object);
        event->action = name_of(action);
        event->span = span;
    }
    return event;
}

struct event_list *ast_events(struct parser *parser, struct event_pattern *event) {
    struct event_list *list = event == NULL ? NULL : ARENA_NEW(parser->arena, struct event_list);
    return list != NULL && LIST_PUSH(parser->arena, list, *event) ? list : NULL;
}

// A bare word after a comma is an action of the object before it.
static void take_bare_action(struct parser *parser, const struct event_pattern *before, struct event_pattern *event) {
    if (before->action.text.size == 0 || event->action.text.size > 0) {
        return;
    }
    event->action = event->object;
    event->object = before->object;
    event->bare_action = true;
    if (parser_note_wanted(parser, DIAGNOSTIC_N109, event->action.text)) {
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_N109, parser->source, event->span,
                        "`%.*s` after a comma is read as `%.*s:%.*s`", SLICE_ARG(event->action.text),
                        SLICE_ARG(event->object.text), SLICE_ARG(event->action.text));
    }
}

struct event_list *ast_events_add(struct parser *parser, struct event_list *list, const struct token *separator,
                                  struct event_pattern *event) {
    if (list == NULL || event == NULL || !LIST_PUSH(parser->arena, &list->separators, separator->span)) {
        return NULL;
    }
    if (separator->kind == TOKEN_COMMA) {
        take_bare_action(parser, &list->items[list->count - 1], event);
    }
    return LIST_PUSH(parser->arena, list, *event) ? list : NULL;
}

struct column *ast_column(struct parser *parser, struct expr *value, const struct token *alias) {
    struct column *column = value == NULL ? NULL : ARENA_NEW(parser->arena, struct column);
    if (column != NULL) {
        column->value = value;
        column->alias = name_of(alias);
        column->quoted_alias = alias != NULL && alias->kind == TOKEN_STRING;
    }
    return column;
}

struct column_list *ast_columns(struct parser *parser, struct column *column) {
    return ast_columns_add(parser, ARENA_NEW(parser->arena, struct column_list), column);
}

struct column_list *ast_columns_add(struct parser *parser, struct column_list *list, struct column *column) {
    return list != NULL && column != NULL && LIST_PUSH(parser->arena, list, *column) ? list : NULL;
}
