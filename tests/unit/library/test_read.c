// SPDX-License-Identifier: Apache-2.0
// carl_scan_read: whatever the number of threads and the size of reads, what is
// delivered is what carl_scan_feed would deliver, in the same order.
#include "test_support.h"

#include "base/text.h"
#include "carl.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 3000, MAX_EVENT_SIZE = 1500, FILES = 2 };

static const char rules_text[] = "p = search Process:Create\n"
                                 "q = filter p where exe == \"b*\"\n"
                                 "g = group q by exe\n"
                                 "output q, g\n";

struct transcript {
    struct text text;
    size_t hits;
    size_t stop_after; // 0: never
};

static bool on_hit(void *user, const struct carl_hit *hit) {
    struct transcript *transcript = user;
    const char *data;
    size_t size;
    text_append_string(&transcript->text, carl_hit_output(hit));
    if (carl_hit_kind(hit) == CARL_HIT_EVENT) {
        carl_hit_event(hit, &data, &size);
        text_append_string(&transcript->text, carl_hit_file(hit));
        text_append_unsigned(&transcript->text, carl_hit_line(hit));
        text_append_char(&transcript->text, ':');
        text_append_unsigned(&transcript->text, carl_hit_offset(hit));
    } else {
        carl_hit_details(hit, &data, &size);
    }
    text_append(&transcript->text, slice_make(data, size));
    text_append_char(&transcript->text, '\n');
    transcript->hits++;
    return transcript->hits != transcript->stop_after;
}

static void on_malformed(void *user, const char *file, uint64_t line, uint64_t offset, uint64_t column,
                         const char *reason) {
    struct transcript *transcript = user;
    text_append_string(&transcript->text, file);
    text_append_unsigned(&transcript->text, line);
    text_append_char(&transcript->text, ':');
    text_append_unsigned(&transcript->text, offset);
    text_append_char(&transcript->text, ':');
    text_append_unsigned(&transcript->text, column);
    text_append_string(&transcript->text, reason);
    text_append_char(&transcript->text, '\n');
}

// Lines of all kinds: good, blank, malformed, too long, the last without an end.
static void make_events(struct text *events, unsigned file) {
    for (unsigned i = 0; i < LINES; i++) {
        text_append_string(events, "{\"EventID\":1,\"SourceName\":\"Microsoft-Windows-Sysmon\",\"Image\":\"C:\\\\");
        text_append_char(events, (char)('a' + i % 3));
        text_append_unsigned(events, file);
        text_append_string(events, ".exe\",\"CommandLine\":\"");
        text_append_repeat(events, 'x', i % 97 == 0 ? 2 * (size_t)MAX_EVENT_SIZE : i % 200);
        text_append_string(events, i % 31 == 0 ? "\n" : "\"}\n");
        text_append_string(events, i % 7 == 0 ? "\r\n" : "");
    }
    text_append_string(events, "{\"EventID\":1,\"SourceName\":\"Microsoft-Windows-Sysmon\",\"Image\":\"b.exe\"}");
}

struct file {
    struct slice bytes;
    size_t at;
    size_t piece;
    size_t fail_at; // 0: never
};

static enum carl_status read_file(void *user, char *buffer, size_t size, size_t *ret_size) {
    struct file *file = user;
    size_t left = file->bytes.size - file->at;
    size = size < file->piece ? size : file->piece;
    size = size < left ? size : left;
    if (file->fail_at != 0 && file->at + size > file->fail_at) {
        return CARL_ERROR_STOPPED;
    }
    memcpy(buffer, file->bytes.data + file->at, size);
    file->at += size;
    *ret_size = size;
    return CARL_OK;
}

struct fixture {
    struct carl_model *model;
    struct carl_rules *rules;
    struct text events[FILES];
};

static struct carl_scan *create_scan(const struct fixture *fixture, unsigned threads, struct transcript *transcript) {
    const struct carl_scan_options options = {.on_hit = on_hit,
                                              .on_malformed = on_malformed,
                                              .user = transcript,
                                              .max_event_size = MAX_EVENT_SIZE,
                                              .threads = threads};
    struct carl_scan *scan = NULL;
    text_init(&transcript->text);
    assert_int_equal(carl_scan_create(fixture->rules, &options, &scan), CARL_OK);
    return scan;
}

