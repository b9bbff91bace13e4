// SPDX-License-Identifier: Apache-2.0
// The state of one parse, shared by the lexer, the layout pass, the tree's
// builders and the parser; private to them. Lives on the stack of parse_rule.
#ifndef CARL_LANG_PARSER_H
#define CARL_LANG_PARSER_H

#include "lang/ast_build.h"
#include "lang/diagnostic.h"

enum {
    PARSER_MAX_NESTING = 200,  // parentheses, brackets and `not`s in each other
    PARSER_MAX_DEPTH = 1000,   // levels of an expression's tree
    PARSER_MAX_REPORTS = 2000, // diagnostics of one text; what follows is not read
};

LIST_TYPE(statement_list, struct statement);
LIST_TYPE(metadata_list, struct metadata);
LIST_TYPE(comment_list, struct comment);

// The texts that notes were given for, so that each is noted once.
struct noted {
    uint64_t *hashes; // open addressing; 0: free
    size_t count;
    size_t capacity; // a power of two, or 0
};

struct parser {
    const struct source *source;
    struct arena *arena;  // the rule's
    struct arena scratch; // tokens and what else ends with the parse
    struct carl_diagnostics *diagnostics;
    struct token_list lexemes; // from the lexer
    struct token_list tokens;  // from the layout pass, for the parser
    size_t next;               // of tokens: what the parser reads next
    struct statement_list statements;
    struct metadata_list metadata;
    struct comment_list comments;
    struct noted noted;
    size_t first_diagnostic; // of this parse, in diagnostics
    bool nesting_reported;
    bool overflow_reported;
    bool invalid_reported; // the text's first byte that is no UTF-8
};

// Reports what is no part of the grammar, in a rule author's words.
void parser_syntax_error(struct parser *parser, struct span span, const char *expected, const char *found);

// Reports that the rule is nested too deeply, once a rule.
void parser_report_nesting(struct parser *parser, struct span span);

// True when there are so many diagnostics that the rest is not worth reading;
// reports that, once.
bool parser_overflown(struct parser *parser);

// True the first time that a note with this code is wanted for this text.
bool parser_note_wanted(struct parser *parser, enum diagnostic_code code, struct slice text);

// Notes a synonym, once for each text of it: "`return`", "`output`".
void parser_note_synonym(struct parser *parser, struct span span, const char *written, const char *canonical);

#endif
