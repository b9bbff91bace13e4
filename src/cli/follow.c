// SPDX-License-Identifier: Apache-2.0
#include "cli/follow.h"

#include "cli/followed.h"
#include "cli/interrupt.h"
#include "cli/message.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Looking at files costs next to nothing, and works wherever files do.
enum { WAIT_MILLISECONDS = 250, PIECE_SIZE = 256 * 1024 };

struct follower {
    const struct follow_options *options;
    struct followed *files;
    struct pollfd *pipes;
    char *buffer;
};

// ---------------------------------------------------------------------------
// Arguments and notes

bool follow_parse_lateness(const char *text, int64_t *ret_nanoseconds) {
    static const struct {
        const char *name;
        int64_t nanoseconds;
    } units[] = {
        {"ms", 1000000},
        {"s", 1000000000},
        {"m", INT64_C(60000000000)},
        {"h", INT64_C(3600000000000)},
        {"d", INT64_C(86400000000000)},
    };
    char *end;
    const unsigned long number = strtoul(text, &end, 10);

    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].name) == 0 && number <= (uint64_t)(INT64_MAX / units[i].nanoseconds)) {
            *ret_nanoseconds = (int64_t)number * units[i].nanoseconds;
            return true;
        }
    }
    return false;
}

// The ids of the rules that follow in one way, with commas between them. Returns their number.
static size_t list_rules(const struct carl_rules *rules, enum carl_following wanted, char *text, size_t size) {
    size_t count = 0;
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < carl_rules_count(rules); i++) {
        enum carl_following following;
        int written;

        if (carl_rule_failed(rules, i) || carl_rule_following(rules, i, &following) != CARL_OK || following != wanted) {
            continue;
        }
        written = snprintf(text + used, size - used, "%s%s", count > 0 ? ", " : "", carl_rule_id(rules, i));
        used = written < 0 || (size_t)written >= size - used ? size - 1 : used + (size_t)written;
        count++;
    }
    return count;
}

void follow_explain(const struct carl_rules *rules) {
    char ids[1024];

    if (list_rules(rules, CARL_FOLLOW_AT_END, ids, sizeof ids) > 0) {
        message_note("all events are kept to the end of the run, and hits given then, where a rule groups without "
                     "`within`, subtracts, or counts over a whole set: %s",
                     ids);
    }
    if (list_rules(rules, CARL_FOLLOW_UNBOUNDED, ids, sizeof ids) > 0) {
        message_note("events are kept to the end of the run where a join has no bounds on its times: %s", ids);
    }
}

// ---------------------------------------------------------------------------
// Following

static size_t count_refused(const struct follower *follower) {
    size_t count = 0;

    for (size_t i = 0; i < follower->options->count; i++) {
        count += follower->files[i].refused ? 1 : 0;
    }
    return count;
}

static bool all_done(const struct follower *follower) {
    for (size_t i = 0; i < follower->options->count; i++) {
        if (!follower->files[i].done) {
            return false;
        }
    }
    return true;
}

// All files that have more are known before any is read: time does not pass them.
static enum carl_status look(const struct follower *follower) {
    enum carl_status status = CARL_OK;

    for (size_t i = 0; i < follower->options->count && status == CARL_OK; i++) {
        struct followed *file = &follower->files[i];
        status = followed_look(file);
        if (status == CARL_OK && file->more) {
            carl_stream_resume(file->stream);
        }
    }
    return status;
}

// The file with more to read whose records are the oldest, or NULL.
static struct followed *most_behind(const struct follower *follower) {
    struct followed *behind = NULL;
    int64_t least = 0;

    for (size_t i = 0; i < follower->options->count; i++) {
        struct followed *file = &follower->files[i];
        int64_t time = INT64_MIN;
        if (!file->more) {
            continue;
        }
        (void)carl_stream_time(file->stream, &time);
        if (behind == NULL || time < least) {
            behind = file;
            least = time;
        }
    }
    return behind;
}

static bool flush(const struct follower *follower) {
    return follower->options->flush(follower->options->user);
}

// Reads what there is.
static enum carl_status read_all(const struct follower *follower) {
    enum carl_status status = CARL_OK;
    struct followed *file;

    while (status == CARL_OK && !interrupt_seen() && (file = most_behind(follower)) != NULL) {
        status = followed_read(file, follower->buffer, PIECE_SIZE);
        if (status == CARL_OK && !flush(follower)) {
            status = CARL_ERROR_STOPPED;
        }
    }
    return status;
}

// A new file without anything in it is waited for, too.
static enum carl_status pause_all(const struct follower *follower) {
    enum carl_status status = CARL_OK;

    for (size_t i = 0; i < follower->options->count && status == CARL_OK; i++) {
        const struct followed *file = &follower->files[i];
        if (file->stream != NULL && !file->done && !file->more) {
            status = carl_stream_pause(file->stream);
        }
    }
    return status == CARL_OK && !flush(follower) ? CARL_ERROR_STOPPED : status;
}

static void wait_for_more(const struct follower *follower) {
    size_t count = 0;

    for (size_t i = 0; i < follower->options->count; i++) {
        if (follower->files[i].is_pipe && !follower->files[i].done) {
            follower->pipes[count++] = (struct pollfd){.fd = follower->files[i].fd, .events = POLLIN};
        }
    }
    (void)poll(follower->pipes, (nfds_t)count, WAIT_MILLISECONDS);
}

// A last line that has no end is one all the same when nothing more comes.
static enum carl_status end_all(const struct follower *follower) {
    enum carl_status status = CARL_OK;

    for (size_t i = 0; i < follower->options->count && status == CARL_OK; i++) {
        const struct followed *file = &follower->files[i];
        if (file->stream != NULL && !file->done) {
            status = carl_stream_end(file->stream);
        }
    }
    return status;
}

static enum carl_status follow(const struct follower *follower) {
    enum carl_status status = CARL_OK;

    while (status == CARL_OK && !interrupt_seen()) {
        status = look(follower);
        if (status == CARL_OK) {
            status = read_all(follower);
        }
        if (status == CARL_OK) {
            status = pause_all(follower);
        }
        if (all_done(follower)) {
            break;
        }
        if (status == CARL_OK && !interrupt_seen()) {
            wait_for_more(follower);
        }
    }
    return status == CARL_OK ? end_all(follower) : status;
}

enum feed_result follow_files(struct carl_scan *scan, const struct follow_options *options, size_t *ret_unreadable) {
    struct follower follower = {.options = options};
    enum carl_status status = CARL_ERROR_MEMORY;

    *ret_unreadable = 0;
    follower.files = calloc(options->count + 1, sizeof *follower.files);
    follower.pipes = calloc(options->count + 1, sizeof *follower.pipes);
    follower.buffer = malloc(PIECE_SIZE);
    if (follower.files != NULL && follower.pipes != NULL && follower.buffer != NULL) {
        for (size_t i = 0; i < options->count; i++) {
            followed_init(&follower.files[i], options->paths[i], scan, options->tail, options->quiet);
        }
        status = follow(&follower);
        *ret_unreadable = count_refused(&follower);
        for (size_t i = 0; i < options->count; i++) {
            followed_finish(&follower.files[i]);
        }
    }
    free(follower.files);
    free(follower.pipes);
    free(follower.buffer);
    if (status == CARL_OK) {
        return FEED_DONE;
    }
    if (status == CARL_ERROR_STOPPED) {
        return FEED_STOPPED;
    }
    message_error("%s", carl_status_message(status));
    return FEED_FATAL;
}
