// SPDX-License-Identifier: Apache-2.0
// What is odd about joins and differences of sets. Private to the checker.
#ifndef CARL_LANG_LINT_SET_H
#define CARL_LANG_LINT_SET_H

#include "lang/check_internal.h"

// A join whose condition is in order: W209, N115.
void lint_join(struct checker *checker, const struct relation *join);

// A difference, as written in `expr`: W204, and E303 where nothing is left.
void lint_difference(struct checker *checker, const struct relation *difference, const struct expr *expr);

#endif
