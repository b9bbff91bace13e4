// SPDX-License-Identifier: Apache-2.0
// Golden diagnostics: each FOLDER/<CODE>_<name>.car is checked, and what there
// is to say about it must be, rendered, FOLDER/<CODE>_<name>.txt and .json, and
// must hold the code in the file's name. Every code of diagnostics.def must have
// a file, but for those that compiling gives.
//
//   fail_runner FOLDER          compares; prints TAP
//   UPDATE_GOLDENS=1 fail_runner FOLDER   writes the expected renderings anew
#include "lang/check.h"
#include "lang/parse.h"

#include "base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096, FILE_LIMIT = 512 };

struct runner {
    const char *folder;
    struct carl_model *model;
    char *names[FILE_LIMIT]; // without .car
    size_t name_count;
    bool update;
    size_t tests;
    size_t failures;
};

static void result(struct runner *runner, bool ok, const char *name, const char *what) {
    runner->tests++;
    runner->failures += !ok;
    printf("%s %zu - %s %s\n", ok ? "ok" : "not ok", runner->tests, name, what);
}

static bool read_file(const char *path, struct text *out) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    char buffer[4096];
    size_t size;
    while ((size = fread(buffer, 1, sizeof buffer, file)) > 0) {
        text_append(out, slice_make(buffer, size));
    }
    (void)fclose(file);
    return true;
}

static bool write_file(const char *path, struct slice text) {
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return false;
    }
    bool ok = fwrite(text.data, 1, text.size, file) == text.size;
    return fclose(file) == 0 && ok;
}

static bool append(void *user, const char *data, size_t size) {
    text_append(user, slice_make(data, size));
    return true;
}

// TAP takes lines that begin with # as comments.
static void comment(const struct text *text) {
    for (size_t at = 0; at < text->size;) {
        const char *newline = memchr(text->data + at, '\n', text->size - at);
        size_t end = newline == NULL ? text->size : (size_t)(newline - text->data);
        printf("#   %.*s\n", (int)(end - at), text->data + at);
        at = end + 1;
    }
}

// Compares with, or updates, the expected rendering.
static void settle(struct runner *runner, const char *name, const char *extension, const struct text *got) {
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s.%s", runner->folder, name, extension);
    if (runner->update) {
        result(runner, write_file(path, text_slice(got)), name, extension);
        return;
    }
    struct text expected;
    text_init(&expected);
    bool ok = read_file(path, &expected) && slice_equal(text_slice(&expected), text_slice(got));
    if (!ok) {
        printf("# expected in %s:\n", path);
        comment(&expected);
        printf("# got:\n");
        comment(got);
    }
    result(runner, ok, name, extension);
    text_finish(&expected);
}

static bool has_code(const struct carl_diagnostics *diagnostics, const char *name) {
    for (size_t i = 0; i < carl_diagnostics_count(diagnostics); i++) {
        if (strncmp(carl_diagnostic_code(diagnostics, i), name, 4) == 0) {
            return true;
        }
    }
    return false;
}

// Parses and checks; false when that itself failed.
static bool check_text(const struct runner *runner, const char *file, struct slice text,
                       struct carl_diagnostics *diagnostics) {
    struct source *source = NULL;
    struct rule *rule = NULL;
    struct checked_rule *checked = NULL;
    struct arena arena;
    arena_init(&arena);
    bool ok = source_create(slice_from_string(file), text, &source) == CARL_OK &&
              diagnostics_take_source(diagnostics, source) &&
              parse_rule(source, &arena, diagnostics, &rule) == CARL_OK &&
              check_rule(rule, runner->model, &arena, diagnostics, &checked) == CARL_OK;
    diagnostics_sort(diagnostics, 0);
    arena_finish(&arena);
    return ok;
}

static void run_file(struct runner *runner, const char *name) {
    char path[PATH_SIZE];
    char file[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s.car", runner->folder, name);
    (void)snprintf(file, sizeof file, "%s.car", name);
    struct carl_diagnostics *diagnostics = NULL;
    struct text text;
    struct text rendered;
    text_init(&text);
    text_init(&rendered);
    bool ok = read_file(path, &text) && carl_diagnostics_create(&diagnostics) == CARL_OK &&
              check_text(runner, file, text_slice(&text), diagnostics);
    result(runner, ok && has_code(diagnostics, name), name, "has its code");
    static const struct carl_render_options options = {.notes = true, .group_repeated = true};
    if (ok && carl_diagnostics_render_text(diagnostics, &options, append, &rendered) == CARL_OK) {
        settle(runner, name, "txt", &rendered);
    }
    text_reset(&rendered);
    if (ok && carl_diagnostics_render_json(diagnostics, &options, append, &rendered) == CARL_OK) {
        settle(runner, name, "json", &rendered);
    }
    carl_diagnostics_destroy(diagnostics);
    text_finish(&text);
    text_finish(&rendered);
}

static int compare_names(const void *a, const void *b) {
    char *const *left = a;
    char *const *right = b;
    return strcmp(*left, *right);
}

static bool list_files(struct runner *runner) {
    DIR *folder = opendir(runner->folder);
    if (folder == NULL) {
        return false;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        size_t size = strlen(entry->d_name);
        if (size > 4 && strcmp(entry->d_name + size - 4, ".car") == 0 && runner->name_count < FILE_LIMIT) {
            char *name = strdup(entry->d_name);
            if (name == NULL) {
                break;
            }
            name[size - 4] = '\0';
            runner->names[runner->name_count++] = name;
        }
    }
    (void)closedir(folder);
    qsort(runner->names, runner->name_count, sizeof(char *), compare_names);
    return true;
}

static bool is_covered(const struct runner *runner, const char *code) {
    for (size_t i = 0; i < runner->name_count; i++) {
        if (strncmp(runner->names[i], code, strlen(code)) == 0) {
            return true;
        }
    }
    return false;
}

// Codes that parsing and checking alone cannot give.
static bool is_elsewhere(enum diagnostic_code code) {
    switch (code) {
    case DIAGNOSTIC_E212:
    case DIAGNOSTIC_E501:
    case DIAGNOSTIC_E502:
    case DIAGNOSTIC_N501:
    case DIAGNOSTIC_E116: // these are about analytic files
    case DIAGNOSTIC_W303:
    case DIAGNOSTIC_W304:
    case DIAGNOSTIC_W305:
    case DIAGNOSTIC_N119:
        return true;
    default:
        return false;
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        (void)fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    struct runner runner = {.folder = argv[1], .update = getenv("UPDATE_GOLDENS") != NULL};
    if (carl_model_create(&runner.model) != CARL_OK || !list_files(&runner)) {
        (void)fprintf(stderr, "cannot read the model or %s\n", argv[1]);
        return 2;
    }
    for (size_t i = 0; i < runner.name_count; i++) {
        run_file(&runner, runner.names[i]);
    }
    for (enum diagnostic_code code = 0; code < DIAGNOSTIC_CODE_COUNT; code++) {
        const char *name = diagnostic_code_name(code);
        result(&runner, is_elsewhere(code) || is_covered(&runner, name), name, "has a golden");
    }
    printf("1..%zu\n", runner.tests);
    for (size_t i = 0; i < runner.name_count; i++) {
        free(runner.names[i]);
    }
    carl_model_destroy(runner.model);
    return runner.failures > 0;
}
