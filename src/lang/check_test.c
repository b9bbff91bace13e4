// SPDX-License-Identifier: Apache-2.0
// Comparisons and tests: which types go together.
#include "lang/lint_value.h"

#include "base/regex_cache.h"
#include "base/time.h"
#include "lang/parse.h"

static bool is_ordering(enum compare_operator op) {
    return op != COMPARE_EQ && op != COMPARE_NE;
}

// A text that is compared with a time must be one.
static bool check_time_literal(struct checker *checker, struct expr *expr) {
    struct expr *literal = literal_of(expr);
    int64_t time;
    if (literal == NULL || literal->kind != EXPR_STRING || time_parse(literal->as.string.value, &time)) {
        return true;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E209, expr->span, "\"%.*s\" is not a time", SLICE_ARG(literal->as.string.value));
    diagnostic_help(checker->diagnostics, diagnostic, "write an ISO 8601 time such as \"2020-10-19 02:56:14\"");
    return false;
}

static bool is_scalar(enum value_type type) {
    return type != TYPE_LIST && type != TYPE_SET && type != TYPE_CONDITION;
}

// True where values of the two types may be equal or ordered.
static bool are_comparable(enum value_type left, enum value_type right) {
    if (left == TYPE_ANY || right == TYPE_ANY || left == right) {
        return true;
    }
    bool numeric = (left == TYPE_NUMBER || left == TYPE_TEXT) && (right == TYPE_NUMBER || right == TYPE_TEXT);
    bool time = (left == TYPE_TIME && right == TYPE_TEXT) || (left == TYPE_TEXT && right == TYPE_TIME);
    bool truth = (left == TYPE_BOOLEAN && right == TYPE_TEXT) || (left == TYPE_TEXT && right == TYPE_BOOLEAN);
    return numeric || time || truth;
}

static void report_incomparable(struct checker *checker, const struct expr *left, const struct expr *right,
                                struct span operator_span) {
    const struct expr *list = left->type == TYPE_LIST ? left : right->type == TYPE_LIST ? right : NULL;
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E207, operator_span, "cannot compare %s with %s",
                                           value_type_name(left->type), value_type_name(right->type));
    if (list != NULL) {
        diagnostic_help(checker->diagnostics, diagnostic, "use `in` to look for a value in a list");
    } else if (left->type == TYPE_DURATION || right->type == TYPE_DURATION) {
        diagnostic_help(checker->diagnostics, diagnostic, "write a duration with its unit, such as `30 minutes`");
    } else if (left->type == TYPE_TIME || right->type == TYPE_TIME) {
        diagnostic_help(checker->diagnostics, diagnostic,
                        "compare a time with a time, such as `now - 1 day` or \"2020-10-19 02:56:14\"");
    }
}

// One link of a chain.
static void check_link(struct checker *checker, struct expr *left, struct expr *right, enum compare_operator op,
                       struct span operator_span) {
    if (left->type == TYPE_UNKNOWN || right->type == TYPE_UNKNOWN) {
        return;
    }
    bool null = left->type == TYPE_NULL || right->type == TYPE_NULL;
    if (null && is_ordering(op)) {
        report(checker, DIAGNOSTIC_E207, operator_span, "null has no order; test it with `==` or `!=`");
        return;
    }
    if (!is_scalar(left->type) || !is_scalar(right->type) || (!null && !are_comparable(left->type, right->type))) {
        report_incomparable(checker, left, right, operator_span);
        return;
    }
    if (left->type == TYPE_TIME || right->type == TYPE_TIME) {
        (void)(check_time_literal(checker, left) && check_time_literal(checker, right));
    }
}

static void check_single_equals(struct checker *checker, const struct expr *expr, size_t index, bool replaced) {
    struct span span = expr->as.compare.operator_spans[index];
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_W101, span, "single `=` in a condition is read as `==`");
    diagnostic_help(checker->diagnostics, diagnostic, "write `==`");
    if (replaced) {
        return; // by the edit of another diagnostic
    }
    // The mended text has one blank on either side, as the formatter writes it.
    struct slice text = checker->source->text;
    while (span.start > 0 && text.data[span.start - 1] == ' ') {
        span.start--;
    }
    while (span.end < text.size && text.data[span.end] == ' ') {
        span.end++;
    }
    propose(checker, diagnostic, span, SLICE(" == "));
}

