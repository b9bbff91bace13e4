// SPDX-License-Identifier: Apache-2.0
// `search Object:Action`: names of the data model.
#include "lang/check_internal.h"

#include "base/fold.h"
#include "base/text.h"
#include "lang/suggest.h"

LIST_TYPE(type_list, struct event_type);

static void add_type(struct checker *checker, struct type_list *types, size_t object, size_t action) {
    for (size_t i = 0; i < types->count; i++) {
        if (types->items[i].object == object && types->items[i].action == action) {
            return;
        }
    }
    (void)LIST_PUSH(checker->arena, types, ((struct event_type){object, action}));
}

static bool is_any(const struct name *name) {
    return slice_equal(name->text, SLICE("*"));
}

// ---------------------------------------------------------------------------
// Names that are not known

static void report_object(struct checker *checker, const struct source_expr *source,
                          const struct event_pattern *event) {
    const struct carl_model *model = checker->model;
    const struct name *name = &event->object;
    struct binding *binding = find_binding(checker, name->text);
    if (binding != NULL && event->action.text.size == 0) {
        binding_use(checker, binding);
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E203, name->span,
                   "`%.*s` is a variable, and `search` is for the data model's objects", SLICE_ARG(name->text));
        diagnostic_help(checker->diagnostics, diagnostic, "write `filter %.*s where ...`", SLICE_ARG(name->text));
        struct span keyword = {source->span.start, source->span.start + (uint32_t)strlen("search")};
        if (source->as.search.count == 1 && source->as.search.where != NULL && !source->as.search.parenthesised) {
            propose(checker, diagnostic, keyword, SLICE("filter"));
        }
        return;
    }
    struct suggestion suggestion;
    suggestion_init(&suggestion, name->text);
    for (size_t i = 0; i < model->object_count; i++) {
        suggestion_offer(&suggestion, model->objects[i].name);
    }
    if (suggestion.best.size == 0) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E203, name->span, "the data model has no object `%.*s`", SLICE_ARG(name->text));
        diagnostic_help(checker->diagnostics, diagnostic, "`carl model` lists the objects; `*:*` is every record");
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E203, name->span, "the data model has no object `%.*s`, did you mean `%.*s`?",
               SLICE_ARG(name->text), SLICE_ARG(suggestion.best));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(suggestion.best));
    propose(checker, diagnostic, name->span, suggestion.best);
}

static void report_action(struct checker *checker, const struct event_pattern *event) {
    const struct model_object *object = &checker->model->objects[event->object_id];
    const struct name *name = &event->action;
    struct suggestion suggestion;
    suggestion_init(&suggestion, name->text);
    struct text list;
    text_init(&list);
    for (size_t i = 0; i < object->action_count; i++) {
        suggestion_offer(&suggestion, object->actions[i].name);
        text_format(&list, "%s%.*s", i == 0 ? "" : ", ", SLICE_ARG(object->actions[i].name));
    }
    struct slice best = suggestion.best;
    struct diagnostic *diagnostic = report(
        checker, DIAGNOSTIC_E203, name->span, "%.*s has no action `%.*s`%s%.*s%s", SLICE_ARG(object->name),
        SLICE_ARG(name->text), best.size > 0 ? ", did you mean `" : "", SLICE_ARG(best), best.size > 0 ? "`?" : "");
    diagnostic_help(checker->diagnostics, diagnostic, "its actions are %.*s", SLICE_ARG(text_slice(&list)));
    if (best.size > 0) {
        propose(checker, diagnostic, name->span, best);
    }
    text_finish(&list);
}

// ---------------------------------------------------------------------------
// Names that are known by other names

