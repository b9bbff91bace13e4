// SPDX-License-Identifier: Apache-2.0
// Scans that follow: however the records of two files come in, what is given in
// the end is what a plain run gives; it is given in time, and what is kept meanwhile
// is bounded.
#include "test_support.h"

#include "base/text.h"
#include "base/vector.h"
#include "carl.h"

#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)

enum { STREAMS = 2, JITTER = 8 }; // records are up to so many seconds out of order

static const char *const file_names[STREAMS] = {"one", "two"};

// ---------------------------------------------------------------------------
// Rules and hits

struct fixture {
    struct carl_model *model;
    struct carl_rules *rules;
};

struct hits {
    VECTOR(char *) items;
};

static void start(struct fixture *fixture, const char *const *texts, size_t count) {
    struct carl_diagnostics *diagnostics = NULL;
    assert_int_equal(carl_model_create(&fixture->model), CARL_OK);
    assert_int_equal(carl_rules_create(fixture->model, &fixture->rules), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    for (size_t i = 0; i < count; i++) {
        if (carl_rules_add(fixture->rules, "r.car", texts[i], strlen(texts[i]), diagnostics) != CARL_OK) {
            fail_msg("%s\n%s", texts[i], carl_diagnostic_message(diagnostics, 0));
        }
    }
    assert_int_equal(carl_rules_compile(fixture->rules, diagnostics), CARL_OK);
    carl_diagnostics_destroy(diagnostics);
}

static void end(struct fixture *fixture) {
    carl_rules_destroy(fixture->rules);
    carl_model_destroy(fixture->model);
}

static bool on_hit(void *user, const struct carl_hit *hit) {
    struct hits *hits = user;
    struct text text;
    const char *data;
    size_t size;
    text_init(&text);
    text_format(&text, "%zu %s %s ", carl_hit_rule(hit), carl_hit_output(hit),
                carl_hit_file(hit) == NULL ? "" : carl_hit_file(hit));
    text_append_unsigned(&text, carl_hit_line(hit));
    text_append_char(&text, ':');
    text_append_unsigned(&text, carl_hit_offset(hit));
    carl_hit_details(hit, &data, &size);
    text_append(&text, slice_make(data, size));
    text_append_char(&text, '\0');
    assert_false(text.failed);
    assert_true(VECTOR_PUSH(&hits->items, text.data));
    return true;
}

static void hits_finish(struct hits *hits) {
    for (size_t i = 0; i < hits->items.count; i++) {
        free(hits->items.items[i]);
    }
    VECTOR_FREE(&hits->items);
}

static int by_text(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void assert_same_hits(struct hits *found, struct hits *expected, size_t rules) {
    size_t count = found->items.count < expected->items.count ? found->items.count : expected->items.count;
    qsort(found->items.items, found->items.count, sizeof *found->items.items, by_text);
    qsort(expected->items.items, expected->items.count, sizeof *expected->items.items, by_text);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(found->items.items[i], expected->items.items[i]);
    }
    assert_int_equal(found->items.count, expected->items.count);
    for (size_t i = 0, at = 0; i < rules; i++) {
        size_t before = at;
        while (at < count && (size_t)strtoul(expected->items.items[at], NULL, 10) == i) {
            at++;
        }
        assert_true(at > before); // a rule without hits tests nothing
    }
}

static struct carl_scan *create_scan(const struct carl_rules *rules, struct hits *hits, int64_t lateness,
                                     size_t max_memory) {
    const struct carl_scan_options options = {.on_hit = on_hit,
                                              .user = hits,
                                              .now = "2024-05-01T10:04:00Z",
                                              .max_memory = max_memory,
                                              .follow = lateness >= 0,
                                              .lateness = lateness};
    struct carl_scan *scan = NULL;
    assert_int_equal(carl_scan_create(rules, &options, &scan), CARL_OK);
    return scan;
}

// ---------------------------------------------------------------------------
// Records

struct generator {
    uint64_t state;
};

// The multiplier and increment of Knuth's MMIX.
static unsigned draw(struct generator *generator, unsigned below) {
    generator->state = generator->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(generator->state >> 33) % below;
}

// A process of second `second` after ten o'clock, in some order of its own among others.
static void append_record(struct text *text, unsigned second, unsigned millisecond, unsigned host, unsigned pid,
                          char exe) {
    text_format(text,
                "{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"SourceName\":"
                "\"Microsoft-Windows-Sysmon\",\"Hostname\":\"h%u\",\"UtcTime\":\"2024-05-01 %02u:%02u:%02u.%03u\","
                "\"ProcessId\":\"%u\",\"Image\":\"C:\\\\%c.exe\"}\n",
                host, 10 + second / 3600, second / 60 % 60, second % 60, millisecond, pid, exe);
}

struct record {
    size_t stream;
    size_t end; // of its line in the stream
};

struct records {
    struct text bytes[STREAMS];
    VECTOR(struct record) items; // in the order in which they come
};

static void make_records(struct generator *generator, unsigned count, bool alternating, struct records *records) {
    *records = (struct records){0};
    for (size_t i = 0; i < STREAMS; i++) {
        text_init(&records->bytes[i]);
    }
    for (unsigned i = 0; i < count; i++) {
        size_t stream = alternating ? draw(generator, STREAMS) : i < count / 3 ? 0 : i % 7 == 0 ? 0 : 1;
        // One after another: compilers take arguments in orders of their own.
        char exe = (char)('a' + draw(generator, 4));
        unsigned pid = draw(generator, 50);
        unsigned host = draw(generator, 3);
        unsigned second = i + draw(generator, JITTER + 1);
        append_record(&records->bytes[stream], second, i % 1000, host, pid, exe);
        struct record record = {stream, records->bytes[stream].size};
        assert_true(VECTOR_PUSH(&records->items, record));
    }
}

static void records_finish(struct records *records) {
    for (size_t i = 0; i < STREAMS; i++) {
        text_finish(&records->bytes[i]);
    }
    VECTOR_FREE(&records->items);
}

static void run_plain(const struct carl_rules *rules, const struct records *records, struct hits *hits) {
    struct carl_scan *scan = create_scan(rules, hits, -1, 0);
    for (size_t i = 0; i < STREAMS; i++) {
        assert_int_equal(carl_scan_begin(scan, file_names[i]), CARL_OK);
        assert_int_equal(carl_scan_feed(scan, records->bytes[i].data, records->bytes[i].size), CARL_OK);
    }
    assert_int_equal(carl_scan_finish(scan), CARL_OK);
    carl_scan_destroy(scan);
}

struct streams {
    struct carl_scan *scan;
    struct carl_stream *items[STREAMS];
    size_t fed[STREAMS]; // bytes
};

static struct streams open_streams(struct carl_scan *scan) {
    struct streams streams = {.scan = scan};
    for (size_t i = 0; i < STREAMS; i++) {
        assert_int_equal(carl_stream_create(scan, file_names[i], &streams.items[i]), CARL_OK);
    }
    return streams;
}

static void feed_to(struct streams *streams, const struct records *records, size_t stream, size_t end) {
    size_t from = streams->fed[stream];
    assert_int_equal(carl_stream_feed(streams->items[stream], records->bytes[stream].data + from, end - from), CARL_OK);
    streams->fed[stream] = end;
}

static void pause_all(struct streams *streams) {
    for (size_t i = 0; i < STREAMS; i++) {
        assert_int_equal(carl_stream_pause(streams->items[i]), CARL_OK);
    }
}

static void finish_streams(struct streams *streams) {
    assert_int_equal(carl_scan_finish(streams->scan), CARL_OK);
    for (size_t i = 0; i < STREAMS; i++) {
        carl_stream_destroy(streams->items[i]);
    }
    carl_scan_destroy(streams->scan);
}

// ---------------------------------------------------------------------------
// What is given in the end

#define SETS                                                           \
    "p = search Process:Create\na = filter p where exe == \"a.exe\"\n" \
    "b = filter p where exe == \"b.exe\"\nc = filter p where exe == \"c.exe\"\n"

static const char *const rules_that_follow[] = {
    SETS "j = join (a, b) where a.hostname == b.hostname and a.time < b.time and b.time < a.time + 20 seconds\n"
         "f = filter j where a.pid != b.pid\noutput j, f\n",
    SETS "j = join (a, b) where a.time > b.time - 3 seconds and b.time > a.time - 3 seconds and a.pid < b.pid\n"
         "output j\n",
    SETS "j = join (a, b, c) where a.hostname == b.hostname and a.time <= b.time and b.time - a.time <= 9 seconds\n"
         "  and c.time < b.time + 5 seconds and c.time >= b.time and c.pid == a.pid\noutput j\n",
    SETS "g = group a, b by hostname within 4 seconds\nbig = filter g where count() > 2\n"
         "s = from g select hostname, count(a) as starts, max(time) as last\noutput g, big, s\n",
    SETS "j = join (a, b) where a.pid == b.pid and a.time < b.time and b.time < a.time + 9 seconds\n"
         "g = group j by a.hostname within 5 seconds\noutput g\n",
    SETS "recent = filter b where time > now - 2 minutes\nold = filter recent where pid < 9\noutput recent, old\n",
    SETS "j = join (a, b) where a.pid == b.pid and a.hostname != b.hostname\noutput j\n",
    SETS "d = a - b by pid\ng = group c by hostname\ns = from g select hostname, count() as n\nb.n = count(pid) by "
         "hostname\nn = count(a)\n"
         "j = join (d, c) where d.pid == c.pid and d.time < c.time and c.time < d.time + 1 minute\n"
         "output d, s, b, n, j\n",
};

// Records come in one after the other, often in pieces, sometimes with what is
// missing of a line coming later, and now and then there is no more for now.
static void follow_in_pieces(struct generator *generator, const struct records *records, struct streams *streams) {
    size_t known[STREAMS] = {0};
    unsigned since[STREAMS] = {0};
    for (size_t i = 0; i < records->items.count; i++) {
        known[records->items.items[i].stream] = records->items.items[i].end;
        for (size_t k = 0; k < STREAMS; k++) {
            size_t left = known[k] - streams->fed[k];
            bool all = since[k]++ > 3 || draw(generator, 2) == 0;
            size_t more = all ? left : left > 100 ? left - draw(generator, 100) : 0;
            since[k] = all ? 0 : since[k];
            feed_to(streams, records, k, streams->fed[k] + more);
        }
        if (draw(generator, 3) == 0) {
            pause_all(streams);
        }
    }
    for (size_t k = 0; k < STREAMS; k++) {
        feed_to(streams, records, k, known[k]);
    }
}

// What the files hold already is read one file after the other.
static void follow_one_by_one(struct generator *generator, const struct records *records, struct streams *streams) {
    for (size_t k = 0; k < STREAMS; k++) {
        size_t size = records->bytes[k].size;
        while (streams->fed[k] < size) {
            size_t left = size - streams->fed[k];
            size_t piece = 1 + draw(generator, 300000);
            feed_to(streams, records, k, streams->fed[k] + (piece < left ? piece : left));
        }
        assert_int_equal(carl_stream_pause(streams->items[k]), CARL_OK);
    }
}

static void following_is_running(void **state) {
    (void)state;
    static const struct {
        unsigned count;
        bool one_by_one;
    } runs[] = {{300, false}, {1000, false}, {1000, false}, {5000, true}};
    struct fixture fixture;
    start(&fixture, rules_that_follow, COUNT_OF(rules_that_follow));
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        struct generator generator = {i + 1};
        struct records records;
        struct hits expected = {0};
        struct hits found = {0};
        make_records(&generator, runs[i].count, i != 1, &records);
        run_plain(fixture.rules, &records, &expected);
        struct streams streams = open_streams(create_scan(fixture.rules, &found, (JITTER + 8) * SECOND, 0));
        if (runs[i].one_by_one) {
            follow_one_by_one(&generator, &records, &streams);
        } else {
            follow_in_pieces(&generator, &records, &streams);
        }
        struct carl_scan_counts counts;
        carl_scan_counts(streams.scan, &counts);
        assert_true(runs[i].one_by_one || counts.late == 0);
        finish_streams(&streams);
        assert_same_hits(&found, &expected, COUNT_OF(rules_that_follow));
        hits_finish(&found);
        hits_finish(&expected);
        records_finish(&records);
    }
    end(&fixture);
}

