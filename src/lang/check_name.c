// SPDX-License-Identifier: Apache-2.0
#include "lang/check_internal.h"

#include "base/fold.h"
#include "lang/suggest.h"

// ---------------------------------------------------------------------------
// Variables that are not defined

// The name nearest to an undefined one, then what the context suggests: the set
// that `x.f = ...` is about, in `output` the last assignment, the only set.
static struct binding *guess_binding(const struct checker *checker, const struct name *name, bool set,
                                     const struct name *keyed, const char **ret_reason) {
    struct suggestion suggestion;
    suggestion_init(&suggestion, name->text);
    struct binding *last = NULL;
    size_t sets = 0;
    for (size_t i = checker->bindings.count; i > 0; i--) {
        struct binding *binding = checker->bindings.items[i - 1];
        if (set && binding->kind != BINDING_SET && binding->kind != BINDING_ERROR) {
            continue;
        }
        if (find_binding(checker, binding->name.text) == binding) {
            suggestion_offer(&suggestion, binding->name.text);
            sets++;
        }
        last = last == NULL ? binding : last;
    }
    *ret_reason = "the nearest name";
    if (suggestion.best.size > 0) {
        return find_binding(checker, suggestion.best);
    }
    if (keyed != NULL && find_binding(checker, keyed->text) != NULL) {
        *ret_reason = "the set that the field is added to";
        return find_binding(checker, keyed->text);
    }
    if (checker->statement != NULL && checker->statement->kind == STATEMENT_OUTPUT && last != NULL) {
        *ret_reason = "the last assignment";
        return last;
    }
    *ret_reason = "the only set";
    return set && sets == 1 ? last : NULL;
}

struct binding *report_undefined(struct checker *checker, const struct name *name, bool set, const struct name *keyed) {
    const char *reason = "";
    struct binding *guess = guess_binding(checker, name, set, keyed, &reason);
    if (guess == NULL) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E201, name->span, "undefined variable `%.*s`", SLICE_ARG(name->text));
        diagnostic_help(checker->diagnostics, diagnostic, "assign it first: `%.*s = search Object:Action`",
                        SLICE_ARG(name->text));
        return NULL;
    }
    struct slice text = guess->name.text;
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E201, name->span, "undefined variable `%.*s`, did you mean `%.*s`?",
               SLICE_ARG(name->text), SLICE_ARG(text));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`, %s", SLICE_ARG(text), reason);
    propose(checker, diagnostic, name->span, text);
    binding_use(checker, guess);
    return guess;
}

static const char *binding_noun(const struct binding *binding) {
    return binding->kind == BINDING_INPUT ? "an input" : binding->type == TYPE_LIST ? "a list" : "a value";
}

const struct relation *resolve_set(struct checker *checker, const struct name *name, const struct name *keyed,
                                   bool *ret_guessed) {
    struct binding *binding = find_binding(checker, name->text);
    *ret_guessed = binding == NULL || !slice_equal(source_slice(checker->source, name->span), name->text);
    if (binding == NULL && name->text.size == 0) {
        return checker->error;
    }
    if (binding == NULL) {
        binding = report_undefined(checker, name, true, keyed);
    }
    if (binding == NULL) {
        return checker->error;
    }
    binding_use(checker, binding);
    if (binding->kind == BINDING_SET) {
        return binding->relation;
    }
    if (binding->kind != BINDING_ERROR) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E206, name->span, "`%.*s` is %s, and a set of rows must stand here",
                   SLICE_ARG(name->text), binding_noun(binding));
        diagnostic_related(checker->diagnostics, diagnostic, binding->name.span, "assigned here");
    }
    return checker->error;
}

// ---------------------------------------------------------------------------
// Fields

void note_field(struct checker *checker, const struct field_match *match, const struct name *name) {
    if (match->reference.kind == REFERENCE_NATIVE && match->native_spelling) {
        if (note_wanted(checker, DIAGNOSTIC_N105, name->text)) {
            report(checker, DIAGNOSTIC_N105, name->span,
                   "`%.*s` is a native field's name; written in snake case it means the same", SLICE_ARG(name->text));
        }
        return;
    }
    if (match->extension && note_wanted(checker, DIAGNOSTIC_N108, name->text)) {
        struct slice object = checker->model->objects[match->object].name;
        report(checker, DIAGNOSTIC_N108, name->span, "`%.*s` is not in the data model of %.*s (extension field)",
               SLICE_ARG(name->text), SLICE_ARG(object));
    }
    if (match->reference.kind == REFERENCE_FIELD &&
        !rows_are_filled(checker, match->reference.relation, match->reference.field)) {
        lint_unfilled(checker, name, rows_name(checker, match->reference.relation));
    }
    if (match->canonical.size == 0 || !note_wanted(checker, DIAGNOSTIC_N105, name->text)) {
        return;
    }
    bool same = fold_name_equal(match->canonical, name->text);
    struct diagnostic *diagnostic =
        same ? report(checker, DIAGNOSTIC_N105, name->span, "`%.*s` is another spelling of `%.*s`",
                      SLICE_ARG(name->text), SLICE_ARG(match->canonical))
             : report(checker, DIAGNOSTIC_N105, name->span, "`%.*s` is not in the data model; alias of `%.*s`",
                      SLICE_ARG(name->text), SLICE_ARG(match->canonical));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(match->canonical));
    propose(checker, diagnostic, name->span, match->canonical);
}

static void report_ambiguous(struct checker *checker, const struct relation *relation, const struct path *path,
                             size_t first) {
    const struct relation *shape = relation_shape(relation);
    const struct name *name = &path->names[first];
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E211, path->span, "`%.*s` does not say which of the joined sets it is of",
               SLICE_ARG(name->text));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s.%.*s` or `%.*s.%.*s`",
                    SLICE_ARG(shape->input_names[0].text), SLICE_ARG(name->text),
                    SLICE_ARG(shape->input_names[shape->input_count - 1].text), SLICE_ARG(name->text));
}

