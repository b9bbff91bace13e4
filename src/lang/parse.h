// SPDX-License-Identifier: Apache-2.0
// Rule text to syntax tree. Never fails on bad text: every mistake becomes one
// diagnostic, and the statements around it are still parsed.
//
// The way of a text: the flex lexer (grammar/car.l) cuts it into tokens; the
// layout pass (lang/layout.h) decides which newlines end statements and mends
// what can be mended on tokens; the bison parser (grammar/car.y) builds the
// tree and recovers at statement boundaries.
#ifndef CARL_LANG_PARSE_H
#define CARL_LANG_PARSE_H

#include "lang/ast.h"
#include "lang/diagnostic.h"

// Parses `source`, which the list must have taken. The tree lives in `arena`
// and borrows the source. Appends to `diagnostics`; the caller compares
// diagnostics_errors_since to learn whether the text is in order. On CARL_OK
// *ret_rule is a tree whether or not there were errors.
MUST_USE enum carl_status parse_rule(const struct source *source, struct arena *arena,
                                     struct carl_diagnostics *diagnostics, struct rule **ret_rule);

// A string literal's value from the text between its quotes: `\\` is one
// backslash, `\` and the quote is the quote, any other backslash is literal.
// As a regex (`regex` true) only `\"` is resolved. Allocates in `arena` only
// where something changes.
struct slice parse_string_value(struct arena *arena, struct slice raw, char quote, bool regex);

#endif
