// SPDX-License-Identifier: Apache-2.0
// A copy of a JSON text without what jansson refuses although RFC 8259 allows
// it: escapes of lone surrogates, NUL escapes in keys, and numbers beyond 64
// bits of integer or a double's range. Such numbers become marked texts, which
// sanitize_unmark tells from others. Pure functions.
#ifndef CARL_EVENT_SANITIZE_H
#define CARL_EVENT_SANITIZE_H

#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>

// Appends the copy to `out`; true where it differs from `json`. Copying stops
// once `out` has grown by `stop` bytes (SIZE_MAX: never); *ret_end is where in
// `json` that was.
bool sanitize_json(struct slice json, size_t stop, struct text *out, size_t *ret_end);

// What a decoded text of such a copy stands for: *ret_text, which is the text
// of a number where true is returned.
bool sanitize_unmark(struct slice text, struct slice *ret_text);

#endif
