// SPDX-License-Identifier: Apache-2.0
// Compares the fields that a rule says it uses (data_model_references of an
// analytic, @data_model lines: object/action/field) with those that it does use.
// One thread.
#ifndef CARL_LANG_LINT_REFERENCE_H
#define CARL_LANG_LINT_REFERENCE_H

#include "lang/check.h"
#include "lang/list.h"

struct field_reference {
    struct slice text; // as written
    struct span span;
    bool used; // by a rule that was looked at
};

LIST_TYPE(reference_list, struct field_reference);

// Notes in `diagnostics` the fields that `checked` uses and no reference names, at
// their first use, and marks the references that it uses. Nothing where there is
// no reference.
MUST_USE enum carl_status lint_reference_uses(const struct checked_rule *checked, const struct carl_model *model,
                                              struct arena *arena, struct reference_list *references,
                                              struct carl_diagnostics *diagnostics);

// Notes the references that are marked as used by no rule; `source` is what they
// stand in.
void lint_reference_unused(const struct reference_list *references, const struct carl_model *model,
                           const struct source *source, struct carl_diagnostics *diagnostics);

// Both, for the @data_model lines of a rule text without errors.
MUST_USE enum carl_status lint_reference_metadata(const struct checked_rule *checked, const struct carl_model *model,
                                                  struct arena *arena, struct carl_diagnostics *diagnostics);

#endif
