// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include "cli/message.h"

#include <stddef.h>
#include <string.h>

const struct verb verbs[] = {
    {"run", "run rules over events and print the hits", run_main},
    {"check", "say what is wrong with rules", check_main},
    {"fix", "mend rules where the fix is mechanical", fix_main},
    {"fmt", "write rules in canonical form", fmt_main},
    {"explain", "show what a run does with rules, explain the codes of diagnostics", explain_main},
    {"coverage", "say which sensors can feed rules", coverage_main},
    {"model", "show the data model that rules are written against", model_main},
    {"help", "explain a verb", help_main},
    {0},
};

const struct verb *verb_find(const char *name) {
    for (const struct verb *verb = verbs; verb->name != NULL; verb++) {
        if (strcmp(verb->name, name) == 0) {
            return verb;
        }
    }
    return NULL;
}

enum exit_status verb_unknown(const char *name) {
    const char *names[sizeof verbs / sizeof *verbs];
    const char *nearest;
    size_t count = 0;

    for (const struct verb *verb = verbs; verb->name != NULL; verb++) {
        names[count++] = verb->name;
    }
    message_error("there is no verb `%s`", name);
    nearest = message_nearest(name, names, count);
    if (nearest != NULL) {
        message_help("did you mean `carl %s`?", nearest);
    } else {
        message_help("`carl help` lists the verbs");
    }
    return EXIT_RULE;
}

enum exit_status exit_worse(enum exit_status a, enum exit_status b) {
    return a > b ? a : b;
}
