// SPDX-License-Identifier: Apache-2.0
// Strings, and where they end when a quote is missing, stray or typographic
// (lang/lexer.h). The rules for `\"` are docs/language.md, "Backslash and
// quotes".
#include "car.tab.h"
#include "lang/lexer.h"

#include <string.h>

size_t literal_smart_quote(const struct lexer *lexer, size_t at) {
    bool smart = (unsigned char)lexer_byte(lexer, at) == 0xE2 && (unsigned char)lexer_byte(lexer, at + 1) == 0x80 &&
                 (unsigned char)lexer_byte(lexer, at + 2) >= 0x98 && (unsigned char)lexer_byte(lexer, at + 2) <= 0x9F;
    return smart ? 3 : 0;
}

static void push_string(struct lexer *lexer, size_t start, size_t end, size_t from, size_t to, unsigned flags) {
    lexer_push(lexer, TOKEN_STRING, start, end - start);
    struct token_list *list = &lexer->parser->lexemes;
    if (list->count > 0) {
        struct token *token = &list->items[list->count - 1];
        token->text = slice_sub(lexer->text, from, to);
        token->flags |= flags;
    }
}

static struct diagnostic *report(struct lexer *lexer, enum diagnostic_code code, size_t start, size_t end,
                                 const char *message) {
    return diagnostics_add(lexer->parser->diagnostics, code, lexer->parser->source,
                           (struct span){(uint32_t)start, (uint32_t)end}, "%s", message);
}

static void mend(struct lexer *lexer, struct diagnostic *diagnostic, size_t start, size_t end, struct slice insert) {
    diagnostic_edit(lexer->parser->diagnostics, diagnostic, (struct span){(uint32_t)start, (uint32_t)end}, insert);
}

static void report_smart(struct lexer *lexer, size_t at, const char *use) {
    unsigned code_point = 0x2000u | ((unsigned char)lexer_byte(lexer, at + 2) & 0x3Fu);
    struct diagnostic *diagnostic = diagnostics_add(lexer->parser->diagnostics, DIAGNOSTIC_E103, lexer->parser->source,
                                                    (struct span){(uint32_t)at, (uint32_t)at + 3},
                                                    "smart quote (U+%04X) used to %s a string", code_point, use);
    diagnostic_help(lexer->parser->diagnostics, diagnostic, "write `\"`");
    mend(lexer, diagnostic, at, at + 3, SLICE("\""));
}

// The end of [start, end) without trailing blanks.
static size_t trim(const struct lexer *lexer, size_t start, size_t end) {
    while (end > start && char_is_blank(lexer_byte(lexer, end - 1))) {
        end--;
    }
    return end;
}

// The end of [start, end) without the closing brackets and commas at its end
// that nothing inside opened.
static size_t trim_closers(const struct lexer *lexer, size_t start, size_t end) {
    size_t open = 0;
    size_t surplus = 0; // closers without partner
    for (size_t at = start; at < end; at++) {
        char c = lexer_byte(lexer, at);
        if (c == '(' || c == '[') {
            open++;
        } else if ((c == ')' || c == ']') && open > 0) {
            open--;
        } else if (c == ')' || c == ']') {
            surplus++;
        }
    }
    end = trim(lexer, start, end);
    bool comma = lexer->depth > 0 && end > start && lexer_byte(lexer, end - 1) == ',';
    end -= comma;
    if (surplus > lexer->depth) {
        surplus = lexer->depth;
    }
    while (surplus > 0 && end > start && (lexer_byte(lexer, end - 1) == ')' || lexer_byte(lexer, end - 1) == ']')) {
        end = trim(lexer, start, end - 1);
        surplus--;
    }
    return end;
}

// Where the text [start, limit) that lacks its closing quote was meant to end.
static size_t intended_end(const struct lexer *lexer, size_t start, size_t limit, bool list) {
    for (size_t at = start; at < limit; at++) {
        if (literal_smart_quote(lexer, at) > 0 && literal_closes(lexer, at + 3)) {
            return at;
        }
        if (list && lexer_byte(lexer, at) == ',' && at > start) {
            return trim(lexer, start, at);
        }
        bool boundary =
            char_is_blank(lexer_byte(lexer, at)) && (at == start || !char_is_blank(lexer_byte(lexer, at - 1)));
        if (boundary && literal_condition_at(lexer, at, limit)) {
            return trim_closers(lexer, start, at);
        }
    }
    return trim_closers(lexer, start, limit);
}

