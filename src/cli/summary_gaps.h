// SPDX-License-Identifier: Apache-2.0
// What a run tells at its end of rules that could not fire and of records that no
// rule could see.
#ifndef CARL_CLI_SUMMARY_GAPS_H
#define CARL_CLI_SUMMARY_GAPS_H

#include "carl.h"
#include "cli/summary.h"

// The most frequent kinds of records in no sensor map, each by `print_line`.
void gaps_print_unmapped(const struct carl_scan *scan, void (*print_line)(const char *name, uint64_t count));

// Rules without events to search, and fields that no event had. Nothing where
// lines were passed over, of which neither is known.
void gaps_print_rules(const struct summary *summary);

#endif
