// SPDX-License-Identifier: Apache-2.0
#include "lang/constraint.h"

#include "base/fold.h"
#include "base/text.h"

// ---------------------------------------------------------------------------
// Subjects

bool subject_of(const struct expr *expr, struct subject *ret_subject) {
    if (expr->kind != EXPR_NAME || expr->as.name.path.count == 0) {
        return false;
    }
    const struct reference *reference = &expr->reference;
    switch (reference->kind) {
    case REFERENCE_VALUE:
    case REFERENCE_SET:
    case REFERENCE_RAW_EVENT:
        return false;
    default:
        break;
    }
    if (reference->member_count > 1) {
        return false; // below a join of a join, which `member` does not tell apart
    }
    // The rows that filters leave are those of what they filter.
    bool chain = reference->relation != NULL && reference->member == SIZE_MAX;
    *ret_subject =
        (struct subject){expr, chain ? relation_shape(reference->relation) : reference->relation, reference->member};
    return true;
}

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

bool subject_equal(const struct subject *a, const struct subject *b) {
    const struct reference *left = &a->expr->reference;
    const struct reference *right = &b->expr->reference;
    const struct path *a_path = &a->expr->as.name.path;
    const struct path *b_path = &b->expr->as.name.path;
    if (left->kind != right->kind || a->place != b->place || a->member != b->member) {
        return false;
    }
    if (left->kind == REFERENCE_NONE) {
        return same_members(a_path, 0, b_path, 0);
    }
    if (left->field != right->field || left->binding != right->binding || left->derived != right->derived) {
        return false;
    }
    // Aliases of one field have different names, and the same id.
    size_t skip = left->kind == REFERENCE_NATIVE ? 0 : 1;
    return same_members(a_path, left->first + skip, b_path, right->first + skip);
}

bool subject_is_single(const struct subject *subject) {
    const struct expr *expr = subject->expr;
    return expr->reference.kind != REFERENCE_NATIVE && expr->reference.kind != REFERENCE_NONE &&
           expr->type != TYPE_ANY && expr->type != TYPE_LIST;
}

// ---------------------------------------------------------------------------
// Collecting

struct collector {
    struct checker *checker;
    struct constraint_list *list;
    size_t group;
    bool negated;
};

static void push(struct collector *collector, struct constraint constraint) {
    constraint.negated = collector->negated;
    constraint.group = collector->group;
    constraint.effort = &collector->checker->effort;
    constraint.span = constraint.value != NULL ? constraint.value->outer : constraint.subject.expr->outer;
    (void)LIST_PUSH(collector->checker->arena, collector->list, constraint);
}

// An address or a network, which a field may be in without being equal to it.
static bool is_address_text(struct slice text) {
    size_t slashes = 0;
    size_t colons = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        slashes += c == '/';
        colons += c == ':';
        if (!hex && c != '.' && c != ':' && c != '/' && c != '%') {
            return false;
        }
    }
    return slashes > 0 || colons > 1;
}

// The folded pattern of a literal; `around`: it may stand anywhere in the text.
static bool pattern_of(struct collector *collector, const struct expr *item, bool around, struct slice *ret_pattern) {
    struct arena *arena = collector->checker->arena;
    struct slice text;
    switch (item->kind) {
    case EXPR_NUMBER:
        text = item->as.number.text;
        break;
    case EXPR_TRUE:
        text = SLICE("true");
        break;
    case EXPR_FALSE:
        text = SLICE("false");
        break;
    case EXPR_STRING:
        text = item->as.string.value;
        break;
    default:
        return false;
    }
    if (text.size == 0) {
        return false;
    }
    if (around) {
        char *copy = arena_alloc(arena, text.size + 2);
        if (copy == NULL) {
            return false;
        }
        copy[0] = '*';
        memcpy(copy + 1, text.data, text.size);
        copy[text.size + 1] = '*';
        text = slice_make(copy, text.size + 2);
    }
    *ret_pattern = fold_copy(arena, text);
    return ret_pattern->size > 0;
}

// Fills the patterns from `literal`, an item or a list of them; false where one
// cannot be told.
static bool fill_patterns(struct collector *collector, const struct expr *literal, bool around,
                          struct constraint *constraint) {
    bool many = literal->kind == EXPR_LIST;
    size_t count = many ? literal->as.list.count : 1;
    constraint->patterns = ARENA_ARRAY(collector->checker->arena, count, struct slice);
    constraint->pattern_count = count;
    for (size_t i = 0; constraint->patterns != NULL && i < count; i++) {
        const struct expr *item = many ? literal->as.list.items[i] : literal;
        struct slice *pattern = &constraint->patterns[i];
        if (!pattern_of(collector, item, around, pattern) || (many && is_address_text(*pattern))) {
            return false;
        }
    }
    return constraint->patterns != NULL && count > 0;
}

static bool is_empty_text(const struct expr *literal) {
    return literal->kind == EXPR_STRING && literal->as.string.value.size == 0;
}

// `field == value`, `field != value` and the like.
static void push_equality(struct collector *collector, const struct subject *subject, const struct expr *value,
                          const struct expr *literal, bool differs) {
    struct constraint constraint = {.kind = differs ? CONSTRAINT_DIFFERENT : CONSTRAINT_EQUAL,
                                    .subject = *subject,
                                    .operator= differs ? "!=" : "==",
                                    .value = value};
    if (literal->kind == EXPR_NULL || is_empty_text(literal)) {
        constraint.kind = differs ? CONSTRAINT_NOT_NULL : CONSTRAINT_NULL;
        push(collector, constraint);
    } else if (literal->kind != EXPR_LIST && fill_patterns(collector, literal, false, &constraint)) {
        push(collector, constraint);
    }
}

