// SPDX-License-Identifier: Apache-2.0
#include "lang/lint_report.h"
#include "lang/facts.h"

void append_test(const struct checker *checker, const struct constraint *constraint, struct text *out) {
    text_format(out, "`%s%s", constraint->negated ? "not (" : "", constraint->operator);
    if (constraint->value != NULL) {
        struct slice value = source_slice(checker->source, constraint->value->outer);
        text_append_string(out, constraint->operator[0] == '\0' ? "" : " ");
        if (constraint->value->kind == EXPR_LIST) {
            text_append_string(out, "[...]");
        } else if (value.size > 60) {
            text_append_string(out, "...");
        } else {
            text_append(out, value);
        }
    }
    text_append_string(out, constraint->negated ? ")`" : "`");
}

static bool is_fact(const struct constraint *constraint) {
    return constraint->group == FACT_GROUP;
}

void report_contradiction(struct checker *checker, const struct constraint *first, const struct constraint *second) {
    struct text tests;
    text_init(&tests);
    append_test(checker, first, &tests);
    text_append_string(&tests, " and ");
    append_test(checker, second, &tests);
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E303, second->span,
                                           "contradiction: %.*s can never both hold", SLICE_ARG(text_slice(&tests)));
    bool equal = first->kind == CONSTRAINT_EQUAL && second->kind == first->kind && !first->negated && !second->negated;
    if (is_fact(first)) {
        diagnostic_help(checker->diagnostics, diagnostic, "no row can pass: change one of the two tests");
    } else {
        diagnostic_help(checker->diagnostics, diagnostic,
                        equal ? "use `or`, or `in` with a list, if either may hold"
                              : "the rule would never match: change one of the two");
    }
    diagnostic_related(checker->diagnostics, diagnostic, first->span,
                       is_fact(first) ? "the rows were chosen by this test of the same field"
                                      : "the other test of the same field");
    text_finish(&tests);
}

void report_redundant(struct checker *checker, const struct constraint *first, const struct constraint *second) {
    struct text tests;
    text_init(&tests);
    append_test(checker, second, &tests);
    text_append_string(&tests, " holds wherever ");
    append_test(checker, first, &tests);
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_N122, second->span, "always true here: %.*s does", SLICE_ARG(text_slice(&tests)));
    diagnostic_help(checker->diagnostics, diagnostic, "leave it out, or change one of the two tests");
    diagnostic_related(checker->diagnostics, diagnostic, first->span,
                       is_fact(first) ? "the rows were chosen by this test of the same field"
                                      : "the other test of the same field");
    text_finish(&tests);
}

void report_always(struct checker *checker, const struct constraint *first, const struct constraint *second,
                   struct span operator, bool mend) {
    struct slice field = source_slice(checker->source, first->subject.expr->span);
    bool both = first->kind == CONSTRAINT_DIFFERENT && second->kind == CONSTRAINT_DIFFERENT;
    if (!both || !mend) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_W208, operator, "always true: whatever `%.*s` is, one of the two tests holds",
                   SLICE_ARG(field));
        diagnostic_help(checker->diagnostics, diagnostic, "leave the tests out, or change one of them");
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W208, operator,
               "always true: `%.*s` cannot equal both values, so `!= a or != b` always holds", SLICE_ARG(field));
    diagnostic_help(checker->diagnostics, diagnostic, "write `and`");
    diagnostic_related(checker->diagnostics, diagnostic, first->span, "not this");
    diagnostic_related(checker->diagnostics, diagnostic, second->span, "or not that");
    propose(checker, diagnostic, operator, SLICE("and"));
}
