// SPDX-License-Identifier: Apache-2.0
// Statements and the names in them (lang/layout.h).
#include "car.tab.h"
#include "lang/layout.h"

#include <string.h>

// How far a guess at the meant name looks: tokens, and names.
enum { REACH = 512, MOST_USED = 8 };

static const struct token end_token = {.kind = TOKEN_END};

const struct token *resolver_peek(const struct resolver *resolver, size_t ahead) {
    size_t at = resolver->at + ahead;
    return at < resolver->count ? &resolver->tokens[at] : &end_token;
}

bool resolver_word(const struct resolver *resolver, size_t ahead, const char *word) {
    const struct token *token = resolver_peek(resolver, ahead);
    return token->kind == TOKEN_NAME && token_is_word(token, word);
}

void resolver_emit(struct resolver *resolver, const struct token *token) {
    (void)LIST_PUSH(&resolver->parser->scratch, &resolver->parser->tokens, *token);
}

void resolver_emit_kind(struct resolver *resolver, int kind, struct span span) {
    struct token token = {.kind = kind, .span = span};
    token.text = source_slice(resolver->parser->source, span);
    resolver_emit(resolver, &token);
}

struct token *resolver_last(const struct resolver *resolver) {
    struct token_list *tokens = &resolver->parser->tokens;
    return tokens->count > 0 ? &tokens->items[tokens->count - 1] : NULL;
}

bool token_compares(const struct token *token) {
    switch (token->kind) {
    case TOKEN_EQUALS:
    case TOKEN_EQ:
    case TOKEN_NE:
    case TOKEN_LT:
    case TOKEN_LE:
    case TOKEN_GT:
    case TOKEN_GE:
        return true;
    default:
        return false;
    }
}

bool token_is_reserved(const struct token *token) {
    static const char *const words[] = {"search", "filter", "join",   "group", "from",  "select", "run", "where",
                                        "output", "input",  "return", "and",   "or",    "not",    "in",  "contains",
                                        "match",  "exists", "null",   "true",  "false", "now",    "by",  NULL};
    for (const char *const *word = words; *word != NULL; word++) {
        if (token->kind == TOKEN_NAME && token_is_word(token, *word)) {
            return true;
        }
    }
    return false;
}

// Emits the token at hand as `kind` and passes over it.
void resolver_take_as(struct resolver *resolver, int kind) {
    const struct token *token = resolver_peek(resolver, 0);
    struct token taken = *token;
    taken.kind = kind;
    resolver_emit(resolver, &taken);
    resolver->at++;
}

void resolver_take(struct resolver *resolver) {
    resolver_take_as(resolver, resolver_peek(resolver, 0)->kind);
}

void resolver_take_rest(struct resolver *resolver) {
    while (resolver->at < resolver->count) {
        resolver_take(resolver);
    }
}

// The first name of the `index`th qualified field of what is left of the
// statement, of those that the rule assigns, each counted once and none that
// stands before resolver->at among the statement's names.
static struct slice used_name(const struct resolver *resolver, size_t names_start, size_t index) {
    struct slice seen[MOST_USED];
    size_t count = 0;
    size_t end = resolver->count < resolver->at + REACH ? resolver->count : resolver->at + REACH;
    for (size_t at = resolver->at; at + 2 < end && count < MOST_USED && index < MOST_USED; at++) {
        const struct token *token = &resolver->tokens[at];
        bool qualified = token->kind == TOKEN_NAME && resolver->tokens[at + 1].kind == TOKEN_DOT &&
                         (at == 0 || resolver->tokens[at - 1].kind != TOKEN_DOT);
        if (!qualified) {
            continue;
        }
        bool known = false;
        for (size_t i = 0; i < count; i++) {
            known = known || slice_equal(seen[i], token->text);
        }
        for (size_t i = names_start; i < end && !known; i++) {
            const struct token *name = &resolver->tokens[i];
            if (name->kind == TOKEN_NAME && token_is_word(name, "where")) {
                break;
            }
            known = name->kind == TOKEN_NAME && slice_equal(name->text, token->text);
        }
        if (!known) {
            if (count == index) {
                return token->text;
            }
            seen[count++] = token->text;
        }
    }
    return (struct slice){0};
}

// A variable's name; a keyword there is reported and read as the name that it
// was probably meant to be.
void resolver_take_name(struct resolver *resolver, struct slice replacement) {
    struct token token = *resolver_peek(resolver, 0);
    if (token_is_reserved(&token) && !name_set_has(resolver->assigned, token.text)) {
        repair_keyword(resolver, &token, replacement);
        if (replacement.size > 0) {
            token.text = replacement;
        } else {
            token.flags |= TOKEN_BAD;
            token.kind = TOKEN_ODD; // nothing sensible to go on with
        }
    }
    resolver_emit(resolver, &token);
    resolver->at++;
}

static bool ends_names(const struct resolver *resolver) {
    const struct token *token = resolver_peek(resolver, 0);
    if (token->kind == TOKEN_LPAREN) {
        return resolver_word(resolver, 1, "where");
    }
    if (token->kind != TOKEN_NAME) {
        return token->kind == TOKEN_END || token->kind == TOKEN_RPAREN;
    }
    int next = resolver_peek(resolver, 1)->kind;
    return next != TOKEN_COMMA && next != TOKEN_END && next != TOKEN_RPAREN &&
           (token_is_word(token, "where") || token_is_word(token, "by"));
}

