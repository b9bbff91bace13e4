// SPDX-License-Identifier: Apache-2.0
#include "scan_select.h"

#include "base/blank.h"
#include "base/fold.h"
#include "base/time.h"
#include "lang/char_class.h"
#include "lang/duration.h"

#include <stdint.h>

// ---------------------------------------------------------------------------
// Bounds

// The number and the unit of a duration and nothing else.
static bool parse_duration(struct slice text, int64_t *ret_nanoseconds) {
    size_t at = 0;
    while (at < text.size && char_is_digit(text.data[at])) {
        at++;
    }
    if (at > 0 && at + 1 < text.size && text.data[at] == '.' && char_is_digit(text.data[at + 1])) {
        for (at++; at < text.size && char_is_digit(text.data[at]);) {
            at++;
        }
    }
    size_t digits = at;
    while (at < text.size && text.data[at] == ' ') {
        at++;
    }
    return digits > 0 && duration_unit(slice_sub(text, at, text.size)) != 0 && duration_parse(text, ret_nanoseconds);
}

// `-24h`, `7d ago`: how long before.
static bool parse_distance(struct slice text, int64_t *ret_nanoseconds) {
    static const struct slice ago = {"ago", 3};
    text = blank_trim_spaces(text);
    if (slice_starts_with(text, SLICE("-"))) {
        return parse_duration(blank_trim_spaces(slice_sub(text, 1, text.size)), ret_nanoseconds);
    }
    if (text.size <= ago.size || !fold_equal(slice_sub(text, text.size - ago.size, text.size), ago)) {
        return false;
    }
    return parse_duration(blank_trim_spaces(slice_sub(text, 0, text.size - ago.size)), ret_nanoseconds);
}

bool carl_time_is_valid(const char *text, bool relative) {
    int64_t ignored;
    return time_parse(slice_from_string(text), &ignored) ||
           (relative && parse_distance(slice_from_string(text), &ignored));
}

// A time, or one that lies before `base` (NULL: unknown).
static bool parse_bound(const char *text, const char *base, int64_t *ret_time) {
    int64_t distance;
    int64_t time;
    if (time_parse(slice_from_string(text), ret_time)) {
        return true;
    }
    if (base == NULL || !time_parse(slice_from_string(base), &time) ||
        !parse_distance(slice_from_string(text), &distance) || time < INT64_MIN + distance) {
        return false;
    }
    *ret_time = time - distance;
    return true;
}

static bool read_bounds(struct selection *selection, const struct carl_scan_options *options) {
    const char *base = options->now != NULL ? options->now : options->clock;
    selection->from = INT64_MIN;
    selection->open_ended = options->to == NULL;
    selection->bounded = options->from != NULL || options->to != NULL;
    return (options->from == NULL || parse_bound(options->from, base, &selection->from)) &&
           (options->to == NULL || parse_bound(options->to, base, &selection->to)) &&
           (options->from == NULL || options->to == NULL || selection->from < selection->to);
}

// ---------------------------------------------------------------------------
// Sensors and hosts

static bool read_sensors(struct selection *selection, const struct carl_scan_options *options,
                         const struct carl_model *model) {
    if (options->sensor_count == 0) {
        return true;
    }
    selection->sensors = ARENA_ARRAY(&selection->arena, model->sensor_count, bool);
    for (size_t i = 0; selection->sensors != NULL && i < options->sensor_count; i++) {
        size_t sensor = carl_model_sensor_find(model, options->sensors[i]);
        if (sensor == SIZE_MAX) {
            return false;
        }
        selection->sensors[sensor] = true;
    }
    return true;
}

static void read_hosts(struct selection *selection, const struct carl_scan_options *options) {
    selection->hosts = ARENA_ARRAY(&selection->arena, options->host_count, struct pattern);
    for (size_t i = 0; selection->hosts != NULL && i < options->host_count; i++) {
        struct slice host = arena_copy(&selection->arena, slice_from_string(options->hosts[i]));
        pattern_compile(&selection->arena, host, true, &selection->hosts[i]);
    }
    selection->host_count = options->host_count;
}

enum carl_status selection_init(struct selection *selection, const struct carl_scan_options *options,
                                const struct carl_model *model) {
    *selection = (struct selection){0};
    arena_init(&selection->arena);
    if (!read_bounds(selection, options) || !read_sensors(selection, options, model)) {
        return CARL_ERROR_USAGE;
    }
    read_hosts(selection, options);
    selection->active = selection->bounded || selection->sensors != NULL || selection->host_count > 0;
    return arena_failed(&selection->arena) ? CARL_ERROR_MEMORY : CARL_OK;
}

void selection_finish(struct selection *selection) {
    if (selection != NULL) {
        arena_finish(&selection->arena);
        *selection = (struct selection){0};
    }
}

// ---------------------------------------------------------------------------
// Records

static bool is_among_hosts(const struct selection *selection, struct slice name) {
    for (size_t i = 0; i < selection->host_count; i++) {
        if (pattern_match(&selection->hosts[i], name)) {
            return true;
        }
    }
    return false;
}

static bool is_address(struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        if (!char_is_digit(name.data[i]) && name.data[i] != '.') {
            return false;
        }
    }
    return true;
}

// The whole name of the host, or what comes before its first dot.
static bool is_host(const struct selection *selection, const struct row *row, struct text *work) {
    struct value computer = row_header(row, ROW_HEADER_COMPUTER);
    if (computer.kind != VALUE_TEXT) {
        return false;
    }
    text_reset(work);
    fold_append(work, computer.text);
    struct slice name = text_slice(work);
    size_t dot = slice_find(name, SLICE("."), 0);
    return is_among_hosts(selection, name) ||
           (dot != SIZE_MAX && !is_address(name) && is_among_hosts(selection, slice_sub(name, 0, dot)));
}

enum selected selection_of(const struct selection *selection, const struct row *row, struct text *work) {
    if (selection->sensors != NULL && (row->sensor == SIZE_MAX || !selection->sensors[row->sensor])) {
        return LEFT_OUT;
    }
    if (selection->bounded && row->has_time &&
        (row->time < selection->from || (!selection->open_ended && row->time >= selection->to))) {
        return LEFT_OUT;
    }
    if (selection->host_count > 0 && !is_host(selection, row, work)) {
        return LEFT_OUT;
    }
    return selection->bounded && !row->has_time ? LEFT_OUT_UNDATED : SELECTED;
}
