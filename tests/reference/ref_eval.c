// SPDX-License-Identifier: Apache-2.0
// Expressions and conditions on one row.
#include "ref_scalar.h"

#include "event/row.h"
#include "lang/parse.h"

// ---------------------------------------------------------------------------
// Values

static struct value raw_event(struct evaluation *evaluation, const struct place *place) {
    struct reference_column column = {.kind = ROW_RAW_EVENT};
    bool event = place->row != NULL && place->row->record != NULL;
    return event ? place->row->record->values[column_number(evaluation, &column)] : value_null();
}

static struct value name_value(struct evaluation *evaluation, const struct place *place, const struct expr *expr) {
    const struct reference *reference = &expr->reference;
    if (reference->kind == REFERENCE_VALUE) {
        bool keyed = reference->binding->kind == BINDING_VALUE && reference->binding->key_count > 0;
        return keyed ? keyed_value(evaluation, place, reference) : value_null();
    }
    return field_value(evaluation, place, reference, &expr->as.name.path);
}

struct value evaluate(struct evaluation *evaluation, const struct place *place, const struct expr *written) {
    // What a variable stands for was written elsewhere: it knows no row.
    const struct expr *expr = expression_of(written);
    const struct place nowhere = {0};
    place = expr == written ? place : &nowhere;
    switch (expr->kind) {
    case EXPR_STRING:
        return expr->as.string.value.size == 0 ? value_null() : value_text(expr->as.string.value);
    case EXPR_ADDRESS:
        return value_text(expr->as.address.text);
    case EXPR_NUMBER:
        return value_number(expr->as.number.text);
    case EXPR_DURATION:
        return (struct value){.kind = VALUE_DURATION, .as.nanoseconds = expr->as.duration.nanoseconds};
    case EXPR_TRUE:
    case EXPR_FALSE:
        return value_boolean(expr->kind == EXPR_TRUE);
    case EXPR_NOW:
        return evaluation->now;
    case EXPR_RAW_EVENT:
        return raw_event(evaluation, place);
    case EXPR_NAME:
        return name_value(evaluation, place, expr);
    case EXPR_ARITHMETIC:
        return values_combine(evaluation->arena, expr->as.arithmetic.operator,
                              evaluate(evaluation, place, expr->as.arithmetic.left),
                              evaluate(evaluation, place, expr->as.arithmetic.right));
    case EXPR_CALL:
        return aggregate_value(evaluation, place, expr);
    case EXPR_LIST: {
        size_t count = expr->as.list.count;
        struct value *items = REFERENCE_ARRAY(evaluation->arena, count, struct value);
        for (size_t i = 0; i < count; i++) {
            items[i] = evaluate(evaluation, place, expr->as.list.items[i]);
        }
        return (struct value){.kind = count == 0 ? VALUE_NULL : VALUE_LIST, .as.list = {items, count}};
    }
    default:
        return value_null();
    }
}

// ---------------------------------------------------------------------------
// Tests of a value's text

// A test, and what it tests for.
struct test {
    bool (*passes)(struct evaluation *evaluation, const struct test *test, struct value value, struct slice text);
    const struct expr *expr; // a literal, a list, or NULL
    struct value other;      // where it is data
};

enum verdict { PASSES, FAILS, NO_VALUE };

// A list passes where one of its elements does.
static enum verdict test_value(struct evaluation *evaluation, const struct test *test, struct value value) {
    struct slice text;
    if (value.kind == VALUE_LIST) {
        for (size_t i = 0; i < value.as.list.count; i++) {
            if (test_value(evaluation, test, value.as.list.items[i]) == PASSES) {
                return PASSES;
            }
        }
        return FAILS;
    }
    if (!value_text_of(evaluation->arena, value, &text)) {
        return NO_VALUE;
    }
    return test->passes(evaluation, test, value, text) ? PASSES : FAILS;
}

static bool holds(struct evaluation *evaluation, const struct test *test, struct value value, bool negated) {
    enum verdict verdict = test_value(evaluation, test, value);
    return verdict != NO_VALUE && (verdict == PASSES) != negated;
}

static bool literal_text(const struct expr *expr, struct slice *ret_text) {
    switch (expr->kind) {
    case EXPR_STRING:
        *ret_text = expr->as.string.value;
        return true;
    case EXPR_NUMBER:
        *ret_text = expr->as.number.text;
        return true;
    case EXPR_ADDRESS:
        *ret_text = expr->as.address.text;
        return true;
    default:
        return false;
    }
}

