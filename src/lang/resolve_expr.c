// SPDX-License-Identifier: Apache-2.0
// Conditions, values and columns (lang/layout.h): one pass over the tokens that
// knows whether an operand or an operator must come next, and what the innermost
// bracket holds. The operators; operands are in resolve_operand.c.
#include "lang/resolve_expr.h"
#include "car.tab.h"

static void missing_operator(struct expr_state *state) {
    struct resolver *resolver = state->resolver;
    const struct token *token = state_peek(state, 0);
    const struct token *last = resolver_last(resolver);
    struct span here = {token->span.start, token->span.start};
    if (state_in_sequence(state)) {
        repair_missing_comma(resolver, last, token);
        resolver_emit_kind(resolver, TOKEN_COMMA, here);
        state->operand = true;
        return;
    }
    bool condition = state->clause == CLAUSE_CONDITION || state->depth > 0;
    if (!condition) {
        state_take(state, token->kind); // the parser says what is wrong
        return;
    }
    bool literal = token->kind == TOKEN_STRING || token->kind == TOKEN_NUMBER || token->kind == TOKEN_ADDRESS;
    if (state_field_alone(state) && resolver_take_foreign(resolver)) {
        state->operand = state_last_kind(state) != TOKEN_NULL;
        return;
    }
    if (literal && state_field_alone(state)) {
        repair_missing_comparison(resolver, last, token);
        resolver_emit_kind(resolver, TOKEN_EQ, here);
    } else {
        repair_missing_operator(resolver, last, token, " and");
        resolver_emit_kind(resolver, TOKEN_AND, here);
    }
    state->operand = true;
}

// `as name` or `as "Title"` after a column.
static void take_alias(struct expr_state *state) {
    state_take(state, TOKEN_AS);
    if (state_peek(state, 0)->kind == TOKEN_NAME || state_peek(state, 0)->kind == TOKEN_STRING) {
        state_take(state, state_peek(state, 0)->kind);
    } else {
        state->operand = true;
        state_no_operand(state, state_peek(state, 0));
    }
}

static void operator_word(struct expr_state *state) {
    struct resolver *resolver = state->resolver;
    const struct token *token = state_peek(state, 0);
    size_t test = resolver_test_length(resolver, 0);
    if (token_is_word(token, "and") || token_is_word(token, "or")) {
        if (state->depth > 0 && !state_is_open(state, '(')) {
            repair_syntax(resolver, token->span, NULL, "items are separated by `,`");
            state_take_operator(state, TOKEN_COMMA);
        } else {
            state_take_operator(state, token_is_word(token, "and") ? TOKEN_AND : TOKEN_OR);
            state->nots = 0;
        }
    } else if (test > 0) {
        resolver_take_test(resolver, test);
        state->operand = state_last_kind(state) != TOKEN_EXISTS;
    } else if (token_is_word(token, "as") && state->clause == CLAUSE_COLUMNS && state->depth == 0) {
        take_alias(state);
    } else if (token_is_word(token, "where") && state->clause == CLAUSE_CONDITION && state->depth == 0) {
        repair_syntax(resolver, token->span, "and", "one `where` is enough: conditions are joined by `and`");
        state_take_operator(state, TOKEN_AND);
    } else if (token_is_word(token, "by") && state->clause == CLAUSE_VALUE && state->depth == 0) {
        state_take(state, TOKEN_BY);
        resolve_keys(resolver);
        while (resolver->at < resolver->count) {
            state_take(state, state_peek(state, 0)->kind);
        }
    } else {
        missing_operator(state);
    }
}

// A comma where no items are: `and` was meant.
static void comma(struct expr_state *state) {
    const struct token *token = state_peek(state, 0);
    if (state_in_sequence(state)) {
        state_take_operator(state, TOKEN_COMMA);
        return;
    }
    if (state->clause == CLAUSE_VALUE && state->depth == 0) {
        state_take(state, TOKEN_COMMA); // the parser says what is wrong
        return;
    }
    int next = state_peek(state, 1)->kind;
    if (next == TOKEN_END || next == TOKEN_RPAREN || next == TOKEN_RBRACKET) {
        repair_dangling(state->resolver, token);
        state->resolver->at++;
        return;
    }
    repair_condition_comma(state->resolver, token);
    state_take_operator(state, TOKEN_AND);
}