static void collect_link(struct collector *collector, struct expr *left, struct expr *right, enum compare_operator op) {
    static const char *const operators[] = {"==", "!=", "<", "<=", ">", ">="};
    struct subject subject;
    struct subject other;
    if (!subject_of(left, &subject)) {
        struct expr *swap = left;
        left = right;
        right = swap;
        op = compare_mirrored(op);
    }
    if (!subject_of(left, &subject) || subject_of(right, &other)) {
        return;
    }
    if (op == COMPARE_EQ || op == COMPARE_NE) {
        bool constant = right->kind == EXPR_NULL || right->kind == EXPR_TRUE || right->kind == EXPR_FALSE;
        const struct expr *literal = constant ? right : literal_of(right);
        if (literal != NULL && left->type != TYPE_TIME) {
            push_equality(collector, &subject, right, literal, op == COMPARE_NE);
        }
        return;
    }
    struct constraint constraint = {
        .kind = CONSTRAINT_BOUND, .subject = subject, .operator= operators[op], .value = right, .op = op};
    if (bound_of(right, left->type == TYPE_TIME, &constraint.bound)) {
        push(collector, constraint);
    }
}

// `field in [...]`, and `"text" in field`, which is `contains`.
static void collect_in(struct collector *collector, const struct expr *test) {
    struct constraint constraint = {.kind = test->as.test.negated ? CONSTRAINT_DIFFERENT : CONSTRAINT_EQUAL,
                                    .operator= test->as.test.negated ? "not in" : "in",
                                    .value = test->as.test.right};
    const struct expr *list = literal_of(test->as.test.right);
    const struct expr *needle = test->as.test.left;
    if (list != NULL && list->kind == EXPR_LIST && subject_of(needle, &constraint.subject)) {
        if (fill_patterns(collector, list, false, &constraint)) {
            push(collector, constraint);
        }
        return;
    }
    bool plain = needle->kind == EXPR_STRING && needle->as.string.value.size > 0 &&
                 memchr(needle->as.string.value.data, '*', needle->as.string.value.size) == NULL;
    constraint.operator= test->as.test.negated ? "not contains" : "contains";
    constraint.value = needle;
    if (plain && subject_of(test->as.test.right, &constraint.subject) &&
        fill_patterns(collector, needle, true, &constraint)) {
        push(collector, constraint);
    }
}

static void collect_contains(struct collector *collector, const struct expr *test) {
    struct constraint constraint = {.kind = test->as.test.negated ? CONSTRAINT_DIFFERENT : CONSTRAINT_EQUAL,
                                    .operator= test->as.test.negated ? "not contains" : "contains",
                                    .value = test->as.test.right};
    const struct expr *literal = literal_of(test->as.test.right);
    if (literal != NULL && subject_of(test->as.test.left, &constraint.subject) &&
        fill_patterns(collector, literal, true, &constraint)) {
        push(collector, constraint);
    }
}

static void collect_match(struct collector *collector, const struct expr *test) {
    struct constraint constraint = {.kind = test->as.test.negated ? CONSTRAINT_NO_MATCH : CONSTRAINT_MATCH,
                                    .operator= test->as.test.negated ? "not match" : "match",
                                    .value = test->as.test.right};
    const struct expr *literal = literal_of(test->as.test.right);
    if (literal != NULL && literal->kind == EXPR_STRING && subject_of(test->as.test.left, &constraint.subject)) {
        constraint.regex = literal->as.string.raw;
        push(collector, constraint);
    }
}

// A value alone is true where it is `true` or the text "true".
static void collect_truth(struct collector *collector, const struct expr *name) {
    struct constraint constraint = {.kind = CONSTRAINT_EQUAL, .operator= "== true", .pattern_count = 1};
    constraint.patterns = ARENA_NEW(collector->checker->arena, struct slice);
    if (subject_of(name, &constraint.subject) && constraint.patterns != NULL) {
        constraint.patterns[0] = SLICE("true");
        push(collector, constraint);
    }
}

void constraint_collect(struct checker *checker, const struct expr *condition, bool negated, size_t group,
                        struct constraint_list *list) {
    while (condition->kind == EXPR_NOT) {
        condition = condition->as.negation.operand;
        negated = !negated;
    }
    struct collector collector = {checker, list, group, negated};
    switch (condition->kind) {
    case EXPR_COMPARE:
        // Not all links of a chain hold where the chain does not.
        for (size_t i = 0; i < condition->as.compare.count && (!negated || condition->as.compare.count == 1); i++) {
            collect_link(&collector, condition->as.compare.operands[i], condition->as.compare.operands[i + 1],
                         condition->as.compare.operators[i]);
        }
        break;
    case EXPR_IN:
        collect_in(&collector, condition);
        break;
    case EXPR_CONTAINS:
        collect_contains(&collector, condition);
        break;
    case EXPR_MATCH:
        collect_match(&collector, condition);
        break;
    case EXPR_EXISTS: {
        struct constraint constraint = {.kind = CONSTRAINT_NOT_NULL, .operator= "exists" };
        if (subject_of(condition->as.exists.operand, &constraint.subject)) {
            push(&collector, constraint);
        }
        break;
    }
    case EXPR_NAME:
        collect_truth(&collector, condition);
        break;
    default:
        break;
    }
}
