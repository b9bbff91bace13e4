// SPDX-License-Identifier: Apache-2.0
// The event files that the arguments name, with those of directories in their
// place.
#ifndef CARL_CLI_EVENT_FILES_H
#define CARL_CLI_EVENT_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct event_file {
    char *path;
    bool found; // in a directory, not named
};

// Owns its paths.
struct event_files {
    struct event_file *items;
    size_t count;
    size_t capacity;
    size_t failures; // directories that could not be read, or hold no event file; reported on standard error
};

// Which files of a directory are taken: those whose name, or path in the
// directory, fits one of the patterns as fnmatch does; all where there is none.
struct globs {
    const char *const *patterns;
    size_t count;
};

// Adds a file, which need not be there, or the files of a directory and of those
// in it, in order of their names (bytes). What begins with a dot is left out, and
// links to directories are not followed. `globs` NULL: a directory is added as it
// is. False where memory is out.
bool event_files_add(struct event_files *files, const char *path, const struct globs *globs);
void event_files_finish(struct event_files *files);

#endif