// ---------------------------------------------------------------------------
// When it is given

struct arrival {
    size_t stream;
    unsigned second;
    char exe;
    size_t hits; // so far, once there is no more for now
};

static void hits_come_in_time(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        struct arrival arrivals[8];
        size_t at_end;
    } cases[] = {
        {SETS "j = join (a, b) where a.time < b.time and b.time < a.time + 10 seconds\noutput j\n",
         {{0, 10, 'a', 0}, {1, 15, 'b', 1}, {0, 19, 'b', 2}, {0, 20, 'b', 2}, {1, 14, 'a', 5}},
         5},
        // The row of second 10 cannot be joined with any of second 25 - 5 and later.
        {SETS "j = join (a, b) where a.time < b.time and b.time < a.time + 10 seconds\noutput j\n",
         {{0, 10, 'a', 0}, {1, 26, 'c', 0}, {1, 26, 'b', 0}, {0, 15, 'b', 0}, {0, 22, 'a', 1}},
         1},
        {SETS "g = group p by exe within 10 seconds\noutput g\n",
         {{0, 10, 'a', 0},
          {0, 20, 'a', 0},
          {1, 35, 'c', 0},
          {0, 30, 'a', 0},
          {1, 45, 'c', 0},
          {1, 46, 'd', 1},
          {1, 70, 'd', 3}},
         4},
        {SETS "g = group p by exe\noutput g\n", {{0, 10, 'a', 0}, {1, 4000, 'b', 0}}, 2},
        {SETS "r = filter a where time < now\noutput r\n", {{0, 10, 'a', 1}, {0, 4000, 'a', 1}, {0, 20, 'a', 2}}, 2},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture fixture;
        struct hits hits = {0};
        start(&fixture, &cases[i].rule, 1);
        struct streams streams = open_streams(create_scan(fixture.rules, &hits, 5 * SECOND, 0));
        pause_all(&streams);
        for (size_t k = 0; k < COUNT_OF(cases[i].arrivals) && cases[i].arrivals[k].second > 0; k++) {
            const struct arrival *arrival = &cases[i].arrivals[k];
            struct text text;
            text_init(&text);
            append_record(&text, arrival->second, 0, 0, 1, arrival->exe);
            assert_int_equal(carl_stream_feed(streams.items[arrival->stream], text.data, text.size), CARL_OK);
            assert_int_equal(carl_stream_pause(streams.items[arrival->stream]), CARL_OK);
            if (hits.items.count != arrival->hits) {
                fail_msg("%s\narrival %zu: %zu hits, not %zu", cases[i].rule, k, hits.items.count, arrival->hits);
            }
            text_finish(&text);
        }
        finish_streams(&streams);
        assert_int_equal(hits.items.count, cases[i].at_end);
        hits_finish(&hits);
        end(&fixture);
    }
}