// True where the names after the field's own cannot be members of it; reports.
static bool has_no_members(struct checker *checker, const struct field_match *match, const struct path *path) {
    const struct reference *reference = &match->reference;
    bool record = reference->kind == REFERENCE_NONE || reference->kind == REFERENCE_NATIVE ||
                  reference->kind == REFERENCE_DERIVED || reference->kind == REFERENCE_COLUMN ||
                  (reference->kind == REFERENCE_FIELD && checker->model->fields[reference->field].type == FIELD_RECORD);
    if (record || reference->first + 1 >= path->count) {
        return false;
    }
    const struct name *member = &path->names[reference->first + 1];
    report(checker, DIAGNOSTIC_E202, member->span, "unknown field `%.*s`: `%.*s` is not a record and has no members",
           SLICE_ARG(member->text), SLICE_ARG(path->names[reference->first].text));
    return true;
}

// In an aggregate over the groups at hand, names are those of the groups' rows. A
// field that was added to the groups themselves has one value there: where their
// rows have none of this name it is reported. False then.
static bool find_in_groups(struct checker *checker, const struct relation *groups, const struct path *path,
                           size_t first, struct field_match *match) {
    const struct relation *shape = relation_shape(groups);
    bool own = match->reference.kind == REFERENCE_DERIVED && match->reference.rows == groups;
    if (shape->kind != RELATION_GROUP || !own) {
        return true;
    }
    if (rows_find(checker, shape, path->names, path->count, first, true, match) == FIELD_FOUND) {
        return true;
    }
    const struct name *name = &path->names[first];
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_E206, path->span,
                                           "`%.*s` was added to the groups and is one value of each, not a field of "
                                           "their rows",
                                           SLICE_ARG(name->text));
    diagnostic_help(checker->diagnostics, diagnostic, "take it without a function: `%.*s`", SLICE_ARG(name->text));
    return false;
}

// Looks the path up on rows of `relation` from names[first] on, and fills the
// reference or reports.
static void resolve_on_rows(struct checker *checker, const struct relation *relation, struct expr *expr, size_t first,
                            const struct scope *scope) {
    const struct path *path = &expr->as.name.path;
    struct field_match match;
    switch (rows_find(checker, relation, path->names, path->count, first, scope->aggregate, &match)) {
    case FIELD_MISSING:
        report_unknown_field(checker, relation, path, first, scope->compared && path->count == 1);
        return;
    case FIELD_AMBIGUOUS:
        report_ambiguous(checker, relation, path, first);
        return;
    case FIELD_FOUND:
        break;
    }
    if (scope->aggregate && relation == scope->row && !find_in_groups(checker, relation, path, first, &match)) {
        return;
    }
    if (has_no_members(checker, &match, path)) {
        return;
    }
    expr->reference = match.reference;
    expr->type = match.type;
    if (match.reference.kind != REFERENCE_COLUMN && match.reference.first + 1 < path->count &&
        match.type != TYPE_UNKNOWN) {
        expr->type = TYPE_ANY;
    }
    note_field(checker, &match, &path->names[match.reference.first]);
}

