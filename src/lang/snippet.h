// SPDX-License-Identifier: Apache-2.0
// Source lines as a terminal shows them: tabs expanded, control characters and
// broken UTF-8 made visible, long lines clipped around what matters, and marks
// under the right columns. Columns here are display columns: one for each code
// point, two for wide East Asian ones, none for combining ones. Pure functions
// that write to a text; not thread-safe only in that a text has one writer.
#ifndef CARL_LANG_SNIPPET_H
#define CARL_LANG_SNIPPET_H

#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

// Longer lines are clipped to about this many columns.
enum { SNIPPET_WIDTH = 160 };

// The part of a line that is shown.
struct snippet {
    struct slice line;
    size_t first; // byte where the shown part starts
    size_t last;  // byte where it ends
};

// Chooses the part of `line` to show so that bytes [start, end) of it, or as
// much of them as fits, are seen.
struct snippet snippet_clip(struct slice line, size_t start, size_t end);

// Appends the shown part, with an ellipsis where it was cut.
void snippet_append(struct text *out, const struct snippet *snippet);

// Appends blanks up to byte `start` of the line and `mark` under [start, end),
// at least once: an empty span marks the place before `start`.
void snippet_append_mark(struct text *out, const struct snippet *snippet, size_t start, size_t end, char mark);

// Appends `text` for a terminal: control characters, directional overrides and
// bytes that are no UTF-8 in a visible form.
void snippet_append_safe(struct text *out, struct slice text);

#endif
