// SPDX-License-Identifier: Apache-2.0
// The text that the inside of a JSON string stands for. Pure functions.
#ifndef CARL_EVENT_UNESCAPE_H
#define CARL_EVENT_UNESCAPE_H

#include "base/slice.h"

// Writes the text of `raw`, whose escapes are valid, to `out`, which has room
// for raw.size bytes; returns its size. The escape of a lone surrogate becomes
// U+FFFD.
size_t unescape(struct slice raw, char *out);

#endif
