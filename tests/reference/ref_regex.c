// SPDX-License-Identifier: Apache-2.0
// A backtracking matcher for simple regexes, straight from their definition.
// It works on the pattern's text: a pattern is alternatives of sequences of
// atoms, each atom with how often it may occur.
#include "ref_scalar.h"

#include <utf8proc.h>

// What remains to be matched after a part: the rest of a sequence, then `next`.
struct rest {
    struct slice pattern;
    const struct rest *next;
    // Where set, an atom repeated: at most `most` more times, then the pattern.
    struct slice atom;
    size_t least;
    size_t most;
};

struct matcher {
    struct slice text;
    bool caseless;
    bool broken; // the pattern has something else in it
};

static bool match_rest(struct matcher *matcher, const struct rest *rest, size_t at);

static unsigned char lower(unsigned char byte) {
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + 32) : byte;
}

// The end of the group that starts at `at`, after its parenthesis.
static size_t group_end(struct slice pattern, size_t at) {
    int depth = 0;
    for (; at < pattern.size; at++) {
        if (pattern.data[at] == '\\') {
            at++;
        } else if (pattern.data[at] == '(') {
            depth++;
        } else if (pattern.data[at] == ')' && --depth == 0) {
            return at + 1;
        }
    }
    return 0;
}

static size_t atom_end(struct slice pattern) {
    switch (pattern.data[0]) {
    case '(':
        return group_end(pattern, 0);
    case '\\':
        return pattern.size > 1 ? 2 : 0;
    case '[':
    case '*':
    case '+':
    case '?':
    case '{':
        return 0;
    default: {
        utf8proc_int32_t point;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)pattern.data, (utf8proc_ssize_t)pattern.size, &point);
        return size > 0 ? (size_t)size : 1;
    }
    }
}

static bool read_count(struct slice pattern, size_t *at, size_t *ret_count) {
    size_t start = *at;
    *ret_count = 0;
    while (*at < pattern.size && pattern.data[*at] >= '0' && pattern.data[*at] <= '9') {
        *ret_count = *ret_count * 10 + (size_t)(pattern.data[(*at)++] - '0');
    }
    return *at > start;
}

// How often the atom may occur; returns the size of the quantifier.
static size_t quantifier(struct matcher *matcher, struct slice pattern, size_t *ret_least, size_t *ret_most) {
    *ret_least = 1;
    *ret_most = 1;
    if (pattern.size == 0) {
        return 0;
    }
    switch (pattern.data[0]) {
    case '*':
        *ret_least = 0;
        *ret_most = SIZE_MAX;
        return 1;
    case '+':
        *ret_most = SIZE_MAX;
        return 1;
    case '?':
        *ret_least = 0;
        return 1;
    case '{': {
        size_t at = 1;
        bool ok = read_count(pattern, &at, ret_least);
        *ret_most = *ret_least;
        if (ok && at < pattern.size && pattern.data[at] == ',') {
            at++;
            if (!read_count(pattern, &at, ret_most)) {
                *ret_most = SIZE_MAX;
            }
        }
        matcher->broken = matcher->broken || !ok || at >= pattern.size || pattern.data[at] != '}';
        return at + 1;
    }
    default:
        return 0;
    }
}

// The size of one character at `at` that the atom fits; 0: none does.
static size_t fits(struct matcher *matcher, struct slice atom, size_t at) {
    if (at >= matcher->text.size) {
        return 0;
    }
    const char *text = matcher->text.data + at;
    if (atom.data[0] == '\\') {
        char escaped = atom.data[1];
        bool digit = *text >= '0' && *text <= '9';
        if ((escaped >= 'a' && escaped <= 'z') || (escaped >= 'A' && escaped <= 'Z')) {
            matcher->broken = matcher->broken || escaped != 'd';
            return escaped == 'd' && digit ? 1 : 0;
        }
        return *text == escaped ? 1 : 0;
    }
    if (atom.data[0] == '.') {
        utf8proc_int32_t point;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)(matcher->text.size - at), &point);
        return size > 0 ? (size_t)size : 1;
    }
    if (atom.size > matcher->text.size - at) {
        return 0;
    }
    for (size_t i = 0; i < atom.size; i++) {
        unsigned char a = (unsigned char)atom.data[i];
        unsigned char b = (unsigned char)text[i];
        if (matcher->caseless ? lower(a) != lower(b) : a != b) {
            return 0;
        }
    }
    return atom.size;
}

