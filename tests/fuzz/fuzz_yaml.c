// SPDX-License-Identifier: Apache-2.0
// Analytic files of any bytes: no crash; places lie in the file; what carl_fix
// writes still reads, with as many rules.
#include "base/text.h"
#include "carl.h"

#include <stdint.h>
#include <stdlib.h>

static bool append(void *user, const char *data, size_t size) {
    text_append(user, slice_make(data, size));
    return true;
}

// The number of rules, or SIZE_MAX where the file cannot be read.
static size_t add(const struct carl_model *model, struct slice text) {
    struct carl_rules *rules = NULL;
    struct carl_diagnostics *diagnostics = NULL;
    struct text out;
    size_t count = SIZE_MAX;
    text_init(&out);
    if (carl_rules_create(model, &rules) != CARL_OK || carl_diagnostics_create(&diagnostics) != CARL_OK) {
        abort();
    }
    enum carl_status status = carl_rules_add_analytics(rules, "fuzz.yaml", text.data, text.size, diagnostics);
    if (status == CARL_OK || status == CARL_ERROR_RULE) {
        count = carl_rules_count(rules);
    }
    struct carl_render_options options = {.notes = true};
    if (carl_diagnostics_render_text(diagnostics, &options, append, &out) != CARL_OK ||
        carl_diagnostics_render_json(diagnostics, &options, append, &out) != CARL_OK) {
        abort();
    }
    for (size_t i = 0; i < carl_diagnostics_count(diagnostics); i++) {
        size_t line;
        size_t column;
        size_t end_line;
        size_t end_column;
        carl_diagnostic_position(diagnostics, i, &line, &column, &end_line, &end_column);
        if (line > end_line || (line == end_line && column > end_column) || column > text.size + 1) {
            abort();
        }
    }
    text_finish(&out);
    carl_diagnostics_destroy(diagnostics);
    carl_rules_destroy(rules);
    return count;
}

static void fix(const struct carl_model *model, struct slice text, size_t count) {
    struct carl_diagnostics *mended = NULL;
    struct carl_diagnostics *remaining = NULL;
    struct text out;
    text_init(&out);
    if (carl_diagnostics_create(&mended) == CARL_OK && carl_diagnostics_create(&remaining) == CARL_OK &&
        carl_fix_analytics(model, "fuzz.yaml", text.data, text.size, mended, remaining, append, &out) == CARL_OK &&
        add(model, text_slice(&out)) != count) {
        abort();
    }
    text_finish(&out);
    carl_diagnostics_destroy(mended);
    carl_diagnostics_destroy(remaining);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct carl_model *model; // lives as long as the process: loading it takes most of a run
    if (model == NULL && carl_model_create(&model) != CARL_OK) {
        abort();
    }
    struct slice text = slice_make((const char *)data, size);
    fix(model, text, add(model, text));
    return 0;
}
