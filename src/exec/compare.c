// SPDX-License-Identifier: Apache-2.0
#include "exec/compare.h"

#include "base/fold.h"
#include "base/text.h"
#include "base/time.h"

bool value_as_number(struct value value, struct number *ret_number) {
    switch (value.kind) {
    case VALUE_NUMBER:
        return number_parse_json(value.text, ret_number);
    case VALUE_TEXT:
        return number_parse_decimal(value.text, ret_number);
    default:
        return false;
    }
}

bool value_as_text(struct value value, struct arena *scratch, struct slice *ret_text) {
    switch (value.kind) {
    case VALUE_TIME:
        if (value.text.size == 0) {
            struct text text;
            text_init(&text);
            time_append(&text, value.as.nanoseconds);
            *ret_text = arena_copy(scratch, text_slice(&text));
            text_finish(&text);
            return true;
        }
        *ret_text = value.text;
        return true;
    case VALUE_TEXT:
    case VALUE_NUMBER:
    case VALUE_BOOLEAN:
        *ret_text = value.text;
        return true;
    default:
        return false;
    }
}

static int sign(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static bool as_time(struct value value, int64_t *ret_nanoseconds) {
    if (value.kind == VALUE_TIME) {
        *ret_nanoseconds = value.as.nanoseconds;
        return true;
    }
    return value.kind == VALUE_TEXT && time_parse(value.text, ret_nanoseconds);
}

// Numbers stand before all other text.
static int order_texts(struct value a, struct value b) {
    struct number number_a;
    struct number number_b;
    bool numeric_a = value_as_number(a, &number_a);
    bool numeric_b = value_as_number(b, &number_b);
    if (numeric_a && numeric_b) {
        return number_compare(number_a, number_b);
    }
    if (numeric_a != numeric_b) {
        return numeric_a ? -1 : 1;
    }
    return fold_compare(a.text, b.text);
}

static bool is_textual(struct value value) {
    return value.kind == VALUE_TEXT || value.kind == VALUE_NUMBER || value.kind == VALUE_BOOLEAN;
}

// The order of two scalars, or false where they have none.
static bool order_scalars(struct value a, struct value b, int *ret_order) {
    if (a.kind == VALUE_TIME || b.kind == VALUE_TIME) {
        int64_t time_a;
        int64_t time_b;
        if (!as_time(a, &time_a) || !as_time(b, &time_b)) {
            return false;
        }
        *ret_order = sign(time_a, time_b);
        return true;
    }
    if (a.kind == VALUE_DURATION && b.kind == VALUE_DURATION) {
        *ret_order = sign(a.as.nanoseconds, b.as.nanoseconds);
        return true;
    }
    if (!is_textual(a) || !is_textual(b)) {
        return false;
    }
    *ret_order = order_texts(a, b);
    return true;
}

static bool equal_values(struct value a, struct value b) {
    if (a.kind == VALUE_LIST) {
        for (size_t i = 0; i < a.as.list.count; i++) {
            if (equal_values(a.as.list.items[i], b)) {
                return true;
            }
        }
        return false;
    }
    if (b.kind == VALUE_LIST) {
        return equal_values(b, a);
    }
    int order;
    return order_scalars(a, b, &order) && order == 0;
}

static bool takes_part(struct value value) {
    return value.kind != VALUE_NULL && value.kind != VALUE_RECORD;
}

bool compare_values(enum compare_operator how, struct value a, struct value b) {
    if (!takes_part(a) || !takes_part(b)) {
        return false;
    }
    if (how == COMPARE_EQ || how == COMPARE_NE) {
        return equal_values(a, b) == (how == COMPARE_EQ);
    }
    int order;
    if (a.kind == VALUE_LIST || b.kind == VALUE_LIST || !order_scalars(a, b, &order)) {
        return false;
    }
    switch (how) {
    case COMPARE_LT:
        return order < 0;
    case COMPARE_LE:
        return order <= 0;
    case COMPARE_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}
