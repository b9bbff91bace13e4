// SPDX-License-Identifier: Apache-2.0
#include "lang/check_internal.h"

#include "base/fold.h"
#include "base/text.h"
#include "lang/facts.h"
#include "lang/lint_reference.h"

#include <stdarg.h>

// ---------------------------------------------------------------------------
// Diagnostics

struct diagnostic *report(struct checker *checker, enum diagnostic_code code, struct span span, const char *format,
                          ...) {
    struct text message;
    text_init(&message);
    va_list arguments;
    va_start(arguments, format);
    text_format_list(&message, format, arguments);
    va_end(arguments);
    struct diagnostic *diagnostic =
        diagnostics_add(checker->diagnostics, code, checker->source, span, "%.*s", SLICE_ARG(text_slice(&message)));
    checker->diagnostics->failed = checker->diagnostics->failed || message.failed;
    text_finish(&message);
    return diagnostic;
}

// More notes than this help nobody.
enum { NOTE_LIMIT = 1000 };

// Bytes of patterns that are compared to find contradictions, in one rule.
enum { EFFORT = 20000000 };

bool note_wanted(struct checker *checker, enum diagnostic_code code, struct slice text) {
    for (size_t i = 0; i < checker->noted.count; i++) {
        if (checker->noted.items[i].code == code && slice_equal(checker->noted.items[i].text, text)) {
            return false;
        }
    }
    return checker->noted.count < NOTE_LIMIT &&
           LIST_PUSH(checker->arena, &checker->noted, ((struct noted_text){code, text}));
}

void propose(struct checker *checker, struct diagnostic *diagnostic, struct span span, struct slice insert) {
    diagnostic_edit(checker->diagnostics, diagnostic, span, insert);
}

// ---------------------------------------------------------------------------
// Variables and relations

struct binding *find_binding(const struct checker *checker, struct slice name) {
    for (size_t i = checker->bindings.count; i > 0; i--) {
        if (slice_equal(checker->bindings.items[i - 1]->name.text, name)) {
            return checker->bindings.items[i - 1];
        }
    }
    return NULL;
}

void binding_use(struct checker *checker, struct binding *binding) {
    bool another = binding->used && binding->user != checker->statement;
    binding->used = true;
    binding->user = another ? NULL : checker->statement;
}

static struct binding *bind(struct checker *checker, const struct binding *binding) {
    struct binding *copy = ARENA_NEW(checker->arena, struct binding);
    if (copy == NULL || !LIST_PUSH(checker->arena, &checker->bindings, copy)) {
        return NULL;
    }
    *copy = *binding;
    copy->index = checker->bindings.count - 1;
    return copy;
}

struct relation *make_relation(struct checker *checker, enum relation_kind kind, const struct source_expr *source) {
    struct relation *relation = ARENA_NEW(checker->arena, struct relation);
    if (relation == NULL || !LIST_PUSH(checker->arena, &checker->relations, relation)) {
        return &checker->spare;
    }
    relation->kind = kind;
    relation->index = checker->relations.count - 1;
    relation->statement = checker->statement;
    relation->source = source;
    return relation;
}

void set_input(struct checker *checker, struct relation *relation, const struct relation *input) {
    const struct relation **inputs = ARENA_ARRAY(checker->arena, 1, const struct relation *);
    if (inputs == NULL) {
        relation->kind = RELATION_ERROR;
        return;
    }
    inputs[0] = input;
    relation->inputs = inputs;
    relation->input_count = 1;
    relation->shape = relation_shape(input);
    relation->types = input->types;
    relation->type_count = input->type_count;
    relation->events = input->events;
}

// ---------------------------------------------------------------------------
// Statements

static void check_assign(struct checker *checker, struct statement *statement) {
    struct binding binding = {.name = statement->target};
    check_source(checker, statement->as.source, &binding);
    statement->result = binding.kind == BINDING_SET ? binding.relation : NULL;
    statement->binding = bind(checker, &binding);
}

// `x.f = count(x) by k`: a field whose value is that of the row's keys.
static void derive_by(struct checker *checker, const struct relation *input, const struct statement *statement,
                      struct relation *relation) {
    struct expr *value = statement->as.value;
    struct binding aggregate = {0};
    struct scope scope = {.row = input, .self = statement->target.text, .keyed = &statement->target};
    check_keyed_aggregate(checker, &scope, value, &aggregate);
    relation->kind = RELATION_COUNT_BY;
    relation->derived = value->as.by.value;
    relation->keys = aggregate.keys;
    relation->key_count = aggregate.keys == NULL ? 0 : aggregate.key_count;
    if (aggregate.kind == BINDING_ERROR) {
        relation->derived->type = TYPE_UNKNOWN;
    }
}

