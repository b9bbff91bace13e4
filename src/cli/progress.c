// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include "cli/message.h"
#include "cli/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE = 256 };

static const double FIRST_SECONDS = 1;
static const double SECONDS_BETWEEN = 0.15;

static const char erase[] = "\r\033[K";

static double clock_seconds(void) {
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// ---------------------------------------------------------------------------
// The line

struct line {
    char *text;
    size_t size;
    size_t used;
};

static void put(struct line *line, const char *text) {
    size_t size = strlen(text);

    size = size < line->size - line->used - 1 ? size : line->size - line->used - 1;
    memcpy(line->text + line->used, text, size);
    line->used += size;
    line->text[line->used] = '\0';
}

static void put_bytes(struct line *line, double bytes) {
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    char text[32];

    while (bytes >= 1000 && unit + 1 < sizeof units / sizeof *units) {
        bytes /= 1024;
        unit++;
    }
    (void)snprintf(text, sizeof text, "%.*f %s", unit > 0 && bytes < 9.95 ? 1 : 0, bytes, units[unit]);
    put(line, text);
}

static void put_duration(struct line *line, double seconds) {
    const uint64_t whole = seconds < 1e9 ? (uint64_t)(seconds + 0.5) : UINT64_C(1000000000);
    char text[64];

    if (whole < 60) {
        (void)snprintf(text, sizeof text, "%" PRIu64 " s", whole);
    } else if (whole < 3600) {
        (void)snprintf(text, sizeof text, "%" PRIu64 " min %" PRIu64 " s", whole / 60, whole % 60);
    } else {
        (void)snprintf(text, sizeof text, "%" PRIu64 " h %" PRIu64 " min", whole / 3600, whole / 60 % 60);
    }
    put(line, text);
}

static void put_hits(struct line *line, uint64_t hits) {
    char text[64];

    (void)snprintf(text, sizeof text, ", %" PRIu64 " hit%s", hits, hits == 1 ? "" : "s");
    put(line, text);
}

size_t progress_line(char *text, size_t size, const struct progress *progress, double seconds, size_t columns) {
    struct line line = {text, size, 0};
    const double read = (double)progress->read;
    const double total = (double)progress->total;
    const double rate = seconds > 0 ? read / seconds : 0;
    char share[32];

    put(&line, "carl: ");
    put_bytes(&line, read);
    if (progress->total > 0) {
        put(&line, " of ");
        put_bytes(&line, total);
        (void)snprintf(share, sizeof share, " (%.0f%%)", read < total ? 100 * read / total : 100);
        put(&line, share);
    }
    put(&line, ", ");
    put_bytes(&line, rate);
    put(&line, "/s");
    if (progress->total > 0 && rate > 0) {
        put(&line, ", ");
        put_duration(&line, read < total ? (total - read) / rate : 0);
        put(&line, " left");
    }
    put_hits(&line, atomic_load(&progress->hits));
    // A line that reaches the edge may wrap.
    if (columns > 0 && line.used >= columns) {
        line.used = columns - 1;
        text[line.used] = '\0';
    }
    return line.used;
}

// ---------------------------------------------------------------------------
// The screen

static void write_out(const char *text, size_t size) {
    // What cannot be shown is not worth a message.
    const ssize_t written = write(STDERR_FILENO, text, size);
    (void)written;
}

static void hide(struct progress *progress) {
    if (progress->shown) {
        write_out(erase, sizeof erase - 1);
        progress->shown = false;
    }
}

static void draw(struct progress *progress, double now) {
    char line[LINE_SIZE + sizeof erase];

    memcpy(line, erase, sizeof erase - 1);
    write_out(line, sizeof erase - 1 +
                        progress_line(line + sizeof erase - 1, LINE_SIZE, progress, now - progress->begun,
                                      terminal_columns(STDERR_FILENO)));
    progress->shown = true;
    progress->drawn = now;
}

static void make_way(void *user) {
    struct progress *progress = user;

    (void)pthread_mutex_lock(&progress->screen);
    hide(progress);
}

static void take_back(void *user) {
    struct progress *progress = user;

    (void)pthread_mutex_unlock(&progress->screen);
}

// Bytes that are to be read of a file; 0 where that is not known.
static uint64_t size_of(const char *path) {
    struct stat file;
    const bool is_input = strcmp(path, "-") == 0;
    const int result = is_input ? fstat(STDIN_FILENO, &file) : stat(path, &file);
    const off_t at = is_input ? lseek(STDIN_FILENO, 0, SEEK_CUR) : 0;

    return result == 0 && S_ISREG(file.st_mode) && at >= 0 && file.st_size > at ? (uint64_t)(file.st_size - at) : 0;
}

// What is not there will be told, and is nothing to read.
static uint64_t size_of_all(const char *const *paths, size_t count) {
    uint64_t total = 0;

    for (size_t i = 0; i < count; i++) {
        struct stat file;
        const uint64_t size = size_of(paths[i]);
        if (size == 0 && (strcmp(paths[i], "-") == 0 || (stat(paths[i], &file) == 0 && !S_ISREG(file.st_mode)))) {
            return 0;
        }
        total += size;
    }
    return total;
}

void progress_init(struct progress *progress, bool wanted, const char *const *paths, size_t count) {
    *progress = (struct progress){.active = wanted && terminal_can_rewrite(STDERR_FILENO)};
    atomic_init(&progress->hits, 0);
    if (!progress->active || pthread_mutex_init(&progress->screen, NULL) != 0) {
        progress->active = false;
        return;
    }
    progress->shares_screen = isatty(STDOUT_FILENO) != 0;
    progress->total = size_of_all(paths, count);
    progress->begun = clock_seconds();
    progress->drawn = progress->begun + FIRST_SECONDS - SECONDS_BETWEEN;
    message_set_guard(make_way, take_back, progress);
}

void progress_finish(struct progress *progress) {
    if (progress->active) {
        message_set_guard(NULL, NULL, NULL);
        hide(progress);
        (void)pthread_mutex_destroy(&progress->screen);
        progress->active = false;
    }
}

void progress_read(struct progress *progress, size_t bytes) {
    if (!progress->active) {
        return;
    }
    (void)pthread_mutex_lock(&progress->screen);
    const double now = clock_seconds();
    progress->read += bytes;
    if (now - progress->drawn >= SECONDS_BETWEEN) {
        draw(progress, now);
    }
    (void)pthread_mutex_unlock(&progress->screen);
}

void progress_begin_hit(struct progress *progress) {
    if (progress->active) {
        atomic_fetch_add(&progress->hits, 1);
        if (progress->shares_screen) {
            make_way(progress);
        }
    }
}

void progress_end_hit(struct progress *progress) {
    if (progress->active && progress->shares_screen) {
        take_back(progress);
    }
}
