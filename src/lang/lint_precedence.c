// SPDX-License-Identifier: Apache-2.0
// `and` and `or` in one row, a precedence that is easily misread: W201.
#include "lang/check_internal.h"

static bool is_bare_and(const struct expr *expr) {
    return expr->kind == EXPR_AND && expr->parens == 0;
}

// The operators of an `or` and of the bare `and`s in it stand in one row; the
// first that differs from the first of all is where reading goes wrong.
static struct span first_other_operator(const struct expr *expr) {
    bool starts_with_and = is_bare_and(expr->as.logic.operands[0]);
    if (starts_with_and) {
        return expr->as.logic.operator_spans[0];
    }
    for (size_t i = 1; i < expr->as.logic.count; i++) {
        const struct expr *operand = expr->as.logic.operands[i];
        if (is_bare_and(operand)) {
            return operand->as.logic.operator_spans[0];
        }
    }
    return expr->span;
}

void lint_mixed(struct checker *checker, const struct expr *expr) {
    size_t bare = 0;
    for (size_t i = 0; i < expr->as.logic.count; i++) {
        bare += is_bare_and(expr->as.logic.operands[i]);
    }
    if (bare == 0) {
        return;
    }
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_W201, first_other_operator(expr),
                                           "`and` and `or` are mixed without parentheses: `and` binds tighter");
    diagnostic_help(checker->diagnostics, diagnostic,
                    "put parentheses around the group that is meant; it is read as shown");
    for (size_t i = 0; i < expr->as.logic.count; i++) {
        const struct expr *operand = expr->as.logic.operands[i];
        if (is_bare_and(operand)) {
            struct span start = {operand->span.start, operand->span.start};
            struct span end = {operand->span.end, operand->span.end};
            propose(checker, diagnostic, start, SLICE("("));
            propose(checker, diagnostic, end, SLICE(")"));
        }
    }
    diagnostic->mechanical = false;
}
