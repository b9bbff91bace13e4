// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "lang/suggest.h"

#include <string.h>

static void measures_distances(void **state) {
    static const struct {
        const char *a;
        const char *b;
        size_t distance;
    } cases[] = {
        {"", "", 0},
        {"abc", "", 3},
        {"abc", "ABC", 0},
        {"abc", "acb", 1},
        {"abcd", "abd", 1},
        {"kitten", "sitting", 3},
        {"comman_line", "command_line", 1},
        {"ca", "abc", 3},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice a = slice_from_string(cases[i].a);
        struct slice b = slice_from_string(cases[i].b);
        assert_int_equal(edit_distance(a, b), cases[i].distance);
        assert_int_equal(edit_distance(b, a), cases[i].distance);
    }
    char huge[100];
    memset(huge, 'a', sizeof huge);
    assert_true(edit_distance(slice_make(huge, sizeof huge), SLICE("a")) == SIZE_MAX);
}

static void chooses_the_nearest(void **state) {
    static const struct {
        const char *wanted;
        const char *names[4];
        const char *best;
    } cases[] = {
        {"reg", {"ram", "reg_processes", NULL}, "reg_processes"},
        {"stdev", {"count_stdev", "stdex", NULL}, "count_stdev"},
        {"processes", {"recesses", "process", NULL}, "process"},
        {"bcedit", {"bcdedit", "bcd", NULL}, "bcdedit"},
        {"x", {"y", "z", NULL}, ""},
        {"image", {"hostname", NULL}, ""},
        {"abcf", {"abcd", "abce", NULL}, "abcd"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct suggestion suggestion;
        suggestion_init(&suggestion, slice_from_string(cases[i].wanted));
        for (size_t j = 0; cases[i].names[j] != NULL; j++) {
            suggestion_offer(&suggestion, slice_from_string(cases[i].names[j]));
        }
        assert_true(slice_equal(suggestion.best, slice_from_string(cases[i].best)));
    }
}

static void knows_other_tools(void **state) {
    (void)state;
    assert_true(slice_equal(suggest_foreign_field(SLICE("Process_Name")), SLICE("exe")));
    assert_true(slice_equal(suggest_foreign_function(SLICE("AVG")), SLICE("average")));
    assert_int_equal(suggest_foreign_field(SLICE("exe")).size, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_distances),
        cmocka_unit_test(chooses_the_nearest),
        cmocka_unit_test(knows_other_tools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
