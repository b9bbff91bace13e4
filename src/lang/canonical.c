// SPDX-License-Identifier: Apache-2.0
#include "lang/canonical.h"

#include "base/fold.h"
#include "lang/canonical_name.h"
#include "lang/parse.h"

static bool is_text(const struct expr *expr) {
    return expr->kind == EXPR_STRING;
}

static struct expr *new_expr(struct canonical *canonical, enum expr_kind kind, const struct expr *place) {
    struct expr *expr = ARENA_NEW(canonical->arena, struct expr);
    if (expr != NULL) {
        expr->kind = kind;
        expr->span = place->span;
        expr->outer = place->outer;
        expr->depth = place->depth;
    }
    return expr;
}

// ---------------------------------------------------------------------------
// Texts

static size_t backslashes_before(struct slice raw, size_t at) {
    size_t run = 0;
    while (run < at && raw.data[at - 1 - run] == '\\') {
        run++;
    }
    return run;
}

static size_t skip_blanks(struct slice text, size_t at) {
    while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\t')) {
        at++;
    }
    return at;
}

static bool begins_word(struct slice rest, struct slice word) {
    return rest.size >= word.size && fold_equal(slice_sub(rest, 0, word.size), word) &&
           (rest.size == word.size || !((rest.data[word.size] >= '0' && rest.data[word.size] <= '9') ||
                                        (fold_byte((unsigned char)rest.data[word.size]) >= 'a' &&
                                         fold_byte((unsigned char)rest.data[word.size]) <= 'z') ||
                                        rest.data[word.size] == '_'));
}

// True where an escaped quote inside a text in double quotes would be read as
// the text's end, by what follows it.
static bool has_false_end(struct slice raw) {
    for (size_t at = 0; at < raw.size; at++) {
        if (raw.data[at] != '"' || backslashes_before(raw, at) % 2 == 0) {
            continue;
        }
        struct slice rest = slice_sub(raw, skip_blanks(raw, at + 1), raw.size);
        if (rest.size == 0) {
            continue;
        }
        size_t after_comma = rest.data[0] == ',' ? skip_blanks(rest, 1) : SIZE_MAX;
        bool comma = after_comma != SIZE_MAX && (after_comma == rest.size || rest.data[after_comma] == '"' ||
                                                 rest.data[after_comma] == '\'' || rest.data[after_comma] == '\\');
        if (comma || rest.data[0] == ')' || rest.data[0] == ']' || begins_word(rest, SLICE("and")) ||
            begins_word(rest, SLICE("or"))) {
            return true;
        }
    }
    return false;
}

// The bytes between single quotes as they stand between double ones.
static struct slice requote(struct arena *arena, struct slice raw) {
    char *out = arena_alloc(arena, raw.size * 3 + 1);
    size_t size = 0;
    if (out == NULL) {
        return (struct slice){0};
    }
    for (size_t at = 0; at < raw.size; at++) {
        char c = raw.data[at];
        char next = at + 1 < raw.size ? raw.data[at + 1] : '\0';
        if (c == '\\' && next == '\'') {
            continue;
        }
        if (c == '\\' && next == '\\') {
            out[size++] = c;
            at++;
        } else if (c == '\\' && next == '"') {
            out[size++] = '\\';
        } else if (c == '"') {
            out[size++] = '\\';
        }
        out[size++] = c;
    }
    return slice_make(out, size);
}

static bool same_value(struct arena *arena, const struct string_literal *string, struct slice raw) {
    for (int regex = 0; regex < 2; regex++) {
        struct slice was = parse_string_value(arena, string->raw, '\'', regex == 1);
        if (!slice_equal(was, parse_string_value(arena, raw, '"', regex == 1))) {
            return false;
        }
    }
    return true;
}

// A single backslash before the closing quote needs the quote to be guessed.
static void double_last_backslash(struct arena *arena, struct string_literal *string) {
    size_t size = string->raw.size;
    if (backslashes_before(string->raw, size) % 2 == 0) {
        return;
    }
    char *out = arena_alloc(arena, size + 2);
    if (out != NULL) {
        memcpy(out, string->raw.data, size);
        out[size] = '\\';
        string->raw = slice_make(out, size + 1);
    }
}

static void rewrite_string(struct canonical *canonical, struct string_literal *string) {
    double_last_backslash(canonical->arena, string);
    if (!string->single_quoted || canonical->extent >= CANONICAL_NO_QUOTES) {
        return;
    }
    struct slice raw = requote(canonical->arena, string->raw);
    if (!arena_failed(canonical->arena) && !has_false_end(raw) && same_value(canonical->arena, string, raw)) {
        string->raw = raw;
        string->single_quoted = false;
    }
}

