// SPDX-License-Identifier: Apache-2.0
#include "cli/summary.h"

#include "cli/count.h"
#include "cli/summary_gaps.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { RULES_SHOWN = 20, LINE_WIDTH = 57 };

// A count, which ends where those of the other lines do unless the name is too long for that.
static void print_line(const char *name, uint64_t count) {
    const size_t used = strlen(name) + 1;
    char text[COUNT_SIZE];

    (void)fprintf(stderr, "            %s %*s\n", name, used < LINE_WIDTH ? (int)(LINE_WIDTH - used) : 0,
                  count_format(text, count));
}

static void print_rules(const struct summary *summary) {
    size_t failed = summary->unreadable_rules;

    for (size_t i = 0; i < carl_rules_count(summary->rules); i++) {
        failed += carl_rule_failed(summary->rules, i) ? 1 : 0;
    }
    (void)fprintf(stderr, "rules       %zu loaded, %zu failed\n",
                  carl_rules_count(summary->rules) + summary->unreadable_rules - failed, failed);
}

static void print_event_types(const struct summary *summary) {
    const struct carl_model *model = summary->model;
    char name[128];

    for (size_t object = 0; object < carl_model_object_count(model); object++) {
        const uint64_t without_action = carl_scan_event_count(summary->scan, object, SIZE_MAX);
        for (size_t action = 0; action < carl_model_action_count(model, object); action++) {
            const uint64_t count = carl_scan_event_count(summary->scan, object, action);
            if (count > 0) {
                (void)snprintf(name, sizeof name, "%s:%s", carl_model_object_name(model, object),
                               carl_model_action_name(model, object, action));
                print_line(name, count);
            }
        }
        if (without_action > 0) {
            (void)snprintf(name, sizeof name, "%s (no action)", carl_model_object_name(model, object));
            print_line(name, without_action);
        }
    }
}

static void print_left_out(const struct carl_scan_counts *counts) {
    char text[COUNT_SIZE];

    if (counts->left_out > 0) {
        (void)fprintf(stderr, "            %s left out by --from, --to, --sensor or --host",
                      count_format(text, counts->left_out));
        if (counts->undated > 0) {
            (void)fprintf(stderr, ", %s of them for having no time", count_format(text, counts->undated));
        }
        (void)fputc('\n', stderr);
    }
}

static void print_events(const struct summary *summary, const struct carl_scan_counts *counts) {
    char text[COUNT_SIZE];

    (void)fprintf(stderr, "events      %s read", count_format(text, counts->events));
    (void)fprintf(stderr, ", %s malformed", count_format(text, counts->malformed));
    if (summary->unreadable_files > 0) {
        (void)fprintf(stderr, ", %zu file%s not read", summary->unreadable_files,
                      count_plural(summary->unreadable_files));
    }
    (void)fputc('\n', stderr);
    if (counts->passed_over > 0) {
        (void)fprintf(stderr,
                      "            %s line%s passed over unread, for no rule can have a hit there (--no-gate)\n",
                      count_format(text, counts->passed_over), count_plural(counts->passed_over));
    }
    print_left_out(counts);
    print_event_types(summary);
    if (counts->unmapped > 0) {
        print_line("in no sensor map", counts->unmapped);
        gaps_print_unmapped(summary->scan, print_line);
    }
}

static void print_hits(const struct summary *summary, const struct carl_scan_counts *counts) {
    const size_t rule_count = carl_rules_count(summary->rules);
    size_t without = 0;
    char text[COUNT_SIZE];

    (void)fprintf(stderr, "hits        %s%s\n", count_format(text, counts->hits),
                  carl_scan_limit_reached(summary->scan) ? ", the first: --limit was reached, and the rest was not read"
                                                         : "");
    for (size_t i = 0; i < rule_count; i++) {
        const uint64_t hits = carl_scan_rule_hits(summary->scan, i);
        if (carl_rule_failed(summary->rules, i)) {
            continue;
        }
        if (hits > 0 || rule_count <= RULES_SHOWN) {
            print_line(carl_rule_id(summary->rules, i), hits);
        } else {
            without++;
        }
    }
    if (without > 0) {
        (void)fprintf(stderr, "            %zu rules without hits\n", without);
    }
}

static void print_times(const struct summary *summary, const struct carl_scan_counts *counts) {
    const char *now = carl_scan_now(summary->scan);
    char text[COUNT_SIZE];

    if (now != NULL && (summary->now_given || counts->passed_over == 0)) {
        (void)fprintf(stderr, "now         %s (%s)\n", now,
                      summary->now_given   ? "given by --now"
                      : summary->following ? "the clock at the end"
                                           : "the latest time in the input");
    }
    if (counts->late > 0) {
        (void)fprintf(stderr, "late        %s event%s came further behind the others than --lateness\n",
                      count_format(text, counts->late), count_plural(counts->late));
    }
    if (counts->without_time > 0) {
        (void)fprintf(stderr, "time        none in %s event%s\n", count_format(text, counts->without_time),
                      count_plural(counts->without_time));
    }
    if (counts->clock_mismatch > 0) {
        (void)fprintf(stderr, "clock       %s event%s whose two times differ by more than an hour\n",
                      count_format(text, counts->clock_mismatch), count_plural(counts->clock_mismatch));
    }
    if (summary->seconds > 1 && !summary->following) {
        const double mebibytes = (double)counts->bytes / (1024.0 * 1024.0);
        (void)fprintf(stderr, "speed       %.0f MiB in %.1f s, %.0f MiB/s\n", mebibytes, summary->seconds,
                      mebibytes / summary->seconds);
    }
}

void summary_print(const struct summary *summary) {
    struct carl_scan_counts counts;

    carl_scan_counts(summary->scan, &counts);
    if (summary->interrupted) {
        (void)fputs("interrupted: the counts below cover only what was read\n", stderr);
    }
    print_rules(summary);
    print_events(summary, &counts);
    print_hits(summary, &counts);
    gaps_print_rules(summary);
    print_times(summary, &counts);
}
