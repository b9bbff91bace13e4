// SPDX-License-Identifier: Apache-2.0
#include "harness.h"

#include <string.h>

static bool on_hit(void *user, const struct carl_hit *hit) {
    struct outcome *outcome = user;
    outcome->hits++;
    if (carl_hit_kind(hit) == CARL_HIT_EVENT) {
        text_format(&outcome->lines, "%s:%llu ", carl_hit_output(hit), (unsigned long long)carl_hit_line(hit));
    } else {
        const char *details;
        size_t size;
        carl_hit_details(hit, &details, &size);
        text_format(&outcome->lines, "%s{%.*s}\n", carl_hit_output(hit), (int)size, details);
    }
    text_reset(&outcome->fields);
    for (size_t i = 0; i < carl_hit_field_count(hit); i++) {
        const char *data;
        size_t size;
        carl_hit_field_json(hit, i, &data, &size);
        text_format(&outcome->fields, "%s=%.*s\n", carl_hit_field_name(hit, i), (int)size, data);
    }
    return outcome->stop_after == 0 || outcome->hits < outcome->stop_after;
}

static void collect_errors(const struct carl_diagnostics *diagnostics, struct outcome *outcome) {
    for (size_t i = 0; i < carl_diagnostics_count(diagnostics); i++) {
        if (carl_diagnostic_severity(diagnostics, i) == CARL_ERROR) {
            text_format(&outcome->diagnostics, "%s ", carl_diagnostic_code(diagnostics, i));
        }
    }
}

static enum carl_status feed(struct carl_scan *scan, struct slice records, size_t piece) {
    enum carl_status status = carl_scan_begin(scan, "events");
    for (size_t at = 0; at < records.size && status == CARL_OK;) {
        size_t size = piece == 0 || piece > records.size - at ? records.size - at : piece;
        status = carl_scan_feed(scan, records.data + at, size);
        at += size;
    }
    return status == CARL_OK ? carl_scan_finish(scan) : status;
}

static void scan_records(const struct carl_rules *rules, struct slice records, size_t piece, const char *now,
                         struct outcome *outcome) {
    struct carl_scan_options options = {
        .on_hit = on_hit, .user = outcome, .now = now, .max_memory = outcome->max_memory};
    struct carl_scan *scan = NULL;
    outcome->scanned = carl_scan_create(rules, &options, &scan);
    if (outcome->scanned == CARL_OK) {
        outcome->scanned = feed(scan, records, piece);
        carl_scan_counts(scan, &outcome->counts);
        outcome->has_now = carl_scan_now(scan) != NULL;
        outcome->ended = carl_rules_count(rules) > 0 && carl_scan_rule_ended(scan, 0);
    }
    carl_scan_destroy(scan);
}

static void terminate(struct text *text) {
    text_append_char(text, '\0');
    assert_false(text->failed);
}

void run_rule_text(const char *rule, struct slice records, size_t piece, const char *now, struct outcome *outcome) {
    struct carl_model *model = NULL;
    struct carl_rules *rules = NULL;
    struct carl_diagnostics *diagnostics = NULL;
    *outcome = (struct outcome){.stop_after = outcome->stop_after, .max_memory = outcome->max_memory};
    assert_int_equal(carl_model_create(&model), CARL_OK);
    assert_int_equal(carl_rules_create(model, &rules), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    outcome->added = carl_rules_add(rules, "rule.car", rule, strlen(rule), diagnostics);
    outcome->compiled = carl_rules_compile(rules, diagnostics);
    collect_errors(diagnostics, outcome);
    scan_records(rules, records, piece, now, outcome);
    terminate(&outcome->lines);
    terminate(&outcome->fields);
    terminate(&outcome->diagnostics);
    carl_diagnostics_destroy(diagnostics);
    carl_rules_destroy(rules);
    carl_model_destroy(model);
}

void outcome_finish(struct outcome *outcome) {
    text_finish(&outcome->lines);
    text_finish(&outcome->fields);
    text_finish(&outcome->diagnostics);
}
