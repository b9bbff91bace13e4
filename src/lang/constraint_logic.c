// SPDX-License-Identifier: Apache-2.0
#include "lang/constraint.h"
#include "lang/wildcard.h"

// ---------------------------------------------------------------------------
// Patterns

static bool any_overlap(const struct constraint *a, const struct constraint *b) {
    for (size_t i = 0; i < a->pattern_count; i++) {
        for (size_t j = 0; j < b->pattern_count; j++) {
            if (wildcard_overlap(a->patterns[i], b->patterns[j], a->effort)) {
                return true;
            }
        }
    }
    return false;
}

// True when each pattern of `inner` is covered by one of `outer`.
static bool covers_each(const struct constraint *outer, const struct constraint *inner) {
    for (size_t i = 0; i < inner->pattern_count; i++) {
        bool covered = false;
        for (size_t j = 0; j < outer->pattern_count && !covered && *outer->effort > 0; j++) {
            covered = wildcard_covers(outer->patterns[j], inner->patterns[i], outer->effort);
        }
        if (!covered) {
            return false;
        }
    }
    return inner->pattern_count > 0;
}

// True when each of the patterns is a number that the bound lets through
// (`through`), or none is one that it does.
static bool all_numbers(const struct constraint *equality, const struct constraint *bound, bool through) {
    for (size_t i = 0; i < equality->pattern_count; i++) {
        struct bound value = {.base = BOUND_NUMBER};
        if (bound->bound.base != BOUND_NUMBER || !number_parse_decimal(equality->patterns[i], &value.value) ||
            bound_compare(&value, bound->op, &bound->bound) != through) {
            return false;
        }
    }
    return equality->pattern_count > 0;
}

// ---------------------------------------------------------------------------
// Bounds

static bool is_upper(enum compare_operator op) {
    return op == COMPARE_LT || op == COMPARE_LE;
}

static bool is_strict(enum compare_operator op) {
    return op == COMPARE_LT || op == COMPARE_GT;
}

// Orders the two as a lower and an upper bound; false where they are not that.
static bool split_bounds(const struct constraint **lower, const struct constraint **upper) {
    if ((*lower)->bound.base != (*upper)->bound.base || is_upper((*lower)->op) == is_upper((*upper)->op)) {
        return false;
    }
    if (is_upper((*lower)->op)) {
        const struct constraint *swap = *lower;
        *lower = *upper;
        *upper = swap;
    }
    return true;
}

static bool bounds_exclude(const struct constraint *a, const struct constraint *b) {
    if (!split_bounds(&a, &b)) {
        return false;
    }
    int order = number_compare(a->bound.value, b->bound.value);
    return order > 0 || (order == 0 && (is_strict(a->op) || is_strict(b->op)));
}

static bool bounds_cover_all(const struct constraint *a, const struct constraint *b) {
    if (!split_bounds(&a, &b)) {
        return false;
    }
    int order = number_compare(a->bound.value, b->bound.value);
    return order < 0 || (order == 0 && !(is_strict(a->op) && is_strict(b->op)));
}

static bool bound_implies(const struct constraint *a, const struct constraint *b) {
    if (a->bound.base != b->bound.base || is_upper(a->op) != is_upper(b->op)) {
        return false;
    }
    int order = number_compare(a->bound.value, b->bound.value);
    bool tighter = is_upper(a->op) ? order < 0 : order > 0;
    return tighter || (order == 0 && (is_strict(a->op) || !is_strict(b->op)));
}

// ---------------------------------------------------------------------------
// Without `not`

static bool is_pair(const struct constraint **a, const struct constraint **b, enum constraint_kind first,
                    enum constraint_kind second) {
    if ((*a)->kind == second && (*b)->kind == first) {
        const struct constraint *swap = *a;
        *a = *b;
        *b = swap;
    }
    return (*a)->kind == first && (*b)->kind == second;
}

