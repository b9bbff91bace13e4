// SPDX-License-Identifier: Apache-2.0
#include "lang/bound.h"

#include "base/time.h"
#include "lang/check.h"

static struct number negative(struct number number) {
    number.negative = number.integer && number.magnitude != 0 && !number.negative;
    number.real = -number.real;
    return number;
}

static struct number sum(struct number a, struct number b) {
    bool small = a.integer && b.integer && a.magnitude <= INT64_MAX / 2 && b.magnitude <= INT64_MAX / 2;
    if (!small) {
        return number_from_real(a.real + b.real);
    }
    int64_t left = a.negative ? -(int64_t)a.magnitude : (int64_t)a.magnitude;
    int64_t right = b.negative ? -(int64_t)b.magnitude : (int64_t)b.magnitude;
    return number_from_integer(left + right);
}

static bool bound_of_arithmetic(const struct expr *expr, bool time, struct bound *ret_bound) {
    struct bound left;
    struct bound right;
    enum arithmetic_operator op = expr->as.arithmetic.operator;
    if ((op != ARITHMETIC_ADD && op != ARITHMETIC_SUBTRACT) || !bound_of(expr->as.arithmetic.left, time, &left) ||
        !bound_of(expr->as.arithmetic.right, false, &right)) {
        return false;
    }
    bool shift = right.base == BOUND_DURATION && left.base != BOUND_NUMBER;
    if (!shift && !(left.base == BOUND_NUMBER && right.base == BOUND_NUMBER)) {
        return false;
    }
    left.value = sum(left.value, op == ARITHMETIC_ADD ? right.value : negative(right.value));
    *ret_bound = left;
    return true;
}

static bool bound_of_text(struct slice text, bool time, struct bound *ret_bound) {
    int64_t nanoseconds;
    struct bound bound = {.base = BOUND_NUMBER};
    if (time && time_parse(text, &nanoseconds)) {
        bound = (struct bound){BOUND_TIME, number_from_integer(nanoseconds)};
    } else if (time || !number_parse_decimal(text, &bound.value)) {
        return false;
    }
    *ret_bound = bound;
    return true;
}

bool bound_of(const struct expr *expr, bool time, struct bound *ret_bound) {
    if (expr->kind == EXPR_NAME && expr->reference.kind == REFERENCE_VALUE) {
        const struct binding *binding = expr->reference.binding;
        return binding->kind == BINDING_VALUE && binding->keys == NULL && bound_of(binding->value, time, ret_bound);
    }
    switch (expr->kind) {
    case EXPR_NUMBER:
        return bound_of_text(expr->as.number.text, false, ret_bound);
    case EXPR_DURATION:
        *ret_bound = (struct bound){BOUND_DURATION, number_from_integer(expr->as.duration.nanoseconds)};
        return true;
    case EXPR_NOW:
        *ret_bound = (struct bound){BOUND_NOW, number_from_integer(0)};
        return true;
    case EXPR_STRING:
        return bound_of_text(expr->as.string.value, time, ret_bound);
    case EXPR_ARITHMETIC:
        return bound_of_arithmetic(expr, time, ret_bound);
    default:
        return false;
    }
}

bool bound_compare(const struct bound *left, enum compare_operator op, const struct bound *right) {
    int order = number_compare(left->value, right->value);
    switch (op) {
    case COMPARE_EQ:
        return order == 0;
    case COMPARE_NE:
        return order != 0;
    case COMPARE_LT:
        return order < 0;
    case COMPARE_LE:
        return order <= 0;
    case COMPARE_GT:
        return order > 0;
    case COMPARE_GE:
        return order >= 0;
    }
    return false;
}
