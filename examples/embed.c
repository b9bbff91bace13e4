// SPDX-License-Identifier: Apache-2.0
// A program that runs one rule over one file of events through the library.
//
//     cc embed.c $(pkg-config --cflags --libs carl) -o embed
//     ./embed rule.car events.json
#include <carl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Everything that is created on the way, so that one place can free it.
struct program {
    struct carl_model *model;
    struct carl_diagnostics *diagnostics;
    struct carl_rules *rules;
    struct carl_scan *scan;
};

// Called for each hit; what the hit points to lives until it returns.
static bool print_hit(void *user, const struct carl_hit *hit) {
    const struct program *program = user;
    const char *data;
    size_t size;

    printf("line %llu: %s", (unsigned long long)carl_hit_line(hit), carl_rule_id(program->rules, carl_hit_rule(hit)));
    for (size_t i = 0; i < carl_hit_field_count(hit); i++) {
        const char *name = carl_hit_field_name(hit, i);
        if (strcmp(name, "image_path") == 0) {
            carl_hit_field_text(hit, i, &data, &size);
            printf(": %.*s", (int)size, data);
        }
    }
    putchar('\n');
    return true; // go on
}

static bool print_to_stderr(void *user, const char *data, size_t size) {
    (void)user;
    return fwrite(data, 1, size, stderr) == size;
}

// Reads a whole file; the caller frees *ret_data.
static bool read_file(const char *path, char **ret_data, size_t *ret_size) {
    FILE *file = fopen(path, "rb");
    char *data = malloc(1 << 20);

    if (file == NULL || data == NULL) {
        perror(path);
        free(data);
        if (file != NULL) {
            fclose(file);
        }
        return false;
    }
    *ret_size = fread(data, 1, 1 << 20, file);
    *ret_data = data;
    fclose(file);
    return true;
}

// Compiles the rule; what is wrong with it is printed as a compiler would.
static bool load_rule(struct program *program, const char *path) {
    const struct carl_render_options options = {.group_repeated = true};
    enum carl_status status;
    char *text;
    size_t size;

    if (!read_file(path, &text, &size)) {
        return false;
    }
    status = carl_rules_add(program->rules, path, text, size, program->diagnostics);
    free(text);
    if (status == CARL_OK) {
        status = carl_rules_compile(program->rules, program->diagnostics);
    }
    if (carl_diagnostics_render_text(program->diagnostics, &options, print_to_stderr, NULL) != CARL_OK) {
        return false;
    }
    return status == CARL_OK;
}

// Feeds the events in blocks cut anywhere: the library finds the lines.
static bool scan_events(struct program *program, const char *path) {
    FILE *file = fopen(path, "rb");
    enum carl_status status;
    char block[4096];
    size_t size;

    if (file == NULL) {
        perror(path);
        return false;
    }
    status = carl_scan_begin(program->scan, path);
    while (status == CARL_OK && (size = fread(block, 1, sizeof block, file)) > 0) {
        status = carl_scan_feed(program->scan, block, size);
    }
    fclose(file);
    return status == CARL_OK && carl_scan_finish(program->scan) == CARL_OK;
}

static bool run(struct program *program, const char *rule, const char *events) {
    const struct carl_scan_options options = {.on_hit = print_hit, .user = program};
    struct carl_scan_counts counts;

    if (carl_model_create(&program->model) != CARL_OK || carl_diagnostics_create(&program->diagnostics) != CARL_OK ||
        carl_rules_create(program->model, &program->rules) != CARL_OK || !load_rule(program, rule)) {
        return false;
    }
    if (carl_scan_create(program->rules, &options, &program->scan) != CARL_OK || !scan_events(program, events)) {
        return false;
    }
    carl_scan_counts(program->scan, &counts);
    printf("%llu events, %llu hits\n", (unsigned long long)counts.events, (unsigned long long)counts.hits);
    return true;
}

int main(int argc, char **argv) {
    struct program program = {0};
    bool done;

    if (argc != 3) {
        fprintf(stderr, "usage: %s RULE_FILE EVENT_FILE\n", argv[0]);
        return 2;
    }
    done = run(&program, argv[1], argv[2]);
    // Whatever was not created is NULL, which destroy accepts.
    carl_scan_destroy(program.scan);
    carl_rules_destroy(program.rules);
    carl_diagnostics_destroy(program.diagnostics);
    carl_model_destroy(program.model);
    return done ? 0 : 1;
}
