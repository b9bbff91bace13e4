// SPDX-License-Identifier: Apache-2.0
#include "lang/clock.h"

#include "lang/bound.h"

// time of `plus` - time of `minus` + offset.
struct clock {
    size_t plus; // SIZE_MAX: none
    size_t minus;
    double offset;
    bool events;
};

static bool clock_of(const struct expr *expr, struct clock *ret_clock);

static bool clock_of_sum(const struct expr *expr, struct clock *ret_clock) {
    struct clock left;
    struct clock right;
    enum arithmetic_operator op = expr->as.arithmetic.operator;
    if ((op != ARITHMETIC_ADD && op != ARITHMETIC_SUBTRACT) || !clock_of(expr->as.arithmetic.left, &left) ||
        !clock_of(expr->as.arithmetic.right, &right)) {
        return false;
    }
    if (op == ARITHMETIC_SUBTRACT) {
        right = (struct clock){right.minus, right.plus, -right.offset, right.events};
    }
    if ((left.plus != SIZE_MAX && right.plus != SIZE_MAX) || (left.minus != SIZE_MAX && right.minus != SIZE_MAX)) {
        return false;
    }
    ret_clock->plus = left.plus != SIZE_MAX ? left.plus : right.plus;
    ret_clock->minus = left.minus != SIZE_MAX ? left.minus : right.minus;
    ret_clock->offset = left.offset + right.offset;
    ret_clock->events = left.events && right.events;
    return true;
}

static bool clock_of(const struct expr *expr, struct clock *ret_clock) {
    struct bound bound;
    *ret_clock = (struct clock){SIZE_MAX, SIZE_MAX, 0, true};
    if (expr->kind == EXPR_ARITHMETIC && clock_of_sum(expr, ret_clock)) {
        return true;
    }
    if (bound_of(expr, false, &bound)) {
        ret_clock->offset = bound.value.real;
        return bound.base == BOUND_DURATION;
    }
    if (expr->kind != EXPR_NAME || expr->type != TYPE_TIME || expr->reference.member_count != 1) {
        return false;
    }
    ret_clock->plus = expr->reference.member;
    ret_clock->events = expr->reference.kind == REFERENCE_TIME;
    return true;
}

size_t clock_links(const struct expr *left, const struct expr *right, enum compare_operator op,
                   struct clock_link ret_links[2]) {
    struct clock a;
    struct clock b;
    if (op == COMPARE_NE || !clock_of(left, &a) || !clock_of(right, &b)) {
        return 0;
    }
    // a.plus + b.minus - (a.minus + b.plus) op b.offset - a.offset
    bool pair = (a.plus == SIZE_MAX) != (b.minus == SIZE_MAX) && (a.minus == SIZE_MAX) != (b.plus == SIZE_MAX);
    size_t first = a.plus != SIZE_MAX ? a.plus : b.minus;
    size_t second = b.plus != SIZE_MAX ? b.plus : a.minus;
    if (!pair || first == second) {
        return 0;
    }
    double offset = b.offset - a.offset;
    struct clock_link below = {first, second, offset, op == COMPARE_LT, a.events && b.events};
    struct clock_link above = {second, first, -offset, op == COMPARE_GT, a.events && b.events};
    if (op == COMPARE_EQ) {
        ret_links[0] = below;
        ret_links[1] = above;
        return 2;
    }
    ret_links[0] = op == COMPARE_LT || op == COMPARE_LE ? below : above;
    return 1;
}

// ---------------------------------------------------------------------------
// E303

// The tightest that is known of two sets' times, directly or through others.
struct distance {
    bool known;
    bool strict;
    double offset;
    struct span span; // of a comparison that it comes from
};

struct room {
    struct checker *checker;
    struct distance distance[CLOCK_SETS][CLOCK_SETS];
    bool reported;
};

static bool is_tighter(const struct distance *a, const struct distance *b) {
    return !b->known || a->offset < b->offset || (a->offset <= b->offset && a->strict && !b->strict);
}

static struct distance path(const struct distance *a, const struct distance *b) {
    return (struct distance){true, a->strict || b->strict, a->offset + b->offset, b->span};
}

static void report_no_room(struct room *room, struct span span, const struct distance *back) {
    struct diagnostic *diagnostic = report(room->checker, DIAGNOSTIC_E303, span,
                                           "contradiction: these comparisons of the sets' times leave no time");
    diagnostic_help(room->checker->diagnostics, diagnostic, "no rows can be joined: change one of the comparisons");
    if (back->span.start != span.start || back->span.end != span.end) {
        diagnostic_related(room->checker->diagnostics, diagnostic, back->span, "after this");
    }
    room->reported = true;
}

// Keeps the distances closed under paths.
static void add_link(struct room *room, const struct clock_link *link, struct span span) {
    const struct distance own = {true, link->strict, link->offset, span};
    const struct distance *back = &room->distance[link->second][link->first];
    struct distance round = path(back, &own);
    if (back->known && (round.offset < 0 || (round.offset <= 0 && round.strict))) {
        report_no_room(room, span, back);
        return;
    }
    for (size_t i = 0; i < CLOCK_SETS; i++) {
        const struct distance *before = &room->distance[i][link->first];
        if (i != link->first && !before->known) {
            continue;
        }
        struct distance from = i == link->first ? own : path(before, &own);
        for (size_t j = 0; j < CLOCK_SETS; j++) {
            const struct distance *after = &room->distance[link->second][j];
            if (i == j || (j != link->second && !after->known)) {
                continue;
            }
            struct distance whole = j == link->second ? from : path(&from, after);
            whole.span = span;
            if (is_tighter(&whole, &room->distance[i][j])) {
                room->distance[i][j] = whole;
            }
        }
    }
}

static void add_comparisons(struct room *room, const struct expr *expr) {
    for (size_t i = 0; expr->kind == EXPR_AND && i < expr->as.logic.count; i++) {
        add_comparisons(room, expr->as.logic.operands[i]);
    }
    for (size_t i = 0; expr->kind == EXPR_COMPARE && i < expr->as.compare.count; i++) {
        const struct expr *left = expr->as.compare.operands[i];
        const struct expr *right = expr->as.compare.operands[i + 1];
        struct clock_link links[2];
        size_t count = clock_links(left, right, expr->as.compare.operators[i], links);
        for (size_t k = 0; k < count && !room->reported; k++) {
            if (links[k].events && links[k].first < CLOCK_SETS && links[k].second < CLOCK_SETS) {
                add_link(room, &links[k], span_join(left->outer, right->outer));
            }
        }
    }
}

void lint_clock(struct checker *checker, const struct expr *condition) {
    struct room room = {.checker = checker};
    add_comparisons(&room, condition);
}
