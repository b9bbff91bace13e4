// SPDX-License-Identifier: Apache-2.0
#include "cli/feed.h"

#include "cli/interrupt.h"
#include "cli/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A file form known by its first bytes, and how to turn it into lines of JSON.
struct foreign_form {
    const char *magic;
    size_t size;
    const char *name;
    const char *help;
};

static const struct foreign_form foreign_forms[] = {
    {"\x1f\x8b", 2, "gzip-compressed", "try: gzip -dc FILE | carl run ... -"},
    {"\x28\xb5\x2f\xfd", 4, "zstd-compressed", "try: zstd -dc FILE | carl run ... -"},
    {"\xfd"
     "7zXZ",
     5, "xz-compressed", "try: xz -dc FILE | carl run ... -"},
    {"BZh", 3, "bzip2-compressed", "try: bzip2 -dc FILE | carl run ... -"},
    {"PK\x03\x04", 4, "a zip archive", "try: unzip -p FILE | carl run ... -"},
    {"ElfFile", 8, "a Windows event log (EVTX)", "convert it first: evtx_dump -o jsonl FILE | carl run ... -"},
    {"\xff\xfe", 2, "UTF-16 text", "try: iconv -f UTF-16 -t UTF-8 FILE | carl run ... -"},
    {"\xfe\xff", 2, "UTF-16 text", "try: iconv -f UTF-16 -t UTF-8 FILE | carl run ... -"},
};

static bool is_foreign(const char *path, const char *data, size_t size) {
    for (size_t i = 0; i < sizeof foreign_forms / sizeof *foreign_forms; i++) {
        const struct foreign_form *form = &foreign_forms[i];
        if (size >= form->size && memcmp(data, form->magic, form->size) == 0) {
            message_error("%s is %s; carl reads events as lines of JSON", path, form->name);
            message_help("%s", form->help);
            return true;
        }
    }
    return false;
}

static enum feed_result scan_result(enum carl_status status) {
    if (status == CARL_ERROR_STOPPED) {
        return FEED_STOPPED;
    }
    if (status != CARL_OK) {
        message_error("%s", carl_status_message(status));
        return FEED_FATAL;
    }
    return FEED_DONE;
}

static enum feed_result feed_descriptor(struct carl_scan *scan, int fd, const char *path, char *buffer) {
    enum feed_result result = scan_result(carl_scan_begin(scan, path));
    bool first = true;

    while (result == FEED_DONE) {
        const ssize_t got = interrupt_seen() ? -1 : read(fd, buffer, FEED_SIZE);
        if (interrupt_seen()) {
            return FEED_STOPPED;
        }
        if (got == 0) {
            break;
        }
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            message_error("cannot read %s: %s", path, strerror(errno));
            return FEED_UNREADABLE;
        }
        if (first && is_foreign(path, buffer, (size_t)got)) {
            return FEED_UNREADABLE;
        }
        first = false;
        result = scan_result(carl_scan_feed(scan, buffer, (size_t)got));
    }
    return result;
}

enum feed_result feed_file(struct carl_scan *scan, const char *path, char *buffer) {
    enum feed_result result;
    struct stat status;
    int fd;

    if (strcmp(path, "-") == 0) {
        return feed_descriptor(scan, STDIN_FILENO, path, buffer);
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
        result = feed_descriptor(scan, fd, path, buffer);
    }
    (void)close(fd);
    return result;
}
