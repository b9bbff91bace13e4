// SPDX-License-Identifier: Apache-2.0
#include "cli/feed.h"

#include "cli/interrupt.h"
#include "cli/message.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void feed_report(const struct carl_problem *problem) {
    switch (problem->kind) {
    case CARL_PROBLEM_DAMAGED:
        message_error("%s is damaged at byte offset %" PRIu64 ": %s", problem->file, problem->offset, problem->reason);
        break;
    case CARL_PROBLEM_ENCRYPTED:
        message_error("%s cannot be read: %s", problem->file, problem->reason);
        break;
    case CARL_PROBLEM_FOREIGN:
        message_error("%s is %s; carl reads JSON", problem->file, problem->reason);
        break;
    }
    if (problem->help != NULL) {
        message_help("%s", problem->help);
    }
}

// A file being read, and why reading ended before its end.
struct feed {
    int fd;
    const char *path;
    struct progress *progress;
    bool unreadable; // reported on standard error
};

// A signal may come to another thread than the one that waits, so waiting looks
// up now and then.
static void wait_for_input(const struct feed *feed) {
    enum { MILLISECONDS = 100 };
    struct pollfd input = {.fd = feed->fd, .events = POLLIN};

    while (!interrupt_seen() && poll(&input, 1, MILLISECONDS) == 0) {
        progress_read(feed->progress, 0);
    }
}

static enum carl_status read_file(void *user, char *buffer, size_t size, size_t *ret_size) {
    struct feed *feed = user;
    ssize_t got;

    do {
        wait_for_input(feed);
        got = interrupt_seen() ? 0 : read(feed->fd, buffer, size);
    } while (got < 0 && errno == EINTR && !interrupt_seen());
    if (interrupt_seen()) {
        return CARL_ERROR_STOPPED;
    }
    if (got < 0) {
        message_error("cannot read %s: %s", feed->path, strerror(errno));
        feed->unreadable = true;
        return CARL_ERROR_STOPPED;
    }
    progress_read(feed->progress, (size_t)got);
    *ret_size = (size_t)got;
    return CARL_OK;
}

static enum feed_result feed_descriptor(struct carl_scan *scan, int fd, const char *path, struct progress *progress) {
    struct feed feed = {.fd = fd, .path = path, .progress = progress};
    const enum carl_status status = carl_scan_read(scan, path, read_file, &feed);

    if (status == CARL_OK || status == CARL_ERROR_INPUT) {
        return FEED_DONE;
    }
    if (status == CARL_ERROR_STOPPED) {
        return feed.unreadable ? FEED_UNREADABLE : FEED_STOPPED;
    }
    message_error("%s", carl_status_message(status));
    return FEED_FATAL;
}

enum feed_result feed_file(struct carl_scan *scan, const char *path, struct progress *progress) {
    enum feed_result result;
    struct stat status;
    int fd;

    if (strcmp(path, "-") == 0) {
        return feed_descriptor(scan, STDIN_FILENO, path, progress);
    }
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        message_error("cannot read %s: %s", path, strerror(errno));
        return FEED_UNREADABLE;
    }
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        message_error("%s is a directory, not an event file", path);
        message_help("name the files in it: %s/*.json", path);
        result = FEED_UNREADABLE;
    } else {
        result = feed_descriptor(scan, fd, path, progress);
    }
    (void)close(fd);
    return result;
}