static bool has_star(struct slice text) {
    return text.size > 0 && memchr(text.data, '*', text.size) != NULL;
}

static bool fits_literal(struct evaluation *evaluation, const struct test *test, struct value value,
                         struct slice text) {
    struct slice literal = {0};
    struct ref_number a;
    struct ref_number b;
    (void)literal_text(test->expr, &literal);
    if (has_star(literal)) {
        return folded_matches(text_fold(evaluation->arena, text), text_fold(evaluation->arena, literal));
    }
    if (number_read(value, &a) && number_read(value_text(literal), &b)) {
        return ref_number_compare(a, b) == 0;
    }
    return folded_compare(text_fold(evaluation->arena, text), text_fold(evaluation->arena, literal)) == 0;
}

static bool is_member(struct evaluation *evaluation, const struct test *test, struct value value, struct slice text) {
    bool list = test->expr->kind == EXPR_LIST;
    size_t count = list ? test->expr->as.list.count : 1;
    for (size_t i = 0; i < count; i++) {
        struct test item = {.passes = fits_literal, .expr = list ? test->expr->as.list.items[i] : test->expr};
        struct slice literal = {0};
        bool inside;
        if (!literal_text(item.expr, &literal) || literal.size == 0) {
            continue;
        }
        if (network_holds(literal, item.expr->kind == EXPR_ADDRESS, text, &inside)) {
            if (inside) {
                return true;
            }
        } else if (fits_literal(evaluation, &item, value, text)) {
            return true;
        }
    }
    return false;
}

static bool contains_literal(struct evaluation *evaluation, const struct test *test, struct value value,
                             struct slice text) {
    bool list = test->expr->kind == EXPR_LIST;
    size_t count = list ? test->expr->as.list.count : 1;
    (void)value;
    for (size_t i = 0; i < count; i++) {
        struct slice literal;
        if (literal_text(expression_of(list ? test->expr->as.list.items[i] : test->expr), &literal)) {
            char *around = REFERENCE_ARRAY(evaluation->arena, literal.size + 2, char);
            around[0] = '*';
            if (literal.size > 0) {
                memcpy(around + 1, literal.data, literal.size);
            }
            around[literal.size + 1] = '*';
            struct slice pattern = slice_make(around, literal.size + 2);
            if (folded_matches(text_fold(evaluation->arena, text), text_fold(evaluation->arena, pattern))) {
                return true;
            }
        }
    }
    return false;
}

// Is the other text part of this one? Any element of a list may be.
static bool contains_data(struct evaluation *evaluation, const struct test *test, struct value value,
                          struct slice text) {
    struct slice part;
    if (test->other.kind == VALUE_LIST) {
        for (size_t i = 0; i < test->other.as.list.count; i++) {
            struct test element = {.passes = contains_data, .other = test->other.as.list.items[i]};
            if (contains_data(evaluation, &element, value, text)) {
                return true;
            }
        }
        return false;
    }
    return value_text_of(evaluation->arena, test->other, &part) &&
           folded_contains(text_fold(evaluation->arena, text), text_fold(evaluation->arena, part));
}

static bool finds_regex(struct evaluation *evaluation, const struct test *test, struct value value, struct slice text) {
    const struct string_literal *literal = &test->expr->as.string;
    struct slice pattern =
        parse_string_value(evaluation->arena, literal->raw, literal->single_quoted ? '\'' : '"', true);
    bool found = false;
    (void)value;
    (void)regex_finds(pattern, text, &found);
    return found;
}

static bool is_true(struct evaluation *evaluation, const struct test *test, struct value value, struct slice text) {
    (void)test;
    (void)value;
    return folded_compare(text_fold(evaluation->arena, text), text_fold(evaluation->arena, SLICE("true"))) == 0;
}

// ---------------------------------------------------------------------------
// Conditions

static bool is_null_literal(const struct expr *expr) {
    return expr->kind == EXPR_NULL || (expr->kind == EXPR_STRING && expr->as.string.value.size == 0);
}

static enum compare_operator turned(enum compare_operator how) {
    static const enum compare_operator other[] = {COMPARE_EQ, COMPARE_NE, COMPARE_GT,
                                                  COMPARE_GE, COMPARE_LT, COMPARE_LE};
    return other[how];
}

