// SPDX-License-Identifier: Apache-2.0
// What the conditions of a join say about its members' times: bounds on how much
// later one can be than another, and what follows from several of them together
// (shortest paths over the bounds).
#include "plan/incremental.h"

#include <stdlib.h>

// Bounds are far from the ends of their type, so that sums of two of them fit.
static const int64_t no_bound = INT64_MAX;
static const int64_t most_bound = INT64_MAX / 4;

enum { NO_MEMBER = MOST_INPUTS };

// A difference of times: that of member `plus`, less that of member `minus`, and a constant.
struct difference {
    size_t plus; // NO_MEMBER: none
    size_t minus;
    int64_t constant;
};

struct distances {
    int64_t *items; // [from * count + to]: how much later `to` can be than `from`
    size_t count;
};

static bool is_event_time(const struct plan *plan, const struct operand *operand) {
    return operand->kind == OPERAND_COLUMN && plan->columns.items[operand->index].kind == ROW_TIME;
}

static bool place_member(size_t *place, size_t member) {
    if (member == NO_MEMBER) {
        return true;
    }
    bool was_free = *place == NO_MEMBER;
    *place = member;
    return was_free;
}

// left + right, or with `subtract` left - right; a member that is on both sides
// cancels out. False where more than two are left.
static bool combine(struct difference left, struct difference right, bool subtract, struct difference *ret_difference) {
    if (subtract) {
        right = (struct difference){right.minus, right.plus, -right.constant};
    }
    if (left.plus != NO_MEMBER && left.plus == right.minus) {
        left.plus = right.minus = NO_MEMBER;
    }
    if (left.minus != NO_MEMBER && left.minus == right.plus) {
        left.minus = right.plus = NO_MEMBER;
    }
    left.constant += right.constant;
    if (!place_member(&left.plus, right.plus) || !place_member(&left.minus, right.minus) ||
        left.constant > most_bound || left.constant < -most_bound) {
        return false;
    }
    *ret_difference = left;
    return true;
}

// Reads an operand as a difference of times; false where it is none.
static bool read_difference(const struct plan *plan, const struct operand *operand, struct difference *ret_difference) {
    struct difference difference = {NO_MEMBER, NO_MEMBER, 0};
    struct difference left;
    struct difference right;
    switch (operand->kind) {
    case OPERAND_CONSTANT:
        difference.constant = operand->constant.as.nanoseconds;
        if (operand->constant.kind != VALUE_DURATION || difference.constant > most_bound ||
            difference.constant < -most_bound) {
            return false;
        }
        break;
    case OPERAND_MEMBER:
        if (!is_event_time(plan, operand->left)) {
            return false;
        }
        difference.plus = operand->index;
        break;
    case OPERAND_ARITHMETIC:
        if ((operand->arithmetic != ARITHMETIC_ADD && operand->arithmetic != ARITHMETIC_SUBTRACT) ||
            !read_difference(plan, operand->left, &left) || !read_difference(plan, operand->right, &right) ||
            !combine(left, right, operand->arithmetic == ARITHMETIC_SUBTRACT, &difference)) {
            return false;
        }
        break;
    default:
        return false;
    }
    *ret_difference = difference;
    return true;
}

static void bound(const struct distances *distances, size_t from, size_t to, int64_t most) {
    int64_t *distance = &distances->items[from * distances->count + to];
    if (most < *distance) {
        *distance = most;
    }
}

// Takes up what a comparison says, unless it is about anything else.
static void read_comparison(const struct plan *plan, const struct predicate *predicate,
                            const struct distances *distances) {
    struct difference left;
    struct difference right;
    struct difference all;
    if (predicate->compare == COMPARE_NE || !read_difference(plan, predicate->left, &left) ||
        !read_difference(plan, predicate->right, &right) || !combine(left, right, true, &all) ||
        all.plus == NO_MEMBER || all.minus == NO_MEMBER) {
        return;
    }
    // plus - minus + constant compares with 0
    if (predicate->compare != COMPARE_GT && predicate->compare != COMPARE_GE) {
        bound(distances, all.minus, all.plus, -all.constant);
    }
    if (predicate->compare != COMPARE_LT && predicate->compare != COMPARE_LE) {
        bound(distances, all.plus, all.minus, all.constant);
    }
}

static void read_conjuncts(const struct plan *plan, const struct predicate *predicate,
                           const struct distances *distances) {
    if (predicate->kind == PREDICATE_AND) {
        for (size_t i = 0; i < predicate->child_count; i++) {
            read_conjuncts(plan, predicate->children[i], distances);
        }
    } else if (predicate->kind == PREDICATE_COMPARE && !predicate->negated) {
        read_comparison(plan, predicate, distances);
    }
}

// What follows from two bounds: to is at most so much later than from by way of a third.
static void close_distances(const struct distances *distances) {
    size_t count = distances->count;
    for (size_t via = 0; via < count; via++) {
        for (size_t from = 0; from < count; from++) {
            for (size_t to = 0; to < count; to++) {
                int64_t first = distances->items[from * count + via];
                int64_t second = distances->items[via * count + to];
                if (first != no_bound && second != no_bound && first + second <= most_bound) {
                    bound(distances, from, to, first + second < -most_bound ? -most_bound : first + second);
                }
            }
        }
    }
}

bool join_windows(const struct plan *plan, const struct plan_node *join, int64_t *windows) {
    size_t count = join->input_count;
    struct distances distances = {calloc(count * count + 1, sizeof(int64_t)), count};
    if (distances.items == NULL) {
        return false;
    }
    for (size_t i = 0; i < count * count; i++) {
        distances.items[i] = no_bound;
    }
    if (join->predicate != NULL) {
        read_conjuncts(plan, join->predicate, &distances);
    }
    close_distances(&distances);
    for (size_t from = 0; from < count; from++) {
        windows[from] = INT64_MIN;
        for (size_t to = 0; to < count; to++) {
            int64_t distance = distances.items[from * count + to];
            if (to != from && distance > windows[from]) {
                windows[from] = distance;
            }
        }
    }
    free(distances.items);
    return true;
}
