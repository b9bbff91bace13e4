// SPDX-License-Identifier: Apache-2.0
#include "cli/followed.h"

#include "cli/message.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void followed_init(struct followed *file, const char *path, struct carl_scan *scan, bool tail, bool quiet) {
    *file = (struct followed){.path = path, .scan = scan, .fd = -1, .tail = tail, .quiet = quiet};
}

static void close_file(struct followed *file) {
    carl_stream_destroy(file->stream);
    file->stream = NULL;
    if (file->fd > STDIN_FILENO) {
        (void)close(file->fd);
    }
    file->fd = -1;
    file->more = false;
}

void followed_finish(struct followed *file) {
    close_file(file);
}

static void refuse(struct followed *file) {
    close_file(file);
    file->done = true;
    file->refused = true;
}

// ---------------------------------------------------------------------------
// Forms

// Lines can be followed. What else a file may be is told by its first bytes.
struct closed_form {
    const char *magic;
    size_t size;
    const char *name;
};

static const struct closed_form closed_forms[] = {
    {"\x1f\x8b", 2, "gzip-compressed"},
    {"\x28\xb5\x2f\xfd", 4, "zstd-compressed"},
    {"\xfd\x37zXZ", 5, "xz-compressed"},
    {"BZh", 3, "bzip2-compressed"},
    {"PK\x03\x04", 4, "a zip archive"},
    {"ElfFile", 8, "a Windows event log (EVTX)"},
    {"\xff\xfe", 2, "UTF-16 text"},
    {"\xfe\xff", 2, "UTF-16 text"},
    {"[", 1, "a JSON array"},
};

static const char byte_order_mark[] = "\xef\xbb\xbf";

enum { MAGIC_SIZE = 8, MARK_SIZE = sizeof byte_order_mark - 1 };

// The name of the form that a file with these first bytes is in, or NULL where it
// can be followed.
static const char *closed_form(const char *bytes, size_t size) {
    for (size_t i = 0; i < sizeof closed_forms / sizeof *closed_forms; i++) {
        if (size >= closed_forms[i].size && memcmp(bytes, closed_forms[i].magic, closed_forms[i].size) == 0) {
            return closed_forms[i].name;
        }
    }
    return NULL;
}

// Looks at the first bytes of a file. False where it is refused.
static bool accept(struct followed *file, const char *bytes, size_t size) {
    const char *form = closed_form(bytes, size);

    file->known = true;
    if (form == NULL) {
        return true;
    }
    message_error("%s is %s: only lines can be followed", file->path, form);
    message_help("run it without --follow");
    refuse(file);
    return false;
}

// ---------------------------------------------------------------------------
// Opening

static void fail(struct followed *file, int error) {
    message_error("cannot read %s: %s", file->path, strerror(error));
    refuse(file);
}

static void skip_to(struct followed *file, uint64_t lines, uint64_t bytes) {
    if (lseek(file->fd, (off_t)bytes, SEEK_SET) < 0) {
        fail(file, errno);
        return;
    }
    carl_stream_skip(file->stream, lines, bytes - file->offset);
    file->offset = bytes;
}

// Passes over the whole lines that are there. They are counted, so that the lines
// to come have their numbers.
static void skip_lines(struct followed *file) {
    char buffer[64 * 1024];
    uint64_t lines = 0;
    uint64_t start = file->offset;
    uint64_t offset = file->offset;
    ssize_t got;

    while ((got = read(file->fd, buffer, sizeof buffer)) > 0) {
        const char *end = buffer + got;
        for (const char *at = buffer; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
            lines++;
            start = offset + (uint64_t)(at - buffer) + 1;
        }
        offset += (uint64_t)got;
    }
    skip_to(file, lines, start);
}

// Begins at the start of what is open.
static enum carl_status begin(struct followed *file) {
    carl_stream_destroy(file->stream);
    file->stream = NULL;
    file->offset = 0;
    file->known = false;
    file->replaced = false;
    return carl_stream_create(file->scan, file->path, &file->stream);
}

// The first bytes of a regular file, once there are some.
static void look_at_form(struct followed *file) {
    char bytes[MAGIC_SIZE];
    const ssize_t got = pread(file->fd, bytes, sizeof bytes, 0);

    if (got > 0 && accept(file, bytes, (size_t)got) && got >= MARK_SIZE &&
        memcmp(bytes, byte_order_mark, MARK_SIZE) == 0) {
        skip_to(file, 0, MARK_SIZE);
    }
}

static void tell_absence(struct followed *file, int error) {
    if (!file->absence_told && !file->quiet) {
        message_warning("cannot read %s: %s; waiting for it", file->path, strerror(error));
    }
    file->absence_told = true;
}

static enum carl_status take_up(struct followed *file, int fd) {
    enum carl_status status;
    struct stat found;

