// SPDX-License-Identifier: Apache-2.0
// carl run: rules over events.
#include "carl.h"
#include "cli/cli.h"
#include "cli/feed.h"
#include "cli/follow.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "cli/rules.h"
#include "cli/run_options.h"
#include "cli/summary.h"
#include "cli/trace.h"
#include "output/output.h"
#include "output/sink.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// Malformed lines of one file that are shown one by one; the rest is counted.
enum { MALFORMED_SHOWN = 100 };

struct run {
    struct run_options options;
    struct carl_model *model;
    struct carl_rules *rules;
    struct carl_scan *scan;
    struct sink sink;
    struct output output;
    struct progress progress;
    size_t unreadable_rules;
    size_t unreadable_files;
    size_t reading; // which of options.files
    uint64_t malformed_in_file;
    bool color; // of standard error
    bool stopped;
    bool *ended_told; // by rule: that it was ended
    enum exit_status status;
};

static bool on_hit(void *user, const struct carl_hit *hit) {
    struct run *run = user;

    bool written;

    progress_begin_hit(&run->progress);
    written = output_hit(&run->output, hit);
    progress_end_hit(&run->progress);
    // A run that follows is ended by a signal, and gives what it then has.
    return written && (run->options.follow || !interrupt_seen());
}

static void on_malformed(void *user, const char *file, uint64_t line, uint64_t offset, uint64_t column,
                         const char *reason) {
    struct run *run = user;

    run->malformed_in_file++;
    if (run->options.quiet || run->malformed_in_file > MALFORMED_SHOWN + 1) {
        return;
    }
    if (run->malformed_in_file > MALFORMED_SHOWN) {
        message_warning("%s: more malformed records, which are only counted", file);
    } else if (column > 0) {
        message_warning("%s:%" PRIu64 ":%" PRIu64 ": malformed record at byte offset %" PRIu64 ": %s", file, line,
                        column, offset, reason);
    } else {
        message_warning("%s:%" PRIu64 ": malformed record at byte offset %" PRIu64 ": %s", file, line, offset, reason);
    }
}

static void worsen(struct run *run, enum exit_status status) {
    run->status = exit_worse(run->status, status);
}

// Nobody said that such a file holds events: it was found in a directory, or is
// one of many in an archive.
static bool is_beside(const struct run *run, const char *file) {
    const struct event_file *read = &run->options.files.items[run->reading];

    return read->found || strcmp(read->path, file) != 0;
}

static void on_problem(void *user, const struct carl_problem *problem) {
    struct run *run = user;

    if (problem->kind == CARL_PROBLEM_FOREIGN && is_beside(run, problem->file)) {
        if (!run->options.quiet) {
            message_warning("%s is left out: it is %s", problem->file, problem->reason);
        }
        if (!run->options.quiet && problem->help != NULL) {
            message_help("%s", problem->help);
        }
        return;
    }
    feed_report(problem);
    run->unreadable_files++;
    worsen(run, EXIT_INPUT);
}

// Loads one rule and reports on it at once. False if memory ran out.
static bool load_rule(struct run *run, const char *path) {
    struct carl_diagnostics *diagnostics = NULL;
    enum rule_load result = RULE_FATAL;

    if (carl_diagnostics_create(&diagnostics) == CARL_OK) {
        result = rules_load_file(run->rules, path, diagnostics);
    } else {
        message_error("out of memory");
    }
    if (result == RULE_FAILED || (result == RULE_LOADED && !run->options.quiet)) {
        rules_report(diagnostics, run->color);
    }
    if (result != RULE_LOADED) {
        worsen(run, EXIT_RULE);
    }
    run->unreadable_rules += result == RULE_UNREADABLE ? 1 : 0;
    carl_diagnostics_destroy(diagnostics);
    return result != RULE_FATAL;
}

// Tells the rules where to find others and what their inputs are.
static bool prepare_rules(struct run *run) {
    carl_rules_set_finder(run->rules, library_find, &run->options.library);
    return rules_set_parameters(run->rules, run->options.parameters, run->options.parameter_count);
}

static bool compile_rules(struct run *run) {
    struct carl_diagnostics *diagnostics = NULL;
    enum carl_status status = carl_diagnostics_create(&diagnostics);

    if (status == CARL_OK) {
        status = carl_rules_compile(run->rules, diagnostics);
    }
    if (status == CARL_ERROR_RULE || (status == CARL_OK && !run->options.quiet)) {
        rules_report(diagnostics, run->color);
    }
    carl_diagnostics_destroy(diagnostics);
    if (status != CARL_OK) {
        worsen(run, EXIT_RULE);
    }
    if (status != CARL_OK && status != CARL_ERROR_RULE) {
        message_error("cannot compile the rules: %s", carl_status_message(status));
        return false;
    }
    return true;
}

