// SPDX-License-Identifier: Apache-2.0
// carl explain: what the codes of diagnostics mean.
#include "carl.h"
#include "cli/cli.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "output/sink.h"

#include <string.h>
#include <unistd.h>

enum { OPTION_FORMAT = 1, OPTION_COLOR, OPTION_HELP, CODE_LIMIT = 256, WIDTH = 80 };

static const struct option_spec specs[] = {
    {"format", 'f', true, OPTION_FORMAT},
    {"color", '\0', true, OPTION_COLOR},
    {"help", 'h', false, OPTION_HELP},
    {0},
};

const char help_explain[] = "carl explain: explain the codes of diagnostics\n"
                            "\n"
                            "Usage:\n"
                            "  carl explain [--format text|json] [CODE...]\n"
                            "\n"
                            "With codes, such as E201: what each means, a rule that has the mistake, and the\n"
                            "rule without it. Without: all codes with a line on each. E codes are errors, W\n"
                            "codes warnings, N codes notes.\n"
                            "\n"
                            "Options:\n"
                            "  -f, --format FORMAT  text, or json: one array of objects with code, kind,\n"
                            "                       severity, summary, explanation, example and mended\n"
                            "      --color WHEN     auto, always or never; auto heeds NO_COLOR\n"
                            "  -h, --help           this text\n"
                            "\n"
                            "Exit status:\n"
                            "  0  explained\n"
                            "  2  there is no such code, or wrong usage\n"
                            "  3  the output could not be written\n";

struct explain {
    size_t codes[CODE_LIMIT];
    size_t count;
    struct sink out;
    enum color_choice color;
    bool paint;
    bool json;
    bool help;
};

static const char *severity_name(size_t code) {
    static const char *const names[] = {[CARL_NOTE] = "note", [CARL_WARNING] = "warning", [CARL_ERROR] = "error"};

    return names[carl_code_severity(code)];
}

static bool unknown(const char *name) {
    const char *names[CODE_LIMIT];
    const char *nearest;
    size_t count = 0;

    while (count < carl_code_count() && count < CODE_LIMIT) {
        names[count] = carl_code_name(count);
        count++;
    }
    message_error("there is no code `%s`", name);
    nearest = message_nearest(name, names, count);
    if (nearest != NULL) {
        message_help("did you mean `carl explain %s`?", nearest);
    } else {
        message_help("`carl explain` lists the codes");
    }
    return false;
}

static bool add_code(struct explain *explain, const char *name) {
    const size_t code = carl_code_find(name);

    if (code == SIZE_MAX) {
        return unknown(name);
    }
    if (explain->count < CODE_LIMIT) {
        explain->codes[explain->count++] = code;
    }
    return true;
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
    case OPTION_COLOR:
        return color_parse(value, &explain->color);
    case OPTION_HELP:
        explain->help = true;
        return true;
    case OPTIONS_OPERAND:
        return add_code(explain, value);
    default:
        return false;
    }
}

static bool read_options(struct explain *explain, int argc, char **argv) {
    struct options parser;
    const char *value;
    int id;

    options_init(&parser, argc, argv, specs, "explain");
    while ((id = options_next(&parser, &value)) != OPTIONS_END) {
        if (!apply(explain, id, value)) {
            return false;
        }
    }
    return true;
}

// ---------------------------------------------------------------------------
// Text

static void print_bold(struct explain *explain, const char *text) {
    sink_string(&explain->out, explain->paint ? "\033[1m" : "");
    sink_string(&explain->out, text);
    sink_string(&explain->out, explain->paint ? "\033[0m" : "");
}

// Paragraphs, broken between words.
static void print_wrapped(struct explain *explain, const char *text) {
    size_t column = 0;

    while (*text != '\0') {
        const size_t word = strcspn(text, " \n");
        if (column > 0 && column + 1 + word > WIDTH) {
            sink_char(&explain->out, '\n');
            column = 0;
        }
        if (column > 0) {
            sink_char(&explain->out, ' ');
            column++;
        }
        sink_write(&explain->out, text, word);
        column += word;
        text += word;
        for (; *text == ' ' || *text == '\n'; text++) {
            if (*text == '\n') {
                sink_char(&explain->out, '\n');
                column = 0;
            }
        }
    }
    sink_char(&explain->out, '\n');
}

