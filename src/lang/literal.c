// SPDX-License-Identifier: Apache-2.0
// Lookahead for literals, numbers with units, and what is no token at all
// (lang/lexer.h).
#include "base/utf8.h"
#include "car.tab.h"
#include "lang/duration.h"
#include "lang/lexer.h"

#include <string.h>

size_t literal_skip_blanks(const struct lexer *lexer, size_t at) {
    while (char_is_blank(lexer_byte(lexer, at))) {
        at++;
    }
    return at;
}

size_t literal_word_end(const struct lexer *lexer, size_t at) {
    while (char_is_word(lexer_byte(lexer, at))) {
        at++;
    }
    return at;
}

bool literal_word_at(const struct lexer *lexer, size_t at, const char *word) {
    for (; *word != '\0'; word++, at++) {
        if ((lexer_byte(lexer, at) | 0x20) != *word) {
            return false;
        }
    }
    return !char_is_word(lexer_byte(lexer, at));
}

bool literal_any_word_at(const struct lexer *lexer, size_t at, const char *const *words) {
    for (; *words != NULL; words++) {
        if (literal_word_at(lexer, at, *words)) {
            return true;
        }
    }
    return false;
}

size_t literal_line_end(struct lexer *lexer, size_t at) {
    if (lexer->line_end < at || lexer->line_end == 0) {
        const char *end = memchr(lexer->text.data + at, '\n', lexer->text.size - at);
        lexer->line_end = end == NULL ? lexer->text.size : (size_t)(end - lexer->text.data);
    }
    return lexer->line_end;
}

bool literal_closes(const struct lexer *lexer, size_t at) {
    at = literal_skip_blanks(lexer, at);
    switch (lexer_byte(lexer, at)) {
    case '\n':
    case ')':
    case ']':
        return true;
    case ',':
        at = literal_skip_blanks(lexer, at + 1);
        return lexer_byte(lexer, at) == '"' || lexer_byte(lexer, at) == '\'';
    default:
        return literal_word_at(lexer, at, "and") || literal_word_at(lexer, at, "or");
    }
}

const char *const literal_test_words[] = {"in",     "not",      "contains", "match", "matches",
                                          "exists", "includes", "does",     NULL};
const char *const literal_connectives[] = {"and", "or", NULL};

bool literal_condition_at(const struct lexer *lexer, size_t at, size_t limit) {
    size_t word = literal_skip_blanks(lexer, at);
    if (word == at || !literal_any_word_at(lexer, word, literal_connectives)) {
        return false;
    }
    at = literal_skip_blanks(lexer, literal_word_end(lexer, word));
    while (lexer_byte(lexer, at) == '(') {
        at = literal_skip_blanks(lexer, at + 1);
    }
    if (lexer_byte(lexer, at) == '\n') {
        return true;
    }
    if (literal_word_at(lexer, at, "not")) {
        at = literal_skip_blanks(lexer, at + 3);
    }
    size_t name = at;
    while (char_is_word(lexer_byte(lexer, at)) || lexer_byte(lexer, at) == '.' || lexer_byte(lexer, at) == '[' ||
           lexer_byte(lexer, at) == ']') {
        at++;
    }
    if (at == name || at > limit) {
        return false;
    }
    at = literal_skip_blanks(lexer, at);
    return lexer_byte(lexer, at) == '=' || lexer_byte(lexer, at) == '<' || lexer_byte(lexer, at) == '>' ||
           (lexer_byte(lexer, at) == '!' && lexer_byte(lexer, at + 1) == '=') ||
           literal_any_word_at(lexer, at, literal_test_words);
}

size_t literal_number(struct lexer *lexer, size_t start, size_t length) {
    size_t number = start;
    while (char_is_digit(lexer_byte(lexer, number)) || lexer_byte(lexer, number) == '.') {
        number++;
    }
    size_t end = start + length;
    size_t word = literal_skip_blanks(lexer, number);
    if (char_is_word(lexer_byte(lexer, end)) || duration_unit(slice_sub(lexer->text, word, end)) == 0) {
        lexer_push(lexer, TOKEN_NUMBER, start, number - start);
        return number - start;
    }
    lexer_push(lexer, TOKEN_DURATION, start, length);
    return length;
}

