// SPDX-License-Identifier: Apache-2.0
// Tokens between the lexer (grammar/car.l), the layout pass (lang/layout.h) and
// the parser (grammar/car.y). Kinds are the parser's token numbers (TOKEN_NAME
// and so on, from the generated car.tab.h). Tokens borrow the source text; their
// arrays live in the parse's scratch arena. One thread.
#ifndef CARL_LANG_TOKEN_H
#define CARL_LANG_TOKEN_H

#include "lang/ast.h"
#include "lang/list.h"

enum token_flag {
    TOKEN_FIRST_OF_LINE = 1 << 0,
    TOKEN_BLANK_BEFORE = 1 << 1,  // blanks or a line end stand before it
    TOKEN_SINGLE_QUOTED = 1 << 2, // STRING: 'text'
    TOKEN_UNQUOTED = 1 << 3,      // STRING: written without one of its quotes or both
    TOKEN_NEGATED = 1 << 4,       // IN, CONTAINS, MATCH: not in, not contains...
    TOKEN_INSERTED = 1 << 5,      // not in the text: mends it
    TOKEN_BAD = 1 << 6,           // already reported: no further diagnostic about it
    TOKEN_ASSIGNMENT = 1 << 7,    // EQUALS that stands after the name at the start of a line
};

struct token {
    int kind;
    unsigned flags;
    struct span span;
    struct slice text;      // the lexeme; STRING: between the quotes; FIELD: between the brackets
    enum spelling spelling; // IN, CONTAINS, MATCH
};

LIST_TYPE(token_list, struct token);

// True when the lexeme is `word`, which is in lower case, ignoring case.
bool token_is_word(const struct token *token, const char *word);

#endif
