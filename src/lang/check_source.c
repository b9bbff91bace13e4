// SPDX-License-Identifier: Apache-2.0
// What is assigned: sets made from sets, and values.
#include "lang/check_internal.h"
#include "lang/facts.h"
#include "lang/lint_columns.h"
#include "lang/lint_set.h"

struct relation_key *check_keys(struct checker *checker, const struct path *paths, size_t count,
                                const struct relation *const *inputs, const struct name *input_names,
                                size_t input_count) {
    struct relation_key *keys = ARENA_ARRAY(checker->arena, count, struct relation_key);
    for (size_t i = 0; keys != NULL && i < count; i++) {
        resolve_key(checker, &paths[i], inputs, input_names, input_count, &keys[i]);
    }
    lint_keys(checker, keys, keys == NULL ? 0 : count);
    return keys;
}

// ---------------------------------------------------------------------------
// Sets from sets

static const struct relation *check_filter(struct checker *checker, const struct source_expr *source) {
    bool guessed;
    const struct relation *input = resolve_set(checker, &source->as.filter.input, NULL, &guessed);
    struct relation *relation = make_relation(checker, RELATION_FILTER, source);
    set_input(checker, relation, input);
    if (guessed) {
        facts_guess(checker, relation);
    }
    if (source->as.filter.where != NULL) {
        struct scope scope = {.row = input, .self = source->as.filter.input.text};
        check_condition(checker, &scope, source->as.filter.where);
        lint_condition(checker, relation, source->as.filter.where);
    }
    relation->condition = source->as.filter.where;
    return relation;
}

static bool add_inputs(struct checker *checker, struct relation *relation, const struct name *names, size_t count) {
    const struct relation **inputs = ARENA_ARRAY(checker->arena, count, const struct relation *);
    if (inputs == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool guessed;
        inputs[i] = resolve_set(checker, &names[i], NULL, &guessed);
        if (guessed) {
            facts_guess(checker, relation);
        }
        for (size_t j = 0; j < i; j++) {
            if (relation->kind == RELATION_JOIN && slice_equal(names[i].text, names[j].text)) {
                struct diagnostic *diagnostic =
                    report(checker, DIAGNOSTIC_E206, names[i].span, "`%.*s` is joined with itself under one name",
                           SLICE_ARG(names[i].text));
                diagnostic_help(checker->diagnostics, diagnostic, "give the set a second name first: `other = %.*s`",
                                SLICE_ARG(names[i].text));
                break;
            }
        }
    }
    relation->inputs = inputs;
    relation->input_count = count;
    relation->input_names = names;
    return true;
}

static const struct relation *check_join(struct checker *checker, const struct source_expr *source) {
    struct relation *relation = make_relation(checker, RELATION_JOIN, source);
    if (!add_inputs(checker, relation, source->as.join.inputs, source->as.join.count)) {
        return checker->error;
    }
    if (source->as.join.count < 2 && source->as.join.count > 0) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E206, source->as.join.inputs[0].span, "a join needs two sets or more");
        diagnostic_help(checker->diagnostics, diagnostic, "to choose rows of one set write `filter %.*s where ...`",
                        SLICE_ARG(source->as.join.inputs[0].text));
    }
    size_t before = checker->diagnostics->items.count;
    struct scope scope = {.row = relation};
    if (source->as.join.where != NULL) {
        check_condition(checker, &scope, source->as.join.where);
        lint_condition(checker, relation, source->as.join.where);
    }
    relation->condition = source->as.join.where;
    if (diagnostics_errors_since(checker->diagnostics, before) == 0) {
        lint_join(checker, relation);
    }
    return relation;
}

