// SPDX-License-Identifier: Apache-2.0
// Negation and null: `x != a` is false where x is missing, and `not (x == a)` is
// true there.
#include "lang/lint_value.h"

#include "base/fold.h"

// Rules with more negations than this say no more than those before.
enum { MOST_NEGATIONS = 1000 };

// One test of a field for a value.
struct test {
    const struct expr *field;
    struct span span; // of the operator
    bool negated;     // `!=`, `not in` and the like
    bool list;
};

static bool is_field(const struct expr *expr) {
    return expr->kind == EXPR_NAME && expr->as.name.path.count > 0 &&
           (expr->reference.kind == REFERENCE_FIELD || expr->reference.kind == REFERENCE_NATIVE);
}

// False for what is no test of one field for a value.
static bool test_of(const struct expr *expr, struct test *ret_test) {
    switch (expr->kind) {
    case EXPR_COMPARE: {
        const struct expr *left = expr->as.compare.operands[0];
        const struct expr *right = expr->as.compare.operands[1];
        const struct expr *field = is_field(left) ? left : right;
        const struct expr *value = is_field(left) ? right : left;
        bool null = value->kind == EXPR_NULL || (value->kind == EXPR_STRING && value->as.string.value.size == 0);
        *ret_test = (struct test){field, expr->as.compare.operator_spans[0],
                                  expr->as.compare.operators[0] == COMPARE_NE, false};
        return expr->as.compare.count == 1 && is_field(field) && !null;
    }
    case EXPR_IN:
    case EXPR_CONTAINS:
    case EXPR_MATCH:
        *ret_test = (struct test){expr->as.test.left, expr->as.test.operator_span, expr->as.test.negated,
                                  expr->kind == EXPR_IN && expr->as.test.right->type == TYPE_LIST};
        return is_field(expr->as.test.left);
    default:
        return false;
    }
}

// ---------------------------------------------------------------------------
// W210

static struct unfilled_field *find_unfilled(const struct checker *checker, const struct name *name) {
    for (size_t i = 0; i < checker->unfilled.count; i++) {
        if (fold_name_equal(checker->unfilled.items[i].name->text, name->text)) {
            return &checker->unfilled.items[i];
        }
    }
    return NULL;
}

void lint_unfilled(struct checker *checker, const struct name *name, struct slice rows) {
    if (find_unfilled(checker, name) == NULL && checker->unfilled.count < MOST_NEGATIONS) {
        (void)LIST_PUSH(checker->arena, &checker->unfilled, ((struct unfilled_field){name, rows, false}));
    }
}

// True where it was reported.
static bool lint_negated_unfilled(struct checker *checker, const struct test *test, bool outside) {
    const struct reference *reference = &test->field->reference;
    if (reference->kind != REFERENCE_FIELD || rows_are_filled(checker, reference->relation, reference->field)) {
        return false;
    }
    const struct name *name = &test->field->as.name.path.names[reference->first];
    struct slice rows = rows_name(checker, reference->relation);
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W210, name->span,
               "no sensor that carl knows fills `%.*s` of %.*s: it is always null, and this negation %s",
               SLICE_ARG(name->text), SLICE_ARG(rows), outside ? "always holds" : "never holds");
    diagnostic_help(checker->diagnostics, diagnostic, "leave the test out, or test another field");
    struct unfilled_field *unfilled = find_unfilled(checker, name);
    if (unfilled != NULL) {
        unfilled->reported = true;
    }
    return true;
}

// ---------------------------------------------------------------------------
// N116

static void note_test(struct checker *checker, const struct test *test, bool outside) {
    struct negated_test negated = {field_name(checker, test->field), test->span, outside, test->list};
    if (negated.field.size > 0 && checker->negated.count < MOST_NEGATIONS) {
        (void)LIST_PUSH(checker->arena, &checker->negated, negated);
    }
}

// `alone`: no test beside it decides whether its negation holds.
static void visit(struct checker *checker, const struct expr *expr, bool negated, bool alone) {
    struct test test;
    if (expr->kind == EXPR_NOT) {
        visit(checker, expr->as.negation.operand, !negated, alone);
    } else if (expr->kind == EXPR_AND || expr->kind == EXPR_OR) {
        for (size_t i = 0; i < expr->as.logic.count; i++) {
            visit(checker, expr->as.logic.operands[i], negated, alone && !(negated && expr->kind == EXPR_AND));
        }
    } else if (test_of(expr, &test) && (negated || test.negated)) {
        bool unfilled = lint_negated_unfilled(checker, &test, negated);
        if (!unfilled && negated != test.negated && alone) {
            note_test(checker, &test, negated);
        }
    }
}

void lint_negations(struct checker *checker, const struct expr *condition) {
    visit(checker, condition, false, true);
}

static const struct negated_test *find_other(const struct checker *checker, size_t index) {
    const struct negated_test *test = &checker->negated.items[index];
    for (size_t i = 0; i < index; i++) {
        const struct negated_test *other = &checker->negated.items[i];
        if (other->outside != test->outside && slice_equal(other->field, test->field)) {
            return other;
        }
    }
    return NULL;
}

// A field that is negated in both ways, once each. True where there is one.
static bool note_mixtures(struct checker *checker) {
    bool found = false;
    for (size_t i = 0; i < checker->negated.count; i++) {
        const struct negated_test *test = &checker->negated.items[i];
        const struct negated_test *other = find_other(checker, i);
        if (other == NULL || !note_wanted(checker, DIAGNOSTIC_N116, test->field)) {
            continue;
        }
        struct diagnostic *diagnostic = report(
            checker, DIAGNOSTIC_N116, test->span, "where `%.*s` is missing, this negation %s and the other one %s",
            SLICE_ARG(test->field), test->outside ? "holds" : "does not hold", other->outside ? "does" : "does not");
        bool list = test->list || other->list;
        diagnostic_help(checker->diagnostics, diagnostic, "write both as `%s` or both as `%s`",
                        list ? "x not in [...]" : "x != ...", list ? "not (x in [...])" : "not (x == ...)");
        diagnostic_related(checker->diagnostics, diagnostic, other->span, "the other one");
        found = true;
    }
    return found;
}

void lint_null(struct checker *checker) {
    bool mixed = note_mixtures(checker);
    for (size_t i = 0; i < checker->negated.count && !mixed; i++) {
        const struct negated_test *test = &checker->negated.items[i];
        if (test->list && !test->outside) {
            report(checker, DIAGNOSTIC_N116, test->span,
                   "`not in` is false where the field is missing, and `not (... in ...)` is true there");
            break;
        }
    }
    for (size_t i = 0; i < checker->unfilled.count; i++) {
        const struct unfilled_field *field = &checker->unfilled.items[i];
        if (!field->reported) {
            report(checker, DIAGNOSTIC_N117, field->name->span,
                   "no sensor that carl knows fills `%.*s` of %.*s; it is always null", SLICE_ARG(field->name->text),
                   SLICE_ARG(field->rows));
        }
    }
}
