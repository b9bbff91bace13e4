// SPDX-License-Identifier: Apache-2.0
// Operands of conditions, values and columns (lang/layout.h).
#include "car.tab.h"
#include "lang/resolve_expr.h"

// Tokens of a parenthesis that are looked at to learn what it holds.
enum { MOST_CONTENT = 4096 };

// Whether the parenthesis at `ahead` holds a condition, or at least two items.
struct content {
    bool condition;
    bool commas;
};

static struct content content_of(const struct expr_state *state, size_t ahead) {
    struct content content = {0};
    size_t depth = 0;
    for (size_t i = ahead; i < ahead + MOST_CONTENT; i++) {
        const struct token *token = state_peek(state, i);
        if (token->kind == TOKEN_END) {
            break;
        }
        if (token->kind == TOKEN_LPAREN || token->kind == TOKEN_LBRACKET) {
            depth++;
        } else if (token->kind == TOKEN_RPAREN || token->kind == TOKEN_RBRACKET) {
            if (--depth == 0) {
                break;
            }
        } else if (depth == 1) {
            bool word = token->kind == TOKEN_NAME && state_peek(state, i - 1)->kind != TOKEN_DOT &&
                        (token_is_word(token, "and") || token_is_word(token, "or"));
            content.condition = content.condition || word || token_compares(token);
            content.commas = content.commas || token->kind == TOKEN_COMMA;
        }
    }
    return content;
}

// name.name.name: its tokens, and in *ret_end the number of them.
static size_t path_length(const struct expr_state *state) {
    size_t length = 1;
    while (state_peek(state, length)->kind == TOKEN_DOT && state_peek(state, length + 1)->kind == TOKEN_NAME) {
        bool method = state_peek(state, length + 2)->kind == TOKEN_LPAREN &&
                      (state_word(state, length + 1, "matches") || state_word(state, length + 1, "match") ||
                       state_word(state, length + 1, "contains"));
        if (method) {
            break;
        }
        length += 2;
    }
    return length;
}

static void take_path(struct expr_state *state) {
    size_t length = path_length(state);
    state->subject = state->resolver->at;
    state->subject_length = length;
    state->subject_alone = token_begins_condition(resolver_last(state->resolver));
    state->subject_end = state->resolver->parser->tokens.count + length;
    for (size_t i = 0; i < length; i++) {
        state_take(state, state_peek(state, 0)->kind);
    }
    state->operand = false;
    const struct token *next = state_peek(state, 0);
    if (next->kind == TOKEN_LPAREN && (next->flags & TOKEN_FIRST_OF_LINE) == 0 && !content_of(state, 0).condition) {
        state_open(state, TOKEN_CALL, 'c');
    }
}

// Names of files on the right of a comparison: `svchost.exe`. Other names with
// dots may be fields of the record, which the checker knows.
static bool is_unquoted_name(const struct expr_state *state) {
    static const char *const extensions[] = {"exe", "dll", "bat", "cmd", "com", "ps1", "vbs", "js",
                                             "wsf", "sys", "msi", "scr", "cpl", "hta", NULL};
    const struct resolver *resolver = state->resolver;
    const struct token *last = resolver_last(resolver);
    bool right = token_compares(last) || last->kind == TOKEN_CONTAINS || last->kind == TOKEN_MATCH ||
                 last->kind == TOKEN_IN || (last->kind == TOKEN_LPAREN && state->value_paren);
    size_t length = path_length(state);
    if (!right || length < 3 || state->clause != CLAUSE_CONDITION || state_peek(state, length)->kind == TOKEN_LPAREN ||
        name_set_has(resolver->assigned, state_peek(state, 0)->text)) {
        return false;
    }
    bool extension = false;
    for (const char *const *word = extensions; *word != NULL; word++) {
        extension = extension || state_word(state, length - 1, *word);
    }
    return extension && !(resolver->join && state_word(state, length - 1, "exe"));
}

static void take_unquoted_name(struct expr_state *state) {
    size_t length = path_length(state);
    struct resolver *resolver = state->resolver;
    struct token token = *state_peek(state, 0);
    token.span = span_join(token.span, state_peek(state, length - 1)->span);
    token.kind = TOKEN_STRING;
    token.flags |= TOKEN_UNQUOTED;
    token.text = source_slice(resolver->parser->source, token.span);
    repair_unquoted(resolver, &token);
    resolver_emit(resolver, &token);
    resolver->at += length;
    state->operand = false;
}

// Words in a row that no operator joins: an English clause. Gives the number of
// tokens up to the end of the clause, 0 where it is none.
static size_t prose_length(const struct expr_state *state) {
    size_t words = 0;
    size_t length = 0;
    for (;; length++) {
        const struct token *token = state_peek(state, length);
        bool word = token->kind == TOKEN_NAME && !token_is_word(token, "and") && !token_is_word(token, "or") &&
                    !token_is_word(token, "by");
        bool value = token->kind == TOKEN_NUMBER || token->kind == TOKEN_DURATION || token->kind == TOKEN_STRING;
        bool operator= resolver_test_length(state->resolver, length) > 0 && words < 3;
        if (length > 0 && (operator||(words == 1 && resolver_foreign_at(state->resolver, length)))) {
            return 0;
        }
        if (!word && (!value || words == 0)) {
            break;
        }
        words += word;
    }
    return words >= 3 ? length : 0;
}

