// SPDX-License-Identifier: Apache-2.0
#include "lang/lint_set.h"

#include "base/fold.h"

// ---------------------------------------------------------------------------
// Joins

struct ties {
    bool key;       // two members are equal in something
    bool host;      // and that is the host, or an address
    size_t windows; // comparisons of two members' times
};

static bool is_host_field(const struct path *path) {
    static const char *const names[] = {"hostname",      "fqdn",     "src_ip",    "dest_ip",    "src_hostname",
                                        "dest_hostname", "src_fqdn", "dest_fqdn", "target_host"};
    struct slice name = path->names[path->count - 1].text;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (fold_name_equal(name, slice_from_string(names[i]))) {
            return true;
        }
    }
    return false;
}

static void add_tie(struct ties *ties, const struct expr *left, const struct expr *right, enum compare_operator op) {
    // `a.time + 2 seconds` ties as `a.time` does.
    left = left->kind == EXPR_ARITHMETIC ? left->as.arithmetic.left : left;
    right = right->kind == EXPR_ARITHMETIC ? right->as.arithmetic.left : right;
    bool members = left->kind == EXPR_NAME && right->kind == EXPR_NAME && left->reference.member != SIZE_MAX &&
                   right->reference.member != SIZE_MAX && left->reference.member != right->reference.member;
    if (!members) {
        return;
    }
    if (op == COMPARE_EQ) {
        ties->key = true;
        ties->host = ties->host || (is_host_field(&left->as.name.path) && is_host_field(&right->as.name.path));
    } else if (op != COMPARE_NE && left->type == TYPE_TIME && right->type == TYPE_TIME) {
        ties->windows++;
    }
}

static void collect_ties(struct ties *ties, const struct expr *expr) {
    if (expr->kind == EXPR_AND) {
        for (size_t i = 0; i < expr->as.logic.count; i++) {
            collect_ties(ties, expr->as.logic.operands[i]);
        }
    } else if (expr->kind == EXPR_COMPARE) {
        for (size_t i = 0; i < expr->as.compare.count; i++) {
            add_tie(ties, expr->as.compare.operands[i], expr->as.compare.operands[i + 1],
                    expr->as.compare.operators[i]);
        }
    } else if (expr->kind == EXPR_CONTAINS && !expr->as.test.negated) {
        // A text found in another is a tie, though not one to look up by.
        struct ties inner = *ties;
        add_tie(&inner, expr->as.test.left, expr->as.test.right, COMPARE_EQ);
        ties->key = inner.key;
    }
}

static bool has_host(const struct checker *checker, const struct relation *relation) {
    struct name hostname = {SLICE("hostname"), {0, 0}};
    struct field_match match;
    return relation_shape(relation)->kind == RELATION_SEARCH &&
           rows_find(checker, relation, &hostname, 1, 0, false, &match) == FIELD_FOUND &&
           match.reference.kind == REFERENCE_FIELD;
}

void lint_join(struct checker *checker, const struct relation *join) {
    struct ties ties = {0};
    if (join->input_count < 2) {
        return;
    }
    if (join->condition != NULL) {
        collect_ties(&ties, join->condition);
    }
    const struct name *first = &join->input_names[0];
    const struct name *last = &join->input_names[join->input_count - 1];
    struct span span = span_join(first->span, last->span);
    for (size_t i = 0; i < join->input_count; i++) {
        if (relation_shape(join->inputs[i])->kind == RELATION_ERROR) {
            return;
        }
    }
    if (!ties.key && ties.windows < 2) {
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_W209, span,
                                               "nothing bounds the pairs of this join: no field of one set equals "
                                               "one of another, and their times are not held together");
        diagnostic_help(checker->diagnostics, diagnostic,
                        "compare a field of each, or write `%.*s.time <= %.*s.time <= %.*s.time + 1 hour`",
                        SLICE_ARG(first->text), SLICE_ARG(last->text), SLICE_ARG(first->text));
        return;
    }
    if (!ties.host && has_host(checker, join->inputs[0]) && has_host(checker, join->inputs[join->input_count - 1])) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_N115, span, "the join does not tie its events to one host");
        diagnostic_help(checker->diagnostics, diagnostic, "add `%.*s.hostname == %.*s.hostname`",
                        SLICE_ARG(first->text), SLICE_ARG(last->text));
    }
}

// ---------------------------------------------------------------------------
// Differences

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

void lint_difference(struct checker *checker, const struct relation *difference, const struct expr *expr) {
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
