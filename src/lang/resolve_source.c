// SPDX-License-Identifier: Apache-2.0
// What stands on the right of `name =` (lang/layout.h).
#include "car.tab.h"
#include "lang/layout.h"

// `where` and its condition, and the slips around the word.
static void resolve_where(struct resolver *resolver) {
    const struct token *token = resolver_peek(resolver, 0);
    if (token->kind == TOKEN_NAME && token_is_word(token, "where")) {
        resolver_take_as(resolver, TOKEN_WHERE);
    } else if (token->kind == TOKEN_LPAREN && resolver_word(resolver, 1, "where")) {
        const struct token *where = resolver_peek(resolver, 1);
        repair_misplaced_where(resolver, token, where);
        resolver_emit_kind(resolver, TOKEN_WHERE, where->span);
        resolver_emit(resolver, token);
        resolver->at += 2;
    } else if (token->kind == TOKEN_LPAREN || token->kind == TOKEN_FIELD ||
               token_compares(resolver_peek(resolver, 1))) {
        repair_syntax(resolver, (struct span){token->span.start, token->span.start}, "where ",
                      "expected `where` before the condition");
        resolver_emit_kind(resolver, TOKEN_WHERE, (struct span){token->span.start, token->span.start});
    } else {
        resolver_take_rest(resolver);
        return;
    }
    resolve_expr(resolver, CLAUSE_CONDITION);
}

static bool where_follows(const struct resolver *resolver) {
    return resolver_word(resolver, 0, "where") ||
           (resolver_peek(resolver, 0)->kind == TOKEN_LPAREN && resolver_word(resolver, 1, "where"));
}

// The set that a `filter` without one works on: the name on the left where the
// rule assigned it before, else what was assigned last.
static struct slice default_set(const struct resolver *resolver) {
    bool other = resolver->last_assigned->size > 0 && !name_set_has(resolver->before, resolver->target.text);
    return other ? *resolver->last_assigned : resolver->target.text;
}

static void emit_default_set(struct resolver *resolver, struct slice name, struct span at) {
    struct token token = {.kind = TOKEN_NAME, .flags = TOKEN_INSERTED, .span = at, .text = name};
    resolver_emit(resolver, &token);
}

// Stands in for the set that `group` or `from` lacks.
static void take_default_set(struct resolver *resolver, const struct token *keyword) {
    const struct token *next = resolver_peek(resolver, 0);
    struct slice name = default_set(resolver);
    repair_missing_source(resolver, keyword, next, name, " ");
    emit_default_set(resolver, name, (struct span){next->span.start, next->span.start});
}

static void resolve_search(struct resolver *resolver);

static void resolve_filter(struct resolver *resolver) {
    const struct token *keyword = resolver_peek(resolver, 0);
    if (resolver_peek(resolver, 1)->kind == TOKEN_NAME && resolver_peek(resolver, 2)->kind == TOKEN_COLON) {
        repair_syntax(resolver, keyword->span, "search", "`filter` is for a set that has a name; events are searched");
        resolve_search(resolver);
        return;
    }
    resolver_take_as(resolver, TOKEN_FILTER);
    const struct token *next = resolver_peek(resolver, 0);
    struct span here = {next->span.start, next->span.start};
    if (next->kind == TOKEN_END) {
        here = resolver->end;
    }
    struct slice name = default_set(resolver);
    if (where_follows(resolver)) {
        bool misplaced = next->kind == TOKEN_LPAREN;
        repair_missing_source(resolver, keyword, next, name, misplaced ? NULL : " ");
        emit_default_set(resolver, name, here);
        if (misplaced) {
            resolver_emit_kind(resolver, TOKEN_WHERE, next->span);
            resolver_emit(resolver, next);
            resolver->at += 2;
            resolve_expr(resolver, CLAUSE_CONDITION);
        } else {
            resolve_where(resolver);
        }
        return;
    }
    bool condition = next->kind == TOKEN_LPAREN || next->kind == TOKEN_FIELD ||
                     (next->kind == TOKEN_NAME && token_compares(resolver_peek(resolver, 1)));
    if (condition) {
        repair_missing_source(resolver, keyword, next, name, " where ");
        emit_default_set(resolver, name, here);
        resolver_emit_kind(resolver, TOKEN_WHERE, here);
        resolve_expr(resolver, CLAUSE_CONDITION);
        return;
    }
    if (next->kind == TOKEN_NAME) {
        resolver_take_name(resolver, *resolver->last_assigned);
    }
    resolve_where(resolver);
}

static bool is_separator(const struct token *token) {
    return token->kind == TOKEN_COMMA ||
           (token->kind == TOKEN_NAME && (token_is_word(token, "or") || token_is_word(token, "and")));
}

static int separator_kind(const struct token *token) {
    if (token->kind == TOKEN_COMMA) {
        return TOKEN_COMMA;
    }
    return token_is_word(token, "or") ? TOKEN_OR : TOKEN_AND;
}

// Object:Action, Object:*, Object, *:*.
static void resolve_event(struct resolver *resolver) {
    resolver_take(resolver);
    const struct token *colon = resolver_peek(resolver, 0);
    const struct token *action = resolver_peek(resolver, 1);
    if (colon->kind == TOKEN_DOT && action->kind == TOKEN_NAME) {
        repair_syntax(resolver, colon->span, ":", "an action is written after `:`");
        resolver_take_as(resolver, TOKEN_COLON);
        resolver_take(resolver);
    } else if (colon->kind == TOKEN_COLON) {
        resolver_take(resolver);
        if (action->kind == TOKEN_NAME || action->kind == TOKEN_STAR) {
            resolver_take(resolver);
        }
    }
}

static bool begins_event(const struct token *token) {
    return token->kind == TOKEN_NAME || token->kind == TOKEN_STAR;
}

