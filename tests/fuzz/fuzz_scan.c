// SPDX-License-Identifier: Apache-2.0
// The evaluator: a rule text, then, from the first line that begins with `{`,
// records. The records run through the rule with little memory, every hit is
// read in every way, and the counts must add up. The same bytes in pieces of
// other sizes must give the same.
#include "target.h"

#include <string.h>

enum { MEMORY_LIMIT = 16 * 1024, LINE_LIMIT = 4096 };

// What came out of one run.
struct run {
    const struct carl_rules *rules;
    struct text log;
    uint64_t hits;
    uint64_t malformed;
    uint64_t stop_after; // hits
};

static void log_string(struct run *run, const char *string) {
    text_append_string(&run->log, string == NULL ? "(none)" : string);
    text_append_char(&run->log, '\n');
}

static void log_number(struct run *run, uint64_t number) {
    text_append_unsigned(&run->log, number);
    text_append_char(&run->log, '\n');
}

static void log_bytes(struct run *run, const char *data, size_t size) {
    text_append(&run->log, slice_make(data, size));
    text_append_char(&run->log, '\n');
}

static void log_fields(struct run *run, const struct carl_hit *hit) {
    for (size_t i = 0; i < carl_hit_field_count(hit); i++) {
        const char *data;
        size_t size;
        log_string(run, carl_hit_field_name(hit, i));
        carl_hit_field_json(hit, i, &data, &size);
        target_check_json(slice_make(data, size));
        log_bytes(run, data, size);
        carl_hit_field_text(hit, i, &data, &size);
        log_bytes(run, data, size);
    }
}

static void check_details(struct slice details) {
    struct text object;
    text_init(&object);
    text_append_char(&object, '{');
    text_append(&object, details);
    text_append_char(&object, '}');
    target_check_json(text_slice(&object));
    text_finish(&object);
}

static bool on_hit(void *user, const struct carl_hit *hit) {
    struct run *run = user;
    const char *data;
    size_t size;
    run->hits++;
    REQUIRE(carl_hit_rule(hit) < carl_rules_count(run->rules));
    log_number(run, (uint64_t)carl_hit_kind(hit));
    log_string(run, carl_hit_output(hit));
    log_string(run, carl_hit_time(hit));
    log_string(run, carl_hit_sensor(hit));
    log_string(run, carl_hit_file(hit));
    log_number(run, carl_hit_line(hit));
    log_number(run, carl_hit_offset(hit));
    log_fields(run, hit);
    carl_hit_event(hit, &data, &size);
    REQUIRE((size > 0) == (carl_hit_kind(hit) == CARL_HIT_EVENT));
    log_bytes(run, data, size);
    carl_hit_details(hit, &data, &size);
    REQUIRE((size == 0) == (carl_hit_kind(hit) == CARL_HIT_EVENT));
    check_details(slice_make(data, size));
    log_bytes(run, data, size);
    return run->hits < run->stop_after;
}

static void on_malformed(void *user, const char *file, uint64_t line, uint64_t offset, uint64_t column,
                         const char *reason) {
    struct run *run = user;
    run->malformed++;
    log_string(run, file);
    log_number(run, line);
    log_number(run, offset);
    log_number(run, column);
    log_string(run, reason);
}

// Records by object and action, of which every one has at most one.
static uint64_t count_events(const struct carl_scan *scan) {
    const struct carl_model *model = target_model();
    uint64_t sum = carl_scan_event_count(scan, SIZE_MAX, SIZE_MAX);
    for (size_t object = 0; object < carl_model_object_count(model); object++) {
        sum += carl_scan_event_count(scan, object, SIZE_MAX);
        for (size_t action = 0; action < carl_model_action_count(model, object); action++) {
            sum += carl_scan_event_count(scan, object, action);
        }
    }
    return sum;
}

static void check_counts(struct run *run, const struct carl_scan *scan, size_t size) {
    struct carl_scan_counts counts;
    carl_scan_counts(scan, &counts);
    REQUIRE(counts.bytes <= size && counts.events == counts.mapped + counts.unmapped);
    REQUIRE(counts.without_time <= counts.events && counts.clock_mismatch <= counts.events);
    REQUIRE(counts.hits == run->hits && counts.malformed == run->malformed);
    REQUIRE(carl_scan_rule_hits(scan, 0) == counts.hits && count_events(scan) == counts.events);
    log_number(run, counts.events);
    log_number(run, counts.mapped);
    log_number(run, counts.without_time);
    log_number(run, counts.clock_mismatch);
    log_number(run, carl_scan_rule_ended(scan, 0));
    log_string(run, carl_scan_now(scan));
}

// Feeds the records in pieces of `step` bytes, until `run` has had enough.
static void scan_records(struct run *run, struct slice records, size_t step) {
    const struct carl_scan_options options = {.on_hit = on_hit,
                                              .on_malformed = on_malformed,
                                              .user = run,
                                              .max_memory = MEMORY_LIMIT,
                                              .max_event_size = LINE_LIMIT};
    struct carl_scan *scan = NULL;
    text_init(&run->log);
    REQUIRE(carl_scan_create(run->rules, &options, &scan) == CARL_OK);
    enum carl_status status = carl_scan_begin(scan, "fuzz.json");
    for (size_t at = 0; at < records.size && status == CARL_OK; at += step) {
        size_t size = records.size - at < step ? records.size - at : step;
        status = carl_scan_feed(scan, records.data + at, size);
    }
    if (status == CARL_OK) {
        status = carl_scan_finish(scan);
    }
    bool stopped = run->hits >= run->stop_after;
    REQUIRE(status == (stopped ? CARL_ERROR_STOPPED : CARL_OK));
    check_counts(run, scan, records.size);
    REQUIRE(!run->log.failed);
    carl_scan_destroy(scan);
}

static void scan(const struct carl_rules *rules, struct slice records) {
    static const size_t steps[] = {1, 7, 61};
    struct run whole = {.rules = rules, .stop_after = UINT64_MAX};
    scan_records(&whole, records, records.size == 0 ? 1 : records.size);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct run pieces = {.rules = rules, .stop_after = UINT64_MAX};
        scan_records(&pieces, records, steps[i]);
        REQUIRE(slice_equal(text_slice(&pieces.log), text_slice(&whole.log)));
        text_finish(&pieces.log);
    }
    if (whole.hits > 0) {
        struct run stopped = {.rules = rules, .stop_after = whole.hits / 2 + 1};
        scan_records(&stopped, records, records.size);
        text_finish(&stopped.log);
    }
    text_finish(&whole.log);
}

// Where the records begin.
static size_t find_records(struct slice input) {
    for (size_t i = 0; i < input.size; i++) {
        if (input.data[i] == '{' && (i == 0 || input.data[i - 1] == '\n')) {
            return i;
        }
    }
    return input.size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice input = slice_make((const char *)data, size);
    size_t start = find_records(input);
    struct slice text = slice_sub(input, 0, start);
    struct carl_diagnostics *diagnostics = target_diagnostics();
    enum carl_status status;
    struct carl_rules *rules = target_rules(&text, diagnostics, &status);
    if (status == CARL_OK && carl_rules_compile(rules, diagnostics) == CARL_OK) {
        scan(rules, slice_sub(input, start, size));
    }
    carl_rules_destroy(rules);
    carl_diagnostics_destroy(diagnostics);
    return 0;
}