static bool match_alternatives(struct matcher *matcher, struct slice pattern, const struct rest *next, size_t at) {
    int depth = 0;
    size_t start = 0;
    for (size_t i = 0; i <= pattern.size; i++) {
        if (i < pattern.size && pattern.data[i] == '\\') {
            i++;
            continue;
        }
        depth += i < pattern.size && pattern.data[i] == '(';
        depth -= i < pattern.size && pattern.data[i] == ')';
        if (i == pattern.size || (pattern.data[i] == '|' && depth == 0)) {
            struct rest rest = {.pattern = slice_sub(pattern, start, i), .next = next};
            if (match_rest(matcher, &rest, at)) {
                return true;
            }
            start = i + 1;
        }
    }
    return false;
}

static bool match_atom(struct matcher *matcher, struct slice atom, const struct rest *next, size_t at) {
    if (atom.data[0] == '(') {
        return match_alternatives(matcher, slice_sub(atom, 1, atom.size - 1), next, at);
    }
    if (atom.size == 1 && (atom.data[0] == '^' || atom.data[0] == '$')) {
        return at == (atom.data[0] == '^' ? 0 : matcher->text.size) && match_rest(matcher, next, at);
    }
    size_t size = fits(matcher, atom, at);
    return size > 0 && match_rest(matcher, next, at + size);
}

static bool match_repeated(struct matcher *matcher, const struct rest *rest, size_t at) {
    if (rest->most > 0) {
        struct rest again = *rest;
        again.least -= again.least > 0;
        again.most -= again.most != SIZE_MAX;
        // A group that matches nothing would repeat for ever.
        again.most = again.most > matcher->text.size ? matcher->text.size : again.most;
        if (match_atom(matcher, rest->atom, &again, at)) {
            return true;
        }
    }
    if (rest->least > 0) {
        return false;
    }
    struct rest after = {.pattern = rest->pattern, .next = rest->next};
    return match_rest(matcher, &after, at);
}

static bool match_rest(struct matcher *matcher, const struct rest *rest, size_t at) {
    if (rest == NULL) {
        return true;
    }
    if (rest->atom.size > 0) {
        return match_repeated(matcher, rest, at);
    }
    if (rest->pattern.size == 0) {
        return match_rest(matcher, rest->next, at);
    }
    struct slice pattern = rest->pattern;
    size_t size = atom_end(pattern);
    if (size == 0) {
        matcher->broken = true;
        return false;
    }
    struct rest repeated = {.next = rest->next, .atom = slice_sub(pattern, 0, size)};
    pattern = slice_sub(pattern, size, pattern.size);
    size = quantifier(matcher, pattern, &repeated.least, &repeated.most);
    if (matcher->broken) {
        return false;
    }
    repeated.pattern = slice_sub(pattern, size, pattern.size);
    return match_repeated(matcher, &repeated, at);
}

bool regex_finds(struct slice pattern, struct slice text, bool *ret_found) {
    struct matcher matcher = {.text = text, .caseless = true};
    if (slice_starts_with(pattern, SLICE("(?-i)"))) {
        matcher.caseless = false;
        pattern = slice_sub(pattern, 5, pattern.size);
    }
    bool found = false;
    for (size_t at = 0; at <= text.size && !found; at++) {
        found = match_alternatives(&matcher, pattern, NULL, at);
    }
    *ret_found = found;
    return !matcher.broken;
}
