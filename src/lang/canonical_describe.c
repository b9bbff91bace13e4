// SPDX-License-Identifier: Apache-2.0
#include "lang/ast_dump.h"
#include "lang/canonical.h"

static void put_number(struct text *out, size_t number) {
    text_append_char(out, ' ');
    if (number == SIZE_MAX) {
        text_append_char(out, '-');
    } else {
        text_append_unsigned(out, number);
    }
}

static void put_reference(struct text *out, const struct reference *reference) {
    put_number(out, reference->kind);
    switch (reference->kind) {
    case REFERENCE_FIELD:
    case REFERENCE_COLUMN:
    case REFERENCE_DERIVED:
    case REFERENCE_NATIVE:
        put_number(out, reference->field);
        put_number(out, reference->member);
        put_number(out, reference->any_object);
        break;
    default:
        break;
    }
}

static void put_name(struct expr *expr, void *user) {
    struct text *out = user;
    if (expr->kind == EXPR_NAME) {
        text_append_string(out, "name");
        put_reference(out, &expr->reference);
        text_append_char(out, '\n');
    }
}

static void put_source(const struct source_expr *source, struct text *out) {
    switch (source->kind) {
    case SOURCE_SEARCH:
        expr_walk(source->as.search.where, put_name, out);
        break;
    case SOURCE_FILTER:
        expr_walk(source->as.filter.where, put_name, out);
        break;
    case SOURCE_JOIN:
        expr_walk(source->as.join.where, put_name, out);
        break;
    case SOURCE_SELECT:
        for (size_t i = 0; i < source->as.select.count; i++) {
            expr_walk(source->as.select.columns[i].value, put_name, out);
        }
        break;
    case SOURCE_VALUE:
        expr_walk(source->as.value, put_name, out);
        break;
    case SOURCE_ERROR:
    case SOURCE_GROUP:
    case SOURCE_RUN:
        break;
    }
}

static void put_kind(struct text *out, const struct relation *relation, enum relation_kind kind) {
    text_append_string(out, "rows");
    put_number(out, kind);
    for (size_t i = 0; i < relation->type_count; i++) {
        put_number(out, relation->types[i].object);
        put_number(out, relation->types[i].action);
    }
    for (size_t i = 0; i < relation->key_count; i++) {
        for (size_t j = 0; relation->keys[i].references != NULL && j < relation->input_count; j++) {
            put_reference(out, &relation->keys[i].references[j]);
        }
    }
    text_append_char(out, '\n');
}

static void put_relation(struct text *out, const struct relation *relation) {
    put_kind(out, relation, relation->kind);
    // A search with a condition is a search and a filter.
    if (relation->kind == RELATION_SEARCH && relation->condition != NULL) {
        put_kind(out, relation, RELATION_FILTER);
    }
}

void canonical_describe(const struct checked_rule *checked, struct text *out) {
    const struct rule *rule = checked->rule;
    ast_dump(rule, AST_DUMP_MEANING, out);
    for (size_t i = 0; i < rule->count; i++) {
        const struct statement *statement = &rule->statements[i];
        if (statement->kind == STATEMENT_ASSIGN) {
            put_source(statement->as.source, out);
        } else if (statement->kind == STATEMENT_DERIVE || statement->kind == STATEMENT_PREDICATE) {
            expr_walk(statement->as.value, put_name, out);
        }
    }
    for (size_t i = 0; i < checked->relation_count; i++) {
        put_relation(out, checked->relations[i]);
    }
    for (size_t i = 0; i < checked->output_count; i++) {
        text_append_string(out, "output ");
        text_append(out, checked->outputs[i].name.text);
        text_append_char(out, '\n');
    }
}