static void operator(struct expr_state *state) {
    const struct token *token = state_peek(state, 0);
    switch (token->kind) {
    case TOKEN_NAME:
        operator_word(state);
        return;
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_STAR:
    case TOKEN_SLASH:
        state_take_operator(state, token->kind);
        return;
    case TOKEN_RPAREN:
    case TOKEN_RBRACKET:
        state_close(state);
        return;
    case TOKEN_COMMA:
        comma(state);
        return;
    case TOKEN_ELLIPSIS:
        resolve_ellipsis(state);
        return;
    case TOKEN_DOT:
        // `a.matches("re")`
        if (resolver_test_length(state->resolver, 1) > 0) {
            state->resolver->at++;
            resolver_take_test(state->resolver, 1);
            resolver_last(state->resolver)->spelling = SPELLING_METHOD;
            state->operand = true;
            return;
        }
        break;
    case TOKEN_COLON:
        if (state_field_alone(state) &&
            (state_peek(state, 1)->kind == TOKEN_STRING || state_peek(state, 1)->kind == TOKEN_NUMBER)) {
            repair_foreign_operator(state->resolver, token->span, "==", false);
            state_take_operator(state, TOKEN_EQ);
            return;
        }
        break;
    case TOKEN_STRING:
    case TOKEN_NUMBER:
    case TOKEN_DURATION:
    case TOKEN_ADDRESS:
    case TOKEN_FIELD:
    case TOKEN_LPAREN:
    case TOKEN_LBRACKET:
        missing_operator(state);
        return;
    default:
        break;
    }
    if (token_compares(token)) {
        resolver_take_comparison(state->resolver);
        state->operand = true;
        return;
    }
    state_take(state, token->kind); // the parser says what is wrong
}

void resolve_expr(struct resolver *resolver, enum clause clause) {
    struct expr_state state = {.resolver = resolver, .clause = clause, .operand = true};
    state.start = resolver->parser->tokens.count;
    while (resolver->at < resolver->count && !arena_failed(&resolver->parser->scratch) &&
           !parser_overflown(resolver->parser)) {
        if (state.operand) {
            resolve_operand(&state);
        } else {
            operator(&state);
        }
    }
    while (state.operand && !arena_failed(&resolver->parser->scratch) && !parser_overflown(resolver->parser)) {
        state_no_operand(&state, resolver_peek(resolver, 0));
    }
}

// Whether the word at hand ends the keys.
static bool ends_keys(const struct resolver *resolver) {
    const struct token *token = resolver_peek(resolver, 0);
    int next = resolver_peek(resolver, 1)->kind;
    return token->kind == TOKEN_NAME && next != TOKEN_COMMA && next != TOKEN_DOT && next != TOKEN_END &&
           (token_is_word(token, "within") || token_is_word(token, "where"));
}

void resolve_keys(struct resolver *resolver) {
    bool key_next = true;
    while (resolver->at < resolver->count && !ends_keys(resolver)) {
        const struct token *token = resolver_peek(resolver, 0);
        if (token->kind == TOKEN_COMMA) {
            const struct token *after = resolver_peek(resolver, 1);
            if (key_next || after->kind != TOKEN_NAME) {
                repair_dangling(resolver, token);
                resolver->at++;
                continue;
            }
            key_next = true;
        } else if (token->kind == TOKEN_NAME && resolver_last(resolver)->kind != TOKEN_DOT) {
            if (!key_next) {
                repair_missing_comma(resolver, resolver_last(resolver), token);
                resolver_emit_kind(resolver, TOKEN_COMMA, (struct span){token->span.start, token->span.start});
            }
            key_next = false;
        } else if (token->kind != TOKEN_DOT && token->kind != TOKEN_NAME) {
            return;
        }
        resolver_emit(resolver, token);
        resolver->at++;
    }
}
