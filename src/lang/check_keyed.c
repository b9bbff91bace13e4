// SPDX-License-Identifier: Apache-2.0
// Aggregates by keys: `n = count(x) by user`, and the value that `n` has for a row.
#include "lang/check_internal.h"

static bool is_by_key(const struct expr *expr) {
    return expr->kind == EXPR_NAME && expr->reference.kind == REFERENCE_VALUE && expr->reference.binding->key_count > 0;
}

// The name in an aggregate's argument that says which set it is over; NULL: none
// does. `by_key`: so may a value by key, by the set that it was made of.
static const struct expr *find_set(const struct expr *expr, bool by_key) {
    const struct expr *found = NULL;
    switch (expr->kind) {
    case EXPR_NAME:
        return expr->reference.rows != NULL || (by_key && is_by_key(expr)) ? expr : NULL;
    case EXPR_CALL:
        for (size_t i = expr->as.call.count; i > 0 && found == NULL; i--) {
            found = find_set(expr->as.call.arguments[i - 1], by_key);
        }
        return found;
    case EXPR_ARITHMETIC:
        found = find_set(expr->as.arithmetic.left, by_key);
        return found != NULL ? found : find_set(expr->as.arithmetic.right, by_key);
    default:
        return NULL;
    }
}

static const struct expr *name_of_set(const struct expr *expr) {
    const struct expr *found = find_set(expr, false);
    return found != NULL ? found : find_set(expr, true);
}

// What is calculated in the argument is read on rows of the set of `first`.
static void check_names(struct checker *checker, struct expr *expr, const struct expr *first) {
    const struct scope scope = {.row = first->reference.rows};
    if (expr->kind == EXPR_ARITHMETIC) {
        check_names(checker, expr->as.arithmetic.left, first);
        check_names(checker, expr->as.arithmetic.right, first);
    } else if (is_by_key(expr)) {
        use_keyed_aggregate(checker, &scope, expr);
    } else if (expr->kind == EXPR_NAME && expr->reference.rows != NULL && expr->reference.rows != scope.row) {
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E206, expr->span,
                                               "an aggregate is over one set, and this is a field of another");
        diagnostic_related(checker->diagnostics, diagnostic, first->span, "the set that it is over");
        diagnostic_help(checker->diagnostics, diagnostic, "join the two sets to calculate with their rows");
    }
}

void check_one_set(struct checker *checker, const struct scope *scope, struct expr *argument) {
    const struct expr *first = scope->row == NULL ? find_set(argument, false) : NULL;
    if (first != NULL && argument->kind == EXPR_ARITHMETIC) {
        check_names(checker, argument, first);
    }
}

// The set that the rows of an aggregate are of, and what it is called there, so
// that a key may be qualified with it. NULL after an error.
static const struct relation *aggregated_set(struct checker *checker, const struct scope *scope,
                                             const struct expr *aggregate, struct name *ret_name) {
    *ret_name = (struct name){.text = scope->self};
    if (scope->row != NULL) {
        return scope->row;
    }
    const struct expr *name = name_of_set(aggregate);
    if (name == NULL) {
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E206, aggregate->span,
                                               "`by` goes with an aggregate of a set, and this one names none");
        diagnostic_help(checker->diagnostics, diagnostic, "such as `count(x) by user`, or `sum(x.f) by user`");
        return NULL;
    }
    if (name->reference.kind == REFERENCE_SET || name->reference.first > 0) {
        *ret_name = name->as.name.path.names[0];
    }
    return name->reference.kind == REFERENCE_VALUE ? name->reference.binding->relation : name->reference.rows;
}

void check_keyed_aggregate(struct checker *checker, const struct scope *scope, struct expr *expr,
                           struct binding *ret_binding) {
    struct expr *value = expr->as.by.value;
    ret_binding->kind = BINDING_ERROR;
    enum value_type type = check_value(checker, scope, value);
    if (type == TYPE_UNKNOWN) {
        return;
    }
    if (!is_aggregate_call(value)) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E206, expr->span, "`by` goes with an aggregate or with a difference of sets");
        diagnostic_help(checker->diagnostics, diagnostic, "such as `count(x) by user`, or `a - b by image_path`");
        return;
    }
    struct name own;
    const struct relation *set = aggregated_set(checker, scope, value, &own);
    if (set == NULL || set->kind == RELATION_ERROR) {
        return;
    }
    size_t before = checker->diagnostics->items.count;
    ret_binding->keys = check_keys(checker, expr->as.by.keys, expr->as.by.count, &set, &own, 1);
    ret_binding->key_count = expr->as.by.count;
    if (ret_binding->keys == NULL || diagnostics_errors_since(checker->diagnostics, before) > 0) {
        return;
    }
    expr->type = type;
    ret_binding->kind = BINDING_VALUE;
    ret_binding->type = type;
    ret_binding->value = value;
    ret_binding->relation = set;
}