static bool take_prose(struct expr_state *state) {
    bool begins = token_begins_condition(resolver_last(state->resolver));
    size_t length = begins && state->clause == CLAUSE_CONDITION ? prose_length(state) : 0;
    if (length == 0) {
        return false;
    }
    struct span span = span_join(state_peek(state, 0)->span, state_peek(state, length - 1)->span);
    repair_prose(state->resolver, span, NULL);
    state->resolver->at += length;
    state_emit_missing(state, span);
    return true;
}

// The operand of the comparison before, for a condition that lacks its own.
static void repeat_subject(struct expr_state *state) {
    struct resolver *resolver = state->resolver;
    const struct token *next = state_peek(state, 0);
    struct span here = {next->span.start, next->span.start};
    struct span span = {0, 0};
    if (state->subject_length > 0) {
        span = span_join(resolver->tokens[state->subject].span,
                         resolver->tokens[state->subject + state->subject_length - 1].span);
    }
    repair_missing_subject(resolver, next, source_slice(resolver->parser->source, span));
    if (state->subject_length == 0) {
        state_emit_missing(state, here);
    }
    for (size_t i = 0; i < state->subject_length; i++) {
        struct token token = resolver->tokens[state->subject + i];
        token.span = here;
        token.flags |= TOKEN_INSERTED;
        resolver_emit(resolver, &token);
    }
    state->operand = false;
}

static bool is_placeholder(const struct token *token) {
    struct slice text = token->text;
    return token->kind == TOKEN_NAME && text.size > 4 && slice_starts_with(text, SLICE("__")) &&
           text.data[text.size - 1] == '_' && text.data[text.size - 2] == '_';
}

// `<a regex>` where a value must stand; gives the number of tokens.
static size_t angle_placeholder(const struct expr_state *state) {
    size_t length = 1;
    while (state_peek(state, length)->kind == TOKEN_NAME || state_peek(state, length)->kind == TOKEN_NUMBER) {
        length++;
    }
    return length > 1 && state_peek(state, length)->kind == TOKEN_GT ? length + 1 : 0;
}

static bool take_placeholder(struct expr_state *state) {
    const struct token *token = state_peek(state, 0);
    size_t length = is_placeholder(token) ? 1 : token->kind == TOKEN_LT ? angle_placeholder(state) : 0;
    if (length == 0) {
        return false;
    }
    struct span span = span_join(token->span, state_peek(state, length - 1)->span);
    repair_placeholder(state->resolver, span);
    state->resolver->at += length;
    state_emit_missing(state, span);
    return true;
}

void resolve_ellipsis(struct expr_state *state) {
    struct resolver *resolver = state->resolver;
    const struct token *ellipsis = state_peek(state, 0);
    struct token_list *tokens = &resolver->parser->tokens;
    const struct token *last = resolver_last(resolver);
    bool joined = last->kind == TOKEN_COMMA || last->kind == TOKEN_AND || last->kind == TOKEN_OR;
    resolver->at++;
    if (state->operand && joined && tokens->count - 1 > state->start) {
        tokens->count--;
        repair_ellipsis(resolver, resolver_last(resolver), ellipsis, NULL);
        state->operand = false;
    } else if (state->operand && state_in_sequence(state) && state_peek(state, 0)->kind == TOKEN_COMMA) {
        resolver->at++;
        repair_ellipsis(resolver, NULL, ellipsis, state_peek(state, 0));
    } else if (!state->operand || last->kind == TOKEN_LBRACKET) {
        repair_ellipsis(resolver, last, ellipsis, NULL);
    } else {
        repair_ellipsis(resolver, NULL, ellipsis, NULL);
        state_emit_missing(state, ellipsis->span);
    }
}

static void take_not(struct expr_state *state) {
    if (++state->nots > PARSER_MAX_NESTING) {
        parser_report_nesting(state->resolver->parser, state_peek(state, 0)->span);
        state->resolver->at++;
        return;
    }
    state_take(state, TOKEN_NOT);
}

static bool take_constant(struct expr_state *state) {
    static const struct {
        const char *word;
        int kind;
    } constants[] = {{"null", TOKEN_NULL}, {"true", TOKEN_TRUE}, {"false", TOKEN_FALSE}, {"now", TOKEN_NOW}};
    int next = state_peek(state, 1)->kind;
    if (next == TOKEN_DOT || next == TOKEN_LPAREN) {
        return false;
    }
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        if (state_word(state, 0, constants[i].word)) {
            state_take_operand(state, constants[i].kind);
            return true;
        }
    }
    if (state_word(state, 0, "raw") && state_word(state, 1, "event")) {
        struct token token = *state_peek(state, 0);
        token.kind = TOKEN_RAW_EVENT;
        token.span = span_join(token.span, state_peek(state, 1)->span);
        resolver_emit(state->resolver, &token);
        state->resolver->at += 2;
        state->operand = false;
        return true;
    }
    return false;
}

