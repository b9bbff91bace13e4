// SPDX-License-Identifier: Apache-2.0
// Golden diagnostics. A case is FOLDER/<CODE>_<name>.car, or an analytic file
// <CODE>_<name>.yaml, or a folder <CODE>_<name> of such files that make one rule
// set, taken in order of their names. What there is to say about it must be,
// rendered, <CODE>_<name>.txt and .json, and must hold the code in its name. Cases
// of the codes E5xx, which depend on how a rule is run, are compiled too. Every
// code of diagnostics.def must have a case.
//
//   fail_runner FOLDER          compares; prints TAP
//   UPDATE_GOLDENS=1 fail_runner FOLDER   writes the expected renderings anew
#include "carl.h"
#include "lang/diagnostic.h"

#include "base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_SIZE = 4096, CASE_LIMIT = 512 };

struct test_case {
    char *name; // without its extension; owned
    const char *extension;
};

struct runner {
    const char *folder;
    struct carl_model *model;
    struct test_case cases[CASE_LIMIT];
    size_t case_count;
    bool update;
    size_t tests;
    size_t failures;
};

static void result(struct runner *runner, bool ok, const char *name, const char *what) {
    runner->tests++;
    runner->failures += !ok;
    printf("%s %zu - %s %s\n", ok ? "ok" : "not ok", runner->tests, name, what);
}

// "FOLDER/NAME.EXTENSION"; false where that is too long.
static bool make_path(char *path, const char *folder, const char *name, const char *extension) {
    int size = snprintf(path, PATH_SIZE, "%s/%s%s", folder, name, extension);
    return size > 0 && size < PATH_SIZE;
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
    bool named = make_path(path, runner->folder, name, extension);
    if (runner->update) {
        result(runner, named && write_file(path, text_slice(got)), name, extension);
        return;
    }
    struct text expected;
    text_init(&expected);
    bool ok = named && read_file(path, &expected) && slice_equal(text_slice(&expected), text_slice(got));
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

static bool has_extension(const char *name, const char *extension) {
    size_t size = strlen(name);
    size_t tail = strlen(extension);
    return size > tail && strcmp(name + size - tail, extension) == 0;
}

// Adds one file to the set; false when that itself failed.
static bool add_file(struct carl_rules *rules, const char *path, const char *name,
                     struct carl_diagnostics *diagnostics) {
    struct text text;
    text_init(&text);
    bool ok = read_file(path, &text);
    if (ok) {
        const char *data = text.size == 0 ? "" : text.data;
        enum carl_status status = has_extension(name, ".yaml")
                                      ? carl_rules_add_analytics(rules, name, data, text.size, diagnostics)
                                      : carl_rules_add(rules, name, data, text.size, diagnostics);
        ok = status == CARL_OK || status == CARL_ERROR_RULE;
    }
    text_finish(&text);
    return ok;
}

static int is_rule_file(const struct dirent *entry) {
    return has_extension(entry->d_name, ".car") || has_extension(entry->d_name, ".yaml");
}

static bool add_folder(struct carl_rules *rules, const char *folder, struct carl_diagnostics *diagnostics) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_rule_file, alphasort);
    bool ok = count > 0;
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        ok = ok && make_path(path, folder, entries[i]->d_name, "") &&
             add_file(rules, path, entries[i]->d_name, diagnostics);
        free(entries[i]);
    }
    free(entries);
    return ok;
}

// Adds the rules of a case and says what there is to say about them.
static bool check_case(const struct runner *runner, const struct test_case *test,
                       struct carl_diagnostics *diagnostics) {
    struct carl_rules *rules = NULL;
    char path[PATH_SIZE];
    bool ok = make_path(path, runner->folder, test->name, test->extension) &&
              carl_rules_create(runner->model, &rules) == CARL_OK;
    bool folder = test->extension[0] == '\0';
    ok = ok &&
         (folder ? add_folder(rules, path, diagnostics) : add_file(rules, path, strrchr(path, '/') + 1, diagnostics));
    if (ok && strncmp(test->name, "E5", 2) == 0) {
        ok = carl_rules_compile(rules, diagnostics) == CARL_ERROR_RULE;
    }
    carl_rules_destroy(rules);
    return ok;
}

static void run_case(struct runner *runner, const struct test_case *test) {
    struct carl_diagnostics *diagnostics = NULL;
    struct text rendered;
    text_init(&rendered);
    bool ok = carl_diagnostics_create(&diagnostics) == CARL_OK && check_case(runner, test, diagnostics);
    result(runner, ok && has_code(diagnostics, test->name), test->name, "has its code");
    static const struct carl_render_options options = {.notes = true, .group_repeated = true};
    if (ok && carl_diagnostics_render_text(diagnostics, &options, append, &rendered) == CARL_OK) {
        settle(runner, test->name, ".txt", &rendered);
    }
    text_reset(&rendered);
    if (ok && carl_diagnostics_render_json(diagnostics, &options, append, &rendered) == CARL_OK) {
        settle(runner, test->name, ".json", &rendered);
    }
    carl_diagnostics_destroy(diagnostics);
    text_finish(&rendered);
}

// What a case's name ends in: ".car", ".yaml", "" for a folder; NULL: no case.
static const char *extension_of(const struct runner *runner, const struct dirent *entry) {
    static const char *const extensions[] = {".car", ".yaml"};
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        if (has_extension(entry->d_name, extensions[i])) {
            return extensions[i];
        }
    }
    char path[PATH_SIZE];
    struct stat status;
    return entry->d_name[0] != '.' && make_path(path, runner->folder, entry->d_name, "") && stat(path, &status) == 0 &&
                   S_ISDIR(status.st_mode)
               ? ""
               : NULL;
}

static bool list_cases(struct runner *runner) {
    struct dirent **entries = NULL;
    int count = scandir(runner->folder, &entries, NULL, alphasort);
    bool ok = count >= 0;
    for (int i = 0; i < count; i++) {
        const char *extension = extension_of(runner, entries[i]);
        if (extension != NULL && ok) {
            char *name = strdup(entries[i]->d_name);
            ok = name != NULL && runner->case_count < CASE_LIMIT;
            if (ok) {
                name[strlen(name) - strlen(extension)] = '\0';
                runner->cases[runner->case_count++] = (struct test_case){name, extension};
            } else {
                free(name);
            }
        }
        free(entries[i]);
    }
    free(entries);
    return ok;
}

static bool is_covered(const struct runner *runner, const char *code) {
    for (size_t i = 0; i < runner->case_count; i++) {
        if (strncmp(runner->cases[i].name, code, strlen(code)) == 0) {
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        (void)fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    struct runner runner = {.folder = argv[1], .update = getenv("UPDATE_GOLDENS") != NULL};
    if (carl_model_create(&runner.model) != CARL_OK || !list_cases(&runner)) {
        (void)fprintf(stderr, "cannot read the model or %s\n", argv[1]);
        return 2;
    }
    for (size_t i = 0; i < runner.case_count; i++) {
        run_case(&runner, &runner.cases[i]);
    }
    for (enum diagnostic_code code = 0; code < DIAGNOSTIC_CODE_COUNT; code++) {
        const char *name = diagnostic_code_name(code);
        // No rule has the mistakes of sensor maps; tests/unit/library/test_maps.c makes them.
        if (strncmp(name, "E6", 2) != 0) {
            result(&runner, is_covered(&runner, name), name, "has a golden");
        }
    }
    printf("1..%zu\n", runner.tests);
    for (size_t i = 0; i < runner.case_count; i++) {
        free(runner.cases[i].name);
    }
    carl_model_destroy(runner.model);
    return runner.failures > 0;
}