static bool compare(struct evaluation *evaluation, const struct place *place, enum compare_operator how,
                    const struct expr *left, const struct expr *right, bool alone) {
    const struct expr *a = expression_of(left);
    const struct expr *b = expression_of(right);
    struct slice text;
    bool equality = how == COMPARE_EQ || how == COMPARE_NE;
    if (is_null_literal(a) || (literal_text(a, &text) && !literal_text(b, &text) && !is_null_literal(b))) {
        const struct expr *swap = left;
        left = right;
        right = swap;
        swap = a;
        a = b;
        b = swap;
        how = turned(how);
    }
    if (is_null_literal(b)) {
        return alone && equality && (evaluate(evaluation, place, left).kind == VALUE_NULL) == (how == COMPARE_EQ);
    }
    if (equality && a->type != TYPE_TIME && literal_text(b, &text)) {
        struct test test = {.passes = fits_literal, .expr = b};
        return holds(evaluation, &test, evaluate(evaluation, place, left), how == COMPARE_NE);
    }
    return values_compare(evaluation->arena, how, evaluate(evaluation, place, left),
                          evaluate(evaluation, place, right));
}

static bool compare_chain(struct evaluation *evaluation, const struct place *place, const struct expr *expr) {
    for (size_t i = 0; i < expr->as.compare.count; i++) {
        if (!compare(evaluation, place, expr->as.compare.operators[i], expr->as.compare.operands[i],
                     expr->as.compare.operands[i + 1], expr->as.compare.count == 1)) {
            return false;
        }
    }
    return true;
}

// `part` as text in `whole`, both data.
static bool part_of(struct evaluation *evaluation, const struct place *place, const struct expr *part,
                    const struct expr *whole, bool negated) {
    struct test test = {.passes = contains_data, .other = evaluate(evaluation, place, part)};
    return test.other.kind != VALUE_NULL && test.other.kind != VALUE_RECORD &&
           holds(evaluation, &test, evaluate(evaluation, place, whole), negated);
}

static bool text_test(struct evaluation *evaluation, const struct place *place, const struct expr *expr) {
    const struct expr *right = expression_of(expr->as.test.right);
    bool negated = expr->as.test.negated;
    struct slice text;
    struct test test = {.expr = right};
    switch (expr->kind) {
    case EXPR_IN:
        if (right->kind == EXPR_CALL && right->type == TYPE_LIST) {
            // A computed list is data: its members are compared, none is a pattern.
            return values_compare(evaluation->arena, negated ? COMPARE_NE : COMPARE_EQ,
                                  evaluate(evaluation, place, expr->as.test.left),
                                  evaluate(evaluation, place, expr->as.test.right));
        }
        if (right->kind != EXPR_LIST && right->kind != EXPR_ADDRESS) {
            return part_of(evaluation, place, expr->as.test.left, expr->as.test.right, negated);
        }
        test.passes = is_member;
        break;
    case EXPR_CONTAINS:
        if (right->kind != EXPR_LIST && !literal_text(right, &text)) {
            return part_of(evaluation, place, expr->as.test.right, expr->as.test.left, negated);
        }
        test.passes = contains_literal;
        break;
    default:
        test.passes = finds_regex;
        break;
    }
    return holds(evaluation, &test, evaluate(evaluation, place, expr->as.test.left), negated);
}

bool condition_holds(struct evaluation *evaluation, const struct place *place, const struct expr *written) {
    const struct expr *expr = expression_of(written);
    switch (expr->kind) {
    case EXPR_AND:
        for (size_t i = 0; i < expr->as.logic.count; i++) {
            if (!condition_holds(evaluation, place, expr->as.logic.operands[i])) {
                return false;
            }
        }
        return true;
    case EXPR_OR:
        for (size_t i = 0; i < expr->as.logic.count; i++) {
            if (condition_holds(evaluation, place, expr->as.logic.operands[i])) {
                return true;
            }
        }
        return false;
    case EXPR_NOT:
        return !condition_holds(evaluation, place, expr->as.negation.operand);
    case EXPR_COMPARE:
        return compare_chain(evaluation, place, expr);
    case EXPR_IN:
    case EXPR_CONTAINS:
    case EXPR_MATCH:
        return text_test(evaluation, place, expr);
    case EXPR_EXISTS:
        return evaluate(evaluation, place, expr->as.exists.operand).kind != VALUE_NULL;
    case EXPR_TRUE:
    case EXPR_FALSE:
        return expr->kind == EXPR_TRUE;
    default: {
        struct test test = {.passes = is_true};
        return holds(evaluation, &test, evaluate(evaluation, place, written), false);
    }
    }
}
