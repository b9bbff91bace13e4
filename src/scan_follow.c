// SPDX-License-Identifier: Apache-2.0
// Files that grow: a stream of bytes each, with lines and places of its own, all of
// one scan. The time of the input as a whole is that of the stream that is most
// behind, of those that are known to have more: so a file that is read after another
// one of the same days does not come too late.
#include "exec/follow.h"
#include "scan.h"

#include <stdlib.h>
#include <time.h>

struct carl_stream {
    struct carl_scan *scan;
    const char *file; // borrowed from the scan
    struct framer framer;
    bool paused; // its file has no more for now
    bool ended;
    bool has_time;
    int64_t time; // the latest of its records
};

enum carl_status carl_rule_following(const struct carl_rules *rules, size_t rule, enum carl_following *ret_following) {
    if (!rules->compiled) {
        return CARL_ERROR_USAGE;
    }
    struct incremental incremental = {0};
    const struct plan_rule *plan_rule = &rules->plan.rules.items[rule];
    if (plan_rule->late && !incremental_init(&rules->plan, plan_rule, &incremental)) {
        return CARL_ERROR_MEMORY;
    }
    *ret_following = incremental.at_end      ? CARL_FOLLOW_AT_END
                     : incremental.unbounded ? CARL_FOLLOW_UNBOUNDED
                                             : CARL_FOLLOW_AT_ONCE;
    incremental_finish(&incremental);
    return CARL_OK;
}

// To the millisecond, as most logs have it.
static int64_t clock_now(void) {
    struct timespec now = {0};
    (void)timespec_get(&now, TIME_UTC);
    return (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec / 1000000 * 1000000;
}

static void set_clock(struct carl_scan *scan, int64_t now) {
    if (!scan->now_fixed) {
        scan->now_known = true;
        scan->now = now;
    }
    scan->worker.eval.now_known = scan->now_known;
    scan->worker.eval.now = scan->now;
}

// ---------------------------------------------------------------------------
// Time

static bool all_paused(const struct carl_scan *scan) {
    for (size_t i = 0; i < scan->streams.count; i++) {
        if (!scan->streams.items[i]->paused) {
            return false;
        }
    }
    return true;
}

// The time that all streams have come to; false where it is not known.
static bool common_time(const struct carl_scan *scan, int64_t *ret_time) {
    int64_t least = scan->latest;
    for (size_t i = 0; i < scan->streams.count; i++) {
        const struct carl_stream *stream = scan->streams.items[i];
        if (!stream->paused && !stream->has_time) {
            return false;
        }
        if (!stream->paused && stream->time < least) {
            least = stream->time;
        }
    }
    *ret_time = least;
    return scan->has_latest;
}

// A record from the future makes no other too late.
static void move_horizon(struct carl_scan *scan, int64_t now) {
    int64_t time;
    int64_t lateness = scan->options.lateness;
    if (!common_time(scan, &time)) {
        return;
    }
    time = time < now ? time : now;
    time = time < INT64_MIN + lateness ? INT64_MIN : time - lateness;
    if (time > scan->horizon) {
        scan->horizon = time;
    }
}

// Takes the turns of the rules that have something to do, or of those whose
// memory wants it.
static enum carl_status take_turns(struct carl_scan *scan, bool all) {
    int64_t now = clock_now();
    bool moved = false;
    enum carl_status status = CARL_OK;
    for (size_t i = 0; i < scan->rules->plan.rules.count && status == CARL_OK; i++) {
        if (scan->late[i] == NULL || !(all || follow_is_due(scan->late[i]))) {
            continue;
        }
        if (!moved) {
            set_clock(scan, now);
            move_horizon(scan, now);
            moved = true;
        }
        if (follow_has_work(scan->late[i], scan->horizon)) {
            status = scan_take_turn(scan, i, false);
        }
    }
    return status;
}

// ---------------------------------------------------------------------------
// Streams

enum carl_status carl_stream_create(struct carl_scan *scan, const char *file, struct carl_stream **ret_stream) {
    if (!scan->options.follow || scan->finished) {
        return CARL_ERROR_USAGE;
    }
    struct carl_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        return CARL_ERROR_MEMORY;
    }
    stream->scan = scan;
    for (size_t i = 0; i < scan->files.count && stream->file == NULL; i++) {
        stream->file = strcmp(scan->files.items[i], file) == 0 ? scan->files.items[i] : NULL;
    }
    if (stream->file == NULL) {
        stream->file = scan_keep_name(scan, file);
    }
    if (stream->file == NULL || !VECTOR_PUSH(&scan->streams, stream)) {
        free(stream);
        return CARL_ERROR_MEMORY;
    }
    framer_init(&stream->framer, scan->worker.framer.max_size);
    *ret_stream = stream;
    return CARL_OK;
}

