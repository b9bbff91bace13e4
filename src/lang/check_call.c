// SPDX-License-Identifier: Apache-2.0
// Function calls. All functions are aggregates: in their argument a field means
// its column, of the group, of the partition of `by`, else of the whole set.
#include "lang/check_internal.h"

#include "base/fold.h"
#include "base/text.h"
#include "lang/suggest.h"

enum result_type {
    RESULT_NUMBER,
    RESULT_ARGUMENT, // the type of the column
    RESULT_MEAN,     // a duration of durations, else a number
    RESULT_LIST,
};

struct function {
    struct slice name;
    size_t least;
    size_t most;
    enum result_type result;
    bool sets; // counts rows of a set too
};

static const struct function functions[] = {
    {{"count", 5}, 0, 1, RESULT_NUMBER, true},
    {{"min", 3}, 1, 1, RESULT_ARGUMENT, false},
    {{"max", 3}, 1, 1, RESULT_ARGUMENT, false},
    {{"average", 7}, 1, 1, RESULT_MEAN, false},
    {{"standard_deviation", 18}, 1, 1, RESULT_MEAN, false},
    {{"unique", 6}, 1, 1, RESULT_LIST, false},
    {{"top", 3}, 2, 2, RESULT_LIST, false},
    {{"sum", 3}, 1, 1, RESULT_MEAN, false},
};

enum { FUNCTION_COUNT = sizeof functions / sizeof functions[0] };

static const struct function *find_function(struct slice name) {
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        if (fold_name_equal(functions[i].name, name)) {
            return &functions[i];
        }
    }
    return NULL;
}

bool is_aggregate_call(const struct expr *expr) {
    return expr->kind == EXPR_CALL && expr->as.call.function.count == 1 &&
           find_function(expr->as.call.function.names[0].text) != NULL;
}

// ---------------------------------------------------------------------------
// Functions that are not known

// The digits of `TOP30`; size 0 where the name is nothing like it.
static struct slice top_count(struct slice name) {
    if (name.size < 4 || !fold_equal(slice_sub(name, 0, 3), SLICE("top"))) {
        return SLICE("");
    }
    struct slice digits = slice_sub(name, 3, name.size);
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9') {
            return SLICE("");
        }
    }
    return digits;
}

// The set assigned last whose rows have the field.
static struct binding *find_set_with(const struct checker *checker, const struct path *path) {
    for (size_t i = checker->bindings.count; i > 0; i--) {
        struct binding *binding = checker->bindings.items[i - 1];
        struct field_match match;
        if (binding->kind == BINDING_SET && find_binding(checker, binding->name.text) == binding &&
            rows_find(checker, binding->relation, path->names, path->count, 0, false, &match) == FIELD_FOUND) {
            return binding;
        }
    }
    return NULL;
}

// TOP30(f) is top(30, x.f).
static void report_top(struct checker *checker, const struct scope *scope, struct expr *expr, struct slice digits) {
    const struct name *name = &expr->as.call.function.names[0];
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E204, name->span,
                                           "unknown function `%.*s`, did you mean `top`?", SLICE_ARG(name->text));
    struct expr *argument = expr->as.call.arguments[0];
    struct slice qualifier = SLICE("");
    if (scope->row == NULL && argument->kind == EXPR_NAME && argument->as.name.path.count == 1) {
        struct binding *set = find_set_with(checker, &argument->as.name.path);
        qualifier = set == NULL ? qualifier : set->name.text;
        if (set != NULL) {
            binding_use(checker, set);
        }
    }
    struct text insert;
    text_init(&insert);
    text_format(&insert, "top(%.*s, %.*s%s%.*s)", SLICE_ARG(digits), SLICE_ARG(qualifier),
                qualifier.size > 0 ? "." : "", SLICE_ARG(source_slice(checker->source, argument->outer)));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(text_slice(&insert)));
    propose(checker, diagnostic, expr->span, text_slice(&insert));
    text_finish(&insert);
}

static void report_unknown_function(struct checker *checker, const struct scope *scope, struct expr *expr) {
    const struct path *path = &expr->as.call.function;
    struct slice written = source_slice(checker->source, path->span);
    struct slice digits = path->count == 1 ? top_count(path->names[0].text) : SLICE("");
    if (digits.size > 0 && expr->as.call.count == 1) {
        report_top(checker, scope, expr, digits);
        return;
    }
    struct slice last = path->count == 0 ? SLICE("") : path->names[path->count - 1].text;
    struct slice best = suggest_foreign_function(last);
    struct suggestion suggestion;
    suggestion_init(&suggestion, last);
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        suggestion_offer(&suggestion, functions[i].name);
    }
    best = best.size > 0 ? best : suggestion.best;
    if (best.size == 0) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E204, path->span, "unknown function `%.*s`", SLICE_ARG(written));
        diagnostic_help(checker->diagnostics, diagnostic,
                        "functions are count, min, max, average, standard_deviation, sum, unique and top");
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E204, path->span, "unknown function `%.*s`, did you mean `%.*s`?",
               SLICE_ARG(written), SLICE_ARG(best));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(best));
    if (path->count == 1) {
        propose(checker, diagnostic, path->span, best);
    }
}

