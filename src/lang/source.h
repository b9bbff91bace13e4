// SPDX-License-Identifier: Apache-2.0
// One rule text with its name and its lines. Positions inside the compiler are
// byte offsets (struct span); lines and columns exist only in reports. A source
// is immutable once made and may be shared by threads.
#ifndef CARL_LANG_SOURCE_H
#define CARL_LANG_SOURCE_H

#include "base/attributes.h"
#include "base/slice.h"
#include "carl.h"

#include <stdint.h>

// Bytes [start, end) of a source's text.
struct span {
    uint32_t start;
    uint32_t end;
};

struct position {
    size_t line;   // from 1
    size_t column; // in bytes, from 1
};

struct text_map; // lang/yaml_scalar.h

struct source {
    struct slice file; // name for reports, NUL-terminated; owned
    struct slice text; // the rule text, NUL-terminated; owned
    uint32_t *lines;   // offset of each line's first byte; owned
    size_t line_count; // at least 1
    bool view;         // file, text and lines are another source's
    // A text that is part of a file: that file and where the bytes stand in it,
    // both borrowed; NULL elsewhere. Positions are then those in the file.
    const struct source *container;
    const struct text_map *map;
};

// Copies both. CARL_ERROR_USAGE for a text of 2 GiB or more.
MUST_USE enum carl_status source_create(struct slice file, struct slice text, struct source **ret_source);
void source_destroy(struct source *source);

// Another source with the file, text and lines of `source`, which outlives it.
MUST_USE enum carl_status source_create_view(const struct source *source, struct source **ret_source);

// The position of a byte offset (up to and including the end of the text).
struct position source_position(const struct source *source, uint32_t offset);

// The bytes of a line (from 1) without its line end.
struct slice source_line(const struct source *source, size_t line);

static inline struct slice source_slice(const struct source *source, struct span span) {
    return slice_sub(source->text, span.start, span.end);
}

// The span from the start of a to the end of b.
static inline struct span span_join(struct span a, struct span b) {
    return (struct span){a.start, b.end};
}

#endif