static void report_foreign(struct lexer *lexer, size_t start, size_t length, bool word, const char *canonical) {
    struct span span = {(uint32_t)start, (uint32_t)(start + length)};
    struct carl_diagnostics *diagnostics = lexer->parser->diagnostics;
    struct diagnostic *diagnostic =
        diagnostics_add(diagnostics, DIAGNOSTIC_E113, lexer->parser->source, span, "`%.*s` is written `%s`",
                        (int)length, lexer->text.data + start, canonical);
    bool glued_before =
        word && start > 0 && !char_is_blank(lexer_byte(lexer, start - 1)) && lexer_byte(lexer, start - 1) != '(';
    bool glued_after = word && !char_is_blank(lexer_byte(lexer, start + length));
    char insert[16];
    size_t size = 0;
    if (glued_before) {
        insert[size++] = ' ';
    }
    for (const char *c = canonical; *c != '\0'; c++) {
        insert[size++] = *c;
    }
    if (glued_after) {
        insert[size++] = ' ';
    }
    diagnostic_edit(diagnostics, diagnostic, span, slice_make(insert, size));
}

// Appends a token for a word that is not in the text.
static void push_word(struct lexer *lexer, int kind, size_t start, size_t length, const char *word) {
    lexer_push(lexer, kind, start, length);
    struct token_list *list = &lexer->parser->lexemes;
    if (list->count > 0) {
        list->items[list->count - 1].text = slice_from_string(word);
    }
}

void literal_foreign(struct lexer *lexer, int kind, size_t start, size_t length, const char *canonical) {
    push_word(lexer, kind, start, length, canonical);
    report_foreign(lexer, start, length, kind == TOKEN_NAME, canonical);
}

void literal_foreign_not(struct lexer *lexer, size_t start, size_t length) {
    push_word(lexer, TOKEN_NAME, start, length, "not");
    push_word(lexer, TOKEN_NAME, start + length, 0, "match");
    report_foreign(lexer, start, length, true, "not match");
}

static bool is_dash(uint32_t code_point) {
    return code_point == 0x2013 || code_point == 0x2212;
}

// Reports bytes that no rule of the grammar begins with.
static void report_odd(struct lexer *lexer, size_t start, size_t end) {
    struct carl_diagnostics *diagnostics = lexer->parser->diagnostics;
    struct span span = {(uint32_t)start, (uint32_t)end};
    uint32_t code_point = 0;
    size_t length = utf8_decode(lexer->text.data + start, lexer->text.size - start, &code_point);
    if (length == 0 || code_point == 0) {
        if (!lexer->parser->invalid_reported) {
            diagnostics_add(diagnostics, DIAGNOSTIC_E114, lexer->parser->source, span,
                            "the byte 0x%02X is no part of UTF-8 text", (unsigned char)lexer->text.data[start]);
        }
        return;
    }
    if (code_point > 0x20 && code_point < 0x7F) {
        struct diagnostic *diagnostic =
            diagnostics_add(diagnostics, DIAGNOSTIC_E114, lexer->parser->source, span, "`%.*s` has no meaning here",
                            (int)(end - start), lexer->text.data + start);
        if (code_point == ';') {
            diagnostic_help(diagnostics, diagnostic, "a statement ends at the end of its line");
            diagnostic_edit(diagnostics, diagnostic, span, (struct slice){0});
        }
        return;
    }
    struct diagnostic *diagnostic = diagnostics_add(diagnostics, DIAGNOSTIC_E114, lexer->parser->source, span,
                                                    "the character U+%04X has no meaning here", (unsigned)code_point);
    if (code_point == 0xA0 || code_point == 0x200B || code_point == 0xFEFF || code_point == 0x3000) {
        diagnostic_help(diagnostics, diagnostic, "write a plain blank");
        diagnostic_edit(diagnostics, diagnostic, span, SLICE(" "));
    } else if (is_dash(code_point)) {
        diagnostic_help(diagnostics, diagnostic, "write `-`");
        diagnostic_edit(diagnostics, diagnostic, span, SLICE("-"));
    }
}

size_t literal_odd(struct lexer *lexer, size_t start) {
    char c = lexer_byte(lexer, start);
    bool path = c == '\\' || c == '%' || (char_is_word(c) && lexer_byte(lexer, start + 1) == ':');
    size_t path_length = path ? literal_path(lexer, start) : 0;
    if (path_length > 0) {
        return path_length;
    }
    uint32_t code_point = 0;
    size_t length = utf8_decode(lexer->text.data + start, lexer->text.size - start, &code_point);
    if (length == 0) {
        length = 1;
    }
    // One report for a run of the same.
    size_t next = start + length;
    while (next + length <= lexer->text.size &&
           memcmp(lexer->text.data + next, lexer->text.data + start, length) == 0) {
        next += length;
    }
    report_odd(lexer, start, next);
    if (is_dash(code_point)) {
        lexer_push(lexer, TOKEN_MINUS, start, next - start);
        return next - start;
    }
    lexer->flags |= TOKEN_BLANK_BEFORE;
    return next - start;
}
