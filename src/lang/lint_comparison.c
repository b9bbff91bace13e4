// SPDX-License-Identifier: Apache-2.0
// One comparison by itself: constants, a field with itself, chains that
// contradict themselves.
#include "lang/facts.h"
#include "lang/lint_report.h"

static void report_constant(struct checker *checker, struct span span, bool holds) {
    struct diagnostic *diagnostic = report(checker, holds ? DIAGNOSTIC_W208 : DIAGNOSTIC_E303, span, "%s",
                                           holds ? "always true: nothing in this comparison comes from an event"
                                                 : "contradiction: this comparison can never hold");
    diagnostic_help(checker->diagnostics, diagnostic, "compare a field with a value");
}

static bool same_field(const struct expr *a, const struct expr *b) {
    struct subject left;
    struct subject right;
    if (a->kind == EXPR_NAME && b->kind == EXPR_NAME && a->reference.kind == REFERENCE_VALUE) {
        return b->reference.kind == REFERENCE_VALUE && a->reference.binding == b->reference.binding;
    }
    return subject_of(a, &left) && subject_of(b, &right) && subject_equal(&left, &right);
}

static void lint_link(struct checker *checker, const struct expr *expr, size_t index) {
    struct expr *left = expr->as.compare.operands[index];
    struct expr *right = expr->as.compare.operands[index + 1];
    enum compare_operator op = expr->as.compare.operators[index];
    struct span span = span_join(left->outer, right->outer);
    struct bound bounds[2];
    if (left->type != TYPE_UNKNOWN && same_field(left, right)) {
        bool holds = op == COMPARE_EQ || op == COMPARE_LE || op == COMPARE_GE;
        struct diagnostic *diagnostic = report(checker, holds ? DIAGNOSTIC_W208 : DIAGNOSTIC_E303, span, "%s",
                                               holds ? "always true: a field is compared with itself"
                                                     : "contradiction: a field is compared with itself");
        diagnostic_help(checker->diagnostics, diagnostic, "compare it with another field, or write `!= null`");
    } else if (bound_of(left, false, &bounds[0]) && bound_of(right, false, &bounds[1]) &&
               bounds[0].base == bounds[1].base) {
        report_constant(checker, span, bound_compare(&bounds[0], op, &bounds[1]));
    }
}

static void lint_empty_list(struct checker *checker, const struct expr *expr) {
    const struct expr *list = literal_of(expr->as.test.right);
    if (list == NULL || list->kind != EXPR_LIST || list->as.list.count > 0) {
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, expr->as.test.negated ? DIAGNOSTIC_W208 : DIAGNOSTIC_E303, expr->as.test.right->outer, "%s",
               expr->as.test.negated ? "always true: everything is outside an empty list"
                                     : "contradiction: nothing is in an empty list");
    diagnostic_help(checker->diagnostics, diagnostic, "list the values");
}

void lint_comparison(struct checker *checker, struct expr *expr) {
    if (expr->kind == EXPR_IN) {
        lint_empty_list(checker, expr);
        return;
    }
    for (size_t i = 0; i < expr->as.compare.count; i++) {
        lint_link(checker, expr, i);
    }
    struct constraint_list list = {0};
    constraint_collect(checker, expr, false, 0, &list);
    for (size_t j = 1; j < list.count && j < CONSTRAINT_LIMIT; j++) {
        for (size_t i = 0; i < j; i++) {
            if (subject_equal(&list.items[i].subject, &list.items[j].subject) &&
                constraint_excludes(&list.items[i], &list.items[j])) {
                report_contradiction(checker, &list.items[i], &list.items[j]);
                return;
            }
        }
    }
}
