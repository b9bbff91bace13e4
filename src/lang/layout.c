// SPDX-License-Identifier: Apache-2.0
#include "lang/layout.h"

#include "base/fold.h"
#include "car.tab.h"

#include <string.h>

// One open bracket, while a statement's brackets are matched.
struct open {
    size_t at; // in layout.tokens
};

LIST_TYPE(open_list, struct open);

struct layout {
    struct parser *parser;
    const struct token *lexemes;
    size_t count;
    bool predicate;
    struct name_set assigned;
    struct name_set before;
    struct slice last_assigned;
    struct token_list tokens; // of the statement at hand, brackets balanced
    struct open_list open;
    size_t outer_close; // in tokens: what closed the last bracket; SIZE_MAX: none
    bool too_deep;
};

static bool is_word(const struct layout *layout, size_t at, const char *word) {
    return at < layout->count && layout->lexemes[at].kind == TOKEN_NAME && token_is_word(&layout->lexemes[at], word);
}

static bool is_any_word(const struct layout *layout, size_t at, const char *const *words) {
    for (; *words != NULL; words++) {
        if (is_word(layout, at, *words)) {
            return true;
        }
    }
    return false;
}

static int kind_at(const struct layout *layout, size_t at) {
    return at < layout->count ? layout->lexemes[at].kind : TOKEN_END;
}

static bool is_equals(const struct layout *layout, size_t at) {
    return kind_at(layout, at) == TOKEN_EQUALS;
}

// `search`, `filter` and the like where they can only begin a source.
static bool begins_source(const struct layout *layout, size_t at) {
    static const char *const always[] = {"search", "filter", "join", NULL};
    static const char *const with_name[] = {"group", "from", "run", NULL};
    int next = kind_at(layout, at + 1);
    return is_any_word(layout, at, always) ||
           (is_any_word(layout, at, with_name) && (next == TOKEN_NAME || next == TOKEN_RULE_ID));
}

// A line's beginning that starts a statement whatever is open.
static bool starts_statement(const struct layout *layout, size_t at) {
    static const char *const words[] = {"output", "return", "input", NULL};
    if (kind_at(layout, at) != TOKEN_NAME || (layout->lexemes[at].flags & TOKEN_FIRST_OF_LINE) == 0) {
        return false;
    }
    int next = kind_at(layout, at + 1);
    if (is_any_word(layout, at, words)) {
        return next == TOKEN_NAME || next == TOKEN_LPAREN || next == TOKEN_COLON || next == TOKEN_END;
    }
    return (next == TOKEN_EQUALS || next == TOKEN_EQ) && begins_source(layout, at + 2);
}

// `name =` or `name.name =` at a line's beginning.
static bool looks_like_assignment(const struct layout *layout, size_t at) {
    if (kind_at(layout, at) != TOKEN_NAME || (layout->lexemes[at].flags & TOKEN_FIRST_OF_LINE) == 0) {
        return false;
    }
    return is_equals(layout, at + 1) ||
           (kind_at(layout, at + 1) == TOKEN_DOT && kind_at(layout, at + 2) == TOKEN_NAME && is_equals(layout, at + 3));
}

// Whether the token at `at` cannot end a statement: an operator, a comma, a
// keyword that something must follow.
static bool wants_more(const struct layout *layout, size_t at) {
    static const char *const words[] = {"and", "or", "not", "where", "by", "in", "match", "contains", NULL};
    switch (kind_at(layout, at)) {
    case TOKEN_EQ:
    case TOKEN_NE:
    case TOKEN_LT:
    case TOKEN_LE:
    case TOKEN_GT:
    case TOKEN_GE:
    case TOKEN_EQUALS:
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_SLASH:
    case TOKEN_COMMA:
    case TOKEN_LPAREN:
    case TOKEN_LBRACKET:
        return true;
    case TOKEN_NAME:
        return is_any_word(layout, at, words) && (at == 0 || kind_at(layout, at - 1) != TOKEN_DOT);
    default:
        return false;
    }
}

// Whether a line that begins with the token at `at` goes on with the statement
// before it.
static bool goes_on(const struct layout *layout, size_t at) {
    static const char *const connectives[] = {"and", "or", NULL};
    static const char *const clauses[] = {"where", "within", "select", NULL};
    int kind = kind_at(layout, at);
    if (kind == TOKEN_RPAREN || kind == TOKEN_RBRACKET || is_any_word(layout, at, connectives)) {
        return true;
    }
    return is_any_word(layout, at, clauses) && !is_equals(layout, at + 1) && kind_at(layout, at + 1) != TOKEN_DOT;
}

