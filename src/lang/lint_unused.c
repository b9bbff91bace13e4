// SPDX-License-Identifier: Apache-2.0
// Variables that nothing uses: W202.
#include "lang/check_internal.h"

// The filter after an unused one that works on the same set, and was perhaps
// meant to work on the unused one.
static const struct name *find_bypass(const struct checker *checker, const struct binding *unused) {
    if (unused->kind != BINDING_SET || unused->relation->kind != RELATION_FILTER) {
        return NULL;
    }
    struct slice input = unused->relation->source->as.filter.input.text;
    for (size_t i = 0; i < checker->rule->count; i++) {
        const struct statement *statement = &checker->rule->statements[i];
        if (statement->span.start > unused->name.span.start && statement->kind == STATEMENT_ASSIGN &&
            statement->as.source->kind == SOURCE_FILTER &&
            slice_equal(statement->as.source->as.filter.input.text, input)) {
            return &statement->as.source->as.filter.input;
        }
    }
    return NULL;
}

static struct diagnostic *report_unused(struct checker *checker, const struct binding *binding) {
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W202, binding->name.span, "`%.*s` is %s but never used",
               SLICE_ARG(binding->name.text), binding->kind == BINDING_INPUT ? "an input" : "assigned");
    const struct name *bypass = find_bypass(checker, binding);
    if (bypass == NULL) {
        diagnostic_help(checker->diagnostics, diagnostic, "use it, output it or delete it");
        return diagnostic;
    }
    diagnostic_help(checker->diagnostics, diagnostic, "perhaps line %zu means `%.*s` for `%.*s`",
                    source_position(checker->source, bypass->span.start).line, SLICE_ARG(binding->name.text),
                    SLICE_ARG(bypass->text));
    propose(checker, diagnostic, bypass->span, binding->name.text);
    diagnostic->mechanical = false;
    return diagnostic;
}

void lint_unused(struct checker *checker) {
    // For each variable, what is said of the unused one that it is used for.
    size_t count = checker->bindings.count;
    struct diagnostic **reports = ARENA_ARRAY(checker->arena, count, struct diagnostic *);
    for (size_t i = 0; reports != NULL && i < count; i++) {
        const struct binding *binding = checker->bindings.items[i];
        if (!binding->used && binding->name.text.size > 0) {
            reports[i] = report_unused(checker, binding);
        }
    }
    // Users come after what they use.
    for (size_t i = count; reports != NULL && i > 0; i--) {
        const struct binding *binding = checker->bindings.items[i - 1];
        const struct binding *user = binding->user == NULL ? NULL : binding->user->binding;
        if (binding->used && user != NULL && user->index >= i && reports[user->index] != NULL) {
            reports[i - 1] = reports[user->index];
            diagnostic_related(checker->diagnostics, reports[i - 1], binding->name.span, "used for nothing else");
        }
    }
}
