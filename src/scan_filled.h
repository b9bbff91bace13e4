// SPDX-License-Identifier: Apache-2.0
// How many records there were of each event of the sensor maps, and in how many of
// them each column of the plan was filled. One thread at a time.
#ifndef CARL_SCAN_FILLED_H
#define CARL_SCAN_FILLED_H

#include "base/attributes.h"
#include "event/row.h"

struct filled {
    uint64_t *records; // by event number; owned; NULL: nothing is counted
    uint64_t *columns; // by event number, then by column; owned
    size_t event_count;
    size_t column_count;
};

// Finish in any case.
MUST_USE enum carl_status filled_init(struct filled *filled, size_t event_count, size_t column_count);
void filled_finish(struct filled *filled);
void filled_reset(struct filled *filled);

// Counts a record that is such an event.
void filled_count(struct filled *filled, const struct row *row);

// Adds the counts of `from`, which is of the same size.
void filled_add(struct filled *filled, const struct filled *from);

#endif
