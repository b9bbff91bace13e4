// SPDX-License-Identifier: Apache-2.0
// Differences of sets: W204, E303.
#include "lang/lint_set.h"

#include "base/fold.h"
#include "lang/facts.h"

struct bounds {
    bool upper; // the time is before something
    bool lower; // the time is after something
};

static bool is_time_name(const struct expr *expr) {
    if (expr->kind != EXPR_NAME || expr->as.name.path.count == 0) {
        return false;
    }
    struct slice name = expr->as.name.path.names[expr->as.name.path.count - 1].text;
    return fold_name_equal(name, SLICE("time")) || fold_name_equal(name, SLICE("timestamp"));
}

static void collect_bounds(struct bounds *bounds, const struct expr *expr) {
    if (expr->kind == EXPR_AND) {
        for (size_t i = 0; i < expr->as.logic.count; i++) {
            collect_bounds(bounds, expr->as.logic.operands[i]);
        }
    }
    for (size_t i = 0; expr->kind == EXPR_COMPARE && i < expr->as.compare.count; i++) {
        enum compare_operator op = expr->as.compare.operators[i];
        bool less = op == COMPARE_LT || op == COMPARE_LE;
        bool greater = op == COMPARE_GT || op == COMPARE_GE;
        bool left = is_time_name(expr->as.compare.operands[i]);
        bool right = is_time_name(expr->as.compare.operands[i + 1]);
        bounds->upper = bounds->upper || (left && less) || (right && greater);
        bounds->lower = bounds->lower || (left && greater) || (right && less);
    }
}

static struct bounds relation_bounds(const struct relation *relation) {
    struct bounds bounds = {false, false};
    while (relation->kind == RELATION_FILTER || relation->kind == RELATION_DERIVE) {
        if (relation->condition != NULL) {
            collect_bounds(&bounds, relation->condition);
        }
        relation = relation->inputs[0];
    }
    return bounds;
}

// Whether the rows of `part` were chosen from those of `whole`.
static bool is_part(const struct relation *part, const struct relation *whole) {
    for (;;) {
        if (part == whole) {
            return true;
        }
        switch (part->kind) {
        case RELATION_FILTER:
        case RELATION_DERIVE:
        case RELATION_COUNT_BY:
        case RELATION_DIFFERENCE:
            part = part->inputs[0];
            break;
        default:
            return false;
        }
    }
}

// `part - whole`: nothing is left, or nothing that has the key.
static bool lint_part(struct checker *checker, const struct relation *difference, const struct expr *expr) {
    const struct name *names = difference->input_names;
    if (!is_part(difference->inputs[0], difference->inputs[1])) {
        return false;
    }
    if (difference->key_count > 0) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_W204, expr->span,
                   "the rows of `%.*s` are among those of `%.*s`: only rows without `%.*s` are left",
                   SLICE_ARG(names[0].text), SLICE_ARG(names[1].text), SLICE_ARG(difference->keys[0].name));
        diagnostic_help(checker->diagnostics, diagnostic, "choose the rows to be taken away by a filter of their own");
        return true;
    }
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E303, expr->span,
                                           "contradiction: the rows of `%.*s` are among those of `%.*s`: none is left",
                                           SLICE_ARG(names[0].text), SLICE_ARG(names[1].text));
    diagnostic_help(checker->diagnostics, diagnostic, "choose the rows to be taken away by a filter of their own");
    facts_contradict(checker, difference);
    return true;
}

void lint_difference(struct checker *checker, const struct relation *difference, const struct expr *expr) {
    if (lint_part(checker, difference, expr) || difference->key_count > 0) {
        return;
    }
    const struct relation *shape = relation_shape(difference);
    struct bounds left = relation_bounds(difference->inputs[0]);
    struct bounds right = relation_bounds(difference->inputs[1]);
    // What was in an earlier range and is not in the latest one is rarely what
    // is looked for; the new things are.
    bool reversed = left.upper && right.lower && !right.upper;
    bool identity = shape->kind == RELATION_SEARCH || shape->kind == RELATION_JOIN || shape->kind == RELATION_RUN;
    if (!identity && !reversed) {
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W204, expr->span, "%s%s",
               identity ? "difference of two event sets without a key: only the very same records are removed"
                        : "difference of two sets without a key",
               reversed ? "; and the operands look reversed" : "");
    const struct name *names = difference->input_names;
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s - %.*s by` and the field to compare",
                    SLICE_ARG(names[reversed ? 1 : 0].text), SLICE_ARG(names[reversed ? 0 : 1].text));
}
