// SPDX-License-Identifier: Apache-2.0
#include "lang/check_internal.h"

const char *value_type_name(enum value_type type) {
    switch (type) {
    case TYPE_UNKNOWN:
    case TYPE_ANY:
        break;
    case TYPE_TEXT:
        return "text";
    case TYPE_NUMBER:
        return "a number";
    case TYPE_BOOLEAN:
        return "true or false";
    case TYPE_TIME:
        return "a time";
    case TYPE_DURATION:
        return "a duration";
    case TYPE_NULL:
        return "null";
    case TYPE_LIST:
        return "a list";
    case TYPE_CONDITION:
        return "a condition";
    case TYPE_SET:
        return "a set of rows";
    }
    return "a value";
}

struct expr *literal_of(struct expr *expr) {
    if (expr->kind == EXPR_NAME && expr->reference.kind == REFERENCE_VALUE) {
        const struct binding *binding = expr->reference.binding;
        expr = binding->kind == BINDING_VALUE && binding->keys == NULL ? binding->value : NULL;
    }
    if (expr == NULL) {
        return NULL;
    }
    switch (expr->kind) {
    case EXPR_STRING:
    case EXPR_NUMBER:
    case EXPR_DURATION:
    case EXPR_ADDRESS:
    case EXPR_LIST:
        return expr;
    default:
        return NULL;
    }
}

// ---------------------------------------------------------------------------
// Arithmetic

static enum value_type sum_type(enum value_type left, enum value_type right, bool subtract) {
    if (left == TYPE_TIME && right == TYPE_TIME) {
        return subtract ? TYPE_DURATION : TYPE_UNKNOWN;
    }
    if (left == TYPE_TIME && (right == TYPE_DURATION || right == TYPE_ANY)) {
        return right == TYPE_ANY && subtract ? TYPE_ANY : TYPE_TIME;
    }
    if (right == TYPE_TIME && (left == TYPE_DURATION || left == TYPE_ANY)) {
        return left == TYPE_ANY && subtract ? TYPE_ANY : subtract ? TYPE_UNKNOWN : TYPE_TIME;
    }
    if (left == TYPE_ANY || right == TYPE_ANY) {
        return TYPE_ANY;
    }
    bool same = left == right && (left == TYPE_NUMBER || left == TYPE_DURATION);
    return same ? left : TYPE_UNKNOWN;
}

static enum value_type product_type(enum value_type left, enum value_type right, bool divide) {
    if (left == TYPE_TIME || right == TYPE_TIME) {
        return TYPE_UNKNOWN;
    }
    if (left == TYPE_ANY || right == TYPE_ANY) {
        return TYPE_ANY;
    }
    if (left == TYPE_DURATION && right == TYPE_DURATION) {
        return divide ? TYPE_NUMBER : TYPE_UNKNOWN;
    }
    if (left == TYPE_DURATION || right == TYPE_DURATION) {
        return divide && right == TYPE_DURATION ? TYPE_UNKNOWN : TYPE_DURATION;
    }
    return TYPE_NUMBER;
}

// The type that an operand counts as: a text from data may hold a number.
static enum value_type operand_type(const struct expr *expr) {
    bool from_data = expr->kind == EXPR_NAME && expr->reference.kind != REFERENCE_VALUE;
    return from_data && expr->type == TYPE_TEXT ? TYPE_ANY : expr->type;
}

static bool is_operand(enum value_type type) {
    return type == TYPE_ANY || type == TYPE_NUMBER || type == TYPE_DURATION || type == TYPE_TIME || type == TYPE_NULL;
}

static enum value_type check_arithmetic(struct checker *checker, const struct scope *scope, struct expr *expr) {
    static const char *const verbs[] = {"add", "subtract", "multiply", "divide"};
    enum arithmetic_operator op = expr->as.arithmetic.operator;
    struct expr *operands[] = {expr->as.arithmetic.left, expr->as.arithmetic.right};
    enum value_type types[2];
    for (size_t i = 0; i < 2; i++) {
        (void)check_value(checker, scope, operands[i]);
        types[i] = operand_type(operands[i]);
    }
    if (types[0] == TYPE_UNKNOWN || types[1] == TYPE_UNKNOWN) {
        return TYPE_UNKNOWN;
    }
    for (size_t i = 0; i < 2; i++) {
        if (!is_operand(types[i])) {
            report(checker, DIAGNOSTIC_E207, operands[i]->outer, "cannot %s %s", verbs[op], value_type_name(types[i]));
            return TYPE_UNKNOWN;
        }
    }
    if (types[0] == TYPE_NULL || types[1] == TYPE_NULL) {
        return TYPE_NULL;
    }
    bool sum = op == ARITHMETIC_ADD || op == ARITHMETIC_SUBTRACT;
    enum value_type type = sum ? sum_type(types[0], types[1], op == ARITHMETIC_SUBTRACT)
                               : product_type(types[0], types[1], op == ARITHMETIC_DIVIDE);
    if (type == TYPE_UNKNOWN) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E207, expr->as.arithmetic.operator_span, "cannot %s %s and %s", verbs[op],
                   value_type_name(types[0]), value_type_name(types[1]));
        bool time =
            types[0] == TYPE_TIME || types[1] == TYPE_TIME || types[0] == TYPE_DURATION || types[1] == TYPE_DURATION;
        if (time && sum) {
            diagnostic_help(checker->diagnostics, diagnostic, "write a duration with its unit, such as `30 minutes`");
        }
    }
    return type;
}

// ---------------------------------------------------------------------------
// Values

