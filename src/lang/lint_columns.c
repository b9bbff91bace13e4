// SPDX-License-Identifier: Apache-2.0
#include "lang/lint_columns.h"

#include "base/fold.h"

void lint_keys(struct checker *checker, const struct relation_key *keys, size_t count) {
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (keys[i].name.size > 0 && fold_name_equal(keys[i].name, keys[k].name)) {
                struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E213, keys[i].path->span,
                                                       "`%.*s` is a key already", SLICE_ARG(keys[i].name));
                diagnostic_help(checker->diagnostics, diagnostic, "delete it");
                break;
            }
        }
    }
}

void lint_columns(struct checker *checker, const struct source_expr *source, const struct relation_column *columns,
                  size_t count) {
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (columns[i].name.size > 0 && fold_name_equal(columns[i].name, columns[k].name)) {
                const struct column *column = &source->as.select.columns[i];
                struct span span = column->alias.text.size > 0 ? column->alias.span : column->value->outer;
                struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E213, span,
                                                       "there is a column `%.*s` already", SLICE_ARG(columns[i].name));
                diagnostic_help(checker->diagnostics, diagnostic, "give it a name of its own: `%.*s as name`",
                                SLICE_ARG(source_slice(checker->source, column->value->outer)));
                break;
            }
        }
    }
}
