// SPDX-License-Identifier: Apache-2.0
// Runs a rule over records through carl.h and keeps what came of it.
#ifndef LIBRARY_HARNESS_H
#define LIBRARY_HARNESS_H

#include "test_support.h"

#include "base/text.h"
#include "carl.h"

struct outcome {
    enum carl_status added;    // of carl_rules_add
    enum carl_status compiled; // of carl_rules_compile
    enum carl_status scanned;  // the first scan call that failed, or CARL_OK
    struct text lines;         // "output:line " an event hit, "output{details} " any other
    struct text fields;        // "name=json\n" of the last hit
    struct text diagnostics;   // codes of errors, "E201 "
    struct carl_scan_counts counts;
    size_t max_memory; // for rules that keep rows; 0: no limit
    bool ended;        // the rule needed more
    size_t stop_after; // hits after which the callback stops the scan; 0: never
    size_t hits;
    bool has_now;
};

// Checks, compiles and runs `rule` over `records`, fed in pieces of `piece`
// bytes (0: all at once), with `now` fixed unless NULL. Free with
// outcome_finish.
void run_rule_text(const char *rule, struct slice records, size_t piece, const char *now, struct outcome *outcome);
void outcome_finish(struct outcome *outcome);

#endif