void check_compare(struct checker *checker, const struct scope *scope, struct expr *expr) {
    size_t count = expr->as.compare.count;
    struct expr **operands = expr->as.compare.operands;
    struct scope compared = *scope;
    compared.compared = true;
    for (size_t i = 0; i <= count; i++) {
        (void)check_value(checker, i == 0 ? scope : &compared, operands[i]);
    }
    for (size_t i = 0; i < count; i++) {
        enum compare_operator op = expr->as.compare.operators[i];
        bool replaced =
            !is_ordering(op) &&
            lint_alternatives(checker, operands[i + 1], &expr->as.compare.operator_spans[i], op == COMPARE_NE, false);
        if (expr->as.compare.single_equals[i]) {
            check_single_equals(checker, expr, i, replaced);
        }
        check_link(checker, operands[i], operands[i + 1], op, expr->as.compare.operator_spans[i]);
        if (!is_ordering(op)) {
            lint_field_literal(checker, operands[i], operands[i + 1], true);
            lint_field_literal(checker, operands[i + 1], operands[i], true);
            lint_network(checker, expr, i);
        }
    }
    lint_comparison(checker, expr);
}

// ---------------------------------------------------------------------------
// in, contains, match

static void note_substring(struct checker *checker, struct expr *expr) {
    struct expr *left = expr->as.test.left;
    struct expr *right = expr->as.test.right;
    struct slice needle = source_slice(checker->source, left->outer);
    if (!note_wanted(checker, DIAGNOSTIC_N110, source_slice(checker->source, expr->span))) {
        return;
    }
    struct slice text = source_slice(checker->source, right->outer);
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_N110, expr->as.test.operator_span,
                                           "`in` with a text on its right looks for a substring");
    diagnostic_help(checker->diagnostics, diagnostic, "the same, more plainly: `%.*s %scontains %.*s`", SLICE_ARG(text),
                    expr->as.test.negated ? "not " : "", SLICE_ARG(needle));
}

void check_in(struct checker *checker, const struct scope *scope, struct expr *expr) {
    struct expr *left = expr->as.test.left;
    struct expr *right = expr->as.test.right;
    enum value_type type = check_value(checker, scope, left);
    struct scope compared = *scope;
    compared.compared = true;
    enum value_type where = check_value(checker, &compared, right);
    if (type == TYPE_UNKNOWN || where == TYPE_UNKNOWN) {
        lint_field_literals(checker, left, right, true);
        return;
    }
    if (!is_scalar(type)) {
        report(checker, DIAGNOSTIC_E207, left->outer, "%s cannot be looked for in a list", value_type_name(type));
        return;
    }
    if (where == TYPE_LIST) {
        lint_field_literals(checker, left, right, true);
        lint_list(checker, expr);
        return;
    }
    if (right->kind == EXPR_ADDRESS) {
        return;
    }
    if (where != TYPE_TEXT && where != TYPE_ANY) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E207, right->outer, "`in` needs a list or a text on its right, not %s",
                   value_type_name(where));
        diagnostic_help(checker->diagnostics, diagnostic, "compare with `==`, or write a list in brackets");
        return;
    }
    note_substring(checker, expr);
}

