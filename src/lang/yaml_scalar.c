// SPDX-License-Identifier: Apache-2.0
#include "lang/yaml_scalar.h"

#include "base/text.h"
#include "base/utf8.h"

struct decoder {
    struct slice file;
    size_t at;
    size_t end; // of what may be read
    struct slice value;
    struct span *places;
    size_t count; // bytes decoded
    bool wrong;   // the value differs
};

// ---------------------------------------------------------------------------
// Bytes

static unsigned char byte_at(const struct decoder *decoder, size_t at) {
    return at < decoder->end ? (unsigned char)decoder->file.data[at] : 0;
}

static bool is_blank(const struct decoder *decoder, size_t at) {
    unsigned char byte = byte_at(decoder, at);
    return byte == ' ' || byte == '\t';
}

// The bytes of the line break at `at`; 0 where there is none.
static size_t break_size(const struct decoder *decoder, size_t at) {
    unsigned char first = byte_at(decoder, at);
    unsigned char second = byte_at(decoder, at + 1);
    if (first == '\r') {
        return second == '\n' ? 2 : 1;
    }
    if (first == '\n') {
        return 1;
    }
    if (first == 0xC2 && second == 0x85) {
        return 2; // NEXT LINE
    }
    unsigned char third = byte_at(decoder, at + 2);
    // LINE SEPARATOR, PARAGRAPH SEPARATOR
    return first == 0xE2 && second == 0x80 && (third == 0xA8 || third == 0xA9) ? 3 : 0;
}

static void emit(struct decoder *decoder, char c, size_t start, size_t end) {
    if (decoder->count >= decoder->value.size || decoder->value.data[decoder->count] != c) {
        decoder->wrong = true;
        return;
    }
    decoder->places[decoder->count++] = (struct span){(uint32_t)start, (uint32_t)end};
}

// A break of one or two bytes is read as a newline, one of three as itself.
static void emit_break(struct decoder *decoder, size_t at) {
    size_t size = break_size(decoder, at);
    if (size < 3) {
        emit(decoder, '\n', at, at + size);
        return;
    }
    for (size_t i = 0; i < size; i++) {
        emit(decoder, decoder->file.data[at + i], at, at + size);
    }
}

// Emits the breaks in [from, to), which holds blanks besides. Returns how many.
static size_t emit_breaks(struct decoder *decoder, size_t from, size_t to) {
    size_t count = 0;
    for (size_t at = from; at < to;) {
        size_t size = break_size(decoder, at);
        if (size > 0) {
            emit_break(decoder, at);
            count++;
        }
        at += size > 0 ? size : 1;
    }
    return count;
}

// What a line break and the empty lines after it, [from, to), become where lines
// are folded.
static void emit_folded(struct decoder *decoder, size_t line_break, size_t from, size_t to) {
    size_t size = break_size(decoder, line_break);
    if (size == 3) {
        emit_break(decoder, line_break);
        (void)emit_breaks(decoder, from, to);
    } else if (emit_breaks(decoder, from, to) == 0) {
        emit(decoder, ' ', line_break, line_break + size);
    }
}

// ---------------------------------------------------------------------------
// Block scalars

struct block {
    size_t indent;   // 0: not known yet
    size_t column;   // blanks before the present place, up to the indentation
    bool literal;    //
    int chomping;    // -1 strip, 0 clip, 1 keep
    size_t explicit; // indentation that the header gives; 0: none
};

static void read_header(struct decoder *decoder, struct block *block) {
    decoder->at++;
    for (int i = 0; i < 2; i++) {
        unsigned char byte = byte_at(decoder, decoder->at);
        if (byte == '+' || byte == '-') {
            block->chomping = byte == '+' ? 1 : -1;
            decoder->at++;
        } else if (byte >= '1' && byte <= '9') {
            block->explicit = (size_t)(byte - '0');
            decoder->at++;
        }
    }
    while (decoder->at < decoder->end && break_size(decoder, decoder->at) == 0) {
        decoder->at++; // blanks and a comment
    }
    decoder->at += break_size(decoder, decoder->at);
}

// Passes empty lines and the indentation of the line after them.
static void pass_empty_lines(struct decoder *decoder, struct block *block, size_t least) {
    size_t widest = 0;
    for (;;) {
        block->column = 0;
        while ((block->indent == 0 || block->column < block->indent) && byte_at(decoder, decoder->at) == ' ') {
            block->column++;
            decoder->at++;
        }
        widest = block->column > widest ? block->column : widest;
        size_t size = break_size(decoder, decoder->at);
        if (size == 0) {
            break;
        }
        decoder->at += size;
    }
    if (block->indent == 0) {
        block->indent = widest > least ? widest : least;
    }
}

