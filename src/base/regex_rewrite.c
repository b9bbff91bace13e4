// SPDX-License-Identifier: Apache-2.0
// Spells out ignoring ASCII case in a pattern, and the ends of the value for
// `$`. The syntax is PCRE's as far as libhs supports it (Hyperscan developer
// reference, "Pattern Support").
#include "base/regex.h"

#include "base/regex_rewriter.h"

#include <string.h>

void rewriter_copy(struct rewriter *r, size_t count) {
    size_t end = count > r->in.size - r->at ? r->in.size : r->at + count;
    text_append(r->out, slice_sub(r->in, r->at, end));
    r->at = end;
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
    while (r->at < r->in.size && !rewriter_at_escape(r, 'E')) {
        int c = rewriter_peek(r, 0);
        regex_size_add(&r->size, REGEX_WEIGHT_ASCII);
        if (rewriter_is_letter(c) && (r->mode & REGEX_CASELESS) != 0) {
            write_letter(r, c);
            r->at++;
            continue;
        }
        if (c < 0x80 && !rewriter_is_letter(c) && (c < '0' || c > '9')) {
            text_append_char(r->out, '\\');
        }
        rewriter_copy(r, 1);
    }
    r->at = r->in.size - r->at < 2 ? r->in.size : r->at + 2;
}

static void rewrite_escape(struct rewriter *r) {
    if (rewriter_at_escape(r, 'Q')) {
        rewrite_quoted(r);
        return;
    }
    if (rewriter_at_escape(r, 'E')) { // ends nothing, and a repeat after it is about what is before it
        r->at += 2;
        return;
    }
    int c;
    regex_size_add(&r->size, rewriter_escape_weight(r));
    size_t length = rewriter_escape_length(r, &c);
    if (c >= 0 && rewriter_is_letter(c) && (r->mode & REGEX_CASELESS) != 0) {
        write_letter(r, c);
        r->at += length;
        return;
    }
    rewriter_copy(r, length);
}

// ---------------------------------------------------------------------------
// Groups

static bool open_group(struct rewriter *r) {
    if (r->size.depth == REGEX_MOST_GROUPS) {
        return false;
    }
    r->outer[r->size.depth] = r->mode;
    regex_size_open(&r->size);
    return true;
}

static unsigned flag_bit(int flag) {
    switch (flag) {
    case 'i':
        return REGEX_CASELESS;
    case 'm':
        return REGEX_MULTILINE;
    case 'x':
        return REGEX_EXTENDED;
    default:
        return 0;
    }
}

// (?flags) or (?flags:...); false where the parenthesis begins something else.
static bool rewrite_flags(struct rewriter *r, bool *ret_fits) {
    size_t at = 2;
    bool on = true;
    unsigned mode = r->mode;
    while (rewriter_is_letter(rewriter_peek(r, at)) || rewriter_peek(r, at) == '-') {
        int flag = rewriter_peek(r, at++);
        if (flag == '-') {
            on = false;
        }
        unsigned bit = flag_bit(flag);
        mode = on ? mode | bit : mode & ~bit;
    }
    int end = rewriter_peek(r, at);
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
    if (rewriter_peek(r, 1) != '?') {
        fits = open_group(r);
        rewriter_copy(r, 1);
        return fits;
    }
    if (rewrite_flags(r, &fits)) {
        return fits;
    }
    if (rewriter_peek(r, 2) == '#') { // a comment
        const char *end = memchr(r->in.data + r->at, ')', r->in.size - r->at);
        rewriter_copy(r, end == NULL ? r->in.size : (size_t)(end - r->in.data) - r->at + 1);
        return true;
    }
    fits = open_group(r);
    bool named = (rewriter_peek(r, 2) == 'P' && rewriter_peek(r, 3) == '<') || rewriter_peek(r, 2) == '\'' ||
                 (rewriter_peek(r, 2) == '<' && rewriter_peek(r, 3) != '=' && rewriter_peek(r, 3) != '!');
    int end = rewriter_peek(r, 2) == '\'' ? '\'' : '>';
    rewriter_copy(r, 3);
    while (named && r->at < r->in.size && rewriter_peek(r, 0) != end && rewriter_peek(r, 0) != ')') {
        rewriter_copy(r, 1);
    }
    return fits;
}

static void close_group(struct rewriter *r) {
    regex_size_close(&r->size);
    r->mode = r->outer[r->size.depth];
    rewriter_copy(r, 1);
}

// A repeat where the brace begins one, else the character.
static void rewrite_brace(struct rewriter *r) {
    size_t length = regex_size_repeat(&r->size, slice_sub(r->in, r->at, r->in.size));
    if (length == 0) {
        regex_size_add(&r->size, REGEX_WEIGHT_ASCII);
    }
    rewriter_copy(r, length == 0 ? 1 : length);
}

// Blanks and comments between the parts of an extended pattern; false where
// there are none.
static bool rewrite_blank(struct rewriter *r) {
    int c = rewriter_peek(r, 0);
    if ((r->mode & REGEX_EXTENDED) == 0 || (c != '#' && c != ' ' && (c < '\t' || c > '\r'))) {
        return false;
    }
    const char *at = r->in.data + r->at;
    size_t left = r->in.size - r->at;
    const char *end = c == '#' ? memchr(at, '\n', left) : at;
    rewriter_copy(r, end == NULL ? left : (size_t)(end - at) + 1);
    return true;
}

// One character that is itself, a letter, an anchor, a branch or a repeat.
static void rewrite_plain(struct rewriter *r) {
    int c = rewriter_peek(r, 0);
    if (c != '*' && c != '+' && c != '?') {
        regex_size_add(&r->size, c == '.' ? REGEX_WEIGHT_WIDE : c == '|' ? REGEX_WEIGHT_BRANCH : REGEX_WEIGHT_ASCII);
    }
    if (c == '$' && (r->mode & REGEX_MULTILINE) == 0) {
        text_append_string(r->out, "\\z");
        r->at++;
    } else if (rewriter_is_letter(c) && (r->mode & REGEX_CASELESS) != 0) {
        write_letter(r, c);
        r->at++;
    } else {
        rewriter_copy(r, 1);
    }
}

struct slice regex_rewrite(struct slice pattern, struct text *out) {
    struct rewriter r = {.in = pattern, .out = out, .mode = REGEX_CASELESS};
    while (r.at < r.in.size && regex_size_fits(&r.size)) {
        switch (rewriter_peek(&r, 0)) {
        case '\\':
            rewrite_escape(&r);
            break;
        case '[':
            rewriter_class(&r);
            break;
        case '{':
            rewrite_brace(&r);
            break;
        case '(':
            if (!rewrite_open(&r)) {
                return SLICE("Groups are nested too deeply.");
            }
            break;
        case ')':
            if (r.size.depth > 0) {
                close_group(&r);
                break;
            }
            rewriter_copy(&r, 1);
            break;
        default:
            if (!rewrite_blank(&r)) {
                rewrite_plain(&r);
            }
        }
    }
    return regex_size_fits(&r.size) ? (struct slice){0}
                                    : SLICE("The pattern is too large when its repeats are written out.");
}