// Whether a line begins with a condition's term, which no statement does.
static bool begins_term(const struct layout *layout, size_t at) {
    int next = kind_at(layout, at + 1);
    switch (kind_at(layout, at)) {
    case TOKEN_LPAREN:
    case TOKEN_FIELD:
        return true;
    case TOKEN_NAME:
        return is_word(layout, at, "not") || next == TOKEN_EQ || next == TOKEN_NE || next == TOKEN_LT ||
               next == TOKEN_LE || next == TOKEN_GT || next == TOKEN_GE;
    default:
        return false;
    }
}

// `where`: the statement has a condition.
static bool ends_before(const struct layout *layout, size_t at, bool where) {
    if (layout->predicate || (where && begins_term(layout, at))) {
        return false;
    }
    if (looks_like_assignment(layout, at) && !is_word(layout, at - 1, "and") && !is_word(layout, at - 1, "or") &&
        !is_word(layout, at - 1, "not") && !is_word(layout, at - 1, "where")) {
        return true;
    }
    return !wants_more(layout, at - 1) && !goes_on(layout, at);
}

static struct token *token_at(struct layout *layout, size_t at) {
    return &layout->tokens.items[at];
}

static bool push(struct layout *layout, struct token token) {
    return LIST_PUSH(&layout->parser->scratch, &layout->tokens, token);
}

// Reports the innermost open bracket as unclosed and closes it here.
static void close_missing(struct layout *layout) {
    struct parser *parser = layout->parser;
    const struct token opener = *token_at(layout, layout->open.items[layout->open.count - 1].at);
    struct token last = *token_at(layout, layout->tokens.count - 1);
    bool list = opener.kind == TOKEN_LBRACKET;
    struct span place = {last.span.end, last.span.end};
    struct diagnostic *diagnostic = diagnostics_add(parser->diagnostics, DIAGNOSTIC_E105, parser->source, opener.span,
                                                    "`%s` is never closed", list ? "[" : "(");
    diagnostic_help(parser->diagnostics, diagnostic, "insert `%s` at the end of line %zu", list ? "]" : ")",
                    source_position(parser->source, place.start).line);
    diagnostic_edit(parser->diagnostics, diagnostic, place, list ? SLICE("]") : SLICE(")"));
    layout->open.count--;
    (void)push(layout,
               (struct token){.kind = list ? TOKEN_RBRACKET : TOKEN_RPAREN, .flags = TOKEN_INSERTED, .span = place});
}

static void open_bracket(struct layout *layout, struct token token) {
    struct open open = {layout->tokens.count};
    if (layout->open.count >= PARSER_MAX_NESTING) {
        parser_report_nesting(layout->parser, token.span);
        layout->too_deep = true;
        return;
    }
    (void)(push(layout, token) && LIST_PUSH(&layout->parser->scratch, &layout->open, open));
}

// A closing bracket without partner. Where an earlier one closed the outermost
// bracket although the condition goes on behind it, that one was too much.
static void close_surplus(struct layout *layout, struct token token) {
    struct parser *parser = layout->parser;
    const char *text = token.kind == TOKEN_RPAREN ? ")" : "]";
    struct diagnostic *diagnostic =
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E106, parser->source, token.span, "`%s` closes nothing", text);
    size_t earlier = layout->outer_close;
    bool goes_on =
        earlier != SIZE_MAX && earlier + 1 < layout->tokens.count && token_at(layout, earlier)->kind == token.kind &&
        (token_is_word(token_at(layout, earlier + 1), "and") || token_is_word(token_at(layout, earlier + 1), "or"));
    if (!goes_on) {
        diagnostic_help(parser->diagnostics, diagnostic, "delete it");
        diagnostic_edit(parser->diagnostics, diagnostic, token.span, (struct slice){0});
        return;
    }
    struct span span = token_at(layout, earlier)->span;
    diagnostic_related(parser->diagnostics, diagnostic, span, "the outer parenthesis is closed here already");
    diagnostic_help(parser->diagnostics, diagnostic, "delete the `%s` in line %zu", text,
                    source_position(parser->source, span.start).line);
    diagnostic_edit(parser->diagnostics, diagnostic, span, (struct slice){0});
    token_at(layout, earlier)->kind = TOKEN_ODD;
    token_at(layout, earlier)->flags |= TOKEN_BAD;
    layout->outer_close = layout->tokens.count;
    (void)push(layout, token);
}

