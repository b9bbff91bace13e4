// SPDX-License-Identifier: Apache-2.0
// The tree as text: one s-expression a statement. Two texts with one dump mean
// the same to the checker. One thread.
#ifndef CARL_LANG_AST_DUMP_H
#define CARL_LANG_AST_DUMP_H

#include "base/text.h"
#include "lang/ast.h"

enum ast_dump_mode {
    AST_DUMP_MEANING, // without what only the spelling decides: places, parentheses, synonyms, quotes, comments
    AST_DUMP_WHOLE,   // with all of that, as `@start-end` in bytes and words after it
};

// Appends the dump of `rule` to `out`, whose sticky failure the caller checks.
void ast_dump(const struct rule *rule, enum ast_dump_mode mode, struct text *out);

#endif