static int set_up(void **state) {
    static struct fixture fixture;
    struct carl_diagnostics *diagnostics = NULL;
    assert_int_equal(carl_model_create(&fixture.model), CARL_OK);
    assert_int_equal(carl_rules_create(fixture.model, &fixture.rules), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    assert_int_equal(carl_rules_add(fixture.rules, "r.car", rules_text, strlen(rules_text), diagnostics), CARL_OK);
    assert_int_equal(carl_rules_compile(fixture.rules, diagnostics), CARL_OK);
    carl_diagnostics_destroy(diagnostics);
    for (unsigned i = 0; i < FILES; i++) {
        text_init(&fixture.events[i]);
        make_events(&fixture.events[i], i);
    }
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    for (unsigned i = 0; i < FILES; i++) {
        text_finish(&fixture->events[i]);
    }
    carl_rules_destroy(fixture->rules);
    carl_model_destroy(fixture->model);
    return 0;
}

static const char *file_name(unsigned file) {
    return file == 0 ? "one:" : "two:";
}

static void feed_all(const struct fixture *fixture, struct transcript *transcript, struct carl_scan_counts *counts) {
    struct carl_scan *scan = create_scan(fixture, 1, transcript);
    for (unsigned i = 0; i < FILES; i++) {
        struct slice bytes = text_slice(&fixture->events[i]);
        assert_int_equal(carl_scan_begin(scan, file_name(i)), CARL_OK);
        assert_int_equal(carl_scan_feed(scan, bytes.data, bytes.size), CARL_OK);
    }
    assert_int_equal(carl_scan_finish(scan), CARL_OK);
    carl_scan_counts(scan, counts);
    carl_scan_destroy(scan);
}

static void reading_is_feeding(void **state) {
    const struct fixture *fixture = *state;
    static const size_t pieces[] = {100, 4099, 1 << 20};
    struct transcript expected = {0};
    struct carl_scan_counts expected_counts;
    feed_all(fixture, &expected, &expected_counts);
    assert_true(expected.hits > LINES / 3);
    for (unsigned threads = 0; threads <= 4; threads++) {
        for (size_t i = 0; i < COUNT_OF(pieces); i++) {
            struct transcript found = {0};
            struct carl_scan_counts counts;
            struct carl_scan *scan = create_scan(fixture, threads, &found);
            for (unsigned j = 0; j < FILES; j++) {
                struct file file = {.bytes = text_slice(&fixture->events[j]), .piece = pieces[i]};
                assert_int_equal(carl_scan_read(scan, file_name(j), read_file, &file), CARL_OK);
            }
            assert_int_equal(carl_scan_finish(scan), CARL_OK);
            carl_scan_counts(scan, &counts);
            assert_int_equal(counts.events, expected_counts.events);
            assert_int_equal(counts.malformed, expected_counts.malformed);
            assert_int_equal(counts.hits, expected_counts.hits);
            assert_int_equal(counts.bytes, expected_counts.bytes);
            assert_int_equal(found.text.size, expected.text.size);
            assert_memory_equal(found.text.data, expected.text.data, expected.text.size);
            text_finish(&found.text);
            carl_scan_destroy(scan);
        }
    }
    text_finish(&expected.text);
}

static void callback_stops_reading(void **state) {
    const struct fixture *fixture = *state;
    struct transcript expected = {0};
    struct carl_scan_counts counts;
    feed_all(fixture, &expected, &counts);
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct transcript found = {.stop_after = 100};
        struct carl_scan *scan = create_scan(fixture, threads, &found);
        struct file file = {.bytes = text_slice(&fixture->events[0]), .piece = 5000};
        assert_int_equal(carl_scan_read(scan, file_name(0), read_file, &file), CARL_ERROR_STOPPED);
        assert_int_equal(found.hits, 100);
        assert_memory_equal(found.text.data, expected.text.data, found.text.size);
        text_finish(&found.text);
        carl_scan_destroy(scan);
    }
    text_finish(&expected.text);
}

// What was read before an error counts, but for a line whose end was not read.
static void failed_read_keeps_what_was_read(void **state) {
    const struct fixture *fixture = *state;
    struct transcript expected = {0};
    struct carl_scan_counts counts;
    feed_all(fixture, &expected, &counts);
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct transcript found = {0};
        struct carl_scan *scan = create_scan(fixture, threads, &found);
        struct file file = {.bytes = text_slice(&fixture->events[0]), .piece = 777, .fail_at = 200000};
        assert_int_equal(carl_scan_read(scan, file_name(0), read_file, &file), CARL_ERROR_STOPPED);
        assert_true(found.hits > 200);
        assert_memory_equal(found.text.data, expected.text.data, found.text.size);
        text_finish(&found.text);
        carl_scan_destroy(scan);
    }
    text_finish(&expected.text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_is_feeding),
        cmocka_unit_test(callback_stops_reading),
        cmocka_unit_test(failed_read_keeps_what_was_read),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
