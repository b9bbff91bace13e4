// SPDX-License-Identifier: Apache-2.0
// The layout pass: from lexemes to the tokens of the grammar. It decides which
// line ends end statements (docs/language.md, "Newlines"), which words are
// keywords where, joins operators of several words, and mends what can be mended
// on tokens so that one mistake costs one diagnostic: E105 to E112, E401, E402.
// What it cannot mend goes to the parser as it is. Private to one parse.
//
//   layout.c          where statements end, and their brackets
//   resolve.c         one statement and its names
//   resolve_source.c  search, filter, join, group, from
//   resolve_expr.c    conditions, values and columns: operators
//   resolve_operand.c their operands
//   resolve_state.c   what both of these share
//   resolve_test.c    operators that are words
//   repair.c          the diagnostics of all
#ifndef CARL_LANG_LAYOUT_H
#define CARL_LANG_LAYOUT_H

#include "lang/name_set.h"
#include "lang/parser.h"

// Fills parser->tokens from parser->lexemes. False when memory is out.
MUST_USE bool layout_run(struct parser *parser);

// One statement while it is resolved.
struct resolver {
    struct parser *parser;
    const struct token *tokens; // with balanced brackets
    size_t count;
    size_t at;
    const struct name_set *assigned; // names that the rule assigns anywhere
    struct name_set *before;         // names that the statements before assign
    struct slice *last_assigned;     // by the statements before; empty: none
    struct name target;              // on the left of `=`
    bool predicate;                  // the rule is one condition
    bool join;                       // the condition is a join's
    struct span end;                 // empty, after the last token
};

// Resolves one statement and appends its tokens, NEWLINE included.
void resolve_statement(struct resolver *resolver);

// Resolves what stands on the right of `name =`.
void resolve_source(struct resolver *resolver);

// Resolves names with commas between them, in parentheses or not.
void resolve_names(struct resolver *resolver);

// What a list of operands and operators stands in.
enum clause { CLAUSE_CONDITION, CLAUSE_VALUE, CLAUSE_COLUMNS };

// Resolves the condition, value or columns from resolver->at to the end of the
// statement (or `by`).
void resolve_expr(struct resolver *resolver, enum clause clause);

// Resolves keys after `by`; stops at a word that no key can be.
void resolve_keys(struct resolver *resolver);

// Appends a token to the parser's.
void resolver_emit(struct resolver *resolver, const struct token *token);
void resolver_emit_kind(struct resolver *resolver, int kind, struct span span);
// Emits the token at hand (as `kind`) and passes over it; emits all that are left.
void resolver_take(struct resolver *resolver);
void resolver_take_as(struct resolver *resolver, int kind);
void resolver_take_rest(struct resolver *resolver);
// Emits a variable's name; a keyword there is reported and read as
// `replacement`, the name that it was probably meant to be (empty: none).
void resolver_take_name(struct resolver *resolver, struct slice replacement);
// The token `ahead` of resolver->at; a token of kind END past the last.
const struct token *resolver_peek(const struct resolver *resolver, size_t ahead);
// The token emitted last.
struct token *resolver_last(const struct resolver *resolver);
// Whether the token `ahead` is this word.
bool resolver_word(const struct resolver *resolver, size_t ahead, const char *word);
// Whether a token is an operator that compares.
bool token_compares(const struct token *token);
// Whether a word is reserved wherever a variable's name may stand.
bool token_is_reserved(const struct token *token);

// Diagnostics; each describes one mistake and its edits.
void repair_missing_operator(struct resolver *resolver, const struct token *before, const struct token *term,
                             const char *insert);
void repair_missing_comma(struct resolver *resolver, const struct token *before, const struct token *item);
void repair_dangling(struct resolver *resolver, const struct token *operator);
void repair_no_operand(struct resolver *resolver, const struct token *operator, const char * side);
void repair_misplaced_where(struct resolver *resolver, const struct token *paren, const struct token *where);
void repair_missing_source(struct resolver *resolver, const struct token *keyword, const struct token *next,
                           struct slice name, const char *insert_after);
void repair_keyword(struct resolver *resolver, const struct token *word, struct slice replacement);
void repair_ellipsis(struct resolver *resolver, const struct token *before, const struct token *ellipsis,
                     const struct token *after);
// A predicate's first `=`, which would assign.
void repair_assignment(struct resolver *resolver);
void repair_unquoted(struct resolver *resolver, const struct token *literal);
// `subject`: what the comparison before compares; empty: unknown.
void repair_missing_subject(struct resolver *resolver, const struct token *operator, struct slice subject);
void repair_missing_comparison(struct resolver *resolver, const struct token *before, const struct token *literal);
void repair_condition_comma(struct resolver *resolver, const struct token *comma);
// The parenthesis at hand holds a list.
void repair_list_parens(struct resolver *resolver);
// `*` as an argument; `set` is what it stands for, empty: nothing is written.
void repair_call_star(struct resolver *resolver, struct span span, struct slice set);
void repair_foreign_operator(struct resolver *resolver, struct span span, const char *canonical, bool mechanical);
// Where the text that a foreign operator compares with needs a `*` to mean the same.
enum foreign_star { STAR_NONE, STAR_START, STAR_END };
// `startswith` and its like, before `value`.
void repair_foreign_end(struct resolver *resolver, struct span span, const struct token *value, enum foreign_star star);
void repair_placeholder(struct resolver *resolver, struct span span);
void repair_prose(struct resolver *resolver, struct span span, const struct token *within);
// E113 with an edit that replaces `span` (insert NULL: none).
void repair_syntax(struct resolver *resolver, struct span span, const char *insert, const char *message);

#endif
