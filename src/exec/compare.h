// SPDX-License-Identifier: Apache-2.0
// Comparison and arithmetic of values that come from data (docs/language.md,
// "Null", "Numbers and text", "Time"). Pure but for the scratch arena that
// results may use.
#ifndef CARL_EXEC_COMPARE_H
#define CARL_EXEC_COMPARE_H

#include "base/arena.h"
#include "base/number.h"
#include "base/operators.h"
#include "event/value.h"

#include <stdbool.h>

// True when `a` compared with `b` holds. False where either is null or a
// record; a list equals what one of its elements equals, differs from what none
// of them equals, and has no order.
bool compare_values(enum compare_operator how, struct value a, struct value b);

// The number that a value counts as: a JSON number, or decimal text.
bool value_as_number(struct value value, struct number *ret_number);

// The text that a value counts as; false for null, durations, lists, records.
// A time without its text is written in ISO 8601 into `scratch`.
bool value_as_text(struct value value, struct arena *scratch, struct slice *ret_text);

// The result of arithmetic, null where the operands do not go together, a
// divisor is zero or the result leaves its range. Texts of results live in
// `scratch`.
struct value value_arithmetic(enum arithmetic_operator how, struct value a, struct value b, struct arena *scratch);

#endif
