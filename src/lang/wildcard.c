// SPDX-License-Identifier: Apache-2.0
#include "lang/wildcard.h"

#include "base/number.h"

#include <stdint.h>
#include <string.h>

// Longer patterns are not compared.
enum { PATTERN_LIMIT = 512 };

bool wildcard_has(struct slice pattern) {
    return pattern.size > 0 && memchr(pattern.data, '*', pattern.size) != NULL;
}

static bool is_number(struct slice text) {
    struct number number;
    return number_parse_decimal(text, &number);
}

static bool exact_equal(struct slice a, struct slice b) {
    struct number left;
    struct number right;
    if (number_parse_decimal(a, &left) && number_parse_decimal(b, &right)) {
        return number_compare(left, right) == 0;
    }
    return slice_equal(a, b);
}

// False where the comparison would cost more than what is left.
static bool spend(struct slice a, struct slice b, size_t cost, size_t *effort) {
    cost = cost == 0 ? 1 : cost;
    if (a.size > PATTERN_LIMIT || b.size > PATTERN_LIMIT || cost > *effort) {
        *effort -= *effort > 0;
        return false;
    }
    *effort -= cost;
    return true;
}

// reach[j]: the first i bytes of a and the first j bytes of b match a common
// text. A wildcard extends a match over any byte of the other pattern.
static bool overlap(struct slice a, struct slice b) {
    bool reach[PATTERN_LIMIT + 1] = {true};
    for (size_t j = 1; j <= b.size; j++) {
        reach[j] = reach[j - 1] && b.data[j - 1] == '*';
    }
    for (size_t i = 1; i <= a.size; i++) {
        bool star = a.data[i - 1] == '*';
        bool diagonal = reach[0];
        reach[0] = reach[0] && star;
        for (size_t j = 1; j <= b.size; j++) {
            bool above = reach[j];
            bool other = b.data[j - 1] == '*';
            reach[j] = star || other ? above || reach[j - 1] : diagonal && a.data[i - 1] == b.data[j - 1];
            diagonal = above;
        }
    }
    return reach[b.size];
}

bool wildcard_overlap(struct slice a, struct slice b, size_t *effort) {
    bool exact = !wildcard_has(a) && !wildcard_has(b);
    if (!spend(a, b, exact ? a.size : a.size * b.size, effort)) {
        return true;
    }
    if (exact) {
        return exact_equal(a, b);
    }
    // A number equals "007" as well, which a pattern may match.
    return is_number(a) || is_number(b) || overlap(a, b);
}

// Whether `outer` matches the text of `inner`, in which a `*` is like any other
// character that only a `*` matches.
static bool matches(struct slice outer, struct slice inner) {
    size_t at = 0;
    size_t from = 0;
    size_t star = SIZE_MAX;
    size_t retry = 0;
    while (from < inner.size) {
        if (at < outer.size && outer.data[at] == '*') {
            star = at++;
            retry = from;
        } else if (at < outer.size && outer.data[at] == inner.data[from]) {
            at++;
            from++;
        } else if (star != SIZE_MAX) {
            at = star + 1;
            from = ++retry;
        } else {
            return false;
        }
    }
    while (at < outer.size && outer.data[at] == '*') {
        at++;
    }
    return at == outer.size;
}

bool wildcard_covers(struct slice outer, struct slice inner, size_t *effort) {
    bool exact = !wildcard_has(outer) && !wildcard_has(inner);
    if (!spend(outer, inner, exact ? inner.size : outer.size * inner.size, effort)) {
        return false;
    }
    if (exact) {
        return exact_equal(outer, inner);
    }
    if (slice_equal(outer, SLICE("*"))) {
        return true;
    }
    return !is_number(inner) && matches(outer, inner);
}
