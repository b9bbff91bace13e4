// SPDX-License-Identifier: Apache-2.0
#include "plan/lower_expr.h"

#include "base/time.h"
#include "lang/parse.h"
#include "plan/value_set.h"

#include <stdint.h>

void lowering_note(struct lowering *lowering, struct not_runnable gap) {
    if (lowering->run != NULL) {
        gap.span = *lowering->run;
    }
    if (!VECTOR_PUSH(&lowering->lowered->gaps, gap)) {
        lowering->failed = true;
    }
}

void lowering_gap(struct lowering *lowering, struct span span, struct slice construct) {
    lowering_note(lowering, (struct not_runnable){span, construct, false});
}

static struct arena *arena_of(struct lowering *lowering) {
    return lowering->plan->arena;
}

const struct expr *lowering_resolve(const struct expr *expr) {
    while (expr->kind == EXPR_NAME && expr->reference.kind == REFERENCE_VALUE &&
           expr->reference.binding->kind == BINDING_VALUE && expr->reference.binding->key_count == 0 &&
           expr->reference.binding->value != NULL) {
        expr = expr->reference.binding->value;
    }
    return expr;
}

static bool is_null(const struct expr *expr) {
    return expr->kind == EXPR_NULL || (expr->kind == EXPR_STRING && expr->as.string.value.size == 0);
}

// The text of a literal that is compared as a pattern; false for anything else.
static bool pattern_text(const struct expr *expr, struct slice *ret_text) {
    switch (expr->kind) {
    case EXPR_STRING:
        *ret_text = expr->as.string.value;
        return true;
    case EXPR_NUMBER:
        *ret_text = expr->as.number.text;
        return true;
    case EXPR_ADDRESS:
        *ret_text = expr->as.address.text;
        return true;
    default:
        return false;
    }
}

// ---------------------------------------------------------------------------
// Operands

struct operand *lowering_operand(struct lowering *lowering, enum operand_kind kind) {
    struct operand *operand = ARENA_NEW(arena_of(lowering), struct operand);
    if (operand == NULL) {
        lowering->failed = true;
        return NULL;
    }
    operand->kind = kind;
    operand->late = kind == OPERAND_NOW;
    return operand;
}

static struct operand *constant(struct lowering *lowering, struct value value) {
    struct operand *operand = lowering_operand(lowering, OPERAND_CONSTANT);
    if (operand != NULL) {
        operand->constant = value;
        operand->constant.text = arena_copy(arena_of(lowering), value.text);
    }
    return operand;
}

static struct operand *binary(struct lowering *lowering, enum operand_kind kind, const struct operand *left,
                              const struct operand *right) {
    struct operand *operand = left == NULL || right == NULL ? NULL : lowering_operand(lowering, kind);
    if (operand != NULL) {
        operand->left = left;
        operand->right = right;
        operand->late = left->late || right->late;
    }
    return operand;
}

// A list of literals as a value, for an output.
static const struct operand *list_constant(struct lowering *lowering, const struct expr *expr) {
    size_t count = expr->as.list.count;
    struct operand *operand = lowering_operand(lowering, OPERAND_CONSTANT);
    struct value *items = ARENA_ARRAY(arena_of(lowering), count, struct value);
    if (operand == NULL || items == NULL || count == 0) {
        return operand;
    }
    for (size_t i = 0; i < count; i++) {
        const struct operand *item = lower_value(lowering, expr->as.list.items[i]);
        items[i] = item == NULL ? value_null() : item->constant;
    }
    operand->constant = (struct value){.kind = VALUE_LIST, .as.list = {items, count}};
    return operand;
}

// What a variable stands for was written elsewhere: it knows no rows at hand.
static const struct operand *lower_variable(struct lowering *lowering, const struct expr *value) {
    bool at_hand = lowering->at_hand;
    lowering->at_hand = false;
    const struct operand *operand = lower_value(lowering, value);
    lowering->at_hand = at_hand;
    return operand;
}