void check_contains(struct checker *checker, const struct scope *scope, struct expr *expr) {
    struct expr *operands[] = {expr->as.test.left, expr->as.test.right};
    struct scope compared = *scope;
    compared.compared = true;
    for (size_t i = 0; i < 2; i++) {
        enum value_type type = check_value(checker, i == 0 ? scope : &compared, operands[i]);
        bool list = type == TYPE_LIST && i == 1;
        if (type == TYPE_UNKNOWN || type == TYPE_TEXT || type == TYPE_ANY || type == TYPE_NUMBER || list) {
            continue;
        }
        report(checker, DIAGNOSTIC_E207, operands[i]->outer, "`contains` looks for text in text, not %s %s",
               i == 0 ? "in" : "for", value_type_name(type));
        return;
    }
    (void)lint_alternatives(checker, operands[1], NULL, false, false);
    if (operands[1]->type == TYPE_LIST) {
        lint_field_literals(checker, operands[0], operands[1], false);
    } else {
        lint_field_literal(checker, operands[0], operands[1], false);
    }
    lint_contained(checker, expr);
}

// Why a regex cannot be run, in a rule author's words.
static void report_regex(struct checker *checker, struct span span, struct slice error) {
    static const struct {
        const char *error;
        const char *message;
        const char *help;
    } known[] = {
        {"Embedded start anchors", "`^` is the start of the text, and something is asked for before it",
         "leave it out, or write `\\^` for the character itself"},
        {"Embedded end anchors", "`$` is the end of the text, and something is asked for after it",
         "leave it out, or write `\\$` for the character itself"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (slice_starts_with(error, slice_from_string(known[i].error))) {
            struct diagnostic *diagnostic =
                report(checker, DIAGNOSTIC_E209, span, "the regex cannot be run: %s", known[i].message);
            diagnostic_help(checker->diagnostics, diagnostic, "%s", known[i].help);
            return;
        }
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E209, span, "the regex cannot be run: %.*s", SLICE_ARG(error));
    diagnostic_help(checker->diagnostics, diagnostic,
                    "regexes run in linear time: lookaround and backreferences are not supported");
}

// A pattern that cannot be run is an error where it stands; one that never
// matches (`reported`: that has been said) a warning.
static void check_pattern(struct checker *checker, const struct expr *pattern, bool reported) {
    char quote = pattern->as.string.single_quoted ? '\'' : '"';
    struct slice text = parse_string_value(checker->arena, pattern->as.string.raw, quote, true);
    const struct regex *regex = NULL;
    struct slice error;
    struct regex_cache own;
    struct regex_cache *kept = checker->library == NULL ? NULL : checker->library->regexes;
    regex_cache_init(&own, checker->arena);
    switch (regex_cache_get(kept == NULL ? &own : kept, text, checker->arena, &regex, &error)) {
    case CARL_OK:
        if (regex_never_matches(regex) && !reported) {
            report(checker, DIAGNOSTIC_W107, pattern->outer, "the regex can never match, whatever the text");
        }
        break;
    case CARL_ERROR_RULE:
        report_regex(checker, pattern->outer, error);
        break;
    default:
        checker->arena->failed = true;
        break;
    }
    regex_cache_finish(&own);
}

void check_match(struct checker *checker, const struct scope *scope, struct expr *expr) {
    struct expr *left = expr->as.test.left;
    struct expr *right = expr->as.test.right;
    enum value_type type = check_value(checker, scope, left);
    if (type != TYPE_UNKNOWN && !is_scalar(type)) {
        report(checker, DIAGNOSTIC_E207, left->outer, "`match` searches text, not %s", value_type_name(type));
    }
    if (right->kind == EXPR_STRING) {
        right->type = TYPE_TEXT;
        bool reported = lint_regex(checker, right) || lint_any_match(checker, expr, right);
        lint_path_regex(checker, left, right);
        check_pattern(checker, right, reported);
        return;
    }
    struct scope compared = *scope;
    compared.compared = true;
    if (right->kind == EXPR_ERROR || check_value(checker, &compared, right) == TYPE_UNKNOWN) {
        return;
    }
    struct expr *literal = literal_of(right);
    if (literal == NULL || literal->kind != EXPR_STRING) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E207, right->outer, "the regex after `match` must be written in the rule");
        diagnostic_help(checker->diagnostics, diagnostic, "use `contains` to look for a text that comes from data");
        return;
    }
    check_pattern(checker, literal, lint_any_match(checker, expr, literal));
}
