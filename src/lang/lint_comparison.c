// SPDX-License-Identifier: Apache-2.0
// One comparison by itself: constants, a field with itself, chains that
// contradict themselves, texts that are in everything or in nothing.
#include "base/fold.h"
#include "lang/facts.h"
#include "lang/lint_report.h"
#include "lang/wildcard.h"

static void report_constant(struct checker *checker, struct span span, bool holds) {
    struct diagnostic *diagnostic = report(checker, holds ? DIAGNOSTIC_W208 : DIAGNOSTIC_E303, span, "%s",
                                           holds ? "always true: nothing in this comparison comes from an event"
                                                 : "contradiction: this comparison can never hold");
    diagnostic_help(checker->diagnostics, diagnostic, "compare a field with a value");
}

// A text or number that the rule itself holds.
static bool constant_text(struct checker *checker, struct expr *expr, struct slice *ret_text) {
    const struct expr *literal = literal_of(expr);
    if (literal == NULL || (literal->kind != EXPR_STRING && literal->kind != EXPR_NUMBER)) {
        return false;
    }
    struct slice text = literal->kind == EXPR_STRING ? literal->as.string.value : literal->as.number.text;
    *ret_text = text.size == 0 ? SLICE("") : fold_copy(checker->arena, text);
    return true;
}

// Two texts of the rule, the right one of which is a pattern.
static void lint_texts(struct checker *checker, struct expr *left, struct expr *right, enum compare_operator op) {
    struct slice text;
    struct slice pattern;
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !constant_text(checker, left, &text) ||
        !constant_text(checker, right, &pattern) || wildcard_has(text)) {
        return;
    }
    bool equal = wildcard_covers(pattern, text, &checker->effort);
    if (!equal && wildcard_overlap(pattern, text, &checker->effort)) {
        return; // they are too long to tell
    }
    report_constant(checker, span_join(left->outer, right->outer), equal == (op == COMPARE_EQ));
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
    } else {
        lint_texts(checker, left, right, op);
    }
}

static bool is_empty_text(const struct expr *item) {
    return item->kind == EXPR_STRING && item->as.string.value.size == 0;
}

// No value is in the list: it has no items, or empty texts only.
static void report_outside(struct checker *checker, const struct expr *test, bool empty) {
    static const struct {
        const char *message;
        const char *help;
    } remarks[2][2] = {
        {{"contradiction: no field is the empty text", "write `== null` for what is missing"},
         {"always true: no field is the empty text", "write `!= null` to ask for a value"}},
        {{"contradiction: nothing is in an empty list", "list the values"},
         {"always true: everything is outside an empty list", "list the values"}},
    };
    bool negated = test->as.test.negated;
    struct diagnostic *diagnostic = report(checker, negated ? DIAGNOSTIC_W208 : DIAGNOSTIC_E303,
                                           test->as.test.right->outer, "%s", remarks[empty][negated].message);
    diagnostic_help(checker->diagnostics, diagnostic, "%s", remarks[empty][negated].help);
}

void lint_list(struct checker *checker, const struct expr *test) {
    const struct expr *list = literal_of(test->as.test.right);
    if (list == NULL || list->kind != EXPR_LIST) {
        return;
    }
    size_t count = list->as.list.count;
    size_t empty_count = 0;
    const struct expr *empty = NULL;
    for (size_t i = 0; test->kind == EXPR_IN && i < count; i++) {
        if (is_empty_text(list->as.list.items[i])) {
            empty_count++;
            empty = list->as.list.items[i];
        }
    }
    if (empty_count == count) {
        report_outside(checker, test, count == 0);
    } else if (empty != NULL) {
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_N113, empty->span,
                                               "a field is never the empty string: this item equals nothing");
        diagnostic_help(checker->diagnostics, diagnostic, "write `== null` for what is missing");
    }
}

// A text of stars only, or of nothing, is in every text.
static bool is_everywhere(const struct expr *item) {
    for (size_t i = 0; item->kind == EXPR_STRING && i < item->as.string.value.size; i++) {
        if (item->as.string.value.data[i] != '*') {
            return false;
        }
    }
    return item->kind == EXPR_STRING;
}

void lint_contained(struct checker *checker, const struct expr *test) {
    const struct expr *literal = literal_of(test->as.test.right);
    bool many = literal != NULL && literal->kind == EXPR_LIST;
    size_t count = many ? literal->as.list.count : 1;
    if (many) {
        lint_list(checker, test);
    }
    for (size_t i = 0; literal != NULL && i < count; i++) {
        const struct expr *item = many ? literal->as.list.items[i] : literal;
        if (!is_everywhere(item)) {
            continue;
        }
        bool negated = test->as.test.negated;
        bool star = item->as.string.value.size > 0;
        struct diagnostic *diagnostic =
            report(checker, negated ? DIAGNOSTIC_E303 : DIAGNOSTIC_W208, item->span, "%s: every text contains %s",
                   negated ? "contradiction" : "always true", star ? "what `*` stands for" : "the empty text");
        diagnostic_help(checker->diagnostics, diagnostic, "%s",
                        star ? "`*` is a wildcard: for the character write `match \"\\*\"`"
                             : "write `!= null` to ask for a value");
        return;
    }
}

bool lint_any_match(struct checker *checker, const struct expr *test, const struct expr *regex) {
    static const char *const all[] = {"",   "^",   "$",   ".",   ".*",  ".+",   "^.",
                                      ".$", "^.*", "^.+", ".*$", ".+$", "^.*$", "^.+$"};
    bool negated = test->as.test.negated;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (slice_equal(regex->as.string.raw, slice_from_string(all[i]))) {
            struct diagnostic *diagnostic =
                report(checker, negated ? DIAGNOSTIC_E303 : DIAGNOSTIC_W208, test->as.test.right->outer,
                       "%s: the regex finds something in every text", negated ? "contradiction" : "always true");
            diagnostic_help(checker->diagnostics, diagnostic, "write `!= null` to ask for a value");
            return true;
        }
    }
    return false;
}

void lint_comparison(struct checker *checker, struct expr *expr) {
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
