// SPDX-License-Identifier: Apache-2.0
// The rules that a rule runs: found through the rule set's finder, parsed and
// checked once each, kept until the rule that runs them is lowered. Internal to
// the library's façade.
#ifndef CARL_RULES_RUN_H
#define CARL_RULES_RUN_H

#include "lang/check.h"
#include "rules.h"

struct analytic; // one of them

struct analytics {
    struct check_library library; // for check_rule_in
    struct carl_rules *rules;
    const char *file; // of the rule being checked
    VECTOR(struct analytic *) items;
    bool failed; // memory ran out
};

void analytics_init(struct analytics *analytics, struct carl_rules *rules, struct slice file);
void analytics_finish(struct analytics *analytics);

// A rule's id without @id: the last component of its file's name without its
// extension.
struct slice rule_id_from_file(struct slice file);

#endif
