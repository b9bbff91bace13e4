// SPDX-License-Identifier: Apache-2.0
// What carl fix and carl fmt share: they read rule files, make a new text of
// each, and put it where it belongs: into the file, on standard output (of
// standard input), or as a difference.
#ifndef CARL_CLI_REWRITE_H
#define CARL_CLI_REWRITE_H

#include "carl.h"
#include "cli/cli.h"
#include "cli/files.h"
#include "cli/library.h"
#include "cli/terminal.h"
#include "output/sink.h"

#include <stdbool.h>
#include <stddef.h>

// A text that carl_fix or carl_format has written.
struct rewrite_text {
    char *data; // owned
    size_t size;
    bool failed; // memory is out
};

void rewrite_text_finish(struct rewrite_text *text);

// Has the signature of carl_write_fn; `user` is a rewrite_text.
bool rewrite_text_append(void *user, const char *data, size_t size);

struct rewrite {
    const char *verb;
    struct file_list files;
    struct library library; // fix: the rules that others run
    struct carl_model *model;
    struct sink out; // standard output
    enum color_choice color;
    bool diff;
    bool check; // only say which files would change
    bool quiet;
    bool help;
    size_t changed; // files
    enum exit_status status;
};

// Makes the new text of one rule, or says on standard error why not. Returns
// false where there is none: the file stays as it is.
typedef bool (*rewrite_fn)(struct rewrite *rewrite, void *user, const char *path, const char *data, size_t size,
                           struct rewrite_text *ret_text);

// Reads the arguments. False after a wrong one, which is reported.
bool rewrite_options(struct rewrite *rewrite, int argc, char **argv);

// Rewrites every file of the list; what went wrong is in the status.
void rewrite_files(struct rewrite *rewrite, rewrite_fn make, void *user);

void rewrite_init(struct rewrite *rewrite, const char *verb);
void rewrite_finish(struct rewrite *rewrite);

// Shows diagnostics on standard error: without notes, repeated ones counted.
void rewrite_report(const struct rewrite *rewrite, const struct carl_diagnostics *diagnostics);

#endif
