// SPDX-License-Identifier: Apache-2.0
#include "lang/ast.h"

typedef void visit_fn(struct expr *expr, void *user);

static void walk_all(struct expr **exprs, size_t count, visit_fn *visit, void *user) {
    for (size_t i = 0; i < count; i++) {
        expr_walk(exprs[i], visit, user);
    }
}

void expr_walk(struct expr *expr, void (*visit)(struct expr *expr, void *user), void *user) {
    if (expr == NULL) {
        return;
    }
    visit(expr, user);
    switch (expr->kind) {
    case EXPR_CALL:
        walk_all(expr->as.call.arguments, expr->as.call.count, visit, user);
        break;
    case EXPR_LIST:
        walk_all(expr->as.list.items, expr->as.list.count, visit, user);
        break;
    case EXPR_ARITHMETIC:
        expr_walk(expr->as.arithmetic.left, visit, user);
        expr_walk(expr->as.arithmetic.right, visit, user);
        break;
    case EXPR_BY:
        expr_walk(expr->as.by.value, visit, user);
        break;
    case EXPR_COMPARE:
        walk_all(expr->as.compare.operands, expr->as.compare.count + 1, visit, user);
        break;
    case EXPR_IN:
    case EXPR_CONTAINS:
    case EXPR_MATCH:
        expr_walk(expr->as.test.left, visit, user);
        expr_walk(expr->as.test.right, visit, user);
        break;
    case EXPR_EXISTS:
        expr_walk(expr->as.exists.operand, visit, user);
        break;
    case EXPR_NOT:
        expr_walk(expr->as.negation.operand, visit, user);
        break;
    case EXPR_AND:
    case EXPR_OR:
        walk_all(expr->as.logic.operands, expr->as.logic.count, visit, user);
        break;
    case EXPR_ERROR:
    case EXPR_STRING:
    case EXPR_NUMBER:
    case EXPR_DURATION:
    case EXPR_ADDRESS:
    case EXPR_NULL:
    case EXPR_TRUE:
    case EXPR_FALSE:
    case EXPR_NOW:
    case EXPR_RAW_EVENT:
    case EXPR_NAME:
        break;
    }
}