const struct operand *lower_value(struct lowering *lowering, const struct expr *unresolved) {
    const struct expr *expr = lowering_resolve(unresolved);
    struct slice text;
    if (expr != unresolved) {
        return lower_variable(lowering, expr);
    }
    switch (expr->kind) {
    case EXPR_STRING:
    case EXPR_ADDRESS:
        (void)pattern_text(expr, &text);
        return constant(lowering, text.size == 0 ? value_null() : value_text(text));
    case EXPR_NUMBER:
        return constant(lowering, value_number(expr->as.number.text));
    case EXPR_DURATION:
        return constant(lowering,
                        (struct value){.kind = VALUE_DURATION, .as.nanoseconds = expr->as.duration.nanoseconds});
    case EXPR_NULL:
        return constant(lowering, value_null());
    case EXPR_TRUE:
    case EXPR_FALSE:
        return constant(lowering, value_boolean(expr->kind == EXPR_TRUE));
    case EXPR_NOW:
        lowering->plan->uses_now = true;
        return lowering_operand(lowering, OPERAND_NOW);
    case EXPR_RAW_EVENT:
        return lower_column(lowering, &(struct row_column){.kind = ROW_RAW_EVENT});
    case EXPR_NAME:
        return lower_name(lowering, expr);
    case EXPR_ARITHMETIC: {
        struct operand *operand = binary(lowering, OPERAND_ARITHMETIC, lower_value(lowering, expr->as.arithmetic.left),
                                         lower_value(lowering, expr->as.arithmetic.right));
        if (operand != NULL) {
            operand->arithmetic = expr->as.arithmetic.operator;
        }
        return operand;
    }
    case EXPR_CALL:
        return lower_call(lowering, expr);
    case EXPR_LIST:
        return list_constant(lowering, expr);
    default:
        lowering_gap(lowering, expr->span, SLICE("this value"));
        return NULL;
    }
}

// ---------------------------------------------------------------------------
// Predicates

static struct predicate *new_predicate(struct lowering *lowering, enum predicate_kind kind) {
    struct predicate *predicate = ARENA_NEW(arena_of(lowering), struct predicate);
    if (predicate == NULL) {
        lowering->failed = true;
        return NULL;
    }
    predicate->kind = kind;
    return predicate;
}

static struct predicate *constant_predicate(struct lowering *lowering, bool outcome) {
    struct predicate *predicate = new_predicate(lowering, PREDICATE_CONSTANT);
    if (predicate != NULL) {
        predicate->constant = outcome;
    }
    return predicate;
}

static struct predicate *leaf(struct lowering *lowering, enum predicate_kind kind, const struct operand *left,
                              bool negated) {
    struct predicate *predicate = left == NULL ? NULL : new_predicate(lowering, kind);
    if (predicate != NULL) {
        predicate->left = left;
        predicate->negated = negated;
        predicate->late = left->late;
    }
    return predicate;
}

static struct predicate *group(struct lowering *lowering, enum predicate_kind kind, struct predicate **children,
                               size_t count) {
    struct predicate *predicate = new_predicate(lowering, kind);
    for (size_t i = 0; i < count; i++) {
        if (predicate == NULL || children[i] == NULL) {
            return NULL;
        }
        predicate->late = predicate->late || children[i]->late;
    }
    if (predicate != NULL) {
        predicate->children = children;
        predicate->child_count = count;
    }
    return predicate;
}

static struct predicate *negate(struct lowering *lowering, struct predicate *operand) {
    struct predicate **children = ARENA_NEW(arena_of(lowering), struct predicate *);
    if (children == NULL || operand == NULL) {
        return NULL;
    }
    children[0] = operand;
    return group(lowering, PREDICATE_NOT, children, 1);
}

static struct predicate *null_test(struct lowering *lowering, const struct expr *expr, bool wanted_null) {
    struct predicate *test = leaf(lowering, PREDICATE_NULL, lower_value(lowering, expr), false);
    return wanted_null ? test : negate(lowering, test);
}

static struct predicate *pattern_test(struct lowering *lowering, const struct expr *left, struct slice text,
                                      bool wildcards, bool negated) {
    struct predicate *predicate = leaf(lowering, PREDICATE_PATTERN, lower_value(lowering, left), negated);
    struct pattern *pattern = ARENA_NEW(arena_of(lowering), struct pattern);
    if (predicate == NULL || pattern == NULL) {
        return NULL;
    }
    pattern_compile(arena_of(lowering), text, wildcards, pattern);
    predicate->patterns = pattern;
    predicate->pattern_count = 1;
    return predicate;
}

