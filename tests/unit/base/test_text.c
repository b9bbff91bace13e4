// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdalign.h>

static void writes_json_strings(void **state) {
    (void)state;
    static const struct {
        struct slice in;
        const char *out;
    } cases[] = {
        {{"", 0}, "\"\""},
        {{"plain", 5}, "\"plain\""},
        {{"C:\\a\"b", 6}, "\"C:\\\\a\\\"b\""},
        {{"\n\r\t\b\f", 5}, "\"\\n\\r\\t\\b\\f\""},
        {{"\0\x1f", 2}, "\"\\u0000\\u001f\""},
        {{"\xC3\xA9\xE2\x82\xAC", 5}, "\"\xC3\xA9\xE2\x82\xAC\""},
        {{"a\xFFz", 3}, "\"a\xEF\xBF\xBDz\""},
        {{"\xED\xA0\x80", 3}, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {{"\xE2\x82", 2}, "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text text;
        text_init(&text);
        text_append_json_string(&text, cases[i].in);
        text_append_char(&text, '\0');
        assert_string_equal(text.data, cases[i].out);
        text_finish(&text);
    }
}

static void writes_integers(void **state) {
    (void)state;
    struct text text;
    text_init(&text);
    text_append_signed(&text, INT64_MIN);
    text_append_char(&text, ' ');
    text_append_unsigned(&text, UINT64_MAX);
    text_append_char(&text, ' ');
    text_append_signed(&text, 0);
    text_append_char(&text, '\0');
    assert_string_equal(text.data, "-9223372036854775808 18446744073709551615 0");
    text_finish(&text);
}

static void checks_utf8(void **state) {
    (void)state;
    static const struct {
        struct slice in;
        size_t valid; // bytes before the first bad one
    } cases[] = {
        {{"", 0}, 0},
        {{"abc", 3}, 3},
        {{"a\xC3\xA9", 3}, 3},
        {{"\xF0\x9F\x98\x80", 4}, 4},
        {{"\xC0\xAF", 2}, 0},         // overlong
        {{"x\xED\xA0\x80", 4}, 1},    // surrogate
        {{"\xF4\x90\x80\x80", 4}, 0}, // above U+10FFFF
        {{"ok\xE2\x82", 4}, 2},       // cut short
        {{"\x80", 1}, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(utf8_check(cases[i].in.data, cases[i].in.size), cases[i].valid);
    }
}

static void round_trips_utf8(void **state) {
    (void)state;
    static const uint32_t points[] = {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        char bytes[4];
        uint32_t back = 1;
        size_t size = utf8_encode(points[i], bytes);
        assert_int_equal(utf8_decode(bytes, size, &back), size);
        assert_int_equal(back, points[i]);
    }
}

static void arena_keeps_what_it_gave(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    unsigned char *first = arena_alloc(&arena, 1);
    memset(first, 0x5A, 1);
    for (size_t size = 1; size < 200000; size = size * 3 + 1) {
        unsigned char *block = arena_alloc(&arena, size);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
        assert_int_equal(block[0] | block[size - 1], 0);
        memset(block, 0xFF, size);
    }
    assert_int_equal(*first, 0x5A);
    struct slice copy = arena_copy(&arena, SLICE("text"));
    assert_string_equal(copy.data, "text");
    arena_reset(&arena);
    assert_int_equal(*(unsigned char *)arena_alloc(&arena, 64), 0);
    arena_finish(&arena);
}

static void arena_failure_is_sticky(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_null(arena_array(&arena, SIZE_MAX / 2, 16));
    assert_true(arena_failed(&arena));
    assert_null(arena_alloc(&arena, 1));
    arena_reset(&arena);
    assert_non_null(arena_alloc(&arena, 1));
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_json_strings),
        cmocka_unit_test(writes_integers),
        cmocka_unit_test(checks_utf8),
        cmocka_unit_test(round_trips_utf8),
        cmocka_unit_test(arena_keeps_what_it_gave),
        cmocka_unit_test(arena_failure_is_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
