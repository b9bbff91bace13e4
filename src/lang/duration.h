// SPDX-License-Identifier: Apache-2.0
// Durations as rules write them: a decimal number and a unit. Pure functions,
// safe in any thread.
#ifndef CARL_LANG_DURATION_H
#define CARL_LANG_DURATION_H

#include "base/slice.h"

#include <stdint.h>

// Nanoseconds in one of this unit (any case: "ms", "second", "mins", "w"...), 0
// where the word is no unit.
int64_t duration_unit(struct slice word);

// Reads "30 minutes", "1.5h" (digits, an optional fraction, blanks, a unit; the
// lexer has made sure of it). Below a nanosecond it is cut. False, with
// *ret_nanoseconds left alone, when it does not fit 63 bits.
bool duration_parse(struct slice text, int64_t *ret_nanoseconds);

#endif
