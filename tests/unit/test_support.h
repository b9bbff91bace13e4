// SPDX-License-Identifier: Apache-2.0
// What every cmocka test needs, in the order cmocka wants it.
#ifndef TEST_SUPPORT_H
#define TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

// A slice over a string literal that may hold NUL bytes.
#define BYTES(literal) slice_make("" literal, sizeof(literal) - 1)

#endif
