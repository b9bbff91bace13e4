// SPDX-License-Identifier: Apache-2.0
// Lines come out the same however the bytes were cut.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/frame.h"

enum { LIMIT = 8, MOST = 8 };

struct expected {
    const char *record;
    uint64_t line;
    uint64_t offset;
    bool too_long;
};

static const struct {
    const char *input;
    size_t count;
    struct expected frames[MOST];
} cases[] = {
    {"", 0, {{0}}},
    {"\n\r\n \t\n\r", 0, {{0}}},
    {"a", 1, {{"a", 1, 0, false}}},
    {"a\n", 1, {{"a", 1, 0, false}}},
    {"a\nbc\n", 2, {{"a", 1, 0, false}, {"bc", 2, 2, false}}},
    {"a\r\nbc\r\n", 2, {{"a", 1, 0, false}, {"bc", 2, 3, false}}},
    {"a\r\nbc\r", 2, {{"a", 1, 0, false}, {"bc", 2, 3, false}}},
    {"\n\na\n\n  b \n", 2, {{"a", 3, 2, false}, {"  b ", 5, 5, false}}},
    {"a\rb\n", 1, {{"a\rb", 1, 0, false}}},
    {"12345678\n", 1, {{"12345678", 1, 0, false}}},
    {"123456789\nab\n", 2, {{"12345678", 1, 0, true}, {"ab", 2, 10, false}}},
    {"123456789012345678901234567890\nab", 2, {{"12345678", 1, 0, true}, {"ab", 2, 31, false}}},
    {"ab\n123456789", 2, {{"ab", 1, 0, false}, {"12345678", 2, 3, true}}},
    {"           \nab\n", 2, {{"        ", 1, 0, true}, {"ab", 2, 12, false}}},
};

static void check_frame(size_t number, size_t index, const struct frame *frame) {
    if (index >= cases[number].count) {
        fail_msg("case %zu: more lines than expected", number);
    }
    const struct expected *expected = &cases[number].frames[index];
    assert_int_equal(frame->record.size, strlen(expected->record));
    assert_memory_equal(frame->record.data, expected->record, frame->record.size);
    assert_int_equal(frame->line, expected->line);
    assert_int_equal(frame->offset, expected->offset);
    assert_int_equal(frame->too_long, expected->too_long);
}

// Feeds a copy, so that a record which outlives its bytes is seen by ASan.
static size_t feed(struct framer *framer, size_t number, struct slice bytes, size_t seen) {
    char *copy = test_malloc(bytes.size + 1);
    memcpy(copy, bytes.data, bytes.size);
    framer_feed(framer, slice_make(copy, bytes.size));
    struct frame frame;
    enum carl_status status;
    while (framer_next(framer, &frame, &status)) {
        assert_int_equal(status, CARL_OK);
        check_frame(number, seen++, &frame);
    }
    assert_int_equal(status, CARL_OK);
    test_free(copy);
    return seen;
}

static void finish(struct framer *framer, size_t number, size_t seen) {
    struct frame frame;
    if (framer_last(framer, &frame)) {
        check_frame(number, seen++, &frame);
        assert_false(framer_last(framer, &frame));
    }
    assert_int_equal(seen, cases[number].count);
}

static void cuts_anywhere(void **state) {
    (void)state;
    struct framer framer;
    framer_init(&framer, LIMIT);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice input = slice_from_string(cases[i].input);
        for (size_t first = 0; first <= input.size; first++) {
            for (size_t second = first; second <= input.size; second++) {
                framer_begin(&framer);
                size_t seen = feed(&framer, i, slice_sub(input, 0, first), 0);
                seen = feed(&framer, i, slice_sub(input, first, second), seen);
                seen = feed(&framer, i, slice_sub(input, second, input.size), seen);
                finish(&framer, i, seen);
            }
        }
    }
    framer_finish(&framer);
}

static void takes_single_bytes(void **state) {
    (void)state;
    struct framer framer;
    framer_init(&framer, LIMIT);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice input = slice_from_string(cases[i].input);
        size_t seen = 0;
        framer_begin(&framer);
        for (size_t at = 0; at < input.size; at++) {
            seen = feed(&framer, i, slice_sub(input, at, at + 1), seen);
        }
        finish(&framer, i, seen);
    }
    framer_finish(&framer);
    framer_finish(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(cuts_anywhere), cmocka_unit_test(takes_single_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
