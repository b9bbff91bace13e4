// SPDX-License-Identifier: Apache-2.0
// What each diagnostic means, for rule authors: the texts of `carl explain` and
// docs/diagnostics.md. Constant data, safe in any thread.
#ifndef CARL_LANG_EXPLAIN_H
#define CARL_LANG_EXPLAIN_H

#include "lang/diagnostic.h"

struct explanation {
    const char *meaning; // paragraphs, with an empty line between them
    const char *example; // a rule with the mistake; "" where no rule by itself has it
    const char *mended;  // the same without it
};

const struct explanation *explanation_of(enum diagnostic_code code);

#endif
