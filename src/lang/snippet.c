// SPDX-License-Identifier: Apache-2.0
#include "lang/snippet.h"

#include "base/utf8.h"

#include <stdint.h>

// MOST_BYTES is beyond what that many columns take, but for combining marks.
enum { TAB_WIDTH = 4, UTF8_MOST_BYTES = 4, MOST_BYTES = 8 * SNIPPET_WIDTH };

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

enum cell_form { CELL_PLAIN, CELL_TAB, CELL_HIDDEN, CELL_BROKEN };

// How one character of a line is shown.
struct cell {
    enum cell_form form;
    uint32_t code_point; // unless broken
    size_t bytes;        // in the line
    size_t width;        // on the screen
};

static size_t hidden_width(uint32_t code_point) {
    size_t width = sizeof "\\u{}" - 1;
    do {
        width++;
        code_point >>= 4;
    } while (code_point > 0);
    return width;
}

// The character at byte `at`, which stands at display column `column`.
static struct cell read_cell(struct slice line, size_t at, size_t column) {
    struct cell cell = {.form = CELL_PLAIN, .bytes = 1, .width = 1};
    if (line.data[at] >= ' ' && line.data[at] <= '~') {
        return cell; // most characters are these
    }
    cell.bytes = utf8_decode(line.data + at, line.size - at, &cell.code_point);
    if (cell.bytes == 0) {
        return (struct cell){.form = CELL_BROKEN, .bytes = 1, .width = sizeof "\\xFF" - 1};
    }
    if (cell.code_point == '\t') {
        cell.form = CELL_TAB;
        cell.width = TAB_WIDTH - column % TAB_WIDTH;
    } else if (is_hidden(cell.code_point)) {
        cell.form = CELL_HIDDEN;
        cell.width = hidden_width(cell.code_point);
    } else {
        cell.width = code_point_width(cell.code_point);
    }
    return cell;
}

// Appends one character as it is shown; returns its cell.
static struct cell append_cell(struct text *out, struct slice line, size_t at, size_t column) {
    struct cell cell = read_cell(line, at, column);
    switch (cell.form) {
    case CELL_PLAIN:
        text_append(out, slice_sub(line, at, at + cell.bytes));
        break;
    case CELL_TAB:
        text_append_repeat(out, ' ', cell.width);
        break;
    case CELL_HIDDEN:
        text_format(out, "\\u{%X}", (unsigned)cell.code_point);
        break;
    case CELL_BROKEN:
        text_format(out, "\\x%02X", (unsigned)(unsigned char)line.data[at]);
        break;
    }
    return cell;
}

// The display columns that bytes [start, end) of `line` take, beginning at
// display column `column`; some number beyond `most` where they take more. A
// line may be long, and each of its diagnostics asks.
static size_t measure(struct slice line, size_t start, size_t end, size_t column, size_t most) {
    size_t first = column;
    for (size_t at = start; at < end && column - first <= most;) {
        struct cell cell = read_cell(line, at, column);
        column += cell.width;
        at += cell.bytes;
    }
    return column - first;
}

// Moves back from `at` by one character.
static size_t step_back(struct slice line, size_t at) {
    size_t least = at < UTF8_MOST_BYTES ? 0 : at - UTF8_MOST_BYTES;
    at--;
    while (at > least && ((unsigned char)line.data[at] & 0xC0) == 0x80) {
        at--;
    }
    return at;
}

struct snippet snippet_clip(struct slice line, size_t start, size_t end) {
    struct snippet all = {line, 0, line.size};
    if (line.size <= MOST_BYTES && measure(line, 0, line.size, 0, SNIPPET_WIDTH) <= SNIPPET_WIDTH) {
        return all;
    }
    // The span comes first, then what is before it up to a third of the room,
    // then what follows.
    size_t room = SNIPPET_WIDTH - 2 * ELLIPSIS_WIDTH;
    size_t first = start < line.size ? start : line.size;
    size_t limit = end > line.size ? line.size : end;
    size_t width = measure(line, first, limit, 0, room);
    size_t lead = width >= room ? 0 : (room - width < room / 3 ? room - width : room / 3);
    if (first == line.size) {
        lead = room;
    }
    size_t from = first;
    for (size_t column = 0; first > 0 && from - first < MOST_BYTES;) {
        size_t at = step_back(line, first);
        column += measure(line, at, first, 0, lead);
        if (column > lead) {
            break;
        }
        first = at;
    }
    size_t last = first;
    for (size_t column = 0; last < line.size && last - first < MOST_BYTES;) {
        struct cell cell = read_cell(line, last, column);
        column += cell.width;
        if (column > room) {
            break;
        }
        last += cell.bytes;
    }
    return (struct snippet){line, first, last};
}

void snippet_append(struct text *out, const struct snippet *snippet) {
    size_t column = 0;
    if (snippet->first > 0) {
        text_append_string(out, ELLIPSIS);
        column = ELLIPSIS_WIDTH;
    }
    for (size_t at = snippet->first; at < snippet->last;) {
        struct cell cell = append_cell(out, snippet->line, at, column);
        column += cell.width;
        at += cell.bytes;
    }
    if (snippet->last < snippet->line.size) {
        text_append_string(out, ELLIPSIS);
    }
}

void snippet_append_mark(struct text *out, const struct snippet *snippet, size_t start, size_t end, char mark) {
    size_t from = start < snippet->first ? snippet->first : (start > snippet->last ? snippet->last : start);
    size_t to = end < from ? from : (end > snippet->last ? snippet->last : end);
    size_t lead = snippet->first > 0 ? ELLIPSIS_WIDTH : 0;
    size_t column = lead + measure(snippet->line, snippet->first, from, lead, SIZE_MAX);
    size_t width = measure(snippet->line, from, to, column, SIZE_MAX);
    text_append_repeat(out, ' ', column);
    text_append_repeat(out, mark, width == 0 ? 1 : width);
}

void snippet_append_safe(struct text *out, struct slice text) {
    for (size_t at = 0; at < text.size;) {
        at += append_cell(out, text, at, 0).bytes;
    }
}
