// SPDX-License-Identifier: Apache-2.0
// carl fix: mends what can be mended mechanically.
#include "cli/message.h"
#include "cli/rewrite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct totals {
    size_t mended;
    size_t errors;
    size_t warnings;
};

// Names each code once, with its count: "E201, W101 (3)".
static void print_codes(const struct carl_diagnostics *mended) {
    const char *before = " ";

    for (size_t code = 0; code < carl_code_count(); code++) {
        size_t count = 0;
        for (size_t i = 0; i < carl_diagnostics_count(mended); i++) {
            count += strcmp(carl_diagnostic_code(mended, i), carl_code_name(code)) == 0;
        }
        if (count > 0) {
            (void)fprintf(stderr, "%s%s", before, carl_code_name(code));
            before = ", ";
        }
        if (count > 1) {
            (void)fprintf(stderr, " (%zu)", count);
        }
    }
    (void)fputc('\n', stderr);
}

static void report(const struct rewrite *rewrite, struct totals *totals, const char *path,
                   const struct carl_diagnostics *mended, const struct carl_diagnostics *remaining) {
    const size_t errors = carl_diagnostics_count_severity(remaining, CARL_ERROR);
    const size_t warnings = carl_diagnostics_count_severity(remaining, CARL_WARNING);

    totals->mended += carl_diagnostics_count(mended);
    totals->errors += errors;
    totals->warnings += warnings;
    if (!rewrite->quiet && carl_diagnostics_count(mended) > 0) {
        (void)fprintf(stderr, "%s: %s", path, rewrite->diff ? "would mend" : "mended");
        print_codes(mended);
    }
    if (errors > 0 || (warnings > 0 && !rewrite->quiet)) {
        rewrite_report(rewrite, remaining);
    }
}

static bool fix_file(struct rewrite *rewrite, void *user, const char *path, const char *data, size_t size,
                     struct rewrite_text *ret_text) {
    struct totals *totals = user;
    struct carl_diagnostics *mended = NULL;
    struct carl_diagnostics *remaining = NULL;
    enum carl_status status = carl_diagnostics_create(&mended);

    if (status == CARL_OK) {
        status = carl_diagnostics_create(&remaining);
    }
    if (status == CARL_OK) {
        const struct carl_finder finder = {library_find, &rewrite->library};
        status = (file_is_analytics(path) ? carl_fix_analytics : carl_fix)(
            rewrite->model, &finder, path, data, size, mended, remaining, rewrite_text_append, ret_text);
    }
    if (status == CARL_OK) {
        report(rewrite, totals, path, mended, remaining);
    } else {
        message_error("%s: %s", path, carl_status_message(ret_text->failed ? CARL_ERROR_MEMORY : status));
        rewrite->status = exit_worse(rewrite->status, EXIT_INPUT);
    }
    carl_diagnostics_destroy(mended);
    carl_diagnostics_destroy(remaining);
    return status == CARL_OK;
}

enum exit_status fix_main(int argc, char **argv) {
    struct rewrite rewrite;
    struct totals totals = {0};

    rewrite_init(&rewrite, "fix");
    if (!rewrite_options(&rewrite, argc, argv)) {
        rewrite.status = EXIT_RULE;
    } else if (rewrite.help) {
        rewrite.status = print_help(STDOUT_FILENO, "fix");
    } else {
        rewrite_files(&rewrite, fix_file, &totals);
        if (totals.errors > 0) {
            rewrite.status = exit_worse(rewrite.status, EXIT_FOUND);
        }
        if (!rewrite.quiet && rewrite.status != EXIT_PIPE) {
            (void)fprintf(stderr, "%zu %s in %zu file%s; left: %zu error%s, %zu warning%s\n", totals.mended,
                          rewrite.diff ? "to mend" : "mended", rewrite.changed, rewrite.changed == 1 ? "" : "s",
                          totals.errors, totals.errors == 1 ? "" : "s", totals.warnings,
                          totals.warnings == 1 ? "" : "s");
        }
    }
    rewrite_finish(&rewrite);
    return rewrite.status;
}
