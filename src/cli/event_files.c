// SPDX-License-Identifier: Apache-2.0
#include "cli/event_files.h"

#include "cli/message.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_LIMIT = 256 };

// A directory being walked; `root` is the length of the argument's path.
struct walk {
    struct event_files *files;
    const struct globs *globs;
    size_t root;
    size_t depth;
};

void event_files_finish(struct event_files *files) {
    for (size_t i = 0; i < files->count; i++) {
        free(files->items[i].path);
    }
    free(files->items);
    *files = (struct event_files){0};
}

// Takes the path, also where it fails.
static bool append(struct event_files *files, char *path, bool found) {
    if (files->count == files->capacity) {
        const size_t capacity = files->capacity == 0 ? 16 : files->capacity * 2;
        struct event_file *items = realloc(files->items, capacity * sizeof *items);
        if (items == NULL) {
            free(path);
            return false;
        }
        files->items = items;
        files->capacity = capacity;
    }
    files->items[files->count++] = (struct event_file){path, found};
    return true;
}

static char *join(const char *directory, const char *name) {
    const size_t size = strlen(directory);
    const char *slash = size > 0 && directory[size - 1] == '/' ? "" : "/";
    const size_t room = size + strlen(name) + 2;
    char *path = malloc(room);

    if (path != NULL) {
        (void)snprintf(path, room, "%s%s%s", directory, slash, name);
    }
    return path;
}

static bool fits(const struct walk *walk, const char *path) {
    const char *inside = path + walk->root;
    const char *slash = strrchr(path, '/');

    while (*inside == '/') {
        inside++;
    }
    for (size_t i = 0; i < walk->globs->count; i++) {
        const char *pattern = walk->globs->patterns[i];
        if (fnmatch(pattern, slash == NULL ? path : slash + 1, 0) == 0 || fnmatch(pattern, inside, 0) == 0) {
            return true;
        }
    }
    return walk->globs->count == 0;
}

static bool walk_directory(struct walk *walk, const char *path);

// Takes the path.
static bool walk_entry(struct walk *walk, char *path) {
    struct stat status;
    bool done = true;

    if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        done = walk_directory(walk, path);
    } else if (stat(path, &status) == 0 && S_ISREG(status.st_mode) && fits(walk, path)) {
        return append(walk->files, path, true);
    }
    free(path);
    return done;
}

static int is_shown(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int compare_names(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool report_unreadable(struct walk *walk, const char *path, int error) {
    message_error("cannot read directory %s: %s", path, strerror(error));
    walk->files->failures++;
    return error != ENOMEM;
}

static bool walk_directory(struct walk *walk, const char *path) {
    struct dirent **entries;
    const int count = walk->depth < DEPTH_LIMIT ? scandir(path, &entries, is_shown, compare_names) : -1;
    bool done = true;

    if (count < 0) {
        return report_unreadable(walk, path, walk->depth < DEPTH_LIMIT ? errno : ENAMETOOLONG);
    }
    walk->depth++;
    for (int i = 0; i < count; i++) {
        char *inner = done ? join(path, entries[i]->d_name) : NULL;
        done = inner != NULL && walk_entry(walk, inner);
        free(entries[i]);
    }
    walk->depth--;
    free(entries);
    return done;
}

static bool add_directory(struct event_files *files, const char *path, const struct globs *globs) {
    struct walk walk = {.files = files, .globs = globs, .root = strlen(path)};
    const size_t before = files->count;
    const size_t failures = files->failures;

    if (!walk_directory(&walk, path)) {
        return false;
    }
    if (files->count == before && files->failures == failures) {
        message_error("no event file in directory %s", path);
        message_help(globs->count > 0 ? "no name in it fits --glob" : "name the files, or another directory");
        files->failures++;
    }
    return true;
}

bool event_files_add(struct event_files *files, const char *path, const struct globs *globs) {
    struct stat status;
    char *copy;

    if (globs != NULL && strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return add_directory(files, path, globs);
    }
    copy = strdup(path);
    return copy != NULL && append(files, copy, false);
}
