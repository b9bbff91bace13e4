// SPDX-License-Identifier: Apache-2.0
// Which records of the input a scan takes: by their time, their sensor and their
// host. What is left out is no part of the input for rules, `now` and the end of
// it. Made once for a scan, immutable, shared by its workers; each brings a text
// of its own to work in.
#ifndef CARL_SCAN_SELECT_H
#define CARL_SCAN_SELECT_H

#include "base/arena.h"
#include "base/attributes.h"
#include "carl.h"
#include "event/row.h"
#include "plan/pattern.h"

struct selection {
    struct arena arena; // of what follows
    bool active;        // something may be left out
    bool bounded;       // in time
    bool open_ended;    // there is no upper bound
    int64_t from;       // nanoseconds since the epoch; inclusive
    int64_t to;         // exclusive
    bool *sensors;      // by number in the model; NULL: any
    struct pattern *hosts;
    size_t host_count; // 0: any
};

enum selected {
    SELECTED,
    LEFT_OUT,
    LEFT_OUT_UNDATED, // there are bounds, and the record has no time
};

// Reads the options. CARL_ERROR_USAGE: a bound is no time, or they leave nothing
// between them, or there is no such sensor. Finish in any case.
MUST_USE enum carl_status selection_init(struct selection *selection, const struct carl_scan_options *options,
                                         const struct carl_model *model);
void selection_finish(struct selection *selection);

// Whether the scan takes a record. `work` is the caller's, to be used again; its
// failure is the text's.
enum selected selection_of(const struct selection *selection, const struct row *row, struct text *work);

#endif
