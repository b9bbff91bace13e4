// SPDX-License-Identifier: Apache-2.0
#include "lang/constraint.h"

#include "base/fold.h"
#include "base/time.h"

// ---------------------------------------------------------------------------
// Patterns

enum { PATTERN_LIMIT = 512 };

static bool has_wildcard(struct slice pattern) {
    return memchr(pattern.data, '*', pattern.size) != NULL;
}

// -?\d+(\.\d+)?
static bool parse_decimal(struct slice text, double *ret_value) {
    size_t at = text.size > 0 && text.data[0] == '-';
    size_t first = at;
    double value = 0;
    double scale = 0;
    for (; at < text.size; at++) {
        char c = text.data[at];
        if (c == '.' && scale == 0 && at > first && at + 1 < text.size) {
            scale = 1;
        } else if (c >= '0' && c <= '9') {
            value = value * 10 + (c - '0');
            scale *= 10;
        } else {
            return false;
        }
    }
    if (at == first) {
        return false;
    }
    value = scale > 1 ? value / scale : value;
    *ret_value = first == 1 ? -value : value;
    return true;
}

// Two texts without wildcards are one where they are equal, also as numbers.
static bool exact_equal(struct slice a, struct slice b) {
    double left;
    double right;
    if (parse_decimal(a, &left) && parse_decimal(b, &right)) {
        return left <= right && left >= right;
    }
    return slice_equal(a, b);
}

// reach[j]: the first i bytes of a and the first j bytes of b match a common
// text. A wildcard extends a match over any byte of the other pattern.
bool patterns_overlap(struct slice a, struct slice b, bool unsure, size_t *effort) {
    bool exact = !has_wildcard(a) && !has_wildcard(b);
    size_t cost = exact ? a.size : a.size * b.size;
    if (a.size > PATTERN_LIMIT || b.size > PATTERN_LIMIT || cost > *effort) {
        return unsure;
    }
    *effort -= cost;
    if (exact) {
        return exact_equal(a, b);
    }
    bool reach[PATTERN_LIMIT + 1] = {true};
    for (size_t j = 1; j <= b.size; j++) {
        reach[j] = reach[j - 1] && b.data[j - 1] == '*';
    }
    for (size_t i = 1; i <= a.size; i++) {
        bool star = a.data[i - 1] == '*';
        bool diagonal = reach[0];
        reach[0] = reach[0] && star;
        for (size_t j = 1; j <= b.size; j++) {
            bool above = reach[j];
            bool other = b.data[j - 1] == '*';
            reach[j] = star || other ? above || reach[j - 1] : diagonal && a.data[i - 1] == b.data[j - 1];
            diagonal = above;
        }
    }
    return reach[b.size];
}

// True when every text that matches `inner` matches `outer`, as far as that is
// easily told.
static bool covers(struct slice outer, struct slice inner, size_t *effort) {
    if (!has_wildcard(inner)) {
        return patterns_overlap(outer, inner, false, effort);
    }
    return slice_equal(outer, inner) || slice_equal(outer, SLICE("*"));
}

