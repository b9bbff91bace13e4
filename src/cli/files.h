// SPDX-License-Identifier: Apache-2.0
// Rule files: which ones the arguments name, and their bytes. Everything that
// goes wrong is reported on standard error, naming the file.
#ifndef CARL_CLI_FILES_H
#define CARL_CLI_FILES_H

#include <stdbool.h>
#include <stddef.h>

// A list of paths, each once however it was named. Owns its strings.
struct file_list {
    bool texts_only; // of a directory, only the *.car files
    struct file_entry *items;
    size_t count;
    size_t capacity;
};

struct file_entry {
    char *path;
    unsigned long long device; // device and inode tell one file from another
    unsigned long long inode;
};

void file_list_init(struct file_list *list);
void file_list_finish(struct file_list *list);

// Adds a rule file, or the rule files (file_is_rule) of a directory and the
// directories in it, in order of their names (bytes). `-` is
// standard input. False where something could not be read, or a directory holds
// no rule; what could be found is added all the same.
bool file_list_add_rules(struct file_list *list, const char *path);

// Reads a rule file whole. The caller frees *ret_data. False if it cannot be
// read, is no text, or is larger than a rule can be.
bool file_read_rule(const char *path, char **ret_data, size_t *ret_size);

// True for names of what is a rule file in a directory: *.car, and CAR analytics
// in YAML, CAR-*.yaml or CAR-*.yml (case of `CAR` ignored); none that begins with a
// dot.
bool file_is_rule(const char *name);

// True for a path that ends as rule files do: in .car, .yaml or .yml.
bool file_is_rule_text(const char *path);

// True for a path that ends in .yaml or .yml: a CAR analytic file.
bool file_is_analytics(const char *path);

#endif
