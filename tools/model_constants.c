// SPDX-License-Identifier: Apache-2.0
// Build tool: loads the model's JSON files as the library does and writes what
// comes of them as one C source, which defines model_constants
// (src/model/model_constants.h).
//
// Usage: model_constants OUTPUT
//
// All arrays of one type lie in one table; equal arrays are written once. What is
// written is C, so that the machine that builds may differ from that which runs.
#include "base/arena.h"
#include "base/hash.h"
#include "base/hash_index.h"
#include "base/text.h"
#include "base/vector.h"
#include "model/model_load.h"
#include "model_layout.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

// An array in a table.
struct run {
    struct slice source; // of its items
    size_t first;
};

struct table {
    struct text source;
    size_t count;
    VECTOR(struct run) runs;
    struct hash_index index; // of the runs, by their source
};

struct writer {
    struct table tables[LAYOUT_COUNT];
    struct arena arena; // the sources of the runs
    bool failed;
};

// Octal escapes: they end after three digits, whatever follows.
static void write_string(struct text *out, struct slice text) {
    text_append_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '?') {
            text_format(out, "\\%03o", c);
        } else {
            text_append_char(out, (char)c);
        }
    }
    text_append_char(out, '"');
}

static void write_slice(struct text *out, struct slice text) {
    text_append_char(out, '{');
    if (text.data == NULL) {
        text_append_string(out, "NULL");
    } else {
        write_string(out, text);
    }
    text_format(out, ", %zu}", text.size);
}

static void write_number(struct text *out, const struct layout_member *member, const void *base) {
    uint64_t number = layout_number(member, base);
    if (member->kind == MEMBER_UINT64) {
        text_format(out, "UINT64_C(%" PRIu64 ")", number);
    } else if (member->kind == MEMBER_SIZE && number == SIZE_MAX) {
        text_append_string(out, "SIZE_MAX");
    } else {
        text_append_unsigned(out, number);
    }
}

static size_t write_items(struct writer *writer, enum layout_id id, const void *items, size_t count);

static void write_array(struct writer *writer, struct text *out, const struct layout_member *member, const void *base) {
    size_t count;
    const void *items = layout_items(member, base, &count);
    if (count == 0) {
        text_append_string(out, "NULL");
        return;
    }
    size_t first = write_items(writer, member->layout, items, count);
    text_format(out, "&%s[%zu]", layout_get(member->layout)->table, first);
}

// Members by their order, so that compilers tell of one that is missing.
static void write_struct(struct writer *writer, struct text *out, const struct layout *layout, const void *base) {
    text_append_string(out, layout->plain ? "" : "{");
    for (size_t i = 0; i < layout->member_count; i++) {
        const struct layout_member *member = &layout->members[i];
        const void *at = (const char *)base + member->offset;
        text_append_string(out, i == 0 ? "" : ", ");
        if (member->kind == MEMBER_TEXT) {
            write_slice(out, *(const struct slice *)at);
        } else if (member->kind == MEMBER_STRUCT) {
            write_struct(writer, out, layout_get(member->layout), at);
        } else if (member->kind == MEMBER_ARRAY) {
            write_array(writer, out, member, base);
        } else if (member->kind == MEMBER_ARENA) {
            text_append_string(out, "{NULL, false}");
        } else {
            write_number(out, member, base);
        }
    }
    text_append_string(out, layout->plain ? "" : "}");
}

// Adds a run to a table unless it is there; where it begins.
static size_t add_run(struct writer *writer, struct table *table, struct slice source, size_t count) {
    uint64_t hash = hash_bytes(HASH_BASIS, source);
    size_t cursor = 0;
    size_t found;
    while ((found = hash_index_next(&table->index, hash, &cursor)) != SIZE_MAX) {
        if (slice_equal(table->runs.items[found].source, source)) {
            return table->runs.items[found].first;
        }
    }
    const struct run run = {arena_copy(&writer->arena, source), table->count};
    if (!hash_index_add(&table->index, hash, table->runs.count) || !VECTOR_PUSH(&table->runs, run)) {
        writer->failed = true;
    }
    text_append(&table->source, source);
    table->count += count;
    return run.first;
}

