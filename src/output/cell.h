// SPDX-License-Identifier: Apache-2.0
// Text from data shown to people: it comes from an attacker's machine, so what
// could move the cursor, change colours or turn the reading direction is made
// visible. Borrows everything. Reentrant.
#ifndef CARL_OUTPUT_CELL_H
#define CARL_OUTPUT_CELL_H

#include "output/sink.h"

// Columns that `size` bytes of UTF-8 take on a terminal once made visible.
size_t cell_width(const char *data, size_t size);

// Writes the text made visible, cut with an ellipsis where it is wider than
// `limit` columns (0: no limit). Returns the columns written.
size_t cell_write(struct sink *sink, const char *data, size_t size, size_t limit);

#endif