static void leave(struct carl_stream *stream) {
    struct carl_scan *scan = stream->scan;
    size_t kept = 0;
    for (size_t i = 0; i < scan->streams.count; i++) {
        if (scan->streams.items[i] != stream) {
            scan->streams.items[kept++] = scan->streams.items[i];
        }
    }
    scan->streams.count = kept;
    stream->ended = true;
}

void carl_stream_destroy(struct carl_stream *stream) {
    if (stream != NULL) {
        if (!stream->ended) {
            leave(stream);
        }
        framer_finish(&stream->framer);
        free(stream);
    }
}

void carl_stream_skip(struct carl_stream *stream, uint64_t lines, uint64_t bytes) {
    stream->framer.line += lines;
    stream->framer.offset += bytes;
}

// The scan's batch holds what the line came to.
static enum carl_status run_line(struct carl_stream *stream, const struct frame *frame) {
    struct carl_scan *scan = stream->scan;
    const struct batch *batch = &scan->batch;
    enum carl_status status = scan_run_frame(scan, stream->file, frame);
    if (!batch->has_time) {
        return status;
    }
    scan->counts.late += batch->time < scan->horizon;
    if (!stream->has_time || batch->time > stream->time) {
        stream->has_time = true;
        stream->time = batch->time;
    }
    if (!scan->has_latest || batch->time > scan->latest) {
        scan->has_latest = true;
        scan->latest = batch->time;
    }
    return status;
}

enum carl_status carl_stream_feed(struct carl_stream *stream, const char *data, size_t size) {
    struct carl_scan *scan = stream->scan;
    if (stream->ended || scan->finished) {
        return CARL_ERROR_USAGE;
    }
    enum carl_status status = CARL_OK;
    struct frame frame;
    stream->paused = false;
    scan->counts.bytes += size;
    framer_feed(&stream->framer, slice_make(data, size));
    while (status == CARL_OK && framer_next(&stream->framer, &frame, &status)) {
        status = run_line(stream, &frame);
    }
    return status == CARL_OK ? take_turns(scan, false) : status;
}

enum carl_status carl_stream_pause(struct carl_stream *stream) {
    if (stream->ended || stream->scan->finished) {
        return CARL_ERROR_USAGE;
    }
    stream->paused = true;
    return all_paused(stream->scan) ? take_turns(stream->scan, true) : CARL_OK;
}

void carl_stream_resume(struct carl_stream *stream) {
    stream->paused = false;
}

enum carl_status carl_stream_end(struct carl_stream *stream) {
    struct frame frame;
    if (stream->ended || stream->scan->finished) {
        return CARL_ERROR_USAGE;
    }
    enum carl_status status = framer_last(&stream->framer, &frame) ? run_line(stream, &frame) : CARL_OK;
    leave(stream);
    return status == CARL_OK && all_paused(stream->scan) ? take_turns(stream->scan, true) : status;
}

bool carl_stream_time(const struct carl_stream *stream, int64_t *ret_nanoseconds) {
    if (stream->has_time) {
        *ret_nanoseconds = stream->time;
    }
    return stream->has_time;
}

enum carl_status scan_end_following(struct carl_scan *scan) {
    enum carl_status status = CARL_OK;
    while (scan->streams.count > 0 && status == CARL_OK) {
        status = carl_stream_end(scan->streams.items[0]);
    }
    set_clock(scan, clock_now());
    for (size_t i = 0; i < scan->rules->plan.rules.count && status == CARL_OK; i++) {
        if (scan->late[i] != NULL) {
            status = scan_take_turn(scan, i, true);
        }
    }
    return status;
}
