// SPDX-License-Identifier: Apache-2.0
#include "lang/metadata.h"

#include "lang/char_class.h"

static bool is_key(char c) {
    return char_is_word(c) || c == '-';
}

void metadata_read(struct parser *parser, struct span span, bool late) {
    struct slice line = source_slice(parser->source, span);
    while (line.size > 0 && char_is_blank(line.data[line.size - 1])) {
        line.size--;
    }
    span.end = span.start + (uint32_t)line.size;
    size_t key = 1;
    while (key < line.size && is_key(line.data[key])) {
        key++;
    }
    if (key == 1) {
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E113, parser->source, span,
                        "expected a metadata key after `@`, such as `@title`");
        return;
    }
    size_t value = key;
    while (value < line.size && (char_is_blank(line.data[value]) || (value == key && line.data[value] == ':'))) {
        value++;
    }
    struct metadata metadata = {
        .key = {slice_sub(line, 1, key), {span.start + 1, span.start + (uint32_t)key}},
        .value = slice_sub(line, value, line.size),
        .span = span,
    };
    (void)LIST_PUSH(parser->arena, &parser->metadata, metadata);
    if (late) {
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_W302, parser->source, span,
                        "metadata stands at the head of a rule, above the first statement");
    }
}
