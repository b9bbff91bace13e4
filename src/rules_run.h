// SPDX-License-Identifier: Apache-2.0
// The rules that a rule runs: found through the rule set's finder, else among
// those that the library brings, parsed and checked once each, kept until the rule that runs them is lowered. Internal
// to the library's façade.
#ifndef CARL_RULES_RUN_H
#define CARL_RULES_RUN_H

#include "lang/check.h"
#include "rules.h"

struct analytic; // one of them

struct analytics {
    struct check_library library; // for check_rule_in
    struct carl_rules *rules;
    const char *file;          // of the rule being checked
    const char *name;          // of the rule being checked
    struct analytic *checking; // that rule, where it is one of `items`
    VECTOR(struct analytic *) items;
    bool failed; // memory ran out
};

void analytics_init(struct analytics *analytics, struct carl_rules *rules, struct slice file, struct slice name);
void analytics_finish(struct analytics *analytics);

// The whole id of the rule that `id` names in an analytic file, copied to `arena`
// unless that is NULL. False where the file has none.
bool analytics_find_id(const struct carl_rule_text *text, struct slice id, struct arena *arena, struct slice *ret_id);

// What tells a rule of an analytic file from all other rules; no data if memory
// is out. NUL-terminated.
struct slice analytics_rule_name(struct arena *arena, struct slice file, struct slice id);

// A rule's id without @id: the last component of its file's name without its
// extension.
struct slice rule_id_from_file(struct slice file);

#endif
