// SPDX-License-Identifier: Apache-2.0
#include "lang/check_internal.h"

#include "base/fold.h"
#include "base/text.h"
#include "lang/suggest.h"

// ---------------------------------------------------------------------------
// Fields of another object

struct name_count {
    const struct carl_model *model;
    size_t object;
    size_t known; // names that the object has as fields
};

static void count_known(struct expr *expr, void *user) {
    struct name_count *count = user;
    if (expr->kind == EXPR_NAME && expr->as.name.path.count > 0) {
        struct slice name = expr->as.name.path.names[expr->as.name.path.count - 1].text;
        count->known += model_find_object_field(count->model, count->object, name) != SIZE_MAX;
    }
}

static struct expr *statement_condition(const struct statement *statement) {
    if (statement == NULL || statement->kind != STATEMENT_ASSIGN) {
        return NULL;
    }
    const struct source_expr *source = statement->as.source;
    return source->kind == SOURCE_FILTER   ? source->as.filter.where
           : source->kind == SOURCE_SEARCH ? source->as.search.where
           : source->kind == SOURCE_JOIN   ? source->as.join.where
                                           : NULL;
}

// The first action that a sensor reports, or the one the rule searches if the
// object has it too; SIZE_MAX: the object has no sensor.
static size_t likely_action(const struct carl_model *model, size_t object, const struct event_type *searched) {
    if (searched->object != SIZE_MAX && searched->action != SIZE_MAX) {
        struct slice name = model->objects[searched->object].actions[searched->action].name;
        size_t same = model_find_action(model, object, name);
        if (same != SIZE_MAX) {
            return same;
        }
    }
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < model->map_count; i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            const struct event_map *event = &model->sensors[i].events[j];
            if (event->object == object && event->action < least) {
                least = event->action;
            }
        }
    }
    return least;
}

static bool is_searched(const struct checker *checker, size_t object) {
    for (size_t i = 0; i < checker->relations.count; i++) {
        const struct relation *relation = checker->relations.items[i];
        for (size_t j = 0; relation->kind == RELATION_SEARCH && j < relation->type_count; j++) {
            if (relation->types[j].object == object) {
                return true;
            }
        }
    }
    return false;
}

// The object that has the field and most of the other names in the statement;
// of equals one that sensors report, that is no extension, and that the rule
// searches.
static size_t likely_object(const struct checker *checker, struct slice field) {
    const struct carl_model *model = checker->model;
    size_t best = SIZE_MAX;
    size_t best_score = 0;
    for (size_t i = 0; i < model->object_count; i++) {
        if (model_find_object_field(model, i, field) == SIZE_MAX) {
            continue;
        }
        struct name_count count = {model, i, 0};
        expr_walk(statement_condition(checker->statement), count_known, &count);
        struct event_type none = {SIZE_MAX, SIZE_MAX};
        bool reported = likely_action(model, i, &none) != SIZE_MAX;
        size_t score = 8 * count.known + 4 * reported + 2 * !model->objects[i].extension + is_searched(checker, i) + 1;
        if (score > best_score) {
            best = i;
            best_score = score;
        }
    }
    return best;
}

// The input of the join that has the field, other than `relation`; SIZE_MAX: none.
static size_t other_member(const struct checker *checker, const struct relation *join, const struct relation *relation,
                           const struct name *name) {
    for (size_t i = 0; join != NULL && i < join->input_count; i++) {
        struct field_match match;
        if (join->inputs[i] != relation && relation_shape(join->inputs[i])->kind == RELATION_SEARCH &&
            !rows_are_open(join->inputs[i]) &&
            rows_find(checker, join->inputs[i], name, 1, 0, false, &match) == FIELD_FOUND) {
            return i;
        }
    }
    return SIZE_MAX;
}