static void decode_block(struct decoder *decoder, struct block *block, size_t parent_indent) {
    read_header(decoder, block);
    block->indent = block->explicit == 0 ? 0 : parent_indent + block->explicit;
    size_t line_break = SIZE_MAX; // that ended the line before
    size_t empty_from = decoder->at;
    pass_empty_lines(decoder, block, parent_indent + 1);
    size_t empty_to = decoder->at;
    bool after_blank = false; // the line before began with a blank: it is not folded
    while (block->column == block->indent && decoder->at < decoder->end && !decoder->wrong) {
        bool blank = is_blank(decoder, decoder->at);
        if (line_break != SIZE_MAX && !block->literal && !after_blank && !blank) {
            emit_folded(decoder, line_break, empty_from, empty_to);
        } else {
            if (line_break != SIZE_MAX) {
                emit_break(decoder, line_break);
            }
            (void)emit_breaks(decoder, empty_from, empty_to);
        }
        after_blank = blank;
        while (decoder->at < decoder->end && break_size(decoder, decoder->at) == 0) {
            emit(decoder, decoder->file.data[decoder->at], decoder->at, decoder->at + 1);
            decoder->at++;
        }
        line_break = decoder->at < decoder->end ? decoder->at : SIZE_MAX;
        decoder->at += break_size(decoder, decoder->at);
        empty_from = decoder->at;
        pass_empty_lines(decoder, block, parent_indent + 1);
        empty_to = decoder->at;
    }
    if (block->chomping != -1 && line_break != SIZE_MAX) {
        emit_break(decoder, line_break);
    }
    if (block->chomping == 1) {
        (void)emit_breaks(decoder, empty_from, empty_to);
    }
}

// ---------------------------------------------------------------------------
// Plain and quoted scalars

static void emit_code_point(struct decoder *decoder, uint32_t code_point, size_t start, size_t end) {
    char bytes[4];
    size_t size = code_point > 0x10FFFF ? 0 : utf8_encode(code_point, bytes);
    for (size_t i = 0; i < size; i++) {
        emit(decoder, bytes[i], start, end);
    }
}

static size_t hex_digits(unsigned char escape) {
    return escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
}

static uint32_t hex_value(unsigned char digit) {
    return digit <= '9' ? (uint32_t)(digit - '0') : (uint32_t)((digit | 0x20) - 'a' + 10);
}

static uint32_t named_escape(unsigned char escape) {
    static const char names[] = "0abt\tnvfre \"/\\N_LP";
    static const uint16_t values[] = {0,    0x07, 0x08, 0x09, 0x09, 0x0A, 0x0B, 0x0C,   0x0D,
                                      0x1B, ' ',  '"',  '/',  '\\', 0x85, 0xA0, 0x2028, 0x2029};
    for (size_t i = 0; names[i] != '\0'; i++) {
        if ((unsigned char)names[i] == escape) {
            return values[i];
        }
    }
    return UINT32_MAX;
}

static void decode_escape(struct decoder *decoder) {
    size_t start = decoder->at;
    unsigned char escape = byte_at(decoder, start + 1);
    size_t digits = hex_digits(escape);
    uint32_t code_point = digits > 0 ? 0 : named_escape(escape);
    for (size_t i = 0; i < digits; i++) {
        code_point = code_point * 16 + hex_value(byte_at(decoder, start + 2 + i));
    }
    decoder->at = start + 2 + digits;
    if (decoder->at > decoder->end) {
        decoder->wrong = true;
        return;
    }
    emit_code_point(decoder, code_point, start, decoder->at);
}

// Blanks within a line stay; around line breaks they go, and lines are folded.
static void decode_gap(struct decoder *decoder, bool escaped_break) {
    size_t from = decoder->at;
    size_t first_break = SIZE_MAX;
    for (size_t size; decoder->at<decoder->end; decoder->at += size> 0 ? size : 1) {
        size = break_size(decoder, decoder->at);
        if (size > 0 && first_break == SIZE_MAX) {
            first_break = decoder->at;
        } else if (size == 0 && !is_blank(decoder, decoder->at)) {
            break;
        }
    }
    if (escaped_break) {
        (void)emit_breaks(decoder, from, decoder->at);
    } else if (first_break != SIZE_MAX) {
        emit_folded(decoder, first_break, first_break + break_size(decoder, first_break), decoder->at);
    } else {
        for (size_t at = from; at < decoder->at; at++) {
            emit(decoder, decoder->file.data[at], at, at + 1);
        }
    }
}

static void decode_flow(struct decoder *decoder, enum scalar_style style) {
    bool single = style == SCALAR_SINGLE_QUOTED;
    while (decoder->at < decoder->end && !decoder->wrong) {
        size_t at = decoder->at;
        bool escape = style == SCALAR_DOUBLE_QUOTED && byte_at(decoder, at) == '\\';
        if (escape && break_size(decoder, at + 1) > 0) {
            decoder->at += 1 + break_size(decoder, at + 1);
            decode_gap(decoder, true);
        } else if (escape) {
            decode_escape(decoder);
        } else if (is_blank(decoder, at) || break_size(decoder, at) > 0) {
            decode_gap(decoder, false);
        } else {
            decoder->at += single && byte_at(decoder, at) == '\'' ? 2 : 1;
            emit(decoder, decoder->file.data[at], at, decoder->at);
        }
    }
}