static void check_derive(struct checker *checker, struct statement *statement) {
    bool guessed;
    const struct relation *input = resolve_set(checker, &statement->target, NULL, &guessed);
    struct relation *relation = make_relation(checker, RELATION_DERIVE, NULL);
    set_input(checker, relation, input);
    if (guessed) {
        facts_guess(checker, relation);
    }
    relation->derived_name = statement->field;
    relation->derived = statement->as.value;
    if (statement->as.value->kind == EXPR_BY) {
        derive_by(checker, input, statement, relation);
    } else {
        struct scope scope = {.row = input, .self = statement->target.text, .keyed = &statement->target};
        enum value_type type = check_value(checker, &scope, statement->as.value);
        if (type == TYPE_LIST || type == TYPE_SET) {
            report(checker, DIAGNOSTIC_E206, statement->as.value->outer, "a field holds one value, not %s",
                   value_type_name(type));
        }
    }
    bool lost = input->kind == RELATION_ERROR;
    struct binding binding = {
        .kind = lost ? BINDING_ERROR : BINDING_SET, .name = statement->target, .relation = relation};
    statement->result = lost ? NULL : relation;
    statement->binding = bind(checker, &binding);
}

static void add_output(struct checker *checker, const struct name *name, struct binding *binding) {
    binding_use(checker, binding);
    struct checked_output output = {*name, binding->kind == BINDING_SET ? binding->relation : NULL, binding};
    (void)LIST_PUSH(checker->arena, &checker->outputs, output);
}

static void check_output(struct checker *checker, struct statement *statement) {
    size_t count = statement->as.names.count;
    const struct binding **bindings = ARENA_ARRAY(checker->arena, count, const struct binding *);
    for (size_t i = 0; bindings != NULL && i < count; i++) {
        const struct name *name = &statement->as.names.names[i];
        struct binding *binding = find_binding(checker, name->text);
        if (binding == NULL && name->text.size > 0) {
            (void)report_undefined(checker, name, false, NULL);
        } else if (binding != NULL) {
            bindings[i] = binding;
            add_output(checker, name, binding);
        }
    }
    statement->as.names.bindings = bindings;
}

static void check_input(struct checker *checker, struct statement *statement) {
    size_t count = statement->as.names.count;
    const struct binding **bindings = ARENA_ARRAY(checker->arena, count, const struct binding *);
    for (size_t i = 0; bindings != NULL && i < count; i++) {
        struct binding binding = {.kind = BINDING_INPUT, .name = statement->as.names.names[i], .type = TYPE_ANY};
        bindings[i] = bind(checker, &binding);
    }
    statement->as.names.bindings = bindings;
}

static bool is_name_byte(char c) {
    return fold_byte((unsigned char)c) != (unsigned char)c || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           c == '_';
}

// A statement that the parser gave up: its variables count as used, and the
// name that it begins with as assigned, so that nothing follows from it.
static void check_lost(struct checker *checker, const struct statement *statement) {
    checker->lost_statement = true;
    struct slice text = source_slice(checker->source, statement->span);
    struct binding lost = {.kind = BINDING_ERROR, .used = true, .name = statement->target};
    for (size_t at = 0; at < text.size; at++) {
        size_t start = at;
        while (at < text.size && is_name_byte(text.data[at])) {
            at++;
        }
        struct slice word = slice_sub(text, start, at);
        struct binding *binding = word.size > 0 ? find_binding(checker, word) : NULL;
        if (binding != NULL) {
            binding_use(checker, binding);
        }
        if (start == 0 && lost.name.text.size == 0) {
            lost.name = (struct name){word, {statement->span.start, statement->span.start + (uint32_t)word.size}};
        }
    }
    if (lost.name.text.size > 0) {
        (void)bind(checker, &lost);
    }
}