// Names with commas between them, in parentheses or not.
void resolve_names(struct resolver *resolver) {
    bool parens = resolver_peek(resolver, 0)->kind == TOKEN_LPAREN && !resolver_word(resolver, 1, "where");
    if (parens) {
        resolver_take(resolver);
    }
    size_t start = resolver->at;
    size_t keywords = 0;
    bool name_next = true;
    while (!ends_names(resolver) && !parser_overflown(resolver->parser)) {
        const struct token *token = resolver_peek(resolver, 0);
        if (token->kind == TOKEN_NAME) {
            if (!name_next) {
                repair_missing_comma(resolver, resolver_last(resolver), token);
                resolver_emit_kind(resolver, TOKEN_COMMA, (struct span){token->span.start, token->span.start});
            }
            bool keyword = token_is_reserved(token) && !name_set_has(resolver->assigned, token->text);
            resolver_take_name(resolver, keyword ? used_name(resolver, start, keywords) : (struct slice){0});
            keywords += keyword;
            name_next = false;
        } else if (token->kind == TOKEN_COMMA) {
            const struct token *after = resolver_peek(resolver, 1);
            if (name_next || after->kind == TOKEN_RPAREN || after->kind == TOKEN_END) {
                repair_dangling(resolver, token);
                resolver->at++;
            } else {
                resolver_take(resolver);
                name_next = true;
            }
        } else {
            break; // the parser says what is wrong
        }
    }
    if (parens && resolver_peek(resolver, 0)->kind == TOKEN_RPAREN) {
        resolver_take(resolver);
    }
}

// `name =`; the `=` may be written `==` before a source.
static void resolve_assign(struct resolver *resolver) {
    struct token target = *resolver_peek(resolver, 0);
    const struct token *equals = resolver_peek(resolver, 1);
    if (token_is_reserved(&target)) {
        repair_keyword(resolver, &target, (struct slice){0});
    }
    resolver->target = (struct name){target.text, target.span};
    resolver_emit(resolver, &target);
    if (equals->kind == TOKEN_EQ) {
        repair_syntax(resolver, equals->span, "=", "`==` compares; a name is given with `=`");
    }
    resolver_emit_kind(resolver, TOKEN_ASSIGN, equals->span);
    resolver->at += 2;
    resolve_source(resolver);
    *resolver->last_assigned = target.text;
    (void)name_set_add(&resolver->parser->scratch, resolver->before, target.text);
}

static void resolve_derive(struct resolver *resolver) {
    resolver_take(resolver);
    resolver_take(resolver);
    resolver_take(resolver);
    resolver_take_as(resolver, TOKEN_ASSIGN);
    resolve_expr(resolver, CLAUSE_VALUE);
}

static bool begins_source(const struct resolver *resolver, size_t ahead) {
    static const char *const words[] = {"search", "filter", "join", "group", "from", "run", NULL};
    for (const char *const *word = words; *word != NULL; word++) {
        if (resolver_word(resolver, ahead, *word)) {
            return true;
        }
    }
    return false;
}

// What begins like no statement.
static void resolve_stray(struct resolver *resolver) {
    const struct token *first = resolver_peek(resolver, 0);
    struct span span = {first->span.start, resolver->end.end};
    if ((first->flags & TOKEN_BAD) == 0) {
        repair_syntax(resolver, first->span, NULL, "a statement begins with `name =`, `output` or `input`");
    }
    struct token bad = {.kind = TOKEN_ODD, .flags = TOKEN_BAD, .span = span};
    resolver_emit(resolver, &bad);
    resolver->at = resolver->count;
}

// `output a, b`, `input a`; without a colon.
static void resolve_names_statement(struct resolver *resolver, int keyword) {
    resolver_take_as(resolver, keyword);
    const struct token *colon = resolver_peek(resolver, 0);
    if (colon->kind == TOKEN_COLON) {
        repair_syntax(resolver, colon->span, "", "names follow without `:`");
        resolver->at++;
    }
    resolve_names(resolver);
}

void resolve_statement(struct resolver *resolver) {
    const struct token *first = resolver_peek(resolver, 0);
    int second = resolver_peek(resolver, 1)->kind;
    bool equals = second == TOKEN_EQUALS || (second == TOKEN_EQ && begins_source(resolver, 2));
    if (resolver->predicate) {
        resolver_emit_kind(resolver, TOKEN_PREDICATE, (struct span){first->span.start, first->span.start});
        repair_assignment(resolver);
        resolve_expr(resolver, CLAUSE_CONDITION);
    } else if (first->kind == TOKEN_NAME && equals) {
        resolve_assign(resolver);
    } else if (first->kind == TOKEN_NAME && second == TOKEN_DOT && resolver_peek(resolver, 2)->kind == TOKEN_NAME &&
               resolver_peek(resolver, 3)->kind == TOKEN_EQUALS) {
        resolve_derive(resolver);
    } else if (resolver_word(resolver, 0, "output") || resolver_word(resolver, 0, "return")) {
        resolve_names_statement(resolver, TOKEN_OUTPUT);
    } else if (resolver_word(resolver, 0, "input")) {
        resolve_names_statement(resolver, TOKEN_INPUT);
    } else {
        resolve_stray(resolver);
    }
    resolver_take_rest(resolver);
    resolver_emit_kind(resolver, TOKEN_NEWLINE, resolver->end);
}