static void close_bracket(struct layout *layout, struct token token) {
    int opener = token.kind == TOKEN_RPAREN ? TOKEN_LPAREN : TOKEN_LBRACKET;
    bool partner = false;
    for (size_t i = layout->open.count; i > 0 && !partner; i--) {
        partner = token_at(layout, layout->open.items[i - 1].at)->kind == opener;
    }
    if (!partner) {
        close_surplus(layout, token);
        return;
    }
    while (token_at(layout, layout->open.items[layout->open.count - 1].at)->kind != opener) {
        close_missing(layout);
    }
    layout->open.count--;
    if (layout->open.count == 0) {
        layout->outer_close = layout->tokens.count;
    }
    (void)push(layout, token);
}

static void take_token(struct layout *layout, struct token token) {
    switch (token.kind) {
    case TOKEN_LPAREN:
    case TOKEN_LBRACKET:
        open_bracket(layout, token);
        break;
    case TOKEN_RPAREN:
    case TOKEN_RBRACKET:
        close_bracket(layout, token);
        break;
    default:
        (void)push(layout, token);
        break;
    }
}

// The end of the statement that begins at `start`, when brackets that are open
// there hold no line end back.
static size_t statement_end(const struct layout *layout, size_t start) {
    size_t depth = 0;
    bool where = false;
    for (size_t at = start; at < layout->count; at++) {
        const struct token *token = &layout->lexemes[at];
        where = where || is_word(layout, at, "where");
        if (at > start && (token->flags & TOKEN_FIRST_OF_LINE) != 0 &&
            (starts_statement(layout, at) || (depth == 0 && ends_before(layout, at, where)))) {
            return at;
        }
        if (token->kind == TOKEN_LPAREN || token->kind == TOKEN_LBRACKET) {
            depth++;
        } else if ((token->kind == TOKEN_RPAREN || token->kind == TOKEN_RBRACKET) && depth > 0) {
            depth--;
        }
    }
    return layout->count;
}

// Whether what is assigned at a line's beginning could hardly be compared there
// instead: a call, a list, a parenthesis, a field of a set, sums of sets.
static bool is_hardly_a_comparison(const struct layout *layout, size_t at) {
    if (kind_at(layout, at + 1) == TOKEN_DOT) {
        return name_set_has(&layout->assigned, layout->lexemes[at].text);
    }
    size_t value = at + 2;
    value += kind_at(layout, value) == TOKEN_LPAREN;
    bool name = kind_at(layout, value) == TOKEN_NAME;
    return kind_at(layout, value) == TOKEN_LBRACKET ||
           (name && (kind_at(layout, value + 1) == TOKEN_LPAREN ||
                     name_set_has(&layout->assigned, layout->lexemes[value].text)));
}

static bool is_join(const struct layout *layout, size_t start) {
    return kind_at(layout, start + 1) == TOKEN_EQUALS && is_word(layout, start + 2, "join");
}

// When a bracket of [start, end) is never closed, lines that look like
// assignments are statements of their own, if their brackets are balanced or if
// they could hardly be anything else: the end of the first statement.
static size_t soft_end(const struct layout *layout, size_t start, size_t end) {
    size_t best = end;
    size_t closers = 0;
    size_t openers = 0;
    for (size_t at = start; at < end; at++) {
        int kind = layout->lexemes[at].kind;
        openers += kind == TOKEN_LPAREN || kind == TOKEN_LBRACKET;
        closers += kind == TOKEN_RPAREN || kind == TOKEN_RBRACKET;
    }
    if (openers <= closers || layout->predicate) {
        return end;
    }
    bool join = is_join(layout, start);
    bool unclosed = false; // by the lines from here to the statement found last
    size_t depth = 0;
    for (size_t at = end; at > start + 1; at--) {
        int kind = layout->lexemes[at - 1].kind;
        if (kind == TOKEN_RPAREN || kind == TOKEN_RBRACKET) {
            depth++;
        } else if (kind == TOKEN_LPAREN || kind == TOKEN_LBRACKET) {
            unclosed = unclosed || depth == 0;
            depth -= depth > 0;
        }
        bool statement = depth == 0 && looks_like_assignment(layout, at - 1) && !wants_more(layout, at - 2);
        if (statement && (!unclosed || (!join && is_hardly_a_comparison(layout, at - 1)))) {
            best = at - 1;
            unclosed = false;
        }
    }
    return best;
}

// Drops what close_surplus found to be too much.
static void drop_bad(struct token_list *tokens) {
    size_t kept = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].kind != TOKEN_ODD) {
            tokens->items[kept++] = tokens->items[i];
        }
    }
    tokens->count = kept;
}