// ---------------------------------------------------------------------------
// What is kept

static void memory_is_bounded_by_windows(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        bool ended;
    } cases[] = {
        {SETS "j = join (a, b) where a.pid == b.pid and a.time < b.time and b.time < a.time + 9 seconds\noutput j\n",
         false},
        {SETS "g = group p by pid within 3 seconds\noutput g\n", false},
        {SETS "r = filter p where time < now\noutput r\n", false},
        {SETS "j = join (a, b) where a.pid == b.pid and a.exe == b.exe\noutput j\n", true},
        {SETS "g = group p by pid\noutput g\n", true},
    };
    struct generator generator = {7};
    struct records records;
    make_records(&generator, 20000, true, &records);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture fixture;
        struct hits hits = {0};
        start(&fixture, &cases[i].rule, 1);
        struct streams streams = open_streams(create_scan(fixture.rules, &hits, (JITTER + 8) * SECOND, 400000));
        for (size_t k = 0; k < records.items.count; k++) {
            feed_to(&streams, &records, records.items.items[k].stream, records.items.items[k].end);
        }
        if (carl_scan_rule_ended(streams.scan, 0) != cases[i].ended) {
            fail_msg("%s\n%s", cases[i].rule, cases[i].ended ? "was not ended" : "was ended");
        }
        assert_true(cases[i].ended || hits.items.count > 100);
        finish_streams(&streams);
        hits_finish(&hits);
        end(&fixture);
    }
    records_finish(&records);
}

