// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_codes.h"

#include "carl.h"
#include "cli/message.h"
#include "output/sink.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { CODE_LIMIT = 256, WIDTH = 80 };

struct page {
    size_t codes[CODE_LIMIT];
    size_t count;
    struct sink out;
    bool paint;
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
        message_help("`carl explain` lists the codes; a rule is named by its file");
    }
    return false;
}

// ---------------------------------------------------------------------------
// Text

static void print_bold(struct page *page, const char *text) {
    sink_string(&page->out, page->paint ? "\033[1m" : "");
    sink_string(&page->out, text);
    sink_string(&page->out, page->paint ? "\033[0m" : "");
}

// Paragraphs, broken between words.
static void print_wrapped(struct page *page, const char *text) {
    size_t column = 0;

    while (*text != '\0') {
        const size_t word = strcspn(text, " \n");
        if (column > 0 && column + 1 + word > WIDTH) {
            sink_char(&page->out, '\n');
            column = 0;
        }
        if (column > 0) {
            sink_char(&page->out, ' ');
            column++;
        }
        sink_write(&page->out, text, word);
        column += word;
        text += word;
        for (; *text == ' ' || *text == '\n'; text++) {
            if (*text == '\n') {
                sink_char(&page->out, '\n');
                column = 0;
            }
        }
    }
    sink_char(&page->out, '\n');
}

static void print_indented(struct page *page, const char *title, const char *text) {
    if (*text == '\0') {
        return;
    }
    sink_char(&page->out, '\n');
    print_bold(page, title);
    sink_char(&page->out, '\n');
    while (*text != '\0') {
        const size_t line = strcspn(text, "\n");
        sink_string(&page->out, "    ");
        sink_write(&page->out, text, line);
        sink_char(&page->out, '\n');
        text += line + (text[line] == '\n');
    }
}

static void print_code(struct page *page, size_t code) {
    sink_string(&page->out, severity_name(code));
    sink_char(&page->out, ' ');
    print_bold(page, carl_code_name(code));
    sink_string(&page->out, ": ");
    sink_string(&page->out, carl_code_summary(code));
    sink_string(&page->out, "\n\n");
    print_wrapped(page, carl_code_explanation(code));
    print_indented(page, "For example:", carl_code_example(code));
    print_indented(page, "Mended:", carl_code_mended(code));
}

static void print_list(struct page *page) {
    for (size_t code = 0; code < carl_code_count(); code++) {
        print_bold(page, carl_code_name(code));
        sink_string(&page->out, "  ");
        sink_string(&page->out, carl_code_summary(code));
        sink_char(&page->out, '\n');
    }
}

// ---------------------------------------------------------------------------
// JSON

static void print_member(struct page *page, const char *name, const char *value, bool last) {
    sink_string(&page->out, "    ");
    sink_json_string(&page->out, name);
    sink_string(&page->out, ": ");
    sink_json_string(&page->out, value);
    sink_string(&page->out, last ? "\n" : ",\n");
}

static void print_json(struct page *page) {
    sink_string(&page->out, "[");
    for (size_t i = 0; i < page->count; i++) {
        const size_t code = page->codes[i];
        sink_string(&page->out, i == 0 ? "\n  {\n" : ",\n  {\n");
        print_member(page, "code", carl_code_name(code), false);
        print_member(page, "kind", carl_code_kind(code), false);
        print_member(page, "severity", severity_name(code), false);
        print_member(page, "summary", carl_code_summary(code), false);
        print_member(page, "explanation", carl_code_explanation(code), false);
        print_member(page, "example", carl_code_example(code), false);
        print_member(page, "mended", carl_code_mended(code), true);
        sink_string(&page->out, "  }");
    }
    sink_string(&page->out, "\n]\n");
}

static bool find_codes(struct page *page, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const size_t code = carl_code_find(names[i]);
        if (code == SIZE_MAX) {
            return unknown(names[i]);
        }
        if (page->count < CODE_LIMIT) {
            page->codes[page->count++] = code;
        }
    }
    for (size_t code = 0; count == 0 && code < carl_code_count() && code < CODE_LIMIT; code++) {
        page->codes[page->count++] = code;
    }
    return true;
}

enum exit_status explain_codes(const char *const *names, size_t count, bool json, bool paint) {
    struct page page = {.paint = paint && !json};

    if (!find_codes(&page, names, count)) {
        return EXIT_RULE;
    }
    sink_init(&page.out, STDOUT_FILENO, false);
    if (json) {
        print_json(&page);
    } else if (count == 0) {
        print_list(&page);
    }
    for (size_t i = 0; !json && count > 0 && i < page.count; i++) {
        sink_string(&page.out, i > 0 ? "\n" : "");
        print_code(&page, page.codes[i]);
    }
    return finish_output(&page.out);
}
