// SPDX-License-Identifier: Apache-2.0
#include "lang/diagnostic.h"

#include "base/text.h"

static const char *severity_name(enum carl_severity severity) {
    return severity == CARL_ERROR ? "error" : severity == CARL_WARNING ? "warning" : "note";
}

static void append_member(struct text *out, const char *name, struct slice value) {
    text_append_json_string(out, slice_from_string(name));
    text_append_char(out, ':');
    text_append_json_string(out, value);
    text_append_char(out, ',');
}

static void append_edit(struct text *out, const struct source *source, const struct edit *edit) {
    struct position position = source_position(source, edit->span.start);
    text_format(out, "{\"line\":%zu,\"column\":%zu,\"delete\":%zu,\"insert\":", position.line, position.column,
                (size_t)(edit->span.end - edit->span.start));
    text_append_json_string(out, edit->insert);
    text_append_char(out, '}');
}

static void append_diagnostic(struct text *out, const struct carl_diagnostics *list,
                              const struct diagnostic *diagnostic) {
    const struct source *source = diagnostic->source;
    struct position start = source_position(source, diagnostic->span.start);
    struct position end = source_position(source, diagnostic->span.end);
    text_append_char(out, '{');
    append_member(out, "file", source->file);
    append_member(out, "rule", diagnostics_rule(list, source));
    text_format(out, "\"line\":%zu,\"column\":%zu,\"end_line\":%zu,\"end_column\":%zu,", start.line, start.column,
                end.line, end.column);
    append_member(out, "severity", slice_from_string(severity_name(diagnostic_code_severity(diagnostic->code))));
    append_member(out, "code", slice_from_string(diagnostic_code_name(diagnostic->code)));
    append_member(out, "message", diagnostic->message);
    if (diagnostic->help.size > 0) {
        append_member(out, "help", diagnostic->help);
    } else {
        text_append_string(out, "\"help\":null,");
    }
    text_append_string(out, diagnostic->mechanical ? "\"mechanical\":true," : "\"mechanical\":false,");
    text_append_string(out, "\"edits\":[");
    for (size_t i = 0; i < diagnostic->edits.count; i++) {
        text_append_string(out, i == 0 ? "" : ",");
        append_edit(out, source, &diagnostic->edits.items[i]);
    }
    text_append_string(out, "]}");
}

enum carl_status carl_diagnostics_render_json(const struct carl_diagnostics *diagnostics,
                                              const struct carl_render_options *options, carl_write_fn write,
                                              void *user) {
    if (diagnostics->failed) {
        return CARL_ERROR_MEMORY;
    }
    bool notes = options != NULL && options->notes;
    struct text out;
    text_init(&out);
    text_append_char(&out, '[');
    bool first = true;
    enum carl_status status = CARL_OK;
    for (size_t i = 0; i < diagnostics->items.count && status == CARL_OK; i++) {
        const struct diagnostic *diagnostic = diagnostics->items.items[i];
        if (!notes && diagnostic_code_severity(diagnostic->code) == CARL_NOTE) {
            continue;
        }
        text_append_string(&out, first ? "\n" : ",\n");
        first = false;
        append_diagnostic(&out, diagnostics, diagnostic);
        if (out.failed) {
            status = CARL_ERROR_MEMORY;
        } else if (!write(user, out.data, out.size)) {
            status = CARL_ERROR_STOPPED;
        }
        text_reset(&out);
    }
    text_append_string(&out, first ? "]\n" : "\n]\n");
    if (status == CARL_OK && out.failed) {
        status = CARL_ERROR_MEMORY;
    } else if (status == CARL_OK && !write(user, out.data, out.size)) {
        status = CARL_ERROR_STOPPED;
    }
    text_finish(&out);
    return status;
}
