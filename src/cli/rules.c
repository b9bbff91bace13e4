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

// False if memory ran out.
static bool load_file(struct carl_rules *rules, const char *path, bool color, enum exit_status *status) {
    struct carl_diagnostics *diagnostics = NULL;
    enum rule_load result = RULE_FATAL;

    if (carl_diagnostics_create(&diagnostics) == CARL_OK) {
        result = rules_load_file(rules, path, diagnostics);
    } else {
        message_error("out of memory");
    }
    if (result == RULE_FAILED) {
        rules_report(diagnostics, color);
    }
    if (result != RULE_LOADED) {
        *status = exit_worse(*status, EXIT_RULE);
    }
    carl_diagnostics_destroy(diagnostics);
    return result != RULE_FATAL;
}

static bool compile(struct carl_rules *rules, bool color, enum exit_status *status) {
    struct carl_diagnostics *diagnostics = NULL;
    enum carl_status result = carl_diagnostics_create(&diagnostics);

    if (result == CARL_OK) {
        result = carl_rules_compile(rules, diagnostics);
    }
    if (result == CARL_ERROR_RULE) {
        rules_report(diagnostics, color);
        *status = exit_worse(*status, EXIT_RULE);
    }
    carl_diagnostics_destroy(diagnostics);
    if (result != CARL_OK && result != CARL_ERROR_RULE) {
        message_error("cannot compile the rules: %s", carl_status_message(result));
        return false;
    }
    return true;
}

bool rules_load(struct carl_rules *rules, const struct rules_wanted *wanted, enum exit_status *status) {
    carl_rules_set_finder(rules, library_find, wanted->library);
    if (!rules_set_parameters(rules, wanted->parameters, wanted->parameter_count)) {
        return false;
    }
    for (size_t i = 0; i < wanted->files->count; i++) {
        if (!load_file(rules, wanted->files->items[i].path, wanted->color, status)) {
            return false;
        }
    }
    return compile(rules, wanted->color, status);
}
