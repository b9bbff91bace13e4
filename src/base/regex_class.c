// SPDX-License-Identifier: Apache-2.0
// Classes of characters. Each literal that might mean something else is escaped,
// so that what is added for the other case stands apart from it.
#include "base/regex_rewriter.h"

#include "base/utf8.h"

struct class_reader {
    struct rewriter *r;
    struct text more;         // the other case of what was read
    enum regex_weight weight; // of the widest thing in it
    bool quoted;              // between \Q and \E
};

// Adds the other case of the letters in [first, last].
static void add_other_case(struct text *out, int first, int last) {
    static const struct {
        int first;
        int last;
    } cases[] = {{'A', 'Z'}, {'a', 'z'}};
    for (size_t i = 0; i < 2; i++) {
        int from = first > cases[i].first ? first : cases[i].first;
        int to = last < cases[i].last ? last : cases[i].last;
        if (from <= to) {
            text_append_char(out, (char)(from ^ 0x20));
            if (from < to) {
                text_append_char(out, '-');
                text_append_char(out, (char)(to ^ 0x20));
            }
        }
    }
}

static void raise_weight(struct class_reader *reader, enum regex_weight least) {
    reader->weight = reader->weight < least ? least : reader->weight;
}

static void skip_quotes(struct class_reader *reader) {
    struct rewriter *r = reader->r;
    while (rewriter_at_escape(r, 'E') || (!reader->quoted && rewriter_at_escape(r, 'Q'))) {
        reader->quoted = rewriter_peek(r, 1) == 'Q';
        r->at += 2;
    }
}

static bool at_end(const struct class_reader *reader) {
    int c = rewriter_peek(reader->r, 0);
    return c < 0 || (c == ']' && !reader->quoted);
}

// The length of [:name:], [.name.] or [=name=] at the cursor; 0: none is there.
static size_t name_length(const struct class_reader *reader) {
    const struct rewriter *r = reader->r;
    int mark = rewriter_peek(r, 1);
    if (reader->quoted || rewriter_peek(r, 0) != '[' || (mark != ':' && mark != '.' && mark != '=')) {
        return 0;
    }
    for (size_t at = 2; rewriter_peek(r, at) >= 0; at++) {
        if (rewriter_peek(r, at) == ']') {
            return at > 2 && rewriter_peek(r, at - 1) == mark ? at + 1 : 0;
        }
    }
    return 0;
}

// Copies a name; upper and lower are the same set when case is ignored.
static void copy_name(struct class_reader *reader, size_t length) {
    static const struct {
        struct slice from;
        struct slice to;
    } names[] = {
        {SLICE_INIT("[:upper:]"), SLICE_INIT("[:alpha:]")},
        {SLICE_INIT("[:lower:]"), SLICE_INIT("[:alpha:]")},
        {SLICE_INIT("[:^upper:]"), SLICE_INIT("[:^alpha:]")},
        {SLICE_INIT("[:^lower:]"), SLICE_INIT("[:^alpha:]")},
    };
    struct rewriter *r = reader->r;
    struct slice name = slice_sub(r->in, r->at, r->at + length);
    if (rewriter_peek(r, 2) == '^') {
        raise_weight(reader, REGEX_WEIGHT_WIDE);
    }
    for (size_t i = 0; (r->mode & REGEX_CASELESS) != 0 && i < sizeof names / sizeof *names; i++) {
        if (slice_equal(name, names[i].from)) {
            text_append(r->out, names[i].to);
            r->at += length;
            return;
        }
    }
    rewriter_copy(r, length);
}

static bool is_sign(int c) {
    return c > ' ' && c < 0x7F && !rewriter_is_letter(c) && (c < '0' || c > '9');
}

// Copies the next member. Returns its character, or as rewriter_escape_length.
static int copy_member(struct class_reader *reader) {
    struct rewriter *r = reader->r;
    int c = rewriter_peek(r, 0);
    size_t length = 1;
    if (c == '\\' && !reader->quoted) {
        raise_weight(reader, rewriter_escape_weight(r));
        length = rewriter_escape_length(r, &c);
    } else if (c >= 0x80) {
        uint32_t code_point;
        length = utf8_decode(r->in.data + r->at, r->in.size - r->at, &code_point);
        length = length == 0 ? 1 : length;
        c = REGEX_BEYOND_ASCII;
    } else if (is_sign(c)) {
        text_append_char(r->out, '\\');
    }
    if (c == REGEX_BEYOND_ASCII) {
        raise_weight(reader, REGEX_WEIGHT_WIDE);
    }
    rewriter_copy(r, length);
    return c;
}

// What a range that starts at `first` and may go on at the cursor ends with;
// `first` where it does not.
static int copy_range_end(struct class_reader *reader, int first) {
    struct rewriter *r = reader->r;
    skip_quotes(reader);
    if (first == REGEX_SET || reader->quoted || rewriter_peek(r, 0) != '-') {
        return first;
    }
    r->at++;
    skip_quotes(reader);
    if (at_end(reader)) {
        text_append_string(r->out, "\\-");
        return first;
    }
    text_append_char(r->out, '-');
    size_t length = name_length(reader);
    if (length > 0) { // which Vectorscan refuses
        rewriter_copy(r, length);
        return first;
    }
    return copy_member(reader);
}

static void read_members(struct class_reader *reader) {
    struct rewriter *r = reader->r;
    skip_quotes(reader);
    for (bool first = true; first ? rewriter_peek(r, 0) >= 0 : !at_end(reader); first = false) {
        size_t length = name_length(reader);
        if (length > 0) {
            copy_name(reader, length);
        } else {
            int from = copy_member(reader);
            int to = copy_range_end(reader, from);
            if (from >= 0 && from < REGEX_BEYOND_ASCII) {
                add_other_case(&reader->more, from, to < 0 ? from : to);
            }
        }
        skip_quotes(reader);
    }
}

void rewriter_class(struct rewriter *r) {
    struct class_reader reader = {.r = r, .weight = REGEX_WEIGHT_ASCII};
    text_init(&reader.more);
    rewriter_copy(r, 1);
    skip_quotes(&reader);
    if (rewriter_peek(r, 0) == '^' && !reader.quoted) {
        rewriter_copy(r, 1);
        reader.weight = REGEX_WEIGHT_WIDE;
    }
    read_members(&reader);
    if ((r->mode & REGEX_CASELESS) != 0) {
        text_append(r->out, text_slice(&reader.more));
    }
    rewriter_copy(r, 1);
    regex_size_add(&r->size, reader.weight);
    r->out->failed = r->out->failed || reader.more.failed;
    text_finish(&reader.more);
}
