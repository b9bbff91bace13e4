// SPDX-License-Identifier: Apache-2.0
#include "cli/rules.h"

#include "cli/message.h"
#include "output/sink.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool rules_prepare(const struct map_list *maps, bool color, struct carl_model **ret_model,
                   struct carl_rules **ret_rules) {
    struct carl_model *model = NULL;
    enum carl_status status;

    if (!map_list_load_model(maps, color, &model)) {
        return false;
    }
    status = carl_rules_create(model, ret_rules);
    if (status != CARL_OK) {
        carl_model_destroy(model);
        message_error("%s", carl_status_message(status));
        return false;
    }
    *ret_model = model;
    return true;
}

bool rules_check_parameter(const char *parameter) {
    const char *equals = strchr(parameter, '=');

    if (equals == NULL || equals == parameter) {
        message_error("--param is NAME=VALUE, not `%s`", parameter);
        return false;
    }
    return true;
}

bool rules_set_parameters(struct carl_rules *rules, const char *const *parameters, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *equals = strchr(parameters[i], '=');
        char *name = strndup(parameters[i], (size_t)(equals - parameters[i]));
        const bool set = name != NULL && carl_rules_set_parameter(rules, name, equals + 1) == CARL_OK;

        free(name);
        if (!set) {
            message_error("out of memory");
            return false;
        }
    }
    return true;
}

enum rule_load rules_load_file(struct carl_rules *rules, const char *path, struct carl_diagnostics *diagnostics) {
    enum carl_status status;
    char *data;
    size_t size;

    if (!file_read_rule(path, &data, &size)) {
        return RULE_UNREADABLE;
    }
    status = file_is_analytics(path) ? carl_rules_add_analytics(rules, path, data, size, diagnostics)
                                     : carl_rules_add(rules, path, data, size, diagnostics);
    free(data);
    if (status == CARL_OK) {
        return RULE_LOADED;
    }
    if (status == CARL_ERROR_RULE) {
        return RULE_FAILED;
    }
    message_error("%s: %s", path, carl_status_message(status));
    return RULE_FATAL;
}

void rules_report(const struct carl_diagnostics *diagnostics, bool color) {
    const struct carl_render_options options = {.color = color, .notes = false, .group_repeated = true};
    struct sink sink;

    sink_init(&sink, STDERR_FILENO, false);
    if (carl_diagnostics_render_text(diagnostics, &options, sink_write_callback, &sink) != CARL_OK) {
        message_error("cannot show what is wrong with the rules");
    }
    (void)sink_flush(&sink);
}
