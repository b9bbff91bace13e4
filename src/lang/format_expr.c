// SPDX-License-Identifier: Apache-2.0
#include "lang/duration.h"
#include "lang/format.h"

// ---------------------------------------------------------------------------
// On one line

static bool is_leaf(const struct expr *expr) {
    switch (expr->kind) {
    case EXPR_ARITHMETIC:
    case EXPR_BY:
    case EXPR_COMPARE:
    case EXPR_IN:
    case EXPR_CONTAINS:
    case EXPR_MATCH:
    case EXPR_EXISTS:
    case EXPR_NOT:
    case EXPR_AND:
    case EXPR_OR:
        return false;
    default:
        return true;
    }
}

// Parentheses around a name or literal say nothing; others stay, as one pair.
static bool has_parens(const struct expr *expr) {
    return expr->parens > 0 && !is_leaf(expr);
}

void format_path(struct printer *printer, const struct path *path) {
    for (size_t i = 0; i < path->count; i++) {
        printer_put(printer, i > 0 ? "." : "");
        printer_put_slice(printer, path->names[i].text);
    }
}

static void put_duration(struct printer *printer, struct slice text) {
    static const struct {
        int64_t nanoseconds;
        const char *word;
    } units[] = {
        {INT64_C(1000000), "millisecond"}, {INT64_C(1000000000), "second"},  {INT64_C(60000000000), "minute"},
        {INT64_C(3600000000000), "hour"},  {INT64_C(86400000000000), "day"}, {INT64_C(604800000000000), "week"},
    };
    size_t digits = 0;
    while (digits < text.size && ((text.data[digits] >= '0' && text.data[digits] <= '9') || text.data[digits] == '.')) {
        digits++;
    }
    size_t word = digits;
    while (word < text.size && (text.data[word] == ' ' || text.data[word] == '\t')) {
        word++;
    }
    struct slice number = slice_sub(text, 0, digits);
    int64_t unit = duration_unit(slice_sub(text, word, text.size));
    printer_put_slice(printer, number);
    printer_put(printer, " ");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (units[i].nanoseconds == unit) {
            printer_put(printer, units[i].word);
        }
    }
    printer_put(printer, slice_equal(number, SLICE("1")) ? "" : "s");
}

static void put_string(struct printer *printer, const struct string_literal *string) {
    const char *quote = string->single_quoted ? "'" : "\"";
    printer_put(printer, quote);
    printer_put_slice(printer, string->raw);
    printer_put(printer, quote);
}

static void put_name(struct printer *printer, const struct expr *expr) {
    printer_put(printer, expr->as.name.bracketed ? "[" : "");
    format_path(printer, &expr->as.name.path);
    printer_put(printer, expr->as.name.bracketed ? "]" : "");
}

static void put_items(struct printer *printer, struct expr *const *items, size_t count) {
    for (size_t i = 0; i < count && !printer_is_over(printer); i++) {
        printer_put(printer, i > 0 ? ", " : "");
        format_flat(printer, items[i]);
    }
}

static void put_compare(struct printer *printer, const struct expr *expr) {
    static const char *const operators[] = {
        [COMPARE_EQ] = " == ", [COMPARE_NE] = " != ", [COMPARE_LT] = " < ",
        [COMPARE_LE] = " <= ", [COMPARE_GT] = " > ",  [COMPARE_GE] = " >= ",
    };
    for (size_t i = 0; i <= expr->as.compare.count && !printer_is_over(printer); i++) {
        printer_put(printer, i > 0 ? operators[expr->as.compare.operators[i - 1]] : "");
        format_flat(printer, expr->as.compare.operands[i]);
    }
}

static void put_test_operator(struct printer *printer, const struct expr *expr) {
    printer_put(printer, expr->as.test.negated ? " not" : "");
    printer_put(printer, expr->kind == EXPR_IN ? " in " : expr->kind == EXPR_CONTAINS ? " contains " : " match ");
}

static void put_arithmetic(struct printer *printer, const struct expr *expr) {
    static const char *const operators[] = {
        [ARITHMETIC_ADD] = " + ",
        [ARITHMETIC_SUBTRACT] = " - ",
        [ARITHMETIC_MULTIPLY] = " * ",
        [ARITHMETIC_DIVIDE] = " / ",
    };
    format_flat(printer, expr->as.arithmetic.left);
    printer_put(printer, operators[expr->as.arithmetic.operator]);
    format_flat(printer, expr->as.arithmetic.right);
}

