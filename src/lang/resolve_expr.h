// SPDX-License-Identifier: Apache-2.0
// What the files that resolve expressions share (lang/layout.h). Private to one
// parse.
#ifndef CARL_LANG_RESOLVE_EXPR_H
#define CARL_LANG_RESOLVE_EXPR_H

#include "lang/layout.h"

// Where a condition, value or column list stands while it is resolved.
struct expr_state {
    struct resolver *resolver;
    enum clause clause;
    bool operand;          // an operand must come next, else an operator
    bool value_paren;      // the last parenthesis opened is that of `contains(...)`
    bool subject_alone;    // a condition begins with the last path
    size_t subject;        // of the resolver's tokens: the last path, to repeat it
    size_t subject_length; // tokens; 0: none yet
    size_t subject_end;    // of the parser's tokens: after the last path
    size_t start;          // of the parser's tokens: where the expression begins
    size_t nots;           // in a row
    size_t depth;          // open brackets
    // What each holds: ( a condition, c a call's arguments, [ a list, { a list
    // that is written in parentheses.
    char brackets[PARSER_MAX_NESTING + 1];
};

// The token `ahead`, and whether it is this word.
const struct token *state_peek(const struct expr_state *state, size_t ahead);
bool state_word(const struct expr_state *state, size_t ahead, const char *word);
// The kind of the token emitted last.
int state_last_kind(const struct expr_state *state);

// Whether the innermost bracket holds this; whether commas separate what stands
// here.
bool state_is_open(const struct expr_state *state, char holds);
bool state_in_sequence(const struct expr_state *state);

// Emits the token at hand as `kind` and passes over it; says what comes next.
void state_take(struct expr_state *state, int kind);
void state_take_operand(struct expr_state *state, int kind);
void state_take_operator(struct expr_state *state, int kind);
void state_open(struct expr_state *state, int kind, char holds);
void state_close(struct expr_state *state);
// Stands in for an operand that was reported.
void state_emit_missing(struct expr_state *state, struct span span);

// An operand is wanted but the expression or its bracket ends, or an operator
// comes, which is `next`: reports what dangles before it and mends that.
void state_no_operand(struct expr_state *state, const struct token *next);

// Whether a condition begins after this token.
bool token_begins_condition(const struct token *before);
// Whether the operand emitted last is a field that nothing is compared with yet.
bool state_field_alone(const struct expr_state *state);

// Resolves the operand at hand, or what stands in its place (resolve_operand.c).
void resolve_operand(struct expr_state *state);

// Reports the `...` at hand and drops it with the comma or operator beside it.
void resolve_ellipsis(struct expr_state *state);

// Tokens of the operator of words `ahead` of the one at hand: `in`, `not in`,
// `contains`, `does not contain`, `includes one of`, `match`, `exists`...; 0
// where there is none.
size_t resolver_test_length(const struct resolver *resolver, size_t ahead);

// Emits that operator, of `length` tokens, which is at hand, as one token.
void resolver_take_test(struct resolver *resolver, size_t length);

// Emits the comparison at hand; `=>` and the like are reported and read as what
// they mean.
void resolver_take_comparison(struct resolver *resolver);

// If an operator of another language is at hand (`is not null`, `like`), reports
// it, emits what it means (with its `null`) and returns true.
bool resolver_take_foreign(struct resolver *resolver);

// Whether such an operator stands `ahead`, with a value after it.
bool resolver_foreign_at(const struct resolver *resolver, size_t ahead);

#endif