// A text beside a time is a time; the checker has made sure that it reads.
static const struct operand *comparand(struct lowering *lowering, const struct expr *written,
                                       const struct expr *other) {
    const struct expr *expr = lowering_resolve(written);
    int64_t nanoseconds;
    if (expr->kind == EXPR_STRING && lowering_resolve(other)->type == TYPE_TIME &&
        time_parse(expr->as.string.value, &nanoseconds)) {
        return constant(lowering, value_time(nanoseconds, expr->as.string.value));
    }
    return lower_value(lowering, written);
}

static struct predicate *data_comparison(struct lowering *lowering, enum compare_operator compare,
                                         const struct expr *left, const struct expr *right) {
    struct predicate *predicate = leaf(lowering, PREDICATE_COMPARE, comparand(lowering, left, right), false);
    const struct operand *other = comparand(lowering, right, left);
    if (predicate == NULL || other == NULL) {
        return NULL;
    }
    predicate->compare = compare;
    predicate->right = other;
    predicate->late = predicate->late || other->late;
    return predicate;
}

// One comparison; `single` tells a comparison with null that stands alone, which
// tests for null, from one inside a chain, which is false.
static struct predicate *comparison(struct lowering *lowering, enum compare_operator compare, const struct expr *left,
                                    const struct expr *right, bool single) {
    const struct expr *a = lowering_resolve(left);
    const struct expr *b = lowering_resolve(right);
    struct slice text;
    if (is_null(a) || (pattern_text(a, &text) && !pattern_text(b, &text) && !is_null(b))) {
        const struct expr *swapped = left;
        left = right;
        right = swapped;
        a = lowering_resolve(left);
        b = lowering_resolve(right);
        compare = compare_mirrored(compare);
    }
    bool equality = compare == COMPARE_EQ || compare == COMPARE_NE;
    if (is_null(b)) {
        return single && equality ? null_test(lowering, left, compare == COMPARE_EQ)
                                  : constant_predicate(lowering, false);
    }
    if (equality && a->type != TYPE_TIME && pattern_text(b, &text)) {
        return pattern_test(lowering, left, text, b->kind == EXPR_STRING, compare == COMPARE_NE);
    }
    return data_comparison(lowering, compare, left, right);
}

static struct predicate *chain(struct lowering *lowering, const struct expr *expr) {
    size_t count = expr->as.compare.count;
    if (count == 1) {
        return comparison(lowering, expr->as.compare.operators[0], expr->as.compare.operands[0],
                          expr->as.compare.operands[1], true);
    }
    struct predicate **children = ARENA_ARRAY(arena_of(lowering), count, struct predicate *);
    for (size_t i = 0; children != NULL && i < count; i++) {
        children[i] = comparison(lowering, expr->as.compare.operators[i], expr->as.compare.operands[i],
                                 expr->as.compare.operands[i + 1], false);
    }
    return children == NULL ? NULL : group(lowering, PREDICATE_AND, children, count);
}

// `needle` in `haystack`, both data: no wildcards.
static struct predicate *substring(struct lowering *lowering, const struct expr *haystack, const struct expr *needle,
                                   bool negated) {
    struct predicate *predicate = leaf(lowering, PREDICATE_SUBSTRING, lower_value(lowering, haystack), negated);
    const struct operand *right = lower_value(lowering, needle);
    if (predicate == NULL || right == NULL) {
        return NULL;
    }
    predicate->right = right;
    predicate->late = predicate->late || right->late;
    return predicate;
}

static bool is_network(const struct expr *expr) {
    return expr->kind == EXPR_ADDRESS;
}

static struct predicate *membership(struct lowering *lowering, const struct expr *expr) {
    const struct expr *right = lowering_resolve(expr->as.test.right);
    bool negated = expr->as.test.negated;
    if (right->kind == EXPR_CALL && right->type == TYPE_LIST) {
        // A computed list is data: its members are compared, none is a pattern.
        return data_comparison(lowering, negated ? COMPARE_NE : COMPARE_EQ, expr->as.test.left, expr->as.test.right);
    }
    if (right->kind != EXPR_LIST && !is_network(right)) {
        return substring(lowering, expr->as.test.right, expr->as.test.left, negated);
    }
    struct predicate *predicate = leaf(lowering, PREDICATE_SET, lower_value(lowering, expr->as.test.left), negated);
    if (predicate != NULL) {
        struct expr *network = expr->as.test.right;
        while (is_network(right) && network->kind == EXPR_NAME) {
            network = network->reference.binding->value;
        }
        struct expr *const *items = is_network(right) ? &network : right->as.list.items;
        predicate->set = value_set_build(arena_of(lowering), items, is_network(right) ? 1 : right->as.list.count);
    }
    return predicate;
}

