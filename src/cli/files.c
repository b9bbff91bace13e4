// SPDX-License-Identifier: Apache-2.0
#include "cli/files.h"

#include "cli/message.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RULE_SIZE_LIMIT = 16 * 1024 * 1024, READ_SIZE = 64 * 1024, DEPTH_LIMIT = 64 };

void file_list_init(struct file_list *list) {
    *list = (struct file_list){0};
}

void file_list_finish(struct file_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].path);
    }
    free(list->items);
}

static bool out_of_memory(void) {
    message_error("out of memory");
    return false;
}

static bool holds(const struct file_list *list, const struct stat *status) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].inode == (unsigned long long)status->st_ino &&
            list->items[i].device == (unsigned long long)status->st_dev) {
            return true;
        }
    }
    return false;
}

static bool append(struct file_list *list, const char *path, const struct stat *status) {
    char *copy;

    if (holds(list, status)) {
        return true;
    }
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity == 0 ? 16 : list->capacity * 2;
        struct file_entry *items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL) {
            return out_of_memory();
        }
        list->items = items;
        list->capacity = capacity;
    }
    copy = strdup(path);
    if (copy == NULL) {
        return out_of_memory();
    }
    list->items[list->count++] = (struct file_entry){copy, status->st_dev, status->st_ino};
    return true;
}

static bool ends_in(const char *name, const char *tail) {
    const size_t size = strlen(name);
    const size_t tail_size = strlen(tail);

    return size > tail_size && strcmp(name + size - tail_size, tail) == 0;
}

bool file_is_analytics(const char *path) {
    return ends_in(path, ".yaml") || ends_in(path, ".yml");
}

bool file_is_rule_text(const char *path) {
    return ends_in(path, ".car") || file_is_analytics(path);
}

bool file_is_rule(const char *name) {
    return name[0] != '.' && (ends_in(name, ".car") || (file_is_analytics(name) && strncasecmp(name, "CAR-", 4) == 0));
}

static bool is_wanted(const struct file_list *list, const char *name) {
    return file_is_rule(name) && !(list->texts_only && file_is_analytics(name));
}

static char *join(const char *directory, const char *name) {
    const size_t size = strlen(directory) + strlen(name) + 2;
    const bool has_slash = directory[0] != '\0' && directory[strlen(directory) - 1] == '/';
    char *path = malloc(size);

    if (path != NULL) {
        (void)snprintf(path, size, "%s%s%s", directory, has_slash ? "" : "/", name);
    }
    return path;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(char **names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
}

// The names in a directory that do not begin with a dot, sorted.
static bool list_names(const char *path, char ***ret_names, size_t *ret_count) {
    DIR *directory = opendir(path);
    char **names = NULL;
    size_t count = 0;
    size_t capacity = 0;
    struct dirent *entry;

    if (directory == NULL) {
        message_error("cannot read directory %s: %s", path, strerror(errno));
        return false;
    }
    while ((entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (count == capacity) {
            const size_t larger = capacity == 0 ? 16 : capacity * 2;
            char **grown = realloc(names, larger * sizeof *grown);
            if (grown == NULL) {
                goto fail;
            }
            names = grown;
            capacity = larger;
        }
        names[count] = strdup(entry->d_name);
        if (names[count] == NULL) {
            goto fail;
        }
        count++;
    }
    (void)closedir(directory);
    if (count > 0) {
        qsort(names, count, sizeof *names, compare_names);
    }
    *ret_names = names;
    *ret_count = count;
    return true;

fail:
    (void)closedir(directory);
    free_names(names, count);
    return out_of_memory();
}

static bool walk(struct file_list *list, const char *path, size_t depth, size_t *found);

static bool walk_entry(struct file_list *list, const char *directory, const char *name, size_t depth, size_t *found) {
    char *path = join(directory, name);
    struct stat status;
    bool done = true;

    if (path == NULL) {
        return out_of_memory();
    }
    if (stat(path, &status) != 0) {
        // A dangling link of another kind is no rule that was missed.
        if (is_wanted(list, name)) {
            message_error("cannot read rule %s: %s", path, strerror(errno));
            done = false;
        }
    } else if (S_ISDIR(status.st_mode)) {
        done = walk(list, path, depth + 1, found);
    } else if (is_wanted(list, name)) {
        *found += 1;
        done = append(list, path, &status);
    }
    free(path);
    return done;
}

static bool walk(struct file_list *list, const char *path, size_t depth, size_t *found) {
    char **names;
    size_t count;
    bool done = true;

    if (depth > DEPTH_LIMIT) {
        message_error("%s: directories nested too deeply (a loop of links?)", path);
        return false;
    }
    if (!list_names(path, &names, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        done = walk_entry(list, path, names[i], depth, found) && done;
    }
    free_names(names, count);
    return done;
}

bool file_list_add_rules(struct file_list *list, const char *path) {
    struct stat status;
    size_t found = 0;
    bool done;

    if (strcmp(path, "-") == 0) {
        return fstat(STDIN_FILENO, &status) == 0 && append(list, path, &status);
    }
    if (stat(path, &status) != 0) {
        message_error("cannot read rule %s: %s", path, strerror(errno));
        return false;
    }
    if (!S_ISDIR(status.st_mode)) {
        return append(list, path, &status);
    }
    done = walk(list, path, 0, &found);
    if (done && found == 0) {
        message_error("no rule in directory %s", path);
        message_help(list->texts_only ? "rules are files whose names end in .car"
                                      : "rules are files named *.car, CAR-*.yaml or CAR-*.yml");
        return false;
    }
    return done;
}

static bool read_all(const char *path, int fd, char **ret_data, size_t *ret_size) {
    char *data = NULL;
    size_t size = 0;
    size_t capacity = 0;

    for (;;) {
        ssize_t got;
        if (capacity - size < READ_SIZE) {
            char *grown = realloc(data, capacity + capacity + READ_SIZE);
            if (grown == NULL) {
                (void)out_of_memory();
                goto fail;
            }
            data = grown;
            capacity = capacity + capacity + READ_SIZE;
        }
        got = read(fd, data + size, READ_SIZE);
        if (got == 0) {
            break;
        }
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            message_error("cannot read rule %s: %s", path, strerror(errno));
            goto fail;
        }
        size += (size_t)got;
        if (size > RULE_SIZE_LIMIT) {
            message_error("%s: larger than a rule can be (%d MiB)", path, RULE_SIZE_LIMIT / 1024 / 1024);
            goto fail;
        }
    }
    *ret_data = data;
    *ret_size = size;
    return true;

fail:
    free(data);
    return false;
}

bool file_read_rule(const char *path, char **ret_data, size_t *ret_size) {
    const bool is_input = strcmp(path, "-") == 0;
    const int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    const char *nul;
    char *data;
    size_t size;
    bool done;

    if (fd < 0) {
        message_error("cannot read rule %s: %s", path, strerror(errno));
        return false;
    }
    done = read_all(path, fd, &data, &size);
    if (!is_input) {
        (void)close(fd);
    }
    if (!done) {
        return false;
    }
    nul = memchr(data, '\0', size);
    if (nul != NULL) {
        message_error("%s: not a text file: a NUL byte at offset %zu", path, (size_t)(nul - data));
        free(data);
        return false;
    }
    *ret_data = data;
    *ret_size = size;
    return true;
}
