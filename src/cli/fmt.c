// SPDX-License-Identifier: Apache-2.0
// carl fmt: canonical form.
#include "cli/message.h"
#include "cli/rewrite.h"

#include <stdio.h>
#include <unistd.h>

static bool format_file(struct rewrite *rewrite, void *user, const char *path, const char *data, size_t size,
                        struct rewrite_text *ret_text) {
    struct carl_diagnostics *diagnostics = NULL;
    enum carl_status status = carl_diagnostics_create(&diagnostics);

    (void)user;
    if (status == CARL_OK) {
        status = carl_format(rewrite->model, path, data, size, diagnostics, rewrite_text_append, ret_text);
    }
    if (status == CARL_ERROR_RULE) {
        rewrite_report(rewrite, diagnostics);
        message_error("%s: a rule with syntax errors is not formatted", path);
        message_help("`carl fix` mends what can be mended");
    } else if (status != CARL_OK) {
        message_error("%s: %s", path, carl_status_message(ret_text->failed ? CARL_ERROR_MEMORY : status));
    }
    if (status != CARL_OK) {
        const bool rule = status == CARL_ERROR_RULE || status == CARL_ERROR_REFUSED;
        rewrite->status = exit_worse(rewrite->status, rule ? EXIT_RULE : EXIT_INPUT);
    }
    carl_diagnostics_destroy(diagnostics);
    return status == CARL_OK;
}

enum exit_status fmt_main(int argc, char **argv) {
    struct rewrite rewrite;

    rewrite_init(&rewrite, "fmt");
    if (!rewrite_options(&rewrite, argc, argv)) {
        rewrite.status = EXIT_RULE;
    } else if (rewrite.help) {
        rewrite.status = print_help(STDOUT_FILENO, "fmt");
    } else {
        rewrite_files(&rewrite, format_file, NULL);
        if (rewrite.check && rewrite.changed > 0) {
            rewrite.status = exit_worse(rewrite.status, EXIT_FOUND);
        }
        if (!rewrite.quiet && rewrite.status != EXIT_PIPE) {
            (void)fprintf(stderr, "%zu of %zu rule%s %s\n", rewrite.changed, rewrite.files.count,
                          rewrite.files.count == 1 ? "" : "s",
                          rewrite.check || rewrite.diff ? "would change" : "changed");
        }
    }
    rewrite_finish(&rewrite);
    return rewrite.status;
}