// The string that begins at `start` and whose closing quote is missing; it ends
// before `limit`. Returns its length.
static size_t unterminated(struct lexer *lexer, size_t start, size_t limit, bool list, const char *message) {
    size_t end = intended_end(lexer, start + 1, limit, list);
    size_t smart = literal_smart_quote(lexer, end);
    if (end < limit && smart > 0) {
        report_smart(lexer, end, "close");
    } else {
        struct diagnostic *diagnostic = report(lexer, DIAGNOSTIC_E101, start, end, message);
        diagnostic_help(lexer->parser->diagnostics, diagnostic, "insert `\"` after `%.*s`", (int)(end - start),
                        lexer->text.data + start);
        mend(lexer, diagnostic, end, end, SLICE("\""));
        smart = 0;
    }
    push_string(lexer, start, end + smart, start + 1, end, TOKEN_UNQUOTED);
    return end + smart - start;
}

// The start of the word that [start, end) ends in; `end` where there is none.
static size_t word_start(const struct lexer *lexer, size_t start, size_t end) {
    while (end > start && char_is_word(lexer_byte(lexer, end - 1))) {
        end--;
    }
    return end;
}

// The start of the comparison's left side and operator that [start, end) ends
// in, as in `... and exe == `; `end` where there is none.
static size_t comparison_start(const struct lexer *lexer, size_t start, size_t end) {
    size_t at = trim(lexer, start, end);
    size_t operator= at;
    while (at > start && lexer_byte(lexer, at - 1) != '\0' && strchr("=<>!", lexer_byte(lexer, at - 1)) != NULL) {
        at--;
    }
    if (at == operator) {
        while (at > start && lexer_byte(lexer, at - 1) == '(') {
            at = trim(lexer, start, at - 1);
        }
        at = word_start(lexer, start, at);
        if (!literal_word_at(lexer, at, "contains") && !literal_word_at(lexer, at, "match") &&
            !literal_word_at(lexer, at, "matches")) {
            return end;
        }
    }
    at = trim(lexer, start, at);
    size_t name = at;
    while (at > start && (char_is_word(lexer_byte(lexer, at - 1)) || lexer_byte(lexer, at - 1) == '.' ||
                          lexer_byte(lexer, at - 1) == '[' || lexer_byte(lexer, at - 1) == ']')) {
        at--;
    }
    return at == name ? end : at;
}

// Whether [start, end) ends in such a comparison with `and` or `or` before it:
// then the quote at `end` opens a string, and the one that this text began with
// was never closed.
static bool ends_in_comparison(const struct lexer *lexer, size_t start, size_t end) {
    size_t at = comparison_start(lexer, start, end);
    if (at == end) {
        return false;
    }
    at = trim(lexer, start, at);
    size_t word = word_start(lexer, start, at);
    if (literal_word_at(lexer, word, "not")) {
        at = trim(lexer, start, word);
    }
    while (at > start && lexer_byte(lexer, at - 1) == '(') {
        at = trim(lexer, start, at - 1);
    }
    word = word_start(lexer, start, at);
    return word > start && (char_is_blank(lexer_byte(lexer, word - 1)) || lexer_byte(lexer, word - 1) == ')') &&
           literal_any_word_at(lexer, word, literal_connectives);
}

static bool in_list(const struct lexer *lexer) {
    return lexer->depth > 0 && lexer->depth <= LEXER_MAX_BRACKETS && lexer->brackets[lexer->depth - 1] == '[';
}

// Whether a text goes on right after a quote, as in `"a"b`.
static bool is_glued(const struct lexer *lexer, size_t at) {
    char c = lexer_byte(lexer, at);
    return char_is_word(c) || (c != '\0' && strchr("\\*%/.:;?\"", c) != NULL);
}

