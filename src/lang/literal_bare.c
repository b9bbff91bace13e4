// SPDX-License-Identifier: Apache-2.0
// Values without quotes: patterns, paths, file names, regexes (lang/lexer.h).
#include "car.tab.h"
#include "lang/duration.h"
#include "lang/lexer.h"

#include <string.h>

static void unquoted(struct lexer *lexer, size_t start, size_t end) {
    lexer_push(lexer, TOKEN_STRING, start, end - start);
    struct token_list *list = &lexer->parser->lexemes;
    if (list->count > 0) {
        list->items[list->count - 1].flags |= TOKEN_UNQUOTED;
    }
    struct span span = {(uint32_t)start, (uint32_t)end};
    struct carl_diagnostics *diagnostics = lexer->parser->diagnostics;
    struct diagnostic *diagnostic = diagnostics_add(diagnostics, DIAGNOSTIC_E104, lexer->parser->source, span,
                                                    "unquoted literal: values are written in double quotes");
    diagnostic_help(diagnostics, diagnostic, "write `\"%.*s\"`", (int)(end - start), lexer->text.data + start);
    diagnostic_edit(diagnostics, diagnostic, (struct span){span.start, span.start}, SLICE("\""));
    diagnostic_edit(diagnostics, diagnostic, (struct span){span.end, span.end}, SLICE("\""));
}

// What kind of value is expected: after the last token.
struct place {
    bool list;  // an item of a list: a bare word is a literal, not a name
    bool regex; // after `match`: brackets and commas belong to it
};

static struct place place_of(const struct lexer *lexer) {
    const struct token_list *list = &lexer->parser->lexemes;
    struct place place = {0};
    const struct token *last = &list->items[list->count - 1];
    place.list = last->kind == TOKEN_LBRACKET ||
                 (last->kind == TOKEN_COMMA && lexer->depth > 0 && lexer->brackets[lexer->depth - 1] == '[');
    if (last->kind == TOKEN_LPAREN && list->count > 1) {
        last--;
    }
    place.regex = token_is_word(last, "match") || token_is_word(last, "matches");
    return place;
}

static bool ends_run(const struct place *place, char c) {
    if (char_is_blank(c) || c == '\n' || c == '"') {
        return true;
    }
    return !place->regex && (c == ',' || c == '=' || c == '<' || c == '>' || c == '\'');
}

// Where the run of bytes without blanks at `at` ends; brackets that close what
// is not open in it end it too.
static size_t run_end(const struct lexer *lexer, const struct place *place, size_t at, size_t limit) {
    size_t open = 0;
    bool class = false; // inside [...] of a regex
    for (; at < limit; at++) {
        char c = lexer_byte(lexer, at);
        if (ends_run(place, c)) {
            break;
        }
        if (place->regex && c == '\\' && !ends_run(place, lexer_byte(lexer, at + 1))) {
            at++;
        } else if (place->regex && (c == '[' || class)) {
            class = c != ']';
        } else if (c == '(') {
            open++;
        } else if (c == ')' || (c == ']' && !place->regex)) {
            if (c == ']' || open == 0) {
                break;
            }
            open--;
        }
    }
    return at;
}

// Where a literal with blanks that begins with the run [start, end) ends: before
// `and`, `or`, a bracket, a comma, or the condition that follows without `and`.
static size_t extend(const struct lexer *lexer, const struct place *place, size_t end, size_t limit) {
    size_t before = end;
    for (;;) {
        size_t at = literal_skip_blanks(lexer, end);
        size_t next = run_end(lexer, place, at, limit);
        char after = lexer_byte(lexer, next);
        if (next == at) { // a bracket, a comma, an operator, a quote or the line's end
            return after == '=' || after == '<' || after == '>' || after == '"' ? before : end;
        }
        if (literal_any_word_at(lexer, at, literal_connectives)) {
            return end;
        }
        if (literal_any_word_at(lexer, at, literal_test_words)) {
            return before;
        }
        if (after == '=' || after == '<' || after == '>' || after == '"' || lexer_byte(lexer, at) == '#' ||
            next >= limit) {
            return end;
        }
        before = end;
        end = next;
    }
}

// Length of the operand at `at` as the grammar has it: a number, a duration's
// number, an address, a name with dots; 0: none.
static size_t plain_operand(const struct lexer *lexer, size_t at) {
    size_t start = at;
    if (char_is_digit(lexer_byte(lexer, at))) {
        for (int dots = 0;; at++) {
            if (lexer_byte(lexer, at) == '.' && char_is_digit(lexer_byte(lexer, at + 1)) && dots < 3) {
                dots++;
            } else if (!char_is_digit(lexer_byte(lexer, at)) && !(dots == 3 && lexer_byte(lexer, at) == '/')) {
                break;
            }
        }
        size_t unit = literal_word_end(lexer, at);
        return duration_unit(slice_sub(lexer->text, at, unit)) != 0 ? unit - start : at - start;
    }
    while (char_is_word(lexer_byte(lexer, at)) ||
           (lexer_byte(lexer, at) == '.' && at > start && char_is_word(lexer_byte(lexer, at + 1)))) {
        at++;
    }
    return at - start;
}