static bool any_overlap(const struct constraint *a, const struct constraint *b) {
    for (size_t i = 0; i < a->pattern_count; i++) {
        for (size_t j = 0; j < b->pattern_count; j++) {
            if (patterns_overlap(a->patterns[i], b->patterns[j], true, a->effort)) {
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
        for (size_t j = 0; j < outer->pattern_count && !covered; j++) {
            covered = covers(outer->patterns[j], inner->patterns[i], outer->effort);
        }
        if (!covered) {
            return false;
        }
    }
    return inner->pattern_count > 0;
}

// ---------------------------------------------------------------------------
// Bounds

static bool bound_of_arithmetic(const struct expr *expr, bool time, struct bound *ret_bound) {
    struct bound left;
    struct bound right;
    enum arithmetic_operator op = expr->as.arithmetic.operator;
    if ((op != ARITHMETIC_ADD && op != ARITHMETIC_SUBTRACT) || !bound_of(expr->as.arithmetic.left, time, &left) ||
        !bound_of(expr->as.arithmetic.right, false, &right)) {
        return false;
    }
    bool shift = right.base == BOUND_DURATION && left.base != BOUND_NUMBER;
    if (!shift && !(left.base == BOUND_NUMBER && right.base == BOUND_NUMBER)) {
        return false;
    }
    left.value += op == ARITHMETIC_ADD ? right.value : -right.value;
    *ret_bound = left;
    return true;
}

bool bound_of(const struct expr *expr, bool time, struct bound *ret_bound) {
    if (expr->kind == EXPR_NAME && expr->reference.kind == REFERENCE_VALUE) {
        const struct binding *binding = expr->reference.binding;
        return binding->kind == BINDING_VALUE && binding->keys == NULL && bound_of(binding->value, time, ret_bound);
    }
    struct bound bound = {BOUND_NUMBER, 0};
    int64_t nanoseconds;
    switch (expr->kind) {
    case EXPR_NUMBER:
        if (!parse_decimal(expr->as.number.text, &bound.value)) {
            return false;
        }
        break;
    case EXPR_DURATION:
        bound = (struct bound){BOUND_DURATION, (double)expr->as.duration.nanoseconds};
        break;
    case EXPR_NOW:
        bound.base = BOUND_NOW;
        break;
    case EXPR_STRING:
        if (time && time_parse(expr->as.string.value, &nanoseconds)) {
            bound = (struct bound){BOUND_TIME, (double)nanoseconds};
        } else if (time || !parse_decimal(expr->as.string.value, &bound.value)) {
            return false;
        }
        break;
    case EXPR_ARITHMETIC:
        return bound_of_arithmetic(expr, time, ret_bound);
    default:
        return false;
    }
    *ret_bound = bound;
    return true;
}

bool bound_compare(const struct bound *left, enum compare_operator op, const struct bound *right) {
    switch (op) {
    case COMPARE_LT:
        return left->value < right->value;
    case COMPARE_LE:
        return left->value <= right->value;
    case COMPARE_GT:
        return left->value > right->value;
    case COMPARE_GE:
        return left->value >= right->value;
    case COMPARE_EQ:
        return left->value <= right->value && left->value >= right->value;
    case COMPARE_NE:
        break;
    }
    return left->value < right->value || left->value > right->value;
}

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

// ---------------------------------------------------------------------------
// Subjects

static bool same_members(const struct path *a, size_t a_first, const struct path *b, size_t b_first) {
    if (a->count - a_first != b->count - b_first) {
        return false;
    }
    for (size_t i = 0; a_first + i < a->count; i++) {
        if (!fold_name_equal(a->names[a_first + i].text, b->names[b_first + i].text)) {
            return false;
        }
    }
    return true;
}

bool same_field(const struct expr *a, const struct expr *b) {
    if (a->kind != EXPR_NAME || b->kind != EXPR_NAME || a->as.name.path.count == 0 || b->as.name.path.count == 0) {
        return false;
    }
    const struct reference *left = &a->reference;
    const struct reference *right = &b->reference;
    const struct path *a_path = &a->as.name.path;
    const struct path *b_path = &b->as.name.path;
    if (left->kind == REFERENCE_NONE || right->kind == REFERENCE_NONE) {
        return left->kind == right->kind && same_members(a_path, 0, b_path, 0);
    }
    if (left->kind != right->kind || left->relation != right->relation || left->member != right->member ||
        left->field != right->field || left->binding != right->binding || left->derived != right->derived) {
        return false;
    }
    // Aliases of one field have different names, and the same id.
    size_t skip = left->kind == REFERENCE_NATIVE ? 0 : 1;
    return same_members(a_path, left->first + skip, b_path, right->first + skip);
}

bool constraint_same_subject(const struct constraint *a, const struct constraint *b) {
    return same_field(a->subject, b->subject);
}

// A field that holds one value. A native one may be an array, of which another
// element may satisfy the other test.
static bool is_single(const struct expr *subject) {
    return subject->reference.kind != REFERENCE_NATIVE && subject->reference.kind != REFERENCE_NONE &&
           subject->type != TYPE_ANY;
}

static bool is_subject(const struct expr *expr) {
    return expr->kind == EXPR_NAME && expr->reference.kind != REFERENCE_VALUE &&
           expr->reference.kind != REFERENCE_SET && expr->reference.kind != REFERENCE_RAW_EVENT;
}

// ---------------------------------------------------------------------------
// Collecting

static bool is_address_text(struct slice text) {
    size_t digits = 0;
    bool slash = false;
    for (size_t i = 0; i < text.size; i++) {
        digits += text.data[i] >= '0' && text.data[i] <= '9';
        slash = slash || text.data[i] == '/' || text.data[i] == ':';
    }
    return slash && digits > 0;
}

static bool pattern_of(struct checker *checker, const struct expr *item, struct slice *ret_pattern) {
    if (item->kind == EXPR_NUMBER) {
        *ret_pattern = item->as.number.text;
        return true;
    }
    if (item->kind != EXPR_STRING) {
        return false;
    }
    *ret_pattern = fold_copy(checker->arena, item->as.string.value);
    return ret_pattern->size > 0;
}

static void add_equality(struct checker *checker, const struct expr *subject, const struct expr *value, bool negated,
                         size_t group, struct constraint_list *list) {
    struct constraint constraint = {.kind = negated ? CONSTRAINT_DIFFERENT : CONSTRAINT_EQUAL,
                                    .subject = subject,
                                    .value = value,
                                    .group = group,
                                    .effort = &checker->effort};
    bool empty = value->kind == EXPR_STRING && value->as.string.value.size == 0;
    if (value->kind == EXPR_NULL || empty) {
        constraint.kind = negated ? CONSTRAINT_NOT_NULL : CONSTRAINT_NULL;
        (void)LIST_PUSH(checker->arena, list, constraint);
        return;
    }
    bool many = value->kind == EXPR_LIST;
    size_t count = many ? value->as.list.count : 1;
    constraint.patterns = ARENA_ARRAY(checker->arena, count, struct slice);
    constraint.pattern_count = count;
    for (size_t i = 0; constraint.patterns != NULL && i < count; i++) {
        const struct expr *item = many ? value->as.list.items[i] : value;
        if (!pattern_of(checker, item, &constraint.patterns[i]) || (many && is_address_text(constraint.patterns[i]))) {
            return;
        }
    }
    if (constraint.patterns != NULL && count > 0) {
        (void)LIST_PUSH(checker->arena, list, constraint);
    }
}

static void collect_link(struct checker *checker, struct expr *left, struct expr *right, enum compare_operator op,
                         size_t group, struct constraint_list *list) {
    if (!is_subject(left)) {
        struct expr *swap = left;
        left = right;
        right = swap;
        op = compare_mirrored(op);
    }
    if (!is_subject(left) || is_subject(right)) {
        return;
    }
    struct expr *literal = right->kind == EXPR_NULL ? right : literal_of(right);
    if (op == COMPARE_EQ || op == COMPARE_NE) {
        if (literal != NULL && left->type != TYPE_TIME) {
            add_equality(checker, left, literal, op == COMPARE_NE, group, list);
        }
        return;
    }
    struct constraint constraint = {.kind = CONSTRAINT_BOUND,
                                    .subject = left,
                                    .value = right,
                                    .op = op,
                                    .group = group,
                                    .effort = &checker->effort};
    if (bound_of(right, left->type == TYPE_TIME, &constraint.bound)) {
        (void)LIST_PUSH(checker->arena, list, constraint);
    }
}

void constraint_collect(struct checker *checker, const struct expr *condition, size_t group,
                        struct constraint_list *list) {
    if (condition->kind == EXPR_EXISTS && is_subject(condition->as.exists.operand)) {
        struct constraint constraint = {.kind = CONSTRAINT_NOT_NULL,
                                        .subject = condition->as.exists.operand,
                                        .group = group,
                                        .effort = &checker->effort};
        (void)LIST_PUSH(checker->arena, list, constraint);
        return;
    }
    if (condition->kind == EXPR_IN && is_subject(condition->as.test.left)) {
        const struct expr *literal = literal_of(condition->as.test.right);
        if (literal != NULL && literal->kind == EXPR_LIST) {
            add_equality(checker, condition->as.test.left, literal, condition->as.test.negated, group, list);
        }
        return;
    }
    for (size_t i = 0; condition->kind == EXPR_COMPARE && i < condition->as.compare.count; i++) {
        collect_link(checker, condition->as.compare.operands[i], condition->as.compare.operands[i + 1],
                     condition->as.compare.operators[i], group, list);
    }
}

// ---------------------------------------------------------------------------
// Comparing

// `a` is an equality, `b` a bound on a number.
static bool equal_outside(const struct constraint *a, const struct constraint *b) {
    for (size_t i = 0; i < a->pattern_count; i++) {
        struct bound value = {BOUND_NUMBER, 0};
        if (b->bound.base != BOUND_NUMBER || !parse_decimal(a->patterns[i], &value.value) ||
            bound_compare(&value, b->op, &b->bound)) {
            return false;
        }
    }
    return a->pattern_count > 0;
}

bool constraint_excludes(const struct constraint *a, const struct constraint *b) {
    if (a->kind == CONSTRAINT_NULL || b->kind == CONSTRAINT_NULL) {
        return a->kind != b->kind && a->subject->reference.kind != REFERENCE_NONE;
    }
    if (a->kind == CONSTRAINT_BOUND && b->kind == CONSTRAINT_BOUND) {
        const struct constraint *lower = a;
        const struct constraint *upper = b;
        return split_bounds(&lower, &upper) &&
               (lower->bound.value > upper->bound.value ||
                (lower->bound.value >= upper->bound.value && (is_strict(lower->op) || is_strict(upper->op))));
    }
    if (!is_single(a->subject)) {
        return false;
    }
    if (a->kind == CONSTRAINT_EQUAL && b->kind == CONSTRAINT_EQUAL) {
        return !any_overlap(a, b);
    }
    if (a->kind == CONSTRAINT_EQUAL && b->kind == CONSTRAINT_DIFFERENT) {
        return covers_each(b, a);
    }
    if (a->kind == CONSTRAINT_DIFFERENT && b->kind == CONSTRAINT_EQUAL) {
        return covers_each(a, b);
    }
    if (a->kind == CONSTRAINT_EQUAL && b->kind == CONSTRAINT_BOUND) {
        return equal_outside(a, b);
    }
    return a->kind == CONSTRAINT_BOUND && b->kind == CONSTRAINT_EQUAL && equal_outside(b, a);
}

bool constraint_covers_all(const struct constraint *a, const struct constraint *b) {
    if (a->kind == CONSTRAINT_NULL || b->kind == CONSTRAINT_NULL) {
        return a->kind == CONSTRAINT_NOT_NULL || b->kind == CONSTRAINT_NOT_NULL;
    }
    if (a->kind == CONSTRAINT_BOUND && b->kind == CONSTRAINT_BOUND) {
        const struct constraint *lower = a;
        const struct constraint *upper = b;
        return split_bounds(&lower, &upper) &&
               (lower->bound.value < upper->bound.value ||
                (lower->bound.value <= upper->bound.value && !(is_strict(lower->op) && is_strict(upper->op))));
    }
    if (!is_single(a->subject)) {
        return false;
    }
    if (a->kind == CONSTRAINT_DIFFERENT && b->kind == CONSTRAINT_DIFFERENT) {
        return !any_overlap(a, b);
    }
    if (a->kind == CONSTRAINT_DIFFERENT && b->kind == CONSTRAINT_EQUAL) {
        return covers_each(b, a);
    }
    return a->kind == CONSTRAINT_EQUAL && b->kind == CONSTRAINT_DIFFERENT && covers_each(a, b);
}