static size_t write_items(struct writer *writer, enum layout_id id, const void *items, size_t count) {
    const struct layout *layout = layout_get(id);
    struct text source;
    text_init(&source);
    for (size_t i = 0; i < count; i++) {
        text_append_string(&source, "    ");
        write_struct(writer, &source, layout, (const char *)items + i * layout->size);
        text_append_string(&source, ",\n");
    }
    size_t first = add_run(writer, &writer->tables[id], text_slice(&source), count);
    writer->failed = writer->failed || source.failed;
    text_finish(&source);
    return first;
}

static void write_source(struct writer *writer, const struct carl_model *model, struct text *out) {
    struct text root;
    text_init(&root);
    write_struct(writer, &root, layout_get(LAYOUT_MODEL), model);
    text_append_string(out, "// Generated by tools/model_constants.c.\n#include \"model/model_constants.h\"\n"
                            "#include \"model/model_names.h\"\n");
    for (int i = 0; i < LAYOUT_COUNT; i++) {
        const struct table *table = &writer->tables[i];
        const struct layout *layout = layout_get((enum layout_id)i);
        if (table->count > 0) {
            text_format(out, "\nstatic const %s %s[%zu] = {\n", layout->type, layout->table, table->count);
            text_append(out, text_slice(&table->source));
            text_append_string(out, "};\n");
        }
        writer->failed = writer->failed || table->source.failed;
    }
    text_append_string(out, "\nconst struct carl_model model_constants = ");
    text_append(out, text_slice(&root));
    text_append_string(out, ";\n");
    writer->failed = writer->failed || arena_failed(&writer->arena) || root.failed || out->failed;
    text_finish(&root);
}

static bool write_model(const struct carl_model *model, struct text *out) {
    struct writer writer = {0};
    arena_init(&writer.arena);
    write_source(&writer, model, out);
    for (int i = 0; i < LAYOUT_COUNT; i++) {
        text_finish(&writer.tables[i].source);
        VECTOR_FREE(&writer.tables[i].runs);
        hash_index_finish(&writer.tables[i].index);
    }
    arena_finish(&writer.arena);
    return !writer.failed;
}

// A member that no layout lists would be empty in the constants.
static bool layouts_are_whole(void) {
    bool whole = true;
    for (int i = 0; i < LAYOUT_COUNT; i++) {
        const struct layout *layout = layout_get((enum layout_id)i);
        if (!layout_is_whole(layout)) {
            fprintf(stderr, "%s is not as tools/model_layout.c says\n", layout->type);
            whole = false;
        }
    }
    return whole;
}

static bool write_file(const char *path, struct slice text) {
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        return false;
    }
    bool written = fwrite(text.data, 1, text.size, file) == text.size;
    return fclose(file) == 0 && written;
}

static void print_problems(const struct embedded_file *file, const struct model_problems *problems) {
    for (size_t i = 0; i < problems->items.count; i++) {
        const struct model_problem *problem = &problems->items.items[i];
        size_t line = 1;
        for (size_t j = 0; j < problem->start && j < file->size; j++) {
            line += file->data[j] == '\n';
        }
        fprintf(stderr, "%s:%zu: %.*s\n", file->name, line, (int)problem->message.size, problem->message.data);
    }
}

// Reads a sensor's file as that of a user, for its problems to be listed.
static void explain_sensor(const struct embedded_file *file) {
    struct carl_model *model = NULL;
    struct model_problems problems;
    model_problems_init(&problems);
    const struct model_file map = {slice_make((const char *)file->data, file->size), &problems};
    (void)(model_load(model_files, MODEL_FIRST_SENSOR, &map, 1, &model) == CARL_OK);
    print_problems(file, &problems);
    carl_model_destroy(model);
    model_problems_finish(&problems);
}

static bool load(struct carl_model **ret_model) {
    if (model_load(model_files, model_file_count, NULL, 0, ret_model) == CARL_OK) {
        return true;
    }
    fputs("model_constants: the files of src/model cannot be loaded\n", stderr);
    for (size_t i = MODEL_FIRST_SENSOR; i < model_file_count; i++) {
        explain_sensor(&model_files[i]);
    }
    return false;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fputs("usage: model_constants OUTPUT\n", stderr);
        return 2;
    }
    struct carl_model *model = NULL;
    if (!layouts_are_whole() || !load(&model)) {
        return 1;
    }
    struct text source;
    text_init(&source);
    bool written = write_model(model, &source) && write_file(argv[1], text_slice(&source));
    text_finish(&source);
    carl_model_destroy(model);
    return written ? 0 : 1;
}
