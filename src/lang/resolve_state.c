// SPDX-License-Identifier: Apache-2.0
// Steps that operands and operators share (lang/resolve_expr.h).
#include "car.tab.h"
#include "lang/resolve_expr.h"

bool state_is_open(const struct expr_state *state, char kind) {
    return state->depth > 0 && state->brackets[state->depth - 1] == kind;
}

// Whether commas separate what stands here.
bool state_in_sequence(const struct expr_state *state) {
    return state->depth > 0 ? !state_is_open(state, '(') : state->clause == CLAUSE_COLUMNS;
}

const struct token *state_peek(const struct expr_state *state, size_t ahead) {
    return resolver_peek(state->resolver, ahead);
}

bool state_word(const struct expr_state *state, size_t ahead, const char *word) {
    return resolver_word(state->resolver, ahead, word);
}

int state_last_kind(const struct expr_state *state) {
    return resolver_last(state->resolver)->kind;
}

void state_take(struct expr_state *state, int kind) {
    struct token token = *state_peek(state, 0);
    token.kind = kind;
    resolver_emit(state->resolver, &token);
    state->resolver->at++;
}

void state_take_operand(struct expr_state *state, int kind) {
    state_take(state, kind);
    state->operand = false;
}

void state_take_operator(struct expr_state *state, int kind) {
    state_take(state, kind);
    state->operand = true;
}

void state_emit_missing(struct expr_state *state, struct span span) {
    resolver_emit_kind(state->resolver, TOKEN_MISSING, span);
    state->operand = false;
}

void state_open(struct expr_state *state, int kind, char holds) {
    if (state->depth < sizeof state->brackets) {
        state->brackets[state->depth++] = holds;
    }
    state_take(state, kind);
    state->operand = true;
}

// An operand is wanted but the expression or its bracket ends, or an operator
// comes: something before dangles.
void state_no_operand(struct expr_state *state, const struct token *next) {
    struct resolver *resolver = state->resolver;
    struct token *last = resolver_last(resolver);
    switch (last->kind) {
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_COMMA:
        if (resolver->parser->tokens.count > state->start) {
            repair_dangling(resolver, last);
            resolver->parser->tokens.count--;
            state->operand = false;
            return;
        }
        break;
    case TOKEN_NOT:
    case TOKEN_EQUALS:
    case TOKEN_EQ:
    case TOKEN_NE:
    case TOKEN_LT:
    case TOKEN_LE:
    case TOKEN_GT:
    case TOKEN_GE:
    case TOKEN_IN:
    case TOKEN_CONTAINS:
    case TOKEN_MATCH:
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_STAR:
    case TOKEN_SLASH:
        repair_no_operand(resolver, last, "right");
        state_emit_missing(state, (struct span){last->span.end, last->span.end});
        return;
    default:
        break;
    }
    struct span span = next->kind == TOKEN_END ? resolver->end : next->span;
    repair_syntax(resolver, span, NULL,
                  state->clause == CLAUSE_CONDITION ? "a condition is missing here" : "a value is missing here");
    state_emit_missing(state, (struct span){span.start, span.start});
}

void state_close(struct expr_state *state) {
    const struct token *token = state_peek(state, 0);
    bool empty = state->operand && (state_last_kind(state) == TOKEN_CALL || state_last_kind(state) == TOKEN_LBRACKET);
    if (state->operand && !empty) {
        state_no_operand(state, token);
        if (state->operand) {
            return;
        }
    }
    bool braces = state_is_open(state, '{'); // `(` read as `[`
    state->depth -= state->depth > 0;
    state_take_operand(state, braces ? TOKEN_RBRACKET : token->kind);
}

bool token_begins_condition(const struct token *before) {
    switch (before->kind) {
    case TOKEN_WHERE:
    case TOKEN_PREDICATE:
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_NOT:
    case TOKEN_LPAREN:
        return true;
    default:
        return false;
    }
}

// Whether the operand emitted last is a field that nothing is compared with yet.
bool state_field_alone(const struct expr_state *state) {
    const struct token_list *tokens = &state->resolver->parser->tokens;
    if (tokens->items[tokens->count - 1].kind == TOKEN_FIELD) {
        return tokens->count > 1 && token_begins_condition(&tokens->items[tokens->count - 2]);
    }
    return state->subject_alone && state->subject_end == tokens->count;
}