static void lay_out_statement(struct layout *layout, size_t start, size_t end) {
    layout->tokens.count = 0;
    layout->open.count = 0;
    layout->outer_close = SIZE_MAX;
    layout->too_deep = false;
    for (size_t at = start; at < end && !layout->too_deep && !parser_overflown(layout->parser); at++) {
        take_token(layout, layout->lexemes[at]);
    }
    while (layout->open.count > 0 && !layout->too_deep && !parser_overflown(layout->parser)) {
        close_missing(layout);
    }
    drop_bad(&layout->tokens);
    struct span last = layout->lexemes[end - 1].span;
    if (layout->too_deep) {
        layout->tokens.count = 0;
        struct span span = {layout->lexemes[start].span.start, last.end};
        (void)push(layout, (struct token){.kind = TOKEN_ODD, .flags = TOKEN_BAD, .span = span});
    }
    struct resolver resolver = {
        .parser = layout->parser,
        .tokens = layout->tokens.items,
        .count = layout->tokens.count,
        .assigned = &layout->assigned,
        .before = &layout->before,
        .last_assigned = &layout->last_assigned,
        .predicate = layout->predicate,
        .end = {last.end, last.end},
    };
    if (resolver.count > 0) {
        resolve_statement(&resolver);
    }
}

static void collect_assigned(struct layout *layout) {
    struct arena *scratch = &layout->parser->scratch;
    for (size_t at = 0; at < layout->count; at++) {
        bool first = (layout->lexemes[at].flags & TOKEN_FIRST_OF_LINE) != 0;
        if (!first || layout->lexemes[at].kind != TOKEN_NAME) {
            continue;
        }
        if (is_word(layout, at, "input") && kind_at(layout, at + 1) == TOKEN_NAME) {
            for (size_t name = at + 1; kind_at(layout, name) == TOKEN_NAME; name += 2) {
                (void)name_set_add(scratch, &layout->assigned, layout->lexemes[name].text);
                if (kind_at(layout, name + 1) != TOKEN_COMMA) {
                    break;
                }
            }
        } else if ((layout->lexemes[at + (kind_at(layout, at + 1) != TOKEN_END)].flags & TOKEN_ASSIGNMENT) != 0 ||
                   starts_statement(layout, at)) {
            (void)name_set_add(scratch, &layout->assigned, layout->lexemes[at].text);
        }
    }
}

// Whether the whole text, which begins with `name =`, goes on with `and` or
// `or`: then the `=` was meant to compare.
static bool is_condition_with_equals(const struct layout *layout) {
    size_t depth = 0;
    bool connected = false;
    for (size_t at = 0; at < layout->count; at++) {
        int kind = kind_at(layout, at);
        depth += kind == TOKEN_LPAREN || kind == TOKEN_LBRACKET;
        depth -= depth > 0 && (kind == TOKEN_RPAREN || kind == TOKEN_RBRACKET);
        connected = connected || (depth == 0 && (is_word(layout, at, "and") || is_word(layout, at, "or")));
    }
    return connected && statement_end(layout, 0) == layout->count;
}

// A text in which no line starts a statement is one condition.
static bool is_predicate(const struct layout *layout) {
    static const char *const words[] = {"output", "return", "input", NULL};
    for (size_t at = 0; at < layout->count; at++) {
        if (starts_statement(layout, at)) {
            return false;
        }
    }
    if (looks_like_assignment(layout, 0)) {
        return is_condition_with_equals(layout);
    }
    int first = kind_at(layout, 0);
    return first != TOKEN_END && !begins_source(layout, 0) &&
           !(is_any_word(layout, 0, words) && kind_at(layout, 1) == TOKEN_NAME);
}

bool layout_run(struct parser *parser) {
    struct layout layout = {.parser = parser, .lexemes = parser->lexemes.items, .count = parser->lexemes.count};
    layout.predicate = is_predicate(&layout);
    collect_assigned(&layout);
    for (size_t start = 0; start < layout.count && !parser_overflown(parser);) {
        size_t end = soft_end(&layout, start, statement_end(&layout, start));
        lay_out_statement(&layout, start, end);
        start = end;
    }
    struct span end = {(uint32_t)parser->source->text.size, (uint32_t)parser->source->text.size};
    struct token last = {.kind = TOKEN_END, .span = end};
    (void)LIST_PUSH(&parser->scratch, &parser->tokens, last);
    return !arena_failed(&parser->scratch);
}