// ---------------------------------------------------------------------------
// Maps

static bool is_block(enum scalar_style style) {
    return style == SCALAR_LITERAL || style == SCALAR_FOLDED;
}

bool text_map_make(struct arena *arena, struct slice file, const struct scalar *scalar, struct text_map *ret_map) {
    struct slice value = arena_copy(arena, scalar->value);
    struct span *places = ARENA_ARRAY(arena, value.size + 1, struct span);
    if (places == NULL) {
        return false;
    }
    struct decoder decoder = {file, scalar->span.start, file.size, value, places, 0, false};
    struct block block = {.literal = scalar->style == SCALAR_LITERAL};
    if (is_block(scalar->style)) {
        decode_block(&decoder, &block, scalar->parent_indent);
    } else {
        bool quoted = scalar->style != SCALAR_PLAIN && scalar->span.end >= scalar->span.start + 2;
        decoder.at += quoted ? 1 : 0;
        decoder.end = scalar->span.end - (quoted ? 1 : 0);
        decode_flow(&decoder, scalar->style);
    }
    bool exact = !decoder.wrong && decoder.count == value.size;
    struct span begin = {scalar->span.start, scalar->span.start};
    uint32_t last = exact && value.size > 0 ? places[value.size - 1].end : scalar->span.start;
    for (size_t i = 0; !exact && i < value.size; i++) {
        places[i] = begin;
    }
    places[value.size] = (struct span){last, last};
    *ret_map = (struct text_map){value, scalar->style, places, block.indent, exact};
    return true;
}

struct span text_map_span(const struct text_map *map, struct span span) {
    uint32_t start = map->places[span.start].start;
    if (span.end == span.start) {
        return (struct span){start, start};
    }
    uint32_t end = map->places[span.end - 1].end;
    return (struct span){start, end > start ? end : start};
}

const char *scalar_style_name(enum scalar_style style) {
    static const char *const names[] = {"plain text", "single-quoted text", "double-quoted text", "literal block",
                                        "folded block"};
    return names[style];
}

// ---------------------------------------------------------------------------
// Edits

static bool starts_line(const struct text_map *map, size_t at) {
    return at == 0 || map->text.data[at - 1] == '\n';
}

// The first line that is not empty sets the indentation of the block: it must
// not come to begin with a blank.
static bool moves_indent(const struct text_map *map, struct span span, struct slice insert) {
    size_t first = 0;
    while (first < map->text.size && (map->text.data[first] == ' ' || map->text.data[first] == '\n')) {
        first++;
    }
    char next = insert.size > 0 ? insert.data[0] : span.end < map->text.size ? map->text.data[span.end] : '\n';
    return span.start <= first && (next == ' ' || next == '\t' || next == '\n');
}

bool text_map_edit(struct arena *arena, const struct text_map *map, struct span span, struct slice insert,
                   struct span *ret_span, struct slice *ret_insert) {
    if (map->style != SCALAR_LITERAL || !map->exact || map->text.size == 0 || moves_indent(map, span, insert)) {
        return false;
    }
    bool at_end = span.end == map->text.size;
    bool ends_line = insert.size > 0 && insert.data[insert.size - 1] == '\n';
    if (at_end && span.end > span.start && starts_line(map, span.end) && !ends_line) {
        span.end--; // the line end before the next key stays
        at_end = false;
    }
    struct span place = text_map_span(map, span);
    if (span.end > span.start && starts_line(map, span.end) && !at_end) {
        place.end = map->places[span.end].start; // with the indentation of the line after it
    }
    struct text out;
    text_init(&out);
    if (at_end && span.start == span.end && starts_line(map, span.start)) {
        text_append_repeat(&out, ' ', map->indent); // a new last line
    }
    for (size_t i = 0; i < insert.size; i++) {
        text_append_char(&out, insert.data[i]);
        bool last = i + 1 == insert.size;
        if (insert.data[i] == '\n' && !(last && at_end) && (last || insert.data[i + 1] != '\n')) {
            text_append_repeat(&out, ' ', map->indent);
        }
    }
    if (at_end && span.start == span.end && starts_line(map, span.start) && insert.size > 0 && !ends_line) {
        text_append_char(&out, '\n');
    }
    *ret_span = place;
    *ret_insert = arena_copy(arena, text_slice(&out));
    bool made = !out.failed && !arena_failed(arena);
    text_finish(&out);
    return made;
}
