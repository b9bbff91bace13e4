// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"

#include <inttypes.h>

// What each text is read as, written back; NULL: no time.
static void reads_and_writes(void **state) {
    static const struct {
        const char *text;
        const char *time;
    } cases[] = {
        {"2020-10-19 02:56:14.283", "2020-10-19T02:56:14.283Z"},
        {"2020-10-19T02:56:14.283Z", "2020-10-19T02:56:14.283Z"},
        {"2022-05-13T08:54:05.1230000Z", "2022-05-13T08:54:05.123Z"},
        {"2019-05-12T18:35:05.155949Z", "2019-05-12T18:35:05.155949Z"},
        {"2019-05-12T18:35:05.1559491Z", "2019-05-12T18:35:05.155949100Z"},
        {"2019-05-12T18:35:05.155949123Z", "2019-05-12T18:35:05.155949123Z"},
        {"2019-05-12T18:35:05.1559491239999Z", "2019-05-12T18:35:05.155949123Z"},
        {"2019-05-12T18:35:05,5z", "2019-05-12T18:35:05.500Z"},
        {"2019-05-12t18:35:05", "2019-05-12T18:35:05Z"},
        {"2019-05-12T18:35", "2019-05-12T18:35:00Z"},
        {"2019-05-12", "2019-05-12T00:00:00Z"},
        {"  2019-05-12 10:00:00 UTC ", "2019-05-12T10:00:00Z"},
        {"2019-05-12T01:00:00+02:00", "2019-05-11T23:00:00Z"},
        {"2019-05-12T23:30:00-0130", "2019-05-13T01:00:00Z"},
        {"2019-05-12T23:30:00 +01", "2019-05-12T22:30:00Z"},
        {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
        {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
        {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"},
        {"2020-12-31T23:59:59.000000001Z", "2020-12-31T23:59:59.000000001Z"},
        {"1678-01-01T00:00:00Z", "1678-01-01T00:00:00Z"},
        {"2261-12-31T23:59:59.999999999Z", "2261-12-31T23:59:59.999999999Z"},
        {"1678-01-01T00:00:00+23:59", "1677-12-31T00:01:00Z"},
        {"1677-12-31", NULL},
        {"2262-01-01", NULL},
        {"1900-02-29", NULL},
        {"2019-02-30", NULL},
        {"2019-00-10", NULL},
        {"2019-13-10", NULL},
        {"2019-01-00", NULL},
        {"2019-1-1", NULL},
        {"2019-05-12T24:00:00", NULL},
        {"2019-05-12T10:60:00", NULL},
        {"2019-05-12T10:00:60", NULL},
        {"2019-05-12T10:00:00.", NULL},
        {"2019-05-12T10", NULL},
        {"2019-05-12T", NULL},
        {"2019-05-12 10:00:00 GMT", NULL},
        {"2019-05-12T10:00:00Zx", NULL},
        {"2019-05-12T10:00:00+24", NULL},
        {"2019-05-12T10:00:00+01:60", NULL},
        {"2019-05-12T10:00:00+1", NULL},
        {"2019-05-12x", NULL},
        {"20190512", NULL},
        {"1558000000", NULL},
        {"", NULL},
        {"   ", NULL},
        {"-", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t time = 42;
        bool read = time_parse(slice_from_string(cases[i].text), &time);
        if (read != (cases[i].time != NULL)) {
            fail_msg("%s: %s", cases[i].text, read ? "read" : "refused");
        }
        if (!read) {
            assert_int_equal(time, 42);
            continue;
        }
        struct text out;
        text_init(&out);
        time_append(&out, time);
        text_append_char(&out, '\0');
        assert_string_equal(out.data, cases[i].time);
        text_finish(&out);
    }
}

static void counts_nanoseconds(void **state) {
    static const struct {
        const char *text;
        int64_t nanoseconds;
    } cases[] = {
        {"1970-01-01", 0},
        {"1970-01-01T00:00:00.000000001", 1},
        {"1969-12-31T23:59:59.999999999", -1},
        {"2001-09-09T01:46:40Z", INT64_C(1000000000000000000)},
        {"2020-10-19 02:56:14.283", INT64_C(1603076174283000000)},
        {"1900-03-01", INT64_C(-2203891200000000000)},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t time;
        assert_true(time_parse(slice_from_string(cases[i].text), &time));
        assert_int_equal(time, cases[i].nanoseconds);
    }
}

// Every day from 1678 to 2261 is one day after the one before.
static void walks_the_calendar(void **state) {
    (void)state;
    const int64_t day = INT64_C(86400000000000);
    int64_t time;
    assert_true(time_parse(SLICE("1678-01-01"), &time));
    struct text out;
    text_init(&out);
    for (size_t i = 0; i < 213301; i++, time += day) {
        int64_t again;
        text_reset(&out);
        time_append(&out, time);
        assert_true(time_parse(text_slice(&out), &again));
        assert_int_equal(again, time);
    }
    assert_memory_equal(out.data, "2261-12-31T00:00:00Z", out.size);
    text_finish(&out);
}

// The unit of a count is told by its size.
static void reads_epochs(void **state) {
    static const struct {
        const char *text;
        const char *time;
    } cases[] = {
        {"1583768893", "2020-03-09T15:48:13Z"},
        {"1583768893.123456", "2020-03-09T15:48:13.123456Z"},
        {" 1583768893.5 ", "2020-03-09T15:48:13.500Z"},
        {"100000000", "1973-03-03T09:46:40Z"},
        {"1583768893123", "2020-03-09T15:48:13.123Z"},
        {"1583768893123456", "2020-03-09T15:48:13.123456Z"},
        {"1583768893123.5", "2020-03-09T15:48:13.123500Z"},
        {"132282424931234567", "2020-03-09T15:48:13.123456700Z"},
        {"116444736000000000", "1970-01-01T00:00:00Z"},
        {"1583768893123456789", "2020-03-09T15:48:13.123456789Z"},
        {"9223372036854775799", "2262-04-11T23:47:16.854775799Z"},
        {"1583768893.125:4711", "2020-03-09T15:48:13.125Z"},
        {"1583768893.125:47x", NULL},
        {"99999999", NULL},
        {"100000000000000000", NULL},
        {"160000000000000000", NULL},
        {"999999999999999999", NULL},
        {"9999999999999999999", NULL},
        {"99999999999999999999999", NULL},
        {"-1583768893", NULL},
        {"1583768893.", NULL},
        {"1583768893e3", NULL},
        {"1583768893 s", NULL},
        {"", NULL},
        {"0", NULL},
    };
    (void)state;
    struct text out;
    text_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t time = 7;
        bool read = time_parse_epoch(slice_from_string(cases[i].text), &time);
        text_reset(&out);
        if (read) {
            time_append(&out, time);
        }
        text_append_char(&out, '\0');
        if (read != (cases[i].time != NULL) || (read && strcmp(out.data, cases[i].time) != 0) || (!read && time != 7)) {
            fail_msg("%s: %s", cases[i].text, out.data);
        }
    }
    text_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_epochs),
        cmocka_unit_test(reads_and_writes),
        cmocka_unit_test(counts_nanoseconds),
        cmocka_unit_test(walks_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