static bool is_extension(const struct lexer *lexer, size_t start, size_t end) {
    static const char *const extensions[] = {"exe", "dll", "bat", "cmd", "com", "ps1", "vbs", "js",
                                             "wsf", "sys", "msi", "scr", "cpl", "hta", NULL};
    size_t dot = end;
    while (dot > start && char_is_word(lexer_byte(lexer, dot - 1))) {
        dot--;
    }
    return dot > start && lexer_byte(lexer, dot - 1) == '.' && literal_any_word_at(lexer, dot, extensions);
}

// Whether the run is no operand or arithmetic of the grammar but a pattern, a
// path, a file name or a regex without quotes.
static bool is_bare_literal(const struct lexer *lexer, const struct place *place, size_t start, size_t end) {
    char first = lexer_byte(lexer, start);
    char final = lexer_byte(lexer, end - 1);
    if (first == '*' || first == '/' || first == '.' || first == '\\' || (end - start > 1 && final == '*')) {
        return true;
    }
    if (first == '-' && !char_is_digit(lexer_byte(lexer, start + 1)) && (place->regex || place->list) &&
        end - start > 1) {
        return true;
    }
    for (size_t at = start; at < end; at++) {
        char c = lexer_byte(lexer, at);
        if (strchr("\\%{}?$^|;@~&`", c) != NULL || (unsigned char)c >= 0x80) {
            return true;
        }
        if (c == ':' && place->list == false && at + 1 < end) {
            return true;
        }
    }
    size_t plain = start + plain_operand(lexer, start + (first == '-'));
    plain += first == '-';
    if (place->list) {
        return plain < end || !char_is_digit(lexer_byte(lexer, start + (first == '-')));
    }
    if (char_is_digit(first)) {
        return plain < end && (char_is_word(lexer_byte(lexer, plain)) || lexer_byte(lexer, plain) == '.');
    }
    // A name with `-` or `*` inside is arithmetic unless it is a file's.
    return plain < end && lexer_byte(lexer, plain) != '(' && is_extension(lexer, start, end);
}

// Whether a text at `start` lacks its opening quote: the next quote on the line
// closes, and nothing before it can belong to another term. Gives its offset.
static size_t missing_opening_quote(const struct lexer *lexer, size_t start) {
    size_t limit = start + LEXER_REACH;
    for (size_t at = start; at < limit; at++) {
        char c = lexer_byte(lexer, at);
        if (c == '"') {
            char before = lexer_byte(lexer, at - 1);
            bool glued = at > start && !char_is_blank(before) && strchr("([,=", before) == NULL;
            return glued && literal_closes(lexer, at + 1) ? at : 0;
        }
        if (c == '\n' || c == ',' || c == '=' || c == '<' || c == '>' || c == '\'' || c == '#') {
            return 0;
        }
        if (char_is_word(c) && (at == start || !char_is_word(lexer_byte(lexer, at - 1))) &&
            (literal_any_word_at(lexer, at, literal_connectives) ||
             literal_any_word_at(lexer, at, literal_test_words))) {
            return 0;
        }
    }
    return 0;
}

static void push_without_opening(struct lexer *lexer, size_t start, size_t quote) {
    lexer_push(lexer, TOKEN_STRING, start, quote - start);
    struct token_list *list = &lexer->parser->lexemes;
    if (list->count > 0) {
        list->items[list->count - 1].flags |= TOKEN_UNQUOTED;
        list->items[list->count - 1].span.end++;
    }
    struct carl_diagnostics *diagnostics = lexer->parser->diagnostics;
    struct span span = {(uint32_t)start, (uint32_t)quote + 1};
    struct diagnostic *diagnostic =
        diagnostics_add(diagnostics, DIAGNOSTIC_E101, lexer->parser->source, span, "missing opening quote");
    diagnostic_help(diagnostics, diagnostic, "insert `\"` before `%.*s`", (int)(quote - start),
                    lexer->text.data + start);
    diagnostic_edit(diagnostics, diagnostic, (struct span){span.start, span.start}, SLICE("\""));
}

size_t literal_value(struct lexer *lexer, size_t start) {
    char c = lexer_byte(lexer, start);
    if (strchr("\"'()[],=<>!#", c) != NULL || literal_smart_quote(lexer, start) > 0) {
        return 0;
    }
    size_t quote = missing_opening_quote(lexer, start);
    if (quote > 0) {
        push_without_opening(lexer, start, quote);
        return quote + 1 - start;
    }
    struct place place = place_of(lexer);
    size_t limit = start + LEXER_REACH;
    size_t end = run_end(lexer, &place, start, limit);
    if (end == start || literal_any_word_at(lexer, start, literal_connectives) || lexer_byte(lexer, end) == '"' ||
        end >= limit) {
        return 0;
    }
    if (end - start >= 3 && memcmp(lexer->text.data + start, "...", 3) == 0) {
        return 0; // an ellipsis
    }
    if (end - start > 4 && memcmp(lexer->text.data + start, "__", 2) == 0) {
        return 0; // a placeholder
    }
    if (!is_bare_literal(lexer, &place, start, end)) {
        return 0;
    }
    end = extend(lexer, &place, end, limit);
    unquoted(lexer, start, end);
    return end - start;
}

size_t literal_path(struct lexer *lexer, size_t start) {
    struct place place = {0};
    size_t limit = start + LEXER_REACH;
    size_t end = run_end(lexer, &place, start, limit);
    if (end <= start + 1) {
        return 0;
    }
    end = extend(lexer, &place, end, limit);
    unquoted(lexer, start, end);
    return end - start;
}
