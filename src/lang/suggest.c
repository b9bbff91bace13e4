// SPDX-License-Identifier: Apache-2.0
#include "lang/suggest.h"

#include "base/fold.h"

#include <stdint.h>

enum { NAME_LIMIT = 64 };

void suggestion_init(struct suggestion *suggestion, struct slice wanted) {
    *suggestion = (struct suggestion){.wanted = wanted, .distance = SIZE_MAX};
}

static size_t smallest(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

static bool same_byte(char a, char b) {
    return fold_byte((unsigned char)a) == fold_byte((unsigned char)b);
}

size_t edit_distance(struct slice a, struct slice b) {
    if (a.size > NAME_LIMIT || b.size > NAME_LIMIT) {
        return SIZE_MAX;
    }
    // Three rows of the table: this one, the one before, and the one before that.
    size_t rows[3][NAME_LIMIT + 1];
    for (size_t j = 0; j <= b.size; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a.size; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t replace = above[j - 1] + !same_byte(a.data[i - 1], b.data[j - 1]);
            row[j] = smallest(above[j] + 1, row[j - 1] + 1, replace);
            if (i > 1 && j > 1 && same_byte(a.data[i - 1], b.data[j - 2]) && same_byte(a.data[i - 2], b.data[j - 1])) {
                size_t swapped = rows[(i - 2) % 3][j - 2] + 1;
                row[j] = swapped < row[j] ? swapped : row[j];
            }
        }
    }
    return rows[a.size % 3][b.size];
}

// True when `longer` begins or ends with `shorter` and the border is `_`, or
// what is left over is a plural's ending.
static bool extends_name(struct slice longer, struct slice shorter) {
    if (shorter.size < 3 || longer.size <= shorter.size) {
        return false;
    }
    struct slice head = slice_sub(longer, 0, shorter.size);
    struct slice rest = slice_sub(longer, shorter.size, longer.size);
    if (fold_equal(head, shorter) && (rest.data[0] == '_' || fold_equal(rest, SLICE("s")) ||
                                      fold_equal(rest, SLICE("es")) || (rest.data[0] >= '0' && rest.data[0] <= '9'))) {
        return true;
    }
    struct slice tail = slice_sub(longer, longer.size - shorter.size, longer.size);
    return fold_equal(tail, shorter) && longer.data[longer.size - shorter.size - 1] == '_';
}

void suggestion_offer(struct suggestion *suggestion, struct slice name) {
    struct slice wanted = suggestion->wanted;
    bool extends = extends_name(name, wanted) || extends_name(wanted, name);
    size_t distance = edit_distance(wanted, name);
    size_t longest = wanted.size > name.size ? wanted.size : name.size;
    size_t allowed = longest < 3 ? 0 : longest < 6 ? 1 : longest / 3;
    if (!extends && distance > allowed) {
        return;
    }
    bool better = extends != suggestion->extends ? extends : distance < suggestion->distance;
    if (suggestion->best.size == 0 || better) {
        suggestion->best = name;
        suggestion->distance = distance;
        suggestion->extends = extends;
    }
}

struct synonym {
    const char *foreign;
    const char *name;
};

static struct slice find_synonym(const struct synonym *table, size_t count, struct slice name) {
    for (size_t i = 0; i < count; i++) {
        if (fold_name_equal(slice_from_string(table[i].foreign), name)) {
            return slice_from_string(table[i].name);
        }
    }
    return SLICE("");
}

struct slice suggest_foreign_field(struct slice name) {
    static const struct synonym table[] = {
        {"process", "command_line"},
        {"process_name", "exe"},
        {"process_id", "pid"},
        {"process_executable", "image_path"},
        {"process_command_line", "command_line"},
        {"parent_process", "parent_command_line"},
        {"parent_process_name", "parent_exe"},
        {"parent_process_path", "parent_image_path"},
        {"parent_process_id", "ppid"},
        {"parent_pid", "ppid"},
        {"cmdline", "command_line"},
        {"command", "command_line"},
        {"executable", "exe"},
        {"path", "image_path"},
        {"port", "dest_port"},
        {"ip", "dest_ip"},
        {"src", "src_ip"},
        {"dest", "dest_ip"},
        {"dst_ip", "dest_ip"},
        {"dst_port", "dest_port"},
        {"source_ip", "src_ip"},
        {"source_port", "src_port"},
        {"destination_ip", "dest_ip"},
        {"destination_port", "dest_port"},
        {"computer", "hostname"},
        {"computer_name", "hostname"},
        {"host", "hostname"},
        {"host_name", "hostname"},
        {"user_name", "user"},
        {"username", "user"},
        {"account", "user"},
        {"image_loaded", "module_path"},
        {"target_filename", "file_path"},
        {"filename", "file_name"},
        {"registry_path", "key"},
        {"registry_key_name", "key"},
        {"registry_value_name", "value"},
        {"registry_value_data", "data"},
        {"target_object", "key"},
        {"details", "data"},
        {"md5", "md5_hash"},
        {"sha1", "sha1_hash"},
        {"sha256", "sha256_hash"},
        {"hash", "md5_hash"},
        {"current_directory", "current_working_directory"},
        {"working_directory", "current_working_directory"},
        {"_time", "time"},
        {"date", "time"},
        {"event_time", "time"},
        {"utc_time", "time"},
    };
    return find_synonym(table, sizeof table / sizeof table[0], name);
}

struct slice suggest_foreign_function(struct slice name) {
    static const struct synonym table[] = {
        {"avg", "average"},
        {"mean", "average"},
        {"stdev", "standard_deviation"},
        {"stddev", "standard_deviation"},
        {"std", "standard_deviation"},
        {"distinct", "unique"},
        {"values", "unique"},
        {"dc", "unique"},
        {"distinct_count", "unique"},
        {"size", "count"},
        {"total", "sum"},
        {"maximum", "max"},
        {"minimum", "min"},
        {"latest", "max"},
        {"earliest", "min"},
    };
    return find_synonym(table, sizeof table / sizeof table[0], name);
}