static bool excludes(const struct constraint *a, const struct constraint *b) {
    if (a->kind == CONSTRAINT_NULL || b->kind == CONSTRAINT_NULL) {
        return a->kind != b->kind && a->subject.expr->reference.kind != REFERENCE_NONE;
    }
    if (a->kind == CONSTRAINT_BOUND && b->kind == CONSTRAINT_BOUND) {
        return bounds_exclude(a, b);
    }
    if (is_pair(&a, &b, CONSTRAINT_EQUAL, CONSTRAINT_DIFFERENT)) {
        return covers_each(b, a);
    }
    if (is_pair(&a, &b, CONSTRAINT_MATCH, CONSTRAINT_NO_MATCH)) {
        return slice_equal(a->regex, b->regex);
    }
    // Of an array one element may satisfy the one, and another the other.
    if (!subject_is_single(&a->subject)) {
        return false;
    }
    if (a->kind == CONSTRAINT_EQUAL && b->kind == CONSTRAINT_EQUAL) {
        return !any_overlap(a, b);
    }
    return is_pair(&a, &b, CONSTRAINT_EQUAL, CONSTRAINT_BOUND) && all_numbers(a, b, false);
}

static bool implies(const struct constraint *a, const struct constraint *b) {
    if (b->kind == CONSTRAINT_NOT_NULL) {
        return a->kind != CONSTRAINT_NULL;
    }
    if (a->kind == b->kind) {
        switch (a->kind) {
        case CONSTRAINT_EQUAL:
            return covers_each(b, a);
        case CONSTRAINT_DIFFERENT:
            return covers_each(a, b);
        case CONSTRAINT_BOUND:
            return bound_implies(a, b);
        case CONSTRAINT_MATCH:
        case CONSTRAINT_NO_MATCH:
            return slice_equal(a->regex, b->regex);
        case CONSTRAINT_NULL:
        case CONSTRAINT_NOT_NULL:
            return true;
        }
    }
    if (!subject_is_single(&a->subject)) {
        return false;
    }
    if (a->kind == CONSTRAINT_EQUAL && b->kind == CONSTRAINT_DIFFERENT) {
        return !any_overlap(a, b);
    }
    if (a->kind == CONSTRAINT_EQUAL && b->kind == CONSTRAINT_BOUND) {
        return all_numbers(a, b, true);
    }
    return a->kind == CONSTRAINT_BOUND && b->kind == CONSTRAINT_DIFFERENT && all_numbers(b, a, false);
}

static bool covers_all(const struct constraint *a, const struct constraint *b) {
    if (a->kind == CONSTRAINT_NULL || b->kind == CONSTRAINT_NULL) {
        return a->kind == CONSTRAINT_NOT_NULL || b->kind == CONSTRAINT_NOT_NULL;
    }
    if (a->kind == CONSTRAINT_BOUND && b->kind == CONSTRAINT_BOUND) {
        return bounds_cover_all(a, b);
    }
    if (is_pair(&a, &b, CONSTRAINT_MATCH, CONSTRAINT_NO_MATCH)) {
        return slice_equal(a->regex, b->regex);
    }
    if (is_pair(&a, &b, CONSTRAINT_EQUAL, CONSTRAINT_DIFFERENT)) {
        return covers_each(a, b);
    }
    return subject_is_single(&a->subject) && a->kind == CONSTRAINT_DIFFERENT && b->kind == CONSTRAINT_DIFFERENT &&
           !any_overlap(a, b);
}

// ---------------------------------------------------------------------------
// With `not`

// Null and not null leave no third.
static bool is_null_pair(const struct constraint *a, const struct constraint *b) {
    return is_pair(&a, &b, CONSTRAINT_NULL, CONSTRAINT_NOT_NULL);
}

bool constraint_excludes(const struct constraint *a, const struct constraint *b) {
    if (a->negated && b->negated) {
        return is_null_pair(a, b);
    }
    if (a->negated || b->negated) {
        return a->negated ? implies(b, a) : implies(a, b);
    }
    return excludes(a, b);
}

bool constraint_implies(const struct constraint *a, const struct constraint *b) {
    if (a->negated && b->negated) {
        return implies(b, a);
    }
    if (a->negated) {
        return is_null_pair(a, b);
    }
    return b->negated ? excludes(a, b) : implies(a, b);
}

bool constraint_leaves_null(const struct constraint *a, const struct constraint *b) {
    return a->negated && b->negated && a->kind == CONSTRAINT_DIFFERENT && covers_all(a, b);
}

bool constraint_covers_all(const struct constraint *a, const struct constraint *b) {
    if (a->negated && b->negated) {
        return excludes(a, b);
    }
    if (a->negated || b->negated) {
        return a->negated ? implies(a, b) : implies(b, a);
    }
    return covers_all(a, b);
}
