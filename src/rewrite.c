// SPDX-License-Identifier: Apache-2.0
// carl_fix, carl_format and the table of codes: the façade over lang.
#include "carl.h"
#include "lang/diagnostic.h"
#include "lang/explain.h"
#include "lang/fix.h"
#include "lang/format.h"
#include "rules_run.h"

// Hands the finished text to the caller.
static enum carl_status deliver(const struct text *text, carl_write_fn write, void *user) {
    if (text->failed) {
        return CARL_ERROR_MEMORY;
    }
    return text->size == 0 || write(user, text->data, text->size) ? CARL_OK : CARL_ERROR_STOPPED;
}

typedef enum carl_status (*fix_fn)(const struct carl_model *model, const struct check_library *library,
                                   struct slice file, struct slice text, struct carl_diagnostics *mended,
                                   struct carl_diagnostics *remaining, struct text *out);

// The rules that the text runs are found as a rule set would find them.
static enum carl_status mend(fix_fn fix, const struct carl_model *model, const struct carl_finder *finder,
                             const char *file, struct slice data, struct carl_diagnostics *mended,
                             struct carl_diagnostics *remaining, struct text *out) {
    struct carl_rules *rules = NULL;
    struct analytics analytics;
    struct slice name = slice_from_string(file);
    enum carl_status status = carl_rules_create(model, &rules);
    if (status != CARL_OK) {
        return status;
    }
    if (finder != NULL) {
        carl_rules_set_finder(rules, finder->find, finder->user);
    }
    analytics_init(&analytics, rules, name, name);
    status = fix(model, &analytics.library, name, data, mended, remaining, out);
    status = status == CARL_OK && analytics.failed ? CARL_ERROR_MEMORY : status;
    analytics_finish(&analytics);
    carl_rules_destroy(rules);
    return status;
}

enum carl_status carl_fix(const struct carl_model *model, const struct carl_finder *finder, const char *file,
                          const char *data, size_t size, struct carl_diagnostics *mended,
                          struct carl_diagnostics *remaining, carl_write_fn write, void *user) {
    struct text out;
    text_init(&out);
    enum carl_status status = mend(fix_text, model, finder, file, slice_make(data, size), mended, remaining, &out);
    if (status == CARL_OK) {
        status = deliver(&out, write, user);
    }
    text_finish(&out);
    return status;
}

enum carl_status carl_fix_analytics(const struct carl_model *model, const struct carl_finder *finder, const char *file,
                                    const char *data, size_t size, struct carl_diagnostics *mended,
                                    struct carl_diagnostics *remaining, carl_write_fn write, void *user) {
    struct text out;
    text_init(&out);
    enum carl_status status = mend(fix_analytics, model, finder, file, slice_make(data, size), mended, remaining, &out);
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
