// SPDX-License-Identifier: Apache-2.0
// carl check: what is wrong with rules. The diagnostics are this verb's data and
// go to standard output; the summary goes to standard error.
#include "carl.h"
#include "cli/cli.h"
#include "cli/files.h"
#include "cli/library.h"
#include "cli/maps.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/rules.h"
#include "cli/terminal.h"
#include "output/sink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_FORMAT = 1, OPTION_STRICT, OPTION_LIBRARY, OPTION_MAP, OPTION_COLOR, OPTION_QUIET, OPTION_HELP };

static const struct option_spec specs[] = {
    {"format", 'f', true, OPTION_FORMAT}, {"strict", '\0', false, OPTION_STRICT},
    {"color", '\0', true, OPTION_COLOR},  {"library", 'L', true, OPTION_LIBRARY},
    {"map", '\0', true, OPTION_MAP},      {"quiet", 'q', false, OPTION_QUIET},
    {"help", 'h', false, OPTION_HELP},    {0},
};

struct check {
    struct file_list files;
    struct library library;
    struct map_list maps;
    struct carl_model *model;
    struct carl_rules *rules;
    struct carl_diagnostics *diagnostics;
    size_t unreadable;
    enum color_choice color;
    bool json;
    bool strict;
    bool quiet;
    bool help;
    enum exit_status status;
};

static bool apply(struct check *check, int id, const char *value) {
    switch (id) {
    case OPTION_FORMAT:
        check->json = strcmp(value, "json") == 0;
        if (!check->json && strcmp(value, "text") != 0) {
            message_error("--format is text or json, not `%s`", value);
            return false;
        }
        return true;
    case OPTION_STRICT:
        check->strict = true;
        return true;
    case OPTION_LIBRARY:
        check->unreadable += library_add(&check->library, value) ? 0 : 1;
        return true;
    case OPTION_MAP:
        return map_list_add(&check->maps, value);
    case OPTION_COLOR:
        return color_parse(value, &check->color);
    case OPTION_QUIET:
        check->quiet = true;
        return true;
    case OPTION_HELP:
        check->help = true;
        return true;
    case OPTIONS_OPERAND:
        check->unreadable += file_list_add_rules(&check->files, value) ? 0 : 1;
        return true;
    default:
        return false;
    }
}

static bool read_options(struct check *check, int argc, char **argv) {
    struct options parser;
    const char *value;
    int id;

    options_init(&parser, argc, argv, specs, "check");
    while ((id = options_next(&parser, &value)) != OPTIONS_END) {
        if (!apply(check, id, value)) {
            return false;
        }
    }
    if (!check->help && check->files.count == 0 && check->unreadable == 0 && check->maps.count == 0) {
        message_error("no rules given");
        message_help("carl check RULE_OR_DIRECTORY...");
        return false;
    }
    return true;
}

static bool load_rules(struct check *check) {
    if (carl_rules_create(check->model, &check->rules) != CARL_OK) {
        message_error("out of memory");
        return false;
    }
    carl_rules_set_finder(check->rules, library_find, &check->library);
    for (size_t i = 0; i < check->files.count; i++) {
        switch (rules_load_file(check->rules, check->files.items[i].path, check->diagnostics)) {
        case RULE_LOADED:
        case RULE_FAILED:
            break;
        case RULE_UNREADABLE:
            check->unreadable++;
            break;
        case RULE_FATAL:
            return false;
        }
    }
    return true;
}

// Where a map has errors, rules cannot be checked against it.
static bool load_all(struct check *check) {
    if (carl_diagnostics_create(&check->diagnostics) != CARL_OK) {
        message_error("out of memory");
        return false;
    }
    switch (map_list_load(&check->maps, check->diagnostics, &check->model)) {
    case MAPS_LOADED:
        return load_rules(check);
    case MAPS_FAILED:
        return true;
    case MAPS_UNREADABLE:
        check->unreadable++;
        return true;
    case MAPS_FATAL:
        break;
    }
    return false;
}

static void print_diagnostics(struct check *check) {
    const struct carl_render_options options = {
        .color = !check->json && color_wanted(check->color, STDOUT_FILENO),
        .notes = check->json || !check->quiet,
        .group_repeated = true,
    };
    struct sink sink;
    enum carl_status status;

    sink_init(&sink, STDOUT_FILENO, false);
    status = check->json ? carl_diagnostics_render_json(check->diagnostics, &options, sink_write_callback, &sink)
                         : carl_diagnostics_render_text(check->diagnostics, &options, sink_write_callback, &sink);
    if (sink_flush(&sink) && status == CARL_OK) {
        return;
    }
    if (sink_is_closed(&sink)) {
        check->status = EXIT_PIPE;
        return;
    }
    message_error("cannot write to standard output: %s",
                  sink.error != 0 ? strerror(sink.error) : carl_status_message(status));
    check->status = EXIT_INPUT;
}

static void print_summary(const struct check *check, size_t errors, size_t warnings) {
    const size_t rules = check->rules == NULL ? 0 : carl_rules_count(check->rules);

    if (check->maps.count > 0) {
        (void)fprintf(stderr, "%zu map%s, ", check->maps.count, check->maps.count == 1 ? "" : "s");
    }
    (void)fprintf(stderr, "%zu rule%s, %zu error%s, %zu warning%s", rules, rules == 1 ? "" : "s", errors,
                  errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    if (check->unreadable > 0) {
        (void)fprintf(stderr, ", %zu not read", check->unreadable);
    }
    (void)fputc('\n', stderr);
}

static void check_rules(struct check *check) {
    size_t errors;
    size_t warnings;

    if (!load_all(check)) {
        check->status = EXIT_RULE;
        return;
    }
    errors = carl_diagnostics_count_severity(check->diagnostics, CARL_ERROR);
    warnings = carl_diagnostics_count_severity(check->diagnostics, CARL_WARNING);
    if (errors > 0 || (check->strict && warnings > 0)) {
        check->status = EXIT_FOUND;
    }
    if (check->unreadable > 0) {
        check->status = EXIT_RULE;
    }
    print_diagnostics(check);
    if (!check->quiet && check->status != EXIT_PIPE) {
        print_summary(check, errors, warnings);
    }
}

enum exit_status check_main(int argc, char **argv) {
    struct check check = {.color = COLOR_AUTO};

    file_list_init(&check.files);
    library_init(&check.library);
    map_list_init(&check.maps);
    if (!read_options(&check, argc, argv)) {
        check.status = EXIT_RULE;
    } else if (check.help) {
        check.status = print_help(STDOUT_FILENO, "check");
    } else {
        message_set_color(color_wanted(check.color, STDERR_FILENO));
        check_rules(&check);
    }
    carl_diagnostics_destroy(check.diagnostics);
    carl_rules_destroy(check.rules);
    carl_model_destroy(check.model);
    library_finish(&check.library);
    map_list_finish(&check.maps);
    file_list_finish(&check.files);
    return check.status;
}
