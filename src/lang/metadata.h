// SPDX-License-Identifier: Apache-2.0
// The `@key value` lines at the head of a rule. One thread.
#ifndef CARL_LANG_METADATA_H
#define CARL_LANG_METADATA_H

#include "lang/parser.h"

// Reads the metadata line at `span` (from `@` to the end of the line) and
// appends it to the parser's list. `late`: a statement stands above it, which
// gives W302. A line without a key is E113.
void metadata_read(struct parser *parser, struct span span, bool late);

#endif
