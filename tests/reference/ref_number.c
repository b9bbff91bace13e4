// SPDX-License-Identifier: Apache-2.0
// Numbers: which texts are one, how they compare, and arithmetic.
#include "ref_scalar.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static size_t skip_digits(struct slice text, size_t at) {
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9') {
        at++;
    }
    return at;
}

// -?digits or -?digits.digits.
static bool is_decimal(struct slice text, bool *ret_whole) {
    size_t start = text.size > 0 && text.data[0] == '-' ? 1 : 0;
    size_t end = skip_digits(text, start);
    if (end == start) {
        return false;
    }
    *ret_whole = end == text.size;
    if (*ret_whole) {
        return true;
    }
    return text.data[end] == '.' && end + 1 < text.size && skip_digits(text, end + 1) == text.size;
}

bool number_read(struct value value, struct ref_number *ret_number) {
    bool whole = false;
    if (value.kind != VALUE_NUMBER && value.kind != VALUE_TEXT) {
        return false;
    }
    if (!is_decimal(value.text, &whole) && value.kind == VALUE_TEXT) {
        return false;
    }
    struct arena scratch;
    arena_init(&scratch);
    const char *digits = arena_copy(&scratch, value.text).data;
    struct ref_number number = {.real = strtod(digits, NULL)};
    if (whole) {
        bool minus = digits[0] == '-';
        errno = 0;
        number.magnitude = strtoull(digits + (minus ? 1 : 0), NULL, 10);
        number.whole = errno == 0;
        number.negative = minus && number.magnitude > 0;
    }
    arena_finish(&scratch);
    *ret_number = number;
    return true;
}

int ref_number_compare(struct ref_number a, struct ref_number b) {
    if (!a.whole || !b.whole) {
        return a.real < b.real ? -1 : a.real > b.real;
    }
    if (a.negative != b.negative) {
        return a.negative ? -1 : 1;
    }
    int order = a.magnitude < b.magnitude ? -1 : a.magnitude > b.magnitude;
    return a.negative ? -order : order;
}

struct ref_number number_of_integer(int64_t integer) {
    uint64_t magnitude = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
    return (struct ref_number){true, integer < 0, magnitude, (double)integer};
}

// The fewest digits that read back as the same number.
struct value number_make(struct arena *arena, struct ref_number number) {
    char text[64];
    if (number.whole) {
        snprintf(text, sizeof text, "%s%llu", number.negative ? "-" : "", (unsigned long long)number.magnitude);
        return value_number(arena_copy(arena, slice_from_string(text)));
    }
    if (!isfinite(number.real)) {
        return value_null();
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number.real);
        double back = strtod(text, NULL);
        if (!(back < number.real) && !(back > number.real)) {
            break;
        }
    }
    return value_number(arena_copy(arena, slice_from_string(text)));
}

static bool small(struct ref_number number, int64_t *ret_integer) {
    if (!number.whole || number.magnitude > INT64_MAX / 2) {
        return false;
    }
    *ret_integer = number.negative ? -(int64_t)number.magnitude : (int64_t)number.magnitude;
    return true;
}

static struct value combine_numbers(struct arena *arena, enum arithmetic_operator how, struct ref_number a,
                                    struct ref_number b) {
    int64_t x;
    int64_t y;
    bool exact = small(a, &x) && small(b, &y);
    struct ref_number real = {0};
    switch (how) {
    case ARITHMETIC_ADD:
        if (exact) {
            return number_make(arena, number_of_integer(x + y));
        }
        real.real = a.real + b.real;
        break;
    case ARITHMETIC_SUBTRACT:
        if (exact) {
            return number_make(arena, number_of_integer(x - y));
        }
        real.real = a.real - b.real;
        break;
    case ARITHMETIC_MULTIPLY:
        if (exact && (y == 0 || llabs(x) <= INT64_MAX / llabs(y))) {
            return number_make(arena, number_of_integer(x * y));
        }
        real.real = a.real * b.real;
        break;
    case ARITHMETIC_DIVIDE:
        if (!(b.real < 0) && !(b.real > 0)) {
            return value_null();
        }
        if (exact && x % y == 0) {
            return number_make(arena, number_of_integer(x / y));
        }
        real.real = a.real / b.real;
        break;
    }
    return number_make(arena, real);
}

static struct value duration_of(long double nanoseconds) {
    if (!(nanoseconds > -9.2e18L && nanoseconds < 9.2e18L)) {
        return value_null();
    }
    return (struct value){.kind = VALUE_DURATION, .as.nanoseconds = (int64_t)roundl(nanoseconds)};
}

// time - time, time and duration, duration and duration.
static struct value combine_clocks(bool add, struct value a, struct value b) {
    long double left = (long double)a.as.nanoseconds;
    long double right = (long double)b.as.nanoseconds;
    bool times = a.kind == VALUE_TIME && b.kind == VALUE_TIME;
    if ((times && add) || (a.kind == VALUE_DURATION && b.kind == VALUE_TIME && !add)) {
        return value_null();
    }
    struct value result = duration_of(add ? left + right : left - right);
    if (a.kind != b.kind && result.kind != VALUE_NULL) {
        result = value_time(result.as.nanoseconds, (struct slice){0});
    }
    return result;
}

struct value values_combine(struct arena *arena, enum arithmetic_operator how, struct value a, struct value b) {
    struct ref_number x;
    struct ref_number y;
    bool number_a = number_read(a, &x);
    bool number_b = number_read(b, &y);
    bool clock_a = a.kind == VALUE_TIME || a.kind == VALUE_DURATION;
    bool clock_b = b.kind == VALUE_TIME || b.kind == VALUE_DURATION;
    if (number_a && number_b) {
        return combine_numbers(arena, how, x, y);
    }
    if (how == ARITHMETIC_DIVIDE && a.kind == VALUE_DURATION && b.kind == VALUE_DURATION) {
        return combine_numbers(arena, how, number_of_integer(a.as.nanoseconds), number_of_integer(b.as.nanoseconds));
    }
    if (clock_a && clock_b && (how == ARITHMETIC_ADD || how == ARITHMETIC_SUBTRACT)) {
        return combine_clocks(how == ARITHMETIC_ADD, a, b);
    }
    if (how == ARITHMETIC_MULTIPLY && a.kind == VALUE_DURATION && number_b) {
        return duration_of((long double)a.as.nanoseconds * (long double)y.real);
    }
    if (how == ARITHMETIC_MULTIPLY && number_a && b.kind == VALUE_DURATION) {
        return duration_of((long double)x.real * (long double)b.as.nanoseconds);
    }
    if (how == ARITHMETIC_DIVIDE && a.kind == VALUE_DURATION && number_b && (y.real < 0 || y.real > 0)) {
        return duration_of((long double)a.as.nanoseconds / (long double)y.real);
    }
    return value_null();
}