// The quote that ends the text when the one before `at` was meant to stand
// inside it: the next that closes, with no condition in between; 0: none.
static size_t outer_quote(const struct lexer *lexer, size_t at) {
    for (size_t limit = at + LEXER_REACH; at < limit && lexer_byte(lexer, at) != '\n'; at++) {
        if (char_is_blank(lexer_byte(lexer, at)) && literal_condition_at(lexer, at, limit)) {
            return 0;
        }
        if (lexer_byte(lexer, at) == '"' && literal_closes(lexer, at + 1)) {
            return at;
        }
    }
    return 0;
}

static size_t inner_quotes(struct lexer *lexer, size_t start, size_t first, size_t end) {
    struct diagnostic *diagnostic = report(lexer, DIAGNOSTIC_E102, first, first + 1,
                                           "this quote ends the text: inside it a quote is written `\\\"`");
    for (size_t at = first; at < end; at++) {
        if (lexer_byte(lexer, at) == '"' && lexer_byte(lexer, at - 1) != '\\') {
            mend(lexer, diagnostic, at, at, SLICE("\\"));
        }
    }
    push_string(lexer, start, end + 1, start + 1, end, 0);
    return end + 1 - start;
}

// A string's last byte is at `end - 1`; a quote right after it that closes
// nothing is passed over.
static size_t complete(struct lexer *lexer, size_t start, size_t end) {
    bool single = lexer_byte(lexer, start) == '\'';
    if (!single && is_glued(lexer, end) && !literal_closes(lexer, end)) {
        if (lexer_byte(lexer, end) == '"' && literal_closes(lexer, end + 1)) {
            struct diagnostic *diagnostic =
                report(lexer, DIAGNOSTIC_E102, end, end + 1, "stray quote after a complete string");
            diagnostic_help(lexer->parser->diagnostics, diagnostic, "delete it");
            mend(lexer, diagnostic, end, end + 1, (struct slice){0});
            push_string(lexer, start, end, start + 1, end - 1, 0);
            return end + 1 - start;
        }
        size_t outer = outer_quote(lexer, end);
        if (outer > 0) {
            return inner_quotes(lexer, start, end - 1, outer);
        }
    }
    push_string(lexer, start, end, start + 1, end - 1, single ? TOKEN_SINGLE_QUOTED : 0);
    return end - start;
}

static size_t stray(struct lexer *lexer, size_t start, const char *message) {
    struct diagnostic *diagnostic = report(lexer, DIAGNOSTIC_E102, start, start + 1, message);
    diagnostic_help(lexer->parser->diagnostics, diagnostic, "delete it");
    mend(lexer, diagnostic, start, start + 1, (struct slice){0});
    return 1;
}

// Whether the smart quote at `at`, inside a text that a plain quote opened, is
// what was meant to close it: another condition begins right after it.
static bool smart_closes(const struct lexer *lexer, size_t at, size_t limit) {
    size_t after = at + literal_smart_quote(lexer, at);
    if (after == at) {
        return false;
    }
    while (after < limit && (char_is_blank(lexer_byte(lexer, after)) || lexer_byte(lexer, after) == ')')) {
        after++;
    }
    return char_is_blank(lexer_byte(lexer, after - 1)) && literal_condition_at(lexer, after - 1, limit);
}

static size_t double_quoted(struct lexer *lexer, size_t start) {
    size_t end = literal_line_end(lexer, start);
    for (size_t at = start + 1; at < end; at++) {
        char c = lexer_byte(lexer, at);
        if (c == '\\' && lexer_byte(lexer, at + 1) == '\\') {
            at++;
        } else if (c == '\\' && lexer_byte(lexer, at + 1) == '"') {
            at++;
            if (literal_closes(lexer, at + 1)) {
                return complete(lexer, start, at + 1);
            }
        } else if (smart_closes(lexer, at, end)) {
            return unterminated(lexer, start, end, false, "");
        } else if (c == '"') {
            bool closes = literal_closes(lexer, at + 1);
            if (!closes && comparison_start(lexer, start + 1, at) == start + 1 && !lexer_value_expected(lexer)) {
                return stray(lexer, start, "stray quote: a field is written without quotes");
            }
            if (!closes && ends_in_comparison(lexer, start + 1, at)) {
                return unterminated(lexer, start, at, false,
                                    "unterminated string: the next quote on the line opens another string");
            }
            size_t before = trim(lexer, start + 1, at);
            if (!closes && in_list(lexer) && before > start + 1 && lexer_byte(lexer, before - 1) == ',' &&
                is_glued(lexer, at + 1)) {
                return unterminated(lexer, start, at, true,
                                    "unterminated string: the next quote on the line opens another string");
            }
            return complete(lexer, start, at + 1);
        }
    }
    return unterminated(lexer, start, trim(lexer, start + 1, end), false,
                        "unterminated string: no closing quote on this line");
}

