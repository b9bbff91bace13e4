// SPDX-License-Identifier: Apache-2.0
#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

enum { LONGEST_REAL = 400 };

static size_t skip_digits(struct slice text, size_t at) {
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9') {
        at++;
    }
    return at;
}

// The value of a run of digits, false where it needs more than 64 bits.
static bool read_magnitude(struct slice digits, uint64_t *ret_magnitude) {
    uint64_t magnitude = 0;
    for (size_t i = 0; i < digits.size; i++) {
        uint64_t digit = (uint64_t)(digits.data[i] - '0');
        if (magnitude > (UINT64_MAX - digit) / 10) {
            return false;
        }
        magnitude = magnitude * 10 + digit;
    }
    *ret_magnitude = magnitude;
    return true;
}

// strtod and printf follow the locale that the program around the library has
// set, so its decimal point is put in and taken out again.
static char decimal_point(void) {
    const char *point = localeconv()->decimal_point;
    return point[0] == '\0' ? '.' : point[0];
}

static void replace_char(char *text, char from, char to) {
    char *found = from == to ? NULL : strchr(text, from);
    if (found != NULL) {
        *found = to;
    }
}

// strtod needs a NUL. Digits beyond LONGEST_REAL cannot change a double except
// by magnitude, so a longer integer part saturates to infinity and a longer
// fraction is cut.
static double read_real(struct slice text) {
    char buffer[LONGEST_REAL + 1];
    size_t size = text.size;
    if (size > LONGEST_REAL) {
        const char *point = memchr(text.data, '.', LONGEST_REAL);
        if (point == NULL) {
            return text.data[0] == '-' ? -HUGE_VAL : HUGE_VAL;
        }
        size = LONGEST_REAL;
    }
    memcpy(buffer, text.data, size);
    buffer[size] = '\0';
    replace_char(buffer, '.', decimal_point());
    return strtod(buffer, NULL);
}

static bool read_number(struct slice text, bool exponent, struct number *ret_number) {
    size_t start = text.size > 0 && text.data[0] == '-' ? 1 : 0;
    size_t integer_end = skip_digits(text, start);
    if (integer_end == start) {
        return false;
    }
    size_t at = integer_end;
    if (at < text.size && text.data[at] == '.') {
        size_t fraction = at + 1;
        at = skip_digits(text, fraction);
        if (at == fraction) {
            return false;
        }
    }
    if (exponent && at < text.size && (text.data[at] == 'e' || text.data[at] == 'E')) {
        size_t digits = at + 1;
        if (digits < text.size && (text.data[digits] == '+' || text.data[digits] == '-')) {
            digits++;
        }
        at = skip_digits(text, digits);
        if (at == digits) {
            return false;
        }
    }
    if (at != text.size) {
        return false;
    }
    struct number number = {0};
    if (at == integer_end && read_magnitude(slice_sub(text, start, at), &number.magnitude)) {
        number.integer = true;
        number.negative = start == 1 && number.magnitude != 0;
        number.real = (double)number.magnitude;
        if (number.negative) {
            number.real = -number.real;
        }
    } else {
        number.real = read_real(text);
    }
    *ret_number = number;
    return true;
}

bool number_parse_decimal(struct slice text, struct number *ret_number) {
    return read_number(text, false, ret_number);
}

bool number_parse_json(struct slice text, struct number *ret_number) {
    return read_number(text, true, ret_number);
}

struct number number_from_integer(int64_t integer) {
    return (struct number){
        .integer = true,
        .negative = integer < 0,
        .magnitude = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer,
        .real = (double)integer,
    };
}

struct number number_from_real(double real) {
    return (struct number){.real = real};
}

static int compare_magnitudes(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

int number_compare(struct number a, struct number b) {
    if (a.integer && b.integer) {
        if (a.negative != b.negative) {
            return a.negative ? -1 : 1;
        }
        int order = compare_magnitudes(a.magnitude, b.magnitude);
        return a.negative ? -order : order;
    }
    return (a.real > b.real) - (a.real < b.real);
}

void number_append(struct text *out, struct number number) {
    if (number.integer) {
        if (number.negative) {
            text_append_char(out, '-');
        }
        text_append_unsigned(out, number.magnitude);
        return;
    }
    // 15 digits always print back; up to 17 may be needed to tell doubles apart.
    size_t start = out->size;
    for (int digits = 15; digits <= 17; digits++) {
        out->size = start;
        text_format(out, "%.*g", digits, number.real);
        char copy[64];
        size_t size = out->size - start;
        if (out->failed || size >= sizeof copy) {
            return;
        }
        memcpy(copy, out->data + start, size);
        copy[size] = '\0';
        if (strtod(copy, NULL) == number.real) {
            replace_char(copy, decimal_point(), '.');
            memcpy(out->data + start, copy, size);
            return;
        }
    }
}