static void quote_address(struct expr *expr) {
    struct slice text = expr->as.address.text;
    expr->kind = EXPR_STRING;
    expr->as.string = (struct string_literal){.raw = text, .value = text, .quoted = true};
}

static bool is_network(const struct expr *expr) {
    return expr->kind == EXPR_ADDRESS && memchr(expr->as.address.text.data, '/', expr->as.address.text.size) != NULL;
}

static void quote_network(struct expr *expr) {
    if (is_network(expr)) {
        quote_address(expr);
    }
}

static bool is_whole_number(struct slice text) {
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
    }
    return text.size > 0 && text.size < 19 && (text.data[0] != '0' || text.size == 1);
}

// `pid == "4"`: a number beside a field that holds numbers.
static void unquote_number(const struct expr *field, struct expr *literal) {
    if (field->kind == EXPR_NAME && field->type == TYPE_NUMBER && is_text(literal) &&
        is_whole_number(literal->as.string.value)) {
        struct slice text = literal->as.string.value;
        literal->kind = EXPR_NUMBER;
        literal->as.number.text = text;
    }
}

// ---------------------------------------------------------------------------
// Tests

static void make_comparison(struct canonical *canonical, struct expr *expr, struct expr *left, struct expr *right,
                            bool negated, struct span span) {
    struct expr **operands = ARENA_ARRAY(canonical->arena, 2, struct expr *);
    enum compare_operator *operators = ARENA_NEW(canonical->arena, enum compare_operator);
    struct span *spans = ARENA_NEW(canonical->arena, struct span);
    bool *single = ARENA_NEW(canonical->arena, bool);
    if (operands == NULL || operators == NULL || spans == NULL || single == NULL) {
        return;
    }
    operands[0] = left;
    operands[1] = right;
    *operators = negated ? COMPARE_NE : COMPARE_EQ;
    *spans = span;
    expr->kind = EXPR_COMPARE;
    expr->as.compare.operands = operands;
    expr->as.compare.operators = operators;
    expr->as.compare.operator_spans = spans;
    expr->as.compare.single_equals = single;
    expr->as.compare.count = 1;
}

static void rewrite_exists(struct canonical *canonical, struct expr *expr) {
    struct expr *null = new_expr(canonical, EXPR_NULL, expr);
    if (null != NULL) {
        null->span = (struct span){expr->span.end, expr->span.end};
        null->outer = null->span;
        make_comparison(canonical, expr, expr->as.exists.operand, null, true, expr->as.exists.operator_span);
    }
}

static bool has_star(struct slice text) {
    return text.size > 0 && memchr(text.data, '*', text.size) != NULL;
}

// `x in text`, which has no wildcards, and `text contains x` are one where x is
// no pattern.
static bool is_substring_test(const struct expr *left, const struct expr *right) {
    bool haystack = (right->type == TYPE_TEXT || right->type == TYPE_ANY) && right->kind != EXPR_ADDRESS &&
                    !(right->kind == EXPR_NAME && right->reference.kind == REFERENCE_VALUE);
    bool needle = (is_text(left) && !has_star(left->as.string.value) && left->as.string.value.size > 0) ||
                  (left->kind == EXPR_NAME && left->reference.kind != REFERENCE_VALUE &&
                   left->reference.kind != REFERENCE_NONE && (left->type == TYPE_TEXT || left->type == TYPE_ANY));
    return haystack && needle;
}

static void rewrite_in(struct canonical *canonical, struct expr *expr) {
    struct expr *left = expr->as.test.left;
    struct expr *right = expr->as.test.right;
    if (is_network(right)) {
        struct expr *list = new_expr(canonical, EXPR_LIST, right);
        struct expr **items = ARENA_NEW(canonical->arena, struct expr *);
        if (list != NULL && items != NULL) {
            list->type = TYPE_LIST;
            items[0] = right;
            list->as.list.items = items;
            list->as.list.count = 1;
            expr->as.test.right = list;
        }
    } else if (right->kind == EXPR_LIST) {
        for (size_t i = 0; i < right->as.list.count; i++) {
            unquote_number(left, right->as.list.items[i]);
        }
    } else if (is_substring_test(left, right)) {
        expr->kind = EXPR_CONTAINS;
        expr->as.test.left = right;
        expr->as.test.right = left;
    }
    expr->as.test.spelling = SPELLING_CANONICAL;
}

static void rewrite_contains(struct canonical *canonical, struct expr *expr) {
    struct expr *right = expr->as.test.right;
    struct slice value = is_text(right) ? right->as.string.value : SLICE("");
    bool call = expr->as.test.spelling == SPELLING_CALL || expr->as.test.spelling == SPELLING_METHOD;
    expr->as.test.spelling = SPELLING_CANONICAL;
    if (call && value.size > 2 && value.data[0] == '*' && value.data[value.size - 1] == '*') {
        make_comparison(canonical, expr, expr->as.test.left, right, expr->as.test.negated, expr->as.test.operator_span);
    }
}

