// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer: runs the target once on each file of the directories
// given as arguments. Fails if there is none, so that a lost corpus is noticed.
#include "target.h"

#include <dirent.h>
#include <stdio.h>

enum { INPUT_LIMIT = 1024 * 1024, PATH_LIMIT = 4096 };

static int run_file(const char *path, uint8_t *buffer) {
    FILE *file = fopen(path, "rb");
    uint8_t *exact;
    size_t size;

    if (file == NULL) {
        perror(path);
        return -1;
    }
    size = fread(buffer, 1, INPUT_LIMIT, file);
    (void)fclose(file);
    // A block of the exact size lets the address sanitizer see reads past it.
    exact = malloc(size == 0 ? 1 : size);
    if (exact == NULL) {
        return -1;
    }
    for (size_t i = 0; i < size; i++) {
        exact[i] = buffer[i];
    }
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

static int run_directory(const char *path, uint8_t *buffer) {
    DIR *directory = opendir(path);
    struct dirent *entry;
    char file[PATH_LIMIT];
    int count = 0;

    if (directory == NULL) {
        perror(path);
        return -1;
    }
    while ((entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        (void)snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (run_file(file, buffer) != 0) {
            count = -1;
            break;
        }
        count++;
    }
    (void)closedir(directory);
    return count;
}

int main(int argc, char **argv) {
    uint8_t *buffer = malloc(INPUT_LIMIT);
    int total = 0;

    for (int i = 1; i < argc && buffer != NULL; i++) {
        const int count = run_directory(argv[i], buffer);
        if (count < 0) {
            total = 0;
            break;
        }
        total += count;
    }
    free(buffer);
    printf("%d inputs\n", total);
    return total > 0 ? 0 : 1;
}