static const struct relation *check_group(struct checker *checker, const struct source_expr *source) {
    struct relation *relation = make_relation(checker, RELATION_GROUP, source);
    if (!add_inputs(checker, relation, source->as.group.inputs, source->as.group.count)) {
        return checker->error;
    }
    relation->keys = check_keys(checker, source->as.group.keys, source->as.group.key_count, relation->inputs,
                                relation->input_names, relation->input_count);
    relation->key_count = relation->keys == NULL ? 0 : source->as.group.key_count;
    struct expr *within = source->as.group.within;
    if (within != NULL) {
        struct scope scope = {0};
        enum value_type type = check_value(checker, &scope, within);
        if (type != TYPE_DURATION && type != TYPE_UNKNOWN) {
            struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E207, within->outer,
                                                   "`within` needs a duration, not %s", value_type_name(type));
            diagnostic_help(checker->diagnostics, diagnostic, "write a duration with its unit, such as `30 minutes`");
        }
    }
    return relation;
}

// True where the expression reads a field of the row outside any aggregate.
static bool reads_row(const struct expr *expr) {
    switch (expr->kind) {
    case EXPR_NAME:
        // A per-key aggregate has the value of the row's keys.
        return expr->reference.kind != REFERENCE_VALUE || expr->reference.binding->key_count > 0;
    case EXPR_RAW_EVENT:
        return true;
    case EXPR_ARITHMETIC:
        return reads_row(expr->as.arithmetic.left) || reads_row(expr->as.arithmetic.right);
    default:
        return false;
    }
}

