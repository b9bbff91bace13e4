// SPDX-License-Identifier: Apache-2.0
#include "lang/lint_reference.h"

#include "base/fold.h"

// A field of events of one type, as the rule uses it.
struct field_use {
    struct event_type type;
    size_t field; // of the model
    struct span span;
};

LIST_TYPE(field_use_list, struct field_use);

struct collector {
    const struct carl_model *model;
    struct arena *arena;
    struct field_use_list uses; // each field of each type once
};

// ---------------------------------------------------------------------------
// What the rule uses

static void add_use(struct collector *collector, struct event_type type, size_t field, struct span span) {
    for (size_t i = 0; i < collector->uses.count; i++) {
        struct field_use *use = &collector->uses.items[i];
        if (use->field == field && use->type.object == type.object && use->type.action == type.action) {
            use->span = span.start < use->span.start ? span : use->span;
            return;
        }
    }
    (void)LIST_PUSH(collector->arena, &collector->uses, ((struct field_use){type, field, span}));
}

// The event types of the rows that `reference` reads; nothing where they are of
// no known type.
static void use_reference(struct collector *collector, const struct reference *reference, struct span span) {
    const struct relation *rows = reference->relation;
    if (reference->kind != REFERENCE_FIELD || rows == NULL) {
        return;
    }
    rows = relation_shape(rows);
    if (reference->member < rows->input_count) {
        rows = relation_shape(rows->inputs[reference->member]);
    }
    for (size_t i = 0; rows->kind == RELATION_SEARCH && i < rows->type_count; i++) {
        if (rows->types[i].object != SIZE_MAX) {
            add_use(collector, rows->types[i], reference->field, span);
        }
    }
}

static void visit(struct expr *expr, void *user) {
    if (expr->kind == EXPR_NAME) {
        use_reference(user, &expr->reference, expr->span);
    }
}

static void visit_relation(struct collector *collector, const struct relation *relation) {
    expr_walk(relation->condition, visit, collector);
    expr_walk(relation->derived, visit, collector);
    for (size_t i = 0; i < relation->column_count; i++) {
        expr_walk(relation->columns[i].value, visit, collector);
    }
    for (size_t i = 0; i < relation->key_count; i++) {
        const struct relation_key *key = &relation->keys[i];
        for (size_t j = 0; key->references != NULL && key->path != NULL && j < relation->input_count; j++) {
            use_reference(collector, &key->references[j], key->path->span);
        }
    }
}

static void collect(struct collector *collector, const struct checked_rule *checked) {
    for (size_t i = 0; i < checked->relation_count; i++) {
        visit_relation(collector, checked->relations[i]);
    }
    for (size_t i = 0; i < checked->rule->count; i++) {
        const struct statement *statement = &checked->rule->statements[i];
        if (statement->kind == STATEMENT_ASSIGN && statement->as.source->kind == SOURCE_VALUE) {
            expr_walk(statement->as.source->as.value, visit, collector);
        }
    }
}

// ---------------------------------------------------------------------------
// References

struct named_field {
    size_t object; // SIZE_MAX: not in the model
    size_t actions[8];
    size_t action_count; // 0: any, or not in the model
    size_t field;        // of the model
};

// Cuts `text` at its first slash.
static struct slice cut(struct slice *text) {
    const char *slash = text->size == 0 ? NULL : memchr(text->data, '/', text->size);
    size_t size = slash == NULL ? text->size : (size_t)(slash - text->data);
    struct slice head = slice_sub(*text, 0, size);
    *text = slice_sub(*text, slash == NULL ? size : size + 1, text->size);
    return head;
}

static struct named_field read_reference(const struct carl_model *model, struct slice text) {
    struct named_field named = {.object = SIZE_MAX, .field = SIZE_MAX};
    struct slice object = cut(&text);
    struct slice action = cut(&text);
    named.object = model_find_object(model, object);
    if (named.object == SIZE_MAX) {
        return named;
    }
    size_t found = model_find_action(model, named.object, action);
    if (found != SIZE_MAX) {
        named.actions[named.action_count++] = found;
    } else {
        named.action_count = model_find_action_alias(model, named.object, action, named.actions);
    }
    size_t index = model_find_object_field(model, named.object, text);
    index = index == SIZE_MAX ? model_find_field_alias(model, named.object, text) : index;
    named.field = index == SIZE_MAX ? SIZE_MAX : model->objects[named.object].fields[index].field;
    return named;
}

static bool names_use(const struct named_field *named, const struct field_use *use) {
    if (named->object != use->type.object || named->field != use->field) {
        return false;
    }
    bool same = named->action_count == 0 || use->type.action == SIZE_MAX;
    for (size_t i = 0; i < named->action_count; i++) {
        same = same || named->actions[i] == use->type.action;
    }
    return same;
}