static void refer_to_value(struct checker *checker, const struct scope *scope, struct expr *expr,
                           struct binding *binding) {
    binding_use(checker, binding);
    if (binding->kind == BINDING_ERROR) {
        return;
    }
    expr->reference = (struct reference){
        .kind = REFERENCE_VALUE, .binding = binding, .member = SIZE_MAX, .field = SIZE_MAX, .derived = binding->value};
    expr->type = binding->kind == BINDING_INPUT ? TYPE_ANY : binding->type;
    if (binding->key_count > 0) {
        use_keyed_aggregate(checker, scope, expr);
    }
}

// Which input of the group the rows are is called `name`; SIZE_MAX: none.
static size_t group_member(const struct scope *scope, struct slice name) {
    const struct relation *shape = scope->row == NULL ? NULL : relation_shape(scope->row);
    for (size_t i = 0; shape != NULL && shape->kind == RELATION_GROUP && i < shape->input_count; i++) {
        if (slice_equal(shape->input_names[i].text, name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void refer_to_set(struct checker *checker, const struct scope *scope, struct expr *expr,
                         struct binding *binding) {
    const struct name *name = &expr->as.name.path.names[0];
    binding_use(checker, binding);
    size_t member = group_member(scope, name->text);
    if (scope->aggregate) {
        const struct relation *relation =
            member == SIZE_MAX ? binding->relation : relation_shape(scope->row)->inputs[member];
        expr->reference = (struct reference){.kind = REFERENCE_SET,
                                             .binding = binding,
                                             .relation = relation,
                                             .rows = relation,
                                             .member = member,
                                             .field = SIZE_MAX};
        expr->type = TYPE_SET;
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E206, expr->span, "`%.*s` is a set of rows, and a value must stand here",
               SLICE_ARG(name->text));
    diagnostic_help(checker->diagnostics, diagnostic, "name one of its fields, or count it: `count(%.*s)`",
                    SLICE_ARG(name->text));
}

static void resolve_single(struct checker *checker, const struct scope *scope, struct expr *expr) {
    const struct name *name = &expr->as.name.path.names[0];
    struct binding *binding = find_binding(checker, name->text);
    if (binding != NULL && binding->kind != BINDING_SET) {
        refer_to_value(checker, scope, expr, binding);
        return;
    }
    struct field_match match;
    bool field = scope->row != NULL && rows_find(checker, scope->row, &expr->as.name.path.names[0], 1, 0,
                                                 scope->aggregate, &match) != FIELD_MISSING;
    bool counted = group_member(scope, name->text) != SIZE_MAX && scope->aggregate;
    if (binding != NULL && (!field || counted || (scope->aggregate && rows_are_open(scope->row)))) {
        refer_to_set(checker, scope, expr, binding);
    } else if (scope->row != NULL) {
        resolve_on_rows(checker, scope->row, expr, 0, scope);
    } else {
        binding = report_undefined(checker, name, false, scope->keyed);
        if (binding != NULL && binding->kind != BINDING_SET) {
            refer_to_value(checker, scope, expr, binding);
        }
    }
}

// `x.f` where x is a variable that is not in the scope's rows.
static void resolve_foreign(struct checker *checker, const struct scope *scope, struct expr *expr,
                            struct binding *binding) {
    const struct name *name = &expr->as.name.path.names[0];
    binding_use(checker, binding);
    if (binding->kind == BINDING_ERROR) {
        return;
    }
    if (binding->kind != BINDING_SET) {
        report(checker, DIAGNOSTIC_E206, name->span, "`%.*s` is %s and has no fields", SLICE_ARG(name->text),
               binding_noun(binding));
        return;
    }
    if (scope->aggregate) {
        struct scope members = *scope;
        members.aggregate = relation_shape(binding->relation)->kind == RELATION_GROUP;
        resolve_on_rows(checker, binding->relation, expr, 1, &members);
        expr->reference.binding = binding;
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E206, expr->span, "`%.*s` is a whole set here, not the row that is looked at",
               SLICE_ARG(name->text));
    if (scope->row == NULL) {
        diagnostic_help(checker->diagnostics, diagnostic, "take one value of it, such as `max(%.*s.%.*s)`",
                        SLICE_ARG(name->text), SLICE_ARG(expr->as.name.path.names[1].text));
    } else {
        diagnostic_help(checker->diagnostics, diagnostic, "join the two sets to compare their rows");
    }
}

// The set `x` of `x.f` where nothing is known of it.
static struct binding *report_undefined_set(struct checker *checker, const struct scope *scope,
                                            const struct path *path) {
    const struct name *head = &path->names[0];
    const char *reason;
    struct slice field = scope->row == NULL ? SLICE("") : last_field(checker, scope->row, path);
    if (field.size == 0 || guess_binding(checker, head, true, scope->keyed, &reason) != NULL) {
        return report_undefined(checker, head, true, scope->keyed);
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E201, head->span, "undefined variable `%.*s`", SLICE_ARG(head->text));
    diagnostic_help(checker->diagnostics, diagnostic, "the field of the row is `%.*s`", SLICE_ARG(field));
    propose(checker, diagnostic, path->span, field);
    diagnostic->mechanical = false;
    return NULL;
}

static bool is_member(const struct relation *row, struct slice name) {
    const struct relation *shape = relation_shape(row);
    for (size_t i = 0; (shape->kind == RELATION_JOIN || shape->kind == RELATION_GROUP) && i < shape->input_count; i++) {
        if (slice_equal(shape->input_names[i].text, name)) {
            return true;
        }
    }
    return false;
}

static void resolve_qualified(struct checker *checker, const struct scope *scope, struct expr *expr) {
    const struct path *path = &expr->as.name.path;
    const struct name *head = &path->names[0];
    struct field_match match;
    if (scope->row != NULL && scope->self.size > 0 && slice_equal(head->text, scope->self)) {
        resolve_on_rows(checker, scope->row, expr, 1, scope);
        return;
    }
    if (scope->row != NULL && is_member(scope->row, head->text)) {
        resolve_on_rows(checker, scope->row, expr, 0, scope);
        return;
    }
    struct binding *binding = find_binding(checker, head->text);
    if (scope->row != NULL && (binding == NULL || !rows_are_open(scope->row)) &&
        rows_find(checker, scope->row, path->names, path->count, 0, scope->aggregate, &match) != FIELD_MISSING) {
        resolve_on_rows(checker, scope->row, expr, 0, scope);
        return;
    }
    if (binding == NULL && report_unknown_path(checker, scope, path)) {
        return;
    }
    if (binding == NULL) {
        binding = report_undefined_set(checker, scope, path);
        // The rest of the path is checked where the name meant is the row's own.
        if (binding != NULL && scope->row != NULL && slice_equal(binding->name.text, scope->self)) {
            resolve_on_rows(checker, scope->row, expr, 1, scope);
        }
        return;
    }
    resolve_foreign(checker, scope, expr, binding);
}

void resolve_name(struct checker *checker, const struct scope *scope, struct expr *expr) {
    expr->type = TYPE_UNKNOWN;
    expr->reference = (struct reference){.member = SIZE_MAX, .field = SIZE_MAX};
    if (expr->as.name.path.count == 0) {
        return;
    }
    struct field_match native;
    if (expr->as.name.bracketed && scope->row != NULL &&
        rows_find_native(checker, scope->row, &expr->as.name.path.names[0], &native)) {
        expr->reference = native.reference;
        expr->type = native.type;
    } else if (expr->as.name.bracketed && scope->row != NULL) {
        resolve_on_rows(checker, scope->row, expr, 0, scope);
    } else if (expr->as.name.path.count == 1) {
        resolve_single(checker, scope, expr);
    } else {
        resolve_qualified(checker, scope, expr);
    }
}

void resolve_key(struct checker *checker, const struct path *path, const struct relation *const *inputs,
                 const struct name *input_names, size_t input_count, struct relation_key *ret_key) {
    *ret_key = (struct relation_key){.path = path, .name = source_slice(checker->source, path->span)};
    ret_key->references = ARENA_ARRAY(checker->arena, input_count, struct reference);
    for (size_t i = 0; ret_key->references != NULL && i < input_count; i++) {
        bool qualified = path->count > 1 && slice_equal(path->names[0].text, input_names[i].text);
        struct expr name = {.kind = EXPR_NAME, .span = path->span, .as.name.path = *path};
        size_t before = checker->diagnostics->items.count;
        const struct scope scope = {.row = inputs[i]};
        resolve_on_rows(checker, inputs[i], &name, qualified ? 1 : 0, &scope);
        ret_key->references[i] = name.reference;
        ret_key->first = i == 0 && qualified ? 1 : ret_key->first;
        ret_key->type = i == 0 || ret_key->type == name.type ? name.type : TYPE_ANY;
        if (diagnostics_errors_since(checker->diagnostics, before) > 0) {
            ret_key->type = TYPE_UNKNOWN;
            return;
        }
    }
}
