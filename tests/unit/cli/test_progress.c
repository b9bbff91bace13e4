// SPDX-License-Identifier: Apache-2.0
// The line that shows how far a run has come.
#include "test_support.h"

#include "cli/progress.h"

#include <string.h>

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

static void line_is_worded(void **state) {
    (void)state;
    static const struct {
        uint64_t read;
        uint64_t total;
        double seconds;
        uint64_t hits;
        size_t columns;
        const char *line;
    } cases[] = {
        {0, 0, 1, 0, 0, "carl: 0 B, 0 B/s, 0 hits"},
        {999, 0, 1, 1, 0, "carl: 999 B, 999 B/s, 1 hit"},
        {1000, 0, 10, 2, 0, "carl: 1.0 KiB, 100 B/s, 2 hits"},
        {300 * MIB, GIB, 2, 7, 0, "carl: 300 MiB of 1.0 GiB (29%), 150 MiB/s, 5 s left, 7 hits"},
        {GIB, 100 * GIB, 60, 0, 0, "carl: 1.0 GiB of 100 GiB (1%), 17 MiB/s, 1 h 39 min left, 0 hits"},
        {GIB, 2 * GIB, 100, 0, 0, "carl: 1.0 GiB of 2.0 GiB (50%), 10 MiB/s, 1 min 40 s left, 0 hits"},
        {0, GIB, 2, 0, 0, "carl: 0 B of 1.0 GiB (0%), 0 B/s, 0 hits"},
        {2 * GIB, GIB, 2, 0, 0, "carl: 2.0 GiB of 1.0 GiB (100%), 1.0 GiB/s, 0 s left, 0 hits"},
        {1, UINT64_MAX, 1000, 0, 20, "carl: 1 B of 167772"},
        {999, 0, 1, 1, 28, "carl: 999 B, 999 B/s, 1 hit"},
        {999, 0, 1, 1, 27, "carl: 999 B, 999 B/s, 1 hi"},
        {999, 0, 1, 1, 1, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct progress progress = {.total = cases[i].total, .read = cases[i].read};
        char line[128];
        atomic_init(&progress.hits, cases[i].hits);
        size_t size = progress_line(line, sizeof line, &progress, cases[i].seconds, cases[i].columns);
        assert_string_equal(line, cases[i].line);
        assert_int_equal(size, strlen(line));
        size = progress_line(line, 10, &progress, cases[i].seconds, cases[i].columns);
        assert_true(size < 10 && strncmp(line, cases[i].line, size) == 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_is_worded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