static enum value_type check_raw_event(struct checker *checker, const struct scope *scope, struct expr *expr) {
    const struct relation *shape = scope->row == NULL ? NULL : relation_shape(scope->row);
    expr->reference = (struct reference){
        .kind = REFERENCE_RAW_EVENT, .relation = scope->row, .rows = scope->row, .member = SIZE_MAX, .field = SIZE_MAX};
    bool events = shape != NULL && (shape->kind == RELATION_SEARCH || shape->kind == RELATION_RUN);
    if (events || (shape != NULL && shape->kind == RELATION_ERROR)) {
        return TYPE_TEXT;
    }
    report(checker, DIAGNOSTIC_E206, expr->span, "`raw event` is the text of one event, and there is none here");
    return TYPE_UNKNOWN;
}

static enum value_type check_list(struct checker *checker, const struct scope *scope, struct expr *expr) {
    for (size_t i = 0; i < expr->as.list.count; i++) {
        struct expr *item = expr->as.list.items[i];
        enum value_type type = check_value(checker, scope, item);
        (void)lint_alternatives(checker, item, NULL, false, true);
        if (type == TYPE_LIST || type == TYPE_DURATION) {
            report(checker, DIAGNOSTIC_E207, item->outer, "%s cannot be an item of a list", value_type_name(type));
        }
    }
    return TYPE_LIST;
}

static enum value_type check_misplaced_by(struct checker *checker, const struct scope *scope, struct expr *expr) {
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E206, expr->span, "a value for each key cannot stand inside an expression");
    diagnostic_help(checker->diagnostics, diagnostic, "give it a name first: `x.n = count(x) by ...`");
    (void)scope;
    return TYPE_UNKNOWN;
}

static enum value_type check_misplaced_condition(struct checker *checker, const struct scope *scope,
                                                 struct expr *expr) {
    size_t before = checker->diagnostics->items.count;
    check_condition(checker, scope, expr);
    if (diagnostics_errors_since(checker->diagnostics, before) == 0) {
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E206, expr->outer, "a condition is not a value");
        diagnostic_help(checker->diagnostics, diagnostic,
                        "join conditions with `and` or `or`; compare a field of true or false with `== true`");
    }
    return TYPE_UNKNOWN;
}

static enum value_type value_type_of(struct checker *checker, const struct scope *scope, struct expr *expr) {
    switch (expr->kind) {
    case EXPR_STRING:
        lint_string(checker, expr);
        return TYPE_TEXT;
    case EXPR_ADDRESS:
        lint_address(checker, expr);
        return TYPE_TEXT;
    case EXPR_NUMBER:
        return TYPE_NUMBER;
    case EXPR_DURATION:
        return TYPE_DURATION;
    case EXPR_NULL:
        return TYPE_NULL;
    case EXPR_TRUE:
    case EXPR_FALSE:
        return TYPE_BOOLEAN;
    case EXPR_NOW:
        return TYPE_TIME;
    case EXPR_RAW_EVENT:
        return check_raw_event(checker, scope, expr);
    case EXPR_NAME:
        resolve_name(checker, scope, expr);
        return expr->type;
    case EXPR_CALL:
        return check_call(checker, scope, expr);
    case EXPR_LIST:
        return check_list(checker, scope, expr);
    case EXPR_ARITHMETIC:
        return check_arithmetic(checker, scope, expr);
    case EXPR_BY:
        return check_misplaced_by(checker, scope, expr);
    case EXPR_ERROR:
        return TYPE_UNKNOWN;
    default:
        return check_misplaced_condition(checker, scope, expr);
    }
}

enum value_type check_value(struct checker *checker, const struct scope *scope, struct expr *expr) {
    expr->type = value_type_of(checker, scope, expr);
    return expr->type;
}

// ---------------------------------------------------------------------------
// Conditions

// A value alone as a condition is true where it is true or the text "true".
static void check_truth(struct checker *checker, const struct scope *scope, struct expr *expr) {
    if (expr->kind == EXPR_TRUE || expr->kind == EXPR_FALSE) {
        expr->type = TYPE_CONDITION;
        report(checker, DIAGNOSTIC_N114, expr->span, "the condition is always %s",
               expr->kind == EXPR_TRUE ? "true" : "false");
        return;
    }
    enum value_type type = check_value(checker, scope, expr);
    if (type == TYPE_UNKNOWN || type == TYPE_BOOLEAN || type == TYPE_ANY) {
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E206, expr->outer, "%s is not a condition", value_type_name(type));
    diagnostic_help(checker->diagnostics, diagnostic, "compare it, or test it with `!= null`");
}

void check_condition(struct checker *checker, const struct scope *scope, struct expr *expr) {
    switch (expr->kind) {
    case EXPR_AND:
    case EXPR_OR:
        for (size_t i = 0; i < expr->as.logic.count; i++) {
            check_condition(checker, scope, expr->as.logic.operands[i]);
        }
        if (expr->kind == EXPR_OR) {
            lint_mixed(checker, expr);
        }
        break;
    case EXPR_NOT:
        check_condition(checker, scope, expr->as.negation.operand);
        break;
    case EXPR_COMPARE:
        check_compare(checker, scope, expr);
        break;
    case EXPR_IN:
        check_in(checker, scope, expr);
        break;
    case EXPR_CONTAINS:
        check_contains(checker, scope, expr);
        break;
    case EXPR_MATCH:
        check_match(checker, scope, expr);
        break;
    case EXPR_EXISTS:
        (void)check_value(checker, scope, expr->as.exists.operand);
        break;
    case EXPR_ERROR:
        expr->type = TYPE_UNKNOWN;
        return;
    default:
        check_truth(checker, scope, expr);
        return;
    }
    expr->type = TYPE_CONDITION;
}