static void resolve_events(struct resolver *resolver) {
    bool parens = resolver_peek(resolver, 0)->kind == TOKEN_LPAREN && !resolver_word(resolver, 1, "where");
    if (parens) {
        resolver_take(resolver);
    }
    bool event_next = true;
    for (;;) {
        const struct token *token = resolver_peek(resolver, 0);
        if (is_separator(token)) {
            const struct token *after = resolver_peek(resolver, 1);
            if (event_next || !begins_event(after) || is_separator(after) || where_follows(resolver)) {
                repair_dangling(resolver, token);
                resolver->at++;
                continue;
            }
            resolver_take_as(resolver, separator_kind(token));
            event_next = true;
        } else if (begins_event(token) && !token_is_word(token, "where")) {
            if (!event_next) {
                repair_missing_operator(resolver, resolver_last(resolver), token, " or");
                resolver_emit_kind(resolver, TOKEN_OR, (struct span){token->span.start, token->span.start});
            }
            resolve_event(resolver);
            event_next = false;
        } else {
            break;
        }
    }
    if (parens && resolver_peek(resolver, 0)->kind == TOKEN_RPAREN) {
        resolver_take(resolver);
    }
}

static void resolve_search(struct resolver *resolver) {
    resolver_take_as(resolver, TOKEN_SEARCH);
    if (!where_follows(resolver)) {
        resolve_events(resolver);
    }
    if (resolver->at < resolver->count) {
        resolve_where(resolver);
    }
}

// `where` after the keys of a group: the grammar has `within` there.
static void resolve_group_where(struct resolver *resolver) {
    const struct token *where = resolver_peek(resolver, 0);
    const struct token *duration = NULL;
    bool condition = false;
    for (size_t at = resolver->at; at < resolver->count; at++) {
        const struct token *token = &resolver->tokens[at];
        duration = token->kind == TOKEN_DURATION ? token : duration;
        condition = condition || token_compares(token);
    }
    struct span span = {where->span.start, resolver->tokens[resolver->count - 1].span.end};
    resolver->at = resolver->count;
    if (condition) {
        repair_syntax(resolver, where->span, NULL,
                      "a group has no `where`: filter the set before it, or the groups after it");
        return;
    }
    repair_prose(resolver, span, duration);
    if (duration != NULL) {
        resolver_emit_kind(resolver, TOKEN_WITHIN, where->span);
        resolver_emit(resolver, duration);
    }
}

static void resolve_group(struct resolver *resolver) {
    const struct token *keyword = resolver_peek(resolver, 0);
    resolver_take_as(resolver, TOKEN_GROUP);
    if (resolver_word(resolver, 0, "by") && resolver_peek(resolver, 1)->kind == TOKEN_NAME &&
        !resolver_word(resolver, 1, "by")) {
        take_default_set(resolver, keyword);
    } else {
        resolve_names(resolver);
    }
    if (resolver_word(resolver, 0, "by")) {
        resolver_take_as(resolver, TOKEN_BY);
        resolve_keys(resolver);
    }
    if (where_follows(resolver)) {
        resolve_group_where(resolver);
    } else if (resolver_word(resolver, 0, "within")) {
        resolver_take_as(resolver, TOKEN_WITHIN);
    }
    resolver_take_rest(resolver);
}

static void resolve_select(struct resolver *resolver) {
    const struct token *keyword = resolver_peek(resolver, 0);
    resolver_take_as(resolver, TOKEN_FROM);
    if (resolver_word(resolver, 0, "select") && !resolver_word(resolver, 1, "select")) {
        take_default_set(resolver, keyword);
    } else if (resolver_peek(resolver, 0)->kind == TOKEN_NAME) {
        resolver_take_name(resolver, *resolver->last_assigned);
    }
    if (resolver_word(resolver, 0, "select")) {
        resolver_take_as(resolver, TOKEN_SELECT);
        resolve_expr(resolver, CLAUSE_COLUMNS);
    }
    resolver_take_rest(resolver);
}

// `set where ...`: the set is filtered.
static void resolve_bare_filter(struct resolver *resolver) {
    struct span here = {resolver_peek(resolver, 0)->span.start, resolver_peek(resolver, 0)->span.start};
    repair_syntax(resolver, here, "filter ", "expected `filter` before the set");
    resolver_emit_kind(resolver, TOKEN_FILTER, here);
    resolver_take_name(resolver, *resolver->last_assigned);
    resolve_where(resolver);
}

void resolve_source(struct resolver *resolver) {
    int next = resolver_peek(resolver, 1)->kind;
    if (resolver_word(resolver, 0, "search") && next != TOKEN_END) {
        resolve_search(resolver);
    } else if (resolver_word(resolver, 0, "filter") && next != TOKEN_END) {
        resolve_filter(resolver);
    } else if (resolver_word(resolver, 0, "join") && next != TOKEN_END) {
        resolver_take_as(resolver, TOKEN_JOIN);
        resolver->join = true;
        resolve_names(resolver);
        resolve_where(resolver);
    } else if (resolver_word(resolver, 0, "group") && next == TOKEN_NAME) {
        resolve_group(resolver);
    } else if (resolver_word(resolver, 0, "from") && next == TOKEN_NAME) {
        resolve_select(resolver);
    } else if (resolver_word(resolver, 0, "run") && next != TOKEN_END) {
        resolver_take_as(resolver, TOKEN_RUN);
        resolver_take_rest(resolver);
    } else if (next == TOKEN_NAME && resolver_word(resolver, 1, "where") && resolver->count > resolver->at + 2 &&
               !token_is_reserved(resolver_peek(resolver, 0))) {
        resolve_bare_filter(resolver);
    } else {
        resolve_expr(resolver, CLAUSE_VALUE);
    }
}
