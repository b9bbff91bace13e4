// SPDX-License-Identifier: Apache-2.0
// What there is to say about two tests of one field. Private to the checker.
#ifndef CARL_LANG_LINT_REPORT_H
#define CARL_LANG_LINT_REPORT_H

#include "base/text.h"
#include "lang/constraint.h"

// Appends a test as messages call it: "`not (== "x")`".
void append_test(const struct checker *checker, const struct constraint *constraint, struct text *out);

// The two exclude each other: E303 at the second.
void report_contradiction(struct checker *checker, const struct constraint *first, const struct constraint *second);

// The second holds wherever the first does: N122.
void report_redundant(struct checker *checker, const struct constraint *first, const struct constraint *second);

// One of the two holds, whatever the field is: W208 at the `operator` between
// them. `mend`: it is the `or` that joins just these two.
void report_always(struct checker *checker, const struct constraint *first, const struct constraint *second,
                   struct span operator, bool mend);

#endif
