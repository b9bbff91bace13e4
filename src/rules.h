// SPDX-License-Identifier: Apache-2.0
// The rule set behind carl.h: texts checked and lowered one by one as they are
// added, then compiled together. Internal to the library's façade.
#ifndef CARL_RULES_H
#define CARL_RULES_H

#include "base/arena.h"
#include "base/vector.h"
#include "carl.h"
#include "lang/source.h"
#include "plan/lower.h"
#include "plan/plan.h"

struct rule_metadata {
    struct slice key;
    struct slice value; // NUL-terminated
};

// A construct that cannot be run, kept for the message at compile time.
struct rule_gap {
    struct span span;
    struct slice construct;
    bool is_input;
};

struct rule_entry {
    struct slice file; // NUL-terminated
    struct slice text;
    struct slice id;
    struct slice title;
    struct rule_metadata *metadata;
    size_t metadata_count;
    struct rule_gap *gaps;
    size_t gap_count;
    bool failed;
};

struct carl_rules {
    const struct carl_model *model;
    struct arena arena; // everything below but the vectors
    struct plan plan;
    VECTOR(struct rule_entry) entries;
    struct row_schema *columns; // what the plan reads
    struct row_schema *fields;  // what hits show
    carl_find_fn find;          // for `run`; NULL: nothing is found
    void *find_user;
    VECTOR(struct parameter) parameters;
    bool compiled;
    bool failed; // memory ran out
};

#endif
