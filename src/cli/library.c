// SPDX-License-Identifier: Apache-2.0
#include "cli/library.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

void library_init(struct library *library) {
    *library = (struct library){0};
    file_list_init(&library->files);
}

static void forget_text(struct library *library) {
    free(library->path);
    free(library->data);
    library->path = NULL;
    library->data = NULL;
}

void library_finish(struct library *library) {
    forget_text(library);
    file_list_finish(&library->files);
}

bool library_add(struct library *library, const char *folder) {
    return file_list_add_rules(&library->files, folder);
}

// Takes the file up if it is the rule that is wanted.
static bool try_file(struct library *library, const char *path, const char *id, struct carl_rule_text *ret_text) {
    struct carl_rule_text text = {.file = path, .is_analytics = file_is_analytics(path)};
    char *data;

    if (!file_read_rule(path, &data, &text.size)) {
        return false;
    }
    text.data = data;
    if (!carl_rule_text_has_id(&text, id)) {
        free(data);
        return false;
    }
    forget_text(library);
    library->data = data;
    library->path = strdup(path);
    if (library->path == NULL) {
        return false;
    }
    text.file = library->path;
    *ret_text = text;
    return true;
}

static char *join_path(const char *folder, size_t folder_size, const char *name) {
    const size_t name_size = strlen(name);
    char *path = malloc(folder_size + name_size + 1);

    if (path != NULL) {
        memcpy(path, folder, folder_size);
        memcpy(path + folder_size, name, name_size + 1);
    }
    return path;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int rule_entry(const struct dirent *entry) {
    return file_is_rule(entry->d_name);
}

// Looks through the folder that `file` is in.
static bool find_beside(struct library *library, const char *id, const char *file, struct carl_rule_text *ret_text) {
    const char *slash = strrchr(file, '/');
    const size_t folder_size = slash == NULL ? 0 : (size_t)(slash - file) + 1;
    char *folder = join_path(file, folder_size, ".");
    struct dirent **entries = NULL;
    const int count = folder == NULL ? -1 : scandir(folder, &entries, rule_entry, by_name);
    bool found = false;

    for (int i = 0; i < count; i++) {
        char *path = found ? NULL : join_path(file, folder_size, entries[i]->d_name);
        found = found || (path != NULL && try_file(library, path, id, ret_text));
        free(path);
        free(entries[i]);
    }
    free(entries);
    free(folder);
    return found;
}

bool library_find(void *user, const char *id, const char *file, struct carl_rule_text *ret_text) {
    struct library *library = user;

    if (find_beside(library, id, file, ret_text)) {
        return true;
    }
    for (size_t i = 0; i < library->files.count; i++) {
        if (try_file(library, library->files.items[i].path, id, ret_text)) {
            return true;
        }
    }
    return false;
}
