// SPDX-License-Identifier: Apache-2.0
#include "cli/rewrite.h"

#include "cli/diff.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/replace.h"
#include "cli/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_DIFF = 1, OPTION_CHECK, OPTION_LIBRARY, OPTION_COLOR, OPTION_QUIET, OPTION_HELP };

static const struct option_spec fix_specs[] = {
    {"diff", 'd', false, OPTION_DIFF},   {"library", 'L', true, OPTION_LIBRARY}, {"color", '\0', true, OPTION_COLOR},
    {"quiet", 'q', false, OPTION_QUIET}, {"help", 'h', false, OPTION_HELP},      {0},
};

static const struct option_spec fmt_specs[] = {
    {"diff", 'd', false, OPTION_DIFF},   {"check", 'c', false, OPTION_CHECK}, {"color", '\0', true, OPTION_COLOR},
    {"quiet", 'q', false, OPTION_QUIET}, {"help", 'h', false, OPTION_HELP},   {0},
};

void rewrite_text_finish(struct rewrite_text *text) {
    free(text->data);
}

bool rewrite_text_append(void *user, const char *data, size_t size) {
    struct rewrite_text *text = user;
    char *grown = realloc(text->data, text->size + size + 1);

    if (grown == NULL) {
        text->failed = true;
        return false;
    }
    memcpy(grown + text->size, data, size);
    text->data = grown;
    text->size += size;
    return true;
}

void rewrite_init(struct rewrite *rewrite, const char *verb) {
    *rewrite = (struct rewrite){.verb = verb, .color = COLOR_AUTO};
    file_list_init(&rewrite->files);
    library_init(&rewrite->library);
    rewrite->files.texts_only = strcmp(verb, "fmt") == 0;
    sink_init(&rewrite->out, STDOUT_FILENO, false);
}

void rewrite_finish(struct rewrite *rewrite) {
    carl_model_destroy(rewrite->model);
    library_finish(&rewrite->library);
    file_list_finish(&rewrite->files);
}

static bool apply(struct rewrite *rewrite, int id, const char *value) {
    switch (id) {
    case OPTION_DIFF:
        rewrite->diff = true;
        return true;
    case OPTION_CHECK:
        rewrite->check = true;
        return true;
    case OPTION_LIBRARY:
        if (!library_add(&rewrite->library, value)) {
            rewrite->status = EXIT_INPUT;
        }
        return true;
    case OPTION_COLOR:
        return color_parse(value, &rewrite->color);
    case OPTION_QUIET:
        rewrite->quiet = true;
        return true;
    case OPTION_HELP:
        rewrite->help = true;
        return true;
    case OPTIONS_OPERAND:
        if (!file_list_add_rules(&rewrite->files, value)) {
            rewrite->status = EXIT_INPUT;
        }
        return true;
    default:
        return false;
    }
}

bool rewrite_options(struct rewrite *rewrite, int argc, char **argv) {
    struct options parser;
    const char *value;
    int id;

    options_init(&parser, argc, argv, strcmp(rewrite->verb, "fmt") == 0 ? fmt_specs : fix_specs, rewrite->verb);
    while ((id = options_next(&parser, &value)) != OPTIONS_END) {
        if (!apply(rewrite, id, value)) {
            return false;
        }
    }
    if (!rewrite->help && rewrite->files.count == 0 && rewrite->status == EXIT_FINE) {
        message_error("no rules given");
        message_help("carl %s RULE_OR_DIRECTORY...; `-` is standard input", rewrite->verb);
        return false;
    }
    return true;
}

void rewrite_report(const struct rewrite *rewrite, const struct carl_diagnostics *diagnostics) {
    rules_report(diagnostics, color_wanted(rewrite->color, STDERR_FILENO));
}

// Whether a file cannot be rewritten, and what to do then. JSON is most likely an
// event file that was named by mistake.
static bool is_refused(const struct rewrite *rewrite, const char *path) {
    static const char json[] = ".json";
    const size_t size = strlen(path);
    const size_t tail = sizeof json - 1;

    if (rewrite->files.texts_only && file_is_analytics(path)) {
        message_error("%s: carl fmt formats rule texts, and this is a CAR analytic file", path);
        message_help("format its pseudocode by itself: `carl fmt -` reads it from standard input; `carl fix` mends "
                     "such files in place");
        return true;
    }
    if (size > tail && strcmp(path + size - tail, json) == 0) {
        message_error("%s: carl %s rewrites rules, and this is JSON", path, rewrite->verb);
        message_help(rewrite->files.texts_only ? "a rule is a text in a file such as rule.car"
                                               : "a rule is a text in a file such as rule.car, or in a CAR analytic "
                                                 "file such as CAR-2019-04-002.yaml");
        return true;
    }
    return false;
}

static bool deliver(struct rewrite *rewrite, const char *path, const char *data, size_t size,
                    const struct rewrite_text *text) {
    const bool is_input = strcmp(path, "-") == 0;
    const bool same = text->size == size && (size == 0 || memcmp(text->data, data, size) == 0);

    rewrite->changed += same ? 0 : 1;
    if (rewrite->diff && !diff_write(&rewrite->out, path, data, size, text->data, text->size)) {
        message_error("out of memory");
        return false;
    }
    if (rewrite->check && !same && !rewrite->diff) {
        sink_string(&rewrite->out, path);
        sink_char(&rewrite->out, '\n');
    }
    if (rewrite->diff || rewrite->check) {
        return true;
    }
    if (is_input) {
        sink_write(&rewrite->out, text->data, text->size);
        return true;
    }
    return same || file_replace(path, text->data, text->size);
}

static bool rewrite_file(struct rewrite *rewrite, rewrite_fn make, void *user, const char *path) {
    struct rewrite_text text = {0};
    char *data;
    size_t size;
    bool done = true;

    if (is_refused(rewrite, path)) {
        return false;
    }
    if (!file_read_rule(path, &data, &size)) {
        return false;
    }
    if (make(rewrite, user, path, data, size, &text)) {
        done = deliver(rewrite, path, data, size, &text);
    }
    rewrite_text_finish(&text);
    free(data);
    return done;
}

void rewrite_files(struct rewrite *rewrite, rewrite_fn make, void *user) {
    message_set_color(color_wanted(rewrite->color, STDERR_FILENO));
    if (carl_model_create(&rewrite->model) != CARL_OK) {
        message_error("cannot load the data model");
        rewrite->status = exit_worse(rewrite->status, EXIT_INPUT);
        return;
    }
    for (size_t i = 0; i < rewrite->files.count; i++) {
        if (!rewrite_file(rewrite, make, user, rewrite->files.items[i].path)) {
            rewrite->status = exit_worse(rewrite->status, EXIT_INPUT);
        }
    }
    rewrite->status = exit_worse(rewrite->status, finish_output(&rewrite->out));
}
