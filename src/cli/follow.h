// SPDX-License-Identifier: Apache-2.0
// carl run --follow: event files that grow, read together until the run is ended.
#ifndef CARL_CLI_FOLLOW_H
#define CARL_CLI_FOLLOW_H

#include "carl.h"
#include "cli/feed.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct follow_options {
    const char *const *paths; // `-`: standard input
    size_t count;
    bool tail;                 // begin at the ends of the files
    bool quiet;                // tell errors only
    bool (*flush)(void *user); // called when hits may have been given; false ends the run
    void *user;
};

// Reads --lateness, a number and a unit (ms, s, m, h, d), as nanoseconds. False where
// it is none.
bool follow_parse_lateness(const char *text, int64_t *ret_nanoseconds);

// Says of each rule that does not give all of its hits while its input grows, or
// keeps events to the end, that it does so.
void follow_explain(const struct carl_rules *rules);

// Feeds the files until a signal comes, or all have ended, as standard input and
// pipes do. Sets *ret_unreadable to the number of those that cannot be followed.
enum feed_result follow_files(struct carl_scan *scan, const struct follow_options *options, size_t *ret_unreadable);

#endif