// `join`: whose member the rows are; NULL: of none.
static void report_other_object(struct checker *checker, const struct relation *relation, const struct relation *join,
                                const struct name *name, size_t object) {
    const struct carl_model *model = checker->model;
    const struct relation *shape = relation_shape(relation);
    struct event_type none = {SIZE_MAX, SIZE_MAX};
    size_t action = likely_action(model, object, shape->type_count > 0 ? &shape->types[0] : &none);
    action = action == SIZE_MAX ? 0 : action;
    struct slice rows = rows_name(checker, relation);
    struct slice other = model->objects[object].name;
    struct slice verb = model->objects[object].actions[action].name;
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E205, name->span, "%.*s has no `%.*s`; it belongs to %.*s:%.*s", SLICE_ARG(rows),
               SLICE_ARG(name->text), SLICE_ARG(other), SLICE_ARG(verb));
    size_t member = other_member(checker, join, relation, name);
    if (member != SIZE_MAX) {
        diagnostic_help(checker->diagnostics, diagnostic, "`%.*s` has it: did you mean `%.*s.%.*s`?",
                        SLICE_ARG(join->input_names[member].text), SLICE_ARG(join->input_names[member].text),
                        SLICE_ARG(name->text));
        return;
    }
    diagnostic_help(checker->diagnostics, diagnostic, "search %.*s:%.*s, or join its events", SLICE_ARG(other),
                    SLICE_ARG(verb));
    if (shape->kind != RELATION_SEARCH || shape->source == NULL || shape->source->as.search.count != 1) {
        return;
    }
    struct span searched = shape->source->as.search.events[0].span;
    struct text insert;
    text_init(&insert);
    text_format(&insert, "%.*s:%.*s", SLICE_ARG(other), SLICE_ARG(verb));
    diagnostic_related(checker->diagnostics, diagnostic, searched, "searched here");
    propose(checker, diagnostic, searched, text_slice(&insert));
    diagnostic->mechanical = false;
    text_finish(&insert);
}

// ---------------------------------------------------------------------------
// Fields that rows have lost

static bool report_lost(struct checker *checker, const struct relation *relation, const struct path *path,
                        size_t first) {
    const struct relation *shape = relation_shape(relation);
    const struct name *name = &path->names[first];
    bool select = shape->kind == RELATION_SELECT;
    if (!select && shape->kind != RELATION_GROUP) {
        return false;
    }
    const struct relation *source = select ? shape->inputs[0] : shape;
    struct field_match match;
    if (rows_find(checker, source, path->names, path->count, first, true, &match) == FIELD_MISSING) {
        return false;
    }
    struct diagnostic *diagnostic;
    if (select) {
        diagnostic = report(checker, DIAGNOSTIC_E202, name->span, "`%.*s` was projected away by `from ... select`",
                            SLICE_ARG(name->text));
        diagnostic_help(checker->diagnostics, diagnostic,
                        "select `%.*s` too, or keep the events and compare them by key", SLICE_ARG(name->text));
    } else {
        diagnostic =
            report(checker, DIAGNOSTIC_E202, name->span, "`%.*s` is not a key of the groups", SLICE_ARG(name->text));
        diagnostic_help(checker->diagnostics, diagnostic,
                        "group by `%.*s` too, or take an aggregate of it in `from ... select`", SLICE_ARG(name->text));
    }
    if (shape->source != NULL) {
        diagnostic_related(checker->diagnostics, diagnostic, shape->source->span, "%s",
                           select ? "only these columns are left" : "only the keys are known of a group");
    }
    return true;
}

// ---------------------------------------------------------------------------
// Fields that nothing has

// A variable may have been meant as well as a field.
static void offer_values(const struct checker *checker, struct suggestion *suggestion) {
    for (size_t i = 0; i < checker->bindings.count; i++) {
        const struct binding *binding = checker->bindings.items[i];
        if (binding->kind == BINDING_VALUE || binding->kind == BINDING_INPUT) {
            suggestion_offer(suggestion, binding->name.text);
        }
    }
}

static struct slice nearest_field(const struct checker *checker, const struct relation *relation,
                                  const struct name *name, bool single, bool *ret_derived) {
    struct slice foreign = suggest_foreign_field(name->text);
    struct name other = {foreign, name->span};
    struct field_match match;
    *ret_derived = false;
    if (foreign.size > 0 && rows_find(checker, relation, &other, 1, 0, false, &match) == FIELD_FOUND) {
        return foreign;
    }
    struct suggestion suggestion;
    suggestion_init(&suggestion, name->text);
    rows_offer(checker, relation, &suggestion);
    if (single) {
        offer_values(checker, &suggestion);
    }
    other.text = suggestion.best;
    *ret_derived = suggestion.best.size > 0 &&
                   rows_find(checker, relation, &other, 1, 0, false, &match) == FIELD_FOUND &&
                   match.reference.kind == REFERENCE_DERIVED;
    return suggestion.best;
}

