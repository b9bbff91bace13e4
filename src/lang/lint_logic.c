// SPDX-License-Identifier: Apache-2.0
// Conditions as logic: tests that together, or together with what the rows were
// chosen by before, can never or must always hold.
#include "lang/facts.h"
#include "lang/lint_report.h"

// ---------------------------------------------------------------------------
// Terms

// An operand of a logical expression, those of nested ones of the same kind and
// of `not` around them included.
struct term {
    const struct expr *expr;   // no EXPR_NOT
    bool negated;              // `not` stands before it
    const struct expr *parent; // the logical expression it is an operand of
    struct span operator;      // before it; of the first: of the expression around
};

LIST_TYPE(term_list, struct term);

// Where tests are looked at together: `all` of them hold, or any of them.
struct lint {
    struct checker *checker;
    struct relation *relation; // whose condition it is; NULL: of none
};

// Whether all of the operands of a logical expression must hold.
static bool is_all(const struct expr *expr, bool negated) {
    return expr->kind == (negated ? EXPR_OR : EXPR_AND);
}

static bool is_logic(const struct expr *expr) {
    return expr->kind == EXPR_AND || expr->kind == EXPR_OR;
}

static void add_terms(struct checker *checker, const struct expr *expr, bool negated, bool all, const struct term *from,
                      struct term_list *terms) {
    while (expr->kind == EXPR_NOT) {
        expr = expr->as.negation.operand;
        negated = !negated;
    }
    if (!is_logic(expr) || is_all(expr, negated) != all) {
        struct term term = *from;
        term.expr = expr;
        term.negated = negated;
        (void)LIST_PUSH(checker->arena, terms, term);
        return;
    }
    for (size_t i = 0; i < expr->as.logic.count; i++) {
        struct term term = {.parent = expr, .operator= i == 0 ? from->operator: expr->as.logic.operator_spans[i - 1] };
        add_terms(checker, expr->as.logic.operands[i], negated, all, &term, terms);
    }
}

// ---------------------------------------------------------------------------
// Tests that all must hold

static bool is_fact(const struct constraint *constraint) {
    return constraint->group == FACT_GROUP;
}

static void report_alternatives(struct checker *checker, const struct term_list *terms, const struct constraint *first,
                                const struct constraint *second) {
    const struct term *one = &terms->items[first->group];
    const struct term *other = &terms->items[second->group];
    bool mend = one->parent == other->parent && other->parent->kind == EXPR_OR && first->negated == second->negated;
    report_always(checker, first, second, other->operator, mend);
}

// Whether both say something about one field, from different terms.
static bool are_related(const struct fact *a, const struct fact *b) {
    return a->constraint->group != b->constraint->group && subject_equal(&a->subject, &b->subject);
}

// A chain is one test; that a field is not null is often said for the reader.
static bool may_be_redundant(const struct fact_list *list, size_t at) {
    const struct constraint *test = list->items[at].constraint;
    bool link = (at > 0 && list->items[at - 1].constraint->group == test->group) ||
                (at + 1 < list->count && list->items[at + 1].constraint->group == test->group);
    return !link && test->kind != CONSTRAINT_NOT_NULL && test->kind != CONSTRAINT_NULL;
}

// Compares the test at `at` with those before it, the first of which were said
// before the others.
static void compare_with_earlier(struct lint *lint, const struct term_list *terms, const struct fact_list *list,
                                 size_t at) {
    const struct constraint *second = list->items[at].constraint;
    const struct constraint *reason = NULL;
    bool redundant = may_be_redundant(list, at);
    for (size_t i = 0; i < at; i++) {
        const struct constraint *first = list->items[i].constraint;
        if (!are_related(&list->items[i], &list->items[at])) {
            continue;
        }
        if (constraint_excludes(first, second)) {
            report_contradiction(lint->checker, first, second);
            facts_contradict(lint->checker, lint->relation);
            return;
        }
        if (!is_fact(first) && constraint_leaves_null(first, second)) {
            report_alternatives(lint->checker, terms, first, second);
            return;
        }
        if (redundant && reason == NULL && constraint_implies(first, second)) {
            reason = first;
        }
    }
    if (reason != NULL) {
        report_redundant(lint->checker, reason, second);
    }
}

// `x == a or x == b` says what `x in [a, b]` does.
static void collect_alternatives(struct checker *checker, const struct term *term, size_t group,
                                 struct constraint_list *list) {
    struct term_list terms = {0};
    struct constraint_list found = {0};
    add_terms(checker, term->expr, term->negated, false, term, &terms);
    size_t patterns = 0;
    for (size_t i = 0; i < terms.count && terms.count < CONSTRAINT_LIMIT; i++) {
        if (is_logic(terms.items[i].expr)) {
            return;
        }
        constraint_collect(checker, terms.items[i].expr, terms.items[i].negated, group, &found);
        const struct constraint *last = found.count == i + 1 ? &found.items[i] : NULL;
        if (last == NULL || last->kind != CONSTRAINT_EQUAL || last->negated ||
            !subject_equal(&found.items[0].subject, &last->subject)) {
            return;
        }
        patterns += last->pattern_count;
    }
    struct slice *all = found.count > 0 ? ARENA_ARRAY(checker->arena, patterns, struct slice) : NULL;
    if (all == NULL) {
        return;
    }
    struct constraint constraint = found.items[0];
    constraint.patterns = all;
    constraint.pattern_count = 0;
    for (size_t i = 0; i < found.count; i++) {
        for (size_t j = 0; j < found.items[i].pattern_count; j++) {
            all[constraint.pattern_count++] = found.items[i].patterns[j];
        }
    }
    constraint.value = term->expr;
    constraint.span = term->expr->span;
    constraint.operator= "";
    (void)LIST_PUSH(checker->arena, list, constraint);
}