static void rewrite_compare(const struct expr *expr) {
    for (size_t i = 0; i <= expr->as.compare.count; i++) {
        if (expr->as.compare.operands[i]->kind == EXPR_ADDRESS) {
            quote_address(expr->as.compare.operands[i]);
        }
    }
    for (size_t i = 0; i < expr->as.compare.count; i++) {
        expr->as.compare.single_equals[i] = false;
        if (expr->as.compare.operators[i] == COMPARE_EQ || expr->as.compare.operators[i] == COMPARE_NE) {
            unquote_number(expr->as.compare.operands[i], expr->as.compare.operands[i + 1]);
            unquote_number(expr->as.compare.operands[i + 1], expr->as.compare.operands[i]);
        }
    }
}

// In a list a network is read alike with quotes and without, but an address by
// itself is not: in quotes it is a text.
static void quote_networks(const struct expr *expr) {
    for (size_t i = 0; i < expr->as.list.count; i++) {
        quote_network(expr->as.list.items[i]);
    }
}

static void rewrite(struct expr *expr, void *user) {
    struct canonical *canonical = user;
    switch (expr->kind) {
    case EXPR_STRING:
        rewrite_string(canonical, &expr->as.string);
        break;
    case EXPR_LIST:
        quote_networks(expr);
        break;
    case EXPR_NAME:
        canonical_name(canonical, expr);
        break;
    case EXPR_RAW_EVENT:
        canonical_raw_event(canonical, expr);
        break;
    case EXPR_CALL:
        canonical_function(&expr->as.call.function);
        break;
    case EXPR_COMPARE:
        rewrite_compare(expr);
        break;
    case EXPR_IN:
        rewrite_in(canonical, expr);
        break;
    case EXPR_CONTAINS:
        rewrite_contains(canonical, expr);
        break;
    case EXPR_MATCH:
        expr->as.test.spelling = SPELLING_CANONICAL;
        break;
    case EXPR_EXISTS:
        rewrite_exists(canonical, expr);
        break;
    default:
        break;
    }
}

// ---------------------------------------------------------------------------
// Statements

// A column without a name has its field's as written.
static void rewrite_columns(struct canonical *canonical, struct source_expr *source) {
    for (size_t i = 0; i < source->as.select.count; i++) {
        struct column *column = &source->as.select.columns[i];
        bool names_column = column->alias.text.size == 0 && column->value->kind == EXPR_NAME;
        if (!names_column) {
            expr_walk(column->value, rewrite, canonical);
        }
    }
}

static void rewrite_source(struct canonical *canonical, struct source_expr *source) {
    switch (source->kind) {
    case SOURCE_SEARCH:
        for (size_t i = 0; i < source->as.search.count; i++) {
            canonical_event(canonical, &source->as.search.events[i]);
        }
        source->as.search.parenthesised = false;
        expr_walk(source->as.search.where, rewrite, canonical);
        break;
    case SOURCE_FILTER:
        expr_walk(source->as.filter.where, rewrite, canonical);
        break;
    case SOURCE_JOIN:
        source->as.join.parenthesised = true;
        expr_walk(source->as.join.where, rewrite, canonical);
        break;
    case SOURCE_SELECT:
        rewrite_columns(canonical, source);
        break;
    case SOURCE_VALUE:
        expr_walk(source->as.value, rewrite, canonical);
        break;
    case SOURCE_ERROR:
    case SOURCE_GROUP:
    case SOURCE_RUN:
        break;
    }
}

static void rewrite_statement(struct canonical *canonical, struct statement *statement) {
    switch (statement->kind) {
    case STATEMENT_ASSIGN:
        rewrite_source(canonical, statement->as.source);
        break;
    case STATEMENT_DERIVE:
    case STATEMENT_PREDICATE:
        expr_walk(statement->as.value, rewrite, canonical);
        break;
    case STATEMENT_INPUT:
    case STATEMENT_OUTPUT:
        statement->as.names.parenthesised = false;
        statement->as.names.is_return = false;
        break;
    case STATEMENT_ERROR:
        break;
    }
}

void canonical_rewrite(struct checked_rule *checked, const struct carl_model *model, enum canonical_extent extent,
                       struct arena *arena) {
    struct canonical canonical = {.model = model, .arena = arena, .rule = checked->rule, .extent = extent};
    canonical_names_init(&canonical);
    for (size_t i = 0; i < checked->rule->count; i++) {
        rewrite_statement(&canonical, &checked->rule->statements[i]);
    }
    if (extent == CANONICAL_ALL) {
        canonical_keys(&canonical, checked);
        canonical_predicate(&canonical);
    }
}
