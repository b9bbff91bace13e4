// SPDX-License-Identifier: Apache-2.0
#include "cli/run_options.h"

#include "cli/follow.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/rules.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    OPTION_RULES = 1,
    OPTION_FORMAT,
    OPTION_NOW,
    OPTION_LIBRARY,
    OPTION_PARAM,
    OPTION_MAP,
    OPTION_MAX_MEMORY,
    OPTION_MAX_EVENT_SIZE,
    OPTION_GLOB,
    OPTION_COLOR,
    OPTION_FAIL_ON_MATCH,
    OPTION_SKIP_MALFORMED,
    OPTION_STRICT,
    OPTION_GATE,
    OPTION_NO_GATE,
    OPTION_THREADS,
    OPTION_FROM,
    OPTION_TO,
    OPTION_SENSOR,
    OPTION_HOST,
    OPTION_LIMIT,
    OPTION_TRACE,
    OPTION_TRACE_JSON,
    OPTION_FOLLOW,
    OPTION_TAIL,
    OPTION_LATENESS,
    OPTION_QUIET,
    OPTION_HELP,
};

enum { MOST_THREADS = 256, MOST_EVENT_SIZE = 1 << 30 };

static const int64_t DEFAULT_LATENESS = INT64_C(60000000000);

static const struct option_spec specs[] = {
    {"rules", 'r', true, OPTION_RULES},
    {"format", 'f', true, OPTION_FORMAT},
    {"now", '\0', true, OPTION_NOW},
    {"library", 'L', true, OPTION_LIBRARY},
    {"param", 'p', true, OPTION_PARAM},
    {"map", '\0', true, OPTION_MAP},
    {"max-memory", '\0', true, OPTION_MAX_MEMORY},
    {"max-event-size", '\0', true, OPTION_MAX_EVENT_SIZE},
    {"glob", '\0', true, OPTION_GLOB},
    {"color", '\0', true, OPTION_COLOR},
    {"fail-on-match", '\0', false, OPTION_FAIL_ON_MATCH},
    {"skip-malformed", '\0', false, OPTION_SKIP_MALFORMED},
    {"threads", 'j', true, OPTION_THREADS},
    {"follow", '\0', false, OPTION_FOLLOW},
    {"tail", '\0', false, OPTION_TAIL},
    {"lateness", '\0', true, OPTION_LATENESS},
    {"gate", '\0', false, OPTION_GATE},
    {"no-gate", '\0', false, OPTION_NO_GATE},
    {"strict", '\0', false, OPTION_STRICT},
    {"from", '\0', true, OPTION_FROM},
    {"to", '\0', true, OPTION_TO},
    {"sensor", '\0', true, OPTION_SENSOR},
    {"host", '\0', true, OPTION_HOST},
    {"limit", '\0', true, OPTION_LIMIT},
    {"trace", '\0', false, OPTION_TRACE},
    {"trace-json", '\0', true, OPTION_TRACE_JSON},
    {"quiet", 'q', false, OPTION_QUIET},
    {"help", 'h', false, OPTION_HELP},
    {0},
};

static void add_rules(struct run_options *options, const char *path) {
    if (!file_list_add_rules(&options->rules, path)) {
        options->bad_rule_paths++;
    }
}

// Bytes, with K, M or G for powers of 1024; more than 0.
static bool parse_size(const char *text, size_t *ret_size) {
    static const char units[] = "KMG";
    char *end;
    const unsigned long long number = strtoull(text, &end, 10);
    unsigned shift = 0;

    if (text[0] < '0' || text[0] > '9' || number == 0) {
        return false;
    }
    if (*end != '\0') {
        const char *unit = strchr(units, *end);
        if (unit == NULL || end[1] != '\0') {
            return false;
        }
        shift = 10 * (unsigned)(unit - units + 1);
    }
    if (number > SIZE_MAX >> shift) {
        return false;
    }
    *ret_size = (size_t)number << shift;
    return true;
}

