// SPDX-License-Identifier: Apache-2.0
// Where rules that are run by others (`run Analytic:ID`) are found: beside the
// rule that runs them, then in the folders of --library (then, by carl.h, among
// those that carl brings).
#ifndef CARL_CLI_LIBRARY_H
#define CARL_CLI_LIBRARY_H

#include "carl.h"
#include "cli/files.h"

#include <stdbool.h>

struct library {
    struct file_list files; // of the folders given
    char *path;             // of the text found last; owned, as are its bytes
    char *data;
};

void library_init(struct library *library);
void library_finish(struct library *library);

// Adds the rules of a folder. False, with a message, if it has none.
bool library_add(struct library *library, const char *folder);

// The finder for carl_rules_set_finder; `user` is the library.
bool library_find(void *user, const char *id, const char *file, struct carl_rule_text *ret_text);

#endif
