// SPDX-License-Identifier: Apache-2.0
#include "lang/canonical_name.h"

#include "base/fold.h"

// What names are compared by: folded, without `_`.
static struct slice name_key(struct arena *arena, struct slice name) {
    char *key = arena_alloc(arena, name.size + 1);
    size_t size = 0;
    for (size_t i = 0; key != NULL && i < name.size; i++) {
        if (name.data[i] != '_') {
            key[size++] = (char)fold_byte((unsigned char)name.data[i]);
        }
    }
    return slice_make(key, size);
}

static void take(struct canonical *canonical, struct slice name) {
    struct slice key = name_key(canonical->arena, name);
    if (key.size > 0) {
        (void)name_set_add(canonical->arena, &canonical->taken, key);
    }
}

static bool is_taken(const struct canonical *canonical, struct slice name) {
    struct slice key = name_key(canonical->arena, name);
    return key.size == 0 || name_set_has(&canonical->taken, key);
}

void canonical_names_init(struct canonical *canonical) {
    for (size_t i = 0; i < canonical->rule->count; i++) {
        const struct statement *statement = &canonical->rule->statements[i];
        take(canonical, statement->target.text);
        take(canonical, statement->field.text);
        if (statement->kind == STATEMENT_INPUT) {
            for (size_t j = 0; j < statement->as.names.count; j++) {
                take(canonical, statement->as.names.names[j].text);
            }
        }
        const struct source_expr *source = statement->kind == STATEMENT_ASSIGN ? statement->as.source : NULL;
        for (size_t j = 0; source != NULL && source->kind == SOURCE_SELECT && j < source->as.select.count; j++) {
            take(canonical, source->as.select.columns[j].alias.text);
        }
    }
}

// ---------------------------------------------------------------------------
// Fields

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_plain_name(struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        if (!is_upper(name.data[i]) && !is_lower_or_digit(name.data[i]) && name.data[i] != '_') {
            return false;
        }
    }
    return name.size > 0 && !(name.data[0] >= '0' && name.data[0] <= '9');
}

// AuthenticationPackageName, IPAddress: authentication_package_name, ip_address.
static struct slice snake_case(struct arena *arena, struct slice name) {
    char *out = arena_alloc(arena, name.size * 2 + 1);
    size_t size = 0;
    for (size_t i = 0; out != NULL && i < name.size; i++) {
        char c = name.data[i];
        bool after_lower = i > 0 && is_lower_or_digit(name.data[i - 1]);
        bool before_lower = i > 0 && is_upper(name.data[i - 1]) && i + 1 < name.size && name.data[i + 1] >= 'a' &&
                            name.data[i + 1] <= 'z';
        if (is_upper(c) && (after_lower || before_lower)) {
            out[size++] = '_';
        }
        out[size++] = (char)fold_byte((unsigned char)c);
    }
    return slice_make(out, out == NULL ? 0 : size);
}

// The canonical name of what `reference` found under `name`; size 0: none.
static struct slice field_name(const struct canonical *canonical, const struct reference *reference,
                               struct slice name) {
    switch (reference->kind) {
    case REFERENCE_FIELD:
        return canonical->model->fields[reference->field].name;
    case REFERENCE_TIME:
        return SLICE("time");
    case REFERENCE_RAW_EVENT:
        return SLICE("raw_event");
    case REFERENCE_EVENT_CODE:
        return SLICE("event_code");
    case REFERENCE_LOG_NAME:
        return SLICE("log_name");
    case REFERENCE_SEVERITY:
        return SLICE("severity");
    case REFERENCE_SUBJECT_SECURITY_ID:
        return SLICE("subject_security_id");
    case REFERENCE_NATIVE:
        return is_plain_name(name) ? snake_case(canonical->arena, name) : SLICE("");
    default:
        return SLICE("");
    }
}

static void rename(const struct canonical *canonical, struct path *path, const struct reference *reference,
                   bool *bracketed) {
    if (canonical->extent != CANONICAL_ALL || reference->first >= path->count) {
        return;
    }
    struct name *name = &path->names[reference->first];
    struct slice better = field_name(canonical, reference, name->text);
    // Brackets on rows of a known type say which of two fields is meant.
    bool brackets_count = *bracketed && reference->kind == REFERENCE_NATIVE && !reference->any_object;
    if (better.size == 0 || brackets_count || is_taken(canonical, better)) {
        return;
    }
    name->text = better;
    for (size_t i = 0; *bracketed && i < path->count; i++) {
        if (!is_plain_name(path->names[i].text)) {
            return;
        }
    }
    *bracketed = false;
}

void canonical_name(struct canonical *canonical, struct expr *expr) {
    rename(canonical, &expr->as.name.path, &expr->reference, &expr->as.name.bracketed);
}

