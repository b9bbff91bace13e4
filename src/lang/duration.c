// SPDX-License-Identifier: Apache-2.0
#include "lang/duration.h"

#include "base/fold.h"
#include "lang/char_class.h"

static const struct {
    struct slice word;
    int64_t nanoseconds;
} units[] = {
    {{"milliseconds", 12}, INT64_C(1000000)},
    {{"millisecond", 11}, INT64_C(1000000)},
    {{"ms", 2}, INT64_C(1000000)},
    {{"seconds", 7}, INT64_C(1000000000)},
    {{"second", 6}, INT64_C(1000000000)},
    {{"secs", 4}, INT64_C(1000000000)},
    {{"sec", 3}, INT64_C(1000000000)},
    {{"s", 1}, INT64_C(1000000000)},
    {{"minutes", 7}, INT64_C(60000000000)},
    {{"minute", 6}, INT64_C(60000000000)},
    {{"mins", 4}, INT64_C(60000000000)},
    {{"min", 3}, INT64_C(60000000000)},
    {{"m", 1}, INT64_C(60000000000)},
    {{"hours", 5}, INT64_C(3600000000000)},
    {{"hour", 4}, INT64_C(3600000000000)},
    {{"h", 1}, INT64_C(3600000000000)},
    {{"days", 4}, INT64_C(86400000000000)},
    {{"day", 3}, INT64_C(86400000000000)},
    {{"d", 1}, INT64_C(86400000000000)},
    {{"weeks", 5}, INT64_C(604800000000000)},
    {{"week", 4}, INT64_C(604800000000000)},
    {{"w", 1}, INT64_C(604800000000000)},
};

int64_t duration_unit(struct slice word) {
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (fold_equal(word, units[i].word)) {
            return units[i].nanoseconds;
        }
    }
    return 0;
}

// *total += digit * unit, where it fits.
static bool add(int64_t *total, int64_t unit, int digit) {
    if (digit > 0 && unit > (INT64_MAX - *total) / digit) {
        return false;
    }
    *total += unit * digit;
    return true;
}

bool duration_parse(struct slice text, int64_t *ret_nanoseconds) {
    size_t word = 0;
    while (word < text.size && (char_is_digit(text.data[word]) || text.data[word] == '.')) {
        word++;
    }
    size_t digits = 0;
    while (digits < word && char_is_digit(text.data[digits])) {
        digits++;
    }
    size_t start = word;
    while (start < text.size && (text.data[start] == ' ' || text.data[start] == '\t')) {
        start++;
    }
    int64_t unit = duration_unit(slice_sub(text, start, text.size));
    int64_t total = 0;
    for (size_t i = 0; i < digits; i++) {
        if (total > INT64_MAX / 10) {
            return false;
        }
        total *= 10;
        if (!add(&total, unit, text.data[i] - '0')) {
            return false;
        }
    }
    for (size_t i = digits + 1; i < word && unit > 0; i++) {
        unit /= 10;
        if (!add(&total, unit, text.data[i] - '0')) {
            return false;
        }
    }
    *ret_nanoseconds = total;
    return true;
}