static bool parse_threads(const char *text, unsigned *ret_threads) {
    char *end;
    const unsigned long number = strtoul(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end != '\0' || number == 0 || number > MOST_THREADS) {
        return false;
    }
    *ret_threads = (unsigned)number;
    return true;
}

static unsigned processor_count(void) {
    const long count = sysconf(_SC_NPROCESSORS_ONLN);

    if (count < 1) {
        return 1;
    }
    return count > MOST_THREADS ? MOST_THREADS : (unsigned)count;
}

static bool apply_selection(struct selection_options *options, int id, const char *value) {
    switch (id) {
    case OPTION_FROM:
        return selection_read_time("from", value, &options->from);
    case OPTION_TO:
        return selection_read_time("to", value, &options->to);
    case OPTION_SENSOR:
        options->sensors[options->sensor_count++] = value;
        return true;
    case OPTION_HOST:
        options->hosts[options->host_count++] = value;
        return true;
    default:
        return selection_read_limit(value, &options->limit);
    }
}

// Acts on one argument; `after_rules` says that it follows a -r value or another
// rule, where a shell may have written several rules for *.car or *.yaml.
static bool apply(struct run_options *options, int id, const char *value, bool *after_rules) {
    switch (id) {
    case OPTION_RULES:
        add_rules(options, value);
        break;
    case OPTION_FORMAT:
        options->format = output_find(value);
        if (options->format == NULL) {
            message_error("--format is jsonl, json or table, not `%s`", value);
            return false;
        }
        break;
    case OPTION_NOW:
        options->now = value;
        break;
    case OPTION_FROM:
    case OPTION_TO:
    case OPTION_SENSOR:
    case OPTION_HOST:
    case OPTION_LIMIT:
        if (!apply_selection(&options->selection, id, value)) {
            return false;
        }
        break;
    case OPTION_LIBRARY:
        if (!library_add(&options->library, value)) {
            options->bad_rule_paths++;
        }
        break;
    case OPTION_MAP:
        return map_list_add(&options->maps, value);
    case OPTION_PARAM:
        if (!rules_check_parameter(value)) {
            return false;
        }
        options->parameters[options->parameter_count++] = value;
        break;
    case OPTION_MAX_MEMORY:
        if (!parse_size(value, &options->max_memory)) {
            message_error("--max-memory is a size such as 500M or 2G, not `%s`", value);
            return false;
        }
        break;
    case OPTION_MAX_EVENT_SIZE:
        if (!parse_size(value, &options->max_event_size) || options->max_event_size > MOST_EVENT_SIZE) {
            message_error("--max-event-size is a size such as 500K or 64M, at most 1G, not `%s`", value);
            return false;
        }
        break;
    case OPTION_GLOB:
        options->globs[options->glob_count++] = value;
        break;
    case OPTION_COLOR:
        return color_parse(value, &options->color);
    case OPTION_FAIL_ON_MATCH:
        options->fail_on_match = true;
        break;
    case OPTION_SKIP_MALFORMED:
        options->skip_malformed = true;
        break;
    case OPTION_THREADS:
        if (!parse_threads(value, &options->threads)) {
            message_error("--threads is a number from 1 to %d, not `%s`", MOST_THREADS, value);
            return false;
        }
        break;
    case OPTION_FOLLOW:
        options->follow = true;
        break;
    case OPTION_TAIL:
        options->follow = true;
        options->tail = true;
        break;
    case OPTION_LATENESS:
        if (!follow_parse_lateness(value, &options->lateness)) {
            message_error("--lateness is a duration such as 30s or 5m, not `%s`", value);
            return false;
        }
        break;
    case OPTION_GATE:
        options->gate = GATE_ALWAYS;
        break;
    case OPTION_NO_GATE:
        options->gate = GATE_NEVER;
        break;
    case OPTION_TRACE:
        options->trace = true;
        break;
    case OPTION_TRACE_JSON:
        options->trace_file = value;
        break;
    case OPTION_STRICT:
        options->strict = true;
        break;
    case OPTION_QUIET:
        options->quiet = true;
        break;
    case OPTION_HELP:
        options->help = true;
        break;
    case OPTIONS_OPERAND:
        if (*after_rules && file_is_rule_text(value)) {
            add_rules(options, value);
            return true;
        }
        options->operands[options->operand_count++] = value;
        break;
    default:
        return false;
    }
    *after_rules = id == OPTION_RULES;
    return true;
}

