// SPDX-License-Identifier: Apache-2.0
// Applies the edits that diagnostics call mechanical, until none is left. One
// thread.
#ifndef CARL_LANG_FIX_H
#define CARL_LANG_FIX_H

#include "base/text.h"
#include "lang/check.h"
#include "lang/diagnostic.h"
#include "model/model.h"

// Mends `text` and appends the result to `out`, whose sticky failure the caller
// checks. The errors and warnings whose edits were applied are appended to
// `mended` (in order of application; places are those in the text as it was
// then), and all that is left to say about the result to `remaining`. Where the
// edits of two diagnostics meet, those of the later one wait for another round
// of checking; after a bounded number of rounds what is left stays. `library` as
// for check_rule_in.
MUST_USE enum carl_status fix_text(const struct carl_model *model, const struct check_library *library,
                                   struct slice file, struct slice text, struct carl_diagnostics *mended,
                                   struct carl_diagnostics *remaining, struct text *out);

// The same for an analytic file in YAML. CARL_ERROR_REFUSED: the result could not
// be read any more.
MUST_USE enum carl_status fix_analytics(const struct carl_model *model, const struct check_library *library,
                                        struct slice file, struct slice text, struct carl_diagnostics *mended,
                                        struct carl_diagnostics *remaining, struct text *out);

#endif
