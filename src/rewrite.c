// SPDX-License-Identifier: Apache-2.0
// carl_fix, carl_format and the table of codes: the façade over lang.
#include "carl.h"
#include "lang/diagnostic.h"
#include "lang/explain.h"
#include "lang/fix.h"
#include "lang/format.h"

// Hands the finished text to the caller.
static enum carl_status deliver(const struct text *text, carl_write_fn write, void *user) {
    if (text->failed) {
        return CARL_ERROR_MEMORY;
    }
    return text->size == 0 || write(user, text->data, text->size) ? CARL_OK : CARL_ERROR_STOPPED;
}

enum carl_status carl_fix(const struct carl_model *model, const char *file, const char *data, size_t size,
                          struct carl_diagnostics *mended, struct carl_diagnostics *remaining, carl_write_fn write,
                          void *user) {
    struct text out;
    text_init(&out);
    enum carl_status status = fix_text(model, slice_from_string(file), slice_make(data, size), mended, remaining, &out);
    if (status == CARL_OK) {
        status = deliver(&out, write, user);
    }
    text_finish(&out);
    return status;
}

enum carl_status carl_fix_analytics(const struct carl_model *model, const char *file, const char *data, size_t size,
                                    struct carl_diagnostics *mended, struct carl_diagnostics *remaining,
                                    carl_write_fn write, void *user) {
    struct text out;
    text_init(&out);
    enum carl_status status =
        fix_analytics(model, slice_from_string(file), slice_make(data, size), mended, remaining, &out);
    if (status == CARL_OK) {
        status = deliver(&out, write, user);
    }
    text_finish(&out);
    return status;
}

enum carl_status carl_format(const struct carl_model *model, const char *file, const char *data, size_t size,
                             struct carl_diagnostics *diagnostics, carl_write_fn write, void *user) {
    struct text out;
    text_init(&out);
    enum carl_status status = format_text(model, slice_from_string(file), slice_make(data, size), diagnostics, &out);
    if (status == CARL_OK) {
        status = deliver(&out, write, user);
    }
    text_finish(&out);
    return status;
}

// ---------------------------------------------------------------------------
// Codes

size_t carl_code_count(void) {
    return DIAGNOSTIC_CODE_COUNT;
}

size_t carl_code_find(const char *name) {
    for (size_t code = 0; code < DIAGNOSTIC_CODE_COUNT; code++) {
        const char *other = diagnostic_code_name((enum diagnostic_code)code);
        size_t i = 0;
        while (other[i] != '\0' && (name[i] == other[i] || (i == 0 && name[0] == other[0] - 'A' + 'a'))) {
            i++;
        }
        if (other[i] == '\0' && name[i] == '\0') {
            return code;
        }
    }
    return SIZE_MAX;
}

const char *carl_code_name(size_t code) {
    return diagnostic_code_name((enum diagnostic_code)code);
}

const char *carl_code_kind(size_t code) {
    return diagnostic_code_kind((enum diagnostic_code)code);
}

enum carl_severity carl_code_severity(size_t code) {
    return diagnostic_code_severity((enum diagnostic_code)code);
}

const char *carl_code_summary(size_t code) {
    return diagnostic_code_summary((enum diagnostic_code)code);
}

const char *carl_code_explanation(size_t code) {
    return explanation_of((enum diagnostic_code)code)->meaning;
}

const char *carl_code_example(size_t code) {
    return explanation_of((enum diagnostic_code)code)->example;
}

const char *carl_code_mended(size_t code) {
    return explanation_of((enum diagnostic_code)code)->mended;
}
