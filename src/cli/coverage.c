// SPDX-License-Identifier: Apache-2.0
// carl coverage: which sensors, or which of the events given, can feed rules.
#include "cli/coverage.h"

#include "cli/cli.h"
#include "cli/event_files.h"
#include "cli/feed.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/rules.h"
#include "cli/selection.h"
#include "cli/terminal.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    OPTION_RULES = 1,
    OPTION_FORMAT,
    OPTION_SENSOR,
    OPTION_LIBRARY,
    OPTION_PARAM,
    OPTION_MAP,
    OPTION_COLOR,
    OPTION_HELP
};

static const struct option_spec specs[] = {
    {"rules", 'r', true, OPTION_RULES},     {"format", 'f', true, OPTION_FORMAT}, {"sensor", '\0', true, OPTION_SENSOR},
    {"library", 'L', true, OPTION_LIBRARY}, {"param", 'p', true, OPTION_PARAM},   {"map", '\0', true, OPTION_MAP},
    {"color", '\0', true, OPTION_COLOR},    {"help", 'h', false, OPTION_HELP},    {0},
};

struct coverage_run {
    struct file_list rule_files;
    struct library library;
    const char **parameters; // borrowed from argv; the array is owned
    size_t parameter_count;
    struct map_list maps;
    struct event_files events;
    bool beside;                        // the file that is read was found in a directory
    struct selection_options selection; // only its sensors
    enum color_choice color;
    bool json;
    bool help;
    struct carl_model *model;
    struct carl_rules *rules;
    struct carl_scan *scan; // where there are events
    enum exit_status status;
};

static void worsen(struct coverage_run *run, enum exit_status status) {
    run->status = exit_worse(run->status, status);
}

static void add_rules(struct coverage_run *run, const char *path) {
    if (!file_list_add_rules(&run->rule_files, path)) {
        worsen(run, EXIT_RULE);
    }
}

static bool add_events(struct coverage_run *run, const char *path) {
    const struct globs all = {0};

    if (!event_files_add(&run->events, path, &all)) {
        message_error("out of memory");
        return false;
    }
    return true;
}

static bool apply(struct coverage_run *run, int id, const char *value, bool *after_rules) {
    const bool follows_rules = *after_rules;

    *after_rules = id == OPTION_RULES;
    switch (id) {
    case OPTION_RULES:
        add_rules(run, value);
        return true;
    case OPTION_FORMAT:
        run->json = strcmp(value, "json") == 0;
        if (!run->json && strcmp(value, "text") != 0) {
            message_error("--format is text or json, not `%s`", value);
            return false;
        }
        return true;
    case OPTION_SENSOR:
        run->selection.sensors[run->selection.sensor_count++] = value;
        return true;
    case OPTION_LIBRARY:
        if (!library_add(&run->library, value)) {
            worsen(run, EXIT_RULE);
        }
        return true;
    case OPTION_PARAM:
        run->parameters[run->parameter_count++] = value;
        return rules_check_parameter(value);
    case OPTION_MAP:
        return map_list_add(&run->maps, value);
    case OPTION_COLOR:
        return color_parse(value, &run->color);
    case OPTION_HELP:
        run->help = true;
        return true;
    case OPTIONS_OPERAND:
        if (follows_rules && file_is_rule_text(value)) {
            add_rules(run, value);
            *after_rules = true;
        } else {
            return add_events(run, value);
        }
        return true;
    default:
        return false;
    }
}

static bool read_options(struct coverage_run *run, int argc, char **argv) {
    struct options parser;
    const char *value;
    bool after_rules = false;
    int id;

    file_list_init(&run->rule_files);
    library_init(&run->library);
    map_list_init(&run->maps);
    run->parameters = calloc((size_t)argc + 1, sizeof *run->parameters);
    if (!selection_options_init(&run->selection, (size_t)argc) || run->parameters == NULL) {
        message_error("out of memory");
        return false;
    }
    options_init(&parser, argc, argv, specs, "coverage");
    while ((id = options_next(&parser, &value)) != OPTIONS_END) {
        if (!apply(run, id, value, &after_rules)) {
            return false;
        }
    }
    if (!run->help && run->rule_files.count == 0 && run->status == EXIT_FINE) {
        message_error("no rules given");
        message_help("carl coverage -r RULE_OR_DIRECTORY [EVENT_FILE...]");
        return false;
    }
    return true;
}

static bool load(struct coverage_run *run) {
    const struct rules_wanted wanted = {
        .files = &run->rule_files,
        .parameters = run->parameters,
        .parameter_count = run->parameter_count,
        .library = &run->library,
        .color = color_wanted(run->color, STDERR_FILENO),
    };

    return rules_prepare(&run->maps, wanted.color, &run->model, &run->rules) &&
           selection_check_sensors(&run->selection, run->model) && rules_load(run->rules, &wanted, &run->status);
}

static void on_problem(void *user, const struct carl_problem *problem) {
    struct coverage_run *run = user;

    if (run->beside && problem->kind == CARL_PROBLEM_FOREIGN) {
        return;
    }
    feed_report(problem);
    worsen(run, EXIT_INPUT);
}

