// SPDX-License-Identifier: Apache-2.0
// Feeds event files and standard input to a scan.
#ifndef CARL_CLI_FEED_H
#define CARL_CLI_FEED_H

#include "carl.h"
#include "cli/progress.h"

enum feed_result {
    FEED_DONE,       // to its end, or to what on_problem was told of
    FEED_UNREADABLE, // reported on standard error; other files may follow
    FEED_STOPPED,    // interrupted, or the output could not be written
    FEED_FATAL,      // memory ran out; reported on standard error
};

// Tells on standard error of a problem that a scan was given.
void feed_report(const struct carl_problem *problem);

// Feeds the file at `path` (`-`: standard input), and tells `progress` of it. A
// directory is refused.
enum feed_result feed_file(struct carl_scan *scan, const char *path, struct progress *progress);

#endif
