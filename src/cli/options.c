// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include "cli/message.h"

#include <stddef.h>
#include <string.h>

enum { SPEC_LIMIT = 64 };

void options_init(struct options *options, int argc, char **argv, const struct option_spec *specs, const char *verb) {
    *options = (struct options){.argc = argc, .argv = argv, .specs = specs, .verb = verb};
}

static int unknown_long(const struct options *options, const char *name, size_t size) {
    const char *names[SPEC_LIMIT];
    const char *nearest;
    char text[64];
    size_t count = 0;

    for (const struct option_spec *spec = options->specs; spec->name != NULL && count < SPEC_LIMIT; spec++) {
        names[count++] = spec->name;
    }
    size = size < sizeof text ? size : sizeof text - 1;
    memcpy(text, name, size);
    text[size] = '\0';
    message_error("unknown option --%s", text);
    nearest = message_nearest(text, names, count);
    if (nearest != NULL) {
        message_help("did you mean --%s?", nearest);
    } else {
        message_help("`carl help %s` lists the options", options->verb);
    }
    return OPTIONS_WRONG;
}

// Takes the next argument as the value of `spec`.
static int take_value(struct options *options, const struct option_spec *spec, const char **ret_value) {
    if (options->index >= options->argc) {
        message_error("option --%s needs a value", spec->name);
        message_help("`carl help %s` explains it", options->verb);
        return OPTIONS_WRONG;
    }
    *ret_value = options->argv[options->index++];
    return spec->id;
}

static int next_long(struct options *options, const char *text, const char **ret_value) {
    const char *equals = strchr(text, '=');
    const size_t size = equals == NULL ? strlen(text) : (size_t)(equals - text);

    for (const struct option_spec *spec = options->specs; spec->name != NULL; spec++) {
        if (strlen(spec->name) != size || memcmp(spec->name, text, size) != 0) {
            continue;
        }
        if (!spec->takes_value) {
            if (equals != NULL) {
                message_error("option --%s takes no value", spec->name);
                return OPTIONS_WRONG;
            }
            return spec->id;
        }
        if (equals != NULL) {
            *ret_value = equals + 1;
            return spec->id;
        }
        return take_value(options, spec, ret_value);
    }
    return unknown_long(options, text, size);
}

static int next_letter(struct options *options, const char **ret_value) {
    const char letter = *options->cluster++;
    const char *rest = options->cluster;

    if (*rest == '\0') {
        options->cluster = NULL;
    }
    for (const struct option_spec *spec = options->specs; spec->name != NULL; spec++) {
        if (spec->letter != letter) {
            continue;
        }
        if (!spec->takes_value) {
            return spec->id;
        }
        options->cluster = NULL;
        if (*rest != '\0') {
            *ret_value = rest;
            return spec->id;
        }
        return take_value(options, spec, ret_value);
    }
    message_error("unknown option -%c", letter);
    message_help("`carl help %s` lists the options", options->verb);
    return OPTIONS_WRONG;
}

int options_next(struct options *options, const char **ret_value) {
    const char *argument;

    *ret_value = NULL;
    if (options->cluster != NULL) {
        return next_letter(options, ret_value);
    }
    if (options->index >= options->argc) {
        return OPTIONS_END;
    }
    argument = options->argv[options->index++];
    if (options->operands_only || argument[0] != '-' || argument[1] == '\0') {
        *ret_value = argument;
        return OPTIONS_OPERAND;
    }
    if (strcmp(argument, "--") == 0) {
        options->operands_only = true;
        return options_next(options, ret_value);
    }
    if (argument[1] == '-') {
        return next_long(options, argument + 2, ret_value);
    }
    options->cluster = argument + 1;
    return next_letter(options, ret_value);
}