static void put_logic(struct printer *printer, const struct expr *expr) {
    for (size_t i = 0; i < expr->as.logic.count && !printer_is_over(printer); i++) {
        printer_put(printer, i == 0 ? "" : expr->kind == EXPR_AND ? " and " : " or ");
        format_flat(printer, expr->as.logic.operands[i]);
    }
}

// Without the parentheses around it.
static void put_bare(struct printer *printer, const struct expr *expr) {
    switch (expr->kind) {
    case EXPR_ERROR:
        break; // what has syntax errors is not formatted
    case EXPR_STRING:
        put_string(printer, &expr->as.string);
        break;
    case EXPR_NUMBER:
        printer_put_slice(printer, expr->as.number.text);
        break;
    case EXPR_DURATION:
        put_duration(printer, expr->as.duration.text);
        break;
    case EXPR_ADDRESS:
        printer_put_slice(printer, expr->as.address.text);
        break;
    case EXPR_NULL:
        printer_put(printer, "null");
        break;
    case EXPR_TRUE:
        printer_put(printer, "true");
        break;
    case EXPR_FALSE:
        printer_put(printer, "false");
        break;
    case EXPR_NOW:
        printer_put(printer, "now");
        break;
    case EXPR_RAW_EVENT:
        printer_put(printer, "raw event");
        break;
    case EXPR_NAME:
        put_name(printer, expr);
        break;
    case EXPR_CALL:
        format_path(printer, &expr->as.call.function);
        printer_put(printer, "(");
        put_items(printer, expr->as.call.arguments, expr->as.call.count);
        printer_put(printer, ")");
        break;
    case EXPR_LIST:
        printer_put(printer, "[");
        put_items(printer, expr->as.list.items, expr->as.list.count);
        printer_put(printer, "]");
        break;
    case EXPR_ARITHMETIC:
        put_arithmetic(printer, expr);
        break;
    case EXPR_BY:
        format_flat(printer, expr->as.by.value);
        for (size_t i = 0; i < expr->as.by.count; i++) {
            printer_put(printer, i == 0 ? " by " : ", ");
            format_path(printer, &expr->as.by.keys[i]);
        }
        break;
    case EXPR_COMPARE:
        put_compare(printer, expr);
        break;
    case EXPR_IN:
    case EXPR_CONTAINS:
    case EXPR_MATCH:
        format_flat(printer, expr->as.test.left);
        put_test_operator(printer, expr);
        format_flat(printer, expr->as.test.right);
        break;
    case EXPR_EXISTS:
        format_flat(printer, expr->as.exists.operand);
        printer_put(printer, " exists");
        break;
    case EXPR_NOT:
        printer_put(printer, "not ");
        format_flat(printer, expr->as.negation.operand);
        break;
    case EXPR_AND:
    case EXPR_OR:
        put_logic(printer, expr);
        break;
    }
}

void format_flat(struct printer *printer, const struct expr *expr) {
    if (printer_is_over(printer)) {
        return;
    }
    bool parens = has_parens(expr);
    printer_put(printer, parens ? "(" : "");
    put_bare(printer, expr);
    printer_put(printer, parens ? ")" : "");
}

// ---------------------------------------------------------------------------
// On several lines

static bool is_logic(const struct expr *expr) {
    return expr->kind == EXPR_AND || expr->kind == EXPR_OR;
}

static bool tests_list(const struct expr *expr) {
    return (expr->kind == EXPR_IN || expr->kind == EXPR_CONTAINS) && expr->as.test.right->kind == EXPR_LIST;
}

uint32_t format_first_break(const struct expr *expr) {
    if (is_logic(expr)) {
        return has_parens(expr) ? expr->outer.start + 1 : format_first_break(expr->as.logic.operands[0]);
    }
    if (expr->kind == EXPR_NOT) {
        return format_first_break(expr->as.negation.operand);
    }
    if (expr->kind == EXPR_LIST) {
        return expr->span.start + 1;
    }
    return tests_list(expr) ? format_first_break(expr->as.test.right) : expr->outer.end;
}