static void print_indented(struct explain *explain, const char *title, const char *text) {
    if (*text == '\0') {
        return;
    }
    sink_char(&explain->out, '\n');
    print_bold(explain, title);
    sink_char(&explain->out, '\n');
    while (*text != '\0') {
        const size_t line = strcspn(text, "\n");
        sink_string(&explain->out, "    ");
        sink_write(&explain->out, text, line);
        sink_char(&explain->out, '\n');
        text += line + (text[line] == '\n');
    }
}

static void print_code(struct explain *explain, size_t code) {
    sink_string(&explain->out, severity_name(code));
    sink_char(&explain->out, ' ');
    print_bold(explain, carl_code_name(code));
    sink_string(&explain->out, ": ");
    sink_string(&explain->out, carl_code_summary(code));
    sink_string(&explain->out, "\n\n");
    print_wrapped(explain, carl_code_explanation(code));
    print_indented(explain, "For example:", carl_code_example(code));
    print_indented(explain, "Mended:", carl_code_mended(code));
}

static void print_list(struct explain *explain) {
    for (size_t code = 0; code < carl_code_count(); code++) {
        print_bold(explain, carl_code_name(code));
        sink_string(&explain->out, "  ");
        sink_string(&explain->out, carl_code_summary(code));
        sink_char(&explain->out, '\n');
    }
}

// ---------------------------------------------------------------------------
// JSON

static void print_member(struct explain *explain, const char *name, const char *value, bool last) {
    sink_string(&explain->out, "    ");
    sink_json_string(&explain->out, name);
    sink_string(&explain->out, ": ");
    sink_json_string(&explain->out, value);
    sink_string(&explain->out, last ? "\n" : ",\n");
}

static void print_json(struct explain *explain) {
    sink_string(&explain->out, "[");
    for (size_t i = 0; i < explain->count; i++) {
        const size_t code = explain->codes[i];
        sink_string(&explain->out, i == 0 ? "\n  {\n" : ",\n  {\n");
        print_member(explain, "code", carl_code_name(code), false);
        print_member(explain, "kind", carl_code_kind(code), false);
        print_member(explain, "severity", severity_name(code), false);
        print_member(explain, "summary", carl_code_summary(code), false);
        print_member(explain, "explanation", carl_code_explanation(code), false);
        print_member(explain, "example", carl_code_example(code), false);
        print_member(explain, "mended", carl_code_mended(code), true);
        sink_string(&explain->out, "  }");
    }
    sink_string(&explain->out, "\n]\n");
}

static enum exit_status print_all(struct explain *explain) {
    const bool all = explain->count == 0;

    sink_init(&explain->out, STDOUT_FILENO, false);
    explain->paint = !explain->json && color_wanted(explain->color, STDOUT_FILENO);
    if (!explain->json && all) {
        print_list(explain);
        return finish_output(&explain->out);
    }
    for (size_t code = 0; all && code < carl_code_count() && code < CODE_LIMIT; code++) {
        explain->codes[explain->count++] = code;
    }
    if (explain->json) {
        print_json(explain);
        return finish_output(&explain->out);
    }
    for (size_t i = 0; i < explain->count; i++) {
        sink_string(&explain->out, i > 0 ? "\n" : "");
        print_code(explain, explain->codes[i]);
    }
    return finish_output(&explain->out);
}

enum exit_status explain_main(int argc, char **argv) {
    struct explain explain = {.color = COLOR_AUTO};

    if (!read_options(&explain, argc, argv)) {
        return EXIT_RULE;
    }
    return explain.help ? print_text(help_explain) : print_all(&explain);
}
