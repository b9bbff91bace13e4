// SPDX-License-Identifier: Apache-2.0
#include "plan/pattern.h"

#include "base/fold.h"

#include <stdint.h>
#include <string.h>

size_t slice_find(struct slice haystack, struct slice needle, size_t from) {
    if (needle.size == 0) {
        return from <= haystack.size ? from : SIZE_MAX;
    }
    while (from < haystack.size && haystack.size - from >= needle.size) {
        const char *first = memchr(haystack.data + from, needle.data[0], haystack.size - from - needle.size + 1);
        if (first == NULL) {
            return SIZE_MAX;
        }
        from = (size_t)(first - haystack.data);
        if (memcmp(first, needle.data, needle.size) == 0) {
            return from;
        }
        from++;
    }
    return SIZE_MAX;
}

static size_t count_pieces(struct slice text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += text.data[i] != '*' && (i == 0 || text.data[i - 1] == '*');
    }
    return count;
}

static enum pattern_form form_of(const struct pattern *pattern) {
    if (pattern->piece_count == 0) {
        return PATTERN_ANY;
    }
    if (pattern->piece_count > 1) {
        return PATTERN_GENERAL;
    }
    if (pattern->anchored_start) {
        return PATTERN_PREFIX;
    }
    return pattern->anchored_end ? PATTERN_SUFFIX : PATTERN_CONTAINS;
}

static void split_pieces(struct arena *arena, struct slice text, struct pattern *pattern) {
    size_t count = count_pieces(text);
    pattern->pieces = ARENA_ARRAY(arena, count, struct slice);
    if (pattern->pieces == NULL) {
        return;
    }
    size_t start = 0;
    for (size_t i = 0; i <= text.size; i++) {
        if (i == text.size || text.data[i] == '*') {
            if (i > start) {
                pattern->pieces[pattern->piece_count++] = fold_copy(arena, slice_sub(text, start, i));
            }
            start = i + 1;
        }
    }
}

static void compile(struct arena *arena, struct slice text, bool wildcards, bool contains, struct pattern *pattern) {
    *pattern = (struct pattern){.text = arena_copy(arena, text)};
    bool starred = wildcards && text.size > 0 && memchr(text.data, '*', text.size) != NULL;
    if (!starred && !contains) {
        pattern->form = PATTERN_EXACT;
        pattern->numeric = number_parse_decimal(text, &pattern->number);
    }
    if (starred) {
        pattern->anchored_start = !contains && text.data[0] != '*';
        pattern->anchored_end = !contains && text.data[text.size - 1] != '*';
        split_pieces(arena, text, pattern);
        pattern->form = form_of(pattern);
        return;
    }
    pattern->pieces = ARENA_NEW(arena, struct slice);
    if (pattern->pieces != NULL) {
        pattern->pieces[0] = fold_copy(arena, text);
        pattern->piece_count = 1;
    }
    if (contains) {
        pattern->form = text.size == 0 ? PATTERN_ANY : PATTERN_CONTAINS;
    }
}

void pattern_compile(struct arena *arena, struct slice text, bool wildcards, struct pattern *ret_pattern) {
    compile(arena, text, wildcards, false, ret_pattern);
}

void pattern_compile_contains(struct arena *arena, struct slice text, bool wildcards, struct pattern *ret_pattern) {
    compile(arena, text, wildcards, true, ret_pattern);
}

static bool ends_with(struct slice value, struct slice suffix) {
    return value.size >= suffix.size && memcmp(value.data + value.size - suffix.size, suffix.data, suffix.size) == 0;
}

static bool match_general(const struct pattern *pattern, struct slice value) {
    size_t first = 0;
    size_t last = pattern->piece_count;
    size_t at = 0;
    if (pattern->anchored_start) {
        if (!slice_starts_with(value, pattern->pieces[0])) {
            return false;
        }
        at = pattern->pieces[0].size;
        first = 1;
    }
    if (pattern->anchored_end) {
        struct slice tail = pattern->pieces[last - 1];
        if (value.size - at < tail.size || !ends_with(value, tail)) {
            return false;
        }
        value.size -= tail.size;
        last--;
    }
    for (size_t i = first; i < last; i++) {
        size_t found = slice_find(value, pattern->pieces[i], at);
        if (found == SIZE_MAX) {
            return false;
        }
        at = found + pattern->pieces[i].size;
    }
    return true;
}

bool pattern_match(const struct pattern *pattern, struct slice value) {
    switch (pattern->form) {
    case PATTERN_EXACT:
        return slice_equal(value, pattern->pieces[0]);
    case PATTERN_ANY:
        return true;
    case PATTERN_PREFIX:
        return slice_starts_with(value, pattern->pieces[0]);
    case PATTERN_SUFFIX:
        return ends_with(value, pattern->pieces[0]);
    case PATTERN_CONTAINS:
        return slice_find(value, pattern->pieces[0], 0) != SIZE_MAX;
    case PATTERN_GENERAL:
        return match_general(pattern, value);
    }
    return false;
}