static void check_column(struct checker *checker, const struct scope *scope, struct column *column,
                         struct relation_column *ret_column) {
    *ret_column = (struct relation_column){.name = column->alias.text, .value = column->value};
    ret_column->type = check_value(checker, scope, column->value);
    if (ret_column->name.size > 0) {
        return;
    }
    if (column->value->kind == EXPR_NAME && column->value->as.name.path.count > 0) {
        const struct path *path = &column->value->as.name.path;
        ret_column->name = path->names[path->count - 1].text;
        return;
    }
    if (column->value->kind != EXPR_ERROR && ret_column->type != TYPE_UNKNOWN) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E210, column->value->outer, "a column that is no plain field needs a name");
        diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s as name`",
                        SLICE_ARG(source_slice(checker->source, column->value->outer)));
    }
}

static const struct relation *check_select(struct checker *checker, const struct source_expr *source) {
    bool guessed;
    const struct relation *input = resolve_set(checker, &source->as.select.input, NULL, &guessed);
    struct relation *relation = make_relation(checker, RELATION_SELECT, source);
    set_input(checker, relation, input);
    relation->events = false;
    relation->types = NULL;
    relation->type_count = 0;
    size_t count = source->as.select.count;
    relation->columns = ARENA_ARRAY(checker->arena, count, struct relation_column);
    if (relation->columns == NULL) {
        return checker->error;
    }
    struct scope scope = {.row = input, .self = source->as.select.input.text};
    bool reads = false;
    for (size_t i = 0; i < count; i++) {
        check_column(checker, &scope, &source->as.select.columns[i], &relation->columns[i]);
        reads = reads || reads_row(source->as.select.columns[i].value);
    }
    relation->column_count = count;
    lint_columns(checker, source, relation->columns, count);
    relation->single_row = !reads && relation_shape(input)->kind != RELATION_GROUP;
    return relation_shape(input)->kind == RELATION_ERROR ? checker->error : relation;
}

// ---------------------------------------------------------------------------
// Set difference

static bool is_set(const struct checker *checker, const struct expr *expr) {
    switch (expr->kind) {
    case EXPR_NAME: {
        if (expr->as.name.path.count != 1 || expr->as.name.bracketed) {
            return false;
        }
        const struct binding *binding = find_binding(checker, expr->as.name.path.names[0].text);
        return binding != NULL && binding->kind == BINDING_SET;
    }
    case EXPR_ARITHMETIC:
        return is_set(checker, expr->as.arithmetic.left) || is_set(checker, expr->as.arithmetic.right);
    case EXPR_BY:
        return is_set(checker, expr->as.by.value);
    default:
        return false;
    }
}

// `by`: the EXPR_BY around a difference; NULL: none.
static const struct relation *check_set(struct checker *checker, struct expr *expr, const struct expr *by);

static const struct relation *check_difference(struct checker *checker, struct expr *expr, const struct expr *by) {
    struct expr *sides[] = {expr->as.arithmetic.left, expr->as.arithmetic.right};
    if (expr->as.arithmetic.operator!= ARITHMETIC_SUBTRACT) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E207, expr->as.arithmetic.operator_span, "sets can only be subtracted");
        diagnostic_help(checker->diagnostics, diagnostic, "to unite event types, search both: `search A:x or B:y`");
        return checker->error;
    }
    const struct relation **inputs = ARENA_ARRAY(checker->arena, 2, const struct relation *);
    struct name *names = ARENA_ARRAY(checker->arena, 2, struct name);
    if (inputs == NULL || names == NULL) {
        return checker->error;
    }
    for (size_t i = 0; i < 2; i++) {
        inputs[i] = check_set(checker, sides[i], by);
        names[i] = (struct name){source_slice(checker->source, sides[i]->span), sides[i]->span};
        if (inputs[i]->kind == RELATION_ERROR) {
            return checker->error;
        }
    }
    struct relation *relation = make_relation(checker, RELATION_DIFFERENCE, NULL);
    set_input(checker, relation, inputs[0]);
    relation->inputs = inputs;
    relation->input_count = 2;
    relation->input_names = names;
    if (by != NULL) {
        relation->keys = check_keys(checker, by->as.by.keys, by->as.by.count, inputs, names, 2);
        relation->key_count = relation->keys == NULL ? 0 : by->as.by.count;
    }
    lint_difference(checker, relation, expr);
    return relation;
}

static const struct relation *check_set(struct checker *checker, struct expr *expr, const struct expr *by) {
    expr->type = TYPE_SET;
    switch (expr->kind) {
    case EXPR_ARITHMETIC:
        return check_difference(checker, expr, by);
    case EXPR_BY:
        return check_set(checker, expr->as.by.value, expr);
    case EXPR_NAME:
        if (expr->as.name.path.count == 1) {
            const struct name *name = &expr->as.name.path.names[0];
            bool guessed;
            const struct relation *relation = resolve_set(checker, name, NULL, &guessed);
            expr->reference = (struct reference){.kind = REFERENCE_SET,
                                                 .binding = find_binding(checker, name->text),
                                                 .relation = relation,
                                                 .rows = relation,
                                                 .member = SIZE_MAX,
                                                 .field = SIZE_MAX};
            return relation;
        }
        break;
    case EXPR_ERROR:
        return checker->error;
    default:
        break;
    }
    report(checker, DIAGNOSTIC_E206, expr->outer, "only a set can be subtracted from a set");
    return checker->error;
}

// ---------------------------------------------------------------------------
// Values

static void check_value_source(struct checker *checker, struct expr *expr, struct binding *ret_binding) {
    struct scope scope = {0};
    if (is_set(checker, expr)) {
        ret_binding->kind = BINDING_SET;
        ret_binding->relation = check_set(checker, expr, NULL);
        return;
    }
    if (expr->kind == EXPR_BY) {
        check_keyed_aggregate(checker, &scope, expr, ret_binding);
        return;
    }
    enum value_type type = check_value(checker, &scope, expr);
    ret_binding->kind = type == TYPE_UNKNOWN ? BINDING_ERROR : BINDING_VALUE;
    ret_binding->type = type;
    ret_binding->value = expr;
    assign_keyed_aggregate(checker, expr, ret_binding);
}

void check_source(struct checker *checker, struct source_expr *source, struct binding *ret_binding) {
    ret_binding->kind = BINDING_SET;
    switch (source->kind) {
    case SOURCE_SEARCH:
        ret_binding->relation = check_search(checker, source);
        return;
    case SOURCE_FILTER:
        ret_binding->relation = check_filter(checker, source);
        return;
    case SOURCE_JOIN:
        ret_binding->relation = check_join(checker, source);
        return;
    case SOURCE_GROUP:
        ret_binding->relation = check_group(checker, source);
        return;
    case SOURCE_SELECT:
        ret_binding->relation = check_select(checker, source);
        return;
    case SOURCE_RUN:
        ret_binding->relation = check_run(checker, source);
        return;
    case SOURCE_VALUE:
        check_value_source(checker, source->as.value, ret_binding);
        return;
    case SOURCE_ERROR:
        break;
    }
    ret_binding->kind = BINDING_ERROR;
}