// The object's name as references have it: user_session for UserSession.
static struct slice reference_object(const struct model_object *object, char out[64]) {
    size_t size = 0;
    for (size_t i = 0; i < object->name.size && size + 2 < 64; i++) {
        char c = object->name.data[i];
        if (c >= 'A' && c <= 'Z' && i > 0) {
            out[size++] = '_';
        }
        out[size++] = (char)fold_byte((unsigned char)c);
    }
    return slice_make(out, size);
}

static void report_use(const struct carl_model *model, const struct field_use *use, const struct source *source,
                       struct carl_diagnostics *diagnostics) {
    const struct model_object *object = &model->objects[use->type.object];
    struct slice field = model->fields[use->field].name;
    struct diagnostic *diagnostic =
        diagnostics_add(diagnostics, DIAGNOSTIC_N120, source, use->span,
                        "`%.*s` of %.*s is used here but not among the data model references", SLICE_ARG(field),
                        SLICE_ARG(object->name));
    if (use->type.action != SIZE_MAX) {
        char name[64];
        diagnostic_help(diagnostics, diagnostic, "add `%.*s/%.*s/%.*s`", SLICE_ARG(reference_object(object, name)),
                        SLICE_ARG(object->actions[use->type.action].car_name), SLICE_ARG(field));
    }
}

// A rule may use very many fields, and say so at length: the work is bounded.
enum { COMPARED_LIMIT = 1000 };

enum carl_status lint_reference_uses(const struct checked_rule *checked, const struct carl_model *model,
                                     struct arena *arena, struct reference_list *references,
                                     struct carl_diagnostics *diagnostics) {
    if (references->count == 0 || references->count > COMPARED_LIMIT) {
        return CARL_OK;
    }
    struct collector collector = {.model = model, .arena = arena};
    collect(&collector, checked);
    struct named_field *named = ARENA_ARRAY(arena, references->count, struct named_field);
    bool *seen = ARENA_ARRAY(arena, collector.uses.count, bool);
    if (arena_failed(arena)) {
        return CARL_ERROR_MEMORY;
    }
    for (size_t i = 0; i < references->count; i++) {
        named[i] = read_reference(model, references->items[i].text);
        for (size_t j = 0; j < collector.uses.count; j++) {
            bool same = names_use(&named[i], &collector.uses.items[j]);
            references->items[i].used = references->items[i].used || same;
            seen[j] = seen[j] || same;
        }
    }
    for (size_t j = 0; j < collector.uses.count; j++) {
        if (!seen[j]) {
            report_use(model, &collector.uses.items[j], checked->rule->source, diagnostics);
        }
    }
    return CARL_OK;
}

void lint_reference_unused(const struct reference_list *references, const struct carl_model *model,
                           const struct source *source, struct carl_diagnostics *diagnostics) {
    for (size_t i = 0; references->count <= COMPARED_LIMIT && i < references->count; i++) {
        const struct field_reference *reference = &references->items[i];
        if (reference->used) {
            continue;
        }
        struct named_field named = read_reference(model, reference->text);
        if (named.object == SIZE_MAX || named.field == SIZE_MAX) {
            struct diagnostic *diagnostic =
                diagnostics_add(diagnostics, DIAGNOSTIC_N121, source, reference->span,
                                "`%.*s` is no field of the data model", SLICE_ARG(reference->text));
            diagnostic_help(diagnostics, diagnostic, "write object/action/field, as in `process/create/image_path`");
        } else {
            diagnostics_add(diagnostics, DIAGNOSTIC_N121, source, reference->span,
                            "`%.*s` is among the data model references, but not used", SLICE_ARG(reference->text));
        }
    }
}

static bool has_errors(const struct carl_diagnostics *diagnostics, const struct source *source) {
    for (size_t i = diagnostics->items.count; i > 0 && diagnostics->items.items[i - 1]->source == source; i--) {
        if (diagnostic_code_severity(diagnostics->items.items[i - 1]->code) == CARL_ERROR) {
            return true;
        }
    }
    return false;
}

enum carl_status lint_reference_metadata(const struct checked_rule *checked, const struct carl_model *model,
                                         struct arena *arena, struct carl_diagnostics *diagnostics) {
    struct reference_list references = {0};
    const struct rule *rule = checked->rule;
    if (has_errors(diagnostics, rule->source)) {
        return CARL_OK; // what it uses is not known
    }
    for (size_t i = 0; i < rule->metadata_count; i++) {
        const struct metadata *metadata = &rule->metadata[i];
        if (fold_name_equal(metadata->key.text, SLICE("data_model")) && metadata->value.size > 0) {
            uint32_t end = metadata->span.end;
            struct span span = {end - (uint32_t)metadata->value.size, end};
            (void)LIST_PUSH(arena, &references, ((struct field_reference){metadata->value, span, false}));
        }
    }
    enum carl_status status = lint_reference_uses(checked, model, arena, &references, diagnostics);
    if (status == CARL_OK) {
        lint_reference_unused(&references, model, rule->source, diagnostics);
    }
    return status;
}
