// SPDX-License-Identifier: Apache-2.0
// The lexer's state and what its rules (grammar/car.l) call. The lexer cuts the
// whole text into tokens (parser.lexemes); words are all TOKEN_NAME, line ends
// are flags on the token after them. Literals are read by hand (literal.c)
// because where they end depends on what stands around them. Reports E101 to
// E104 and E114. Private to one parse, one thread.
#ifndef CARL_LANG_LEXER_H
#define CARL_LANG_LEXER_H

#include "lang/char_class.h"
#include "lang/parser.h"

enum {
    LEXER_MAX_BRACKETS = 256, // whose kind is remembered; deeper ones count as parentheses
    LEXER_REACH = 1024,       // bytes that a guess about a literal may look ahead
    LEXER_POOL = 4096,        // for flex
};

struct lexer {
    struct parser *parser;
    struct slice text;   // the source's
    const char *scanned; // flex's copy of it
    size_t line_end;     // of the line looked at last
    unsigned flags;      // of the next token
    bool statements;     // a token was read: metadata is late
    size_t depth;        // open brackets
    char brackets[LEXER_MAX_BRACKETS];
    unsigned char *pool; // what flex allocates comes from here
    size_t pool_used;
};

// The byte at `at`; a newline stands after the text.
static inline char lexer_byte(const struct lexer *lexer, size_t at) {
    if (at >= lexer->text.size) {
        return '\n';
    }
    return lexer->text.data[at];
}

// Reads parser->source into parser->lexemes. False when memory is out.
MUST_USE bool lexer_run(struct parser *parser);

// Called by the rules. `start` and `length` are bytes of the text.
void lexer_push(struct lexer *lexer, int kind, size_t start, size_t length);
void lexer_comment(struct lexer *lexer, size_t start, size_t length);
void lexer_newline(struct lexer *lexer);

// A line that begins with `@`; false where it does not stand at a line's start.
bool lexer_metadata(struct lexer *lexer, size_t start, size_t length);

// Whether a value must come next: after a comparison, in a list...
bool lexer_value_expected(const struct lexer *lexer);
// Whether `[` opens a list here rather than a field.
bool lexer_list_expected(const struct lexer *lexer);
// Whether a rule id may come next.
bool lexer_run_expected(const struct lexer *lexer);

// Each reads a literal at `start`, pushes its token and returns the bytes to
// pass over. A value that needs no care gives 0: the ordinary rules read it.
size_t literal_string(struct lexer *lexer, size_t start);
size_t literal_value(struct lexer *lexer, size_t start);
size_t literal_number(struct lexer *lexer, size_t start, size_t length); // digits and a word
size_t literal_odd(struct lexer *lexer, size_t start);                   // no other rule fits
// An operator of another language, which is reported and read as `kind`.
void literal_foreign(struct lexer *lexer, int kind, size_t start, size_t length, const char *canonical);
// The same of one that is read as `not match`.
void literal_foreign_not(struct lexer *lexer, size_t start, size_t length);

// Bytes of the smart quote at `at`: 3, or 0 where there is none.
size_t literal_smart_quote(const struct lexer *lexer, size_t at);
// True when what follows `at` can only follow a complete string: the end of the
// line, a closing bracket, `and`, `or`, or a comma and a quote.
bool literal_closes(const struct lexer *lexer, size_t at);
// True when the word at `at` is `word` (lower case) and ends there.
bool literal_word_at(const struct lexer *lexer, size_t at, const char *word);
// True when any of the words, which end in NULL, stands there.
bool literal_any_word_at(const struct lexer *lexer, size_t at, const char *const *words);
extern const char *const literal_test_words[];  // that a condition's operator begins with
extern const char *const literal_connectives[]; // and, or
// Offset after the blanks, or after the word, at `at`.
size_t literal_skip_blanks(const struct lexer *lexer, size_t at);
size_t literal_word_end(const struct lexer *lexer, size_t at);
// Offset of the newline that ends the line of `at`.
size_t literal_line_end(struct lexer *lexer, size_t at);
// If ` and ` or ` or ` and a condition's beginning stand at the blank `at`:
// true.
bool literal_condition_at(const struct lexer *lexer, size_t at, size_t limit);
// Reports the path at `start`, which has no quotes, and pushes it as a string.
// Returns its length; 0, and nothing is done, where it is a single byte.
size_t literal_path(struct lexer *lexer, size_t start);

#endif
