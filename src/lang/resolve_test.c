// SPDX-License-Identifier: Apache-2.0
// Operators that are words (lang/layout.h).
#include "car.tab.h"
#include "lang/resolve_expr.h"

enum { MOST_WORDS = 3 };

struct test {
    const char *words[MOST_WORDS]; // NULL: fewer
    int kind;
    bool negated;
    enum spelling spelling;
};

// Longer ones come before those that they begin with.
static const struct test tests[] = {
    {{"does", "not", "contain"}, TOKEN_CONTAINS, true, SPELLING_DOES_NOT_CONTAIN},
    {{"does", "not", "match"}, TOKEN_MATCH, true, SPELLING_MATCHES},
    {{"includes", "one", "of"}, TOKEN_IN, false, SPELLING_INCLUDES_ONE_OF},
    {{"not", "in", NULL}, TOKEN_IN, true, SPELLING_CANONICAL},
    {{"not", "contains", NULL}, TOKEN_CONTAINS, true, SPELLING_CANONICAL},
    {{"not", "match", NULL}, TOKEN_MATCH, true, SPELLING_CANONICAL},
    {{"not", "matches", NULL}, TOKEN_MATCH, true, SPELLING_MATCHES},
    {{"in", NULL, NULL}, TOKEN_IN, false, SPELLING_CANONICAL},
    {{"contains", NULL, NULL}, TOKEN_CONTAINS, false, SPELLING_CANONICAL},
    {{"match", NULL, NULL}, TOKEN_MATCH, false, SPELLING_CANONICAL},
    {{"matches", NULL, NULL}, TOKEN_MATCH, false, SPELLING_MATCHES},
    {{"exists", NULL, NULL}, TOKEN_EXISTS, false, SPELLING_CANONICAL},
};

// How many of the words stand at `ahead`: all of them, or 0.
static size_t words_at(const struct resolver *resolver, size_t ahead, const char *const *words) {
    size_t length = 0;
    for (; length < MOST_WORDS && words[length] != NULL; length++) {
        if (!resolver_word(resolver, ahead + length, words[length])) {
            return 0;
        }
    }
    return length;
}

static const struct test *find_test(const struct resolver *resolver, size_t ahead, size_t *ret_length) {
    if (resolver_peek(resolver, ahead)->kind != TOKEN_NAME) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        size_t length = words_at(resolver, ahead, tests[i].words);
        if (length > 0) {
            *ret_length = length;
            return &tests[i];
        }
    }
    return NULL;
}

size_t resolver_test_length(const struct resolver *resolver, size_t ahead) {
    size_t length = 0;
    return find_test(resolver, ahead, &length) == NULL ? 0 : length;
}

void resolver_take_test(struct resolver *resolver, size_t length) {
    const struct test *test = find_test(resolver, 0, &length);
    if (test == NULL) {
        return;
    }
    struct token token = *resolver_peek(resolver, 0);
    token.kind = test->kind;
    token.flags |= test->negated ? TOKEN_NEGATED : 0;
    token.spelling = test->spelling;
    token.span = span_join(token.span, resolver_peek(resolver, length - 1)->span);
    token.text = source_slice(resolver->parser->source, token.span);
    resolver->at += length;
    if (token.spelling == SPELLING_CANONICAL && resolver_peek(resolver, 0)->kind == TOKEN_LPAREN) {
        token.spelling = SPELLING_CALL;
    }
    resolver_emit(resolver, &token);
}

void resolver_take_comparison(struct resolver *resolver) {
    static const struct {
        int first;
        int second;
        int meant;
        const char *text;
    } pairs[] = {
        {TOKEN_EQUALS, TOKEN_GT, TOKEN_GE, ">="},
        {TOKEN_EQUALS, TOKEN_LT, TOKEN_LE, "<="},
        {TOKEN_EQ, TOKEN_EQUALS, TOKEN_EQ, "=="},
        {TOKEN_NE, TOKEN_EQUALS, TOKEN_NE, "!="},
    };
    struct token token = *resolver_peek(resolver, 0);
    const struct token *next = resolver_peek(resolver, 1);
    resolver->at++;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (token.kind == pairs[i].first && next->kind == pairs[i].second && token.span.end == next->span.start) {
            token.kind = pairs[i].meant;
            token.span = span_join(token.span, next->span);
            repair_foreign_operator(resolver, token.span, pairs[i].text, true);
            resolver->at++;
            break;
        }
    }
    resolver_emit(resolver, &token);
}