static bool reads_input_twice(const struct run_options *options) {
    size_t readers = 0;

    for (size_t i = 0; i < options->operand_count; i++) {
        readers += strcmp(options->operands[i], "-") == 0 ? 1 : 0;
    }
    for (size_t i = 0; i < options->rules.count; i++) {
        readers += strcmp(options->rules.items[i].path, "-") == 0 ? 1 : 0;
    }
    return readers > 1;
}

static bool find_events(struct run_options *options) {
    const struct globs globs = {options->globs, options->glob_count};

    for (size_t i = 0; i < options->operand_count; i++) {
        // What is followed is named: files that come and go in a directory are not.
        if (!event_files_add(&options->files, options->operands[i], options->follow ? NULL : &globs)) {
            message_error("out of memory");
            return false;
        }
    }
    options->events = calloc(options->files.count + 1, sizeof *options->events);
    if (options->events == NULL) {
        message_error("out of memory");
        return false;
    }
    for (; options->event_count < options->files.count; options->event_count++) {
        options->events[options->event_count] = options->files.items[options->event_count].path;
    }
    return true;
}

static bool complete(struct run_options *options) {
    if (options->rules.count == 0 && options->bad_rule_paths == 0) {
        message_error("no rules given");
        message_help("carl run -r RULE_OR_DIRECTORY EVENT_FILE...");
        return false;
    }
    if (options->operand_count == 0) {
        options->operands[options->operand_count++] = "-";
    }
    if (reads_input_twice(options)) {
        message_error("standard input can be read only once");
        return false;
    }
    if (options->follow && (options->trace || options->trace_file != NULL)) {
        message_error("--trace counts what a whole input comes to; --follow has no end");
        return false;
    }
    if (options->threads == 0) {
        options->threads = processor_count();
    }
    if (options->format == NULL) {
        options->format = isatty(STDOUT_FILENO) ? &output_table : &output_jsonl;
    }
    return find_events(options);
}

bool run_options_init(struct run_options *options, int argc, char **argv) {
    struct options parser;
    const char *value;
    bool after_rules = false;
    int id;

    *options = (struct run_options){.color = COLOR_AUTO, .lateness = DEFAULT_LATENESS};
    file_list_init(&options->rules);
    library_init(&options->library);
    options->operands = calloc((size_t)argc + 1, sizeof *options->operands);
    options->globs = calloc((size_t)argc + 1, sizeof *options->globs);
    map_list_init(&options->maps);
    options->parameters = calloc((size_t)argc + 1, sizeof *options->parameters);
    if (!selection_options_init(&options->selection, (size_t)argc)) {
        return false;
    }
    if (options->operands == NULL || options->globs == NULL || options->parameters == NULL) {
        message_error("out of memory");
        return false;
    }
    options_init(&parser, argc, argv, specs, "run");
    while ((id = options_next(&parser, &value)) != OPTIONS_END) {
        if (!apply(options, id, value, &after_rules)) {
            return false;
        }
    }
    return options->help || complete(options);
}

void run_options_finish(struct run_options *options) {
    file_list_finish(&options->rules);
    library_finish(&options->library);
    map_list_finish(&options->maps);
    selection_options_finish(&options->selection);
    event_files_finish(&options->files);
    free(options->operands);
    free(options->globs);
    free(options->events);
    free(options->parameters);
}