static void report_alias(struct checker *checker, const struct event_pattern *event) {
    const struct model_object *object = &checker->model->objects[event->object_id];
    struct text names;
    struct text insert;
    text_init(&names);
    text_init(&insert);
    for (size_t i = 0; i < event->action_count; i++) {
        const struct model_action *action = &object->actions[event->action_ids[i]];
        text_format(&names, "%s%.*s", i == 0 ? "" : " or ", SLICE_ARG(action->car_name));
        text_format(&insert, "%s%.*s:%.*s", i == 0 ? "" : " or ", SLICE_ARG(object->name), SLICE_ARG(action->name));
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W206, event->action.span, "`%.*s` is not an action of %.*s; it is read as %.*s",
               SLICE_ARG(event->action.text), SLICE_ARG(object->name), SLICE_ARG(text_slice(&names)));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(text_slice(&insert)));
    propose(checker, diagnostic, event->bare_action ? event->action.span : event->span, text_slice(&insert));
    text_finish(&names);
    text_finish(&insert);
}

static void note_spelling(struct checker *checker, const struct name *name, struct slice canonical) {
    if (!slice_equal(name->text, canonical) && note_wanted(checker, DIAGNOSTIC_N109, name->text)) {
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_N109, name->span, "`%.*s` is written `%.*s`",
                                               SLICE_ARG(name->text), SLICE_ARG(canonical));
        propose(checker, diagnostic, name->span, canonical);
    }
}

static void report_missing_action(struct checker *checker, const struct event_pattern *event) {
    const struct model_object *object = &checker->model->objects[event->object_id];
    size_t create = model_find_action(checker->model, event->object_id, SLICE("Create"));
    struct slice action = create == SIZE_MAX ? SLICE("*") : object->actions[create].name;
    struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_W205, event->object.span,
                                           "search without an action is read as `%.*s:*`", SLICE_ARG(object->name));
    diagnostic_help(checker->diagnostics, diagnostic, "name the action: `%.*s:%.*s`", SLICE_ARG(object->name),
                    SLICE_ARG(action));
    struct text insert;
    text_init(&insert);
    text_format(&insert, ":%.*s", SLICE_ARG(action));
    struct span end = {event->object.span.end, event->object.span.end};
    propose(checker, diagnostic, end, text_slice(&insert));
    text_finish(&insert);
}

// ---------------------------------------------------------------------------

// Puts an alias's actions in the order of their names.
static void sort_actions(const struct model_object *object, size_t *ids, size_t count) {
    for (size_t i = 1; i < count; i++) {
        for (size_t j = i; j > 0 && fold_compare(object->actions[ids[j]].name, object->actions[ids[j - 1]].name) < 0;
             j--) {
            size_t swap = ids[j];
            ids[j] = ids[j - 1];
            ids[j - 1] = swap;
        }
    }
}

// Fills the pattern's action ids; false after an error.
static bool find_actions(struct checker *checker, struct event_pattern *event) {
    size_t ids[8];
    size_t count = 1;
    ids[0] = model_find_action(checker->model, event->object_id, event->action.text);
    bool alias = ids[0] == SIZE_MAX;
    if (alias) {
        count = model_find_action_alias(checker->model, event->object_id, event->action.text, ids);
    }
    if (count == 0) {
        report_action(checker, event);
        return false;
    }
    const struct model_object *object = &checker->model->objects[event->object_id];
    sort_actions(object, ids, count);
    event->action_ids = ARENA_ARRAY(checker->arena, count, size_t);
    if (event->action_ids == NULL) {
        return false;
    }
    memcpy(event->action_ids, ids, count * sizeof ids[0]);
    event->action_count = count;
    if (alias) {
        report_alias(checker, event);
    } else {
        note_spelling(checker, &event->action, object->actions[ids[0]].name);
    }
    return true;
}

// `File:Create,Process`: a bare word that is no action of the object before it
// is an object.
static void settle_bare_action(const struct checker *checker, struct event_pattern *event) {
    size_t object = model_find_object(checker->model, event->object.text);
    size_t ids[8];
    if (object != SIZE_MAX && (model_find_action(checker->model, object, event->action.text) != SIZE_MAX ||
                               model_find_action_alias(checker->model, object, event->action.text, ids) > 0)) {
        return;
    }
    if (model_find_object(checker->model, event->action.text) != SIZE_MAX) {
        event->object = event->action;
        event->action = (struct name){SLICE(""), {event->object.span.end, event->object.span.end}};
        event->bare_action = false;
    }
}

