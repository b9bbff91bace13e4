// SPDX-License-Identifier: Apache-2.0
#include "cli/selection.h"

#include "cli/message.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_NAMES = 64 };

bool selection_options_init(struct selection_options *options, size_t most) {
    *options = (struct selection_options){0};
    options->sensors = calloc(most + 1, sizeof *options->sensors);
    options->hosts = calloc(most + 1, sizeof *options->hosts);
    if (options->sensors == NULL || options->hosts == NULL) {
        message_error("out of memory");
        return false;
    }
    return true;
}

void selection_options_finish(struct selection_options *options) {
    free(options->sensors);
    free(options->hosts);
}

bool selection_read_time(const char *option, const char *value, const char **ret_time) {
    if (!carl_time_is_valid(value, true)) {
        message_error("--%s: `%s` is not a time", option, value);
        message_help(
            "write it as in ISO 8601 (2024-05-31, 2024-05-31T12:00:00Z), or how long ago: -24h, \"7 days ago\"");
        return false;
    }
    *ret_time = value;
    return true;
}

bool selection_read_limit(const char *value, uint64_t *ret_limit) {
    char *end;
    unsigned long long number;

    errno = 0;
    number = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || number == 0 || errno == ERANGE) {
        message_error("--limit is a number of hits from 1 on, not `%s`", value);
        return false;
    }
    *ret_limit = number;
    return true;
}

static void report_sensor(const struct carl_model *model, const char *name) {
    const char *names[MOST_NAMES];
    const char *nearest;
    size_t count = 0;

    for (size_t i = 0; i < carl_model_sensor_count(model) && count < MOST_NAMES; i++) {
        names[count++] = carl_model_sensor_name(model, i);
    }
    message_error("there is no sensor `%s`", name);
    nearest = message_nearest(name, names, count);
    if (nearest != NULL) {
        message_help("did you mean `%s`?", nearest);
    } else {
        message_help("`carl model OBJECT` names the sensors of its events");
    }
}

bool selection_check_sensors(const struct selection_options *options, const struct carl_model *model) {
    for (size_t i = 0; i < options->sensor_count; i++) {
        if (carl_model_sensor_find(model, options->sensors[i]) == SIZE_MAX) {
            report_sensor(model, options->sensors[i]);
            return false;
        }
    }
    return true;
}

static void read_clock(char text[CLOCK_SIZE]) {
    const time_t now = time(NULL);
    struct tm parts;

    text[0] = '\0';
    if (gmtime_r(&now, &parts) != NULL) {
        (void)strftime(text, CLOCK_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
}

void selection_apply(struct selection_options *options, struct carl_scan_options *scan) {
    read_clock(options->clock);
    scan->from = options->from;
    scan->to = options->to;
    scan->clock = options->clock;
    scan->sensors = options->sensors;
    scan->sensor_count = options->sensor_count;
    scan->hosts = options->hosts;
    scan->host_count = options->host_count;
    scan->limit = options->limit;
}
