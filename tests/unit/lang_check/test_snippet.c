// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "lang/snippet.h"

#include <string.h>

static void marks_line_up(void **state) {
    static const struct {
        const char *line;
        size_t start;
        size_t end;
        const char *shown;
        const char *mark;
    } cases[] = {
        {"abc", 1, 2, "abc", " ^"},
        {"abc", 3, 3, "abc", "   ^"},
        {"", 0, 0, "", "^"},
        {"\tx", 1, 2, "    x", "    ^"},
        {"a\tx", 1, 2, "a   x", " ^^^"},
        {"\xc3\xa9x", 2, 3, "\xc3\xa9x", " ^"},
        {"\xe6\xbc\xa2x", 3, 4, "\xe6\xbc\xa2x", "  ^"},
        {"e\xcc\x81x", 3, 4, "e\xcc\x81x", " ^"},
        {"\x1b[31mx", 5, 6, "\\u{1B}[31mx", "          ^"},
        {"\xffx", 1, 2, "\\xFFx", "    ^"},
        {"\xe2\x80\xaex", 0, 3, "\\u{202E}x", "^^^^^^^^"},
        {"abc", 1, 99, "abc", " ^^"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct snippet snippet = snippet_clip(slice_from_string(cases[i].line), cases[i].start, cases[i].end);
        struct text text;
        text_init(&text);
        snippet_append(&text, &snippet);
        assert_true(slice_equal(text_slice(&text), slice_from_string(cases[i].shown)));
        text_reset(&text);
        snippet_append_mark(&text, &snippet, cases[i].start, cases[i].end, '^');
        assert_true(slice_equal(text_slice(&text), slice_from_string(cases[i].mark)));
        text_finish(&text);
    }
}

// Wherever the span is in a long line, what is above its mark is the span.
static void clips_around_the_span(void **state) {
    (void)state;
    char line[1000];
    memset(line, '.', sizeof line);
    for (size_t at = 0; at < sizeof line; at += 37) {
        line[at] = '#';
        struct snippet snippet = snippet_clip(slice_make(line, sizeof line), at, at + 1);
        struct text shown;
        struct text mark;
        text_init(&shown);
        text_init(&mark);
        snippet_append(&shown, &snippet);
        snippet_append_mark(&mark, &snippet, at, at + 1, '^');
        assert_true(shown.size <= SNIPPET_WIDTH);
        assert_true(mark.size <= shown.size);
        assert_int_equal(shown.data[mark.size - 1], '#');
        text_finish(&shown);
        text_finish(&mark);
        line[at] = '.';
    }
}

// However long a line and whatever it is made of, little of it is shown.
static void clips_any_line(void **state) {
    static const struct slice fills[] = {
        SLICE_INIT("."), SLICE_INIT("\t"), SLICE_INIT("\x1b"), SLICE_INIT("\x80"), SLICE_INIT("\xcc\x81"),
    };
    enum { REPEATS = 100000 };
    static char line[2 * REPEATS];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(fills); i++) {
        size_t size = 0;
        for (; size < REPEATS; size += fills[i].size) {
            memcpy(line + size, fills[i].data, fills[i].size);
        }
        for (size_t at = 0; at <= size; at += 1000) {
            struct snippet snippet = snippet_clip(slice_make(line, size), at, size);
            assert_true(snippet.first <= at && at <= snippet.last && snippet.last <= size);
            assert_true(snippet.last - snippet.first < 20 * SNIPPET_WIDTH);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_line_up),
        cmocka_unit_test(clips_around_the_span),
        cmocka_unit_test(clips_any_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