static size_t single_quoted(struct lexer *lexer, size_t start) {
    size_t end = literal_line_end(lexer, start);
    size_t escaped = 0; // the last `\'`, which closes where nothing else does
    for (size_t at = start + 1; at < end; at++) {
        char c = lexer_byte(lexer, at);
        if (c == '\\' && lexer_byte(lexer, at + 1) == '\\') {
            at++;
        } else if (c == '\\' && lexer_byte(lexer, at + 1) == '\'') {
            at++;
            escaped = at;
        } else if (c == '\'') {
            return complete(lexer, start, at + 1);
        }
    }
    if (escaped > 0) {
        return complete(lexer, start, escaped + 1);
    }
    size_t intended = intended_end(lexer, start + 1, trim(lexer, start + 1, end), false);
    struct diagnostic *diagnostic =
        report(lexer, DIAGNOSTIC_E101, start, intended, "unterminated string: no closing quote on this line");
    mend(lexer, diagnostic, intended, intended, SLICE("'"));
    push_string(lexer, start, intended, start + 1, intended, TOKEN_SINGLE_QUOTED | TOKEN_UNQUOTED);
    return intended - start;
}

// The quote that closes a string which a smart quote opened: the first of any
// kind that is followed by what can follow a string, else the first.
static size_t smart_end(struct lexer *lexer, size_t at) {
    size_t end = literal_line_end(lexer, at);
    size_t first = 0;
    for (; at < end; at++) {
        size_t smart = literal_smart_quote(lexer, at);
        if (smart == 0 && lexer_byte(lexer, at) != '"') {
            continue;
        }
        if (literal_closes(lexer, at + (smart > 0 ? smart : 1)) || lexer_byte(lexer, at + smart) == ',') {
            return at;
        }
        first = first > 0 ? first : at;
        at += smart > 0 ? smart - 1 : 0;
    }
    return first;
}

static size_t smart_quoted(struct lexer *lexer, size_t start) {
    report_smart(lexer, start, "open");
    size_t from = start + 3;
    size_t end = smart_end(lexer, from);
    if (end == 0) {
        end = intended_end(lexer, from, trim(lexer, from, literal_line_end(lexer, from)), false);
        struct diagnostic *diagnostic =
            report(lexer, DIAGNOSTIC_E101, start, end, "unterminated string: no closing quote on this line");
        mend(lexer, diagnostic, end, end, SLICE("\""));
        push_string(lexer, start, end, from, end, TOKEN_UNQUOTED);
        return end - start;
    }
    size_t smart = literal_smart_quote(lexer, end);
    if (smart > 0) {
        report_smart(lexer, end, "close");
    }
    size_t after = end + (smart > 0 ? smart : 1);
    push_string(lexer, start, after, from, end, 0);
    return after - start;
}

// Whether the quote at `start` follows a value, where no string can begin, and
// is followed by what ends one.
static bool is_stray(const struct lexer *lexer, size_t start) {
    const struct token_list *list = &lexer->parser->lexemes;
    if (list->count == 0 || !literal_closes(lexer, start + 1)) {
        return false;
    }
    switch (list->items[list->count - 1].kind) {
    case TOKEN_STRING:
    case TOKEN_NUMBER:
    case TOKEN_FIELD:
    case TOKEN_RPAREN:
    case TOKEN_RBRACKET:
        return true;
    default:
        return false;
    }
}

size_t literal_string(struct lexer *lexer, size_t start) {
    if (lexer_byte(lexer, start) == '"' && is_stray(lexer, start)) {
        return stray(lexer, start, "stray quote: a string cannot begin here");
    }
    if (literal_smart_quote(lexer, start) > 0) {
        return smart_quoted(lexer, start);
    }
    return lexer_byte(lexer, start) == '\'' ? single_quoted(lexer, start) : double_quoted(lexer, start);
}