// Whether an aggregate in this scope goes over rows of the group at hand, some of
// which came from `set`.
static bool is_of_group(const struct scope *scope, const struct relation *set) {
    const struct relation *shape = scope->row == NULL ? NULL : relation_shape(scope->row);
    for (size_t i = 0; shape != NULL && shape->kind == RELATION_GROUP && i < shape->input_count; i++) {
        if (shape->inputs[i] == set) {
            return true;
        }
    }
    return false;
}

static void report_no_key(struct checker *checker, const struct scope *scope, const struct expr *expr,
                          const struct relation_key *key, bool ambiguous) {
    struct slice variable = expr->reference.binding->name.text;
    struct slice rows = rows_name(checker, scope->row);
    struct diagnostic *diagnostic =
        ambiguous ? report(checker, DIAGNOSTIC_E211, expr->span,
                           "`%.*s` has a value for each `%.*s`, of which more than one of the joined sets has one",
                           SLICE_ARG(variable), SLICE_ARG(key->name))
                  : report(checker, DIAGNOSTIC_E202, expr->span,
                           "unknown field `%.*s` of %.*s: `%.*s` has a value for each of its values",
                           SLICE_ARG(key->name), SLICE_ARG(rows), SLICE_ARG(variable));
    diagnostic_help(checker->diagnostics, diagnostic, "use `%.*s` on rows that have `%.*s`", SLICE_ARG(variable),
                    SLICE_ARG(key->name));
    diagnostic_related(checker->diagnostics, diagnostic, key->path->span, "the key");
}

void use_keyed_aggregate(struct checker *checker, const struct scope *scope, struct expr *expr) {
    const struct binding *binding = expr->reference.binding;
    struct reference *keys = ARENA_ARRAY(checker->arena, binding->key_count, struct reference);
    bool own = scope->row == NULL || (scope->aggregate && !is_of_group(scope, binding->relation));
    for (size_t i = 0; keys != NULL && i < binding->key_count; i++) {
        const struct relation_key *key = &binding->keys[i];
        keys[i] = key->references[0];
        if (own) {
            continue;
        }
        struct field_match match;
        enum field_lookup found =
            rows_find(checker, scope->row, key->path->names, key->path->count, key->first, scope->aggregate, &match);
        if (found != FIELD_FOUND) {
            report_no_key(checker, scope, expr, key, found == FIELD_AMBIGUOUS);
            expr->type = TYPE_UNKNOWN;
            return;
        }
        keys[i] = match.reference;
    }
    expr->reference.keys = keys;
}

// True where a value is calculated from such an aggregate, which has none without a
// row.
static bool is_by_row(const struct expr *expr) {
    switch (expr->kind) {
    case EXPR_NAME:
        return is_by_key(expr);
    case EXPR_ARITHMETIC:
        return is_by_row(expr->as.arithmetic.left) || is_by_row(expr->as.arithmetic.right);
    default:
        return false;
    }
}

void assign_keyed_aggregate(struct checker *checker, const struct expr *expr, struct binding *binding) {
    if (expr->type == TYPE_UNKNOWN || !is_by_row(expr)) {
        return;
    }
    if (expr->kind == EXPR_NAME) {
        const struct binding *same = expr->reference.binding;
        binding->value = same->value;
        binding->relation = same->relation;
        binding->keys = same->keys;
        binding->key_count = same->key_count;
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E206, expr->span, "this is calculated from a value by key, which only rows have");
    diagnostic_help(checker->diagnostics, diagnostic,
                    "write it where rows are: in a condition, a column, or `x.f = ...`");
    binding->kind = BINDING_ERROR;
}