// False if there is nothing to run.
static bool load_rules(struct run *run) {
    run->unreadable_rules = run->options.bad_rule_paths;
    if (run->unreadable_rules > 0) {
        worsen(run, EXIT_RULE);
    }
    for (size_t i = 0; i < run->options.rules.count; i++) {
        if (!load_rule(run, run->options.rules.items[i].path)) {
            return false;
        }
    }
    if (!compile_rules(run)) {
        return false;
    }
    for (size_t i = 0; i < carl_rules_count(run->rules); i++) {
        if (!carl_rule_failed(run->rules, i)) {
            return true;
        }
    }
    message_error("no rule is left to run");
    return false;
}

// Why a scan was refused.
static void report_refused(const struct run *run, enum carl_status status) {
    if (status == CARL_ERROR_USAGE && run->options.now != NULL && !carl_time_is_valid(run->options.now, false)) {
        message_error("--now: `%s` is not a time", run->options.now);
        message_help("write it as in ISO 8601: 2024-05-31T12:00:00Z");
    } else if (status == CARL_ERROR_USAGE && run->options.selection.from != NULL && run->options.selection.to != NULL) {
        message_error("--from %s is not before --to %s", run->options.selection.from, run->options.selection.to);
    } else {
        message_error("%s", carl_status_message(status));
    }
}

static bool create_scan(struct run *run) {
    enum carl_status status;
    struct carl_scan_options options = {
        .on_hit = on_hit,
        .on_malformed = on_malformed,
        .on_problem = on_problem,
        .user = run,
        .now = run->options.now,
        .max_memory = run->options.max_memory,
        .max_event_size = run->options.max_event_size,
        .strict = run->options.strict,
        .threads = run->options.threads,
        .trace = run->options.trace || run->options.trace_file != NULL,
        .follow = run->options.follow,
        .lateness = run->options.lateness,
    };

    selection_apply(&run->options.selection, &options);
    status = carl_scan_create(run->rules, &options, &run->scan);
    run->ended_told = calloc(carl_rules_count(run->rules) + 1, sizeof *run->ended_told);
    if (status == CARL_OK && run->ended_told == NULL) {
        status = CARL_ERROR_MEMORY;
    }
    if (status != CARL_OK) {
        worsen(run, EXIT_RULE);
        report_refused(run, status);
    }
    return status == CARL_OK;
}

// Reading all of a small file takes no time that anyone would notice.
static bool is_gated(const struct run *run, const char *path) {
    struct stat status;

    switch (run->options.gate) {
    case GATE_ALWAYS:
        return true;
    case GATE_NEVER:
        return false;
    default:
        return stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= GATE_LEAST_FILE_SIZE;
    }
}

// A rule that was ended has not done its work.
static void report_ended(struct run *run) {
    for (size_t i = 0; i < carl_rules_count(run->rules); i++) {
        if (carl_scan_rule_ended(run->scan, i) && !run->ended_told[i]) {
            message_error("%s: rule `%s` was ended: it needs more than --max-memory to keep its rows",
                          carl_rule_file(run->rules, i), carl_rule_id(run->rules, i));
            message_help("give it more, or bound its join or group in time");
            worsen(run, EXIT_INPUT);
            run->ended_told[i] = true;
        }
    }
}

// Hits show at once, and so does that a rule was ended.
static bool on_followed(void *user) {
    struct run *run = user;

    report_ended(run);
    sink_look_at_reader(&run->sink);
    return sink_flush(&run->sink);
}

static void take_result(struct run *run, enum feed_result result) {
    run->stopped = result == FEED_STOPPED || result == FEED_FATAL;
    if (result == FEED_FATAL) {
        worsen(run, EXIT_INPUT);
    }
}

static void follow_events(struct run *run) {
    const struct follow_options options = {
        .paths = run->options.events,
        .count = run->options.event_count,
        .tail = run->options.tail,
        .quiet = run->options.quiet,
        .flush = on_followed,
        .user = run,
    };

    if (!run->options.quiet) {
        follow_explain(run->rules);
    }
    take_result(run, follow_files(run->scan, &options, &run->unreadable_files));
    if (run->unreadable_files > 0) {
        worsen(run, EXIT_INPUT);
    }
}

static void feed_files(struct run *run) {
    for (size_t i = 0; i < run->options.event_count && !run->stopped; i++) {
        run->reading = i;
        run->malformed_in_file = 0;
        carl_scan_set_sift(run->scan, run->options.files.items[i].found);
        carl_scan_set_gate(run->scan, is_gated(run, run->options.events[i]));
        switch (feed_file(run->scan, run->options.events[i], &run->progress)) {
        case FEED_DONE:
            break;
        case FEED_UNREADABLE:
            run->unreadable_files++;
            worsen(run, EXIT_INPUT);
            break;
        case FEED_STOPPED:
            run->stopped = true;
            break;
        case FEED_FATAL:
            run->stopped = true;
            worsen(run, EXIT_INPUT);
            break;
        }
    }
}