static struct predicate *containment(struct lowering *lowering, const struct expr *expr) {
    const struct expr *right = lowering_resolve(expr->as.test.right);
    struct slice text;
    size_t count = right->kind == EXPR_LIST ? right->as.list.count : 1;
    if (right->kind != EXPR_LIST && !pattern_text(right, &text)) {
        return substring(lowering, expr->as.test.left, expr->as.test.right, expr->as.test.negated);
    }
    struct predicate *predicate =
        leaf(lowering, PREDICATE_ANY_PATTERN, lower_value(lowering, expr->as.test.left), expr->as.test.negated);
    struct pattern *patterns = ARENA_ARRAY(arena_of(lowering), count, struct pattern);
    if (predicate == NULL || patterns == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct expr *item = right->kind == EXPR_LIST ? lowering_resolve(right->as.list.items[i]) : right;
        if (pattern_text(item, &text)) {
            pattern_compile_contains(arena_of(lowering), text, item->kind == EXPR_STRING,
                                     &patterns[predicate->pattern_count++]);
        }
    }
    predicate->patterns = patterns;
    return predicate;
}

// The text after `match` is taken raw, since a regex has escapes of its own.
static struct predicate *regex_test(struct lowering *lowering, const struct expr *expr) {
    const struct expr *right = lowering_resolve(expr->as.test.right);
    if (right->kind != EXPR_STRING) {
        lowering_gap(lowering, right->span, SLICE("`match` with a computed pattern"));
        return NULL;
    }
    struct predicate *predicate =
        leaf(lowering, PREDICATE_MATCH, lower_value(lowering, expr->as.test.left), expr->as.test.negated);
    char quote = right->as.string.single_quoted ? '\'' : '"';
    struct slice pattern = parse_string_value(arena_of(lowering), right->as.string.raw, quote, true);
    const struct regex *regex = NULL;
    struct slice error;
    enum carl_status status = regex_cache_get(&lowering->plan->regexes, pattern, arena_of(lowering), &regex, &error);
    if (status == CARL_ERROR_RULE) {
        lowering_gap(lowering, right->span, SLICE("this regex"));
        return NULL;
    }
    if (status != CARL_OK) {
        lowering->failed = true;
        return NULL;
    }
    if (predicate != NULL) {
        predicate->regex = regex;
        predicate->regex_text = arena_copy(arena_of(lowering), pattern);
    }
    return predicate;
}

static struct predicate *logic(struct lowering *lowering, const struct expr *expr) {
    size_t count = expr->as.logic.count;
    struct predicate **children = ARENA_ARRAY(arena_of(lowering), count, struct predicate *);
    for (size_t i = 0; children != NULL && i < count; i++) {
        children[i] = lower_condition(lowering, expr->as.logic.operands[i]);
    }
    enum predicate_kind kind = expr->kind == EXPR_AND ? PREDICATE_AND : PREDICATE_OR;
    return children == NULL ? NULL : group(lowering, kind, children, count);
}

struct predicate *lower_condition(struct lowering *lowering, const struct expr *unresolved) {
    const struct expr *expr = lowering_resolve(unresolved);
    switch (expr->kind) {
    case EXPR_AND:
    case EXPR_OR:
        return logic(lowering, expr);
    case EXPR_NOT:
        return negate(lowering, lower_condition(lowering, expr->as.negation.operand));
    case EXPR_COMPARE:
        return chain(lowering, expr);
    case EXPR_IN:
        return membership(lowering, expr);
    case EXPR_CONTAINS:
        return containment(lowering, expr);
    case EXPR_MATCH:
        return regex_test(lowering, expr);
    case EXPR_EXISTS:
        return null_test(lowering, expr->as.exists.operand, false);
    case EXPR_TRUE:
    case EXPR_FALSE:
        return constant_predicate(lowering, expr->kind == EXPR_TRUE);
    default:
        return leaf(lowering, PREDICATE_TRUTH, lower_value(lowering, expr), false);
    }
}
