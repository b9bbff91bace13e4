// SPDX-License-Identifier: Apache-2.0
// Analytic files of any bytes: no crash; places lie in the file; what carl_fix
// writes still reads, with as many rules.
#include "target.h"

static void check_columns(const struct carl_diagnostics *diagnostics, size_t size) {
    for (size_t i = 0; i < carl_diagnostics_count(diagnostics); i++) {
        size_t line;
        size_t column;
        size_t end_line;
        size_t end_column;
        carl_diagnostic_position(diagnostics, i, &line, &column, &end_line, &end_column);
        REQUIRE(column <= size + 1 && end_column <= size + 1);
    }
}

// The number of rules, or SIZE_MAX where the file cannot be read.
static size_t add(struct slice text) {
    struct carl_diagnostics *diagnostics = target_diagnostics();
    struct carl_rules *rules = NULL;
    size_t count = SIZE_MAX;
    REQUIRE(carl_rules_create(target_model(), &rules) == CARL_OK);
    enum carl_status status = carl_rules_add_analytics(rules, "fuzz.yaml", text.data, text.size, diagnostics);
    if (status == CARL_OK || status == CARL_ERROR_RULE) {
        count = carl_rules_count(rules);
    }
    target_check_places(diagnostics);
    target_check_text(diagnostics);
    check_columns(diagnostics, text.size);
    carl_diagnostics_destroy(diagnostics);
    carl_rules_destroy(rules);
    return count;
}

static void fix(struct slice text, size_t count) {
    struct carl_diagnostics *mended = target_diagnostics();
    struct carl_diagnostics *remaining = target_diagnostics();
    struct text out;
    text_init(&out);
    if (carl_fix_analytics(target_model(), NULL, "fuzz.yaml", text.data, text.size, mended, remaining, target_append,
                           &out) == CARL_OK) {
        REQUIRE(add(text_slice(&out)) == count);
    }
    target_check_places(mended);
    target_check_places(remaining);
    text_finish(&out);
    carl_diagnostics_destroy(mended);
    carl_diagnostics_destroy(remaining);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = slice_make((const char *)data, size);
    fix(text, add(text));
    return 0;
}
