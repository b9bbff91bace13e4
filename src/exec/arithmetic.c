// SPDX-License-Identifier: Apache-2.0
#include "exec/compare.h"

#include "base/text.h"

#include <math.h>
#include <stdint.h>

static struct value duration(int64_t nanoseconds) {
    return (struct value){.kind = VALUE_DURATION, .as.nanoseconds = nanoseconds};
}

static struct value from_number(struct number number, struct arena *scratch) {
    if (!number.integer && !isfinite(number.real)) {
        return value_null();
    }
    struct text text;
    text_init(&text);
    number_append(&text, number);
    struct value value = value_number(arena_copy(scratch, text_slice(&text)));
    text_finish(&text);
    return value;
}

static bool as_int64(struct number number, int64_t *ret_integer) {
    if (!number.integer || number.magnitude > INT64_MAX) {
        return false;
    }
    *ret_integer = number.negative ? -(int64_t)number.magnitude : (int64_t)number.magnitude;
    return true;
}

static bool add_int64(int64_t a, int64_t b, int64_t *ret_sum) {
    if ((b > 0 && a > INT64_MAX - b) || (b < 0 && a < INT64_MIN - b)) {
        return false;
    }
    *ret_sum = a + b;
    return true;
}

static bool multiply_int64(int64_t a, int64_t b, int64_t *ret_product) {
    if (a != 0 && b != 0) {
        // Magnitudes are at most INT64_MAX, so the quotient is exact enough to
        // tell whether the product fits.
        uint64_t magnitude_a = (uint64_t)(a < 0 ? -a : a);
        uint64_t magnitude_b = (uint64_t)(b < 0 ? -b : b);
        if (magnitude_a > INT64_MAX / magnitude_b) {
            return false;
        }
    }
    *ret_product = a * b;
    return true;
}

static bool integer_arithmetic(enum arithmetic_operator how, int64_t a, int64_t b, int64_t *ret_result) {
    switch (how) {
    case ARITHMETIC_ADD:
        return add_int64(a, b, ret_result);
    case ARITHMETIC_SUBTRACT:
        return add_int64(a, -b, ret_result);
    case ARITHMETIC_MULTIPLY:
        return multiply_int64(a, b, ret_result);
    case ARITHMETIC_DIVIDE:
        if (b == 0 || a % b != 0) {
            return false;
        }
        *ret_result = a / b;
        return true;
    }
    return false;
}

static double real_arithmetic(enum arithmetic_operator how, double a, double b) {
    switch (how) {
    case ARITHMETIC_ADD:
        return a + b;
    case ARITHMETIC_SUBTRACT:
        return a - b;
    case ARITHMETIC_MULTIPLY:
        return a * b;
    case ARITHMETIC_DIVIDE:
        return b == 0 ? (double)NAN : a / b;
    }
    return (double)NAN;
}

static struct value number_arithmetic(enum arithmetic_operator how, struct number a, struct number b,
                                      struct arena *scratch) {
    int64_t integer_a;
    int64_t integer_b;
    int64_t result;
    if (as_int64(a, &integer_a) && as_int64(b, &integer_b) && integer_arithmetic(how, integer_a, integer_b, &result)) {
        return from_number(number_from_integer(result), scratch);
    }
    return from_number(number_from_real(real_arithmetic(how, a.real, b.real)), scratch);
}

static struct value scaled_duration(enum arithmetic_operator how, int64_t nanoseconds, double factor) {
    double result = real_arithmetic(how, (double)nanoseconds, factor);
    if (!(result > -9.2e18 && result < 9.2e18)) {
        return value_null();
    }
    return duration((int64_t)llround(result));
}

static bool has_clock(struct value value) {
    return value.kind == VALUE_TIME || value.kind == VALUE_DURATION;
}

// Time and duration: time - time and duration ± duration are durations, time ±
// duration and duration + time are times.
static struct value clock_arithmetic(enum arithmetic_operator how, struct value a, struct value b) {
    bool add = how == ARITHMETIC_ADD;
    bool time_a = a.kind == VALUE_TIME;
    bool time_b = b.kind == VALUE_TIME;
    int64_t right = b.as.nanoseconds;
    int64_t result;
    if ((!add && how != ARITHMETIC_SUBTRACT) || (add && time_a && time_b) || (!add && !time_a && time_b) ||
        (!add && right == INT64_MIN) || !add_int64(a.as.nanoseconds, add ? right : -right, &result)) {
        return value_null();
    }
    return time_a != time_b ? value_time(result, (struct slice){0}) : duration(result);
}

struct value value_arithmetic(enum arithmetic_operator how, struct value a, struct value b, struct arena *scratch) {
    struct number number_a;
    struct number number_b;
    bool numeric_a = value_as_number(a, &number_a);
    bool numeric_b = value_as_number(b, &number_b);
    if (numeric_a && numeric_b) {
        return number_arithmetic(how, number_a, number_b, scratch);
    }
    if (a.kind == VALUE_DURATION && b.kind == VALUE_DURATION && how == ARITHMETIC_DIVIDE) {
        return number_arithmetic(how, number_from_integer(a.as.nanoseconds), number_from_integer(b.as.nanoseconds),
                                 scratch);
    }
    if (has_clock(a) && has_clock(b)) {
        return clock_arithmetic(how, a, b);
    }
    bool scales = how == ARITHMETIC_MULTIPLY || how == ARITHMETIC_DIVIDE;
    if (a.kind == VALUE_DURATION && numeric_b && scales) {
        return scaled_duration(how, a.as.nanoseconds, number_b.real);
    }
    if (numeric_a && b.kind == VALUE_DURATION && how == ARITHMETIC_MULTIPLY) {
        return scaled_duration(how, b.as.nanoseconds, number_a.real);
    }
    return value_null();
}
