// SPDX-License-Identifier: Apache-2.0
// Loads rule files into a rule set. One bad rule stops no other.
#ifndef CARL_CLI_RULES_H
#define CARL_CLI_RULES_H

#include "carl.h"
#include "cli/cli.h"
#include "cli/files.h"
#include "cli/library.h"
#include "cli/maps.h"

#include <stdbool.h>

// Prepares a model and an empty rule set over it; both go to the caller. False,
// with a message, if that fails.
bool rules_prepare(const struct map_list *maps, bool color, struct carl_model **ret_model,
                   struct carl_rules **ret_rules);

// True where a --param is NAME=VALUE; else false, with a message.
bool rules_check_parameter(const char *parameter);

// Gives the inputs of rules their values from such parameters. False, with a
// message, if memory runs out.
bool rules_set_parameters(struct carl_rules *rules, const char *const *parameters, size_t count);

enum rule_load {
    RULE_LOADED,
    RULE_FAILED,     // it has errors, which are in the diagnostics
    RULE_UNREADABLE, // reported on standard error
    RULE_FATAL,      // memory ran out; reported on standard error
};

// Reads and adds the rule file at `path`.
enum rule_load rules_load_file(struct carl_rules *rules, const char *path, struct carl_diagnostics *diagnostics);

// The rules that a verb shows something of.
struct rules_wanted {
    const struct file_list *files;
    const char *const *parameters; // NAME=VALUE
    size_t parameter_count;
    struct library *library;
    bool color; // of messages
};

// Reads and compiles them all. What is wrong with a rule is told, if that keeps it
// from running, and makes *status EXIT_RULE. False, with a message, if memory runs
// out.
bool rules_load(struct carl_rules *rules, const struct rules_wanted *wanted, enum exit_status *status);

// Renders diagnostics to standard error as text, without notes.
void rules_report(const struct carl_diagnostics *diagnostics, bool color);

#endif