void canonical_keys(struct canonical *canonical, const struct checked_rule *checked) {
    for (size_t i = 0; i < checked->rule->count; i++) {
        const struct statement *statement = &checked->rule->statements[i];
        const struct relation *relation = statement->result;
        bool keyed = relation != NULL && statement->kind != STATEMENT_PREDICATE &&
                     (relation->kind == RELATION_DIFFERENCE || relation->kind == RELATION_COUNT_BY);
        struct expr *by = statement->kind == STATEMENT_DERIVE ? statement->as.value
                          : statement->kind == STATEMENT_ASSIGN && statement->as.source->kind == SOURCE_VALUE
                              ? statement->as.source->as.value
                              : NULL;
        if (!keyed || by == NULL || by->kind != EXPR_BY || by->as.by.count != relation->key_count) {
            continue;
        }
        for (size_t j = 0; j < relation->key_count; j++) {
            bool bracketed = false;
            if (relation->keys[j].references != NULL) {
                rename(canonical, &by->as.by.keys[j], &relation->keys[j].references[0], &bracketed);
            }
        }
    }
}

void canonical_raw_event(struct canonical *canonical, struct expr *expr) {
    struct name *names = ARENA_NEW(canonical->arena, struct name);
    if (canonical->extent != CANONICAL_ALL || names == NULL || is_taken(canonical, SLICE("raw_event"))) {
        return;
    }
    *names = (struct name){SLICE("raw_event"), expr->span};
    expr->kind = EXPR_NAME;
    expr->as.name.path = (struct path){names, 1, expr->span};
    expr->as.name.bracketed = false;
    expr->reference = (struct reference){.kind = REFERENCE_RAW_EVENT, .member = SIZE_MAX, .field = SIZE_MAX};
}

// ---------------------------------------------------------------------------
// Events and functions

static struct slice pascal_case(struct arena *arena, struct slice name) {
    char *out = arena_alloc(arena, name.size + 1);
    size_t size = 0;
    bool start = true;
    for (size_t i = 0; out != NULL && i < name.size; i++) {
        char c = name.data[i];
        if (c == '_') {
            start = true;
            continue;
        }
        out[size++] = start && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        start = false;
    }
    return slice_make(out, out == NULL ? 0 : size);
}

void canonical_event(struct canonical *canonical, struct event_pattern *event) {
    event->bare_action = false;
    if (event->object_id == SIZE_MAX || !event->valid) {
        return;
    }
    const struct model_object *object = &canonical->model->objects[event->object_id];
    event->object.text = object->name;
    if (event->action_count == 0) {
        return;
    }
    const struct model_action *action = &object->actions[event->action_ids[0]];
    // An alias stays: it deserves its warning.
    event->action.text = event->action_count == 1 && fold_name_equal(event->action.text, action->name)
                             ? action->name
                             : pascal_case(canonical->arena, event->action.text);
}

void canonical_function(struct path *function) {
    static const char *const names[] = {"count", "min", "max", "average", "standard_deviation", "sum", "unique", "top"};
    for (size_t i = 0; function->count == 1 && i < sizeof names / sizeof names[0]; i++) {
        struct slice name = slice_from_string(names[i]);
        if (fold_equal(function->names[0].text, name)) {
            function->names[0].text = name;
        }
    }
}

// ---------------------------------------------------------------------------
// Bare conditions

static void find_events(struct expr *expr, void *user) {
    bool *found = user;
    *found = *found || (expr->kind == EXPR_NAME && expr->as.name.path.count > 0 &&
                        fold_name_equal(expr->as.name.path.names[0].text, SLICE("events")));
}

void canonical_predicate(struct canonical *canonical) {
    struct rule *rule = canonical->rule;
    if (rule->count != 1 || rule->statements[0].kind != STATEMENT_PREDICATE) {
        return;
    }
    struct expr *condition = rule->statements[0].as.value;
    bool found = false;
    expr_walk(condition, find_events, &found);
    if (found) {
        return; // the set's name would hide a field's
    }
    struct span span = rule->statements[0].span;
    struct span start = {span.start, span.start};
    struct span end = {span.end, span.end};
    struct statement *statements = ARENA_ARRAY(canonical->arena, 3, struct statement);
    struct source_expr *sources = ARENA_ARRAY(canonical->arena, 2, struct source_expr);
    struct event_pattern *event = ARENA_NEW(canonical->arena, struct event_pattern);
    struct name *output = ARENA_NEW(canonical->arena, struct name);
    if (statements == NULL || sources == NULL || event == NULL || output == NULL) {
        return;
    }
    struct name events = {SLICE("events"), start};
    struct name hits = {SLICE("hits"), start};
    *event = (struct event_pattern){
        .object = {SLICE("*"), start}, .action = {SLICE("*"), start}, .span = start, .object_id = SIZE_MAX};
    *output = (struct name){SLICE("hits"), end};
    sources[0] = (struct source_expr){.kind = SOURCE_SEARCH, .span = start};
    sources[0].as.search.events = event;
    sources[0].as.search.count = 1;
    sources[1] = (struct source_expr){.kind = SOURCE_FILTER, .span = span};
    sources[1].as.filter.input = events;
    sources[1].as.filter.where = condition;
    statements[0] =
        (struct statement){.kind = STATEMENT_ASSIGN, .span = start, .target = events, .as.source = &sources[0]};
    statements[1] =
        (struct statement){.kind = STATEMENT_ASSIGN, .span = span, .target = hits, .as.source = &sources[1]};
    statements[2] = (struct statement){.kind = STATEMENT_OUTPUT, .span = end, .keyword = end};
    statements[2].as.names.names = output;
    statements[2].as.names.count = 1;
    rule->statements = statements;
    rule->count = 3;
}
