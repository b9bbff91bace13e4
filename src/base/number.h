// SPDX-License-Identifier: Apache-2.0
// Numbers as rules compare them (docs/language.md, "Numbers and text"):
// integers of up to 64 bits exactly, everything else as a double. Pure
// functions, safe in any thread, independent of the locale.
#ifndef CARL_BASE_NUMBER_H
#define CARL_BASE_NUMBER_H

#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct number {
    bool integer;  // then negative and magnitude hold it exactly
    bool negative; // never set for zero
    uint64_t magnitude;
    double real; // always set; the nearest double
};

// Reads decimal text: -?digits or -?digits.digits, nothing around it. False
// where the text is anything else (signs, exponents, blanks, hex).
bool number_parse_decimal(struct slice text, struct number *ret_number);

// Reads a JSON number, which may also have an exponent.
bool number_parse_json(struct slice text, struct number *ret_number);

struct number number_from_integer(int64_t integer);
struct number number_from_real(double real);

// <0, 0, >0. Two integers compare exactly, otherwise as doubles.
int number_compare(struct number a, struct number b);

// Appends the number: an integer in digits, a real in the fewest digits that
// read back as the same double.
void number_append(struct text *out, struct number number);

#endif
