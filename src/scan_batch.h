// SPDX-License-Identifier: Apache-2.0
// What a stretch of the input yields: hits, rows that late rules keep, malformed
// records, counts. A worker fills it without knowing what came before; the scan
// delivers batches in the order of the input. Reused, so that a steady state
// allocates nothing. One thread at a time.
#ifndef CARL_SCAN_BATCH_H
#define CARL_SCAN_BATCH_H

#include "base/attributes.h"
#include "base/text.h"
#include "base/vector.h"
#include "carl.h"
#include "event/split.h"
#include "exec/hit.h"
#include "exec/late.h"
#include "exec/table.h"
#include "exec/trace.h"
#include "rules.h"
#include "scan_filled.h"
#include "scan_unmapped.h"

enum batch_entry_kind { BATCH_HIT, BATCH_KEPT, BATCH_MALFORMED };

// Entries stand in the order of the input.
struct batch_entry {
    enum batch_entry_kind kind;
    size_t index; // into the batch's array of that kind
};

// A row that rule `rule` keeps for its nodes `nodes`.
struct batch_kept {
    size_t rule;
    const struct tuple *row; // in the batch's store
    const size_t *nodes;
    size_t node_count;
};

struct batch_malformed {
    uint64_t line;
    uint64_t offset;
    size_t column;
    const char *reason;
};

struct batch {
    // The lines, where the batch holds its own.
    struct text bytes;
    bool split;           // records are where the bounds say, not on lines
    struct bounds bounds; // in the bytes
    const char *file;
    uint64_t offset;      // of the first byte in the file
    uint64_t line_offset; // of the line that it is on
    bool begins;          // the file
    uint64_t lines;       // that were cut; lines of entries count from the batch's first as 1
    enum carl_status status;

    VECTOR(struct batch_entry) entries;
    VECTOR(struct carl_hit *) hits; // owned; more than are in use
    size_t hit_count;
    struct store kept_store;
    VECTOR(struct batch_kept) kept;
    VECTOR(struct batch_malformed) malformed;
    struct carl_scan_counts counts;
    uint64_t *event_counts; // as plan.dispatch
    size_t event_count_size;
    bool has_time; // some record has
    int64_t time;  // the latest
    struct unmapped unmapped;
    VECTOR(size_t) seen; // columns of native fields that the worker had not seen filled before
    bool counts_filled;
    struct filled filled; // where it is counted
    bool traced;
    struct trace trace; // where it is traced
};

// `layout`: of the counts of a traced scan; else NULL. `counts_filled`: whether it is
// counted which fields records have. Finish in any case.
MUST_USE enum carl_status batch_init(struct batch *batch, const struct carl_rules *rules,
                                     const struct trace_layout *layout, bool counts_filled);
void batch_finish(struct batch *batch);

// Forgets all results; the bytes stay.
void batch_reset(struct batch *batch);

// A hit to be filled, the next entry. NULL where memory is out.
struct carl_hit *batch_add_hit(struct batch *batch);

// The other entries; false where memory is out.
MUST_USE bool batch_add_kept(struct batch *batch, const struct batch_kept *kept);
MUST_USE bool batch_add_malformed(struct batch *batch, const struct batch_malformed *malformed);

#endif