// ---------------------------------------------------------------------------
// Arguments

// The column that an aggregate is over; TYPE_UNKNOWN after an error.
static enum value_type check_column(struct checker *checker, const struct scope *scope, const struct function *function,
                                    struct expr *argument) {
    struct scope inner = *scope;
    inner.aggregate = true;
    enum value_type type = check_value(checker, &inner, argument);
    if (type != TYPE_SET || function->sets) {
        return type;
    }
    struct slice set = source_slice(checker->source, argument->span);
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E206, argument->span, "`%.*s` needs a field, and `%.*s` is a set of rows",
               SLICE_ARG(function->name), SLICE_ARG(set));
    diagnostic_help(checker->diagnostics, diagnostic, "name a field of it: `%.*s.field`", SLICE_ARG(set));
    return TYPE_UNKNOWN;
}

static void check_top_count(struct checker *checker, struct expr *argument) {
    struct slice text = argument->kind == EXPR_NUMBER ? argument->as.number.text : SLICE("");
    bool whole = text.size > 0 && text.data[0] != '-' && memchr(text.data, '.', text.size) == NULL;
    argument->type = TYPE_NUMBER;
    if (!whole && argument->kind != EXPR_ERROR) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E207, argument->outer, "`top` begins with how many values are wanted");
        diagnostic_help(checker->diagnostics, diagnostic, "write `top(10, x.field)`");
    }
}

static bool check_count(struct checker *checker, const struct function *function, const struct expr *expr) {
    size_t count = expr->as.call.count;
    if (count >= function->least && count <= function->most) {
        return true;
    }
    static const char *const numbers[] = {"no argument", "one argument", "two arguments"};
    struct diagnostic *diagnostic = report(
        checker, DIAGNOSTIC_E208, expr->span, "`%.*s` takes %s%s, and %zu %s given", SLICE_ARG(function->name),
        function->least < function->most ? "at most " : "", numbers[function->most], count, count == 1 ? "is" : "are");
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s(%s)`", SLICE_ARG(function->name),
                    function->most == 2 ? "10, x.field" : "x.field");
    return false;
}

static bool fits_aggregate(enum value_type type, enum result_type result) {
    if (type == TYPE_CONDITION || (type == TYPE_LIST && result != RESULT_NUMBER && result != RESULT_ARGUMENT)) {
        return false;
    }
    return result != RESULT_MEAN || (type != TYPE_TIME && type != TYPE_BOOLEAN && type != TYPE_NULL);
}

// What an argument names counts as used, though it is not checked.
static void mark_used(struct expr *expr, void *user) {
    if (expr->kind == EXPR_NAME && expr->as.name.path.count > 0) {
        struct checker *checker = user;
        struct binding *binding = find_binding(checker, expr->as.name.path.names[0].text);
        if (binding != NULL) {
            binding_use(checker, binding);
        }
    }
}

enum value_type check_call(struct checker *checker, const struct scope *scope, struct expr *expr) {
    const struct path *path = &expr->as.call.function;
    const struct function *function = path->count == 1 ? find_function(path->names[0].text) : NULL;
    if (function == NULL) {
        report_unknown_function(checker, scope, expr);
    }
    if (function == NULL || !check_count(checker, function, expr)) {
        expr_walk(expr, mark_used, checker);
        return TYPE_UNKNOWN;
    }
    if (function->most == 2) {
        check_top_count(checker, expr->as.call.arguments[0]);
    }
    if (expr->as.call.count == 0) {
        if (scope->row == NULL) {
            struct diagnostic *diagnostic =
                report(checker, DIAGNOSTIC_E208, expr->span, "`count` needs the set that is counted");
            diagnostic_help(checker->diagnostics, diagnostic, "write `count(x)`");
        }
        return TYPE_NUMBER;
    }
    struct expr *column = expr->as.call.arguments[expr->as.call.count - 1];
    enum value_type type = check_column(checker, scope, function, column);
    if (type == TYPE_UNKNOWN) {
        return function->result == RESULT_NUMBER ? TYPE_NUMBER : TYPE_UNKNOWN;
    }
    check_one_set(checker, scope, column);
    if (!fits_aggregate(type, function->result)) {
        report(checker, DIAGNOSTIC_E207, column->outer, "`%.*s` cannot be taken of %s", SLICE_ARG(function->name),
               value_type_name(type));
        return TYPE_UNKNOWN;
    }
    switch (function->result) {
    case RESULT_ARGUMENT:
        return type == TYPE_LIST ? TYPE_ANY : type;
    case RESULT_MEAN:
        return type == TYPE_DURATION ? TYPE_DURATION : TYPE_NUMBER;
    case RESULT_LIST:
        return TYPE_LIST;
    case RESULT_NUMBER:
        break;
    }
    return TYPE_NUMBER;
}
