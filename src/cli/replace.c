// SPDX-License-Identifier: Apache-2.0
// realpath with a NULL buffer is of POSIX.1-2008's XSI option; every system that
// carl runs on has it.
#define _XOPEN_SOURCE 700
#include "cli/replace.h"

#include "cli/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, const char *data, size_t size) {
    while (size > 0) {
        const ssize_t written = write(fd, data, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        data += written;
        size -= (size_t)written;
    }
    return true;
}

// Fills the new file; the descriptor is closed in any case.
static bool fill(int fd, const struct stat *status, const char *data, size_t size) {
    bool done = write_all(fd, data, size);

    // Only root may give a file away; for others the file is theirs afterwards.
    if (done && fchown(fd, status->st_uid, status->st_gid) != 0 && errno != EPERM) {
        done = false;
    }
    done = done && fchmod(fd, status->st_mode & 07777) == 0 && fsync(fd) == 0;
    if (close(fd) != 0) {
        done = false;
    }
    return done;
}

static bool replace(const char *target, const char *data, size_t size) {
    static const char suffix[] = ".carl-XXXXXX";
    const size_t length = strlen(target);
    char *temporary = malloc(length + sizeof suffix);
    struct stat status;
    bool done = false;
    int fd;

    if (temporary == NULL || stat(target, &status) != 0) {
        free(temporary);
        return false;
    }
    memcpy(temporary, target, length);
    memcpy(temporary + length, suffix, sizeof suffix);
    fd = mkstemp(temporary);
    if (fd >= 0) {
        done = fill(fd, &status, data, size) && rename(temporary, target) == 0;
        if (!done) {
            const int reason = errno;
            (void)unlink(temporary);
            errno = reason;
        }
    }
    free(temporary);
    return done;
}

bool file_replace(const char *path, const char *data, size_t size) {
    char *target = realpath(path, NULL);
    const bool done = target != NULL && replace(target, data, size);

    if (!done) {
        message_error("cannot write %s: %s", path, strerror(errno));
    }
    free(target);
    return done;
}