void report_unknown_field(struct checker *checker, const struct relation *relation, const struct path *path,
                          size_t first, bool compared) {
    if (report_lost(checker, relation, path, first)) {
        return;
    }
    const struct relation *shape = relation_shape(relation);
    const struct relation *join = NULL;
    size_t at = first;
    // A member's name was found, and the field is not one of the member's.
    while (shape->kind == RELATION_JOIN && at + 1 < path->count) {
        size_t member = 0;
        while (member < shape->input_count && !slice_equal(shape->input_names[member].text, path->names[at].text)) {
            member++;
        }
        if (member == shape->input_count) {
            break;
        }
        join = shape;
        relation = shape->inputs[member];
        shape = relation_shape(relation);
        at++;
    }
    if (at != first && report_lost(checker, relation, path, at)) {
        return;
    }
    const struct name *name = &path->names[at];
    bool derived;
    struct slice nearest = nearest_field(checker, relation, name, path->count == 1, &derived);
    size_t object = shape->kind == RELATION_SEARCH && !derived ? likely_object(checker, name->text) : SIZE_MAX;
    if (object != SIZE_MAX) {
        report_other_object(checker, relation, join, name, object);
        return;
    }
    struct slice rows = rows_name(checker, relation);
    if (nearest.size == 0) {
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E202, name->span, "unknown field `%.*s` of %.*s",
                                               SLICE_ARG(name->text), SLICE_ARG(rows));
        size_t searched = rows_object(relation);
        if (compared) {
            diagnostic_help(checker->diagnostics, diagnostic, "write `\"%.*s\"` if it is a text",
                            SLICE_ARG(name->text));
        } else if (searched != SIZE_MAX) {
            diagnostic_help(checker->diagnostics, diagnostic, "`carl model %.*s` lists the fields", SLICE_ARG(rows));
        }
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E202, name->span, "unknown field `%.*s` of %.*s, did you mean `%.*s`?",
               SLICE_ARG(name->text), SLICE_ARG(rows), SLICE_ARG(nearest));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(nearest));
    propose(checker, diagnostic, name->span, nearest);
}

// ---------------------------------------------------------------------------
// Paths that nothing begins

struct slice last_field(const struct checker *checker, const struct relation *relation, const struct path *path) {
    const struct name *last = &path->names[path->count - 1];
    struct field_match match;
    bool found = !rows_are_open(relation) && relation_shape(relation)->kind == RELATION_SEARCH &&
                 rows_find(checker, relation, last, 1, 0, false, &match) == FIELD_FOUND;
    return found ? last->text : SLICE("");
}

static bool is_assigned(const struct checker *checker, struct slice name) {
    for (size_t i = 0; i < checker->rule->count; i++) {
        const struct statement *statement = &checker->rule->statements[i];
        if (statement->kind == STATEMENT_ASSIGN && slice_equal(statement->target.text, name)) {
            return true;
        }
    }
    return false;
}

// The parts of records in which the sensors' fields are.
static bool is_record_part(struct slice name) {
    static const char *const parts[] = {"winlog",   "event_data", "eventdata", "user_data",
                                        "userdata", "system",     "event"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (fold_name_equal(name, slice_from_string(parts[i]))) {
            return true;
        }
    }
    return false;
}

bool report_unknown_path(struct checker *checker, const struct scope *scope, const struct path *path) {
    const struct name *head = &path->names[0];
    bool row = scope->row != NULL && relation_shape(scope->row)->kind == RELATION_SEARCH && !scope->aggregate;
    if (!row || is_assigned(checker, head->text)) {
        return false;
    }
    struct slice whole = source_slice(checker->source, path->span);
    struct slice field = last_field(checker, scope->row, path);
    if (field.size > 0 && is_record_part(head->text)) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E202, path->span, "unknown field `%.*s` of %.*s, did you mean `%.*s`?",
                   SLICE_ARG(whole), SLICE_ARG(rows_name(checker, scope->row)), SLICE_ARG(field));
        diagnostic_help(checker->diagnostics, diagnostic,
                        "write `%.*s`: fields of the record go by their own name, wherever they are in it",
                        SLICE_ARG(field));
        propose(checker, diagnostic, path->span, field);
        return true;
    }
    size_t record = model_find_field(checker->model, head->text);
    if (record != SIZE_MAX && checker->model->fields[record].type == FIELD_RECORD) {
        report_unknown_field(checker, scope->row, path, 0, false);
        return true;
    }
    if (field.size > 0 || !scope->compared) {
        return false;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E104, path->span,
               "unquoted literal: `%.*s` is no field, and values are written in double quotes", SLICE_ARG(whole));
    diagnostic_help(checker->diagnostics, diagnostic, "write `\"%.*s\"`", SLICE_ARG(whole));
    propose(checker, diagnostic, (struct span){path->span.start, path->span.start}, SLICE("\""));
    propose(checker, diagnostic, (struct span){path->span.end, path->span.end}, SLICE("\""));
    return true;
}
