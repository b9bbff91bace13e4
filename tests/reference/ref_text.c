// SPDX-License-Identifier: Apache-2.0
// Folding by Unicode's simple case folding, patterns and substrings.
#include "ref_scalar.h"

#include <utf8proc.h>

// Nothing outside ASCII folds into ASCII.
static int32_t fold_point(int32_t point) {
    if (point < 0x80) {
        return point >= 'A' && point <= 'Z' ? point + 32 : point;
    }
    utf8proc_int32_t full[8];
    int boundary = UTF8PROC_BOUNDCLASS_START;
    utf8proc_ssize_t count = utf8proc_decompose_char(point, full, 8, UTF8PROC_CASEFOLD, &boundary);
    int32_t folded = count == 1 ? full[0] : utf8proc_tolower(point);
    return folded < 0x80 ? point : folded;
}

struct folded text_fold(struct arena *arena, struct slice text) {
    struct folded folded = {REFERENCE_ARRAY(arena, text.size + 1, int32_t), 0};
    size_t at = 0;
    while (at < text.size) {
        utf8proc_int32_t point;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)text.data + at, (utf8proc_ssize_t)(text.size - at), &point);
        if (size <= 0) {
            folded.points[folded.count++] = 0x110000 + (unsigned char)text.data[at++];
        } else {
            folded.points[folded.count++] = fold_point(point);
            at += (size_t)size;
        }
    }
    return folded;
}

int folded_compare(struct folded a, struct folded b) {
    for (size_t i = 0; i < a.count && i < b.count; i++) {
        if (a.points[i] != b.points[i]) {
            return a.points[i] < b.points[i] ? -1 : 1;
        }
    }
    return a.count < b.count ? -1 : a.count > b.count;
}

bool folded_contains(struct folded text, struct folded part) {
    for (size_t at = 0; at + part.count <= text.count; at++) {
        size_t same = 0;
        while (same < part.count && text.points[at + same] == part.points[same]) {
            same++;
        }
        if (same == part.count) {
            return true;
        }
    }
    return false;
}

// reached[i]: the pattern so far matches the first i points of the text.
bool folded_matches(struct folded text, struct folded pattern) {
    struct arena scratch;
    arena_init(&scratch);
    bool *reached = REFERENCE_ARRAY(&scratch, text.count + 1, bool);
    reached[0] = true;
    for (size_t p = 0; p < pattern.count; p++) {
        if (pattern.points[p] == '*') {
            for (size_t i = 1; i <= text.count; i++) {
                reached[i] = reached[i] || reached[i - 1];
            }
            continue;
        }
        for (size_t i = text.count; i > 0; i--) {
            reached[i] = reached[i - 1] && text.points[i - 1] == pattern.points[p];
        }
        reached[0] = false;
    }
    bool matches = reached[text.count];
    arena_finish(&scratch);
    return matches;
}
