// SPDX-License-Identifier: Apache-2.0
// `run Analytic:ID`: the rows of another rule's outputs as one set.
#include "lang/check_internal.h"

#include "base/fold.h"

// The definition of a field that rows of `relation` have; NULL: the rule adds none
// of this name.
static const struct expr *definition(const struct relation *relation, struct slice name) {
    for (const struct relation *at = relation; at != relation_shape(relation);) {
        if ((at->kind == RELATION_DERIVE || at->kind == RELATION_COUNT_BY) &&
            fold_name_equal(at->derived_name.text, name)) {
            return at->derived;
        }
        at = at->kind == RELATION_RUN ? at->yields : at->inputs[0];
    }
    return NULL;
}

// True when rows of `b` have each field that was added to those of `a`, from the
// same statement.
static bool has_fields_of(const struct relation *a, const struct relation *b) {
    for (const struct relation *at = a; at != relation_shape(a);) {
        if (at->kind == RELATION_DERIVE || at->kind == RELATION_COUNT_BY) {
            struct slice name = at->derived_name.text;
            if (definition(a, name) != definition(b, name)) {
                return false;
            }
        }
        at = at->kind == RELATION_RUN ? at->yields : at->inputs[0];
    }
    return true;
}

static bool same_columns(const struct relation *a, const struct relation *b) {
    if (a->column_count != b->column_count) {
        return false;
    }
    for (size_t i = 0; i < a->column_count; i++) {
        if (!fold_name_equal(a->columns[i].name, b->columns[i].name)) {
            return false;
        }
    }
    return true;
}

// True when rows of both can be in one set: what a name means on one of them it
// means on the other. Joined and grouped rows must be of one statement.
static bool can_unite(const struct relation *a, const struct relation *b) {
    const struct relation *shape_a = relation_shape(a);
    const struct relation *shape_b = relation_shape(b);
    bool alone = shape_a->kind == RELATION_JOIN || shape_a->kind == RELATION_GROUP;
    return shape_a->kind == shape_b->kind && (!alone || shape_a == shape_b) && same_columns(shape_a, shape_b) &&
           has_fields_of(a, b) && has_fields_of(b, a);
}

const struct relation *check_run(struct checker *checker, const struct source_expr *source) {
    struct relation *relation = make_relation(checker, RELATION_RUN, source);
    relation->events = true;
    if (checker->library == NULL) {
        return relation;
    }
    const struct name *id = &source->as.run.id;
    const char *problem = NULL;
    const struct checked_rule *other = checker->library->find(checker->library->user, id->text, &problem);
    if (other == NULL) {
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E212, id->span, "analytic `%.*s` %s",
                                               SLICE_ARG(id->text), problem == NULL ? "is not known" : problem);
        if (problem == NULL) {
            diagnostic_help(checker->diagnostics, diagnostic,
                            "rules are looked up beside the file that runs them, then in the folders of `--library`, "
                            "then among those that carl brings");
        }
        return checker->error;
    }
    relation->analytic = other;
    for (size_t i = 0; i < other->output_count; i++) {
        const struct relation *output = other->outputs[i].relation;
        if (output == NULL || (relation->yields != NULL && !can_unite(output, relation->yields))) {
            report(checker, DIAGNOSTIC_E206, id->span, "`%.*s` outputs what cannot be united in one set",
                   SLICE_ARG(id->text));
            return checker->error;
        }
        relation->yields = relation->yields == NULL ? output : relation->yields;
    }
    if (relation->yields == NULL) {
        return checker->error; // the other rule has errors of its own
    }
    relation->events = relation->yields->events;
    relation->types = relation->yields->types;
    relation->type_count = relation->yields->type_count;
    return relation;
}
