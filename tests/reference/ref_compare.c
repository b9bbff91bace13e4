// SPDX-License-Identifier: Apache-2.0
// How two values compare: null, lists, numbers, times, durations and text.
#include "ref_scalar.h"

bool value_text_of(struct arena *arena, struct value value, struct slice *ret_text) {
    switch (value.kind) {
    case VALUE_TEXT:
    case VALUE_NUMBER:
    case VALUE_BOOLEAN:
        *ret_text = value.text;
        return true;
    case VALUE_TIME:
        *ret_text = value.text.size > 0 ? value.text : time_write(arena, value.as.nanoseconds);
        return true;
    default:
        return false;
    }
}

static bool as_time(struct value value, int64_t *ret_time) {
    *ret_time = value.as.nanoseconds;
    return value.kind == VALUE_TIME || (value.kind == VALUE_TEXT && time_read(value.text, ret_time));
}

static bool is_text(struct value value) {
    return value.kind == VALUE_TEXT || value.kind == VALUE_NUMBER || value.kind == VALUE_BOOLEAN;
}

// False where the two have no order.
static bool order(struct arena *arena, struct value a, struct value b, int *ret_order) {
    struct ref_number x;
    struct ref_number y;
    int64_t s;
    int64_t t;
    if (a.kind == VALUE_TIME || b.kind == VALUE_TIME) {
        if (!as_time(a, &s) || !as_time(b, &t)) {
            return false;
        }
        *ret_order = s < t ? -1 : s > t;
        return true;
    }
    if (a.kind == VALUE_DURATION && b.kind == VALUE_DURATION) {
        *ret_order = a.as.nanoseconds < b.as.nanoseconds ? -1 : a.as.nanoseconds > b.as.nanoseconds;
        return true;
    }
    if (!is_text(a) || !is_text(b)) {
        return false;
    }
    bool number_a = number_read(a, &x);
    bool number_b = number_read(b, &y);
    if (number_a && number_b) {
        *ret_order = ref_number_compare(x, y);
    } else if (number_a || number_b) {
        *ret_order = number_a ? -1 : 1; // numbers stand before other text
    } else {
        *ret_order = folded_compare(text_fold(arena, a.text), text_fold(arena, b.text));
    }
    return true;
}

// A list is equal to what one of its elements is equal to.
static bool equal(struct arena *arena, struct value a, struct value b) {
    if (a.kind == VALUE_LIST) {
        for (size_t i = 0; i < a.as.list.count; i++) {
            if (equal(arena, a.as.list.items[i], b)) {
                return true;
            }
        }
        return false;
    }
    if (b.kind == VALUE_LIST) {
        return equal(arena, b, a);
    }
    int found;
    return order(arena, a, b, &found) && found == 0;
}

bool values_compare(struct arena *arena, enum compare_operator how, struct value a, struct value b) {
    if (a.kind == VALUE_NULL || b.kind == VALUE_NULL || a.kind == VALUE_RECORD || b.kind == VALUE_RECORD) {
        return false;
    }
    if (how == COMPARE_EQ) {
        return equal(arena, a, b);
    }
    if (how == COMPARE_NE) {
        return !equal(arena, a, b);
    }
    int found;
    if (!order(arena, a, b, &found)) {
        return false;
    }
    return how == COMPARE_LT ? found < 0 : how == COMPARE_LE ? found <= 0 : how == COMPARE_GT ? found > 0 : found >= 0;
}

bool same_key(struct arena *arena, struct value a, struct value b) {
    if (a.kind == VALUE_NULL || b.kind == VALUE_NULL) {
        return a.kind == b.kind;
    }
    return values_compare(arena, COMPARE_EQ, a, b);
}
