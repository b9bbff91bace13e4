// SPDX-License-Identifier: Apache-2.0
#include "lang/lexer.h"

#include "base/utf8.h"
#include "car.tab.h"
#include "lang/metadata.h"

#include <string.h>

static const struct token *last(const struct lexer *lexer, size_t back) {
    const struct token_list *list = &lexer->parser->lexemes;
    return list->count > back ? &list->items[list->count - 1 - back] : NULL;
}

static bool last_is_word(const struct lexer *lexer, size_t back, const char *const *words) {
    const struct token *token = last(lexer, back);
    for (; token != NULL && token->kind == TOKEN_NAME && *words != NULL; words++) {
        if (token_is_word(token, *words)) {
            return true;
        }
    }
    return false;
}

static const char *const value_words[] = {"contains", "match", "matches", "in", "of", "contain", NULL};
static const char *const list_words[] = {"contains", "in", "of", "contain", NULL};
static const char *const source_words[] = {"search", "filter", "join", "group", "from", "run", NULL};
static const char *const connectives[] = {"and", "or", "where", NULL};

bool lexer_value_expected(const struct lexer *lexer) {
    const struct token *token = last(lexer, 0);
    if (token == NULL) {
        return false;
    }
    switch (token->kind) {
    case TOKEN_EQ:
    case TOKEN_NE:
    case TOKEN_LT:
    case TOKEN_LE:
    case TOKEN_GT:
    case TOKEN_GE:
        return true;
    case TOKEN_EQUALS:
        return (token->flags & TOKEN_ASSIGNMENT) == 0;
    case TOKEN_NAME:
        return last(lexer, 1) != NULL && !last_is_word(lexer, 1, connectives) &&
               (token->flags & TOKEN_FIRST_OF_LINE) == 0 && last_is_word(lexer, 0, value_words);
    case TOKEN_LPAREN:
        return last_is_word(lexer, 1, value_words);
    case TOKEN_LBRACKET:
        return true;
    case TOKEN_COMMA:
        return lexer->depth > 0 && lexer->depth <= LEXER_MAX_BRACKETS && lexer->brackets[lexer->depth - 1] == '[';
    default:
        return false;
    }
}

bool lexer_list_expected(const struct lexer *lexer) {
    return last_is_word(lexer, 0, list_words);
}

bool lexer_run_expected(const struct lexer *lexer) {
    static const char *const run[] = {"run", NULL};
    const struct token *before = last(lexer, 1);
    return last_is_word(lexer, 0, run) && before != NULL && before->kind == TOKEN_EQUALS;
}

// Lists and the parentheses of `contains(...)` and `in (...)` hold values.
static void open_bracket(struct lexer *lexer, int kind) {
    if (lexer->depth < LEXER_MAX_BRACKETS) {
        bool list = kind == TOKEN_LBRACKET || last_is_word(lexer, 0, list_words);
        lexer->brackets[lexer->depth] = list ? '[' : '(';
    }
    lexer->depth++;
}

// Whether the text from `at` on, after blanks, begins with a word that makes
// `name =` an assignment whatever is open.
static bool source_follows(const struct lexer *lexer, size_t at) {
    while (at < lexer->text.size && (lexer->text.data[at] == ' ' || lexer->text.data[at] == '\t')) {
        at++;
    }
    for (const char *const *word = source_words; *word != NULL; word++) {
        if (literal_word_at(lexer, at, *word)) {
            return true;
        }
    }
    return false;
}

// Whether the `=` at `at` follows the name or `name.name` that begins a line.
static bool is_assignment(struct lexer *lexer, size_t at) {
    const struct token *name = last(lexer, 0);
    size_t back = 0;
    if (name != NULL && (name->flags & TOKEN_FIRST_OF_LINE) == 0 && last(lexer, 1) != NULL &&
        last(lexer, 1)->kind == TOKEN_DOT) {
        back = 2;
        name = last(lexer, back);
    }
    if (name == NULL || name->kind != TOKEN_NAME || (name->flags & TOKEN_FIRST_OF_LINE) == 0) {
        return false;
    }
    return source_follows(lexer, at + 1) || (lexer->depth == 0 && !last_is_word(lexer, back + 1, connectives));
}

// Whether the word at hand is the first name of `output a, b`, which ends a
// statement whatever is open.
static bool is_named(const struct lexer *lexer, const struct token *name) {
    static const char *const words[] = {"output", "return", "input", NULL};
    const struct token *word = last(lexer, 0);
    return word != NULL && (word->flags & TOKEN_FIRST_OF_LINE) != 0 && (name->flags & TOKEN_FIRST_OF_LINE) == 0 &&
           last_is_word(lexer, 0, words);
}

void lexer_push(struct lexer *lexer, int kind, size_t start, size_t length) {
    struct token token = {.kind = kind, .flags = lexer->flags};
    token.span = (struct span){(uint32_t)start, (uint32_t)(start + length)};
    token.text = slice_sub(lexer->text, start, start + length);
    lexer->flags = 0;
    lexer->statements = true;
    switch (kind) {
    case TOKEN_NAME:
        if (is_named(lexer, &token)) {
            lexer->depth = 0;
        }
        break;
    case TOKEN_EQUALS:
        if (is_assignment(lexer, start)) {
            token.flags |= TOKEN_ASSIGNMENT;
            lexer->depth = 0;
        }
        break;
    case TOKEN_FIELD:
        token.text = slice_sub(lexer->text, start + 1, start + length - 1);
        while (token.text.data[0] == ' ' || token.text.data[0] == '\t') {
            token.text = slice_sub(token.text, 1, token.text.size);
        }
        while (token.text.data[token.text.size - 1] == ' ' || token.text.data[token.text.size - 1] == '\t') {
            token.text.size--;
        }
        break;
    case TOKEN_LPAREN:
    case TOKEN_LBRACKET:
        open_bracket(lexer, kind);
        break;
    case TOKEN_RPAREN:
    case TOKEN_RBRACKET:
        lexer->depth -= lexer->depth > 0;
        break;
    default:
        break;
    }
    (void)LIST_PUSH(&lexer->parser->scratch, &lexer->parser->lexemes, token);
}

void lexer_comment(struct lexer *lexer, size_t start, size_t length) {
    if (length > 0 && lexer->text.data[start + length - 1] == '\r') {
        length--;
    }
    struct comment comment = {{(uint32_t)start, (uint32_t)(start + length)}};
    (void)LIST_PUSH(lexer->parser->arena, &lexer->parser->comments, comment);
}

void lexer_newline(struct lexer *lexer) {
    lexer->flags |= TOKEN_FIRST_OF_LINE | TOKEN_BLANK_BEFORE;
}

bool lexer_metadata(struct lexer *lexer, size_t start, size_t length) {
    if ((lexer->flags & TOKEN_FIRST_OF_LINE) == 0) {
        return false;
    }
    metadata_read(lexer->parser, (struct span){(uint32_t)start, (uint32_t)(start + length)}, lexer->statements);
    return true;
}