static void put_list_broken(struct printer *printer, const struct expr *expr) {
    bool full = true;
    printer_open(printer, "[");
    for (size_t i = 0; i < expr->as.list.count; i++) {
        const struct expr *item = expr->as.list.items[i];
        const char *comma = i + 1 < expr->as.list.count ? "," : "";
        if (!full && !printer_has_extras(printer, item->outer.start)) {
            size_t mark = printer_try(printer);
            printer_put(printer, " ");
            format_flat(printer, item);
            full = !printer_fits(printer, mark, 1);
        } else {
            full = true;
        }
        if (full) {
            printer_begin(printer, item->outer.start, item->outer.start);
            format_flat(printer, item);
        }
        printer_put(printer, comma);
        uint32_t end = item->outer.end;
        uint32_t next = i + 1 < expr->as.list.count ? expr->as.list.items[i + 1]->outer.start : expr->span.end;
        full = printer_trail(printer, end, (struct span){end, end}, next);
    }
    printer_close(printer, expr->span.end, "]");
}

// The operands of `and` or `or`, one a line; the first on the present line where
// `inline_first`. `limit`: comments from there on belong to what follows.
static void put_lines(struct printer *printer, const struct expr *expr, bool inline_first, uint32_t limit,
                      size_t tail) {
    size_t count = expr->as.logic.count;
    const char *operator= expr->kind == EXPR_AND ? " and" : " or";
    for (size_t i = 0; i < count; i++) {
        const struct expr *operand = expr->as.logic.operands[i];
        bool last = i + 1 == count;
        if (i > 0 || !inline_first) {
            printer_begin(printer, format_first_break(operand), operand->outer.start);
        }
        format_broken(printer, operand, last ? tail : strlen(operator));
        printer_put(printer, last ? "" : operator);
        struct span next =
            last ? (struct span){operand->outer.end, operand->outer.end} : expr->as.logic.operator_spans[i];
        uint32_t end = last ? limit : expr->as.logic.operands[i + 1]->outer.start;
        (void)printer_trail(printer, operand->outer.end, next, end);
    }
}

void format_broken(struct printer *printer, const struct expr *expr, size_t tail) {
    if (!printer_has_extras(printer, expr->outer.end)) {
        size_t mark = printer_try(printer);
        format_flat(printer, expr);
        if (printer_fits(printer, mark, tail)) {
            return;
        }
    }
    bool parens = has_parens(expr);
    if (is_logic(expr) && parens) {
        printer_open(printer, "(");
        put_lines(printer, expr, false, expr->outer.end, 0);
        printer_close(printer, expr->outer.end, ")");
        return;
    }
    printer_put(printer, parens ? "(" : "");
    if (is_logic(expr)) {
        put_lines(printer, expr, true, expr->outer.end, tail);
    } else if (expr->kind == EXPR_NOT) {
        printer_put(printer, "not ");
        format_broken(printer, expr->as.negation.operand, tail + parens);
    } else if (expr->kind == EXPR_LIST) {
        put_list_broken(printer, expr);
    } else if (tests_list(expr)) {
        format_flat(printer, expr->as.test.left);
        put_test_operator(printer, expr);
        put_list_broken(printer, expr->as.test.right);
    } else {
        put_bare(printer, expr);
    }
    printer_put(printer, parens ? ")" : "");
}

void format_where(struct printer *printer, const struct expr *condition) {
    printer_put(printer, "where ");
    if (!printer_has_extras(printer, condition->outer.end)) {
        size_t mark = printer_try(printer);
        printer_put(printer, "(");
        put_bare(printer, condition);
        printer_put(printer, ")");
        if (printer_fits(printer, mark, 0)) {
            return;
        }
    }
    if (is_logic(condition) || condition->kind == EXPR_NOT) {
        // Whatever encloses the condition, it is printed in one pair.
        struct expr inner = *condition;
        inner.parens = 0;
        printer_open(printer, "(");
        if (is_logic(&inner)) {
            put_lines(printer, &inner, false, condition->outer.end, 0);
        } else {
            printer_begin(printer, format_first_break(&inner), inner.span.start);
            format_broken(printer, &inner, 0);
        }
        printer_close(printer, condition->outer.end, ")");
        return;
    }
    printer_put(printer, "(");
    struct expr inner = *condition;
    inner.parens = 0;
    format_broken(printer, &inner, 1);
    printer_put(printer, ")");
}
