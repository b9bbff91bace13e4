// SPDX-License-Identifier: Apache-2.0
// Inside of the library: a scan, as its parts see it.
#ifndef CARL_SCAN_H
#define CARL_SCAN_H

#include "base/attributes.h"
#include "base/vector.h"
#include "carl.h"
#include "rules.h"
#include "scan_batch.h"
#include "scan_input.h"
#include "scan_select.h"
#include "scan_worker.h"

struct carl_scan {
    const struct carl_rules *rules;
    struct carl_scan_options options;
    struct selection selection;
    struct worker worker;  // of the caller's thread
    struct batch batch;    // of the caller's thread
    bool feeding;          // a file is being fed
    bool sift;             // texts without JSON are left out
    uint64_t lines_before; // in the file before the batch that is delivered next
    VECTOR(char *) files;  // names, owned
    struct late **late;    // of each rule that is late; NULL for others and those that were ended
    bool *ended;           // rules that needed too much memory
    struct carl_hit late_hit;
    bool now_known;
    bool now_fixed; // given by the caller
    int64_t now;    // nanoseconds since the epoch
    struct text now_text;
    struct carl_scan_counts counts;
    uint64_t *event_counts; // as plan.dispatch
    uint64_t *rule_hits;
    struct unmapped unmapped;
    bool *seen; // by column: a record had this native field
    bool finished;
    struct trace_layout layout; // where the options say that the scan is traced, as the next
    struct trace trace;
    struct filled filled; // where the options say that it is counted
    // While the input is followed:
    VECTOR(struct carl_stream *) streams; // that have not ended; not owned
    bool has_latest;
    int64_t latest;  // time of all records
    int64_t horizon; // that no record to come is older than; INT64_MIN: unknown
};

// The layout of the counts of a traced scan; NULL where it is not traced.
const struct trace_layout *scan_layout(const struct carl_scan *scan);

// Whether lines that hold no hit are passed over unread.
bool scan_is_gated(const struct carl_scan *scan);

// A worker for the scan's rules and options.
MUST_USE enum carl_status scan_init_worker(const struct carl_scan *scan, struct worker *worker);

// Hands the batch's entries to the callbacks and the late rules, in order, and
// adds up its counts. Called for one batch at a time, in the order of the input.
MUST_USE enum carl_status scan_deliver(struct carl_scan *scan, struct batch *batch);

// Evaluates a line, and delivers what comes of it. `file` is one of the scan's names.
MUST_USE enum carl_status scan_run_frame(struct carl_scan *scan, const char *file, const struct frame *frame);

// Keeps a name for as long as the scan lives. NULL where memory is out.
const char *scan_keep_name(struct carl_scan *scan, const char *name);

// Hands a hit to the callback.
MUST_USE enum carl_status scan_report_hit(struct carl_scan *scan, const struct carl_hit *hit);

// Ends a rule that needs too much memory; false where memory itself is out.
MUST_USE bool scan_end_if_exceeded(struct carl_scan *scan, size_t rule);

// scan_late.c: evaluates the late outputs of a rule at the end of the input.
MUST_USE enum carl_status scan_run_late(struct carl_scan *scan, size_t rule);
// scan_late.c: takes a turn of a rule that is followed, and delivers what comes of it.
MUST_USE enum carl_status scan_take_turn(struct carl_scan *scan, size_t rule, bool ending);

// scan_follow.c: takes the last turns, after all streams have ended.
MUST_USE enum carl_status scan_end_following(struct carl_scan *scan);

// Reads the input with as many threads as the options say.
MUST_USE enum carl_status scan_read_together(struct carl_scan *scan, struct input *input);

#endif
