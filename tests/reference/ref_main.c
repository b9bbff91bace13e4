// SPDX-License-Identifier: Apache-2.0
// Compares the engine with the reference evaluator.
//
//   reference                      the property test: random rules on random records
//     --seed N --cases N           which and how many (CARL_PROPERTY_CASES: how many);
//                                  a single case is printed
//     --most N                     differences after which it stops
//   reference RULE EVENTS...       one rule on files of records: prints how many hits
//                                  both find, or both results where they differ
//
// Exit status: 0 the same, 1 a difference, 2 wrong usage or a file that cannot be
// read, 77 the rule cannot be run.
#include "compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_CASES = 5000, EXIT_USAGE = 2, EXIT_SKIPPED = 77 };

static bool read_file(const char *path, struct text *out) {
    char buffer[65536];
    size_t size;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return false;
    }
    while ((size = fread(buffer, 1, sizeof buffer, file)) > 0) {
        text_append(out, slice_make(buffer, size));
    }
    fclose(file);
    if (out->size > 0 && out->data[out->size - 1] != '\n') {
        text_append_char(out, '\n');
    }
    return !out->failed;
}

static int compare_files(const struct carl_model *model, char **paths, int count) {
    struct text rule;
    struct text events;
    size_t hits = 0;
    int status = EXIT_USAGE;
    text_init(&rule);
    text_init(&events);
    bool readable = read_file(paths[0], &rule);
    for (int i = 1; i < count; i++) {
        readable = read_file(paths[i], &events) && readable;
    }
    if (readable) {
        switch (compare_run(model, text_slice(&rule), text_slice(&events), stdout, &hits)) {
        case COMPARE_SAME:
            printf("%zu hits\n", hits);
            status = 0;
            break;
        case COMPARE_DIFFERENT:
            status = 1;
            break;
        case COMPARE_NOT_RUN:
            puts("the rule cannot be run");
            status = EXIT_SKIPPED;
            break;
        }
    }
    text_finish(&rule);
    text_finish(&events);
    return status;
}

struct options {
    unsigned long seed;
    unsigned long cases;
    unsigned long most;
};

// Each seed has its own case, so that a difference can be had again alone.
static int compare_random(const struct carl_model *model, const struct options *options) {
    struct tally tally = {0};
    unsigned long i = 0;
    for (; i < options->cases && tally.different < options->most; i++) {
        compare_case(model, options->seed + i, options->cases == 1, &tally, stdout);
    }
    double share = i == 0 ? 0 : 100.0 * (double)tally.skipped / (double)i;
    printf("seed %lu: %lu cases, %lu with hits, %lu skipped (%.1f %%), %lu different\n", options->seed, i, tally.hits,
           tally.skipped, share, tally.different);
    if (share > 30) {
        puts("too many rules do not check");
        return 1;
    }
    return tally.different > 0;
}

static bool read_options(int count, char **arguments, struct options *options, int *ret_next) {
    const char *cases = getenv("CARL_PROPERTY_CASES");
    options->cases = cases == NULL || cases[0] == '\0' ? options->cases : strtoul(cases, NULL, 10);
    int i = 1;
    for (; i < count && strncmp(arguments[i], "--", 2) == 0; i += 2) {
        unsigned long *option = strcmp(arguments[i], "--seed") == 0    ? &options->seed
                                : strcmp(arguments[i], "--cases") == 0 ? &options->cases
                                : strcmp(arguments[i], "--most") == 0  ? &options->most
                                                                       : NULL;
        if (option == NULL || i + 1 == count) {
            return false;
        }
        *option = strtoul(arguments[i + 1], NULL, 10);
    }
    *ret_next = i;
    return i == count || i + 1 < count;
}

int main(int count, char **arguments) {
    struct options options = {.seed = 1, .cases = DEFAULT_CASES, .most = 1};
    struct carl_model *model = NULL;
    int next;
    int status = EXIT_USAGE;
    if (!read_options(count, arguments, &options, &next)) {
        fputs("usage: reference [--seed N] [--cases N] [--most N] [RULE EVENTS...]\n", stderr);
        return EXIT_USAGE;
    }
    if (carl_model_create(&model) == CARL_OK) {
        status = next < count ? compare_files(model, arguments + next, count - next) : compare_random(model, &options);
    }
    carl_model_destroy(model);
    return status;
}
