// SPDX-License-Identifier: Apache-2.0
// An analytic file as MITRE's Cyber Analytics Repository publishes them
// (https://github.com/mitre-attack/car, analytics/CAR-*.yaml; its
// scripts/analytic_schema.yaml says what is in one): which rules it holds, where
// their texts stand in it, and what it says about them. All of it lives in the
// caller's arena. One thread while it is read; immutable then.
#ifndef CARL_LANG_YAML_ANALYTIC_H
#define CARL_LANG_YAML_ANALYTIC_H

#include "lang/diagnostic.h"
#include "lang/lint_reference.h"
#include "lang/list.h"
#include "lang/yaml_scalar.h"

// What the file says about its rules, under the key of a rule's metadata.
struct analytic_metadata {
    struct slice key;   // "attack"
    struct slice value; // NUL-terminated
};

LIST_TYPE(analytic_metadata_list, struct analytic_metadata);

// An implementation of type pseudocode.
struct analytic_rule {
    struct slice id; // ID#n, n being the index of the implementation from 0; NUL-terminated
    struct slice name;
    struct text_map code;
};

LIST_TYPE(analytic_rule_list, struct analytic_rule);

struct yaml_analytic {
    struct slice id; // `id`, else the file's name without its extension
    struct analytic_rule_list rules;
    struct analytic_metadata_list metadata;
    struct reference_list references; // data_model_references
    bool broken;                      // no YAML, or not that of an analytic
};

// Reads `source`, which `diagnostics` has taken. Missing members are as good as
// empty ones; what else is odd is reported.
MUST_USE enum carl_status yaml_analytic_read(const struct source *source, struct arena *arena,
                                             struct carl_diagnostics *diagnostics, struct yaml_analytic *ret_analytic);

// The rule that `id` names: ID#n, or ID where there is one rule only. NULL where
// there is none.
const struct analytic_rule *yaml_analytic_find(const struct yaml_analytic *analytic, struct slice id);

// A source for the text of a rule in the file `container`, whose positions are
// those in the file. The caller owns it; it borrows both.
MUST_USE enum carl_status analytic_rule_source(const struct analytic_rule *rule, const struct source *container,
                                               struct source **ret_source);

// Appends to `to` what `from` says about the text of `rule`, as said about the
// file: `source` is a view of the file for this rule, taken by `to`. Edits that
// the file cannot take are left out, and the help says so.
MUST_USE enum carl_status analytic_rule_report(const struct analytic_rule *rule, const struct carl_diagnostics *from,
                                               const struct source *source, struct carl_diagnostics *to);

#endif
