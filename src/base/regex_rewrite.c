// SPDX-License-Identifier: Apache-2.0
// Spells out ignoring ASCII case in a pattern, and the ends of the value for
// `$`. The syntax is PCRE's as far as libhs supports it (Hyperscan developer
// reference, "Pattern Support").
#include "base/regex.h"

#include "base/utf8.h"

#include <string.h>

enum { MOST_GROUPS = 250 };

// Modes that inline flags switch.
enum { MODE_CASELESS = 1, MODE_MULTILINE = 2 };

struct rewriter {
    struct slice in;
    size_t at;
    struct text *out;
    unsigned mode;
    unsigned outer[MOST_GROUPS]; // modes outside the open groups
    size_t depth;
};

static bool is_letter(unsigned c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static int peek(const struct rewriter *r, size_t ahead) {
    return r->at + ahead < r->in.size ? (unsigned char)r->in.data[r->at + ahead] : -1;
}

static void copy(struct rewriter *r, size_t count) {
    size_t end = count > r->in.size - r->at ? r->in.size : r->at + count;
    text_append(r->out, slice_sub(r->in, r->at, end));
    r->at = end;
}

static int hex_digit(int c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The length of the escape at the cursor; its character in *ret_char where it
// stands for one ASCII character, else -1.
static size_t escape_length(const struct rewriter *r, int *ret_char) {
    *ret_char = -1;
    int kind = peek(r, 1);
    if (kind == 'x') {
        bool braces = peek(r, 2) == '{';
        size_t length = braces ? 3 : 2;
        size_t most = braces ? 8 : 2;
        int value = 0;
        size_t digits = 0;
        while (digits < most && hex_digit(peek(r, length)) >= 0) {
            value = value * 16 + hex_digit(peek(r, length));
            length++;
            digits++;
        }
        if (braces && peek(r, length) == '}') {
            length++;
        }
        *ret_char = value < 0x80 ? value : -1;
        return length;
    }
    if ((kind == 'p' || kind == 'P' || kind == 'g' || kind == 'k' || kind == 'o' || kind == 'N') &&
        (peek(r, 2) == '{' || peek(r, 2) == '<')) {
        char close = peek(r, 2) == '{' ? '}' : '>';
        const char *end = memchr(r->in.data + r->at, close, r->in.size - r->at);
        return end == NULL ? r->in.size - r->at : (size_t)(end - r->in.data) - r->at + 1;
    }
    if (kind == 'c') {
        return 3;
    }
    if (kind >= 0 && kind < 0x80 && !is_letter((unsigned)kind) && (kind < '0' || kind > '9')) {
        *ret_char = kind;
    }
    return 2;
}

static void write_letter(struct rewriter *r, int letter) {
    text_append_char(r->out, '[');
    text_append_char(r->out, (char)letter);
    text_append_char(r->out, (char)(letter ^ 0x20));
    text_append_char(r->out, ']');
}

// \Q...\E: every character stands for itself.
static void rewrite_quoted(struct rewriter *r) {
    r->at += 2;
    while (r->at < r->in.size && !(peek(r, 0) == '\\' && peek(r, 1) == 'E')) {
        int c = peek(r, 0);
        if (is_letter((unsigned)c) && (r->mode & MODE_CASELESS) != 0) {
            write_letter(r, c);
            r->at++;
            continue;
        }
        if (c < 0x80 && !is_letter((unsigned)c) && (c < '0' || c > '9')) {
            text_append_char(r->out, '\\');
        }
        copy(r, 1);
    }
    r->at = r->in.size - r->at < 2 ? r->in.size : r->at + 2;
}

static void rewrite_escape(struct rewriter *r) {
    if (peek(r, 1) == 'Q') {
        rewrite_quoted(r);
        return;
    }
    int c;
    size_t length = escape_length(r, &c);
    if (c >= 0 && is_letter((unsigned)c) && (r->mode & MODE_CASELESS) != 0) {
        write_letter(r, c);
        r->at += length;
        return;
    }
    copy(r, length);
}

// ---------------------------------------------------------------------------
// Classes

// Adds the other case of the letters in [first, last].
static void write_other_case(struct rewriter *r, int first, int last) {
    static const struct {
        int first;
        int last;
    } cases[] = {{'A', 'Z'}, {'a', 'z'}};
    for (size_t i = 0; i < 2; i++) {
        int from = first > cases[i].first ? first : cases[i].first;
        int to = last < cases[i].last ? last : cases[i].last;
        if (from <= to) {
            text_append_char(r->out, (char)(from ^ 0x20));
            if (from < to) {
                text_append_char(r->out, '-');
                text_append_char(r->out, (char)(to ^ 0x20));
            }
        }
    }
}

// [:name:] in a class; upper and lower are the same set when case is ignored.
static bool rewrite_posix_class(struct rewriter *r) {
    static const struct {
        struct slice from;
        struct slice to;
    } names[] = {
        {SLICE_INIT("[:upper:]"), SLICE_INIT("[:alpha:]")},
        {SLICE_INIT("[:lower:]"), SLICE_INIT("[:alpha:]")},
        {SLICE_INIT("[:^upper:]"), SLICE_INIT("[:^alpha:]")},
        {SLICE_INIT("[:^lower:]"), SLICE_INIT("[:^alpha:]")},
    };
    struct slice rest = slice_sub(r->in, r->at, r->in.size);
    for (size_t i = 0; (r->mode & MODE_CASELESS) != 0 && i < sizeof names / sizeof *names; i++) {
        if (slice_starts_with(rest, names[i].from)) {
            text_append(r->out, names[i].to);
            r->at += names[i].from.size;
            return true;
        }
    }
    const char *end = memchr(rest.data, ']', rest.size);
    if (peek(r, 1) != ':' || end == NULL || end[-1] != ':') {
        return false;
    }
    copy(r, (size_t)(end - rest.data) + 1);
    return true;
}

// One character of a class, copied; -1 where it is no single ASCII character.
static int class_char(struct rewriter *r) {
    int c = peek(r, 0);
    size_t length = 1;
    if (c == '\\') {
        length = escape_length(r, &c);
    } else if (c >= 0x80) {
        uint32_t code_point;
        length = utf8_decode(r->in.data + r->at, r->in.size - r->at, &code_point);
        length = length == 0 ? 1 : length;
        c = -1;
    }
    copy(r, length);
    return c;
}

static void rewrite_class(struct rewriter *r) {
    copy(r, 1);
    if (peek(r, 0) == '^') {
        copy(r, 1);
    }
    for (bool first = true; r->at < r->in.size && (first || peek(r, 0) != ']'); first = false) {
        if (peek(r, 0) == '[' && rewrite_posix_class(r)) {
            continue;
        }
        int from = class_char(r);
        int to = from;
        if (peek(r, 0) == '-' && peek(r, 1) != ']' && peek(r, 1) >= 0) {
            copy(r, 1);
            to = class_char(r);
            // A range that ends outside ASCII holds every letter above its start.
            to = to < 0 ? 0x7F : to;
        }
        if (from >= 0 && (r->mode & MODE_CASELESS) != 0) {
            write_other_case(r, from, to);
        }
    }
    copy(r, 1);
}

// ---------------------------------------------------------------------------
// Groups

static bool open_group(struct rewriter *r) {
    if (r->depth == MOST_GROUPS) {
        return false;
    }
    r->outer[r->depth++] = r->mode;
    return true;
}

// (?flags) or (?flags:...); false where the parenthesis begins something else.
static bool rewrite_flags(struct rewriter *r, bool *ret_fits) {
    size_t at = 2;
    bool on = true;
    unsigned mode = r->mode;
    while (is_letter((unsigned)peek(r, at)) || peek(r, at) == '-') {
        int flag = peek(r, at++);
        if (flag == '-') {
            on = false;
        }
        unsigned bit = flag == 'i' ? MODE_CASELESS : flag == 'm' ? MODE_MULTILINE : 0;
        mode = on ? mode | bit : mode & ~bit;
    }
    int end = peek(r, at);
    if (at == 2 || (end != ')' && end != ':')) {
        return false;
    }
    *ret_fits = end == ')' || open_group(r);
    struct slice flags = slice_sub(r->in, r->at + 2, r->at + at);
    struct text kept;
    text_init(&kept);
    for (size_t i = 0; i < flags.size; i++) {
        if (flags.data[i] != 'i') {
            text_append_char(&kept, flags.data[i]);
        }
    }
    bool only_sign = kept.size == 1 && kept.data[0] == '-';
    if (kept.size > 0 && kept.data[kept.size - 1] == '-') {
        kept.size--;
    }
    if (end == ':' || (kept.size > 0 && !only_sign)) {
        text_append_string(r->out, "(?");
        text_append(r->out, text_slice(&kept));
        text_append_char(r->out, (char)end);
    }
    r->out->failed = r->out->failed || kept.failed;
    text_finish(&kept);
    r->mode = mode;
    r->at += at + 1;
    return true;
}

static bool rewrite_open(struct rewriter *r) {
    bool fits = true;
    if (peek(r, 1) != '?') {
        fits = open_group(r);
        copy(r, 1);
        return fits;
    }
    if (rewrite_flags(r, &fits)) {
        return fits;
    }
    if (peek(r, 2) == '#') { // a comment
        const char *end = memchr(r->in.data + r->at, ')', r->in.size - r->at);
        copy(r, end == NULL ? r->in.size : (size_t)(end - r->in.data) - r->at + 1);
        return true;
    }
    fits = open_group(r);
    bool named = (peek(r, 2) == 'P' && peek(r, 3) == '<') || peek(r, 2) == '\'' ||
                 (peek(r, 2) == '<' && peek(r, 3) != '=' && peek(r, 3) != '!');
    copy(r, 3);
    while (named && r->at < r->in.size && peek(r, 0) != '>' && peek(r, 0) != ')') {
        copy(r, 1);
    }
    return fits;
}

bool regex_rewrite(struct slice pattern, struct text *out) {
    struct rewriter r = {.in = pattern, .out = out, .mode = MODE_CASELESS};
    while (r.at < r.in.size) {
        int c = peek(&r, 0);
        if (c == '\\') {
            rewrite_escape(&r);
        } else if (c == '[') {
            rewrite_class(&r);
        } else if (c == '(') {
            if (!rewrite_open(&r)) {
                return false;
            }
        } else if (c == ')' && r.depth > 0) {
            r.mode = r.outer[--r.depth];
            copy(&r, 1);
        } else if (c == '$' && (r.mode & MODE_MULTILINE) == 0) {
            text_append_string(out, "\\z");
            r.at++;
        } else if (is_letter((unsigned)c) && (r.mode & MODE_CASELESS) != 0) {
            write_letter(&r, c);
            r.at++;
        } else {
            copy(&r, 1);
        }
    }
    return true;
}