static void finish_scan(struct run *run) {
    if (!run->stopped) {
        const enum carl_status status = carl_scan_finish(run->scan);
        if (status != CARL_OK && status != CARL_ERROR_STOPPED) {
            message_error("%s", carl_status_message(status));
            worsen(run, EXIT_INPUT);
        }
    }
    if (!output_end(&run->output) && !sink_is_closed(&run->sink)) {
        message_error("cannot write to standard output: %s", strerror(run->sink.error));
        worsen(run, EXIT_INPUT);
    }
}

static double seconds_since(const struct timespec *start) {
    struct timespec end;

    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    return (double)(end.tv_sec - start->tv_sec) + (double)(end.tv_nsec - start->tv_nsec) / 1e9;
}

static void show_trace(struct run *run) {
    const struct traced traced = {
        .rules = run->rules,
        .scan = run->scan,
        .color = run->color,
        .width = terminal_width(STDERR_FILENO),
    };

    if (run->options.trace) {
        worsen(run, trace_print(&traced));
    }
    if (run->options.trace_file != NULL) {
        worsen(run, trace_write(&traced, run->options.trace_file));
    }
}

static void conclude(struct run *run, double seconds) {
    struct carl_scan_counts counts;

    carl_scan_counts(run->scan, &counts);
    report_ended(run);
    if (run->options.fail_on_match && counts.hits > 0) {
        worsen(run, EXIT_FOUND);
    }
    if (counts.malformed > 0 && !run->options.skip_malformed) {
        worsen(run, EXIT_INPUT);
    }
    if (sink_is_closed(&run->sink)) {
        run->status = EXIT_PIPE;
        return;
    }
    show_trace(run);
    if (!run->options.quiet) {
        summary_print(&(struct summary){
            .model = run->model,
            .rules = run->rules,
            .scan = run->scan,
            .unreadable_rules = run->unreadable_rules,
            .unreadable_files = run->unreadable_files,
            .seconds = seconds,
            .now_given = run->options.now != NULL,
            .following = run->options.follow,
            .interrupted = interrupt_seen() && !run->options.follow,
        });
    }
    if (interrupt_seen()) {
        run->status = interrupt_signal() == SIGTERM ? EXIT_TERMINATED : EXIT_INTERRUPTED;
    }
}

static void scan_events(struct run *run) {
    struct timespec start;

    interrupt_catch();
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    sink_init(&run->sink, STDOUT_FILENO, isatty(STDOUT_FILENO) != 0);
    output_init(&run->output, run->options.format, &run->sink, run->rules);
    run->output.color = color_wanted(run->options.color, STDOUT_FILENO);
    run->output.width = terminal_width(STDOUT_FILENO);
    output_begin(&run->output);
    run->unreadable_files = run->options.files.failures;
    if (run->unreadable_files > 0) {
        worsen(run, EXIT_INPUT);
    }
    progress_init(&run->progress, !run->options.quiet && !run->options.follow, run->options.events,
                  run->options.event_count);
    if (run->options.follow) {
        follow_events(run);
    } else {
        feed_files(run);
    }
    finish_scan(run);
    progress_finish(&run->progress);
    conclude(run, seconds_since(&start));
}

enum exit_status run_main(int argc, char **argv) {
    struct run *run = calloc(1, sizeof *run);
    enum exit_status status;

    if (run == NULL) {
        message_error("out of memory");
        return EXIT_RULE;
    }
    if (!run_options_init(&run->options, argc, argv)) {
        run->status = EXIT_RULE;
    } else if (run->options.help) {
        run->status = print_help(STDOUT_FILENO, "run");
    } else {
        run->color = color_wanted(run->options.color, STDERR_FILENO);
        message_set_color(run->color);
        if (!rules_prepare(&run->options.maps, run->color, &run->model, &run->rules)) {
            run->status = EXIT_RULE;
        } else if (selection_check_sensors(&run->options.selection, run->model) && prepare_rules(run) &&
                   load_rules(run) && create_scan(run)) {
            scan_events(run);
        } else {
            worsen(run, EXIT_RULE);
        }
    }
    free(run->ended_told);
    carl_scan_destroy(run->scan);
    carl_rules_destroy(run->rules);
    carl_model_destroy(run->model);
    run_options_finish(&run->options);
    status = run->status;
    free(run);
    return status;
}