// What other languages write.
static const struct {
    const char *words[MOST_WORDS];
    int kind;
    bool negated;
    bool null;       // `null` belongs to it
    bool mechanical; // means exactly the same
    const char *text;
    enum foreign_star star; // what the text after it lacks; until it is there, what holds contains the text
} foreign[] = {
    {{"is", "not", "null"}, TOKEN_NE, false, true, true, "!= null", STAR_NONE},
    {{"is", "not", "in"}, TOKEN_IN, true, false, true, "not in", STAR_NONE},
    {{"does", "not", "exist"}, TOKEN_EQ, false, true, true, "== null", STAR_NONE},
    {{"is", "null", NULL}, TOKEN_EQ, false, true, true, "== null", STAR_NONE},
    {{"not", "exists", NULL}, TOKEN_EQ, false, true, true, "== null", STAR_NONE},
    {{"is", "in", NULL}, TOKEN_IN, false, false, true, "in", STAR_NONE},
    {{"is", "not", NULL}, TOKEN_NE, false, false, true, "!=", STAR_NONE},
    {{"is", NULL, NULL}, TOKEN_EQ, false, false, true, "==", STAR_NONE},
    {{"not", "equals", NULL}, TOKEN_NE, false, false, true, "!=", STAR_NONE},
    {{"equals", NULL, NULL}, TOKEN_EQ, false, false, true, "==", STAR_NONE},
    {{"not", "like", NULL}, TOKEN_NE, false, false, false, "!=", STAR_NONE},
    {{"like", NULL, NULL}, TOKEN_EQ, false, false, false, "==", STAR_NONE},
    {{"starts", "with", NULL}, TOKEN_CONTAINS, false, false, false, "==", STAR_END},
    {{"startswith", NULL, NULL}, TOKEN_CONTAINS, false, false, false, "==", STAR_END},
    {{"ends", "with", NULL}, TOKEN_CONTAINS, false, false, false, "==", STAR_START},
    {{"endswith", NULL, NULL}, TOKEN_CONTAINS, false, false, false, "==", STAR_START},
    {{"includes", NULL, NULL}, TOKEN_CONTAINS, false, false, true, "contains", STAR_NONE},
};

static size_t find_foreign(const struct resolver *resolver, size_t ahead, size_t *ret_index) {
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        size_t length = words_at(resolver, ahead, foreign[i].words);
        if (length > 0) {
            *ret_index = i;
            return length;
        }
    }
    return 0;
}

bool resolver_foreign_at(const struct resolver *resolver, size_t ahead) {
    size_t index = 0;
    size_t length = find_foreign(resolver, ahead, &index);
    if (length == 0) {
        return false;
    }
    switch (resolver_peek(resolver, ahead + length)->kind) {
    case TOKEN_STRING:
    case TOKEN_NUMBER:
    case TOKEN_ADDRESS:
    case TOKEN_LPAREN:
    case TOKEN_LBRACKET:
        return true;
    default:
        return foreign[index].null;
    }
}

bool resolver_take_foreign(struct resolver *resolver) {
    size_t index = 0;
    size_t length = find_foreign(resolver, 0, &index);
    if (length == 0) {
        return false;
    }
    struct token token = *resolver_peek(resolver, 0);
    token.span = span_join(token.span, resolver_peek(resolver, length - 1)->span);
    token.text = source_slice(resolver->parser->source, token.span);
    token.kind = foreign[index].kind;
    token.flags |= foreign[index].negated ? TOKEN_NEGATED : 0;
    if (foreign[index].star == STAR_NONE) {
        repair_foreign_operator(resolver, token.span, foreign[index].text, foreign[index].mechanical);
    } else {
        repair_foreign_end(resolver, token.span, resolver_peek(resolver, length), foreign[index].star);
    }
    resolver_emit(resolver, &token);
    if (foreign[index].null) {
        resolver_emit_kind(resolver, TOKEN_NULL, (struct span){token.span.end, token.span.end});
    }
    resolver->at += length;
    return true;
}
