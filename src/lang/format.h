// SPDX-License-Identifier: Apache-2.0
// The formatter: rule text to rule text of the same meaning in canonical form.
// One statement a line; conditions that do not fit are broken after `and` and
// `or`; comments, metadata and blank lines are kept. One thread.
#ifndef CARL_LANG_FORMAT_H
#define CARL_LANG_FORMAT_H

#include "base/text.h"
#include "lang/check.h"
#include "lang/printer.h"

// Formats `text` and appends the result to `out`, whose sticky failure the
// caller checks. `diagnostics` gets what the parser says. CARL_ERROR_RULE: the
// text has syntax errors, which are among it. CARL_ERROR_REFUSED: no result
// could be shown to mean the same. Nothing is appended then.
MUST_USE enum carl_status format_text(const struct carl_model *model, struct slice file, struct slice text,
                                      struct carl_diagnostics *diagnostics, struct text *out);

// For the formatter's own files: an expression on the present line, and one that
// is broken where it does not fit with `tail` bytes after it.
void format_flat(struct printer *printer, const struct expr *expr);
void format_broken(struct printer *printer, const struct expr *expr, size_t tail);

// `where (condition)`.
void format_where(struct printer *printer, const struct expr *condition);

// The end of what precedes a condition or list when its parts get lines of
// their own: comments before it stand before the statement.
uint32_t format_first_break(const struct expr *expr);

// The key of `by`, the path of a name or function.
void format_path(struct printer *printer, const struct path *path);

#endif