static void operand_word(struct expr_state *state) {
    const struct token *token = state_peek(state, 0);
    int next = state_peek(state, 1)->kind;
    bool field =
        next == TOKEN_DOT || token_compares(state_peek(state, 1)) || resolver_test_length(state->resolver, 1) > 0;
    bool negation = token_is_word(token, "not") && next != TOKEN_DOT;
    if ((token_is_word(token, "and") || token_is_word(token, "or")) && !field) {
        int last = state_last_kind(state);
        bool drop = last != TOKEN_AND && last != TOKEN_OR;
        bool nothing = last == TOKEN_WHERE || last == TOKEN_LPAREN || last == TOKEN_PREDICATE || last == TOKEN_NOT;
        if (!drop || nothing) { // `where and`, `and and`: one too many
            repair_dangling(state->resolver, token);
            state->resolver->at++;
        } else {
            state_no_operand(state, token);
        }
    } else if (negation) {
        take_not(state);
    } else if (resolver_test_length(state->resolver, 0) > 0 && !field && next != TOKEN_LPAREN) {
        repeat_subject(state);
    } else if (!take_placeholder(state) && !take_constant(state) && !take_prose(state)) {
        if (is_unquoted_name(state)) {
            take_unquoted_name(state);
        } else {
            take_path(state);
        }
    }
}

static void operand_paren(struct expr_state *state) {
    int last = state_last_kind(state);
    bool tests = last == TOKEN_IN || last == TOKEN_CONTAINS || last == TOKEN_MATCH;
    if (tests && last != TOKEN_MATCH) {
        struct content content = content_of(state, 0);
        if (content.commas && !content.condition) {
            repair_list_parens(state->resolver);
            state_open(state, TOKEN_LBRACKET, '{');
            return;
        }
    }
    state->value_paren = tests;
    state_open(state, TOKEN_LPAREN, '(');
}

// `count(*)`: all rows, of the set that was assigned last where none is at hand.
static void take_call_star(struct expr_state *state) {
    struct resolver *resolver = state->resolver;
    struct token token = *state_peek(state, 0);
    struct slice set = *resolver->last_assigned;
    if (state->clause != CLAUSE_VALUE || set.size == 0) {
        repair_call_star(resolver, token.span, (struct slice){0});
        resolver->at++;
        return;
    }
    repair_call_star(resolver, token.span, set);
    token.kind = TOKEN_NAME;
    token.text = set;
    resolver_emit(resolver, &token);
    resolver->at++;
    state->operand = false;
}

void resolve_operand(struct expr_state *state) {
    const struct token *token = state_peek(state, 0);
    switch (token->kind) {
    case TOKEN_NAME:
        operand_word(state);
        return;
    case TOKEN_LPAREN:
        operand_paren(state);
        return;
    case TOKEN_LBRACKET:
        state_open(state, TOKEN_LBRACKET, '[');
        return;
    case TOKEN_STRING:
    case TOKEN_NUMBER:
    case TOKEN_DURATION:
    case TOKEN_ADDRESS:
    case TOKEN_FIELD:
        state_take_operand(state, token->kind);
        return;
    case TOKEN_MINUS:
        state_take(state, TOKEN_MINUS);
        return;
    case TOKEN_ELLIPSIS:
        resolve_ellipsis(state);
        return;
    case TOKEN_STAR:
        if (state_last_kind(state) == TOKEN_CALL && state_peek(state, 1)->kind == TOKEN_RPAREN) {
            take_call_star(state);
            return;
        }
        break;
    case TOKEN_RPAREN:
    case TOKEN_RBRACKET:
        state_close(state);
        return;
    case TOKEN_LT:
        if (take_placeholder(state)) {
            return;
        }
        break;
    default:
        break;
    }
    if (token_compares(token)) {
        if (token_compares(resolver_last(state->resolver))) {
            repair_dangling(state->resolver, token);
            state->resolver->at++;
        } else {
            repeat_subject(state);
        }
    } else if (token->kind == TOKEN_COMMA &&
               (state_last_kind(state) == TOKEN_COMMA || state_last_kind(state) == TOKEN_LBRACKET ||
                state_last_kind(state) == TOKEN_CALL)) {
        repair_dangling(state->resolver, token);
        state->resolver->at++;
    } else if (token->kind == TOKEN_ODD || token->kind == TOKEN_COLON || token->kind == TOKEN_DOT) {
        state_take(state, token->kind); // the parser says what is wrong
    } else {
        state_no_operand(state, token);
    }
}
