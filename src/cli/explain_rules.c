// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_rules.h"

#include "cli/files.h"
#include "cli/message.h"
#include "cli/rules.h"
#include "output/sink.h"

#include <unistd.h>

struct explanation {
    const struct rules_to_explain *wanted;
    struct file_list files;
    struct carl_model *model;
    struct carl_rules *rules;
    enum exit_status status;
};

// Reads one rule; what is wrong is told if it has errors. False if memory ran out.
static bool load_file(struct explanation *explanation, const char *path) {
    struct carl_diagnostics *diagnostics = NULL;
    enum rule_load result = RULE_FATAL;

    if (carl_diagnostics_create(&diagnostics) == CARL_OK) {
        result = rules_load_file(explanation->rules, path, diagnostics);
    } else {
        message_error("out of memory");
    }
    if (result == RULE_FAILED) {
        rules_report(diagnostics, color_wanted(explanation->wanted->color, STDERR_FILENO));
    }
    if (result != RULE_LOADED) {
        explanation->status = EXIT_RULE;
    }
    carl_diagnostics_destroy(diagnostics);
    return result != RULE_FATAL;
}

// Reads the rules; those that cannot be read are left out. False if memory ran
// out.
static bool load(struct explanation *explanation) {
    const struct rules_to_explain *wanted = explanation->wanted;

    for (size_t i = 0; i < wanted->path_count; i++) {
        if (!file_list_add_rules(&explanation->files, wanted->paths[i])) {
            explanation->status = EXIT_RULE;
        }
    }
    carl_rules_set_finder(explanation->rules, library_find, wanted->library);
    if (!rules_set_parameters(explanation->rules, wanted->parameters, wanted->parameter_count)) {
        return false;
    }
    for (size_t i = 0; i < explanation->files.count; i++) {
        if (!load_file(explanation, explanation->files.items[i].path)) {
            return false;
        }
    }
    return true;
}

// False if nothing can be shown.
static bool compile(struct explanation *explanation) {
    struct carl_diagnostics *diagnostics = NULL;
    enum carl_status status = carl_diagnostics_create(&diagnostics);

    if (status == CARL_OK) {
        status = carl_rules_compile(explanation->rules, diagnostics);
    }
    if (status == CARL_ERROR_RULE) {
        rules_report(diagnostics, color_wanted(explanation->wanted->color, STDERR_FILENO));
        explanation->status = EXIT_RULE;
    }
    carl_diagnostics_destroy(diagnostics);
    if (status != CARL_OK && status != CARL_ERROR_RULE) {
        message_error("cannot compile the rules: %s", carl_status_message(status));
        return false;
    }
    return true;
}

static enum exit_status print(const struct explanation *explanation) {
    const struct carl_explain_options options = {
        .color = color_wanted(explanation->wanted->color, STDOUT_FILENO),
        .width = terminal_width(STDOUT_FILENO),
    };
    struct sink sink;
    enum carl_status status;

    sink_init(&sink, STDOUT_FILENO, false);
    status = explanation->wanted->json
                 ? carl_rules_explain_json(explanation->rules, sink_write_callback, &sink)
                 : carl_rules_explain_text(explanation->rules, &options, sink_write_callback, &sink);
    if (status == CARL_ERROR_MEMORY) {
        message_error("%s", carl_status_message(status));
        return EXIT_INPUT;
    }
    return finish_output(&sink);
}

enum exit_status explain_rules(const struct rules_to_explain *wanted) {
    struct explanation explanation = {.wanted = wanted};

    file_list_init(&explanation.files);
    if (!rules_prepare(wanted->maps, color_wanted(wanted->color, STDERR_FILENO), &explanation.model,
                       &explanation.rules)) {
        explanation.status = EXIT_RULE;
    } else if (load(&explanation) && compile(&explanation)) {
        explanation.status = exit_worse(explanation.status, print(&explanation));
    } else {
        explanation.status = EXIT_RULE;
    }
    carl_rules_destroy(explanation.rules);
    carl_model_destroy(explanation.model);
    file_list_finish(&explanation.files);
    return explanation.status;
}
