// SPDX-License-Identifier: Apache-2.0
#include "event/resume.h"

#include "base/blank.h"

enum { MOST_DIGITS = 20 };

size_t resume_record_line(struct slice bytes, size_t at) {
    struct slice word = SLICE("Record ");
    struct slice rest = slice_sub(bytes, at, bytes.size);
    size_t end = word.size;
    if (!slice_starts_with(rest, word)) {
        return 0;
    }
    while (end < rest.size && rest.data[end] >= '0' && rest.data[end] <= '9') {
        end++;
    }
    if (end == word.size || end > word.size + MOST_DIGITS) {
        return 0;
    }
    while (end < rest.size && (rest.data[end] == ' ' || rest.data[end] == '\t' || rest.data[end] == '\r')) {
        end++;
    }
    return end == rest.size || rest.data[end] == '\n' ? end : 0;
}

bool resume_first_key(struct slice record, char *key, size_t capacity, size_t *ret_size) {
    size_t at = blank_skip_json(record, 1);
    size_t size = 1;
    if (record.size == 0 || record.data[0] != '{' || at >= record.size || record.data[at] != '"') {
        return false;
    }
    const char *end = memchr(record.data + at + 1, '"', record.size - at - 1);
    if (end == NULL || (size_t)(end - record.data) - at + 2 > capacity) {
        return false;
    }
    key[0] = '{';
    for (; record.data + at <= end; at++) {
        key[size++] = record.data[at];
    }
    *ret_size = size;
    return true;
}

// Whether a record begins at the `{` at `at` as the layout says.
static bool begins_alike(struct slice bytes, size_t at, const struct layout *layout) {
    size_t quote = blank_skip_json(bytes, at + 1);
    struct slice key = layout->first_key;
    return key.size > 1 &&
           slice_starts_with(slice_sub(bytes, quote, bytes.size), slice_make(key.data + 1, key.size - 1));
}

// Whether there is a line `Record N`, which ends in the bytes or is the last.
static bool is_record_line(struct slice bytes, size_t at, bool last) {
    size_t size = resume_record_line(bytes, at);
    return size > 0 && (last || at + size < bytes.size);
}

static bool follows_comma(struct slice bytes, size_t at) {
    while (at > 0 && blank_is_json(bytes.data[at - 1])) {
        at--;
    }
    return at > 0 && bytes.data[at - 1] == ',';
}

// Looks at the line that begins at `at`.
static bool is_start(struct slice bytes, size_t at, const struct layout *layout, bool last, struct resume *ret_resume) {
    size_t first = at;
    while (first < bytes.size && (bytes.data[first] == ' ' || bytes.data[first] == '\t')) {
        first++;
    }
    size_t indent = first - at;
    char c = first < bytes.size ? bytes.data[first] : '\0';
    if (layout->own_line && c == '{' && indent == layout->indent) {
        *ret_resume = (struct resume){first, !layout->in_container};
        return true;
    }
    if (layout->own_line && layout->in_container && c == ']' && (indent == 0 || indent < layout->indent)) {
        *ret_resume = (struct resume){first, false};
        return true;
    }
    if (indent == 0 && (c == '{' || c == '[' || c == '\x1E' || is_record_line(bytes, at, last))) {
        bool element = layout->in_container && c == '{' && follows_comma(bytes, at);
        *ret_resume = (struct resume){at, !element};
        return true;
    }
    return false;
}

static bool find_on_line(struct slice bytes, size_t from, const struct layout *layout, bool last,
                         struct resume *ret_resume) {
    for (size_t at = from; at < bytes.size;) {
        const char *end = memchr(bytes.data + at, '\n', bytes.size - at);
        if (end == NULL) {
            return false;
        }
        at = (size_t)(end - bytes.data) + 1;
        if (is_start(bytes, at, layout, last, ret_resume)) {
            return true;
        }
    }
    return false;
}

// The `{` after a `}` and a comma; 0 where that does not follow.
static size_t after_brace(struct slice bytes, size_t brace) {
    size_t at = blank_skip_json(bytes, brace + 1);
    if (at >= bytes.size || bytes.data[at] != ',') {
        return 0;
    }
    at = blank_skip_json(bytes, at + 1);
    return at < bytes.size && bytes.data[at] == '{' ? at : 0;
}

// The first `{` after a `}` and a comma that begins as records do. *ret_maybe is
// the first that does not; 0: there is none.
static bool find_after_brace(struct slice bytes, size_t from, const struct layout *layout, size_t *ret_start,
                             size_t *ret_maybe) {
    *ret_maybe = 0;
    for (size_t at = from; at < bytes.size; at++) {
        const char *brace = memchr(bytes.data + at, '}', bytes.size - at);
        if (brace == NULL) {
            return false;
        }
        at = (size_t)(brace - bytes.data);
        size_t start = after_brace(bytes, at);
        if (start > 0 && begins_alike(bytes, start, layout)) {
            *ret_start = start;
            return true;
        }
        *ret_maybe = *ret_maybe == 0 ? start : *ret_maybe;
    }
    return false;
}

bool resume_find(struct slice bytes, size_t from, const struct layout *layout, bool last, struct resume *ret_resume) {
    size_t start = 0;
    size_t maybe = 0;
    bool alike = !layout->own_line && find_after_brace(bytes, from, layout, &start, &maybe);
    // A line that begins as records do, and comes first, is as good.
    if (find_on_line(alike ? slice_sub(bytes, 0, start) : bytes, from, layout, last, ret_resume)) {
        return true;
    }
    start = alike || !last ? start : maybe;
    if (start > 0) {
        *ret_resume = (struct resume){start, !layout->in_container};
    }
    return start > 0;
}
