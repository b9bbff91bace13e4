// SPDX-License-Identifier: Apache-2.0
// Conditions as logic: precedence that is easily misread, and tests that
// together can never, or must always, hold.
#include "lang/constraint.h"

#include "base/text.h"

// Comparing every pair of more tests than this would take too long.
enum { CONSTRAINT_LIMIT = 512 };

// ---------------------------------------------------------------------------
// W201

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

static void lint_mixed(struct checker *checker, const struct expr *expr) {
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

// ---------------------------------------------------------------------------
// E303

static void append_test(const struct checker *checker, const struct constraint *constraint, struct text *out) {
    static const char *const operators[] = {"==", "!=", "<", "<=", ">", ">="};
    const char *op = constraint->kind == CONSTRAINT_BOUND ? operators[constraint->op]
                     : constraint->kind == CONSTRAINT_EQUAL || constraint->kind == CONSTRAINT_NULL ? "=="
                                                                                                   : "!=";
    if (constraint->value == NULL) {
        text_append_string(out, "exists");
        return;
    }
    bool list = constraint->value->kind == EXPR_LIST;
    op = list ? (constraint->kind == CONSTRAINT_EQUAL ? "in" : "not in") : op;
    struct slice value = source_slice(checker->source, constraint->value->outer);
    text_format(out, "%s ", op);
    if (list) {
        text_append_string(out, "[...]");
    } else if (value.size > 60) {
        text_append_string(out, "...");
    } else {
        text_append(out, value);
    }
}

static void report_contradiction(struct checker *checker, const struct constraint *first,
                                 const struct constraint *second) {
    struct text tests;
    text_init(&tests);
    text_append_char(&tests, '`');
    append_test(checker, first, &tests);
    text_append_string(&tests, "` and `");
    append_test(checker, second, &tests);
    text_append_char(&tests, '`');
    struct span span = second->value != NULL ? second->value->outer : second->subject->outer;
    struct span other = first->value != NULL ? first->value->outer : first->subject->outer;
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E303, span, "contradiction: %.*s can never both hold",
                                           SLICE_ARG(text_slice(&tests)));
    diagnostic_help(checker->diagnostics, diagnostic,
                    first->kind == CONSTRAINT_EQUAL && second->kind == first->kind
                        ? "use `or`, or `in` with a list, if either may hold"
                        : "the rule would never match: change one of the two");
    diagnostic_related(checker->diagnostics, diagnostic, other, "the other test of the same field");
    text_finish(&tests);
}

static void collect_conjuncts(struct checker *checker, const struct expr *expr, size_t group,
                              struct constraint_list *list) {
    if (expr->kind == EXPR_AND) {
        for (size_t i = 0; i < expr->as.logic.count; i++) {
            collect_conjuncts(checker, expr->as.logic.operands[i], group, list);
        }
    } else {
        constraint_collect(checker, expr, group, list);
    }
}

static void lint_and(struct checker *checker, const struct expr *expr) {
    struct constraint_list list = {0};
    for (size_t i = 0; i < expr->as.logic.count && list.count < CONSTRAINT_LIMIT; i++) {
        collect_conjuncts(checker, expr->as.logic.operands[i], i, &list);
    }
    for (size_t j = 1; j < list.count && j < CONSTRAINT_LIMIT; j++) {
        for (size_t i = 0; i < j; i++) {
            const struct constraint *first = &list.items[i];
            const struct constraint *second = &list.items[j];
            if (first->group != second->group && constraint_same_subject(first, second) &&
                constraint_excludes(first, second)) {
                report_contradiction(checker, first, second);
                break;
            }
        }
    }
}

// ---------------------------------------------------------------------------
// W208

static void report_always(struct checker *checker, const struct expr *expr, const struct constraint *first,
                          const struct constraint *second) {
    struct span span = expr->as.logic.operator_spans[second->group - 1];
    struct slice field = source_slice(checker->source, first->subject->span);
    bool both = first->kind == CONSTRAINT_DIFFERENT && second->kind == CONSTRAINT_DIFFERENT;
    if (!both) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_W208, span, "always true: whatever `%.*s` is, one of the two tests holds",
                   SLICE_ARG(field));
        diagnostic_help(checker->diagnostics, diagnostic, "leave the tests out, or change one of them");
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W208, span,
               "always true: `%.*s` cannot equal both values, so `!= a or != b` always holds", SLICE_ARG(field));
    diagnostic_help(checker->diagnostics, diagnostic, "write `and`");
    diagnostic_related(checker->diagnostics, diagnostic, first->value->outer, "not this");
    diagnostic_related(checker->diagnostics, diagnostic, second->value->outer, "or not that");
    propose(checker, diagnostic, span, SLICE("and"));
}

static void lint_or(struct checker *checker, const struct expr *expr) {
    struct constraint_list list = {0};
    for (size_t i = 0; i < expr->as.logic.count && list.count < CONSTRAINT_LIMIT; i++) {
        size_t before = list.count;
        constraint_collect(checker, expr->as.logic.operands[i], i, &list);
        // A chain holds only where all its links do.
        list.count = list.count > before + 1 ? before : list.count;
    }
    for (size_t j = 1; j < list.count; j++) {
        for (size_t i = 0; i < j; i++) {
            if (constraint_same_subject(&list.items[i], &list.items[j]) &&
                constraint_covers_all(&list.items[i], &list.items[j])) {
                report_always(checker, expr, &list.items[i], &list.items[j]);
                return;
            }
        }
    }
}

void lint_logic(struct checker *checker, struct expr *expr) {
    if (expr->kind == EXPR_AND) {
        lint_and(checker, expr);
    } else {
        lint_mixed(checker, expr);
        lint_or(checker, expr);
    }
}

// ---------------------------------------------------------------------------
// One comparison by itself

static void report_constant(struct checker *checker, struct span span, bool holds) {
    struct diagnostic *diagnostic = report(checker, holds ? DIAGNOSTIC_W208 : DIAGNOSTIC_E303, span, "%s",
                                           holds ? "always true: nothing in this comparison comes from an event"
                                                 : "contradiction: this comparison can never hold");
    diagnostic_help(checker->diagnostics, diagnostic, "compare a field with a value");
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
    constraint_collect(checker, expr, 0, &list);
    for (size_t j = 1; j < list.count && j < CONSTRAINT_LIMIT; j++) {
        for (size_t i = 0; i < j; i++) {
            if (constraint_same_subject(&list.items[i], &list.items[j]) &&
                constraint_excludes(&list.items[i], &list.items[j])) {
                report_contradiction(checker, &list.items[i], &list.items[j]);
                return;
            }
        }
    }
}