// A bare predicate is a search for every record that satisfies it.
static void check_predicate(struct checker *checker, struct statement *statement) {
    struct event_type *any = ARENA_NEW(checker->arena, struct event_type);
    if (any == NULL) {
        return;
    }
    *any = (struct event_type){SIZE_MAX, SIZE_MAX};
    struct relation *relation = make_relation(checker, RELATION_SEARCH, NULL);
    relation->types = any;
    relation->type_count = 1;
    relation->events = true;
    relation->condition = statement->as.value;
    struct scope scope = {.row = relation};
    check_condition(checker, &scope, statement->as.value);
    lint_condition(checker, relation, statement->as.value);
    struct binding binding = {
        .kind = BINDING_SET, .name = {SLICE("hits"), statement->span}, .relation = relation, .used = true};
    statement->result = relation;
    struct binding *hits = bind(checker, &binding);
    statement->binding = hits;
    if (hits != NULL) {
        add_output(checker, &hits->name, hits);
    }
}

static void check_statement(struct checker *checker, struct statement *statement) {
    checker->statement = statement;
    switch (statement->kind) {
    case STATEMENT_ASSIGN:
        check_assign(checker, statement);
        break;
    case STATEMENT_DERIVE:
        check_derive(checker, statement);
        break;
    case STATEMENT_OUTPUT:
        check_output(checker, statement);
        break;
    case STATEMENT_INPUT:
        check_input(checker, statement);
        break;
    case STATEMENT_PREDICATE:
        check_predicate(checker, statement);
        break;
    case STATEMENT_ERROR:
        check_lost(checker, statement);
        break;
    }
}

// ---------------------------------------------------------------------------
// The rule as a whole

static void check_missing_output(struct checker *checker) {
    const struct statement *last = NULL;
    for (size_t i = 0; i < checker->rule->count; i++) {
        enum statement_kind kind = checker->rule->statements[i].kind;
        if (kind == STATEMENT_OUTPUT || kind == STATEMENT_PREDICATE || kind == STATEMENT_ERROR) {
            return;
        }
        if (kind != STATEMENT_INPUT) {
            last = &checker->rule->statements[i];
        }
    }
    if (last == NULL) {
        return;
    }
    struct span end = {last->span.end, last->span.end};
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_W203, end, "the rule has no `output`");
    diagnostic_help(checker->diagnostics, diagnostic, "append `output %.*s`", SLICE_ARG(last->target.text));
    struct text insert;
    text_init(&insert);
    text_format(&insert, "\noutput %.*s", SLICE_ARG(last->target.text));
    propose(checker, diagnostic, end, text_slice(&insert));
    text_finish(&insert);
    struct binding *binding = find_binding(checker, last->target.text);
    if (binding != NULL) {
        add_output(checker, &last->target, binding);
    }
}

enum carl_status check_rule(struct rule *rule, const struct carl_model *model, struct arena *arena,
                            struct carl_diagnostics *diagnostics, struct checked_rule **ret_checked) {
    return check_rule_in(rule, model, NULL, arena, diagnostics, ret_checked);
}

enum carl_status check_rule_in(struct rule *rule, const struct carl_model *model, const struct check_library *library,
                               struct arena *arena, struct carl_diagnostics *diagnostics,
                               struct checked_rule **ret_checked) {
    struct checker checker = {.rule = rule,
                              .source = rule->source,
                              .model = model,
                              .library = library,
                              .arena = arena,
                              .diagnostics = diagnostics,
                              .effort = EFFORT};
    checker.error = make_relation(&checker, RELATION_ERROR, NULL);
    struct checked_rule *checked = ARENA_NEW(arena, struct checked_rule);
    if (checked == NULL) {
        return CARL_ERROR_MEMORY;
    }
    checked->rule = rule;
    checked->id = lint_metadata(&checker);
    diagnostics_set_rule(diagnostics, rule->source, checked->id);
    for (size_t i = 0; i < rule->count; i++) {
        check_statement(&checker, &rule->statements[i]);
    }
    check_missing_output(&checker);
    lint_unused(&checker);
    lint_null(&checker);
    checked->relations = checker.relations.items;
    checked->relation_count = checker.relations.count;
    checked->outputs = checker.outputs.items;
    checked->output_count = checker.outputs.count;
    if (lint_reference_metadata(checked, model, arena, diagnostics) != CARL_OK) {
        return CARL_ERROR_MEMORY;
    }
    if (arena_failed(arena) || diagnostics->failed) {
        return CARL_ERROR_MEMORY;
    }
    *ret_checked = checked;
    return CARL_OK;
}