static void rules_say_how_they_follow(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        enum carl_following following;
    } cases[] = {
        {SETS "output a\n", CARL_FOLLOW_AT_ONCE},
        {SETS "f = filter a where time > now - 1 hour\noutput f\n", CARL_FOLLOW_AT_ONCE},
        {SETS "j = join (a, b) where a.time < b.time and b.time < a.time + 1 hour\noutput j\n", CARL_FOLLOW_AT_ONCE},
        {SETS "j = join (a, b) where a.time == b.time\noutput j\n", CARL_FOLLOW_AT_ONCE},
        {SETS "j = join (a, b) where b.time - a.time > 2 seconds and 1 hour >= b.time - a.time\noutput j\n",
         CARL_FOLLOW_AT_ONCE},
        {SETS "j = join (a, b, c) where a.time < b.time < a.time + 1 hour and c.time > b.time and\n"
              "c.time + 5 seconds < b.time + 1 minute\noutput j\n",
         CARL_FOLLOW_AT_ONCE},
        {SETS "j = join (a, b) where a.time < b.time and a.pid == b.pid\noutput j\n", CARL_FOLLOW_UNBOUNDED},
        {SETS "j = join (a, b) where a.time < b.time or b.time < a.time + 1 hour\noutput j\n", CARL_FOLLOW_UNBOUNDED},
        {SETS "j = join (a, b, c) where a.time < b.time < a.time + 1 hour and c.pid == b.pid\noutput j\n",
         CARL_FOLLOW_UNBOUNDED},
        {SETS "g = group a by pid within 1 hour\noutput g\n", CARL_FOLLOW_AT_ONCE},
        {SETS "g = group a by pid within 1 hour\ns = from g select pid, count() as n\noutput s\n", CARL_FOLLOW_AT_ONCE},
        {SETS "g = group a by pid\noutput g\n", CARL_FOLLOW_AT_END},
        {SETS "d = a - b by pid\noutput d\n", CARL_FOLLOW_AT_END},
        {SETS "n = count(a)\nf = filter b where pid > n\noutput f\n", CARL_FOLLOW_AT_END},
        {SETS "n = count(a)\noutput n\n", CARL_FOLLOW_AT_END},
        {SETS "s = from a select count() as n\noutput s\n", CARL_FOLLOW_AT_END},
        {SETS "s = from a select pid, exe\noutput s\n", CARL_FOLLOW_AT_ONCE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture fixture;
        enum carl_following following;
        start(&fixture, &cases[i].rule, 1);
        assert_int_equal(carl_rule_following(fixture.rules, 0, &following), CARL_OK);
        if (following != cases[i].following) {
            fail_msg("%s\n%d, not %d", cases[i].rule, (int)following, (int)cases[i].following);
        }
        end(&fixture);
    }
}

