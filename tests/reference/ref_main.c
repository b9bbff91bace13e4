// SPDX-License-Identifier: Apache-2.0
// Compares the engine with the reference evaluator.
//
//   reference                      the property test: random rules on random records
//     --seed N --cases N           which and how many (CARL_PROPERTY_CASES: how many);
//                                  a single case is printed
//     --most N                     differences after which it stops
//   reference RULE... -- EVENTS... rules on files of records: prints both results where
//                                  they differ, then for each rule, with tabs between,
//                                  `same`, `different` or `not run`, how many hits the
//                                  reference finds, and the rule
//
// Exit status: 0 the same, 1 a difference, 2 wrong usage or a file that cannot be
// read.
#include "compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_CASES = 5000, EXIT_USAGE = 2 };

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

static const char *const verdicts[] = {"same", "different", "not run"};

// Rules before `--`, files of records after it.
static int compare_files(const struct carl_model *model, char **paths, int count) {
    int rule_count = 0;
    while (rule_count < count && strcmp(paths[rule_count], "--") != 0) {
        rule_count++;
    }
    struct text *rules = calloc((size_t)count + 1, sizeof *rules);
    struct slice *texts = calloc((size_t)count + 1, sizeof *texts);
    struct result *results = calloc((size_t)count + 1, sizeof *results);
    struct text events;
    int status = EXIT_USAGE;
    text_init(&events);
    bool readable = rules != NULL && texts != NULL && results != NULL && rule_count < count;
    for (int i = 0; readable && i < count; i++) {
        if (i < rule_count) {
            text_init(&rules[i]);
            readable = read_file(paths[i], &rules[i]);
            texts[i] = text_slice(&rules[i]);
        } else if (i > rule_count) {
            readable = read_file(paths[i], &events);
        }
    }
    if (readable) {
        compare_run(model, (struct rule_texts){texts, (size_t)rule_count}, text_slice(&events), stdout, results);
        status = 0;
        for (int i = 0; i < rule_count; i++) {
            printf("%s\t%zu\t%s\n", verdicts[results[i].comparison], results[i].hits, paths[i]);
            status = results[i].comparison == COMPARE_DIFFERENT ? 1 : status;
        }
    }
    for (int i = 0; rules != NULL && i < rule_count; i++) {
        text_finish(&rules[i]);
    }
    text_finish(&events);
    free(results);
    free(texts);
    free(rules);
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
    double share = i == 0 ? 0 : 100.0 * (double)tally.skipped / (double)tally.rules;
    printf("seed %lu: %lu cases, %lu with hits, %lu rules, %lu skipped (%.1f %%), %lu different\n", options->seed, i,
           tally.hits, tally.rules, tally.skipped, share, tally.different);
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
    return true;
}

int main(int count, char **arguments) {
    struct options options = {.seed = 1, .cases = DEFAULT_CASES, .most = 1};
    struct carl_model *model = NULL;
    int next;
    int status = EXIT_USAGE;
    if (!read_options(count, arguments, &options, &next)) {
        fputs("usage: reference [--seed N] [--cases N] [--most N] [RULE... -- EVENTS...]\n", stderr);
        return EXIT_USAGE;
    }
    if (carl_model_create(&model) == CARL_OK) {
        status = next < count ? compare_files(model, arguments + next, count - next) : compare_random(model, &options);
    }
    carl_model_destroy(model);
    return status;
}
