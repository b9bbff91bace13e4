// SPDX-License-Identifier: Apache-2.0
// carl explain: what the codes of diagnostics mean, or what was made of rules.
#include "cli/cli.h"
#include "cli/explain_codes.h"
#include "cli/explain_rules.h"
#include "cli/files.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/rules.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_FORMAT = 1, OPTION_LIBRARY, OPTION_PARAM, OPTION_MAP, OPTION_COLOR, OPTION_HELP };

static const struct option_spec specs[] = {
    {"format", 'f', true, OPTION_FORMAT},
    {"library", 'L', true, OPTION_LIBRARY},
    {"param", 'p', true, OPTION_PARAM},
    {"map", '\0', true, OPTION_MAP},
    {"color", '\0', true, OPTION_COLOR},
    {"help", 'h', false, OPTION_HELP},
    {0},
};

struct explain {
    const char **operands; // borrowed from argv, as are the parameters; the arrays are owned
    size_t operand_count;
    size_t rule_count; // of the operands
    const char **parameters;
    size_t parameter_count;
    struct library library;
    struct map_list maps;
    bool bad_library;
    enum color_choice color;
    bool json;
    bool help;
};

static bool is_rule(const char *operand) {
    return strcmp(operand, "-") == 0 || strchr(operand, '/') != NULL || file_is_rule_text(operand) ||
           access(operand, F_OK) == 0;
}

static bool apply(struct explain *explain, int id, const char *value) {
    switch (id) {
    case OPTION_FORMAT:
        explain->json = strcmp(value, "json") == 0;
        if (!explain->json && strcmp(value, "text") != 0) {
            message_error("--format is text or json, not `%s`", value);
            return false;
        }
        return true;
    case OPTION_LIBRARY:
        explain->bad_library = !library_add(&explain->library, value) || explain->bad_library;
        return true;
    case OPTION_PARAM:
        explain->parameters[explain->parameter_count++] = value;
        return rules_check_parameter(value);
    case OPTION_MAP:
        return map_list_add(&explain->maps, value);
    case OPTION_COLOR:
        return color_parse(value, &explain->color);
    case OPTION_HELP:
        explain->help = true;
        return true;
    case OPTIONS_OPERAND:
        explain->operands[explain->operand_count++] = value;
        explain->rule_count += is_rule(value) ? 1 : 0;
        return true;
    default:
        return false;
    }
}

static bool read_options(struct explain *explain, int argc, char **argv) {
    struct options parser;
    const char *value;
    int id;

    explain->operands = calloc((size_t)argc + 1, sizeof *explain->operands);
    explain->parameters = calloc((size_t)argc + 1, sizeof *explain->parameters);
    if (explain->operands == NULL || explain->parameters == NULL) {
        message_error("out of memory");
        return false;
    }
    options_init(&parser, argc, argv, specs, "explain");
    while ((id = options_next(&parser, &value)) != OPTIONS_END) {
        if (!apply(explain, id, value)) {
            return false;
        }
    }
    if (!explain->help && explain->rule_count > 0 && explain->rule_count < explain->operand_count) {
        message_error("rules or codes, not both at once");
        return false;
    }
    return true;
}

static enum exit_status explain_operands(struct explain *explain) {
    enum exit_status status;

    message_set_color(color_wanted(explain->color, STDERR_FILENO));
    if (explain->rule_count == 0) {
        return explain_codes(explain->operands, explain->operand_count, explain->json,
                             color_wanted(explain->color, STDOUT_FILENO));
    }
    status = explain_rules(&(struct rules_to_explain){
        .paths = explain->operands,
        .path_count = explain->operand_count,
        .parameters = explain->parameters,
        .parameter_count = explain->parameter_count,
        .library = &explain->library,
        .maps = &explain->maps,
        .color = explain->color,
        .json = explain->json,
    });
    return explain->bad_library ? exit_worse(status, EXIT_RULE) : status;
}

enum exit_status explain_main(int argc, char **argv) {
    struct explain explain = {.color = COLOR_AUTO};
    enum exit_status status = EXIT_RULE;

    library_init(&explain.library);
    map_list_init(&explain.maps);
    if (read_options(&explain, argc, argv)) {
        status = explain.help ? print_help(STDOUT_FILENO, "explain") : explain_operands(&explain);
    }
    library_finish(&explain.library);
    map_list_finish(&explain.maps);
    free(explain.operands);
    free(explain.parameters);
    return status;
}
