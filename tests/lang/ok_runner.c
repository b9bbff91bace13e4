// SPDX-License-Identifier: Apache-2.0
// Golden trees: each FOLDER/NAME.car is parsed without an error, and its whole
// tree, places included, must be FOLDER/NAME.ast.
//
//   ok_runner FOLDER                    compares; prints TAP
//   UPDATE_GOLDENS=1 ok_runner FOLDER   writes the expected trees anew
#include "lang/ast_dump.h"
#include "lang/parse.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096, FILE_LIMIT = 256 };

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

static bool write_file(const char *path, const struct text *text) {
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return false;
    }
    bool ok = fwrite(text->data, 1, text->size, file) == text->size;
    return fclose(file) == 0 && ok;
}

// The tree of a text; false where it has errors.
static bool dump_text(struct slice text, struct text *out) {
    struct carl_diagnostics *diagnostics = NULL;
    struct source *source = NULL;
    struct rule *rule = NULL;
    struct arena arena;
    arena_init(&arena);
    bool ok =
        carl_diagnostics_create(&diagnostics) == CARL_OK && source_create(SLICE("ok.car"), text, &source) == CARL_OK &&
        diagnostics_take_source(diagnostics, source) && parse_rule(source, &arena, diagnostics, &rule) == CARL_OK &&
        diagnostics_errors_since(diagnostics, 0) == 0;
    if (ok) {
        ast_dump(rule, AST_DUMP_WHOLE, out);
    }
    carl_diagnostics_destroy(diagnostics);
    arena_finish(&arena);
    return ok;
}

static bool run_file(const char *folder, const char *name, bool update) {
    char path[PATH_SIZE];
    struct text text;
    struct text tree;
    struct text expected;
    text_init(&text);
    text_init(&tree);
    text_init(&expected);
    (void)snprintf(path, sizeof path, "%s/%s.car", folder, name);
    bool ok = read_file(path, &text) && dump_text(text_slice(&text), &tree);
    (void)snprintf(path, sizeof path, "%s/%s.ast", folder, name);
    if (ok && update) {
        ok = write_file(path, &tree);
    } else if (ok) {
        ok = read_file(path, &expected) && slice_equal(text_slice(&expected), text_slice(&tree));
        if (!ok) {
            printf("# %s is not what was got:\n%.*s", path, (int)tree.size, tree.data);
        }
    }
    text_finish(&text);
    text_finish(&tree);
    text_finish(&expected);
    return ok;
}

static int compare_names(const void *a, const void *b) {
    char *const *left = a;
    char *const *right = b;
    return strcmp(*left, *right);
}

static size_t list_files(const char *path, char **names) {
    DIR *folder = opendir(path);
    size_t count = 0;
    for (struct dirent *entry = folder == NULL ? NULL : readdir(folder); entry != NULL; entry = readdir(folder)) {
        size_t size = strlen(entry->d_name);
        if (size > 4 && strcmp(entry->d_name + size - 4, ".car") == 0 && count < FILE_LIMIT) {
            names[count] = strdup(entry->d_name);
            if (names[count] != NULL) {
                names[count++][size - 4] = '\0';
            }
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    qsort(names, count, sizeof *names, compare_names);
    return count;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        (void)fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    char *names[FILE_LIMIT];
    size_t count = list_files(argv[1], names);
    bool failed = count == 0;
    for (size_t i = 0; i < count; i++) {
        bool ok = run_file(argv[1], names[i], getenv("UPDATE_GOLDENS") != NULL);
        printf("%s %zu - %s\n", ok ? "ok" : "not ok", i + 1, names[i]);
        failed = failed || !ok;
        free(names[i]);
    }
    printf("1..%zu\n", count);
    return failed;
}
