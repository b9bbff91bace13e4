// SPDX-License-Identifier: Apache-2.0
// Where in a YAML file the bytes of a scalar's value come from. The value is
// decoded a second time, following the YAML 1.1 specification (chapter 9, as
// libyaml implements it), and compared with the one that the YAML parser gave: a
// map that is exact is so by proof. Maps live in the caller's arena. Pure
// functions; safe in any thread.
#ifndef CARL_LANG_YAML_SCALAR_H
#define CARL_LANG_YAML_SCALAR_H

#include "base/arena.h"
#include "lang/source.h"

enum scalar_style { SCALAR_PLAIN, SCALAR_SINGLE_QUOTED, SCALAR_DOUBLE_QUOTED, SCALAR_LITERAL, SCALAR_FOLDED };

// A scalar as it stands in the file.
struct scalar {
    enum scalar_style style;
    struct span span;     // with its quotes or its block header
    size_t parent_indent; // columns before the keys of the mapping it is a value of
    struct slice value;   // as the YAML parser gives it
};

// The text of a rule inside a file.
struct text_map {
    struct slice text;
    enum scalar_style style;
    struct span *places; // text.size + 1: the bytes of the file that each byte stands for; last, where the text ends
    size_t indent;       // LITERAL: blanks before each line
    bool exact;          // false: every place is the scalar's beginning
};

// Maps `scalar` of `file`. False if the arena is out of memory.
MUST_USE bool text_map_make(struct arena *arena, struct slice file, const struct scalar *scalar,
                            struct text_map *ret_map);

// The bytes of the file that a span of the text stands for.
struct span text_map_span(const struct text_map *map, struct span span);

// The edit of the file that replaces `span` of the text by `insert`: lines keep
// their indentation. False where the file cannot be edited so: anything but a
// literal block has line ends, quotes or escapes of its own. `*ret_insert` is in
// the arena.
MUST_USE bool text_map_edit(struct arena *arena, const struct text_map *map, struct span span, struct slice insert,
                            struct span *ret_span, struct slice *ret_insert);

// "folded block"...: what the style is called in messages.
const char *scalar_style_name(enum scalar_style style);

#endif
