// SPDX-License-Identifier: Apache-2.0
#include "lang/yaml_check.h"

#include "lang/check.h"
#include "lang/parse.h"
#include "lang/yaml_analytic.h"

// Checks the text of one rule apart, with `own` for what there is to say.
static enum carl_status check_own(const struct carl_model *model, const struct check_library *library,
                                  const struct analytic_rule *rule, const struct source *container,
                                  struct carl_diagnostics *own) {
    struct source *source = NULL;
    enum carl_status status = analytic_rule_source(rule, container, &source);
    if (status != CARL_OK) {
        return status;
    }
    if (!diagnostics_take_source(own, source)) {
        return CARL_ERROR_MEMORY;
    }
    struct arena tree;
    struct rule *parsed = NULL;
    struct checked_rule *checked = NULL;
    arena_init(&tree);
    status = parse_rule(source, &tree, own, &parsed);
    if (status == CARL_OK) {
        status = check_rule_in(parsed, model, library, &tree, own, &checked);
    }
    arena_finish(&tree);
    diagnostics_sort(own, 0);
    return status;
}

static enum carl_status check_one(const struct carl_model *model, const struct check_library *library,
                                  const struct analytic_rule *rule, const struct source *container,
                                  struct carl_diagnostics *diagnostics) {
    struct carl_diagnostics *own = NULL;
    struct source *view = NULL;
    enum carl_status status = source_create_view(container, &view);
    if (status != CARL_OK) {
        return status;
    }
    if (!diagnostics_take_source(diagnostics, view)) {
        return CARL_ERROR_MEMORY;
    }
    status = carl_diagnostics_create(&own);
    if (status == CARL_OK) {
        status = check_own(model, library, rule, container, own);
    }
    if (status == CARL_OK) {
        status = analytic_rule_report(rule, own, view, diagnostics);
    }
    carl_diagnostics_destroy(own);
    return status;
}

enum carl_status yaml_check_text(const struct carl_model *model, const struct check_library *library, struct slice file,
                                 struct slice text, struct carl_diagnostics *diagnostics) {
    struct source *source = NULL;
    struct yaml_analytic analytic;
    struct arena arena;
    enum carl_status status = diagnostics_add_source(diagnostics, file, text, &source);
    if (status != CARL_OK) {
        return status;
    }
    arena_init(&arena);
    status = yaml_analytic_read(source, &arena, diagnostics, &analytic);
    for (size_t i = 0; status == CARL_OK && i < analytic.rules.count; i++) {
        status = check_one(model, library, &analytic.rules.items[i], source, diagnostics);
    }
    arena_finish(&arena);
    return status;
}
