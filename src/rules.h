// SPDX-License-Identifier: Apache-2.0
// The rule set behind carl.h: texts checked and lowered one by one as they are
// added, then compiled together. Internal to the library's façade.
#ifndef CARL_RULES_H
#define CARL_RULES_H

#include "base/arena.h"
#include "base/vector.h"
#include "carl.h"
#include "lang/lint_reference.h"
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
    struct slice name; // tells it from all other rules; NUL-terminated
    struct slice text; // of the file
    struct slice id;
    size_t id_line; // of the file: where it says so, or where the rule begins
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
    carl_find_fn find;          // for `run`, before what the library brings; may be NULL
    void *find_user;
    VECTOR(struct parameter) parameters;
    bool compiled;
    bool failed; // memory ran out
};

// Parses, checks and lowers one text, and adds the rule to the set unless memory
// is out. `entry` has its file, name and text already, and what is known from
// elsewhere of its id, with the line, and metadata. `references` are the fields that it says it
// uses (NULL: it says so itself). `entry` gets the rest, which the set has too: entry->failed
// says whether the rule has errors.
MUST_USE enum carl_status rules_add_source(struct carl_rules *rules, const struct source *source,
                                           struct reference_list *references, struct carl_diagnostics *diagnostics,
                                           struct rule_entry *entry);

#endif