    file->fd = fd;
    file->absence_told = false;
    if (fstat(fd, &found) < 0) {
        fail(file, errno);
        return CARL_OK;
    }
    if (S_ISDIR(found.st_mode)) {
        message_error("%s is a directory, not an event file", file->path);
        message_help("name the files in it: %s/*.json", file->path);
        refuse(file);
        return CARL_OK;
    }
    file->is_pipe = fd == STDIN_FILENO || !S_ISREG(found.st_mode);
    file->device = found.st_dev;
    file->inode = found.st_ino;
    status = begin(file);
    if (status == CARL_OK && !file->is_pipe && found.st_size > 0) {
        look_at_form(file);
    }
    if (status == CARL_OK && !file->done && file->tail && !file->is_pipe) {
        skip_lines(file);
    }
    file->tail = false;
    return status;
}

static enum carl_status open_file(struct followed *file) {
    int fd;

    if (strcmp(file->path, "-") == 0) {
        return take_up(file, STDIN_FILENO);
    }
    fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        // What comes later is all new.
        file->tail = false;
        tell_absence(file, errno);
        return CARL_OK;
    }
    return take_up(file, fd);
}

// ---------------------------------------------------------------------------
// Looking and reading

static enum carl_status start_over(struct followed *file) {
    enum carl_status status = carl_stream_end(file->stream);

    if (!file->quiet) {
        message_note("%s was truncated: reading it from its start", file->path);
    }
    if (status == CARL_OK && lseek(file->fd, 0, SEEK_SET) < 0) {
        fail(file, errno);
        return CARL_OK;
    }
    return status == CARL_OK ? begin(file) : status;
}

static enum carl_status take_successor(struct followed *file) {
    const enum carl_status status = carl_stream_end(file->stream);

    if (!file->quiet) {
        message_note("%s was replaced: reading the new file", file->path);
    }
    close_file(file);
    return status == CARL_OK ? open_file(file) : status;
}

// What has become of the name of a file that was read to its end. Whoever writes
// may do so to the old file for a while after it was renamed, so it is left only
// when nothing more has come between two looks.
static enum carl_status look_at_name(struct followed *file) {
    struct stat named;

    if (stat(file->path, &named) < 0) {
        tell_absence(file, errno);
        file->replaced = false;
        return CARL_OK;
    }
    file->absence_told = false;
    if (named.st_dev == file->device && named.st_ino == file->inode) {
        file->replaced = false;
        return CARL_OK;
    }
    if (!file->replaced) {
        file->replaced = true;
        return CARL_OK;
    }
    return take_successor(file);
}

static enum carl_status look_at_size(struct followed *file) {
    enum carl_status status = CARL_OK;
    struct stat found;

    if (fstat(file->fd, &found) < 0) {
        return CARL_OK;
    }
    if ((uint64_t)found.st_size < file->offset) {
        status = start_over(file);
    }
    if (status == CARL_OK && !file->done && !file->known && found.st_size > 0) {
        look_at_form(file);
    }
    file->more = !file->done && (uint64_t)found.st_size > file->offset;
    return status;
}

static void look_at_pipe(struct followed *file) {
    struct pollfd pipe = {.fd = file->fd, .events = POLLIN};

    file->more = poll(&pipe, 1, 0) > 0;
}

enum carl_status followed_look(struct followed *file) {
    enum carl_status status = CARL_OK;

    if (file->done) {
        return CARL_OK;
    }
    if (file->fd < 0) {
        status = open_file(file);
    }
    if (status != CARL_OK || file->fd < 0 || file->done) {
        return status;
    }
    if (file->is_pipe) {
        look_at_pipe(file);
        return CARL_OK;
    }
    status = look_at_size(file);
    if (status == CARL_OK && !file->more && !file->done) {
        status = look_at_name(file);
        if (status == CARL_OK && file->fd >= 0 && !file->done) {
            status = look_at_size(file);
        }
    }
    return status;
}

static enum carl_status read_end(struct followed *file) {
    file->more = false;
    if (!file->is_pipe) {
        return carl_stream_pause(file->stream);
    }
    file->done = true;
    return carl_stream_end(file->stream);
}

enum carl_status followed_read(struct followed *file, char *buffer, size_t size) {
    enum carl_status status;
    const ssize_t got = read(file->fd, buffer, size);

    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        file->more = errno == EINTR;
        return CARL_OK;
    }
    if (got < 0) {
        fail(file, errno);
        return CARL_OK;
    }
    if (got == 0) {
        return read_end(file);
    }
    if (!file->known && !accept(file, buffer, (size_t)got)) {
        return CARL_OK;
    }
    status = carl_stream_feed(file->stream, buffer, (size_t)got);
    file->offset += (uint64_t)got;
    if (status == CARL_OK && file->is_pipe) {
        look_at_pipe(file);
        status = file->more ? CARL_OK : carl_stream_pause(file->stream);
    }
    return status;
}
