// SPDX-License-Identifier: Apache-2.0
// Parses a text for a test: its tree as text, and what was reported. One thread;
// the caller finishes what it parsed.
#ifndef LANG_PARSE_HARNESS_H
#define LANG_PARSE_HARNESS_H

#include "test_support.h"

#include "lang/ast_dump.h"
#include "lang/parse.h"

struct parsed {
    struct carl_diagnostics *diagnostics;
    struct arena arena;
    struct rule *rule;
    struct text dump;    // what the tree means, NUL-terminated
    struct text reports; // "2:5 E107, 3:1 E113", NUL-terminated
    struct text mended;  // the text with all mechanical edits, NUL-terminated
};

// Parses `text`; the test fails where that fails.
void parsed_init(struct parsed *parsed, struct slice text);
void parsed_finish(struct parsed *parsed);

#endif
