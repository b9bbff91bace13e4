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

// False if nothing can be shown.
static bool load(struct explanation *explanation) {
    const struct rules_to_explain *wanted = explanation->wanted;
    const struct rules_wanted rules = {
        .files = &explanation->files,
        .parameters = wanted->parameters,
        .parameter_count = wanted->parameter_count,
        .library = wanted->library,
        .color = color_wanted(wanted->color, STDERR_FILENO),
    };

    for (size_t i = 0; i < wanted->path_count; i++) {
        if (!file_list_add_rules(&explanation->files, wanted->paths[i])) {
            explanation->status = EXIT_RULE;
        }
    }
    return rules_load(explanation->rules, &rules, &explanation->status);
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
    } else if (load(&explanation)) {
        explanation.status = exit_worse(explanation.status, print(&explanation));
    } else {
        explanation.status = EXIT_RULE;
    }
    carl_rules_destroy(explanation.rules);
    carl_model_destroy(explanation.model);
    file_list_finish(&explanation.files);
    return explanation.status;
}