static void calls_out_of_order_are_refused(void **state) {
    (void)state;
    static const char *const rule = "p = search Process:Create\noutput p\n";
    struct fixture fixture;
    struct hits hits = {0};
    struct carl_stream *stream = NULL;
    start(&fixture, &rule, 1);
    struct carl_scan *scan = create_scan(fixture.rules, &hits, -1, 0);
    assert_int_equal(carl_stream_create(scan, "a", &stream), CARL_ERROR_USAGE);
    carl_scan_destroy(scan);
    scan = create_scan(fixture.rules, &hits, 0, 0);
    assert_int_equal(carl_scan_begin(scan, "a"), CARL_ERROR_USAGE);
    assert_int_equal(carl_stream_create(scan, "a", &stream), CARL_OK);
    carl_stream_skip(stream, 7, 700);
    struct text text;
    text_init(&text);
    append_record(&text, 1, 0, 0, 1, 'a');
    assert_int_equal(carl_stream_feed(stream, text.data, text.size - 1), CARL_OK);
    assert_int_equal(hits.items.count, 0);
    assert_int_equal(carl_stream_end(stream), CARL_OK);
    assert_int_equal(hits.items.count, 1);
    assert_string_equal(hits.items.items[0], "0 p a 8:700");
    assert_int_equal(carl_stream_feed(stream, text.data, text.size), CARL_ERROR_USAGE);
    carl_stream_destroy(stream);
    assert_int_equal(carl_scan_finish(scan), CARL_OK);
    assert_int_equal(carl_stream_create(scan, "a", &stream), CARL_ERROR_USAGE);
    carl_scan_destroy(scan);
    text_finish(&text);
    hits_finish(&hits);
    end(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(following_is_running),           cmocka_unit_test(hits_come_in_time),
        cmocka_unit_test(memory_is_bounded_by_windows),   cmocka_unit_test(rules_say_how_they_follow),
        cmocka_unit_test(calls_out_of_order_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