static bool check_event(struct checker *checker, const struct source_expr *source, struct event_pattern *event,
                        struct type_list *types) {
    event->object_id = SIZE_MAX;
    if (event->bare_action) {
        settle_bare_action(checker, event);
    }
    if (is_any(&event->object)) {
        add_type(checker, types, SIZE_MAX, SIZE_MAX);
        return true;
    }
    if (event->object.text.size == 0) {
        return false; // lost by the parser
    }
    event->object_id = model_find_object(checker->model, event->object.text);
    if (event->object_id == SIZE_MAX) {
        if (!event->bare_action) {
            report_object(checker, source, event);
        }
        return false;
    }
    const struct model_object *object = &checker->model->objects[event->object_id];
    if (object->extension && note_wanted(checker, DIAGNOSTIC_N108, event->object.text)) {
        report(checker, DIAGNOSTIC_N108, event->object.span, "`%.*s` is not an object of the data model (extension)",
               SLICE_ARG(event->object.text));
    }
    if (!event->bare_action) {
        note_spelling(checker, &event->object, object->name);
    }
    if (event->action.text.size == 0) {
        report_missing_action(checker, event);
        add_type(checker, types, event->object_id, SIZE_MAX);
        return true;
    }
    if (is_any(&event->action)) {
        add_type(checker, types, event->object_id, SIZE_MAX);
        return true;
    }
    if (!find_actions(checker, event)) {
        return false;
    }
    for (size_t i = 0; i < event->action_count; i++) {
        add_type(checker, types, event->object_id, event->action_ids[i]);
    }
    return true;
}

static void check_separators(struct checker *checker, const struct source_expr *source) {
    for (size_t i = 0; i + 1 < source->as.search.count; i++) {
        struct span span = source->as.search.separators[i];
        if (!fold_equal(source_slice(checker->source, span), SLICE("and"))) {
            continue;
        }
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_W207, span, "`and` between event types is read as `or`: no event is of both");
        diagnostic_help(checker->diagnostics, diagnostic, "write `or`");
        propose(checker, diagnostic, span, SLICE("or"));
    }
}

// An object that no sensor map produces yields nothing, which is no mistake of
// the rule.
static void note_unproduced(struct checker *checker, const struct event_pattern *event, const struct event_type *type) {
    const struct carl_model *model = checker->model;
    for (size_t i = 0; i < model->map_count; i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            const struct event_map *map = &model->sensors[i].events[j];
            if (map->object == type->object && (type->action == SIZE_MAX || map->action == type->action)) {
                return;
            }
        }
    }
    if (note_wanted(checker, DIAGNOSTIC_N118, source_slice(checker->source, event->span))) {
        const struct model_object *object = &model->objects[type->object];
        struct slice action = type->action == SIZE_MAX ? SLICE("*") : object->actions[type->action].name;
        report(checker, DIAGNOSTIC_N118, event->span, "no sensor that carl knows produces %.*s:%.*s",
               SLICE_ARG(object->name), SLICE_ARG(action));
    }
}

const struct relation *check_search(struct checker *checker, const struct source_expr *source) {
    struct type_list types = {0};
    bool ok = source->as.search.count > 0;
    for (size_t i = 0; i < source->as.search.count; i++) {
        struct event_pattern *event = &source->as.search.events[i];
        size_t before = types.count;
        event->valid = check_event(checker, source, event, &types);
        ok = ok && event->valid;
        for (size_t j = before; j < types.count; j++) {
            if (types.items[j].object != SIZE_MAX) {
                note_unproduced(checker, event, &types.items[j]);
            }
        }
    }
    check_separators(checker, source);
    struct relation *relation = make_relation(checker, ok ? RELATION_SEARCH : RELATION_ERROR, source);
    relation->types = types.items;
    relation->type_count = types.count;
    relation->events = true;
    if (source->as.search.where != NULL) {
        struct scope scope = {.row = relation};
        check_condition(checker, &scope, source->as.search.where);
        lint_condition(checker, relation, source->as.search.where);
        relation->condition = source->as.search.where;
    }
    return relation;
}