static bool on_hit(void *user, const struct carl_hit *hit) {
    (void)user;
    (void)hit;
    return !interrupt_seen();
}

// Reads the events. False where they could not be looked at.
static bool scan_events(struct coverage_run *run) {
    struct carl_scan_options options = {.on_hit = on_hit, .on_problem = on_problem, .user = run, .coverage = true};
    struct carl_scan_counts counts;
    struct progress progress;
    enum carl_status status;

    selection_apply(&run->selection, &options);
    status = carl_scan_create(run->rules, &options, &run->scan);
    if (status != CARL_OK) {
        message_error("%s", carl_status_message(status));
        return false;
    }
    interrupt_catch();
    progress_init(&progress, false, NULL, 0);
    if (run->events.failures > 0) {
        worsen(run, EXIT_INPUT);
    }
    for (size_t i = 0; i < run->events.count && !interrupt_seen(); i++) {
        run->beside = run->events.items[i].found;
        if (feed_file(run->scan, run->events.items[i].path, &progress) != FEED_DONE) {
            worsen(run, EXIT_INPUT);
        }
    }
    progress_finish(&progress);
    carl_scan_counts(run->scan, &counts);
    if (counts.malformed > 0) {
        message_warning("%" PRIu64 " malformed record%s left out", counts.malformed,
                        counts.malformed == 1 ? " was" : "s were");
        worsen(run, EXIT_INPUT);
    }
    return true;
}

bool coverage_is_asked(const struct covered *covered, const char *sensor) {
    const size_t number = carl_model_sensor_find(covered->model, sensor);

    for (size_t i = 0; i < covered->sensor_count; i++) {
        if (carl_model_sensor_find(covered->model, covered->sensors[i]) == number) {
            return true;
        }
    }
    return covered->sensor_count == 0 && (covered->counted || strcmp(sensor, "car") != 0);
}

bool coverage_is_read(const struct covered *covered, size_t rule, size_t index) {
    for (size_t i = 0; i < covered->sensor_count; i++) {
        const size_t sensor = carl_model_sensor_find(covered->model, covered->sensors[i]);
        if (carl_coverage_is_read(covered->coverage, rule, index, sensor)) {
            return true;
        }
    }
    return covered->sensor_count == 0 && carl_coverage_is_read(covered->coverage, rule, index, SIZE_MAX);
}

bool coverage_is_fed(const struct covered *covered, size_t rule) {
    for (size_t i = 0; i < covered->sensor_count; i++) {
        const size_t sensor = carl_model_sensor_find(covered->model, covered->sensors[i]);
        if (!carl_coverage_suffices(covered->coverage, rule, sensor)) {
            return false;
        }
    }
    return covered->sensor_count > 0 || carl_coverage_suffices(covered->coverage, rule, SIZE_MAX);
}

static enum exit_status print(struct coverage_run *run, const struct carl_coverage *coverage) {
    const struct covered covered = {
        .model = run->model,
        .rules = run->rules,
        .coverage = coverage,
        .sensors = run->selection.sensors,
        .sensor_count = run->selection.sensor_count,
        .counted = run->scan != NULL,
        .color = color_wanted(run->color, STDOUT_FILENO),
    };
    enum exit_status status = EXIT_FINE;
    struct sink sink;

    sink_init(&sink, STDOUT_FILENO, false);
    if (run->json) {
        coverage_print_json(&covered, &sink);
    } else {
        coverage_print_text(&covered, &sink);
    }
    for (size_t i = 0; i < carl_rules_count(run->rules); i++) {
        if (!carl_rule_failed(run->rules, i) && !coverage_is_fed(&covered, i)) {
            status = EXIT_FOUND;
        }
    }
    return exit_worse(status, finish_output(&sink));
}

static void show(struct coverage_run *run) {
    struct carl_coverage *coverage = NULL;
    const enum carl_status status = carl_coverage_create(run->rules, run->scan, &coverage);

    if (status == CARL_OK) {
        worsen(run, print(run, coverage));
    } else {
        message_error("%s", carl_status_message(status));
        worsen(run, EXIT_RULE);
    }
    carl_coverage_destroy(coverage);
}

static void run_coverage(struct coverage_run *run) {
    message_set_color(color_wanted(run->color, STDERR_FILENO));
    if (!load(run) || (run->events.count + run->events.failures > 0 && !scan_events(run))) {
        worsen(run, EXIT_RULE);
    } else if (interrupt_seen()) {
        run->status = EXIT_INTERRUPTED;
    } else {
        show(run);
    }
}

enum exit_status coverage_main(int argc, char **argv) {
    struct coverage_run run = {.color = COLOR_AUTO};

    if (!read_options(&run, argc, argv)) {
        worsen(&run, EXIT_RULE);
    } else if (run.help) {
        run.status = print_help(STDOUT_FILENO, "coverage");
    } else {
        run_coverage(&run);
    }
    carl_scan_destroy(run.scan);
    carl_rules_destroy(run.rules);
    carl_model_destroy(run.model);
    file_list_finish(&run.rule_files);
    library_finish(&run.library);
    selection_options_finish(&run.selection);
    free(run.parameters);
    event_files_finish(&run.events);
    map_list_finish(&run.maps);
    return run.status;
}