// The test in `list` that some test of the alternative excludes; NULL: there is
// none.
static const struct constraint *find_excluded(struct checker *checker, const struct term *alternative,
                                              const struct fact_list *list, size_t group) {
    struct term_list terms = {0};
    struct constraint_list tests = {0};
    add_terms(checker, alternative->expr, alternative->negated, true, alternative, &terms);
    for (size_t i = 0; i < terms.count && tests.count < CONSTRAINT_LIMIT; i++) {
        constraint_collect(checker, terms.items[i].expr, terms.items[i].negated, group, &tests);
    }
    for (size_t i = 0; i < tests.count; i++) {
        const struct fact test = {&tests.items[i], tests.items[i].subject};
        for (size_t j = 0; j < list->count; j++) {
            if (are_related(&list->items[j], &test) &&
                constraint_excludes(list->items[j].constraint, test.constraint)) {
                return list->items[j].constraint;
            }
        }
    }
    return NULL;
}

// Alternatives none of which can hold together with the tests of `list`.
static void lint_alternative_terms(struct lint *lint, const struct term *term, size_t group,
                                   const struct fact_list *list) {
    struct checker *checker = lint->checker;
    struct term_list terms = {0};
    const struct constraint *first = NULL;
    add_terms(checker, term->expr, term->negated, false, term, &terms);
    for (size_t i = 0; i < terms.count; i++) {
        const struct constraint *excluded = find_excluded(checker, &terms.items[i], list, group);
        if (excluded == NULL) {
            return;
        }
        first = first == NULL ? excluded : first;
    }
    if (first == NULL) {
        return;
    }
    struct text test;
    text_init(&test);
    append_test(checker, first, &test);
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E303, term->expr->span,
               "contradiction: none of these alternatives can hold together with %.*s", SLICE_ARG(text_slice(&test)));
    diagnostic_help(checker->diagnostics, diagnostic, "no row can pass: change the alternatives or that test");
    diagnostic_related(checker->diagnostics, diagnostic, first->span,
                       is_fact(first) ? "the rows were chosen by this test" : "this test");
    text_finish(&test);
    facts_contradict(checker, lint->relation);
}

// Whether some test in the list is of this term.
static bool has_group(const struct constraint_list *list, size_t group) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].group == group) {
            return true;
        }
    }
    return false;
}

static void lint_any(struct lint *lint, const struct term_list *terms);

static void lint_all(struct lint *lint, const struct term_list *terms) {
    struct checker *checker = lint->checker;
    struct constraint_list own = {0};
    for (size_t i = 0; i < terms->count && own.count < CONSTRAINT_LIMIT; i++) {
        const struct term *term = &terms->items[i];
        if (is_logic(term->expr)) {
            collect_alternatives(checker, term, i, &own);
        } else {
            constraint_collect(checker, term->expr, term->negated, i, &own);
        }
    }
    struct fact_list list = facts_begin(checker);
    if (lint->relation != NULL) {
        facts_collect(checker, lint->relation, &list);
    }
    size_t known = list.count;
    for (size_t i = 0; i < own.count; i++) {
        facts_append(&list, &own.items[i]);
    }
    for (size_t i = known; i < list.count; i++) {
        compare_with_earlier(lint, terms, &list, i);
    }
    for (size_t i = 0; i < terms->count; i++) {
        if (is_logic(terms->items[i].expr) && !has_group(&own, i)) {
            lint_alternative_terms(lint, &terms->items[i], i, &list);
        }
    }
    if (lint->relation != NULL) {
        facts_add(checker, lint->relation, own.items, own.count);
    }
    // What holds in one alternative says nothing about the others.
    struct lint inner = {checker, NULL};
    for (size_t i = 0; i < terms->count; i++) {
        if (is_logic(terms->items[i].expr)) {
            struct term_list alternatives = {0};
            add_terms(checker, terms->items[i].expr, terms->items[i].negated, false, &terms->items[i], &alternatives);
            lint_any(&inner, &alternatives);
        }
    }
}

// ---------------------------------------------------------------------------
// Alternatives

static void compare_alternatives(struct checker *checker, const struct term_list *terms,
                                 const struct constraint_list *list) {
    for (size_t j = 1; j < list->count; j++) {
        for (size_t i = 0; i < j; i++) {
            const struct constraint *first = &list->items[i];
            const struct constraint *second = &list->items[j];
            if (subject_equal(&first->subject, &second->subject) && constraint_covers_all(first, second)) {
                report_alternatives(checker, terms, first, second);
                return;
            }
        }
    }
}

static void lint_any(struct lint *lint, const struct term_list *terms) {
    struct checker *checker = lint->checker;
    struct constraint_list list = {0};
    for (size_t i = 0; i < terms->count && list.count < CONSTRAINT_LIMIT; i++) {
        const struct term *term = &terms->items[i];
        if (is_logic(term->expr)) {
            struct term_list all = {0};
            add_terms(checker, term->expr, term->negated, true, term, &all);
            lint_all(lint, &all);
            continue;
        }
        size_t before = list.count;
        constraint_collect(checker, term->expr, term->negated, i, &list);
        // A chain holds only where all its links do.
        list.count = list.count > before + 1 ? before : list.count;
    }
    compare_alternatives(checker, terms, &list);
}

void lint_condition(struct checker *checker, struct relation *relation, const struct expr *condition) {
    struct lint lint = {checker, relation};
    struct term_list terms = {0};
    struct term whole = {.operator= condition->span };
    add_terms(checker, condition, false, true, &whole, &terms);
    lint_all(&lint, &terms);
    lint_negations(checker, condition);
}
