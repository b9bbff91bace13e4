// SPDX-License-Identifier: Apache-2.0
// Hits for people: a line of aligned columns for each, and below it the fields
// that tell what happened. Nothing is held back to measure columns, so that hits
// show as they are found: rule names are known from the start, and the host's
// column grows.
#include "output/cell.h"
#include "output/output.h"

#include <string.h>

enum { TIME_WIDTH = 24, GAP = 2, INDENT = 4, HOST_LIMIT = 32, NAME_WIDTH = 19 };

#define DIM "\033[2m"
#define BOLD "\033[1m"
#define RESET "\033[0m"

// Shown when a hit has them, in this order: who did what to what.
static const char *const telling[] = {
    "parent_image_path", "parent_command_line", "image_path", "command_line", "module_path", "signer", "src_image_path",
    "tgt_image_path",    "file_path",           "key",        "value",        "data",        "src_ip", "dest_ip",
    "dest_port",         "service_name",        "name",       "task_name",    "query",       "user",
};

// As many as this, so that a hit stays a few lines. Rows of a join have several
// records to tell of, rows of columns have what the rule asked for.
enum { TELLING_LIMIT = 6, ROW_LIMIT = 16 };

// The field of this name, or SIZE_MAX. In rows of a join names are qualified
// ("a.hostname"): the first that ends so.
static size_t find_field(const struct carl_hit *hit, const char *name) {
    const bool qualified = carl_hit_kind(hit) == CARL_HIT_JOIN;

    for (size_t i = 0; i < carl_hit_field_count(hit); i++) {
        const char *field = carl_hit_field_name(hit, i);
        const char *dot = qualified ? strrchr(field, '.') : NULL;
        if (strcmp(dot == NULL ? field : dot + 1, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool is_telling(const char *name) {
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
        if (strcmp(dot == NULL ? name : dot + 1, telling[i]) == 0) {
            return true;
        }
    }
    return false;
}

static size_t rule_width(const struct carl_rules *rules) {
    size_t width = 4;

    for (size_t i = 0; i < carl_rules_count(rules); i++) {
        const char *id = carl_rule_id(rules, i);
        const size_t size = carl_rule_failed(rules, i) ? 0 : cell_width(id, strlen(id));
        width = size > width ? size : width;
    }
    return width;
}

// Columns of the line that are left at `used`; 0 where the width has no limit,
// and never 0 otherwise.
static size_t room(const struct output *output, size_t used) {
    if (output->width == 0) {
        return 0;
    }
    return output->width > used ? output->width - used : 1;
}

static void style(struct output *output, const char *sequence) {
    if (output->color) {
        sink_string(output->sink, sequence);
    }
}

// Writes a cell of the head line padded to `width`; *used counts the columns.
// Cells that no longer fit are left out.
static void write_column(struct output *output, const char *data, size_t size, size_t width, size_t *used) {
    size_t limit = room(output, *used);
    size_t written;

    if (output->width > 0 && *used >= output->width) {
        return;
    }
    if (width > 0 && (limit == 0 || width < limit)) {
        limit = width;
    }
    written = cell_write(output->sink, data, size, limit);
    *used += written;
    if (width > 0 && (output->width == 0 || *used - written + width + GAP < output->width)) {
        sink_repeat(output->sink, ' ', width - written + GAP);
        *used += width - written + GAP;
    } else {
        *used = output->width > 0 ? output->width : *used;
    }
}

static void write_head(struct output *output, const char *time, const char *rule, const char *host, size_t host_size,
                       const char *name, const char *style_sequence) {
    size_t used = 0;

    style(output, style_sequence);
    write_column(output, time, strlen(time), TIME_WIDTH, &used);
    write_column(output, rule, strlen(rule), rule_width(output->rules), &used);
    write_column(output, host, host_size, output->host_width, &used);
    write_column(output, name, strlen(name), 0, &used);
    style(output, RESET);
    sink_char(output->sink, '\n');
}

static void write_field(struct output *output, const struct carl_hit *hit, size_t field) {
    const char *name = carl_hit_field_name(hit, field);
    const size_t name_width = cell_width(name, strlen(name));
    const size_t padding = name_width < NAME_WIDTH ? NAME_WIDTH - name_width : 0;
    const char *data;
    size_t size;

    carl_hit_field_text(hit, field, &data, &size);
    sink_repeat(output->sink, ' ', INDENT);
    style(output, DIM);
    (void)cell_write(output->sink, name, strlen(name), 0);
    style(output, RESET);
    sink_repeat(output->sink, ' ', padding + GAP);
    (void)cell_write(output->sink, data, size, room(output, INDENT + name_width + padding + GAP));
    sink_char(output->sink, '\n');
}

static void write_event_fields(struct output *output, const struct carl_hit *hit) {
    size_t shown = 0;

    for (size_t i = 0; i < sizeof telling / sizeof *telling && shown < TELLING_LIMIT; i++) {
        const size_t field = find_field(hit, telling[i]);
        if (field != SIZE_MAX) {
            write_field(output, hit, field);
            shown++;
        }
    }
}

// Of a join what the rule added to its rows, whose names have no qualifier, and
// what tells of its members; of other rows everything.
static void write_row_fields(struct output *output, const struct carl_hit *hit) {
    const bool all = carl_hit_kind(hit) != CARL_HIT_JOIN;
    size_t shown = 0;

    for (size_t i = 0; i < carl_hit_field_count(hit) && shown < ROW_LIMIT; i++) {
        const char *name = carl_hit_field_name(hit, i);
        if (all || strchr(name, '.') == NULL || is_telling(name)) {
            write_field(output, hit, i);
            shown++;
        }
    }
}

static void begin(struct output *output) {
    output->host_width = 16;
}

static void hit_rows(struct output *output, const struct carl_hit *hit) {
    const size_t field = find_field(hit, "hostname");
    const char *time = carl_hit_time(hit);
    const char *host = "-";
    size_t host_size = 1;
    size_t host_width;

    if (field != SIZE_MAX) {
        carl_hit_field_text(hit, field, &host, &host_size);
    }
    host_width = cell_width(host, host_size);
    host_width = host_width > HOST_LIMIT ? HOST_LIMIT : host_width;
    output->host_width = host_width > output->host_width ? host_width : output->host_width;
    if (output->hits == 0) {
        write_head(output, "TIME", "RULE", "HOST", 4, "OUTPUT", DIM);
    }
    write_head(output, time == NULL ? "-" : time, carl_rule_id(output->rules, carl_hit_rule(hit)), host, host_size,
               carl_hit_output(hit), BOLD);
    if (carl_hit_kind(hit) == CARL_HIT_EVENT) {
        write_event_fields(output, hit);
    } else {
        write_row_fields(output, hit);
    }
}

static void end(struct output *output) {
    (void)output;
}

const struct output_format output_table = {"table", begin, hit_rows, end};
