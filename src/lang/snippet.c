// SPDX-License-Identifier: Apache-2.0
#include "lang/snippet.h"

#include "base/utf8.h"

#include <stdint.h>

enum { TAB_WIDTH = 4 };

#define ELLIPSIS "..."
enum { ELLIPSIS_WIDTH = 3 };

struct range {
    uint32_t first;
    uint32_t last;
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t code_point) {
    for (size_t i = 0; i < count; i++) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

// Code points that a terminal acts on or does not show, which could make the
// line read differently from what it is.
static bool is_hidden(uint32_t code_point) {
    static const struct range hidden[] = {
        {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x061C, 0x061C},   {0x200B, 0x200F},
        {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xE0000, 0xE0FFF},
    };
    return in_ranges(hidden, sizeof hidden / sizeof hidden[0], code_point);
}

// Blocks of combining marks, and of wide letters and signs (Unicode's
// EastAsianWidth.txt, classes W and F, by block).
static size_t code_point_width(uint32_t code_point) {
    static const struct range combining[] = {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
                                             {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
    static const struct range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},  {0xAC00, 0xD7A3},
                                        {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6},
                                        {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if (in_ranges(combining, sizeof combining / sizeof combining[0], code_point)) {
        return 0;
    }
    return in_ranges(wide, sizeof wide / sizeof wide[0], code_point) ? 2 : 1;
}

// Appends one character of `line` as it is shown (`out` may be NULL) at display
// column `column`; returns its width and sets *ret_bytes to its length.
static size_t append_cell(struct text *out, struct slice line, size_t at, size_t column, size_t *ret_bytes) {
    uint32_t code_point;
    size_t length = utf8_decode(line.data + at, line.size - at, &code_point);
    *ret_bytes = length == 0 ? 1 : length;
    struct text scratch;
    text_init(&scratch);
    struct text *target = out == NULL ? &scratch : out;
    size_t before = target->size;
    size_t width;
    if (length == 0) {
        text_format(target, "\\x%02X", (unsigned)(unsigned char)line.data[at]);
        width = 4;
    } else if (code_point == '\t') {
        width = TAB_WIDTH - column % TAB_WIDTH;
        text_append_repeat(target, ' ', width);
    } else if (is_hidden(code_point)) {
        text_format(target, "\\u{%X}", (unsigned)code_point);
        width = target->size - before;
    } else {
        text_append(target, slice_sub(line, at, at + length));
        width = code_point_width(code_point);
    }
    text_finish(&scratch);
    return width;
}

// The display columns that bytes [start, end) of `line` take, beginning at
// display column `column`.
static size_t measure(struct slice line, size_t start, size_t end, size_t column) {
    size_t first = column;
    size_t bytes;
    for (size_t at = start; at < end; at += bytes) {
        column += append_cell(NULL, line, at, column, &bytes);
    }
    return column - first;
}

// Moves back from `at` by one character.
static size_t step_back(struct slice line, size_t at) {
    at--;
    while (at > 0 && ((unsigned char)line.data[at] & 0xC0) == 0x80) {
        at--;
    }
    return at;
}

struct snippet snippet_clip(struct slice line, size_t start, size_t end) {
    struct snippet all = {line, 0, line.size};
    if (measure(line, 0, line.size, 0) <= SNIPPET_WIDTH) {
        return all;
    }
    // The span comes first, then what is before it up to a third of the room,
    // then what follows.
    size_t room = SNIPPET_WIDTH - 2 * ELLIPSIS_WIDTH;
    size_t first = start < line.size ? start : line.size;
    size_t limit = end > line.size ? line.size : end;
    size_t width = measure(line, first, limit, 0);
    size_t lead = width >= room ? 0 : (room - width < room / 3 ? room - width : room / 3);
    if (first == line.size) {
        lead = room;
    }
    while (first > 0 && measure(line, step_back(line, first), start < line.size ? start : line.size, 0) <= lead) {
        first = step_back(line, first);
    }
    size_t last = first;
    size_t bytes = 0;
    for (size_t column = 0; last < line.size; last += bytes) {
        column += append_cell(NULL, line, last, column, &bytes);
        if (column > room) {
            break;
        }
    }
    return (struct snippet){line, first, last};
}

void snippet_append(struct text *out, const struct snippet *snippet) {
    size_t column = 0;
    if (snippet->first > 0) {
        text_append_string(out, ELLIPSIS);
        column = ELLIPSIS_WIDTH;
    }
    size_t bytes;
    for (size_t at = snippet->first; at < snippet->last; at += bytes) {
        column += append_cell(out, snippet->line, at, column, &bytes);
    }
    if (snippet->last < snippet->line.size) {
        text_append_string(out, ELLIPSIS);
    }
}

void snippet_append_mark(struct text *out, const struct snippet *snippet, size_t start, size_t end, char mark) {
    size_t from = start < snippet->first ? snippet->first : (start > snippet->last ? snippet->last : start);
    size_t to = end < from ? from : (end > snippet->last ? snippet->last : end);
    size_t lead = snippet->first > 0 ? ELLIPSIS_WIDTH : 0;
    size_t column = lead + measure(snippet->line, snippet->first, from, lead);
    size_t width = measure(snippet->line, from, to, column);
    text_append_repeat(out, ' ', column);
    text_append_repeat(out, mark, width == 0 ? 1 : width);
}

void snippet_append_safe(struct text *out, struct slice text) {
    size_t bytes;
    for (size_t at = 0; at < text.size; at += bytes) {
        (void)append_cell(out, text, at, 0, &bytes);
    }
}
