// SPDX-License-Identifier: Apache-2.0
// Names of columns and keys: each is there once, or a row could not be read.
// Private to the checker.
#ifndef CARL_LANG_LINT_COLUMNS_H
#define CARL_LANG_LINT_COLUMNS_H

#include "lang/check_internal.h"

// The keys of a `by`: E213.
void lint_keys(struct checker *checker, const struct relation_key *keys, size_t count);

// The columns of a `select`, as written in `source`: E213.
void lint_columns(struct checker *checker, const struct source_expr *source, const struct relation_column *columns,
                  size_t count);

#endif
