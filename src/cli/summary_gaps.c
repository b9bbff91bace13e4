// SPDX-License-Identifier: Apache-2.0
#include "cli/summary_gaps.h"

#include "cli/count.h"
#include "cli/message.h"
#include "output/cell.h"
#include "output/sink.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KINDS_SHOWN = 5, LINES_SHOWN = 20, NAME_SIZE = 192 };

// ---------------------------------------------------------------------------
// Records

// Texts from records are made safe where they are put together.
static void name_kind(const struct carl_unmapped *kind, char name[NAME_SIZE]) {
    if (kind->shape == NULL) {
        (void)snprintf(name, NAME_SIZE, "  of an unknown shape%s%s", kind->keys[0] == '\0' ? "" : ", with ",
                       kind->keys);
    } else {
        (void)snprintf(name, NAME_SIZE, "  %s%s%s%s%s", kind->shape, kind->source[0] == '\0' ? "" : " ", kind->source,
                       kind->id[0] == '\0' ? "" : " ", kind->id);
    }
    for (char *c = name; *c != '\0'; c++) {
        const unsigned char byte = (unsigned char)*c;
        if (byte < 0x20 || byte >= 0x7f) {
            *c = '?';
        }
    }
}

void gaps_print_unmapped(const struct carl_scan *scan, void (*print_line)(const char *name, uint64_t count)) {
    struct carl_scan_counts counts;
    struct carl_unmapped kind;
    char name[NAME_SIZE];
    uint64_t shown = 0;

    carl_scan_counts(scan, &counts);
    for (size_t i = 0; i < KINDS_SHOWN && carl_scan_unmapped(scan, i, &kind); i++) {
        name_kind(&kind, name);
        print_line(name, kind.count);
        shown += kind.count;
    }
    if (counts.unmapped > shown) {
        print_line("  of other kinds", counts.unmapped - shown);
    }
}

// ---------------------------------------------------------------------------
// Rules

struct gaps {
    struct sink sink;
    const struct summary *summary;
    uint64_t events; // that rules could see
    size_t lines;
};

// Begins a line under `name`; false where there have been enough of them.
static bool begin_line(struct gaps *gaps, const char *name, size_t rule) {
    enum { INDENT = 12 };
    const char *id = carl_rule_id(gaps->summary->rules, rule);

    if (gaps->lines++ >= LINES_SHOWN) {
        return false;
    }
    sink_string(&gaps->sink, gaps->lines == 1 ? name : "");
    sink_repeat(&gaps->sink, ' ', INDENT - (gaps->lines == 1 ? strlen(name) : 0));
    (void)cell_write(&gaps->sink, id, strlen(id), 0);
    return true;
}

static void end_lines(struct gaps *gaps, const char *rest) {
    if (gaps->lines > LINES_SHOWN) {
        sink_string(&gaps->sink, "            ");
        sink_unsigned(&gaps->sink, gaps->lines - LINES_SHOWN);
        sink_string(&gaps->sink, rest);
    }
    gaps->lines = 0;
}

static void put_type(struct gaps *gaps, size_t object, size_t action) {
    const struct carl_model *model = gaps->summary->model;

    sink_string(&gaps->sink, object == SIZE_MAX ? "*" : carl_model_object_name(model, object));
    sink_char(&gaps->sink, ':');
    sink_string(&gaps->sink, action == SIZE_MAX ? "*" : carl_model_action_name(model, object, action));
}

static void put_unfed(struct gaps *gaps, size_t rule) {
    const struct carl_scan *scan = gaps->summary->scan;
    char text[COUNT_SIZE];
    size_t object;
    size_t action;
    size_t count = 0;

    if (!carl_scan_rule_unfed(scan, rule, 0, &object, &action) || !begin_line(gaps, "unfed", rule)) {
        return;
    }
    for (; carl_scan_rule_unfed(scan, rule, count, &object, &action); count++) {
        sink_string(&gaps->sink, count == 0 ? " needs " : ", ");
        put_type(gaps, object, action);
    }
    sink_string(&gaps->sink, "; none of ");
    sink_string(&gaps->sink, count_format(text, gaps->events));
    sink_string(&gaps->sink, gaps->events == 1 ? " event" : " events");
    sink_string(&gaps->sink, count == 1 ? " maps to it\n" : " maps to any\n");
}

static void put_absent(void *user, size_t rule, const char *name) {
    struct gaps *gaps = user;

    if (begin_line(gaps, "absent", rule)) {
        sink_string(&gaps->sink, " reads `");
        (void)cell_write(&gaps->sink, name, strlen(name), 0);
        sink_string(&gaps->sink, "`, a field that no event has\n");
    }
}

void gaps_print_rules(const struct summary *summary) {
    struct carl_scan_counts counts;
    struct gaps gaps = {.summary = summary};

    carl_scan_counts(summary->scan, &counts);
    gaps.events = counts.events - counts.left_out;
    if (counts.passed_over > 0 || gaps.events == 0) {
        return;
    }
    sink_init(&gaps.sink, STDERR_FILENO, false);
    for (size_t i = 0; i < carl_rules_count(summary->rules); i++) {
        if (!carl_rule_failed(summary->rules, i)) {
            put_unfed(&gaps, i);
        }
    }
    end_lines(&gaps, " more rules lack events; `carl coverage` lists them\n");
    if (carl_scan_absent_fields(summary->scan, put_absent, &gaps) != CARL_OK) {
        message_error("out of memory");
    }
    end_lines(&gaps, " more such fields\n");
    (void)sink_flush(&gaps.sink);
}
