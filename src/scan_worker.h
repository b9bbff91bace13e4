// SPDX-License-Identifier: Apache-2.0
// One thread's share of a scan: lines become rows, rows go through the rules
// that want their kind, and what comes of it goes into a batch. What depends on
// other records is not decided here.
#ifndef CARL_SCAN_WORKER_H
#define CARL_SCAN_WORKER_H

#include "event/frame.h"
#include "event/row.h"
#include "exec/eval.h"
#include "exec/hit.h"
#include "rules.h"
#include "scan_batch.h"
#include "scan_select.h"

struct worker {
    const struct carl_rules *rules;
    bool strict; // see carl_scan_options
    struct framer framer;
    struct row_reader *reader;
    struct row_reader *field_reader; // of worker_hit_source, once there is a hit
    struct eval eval;
    bool *passed; // of the nodes of the rule at hand
    struct gate_run gate;
    bool gated;     // lines that hold no hit are passed over
    size_t *unseen; // columns of native fields that no record had yet; owned
    size_t unseen_count;
    const struct selection *selection;
    struct text work; // for selection_of
};

MUST_USE enum carl_status worker_init(struct worker *worker, const struct carl_rules *rules,
                                      const struct carl_scan_options *options, const struct selection *selection);
void worker_finish(struct worker *worker);

// What the hits of this worker are filled from; made when it is first asked for.
MUST_USE enum carl_status worker_hit_source(struct worker *worker, struct hit_source *ret_source);

// Reads one line. Places in the batch's entries are the frame's.
MUST_USE enum carl_status worker_run_frame(struct worker *worker, struct batch *batch, const char *file,
                                           const struct frame *frame);

// Reads the batch's own bytes; the outcome is in batch->status.
void worker_run_batch(struct worker *worker, struct batch *batch);

#endif
