// SPDX-License-Identifier: Apache-2.0
#include "lang/check_internal.h"

#include "base/fold.h"
#include "lang/suggest.h"

const struct relation *relation_shape(const struct relation *relation) {
    for (;;) {
        switch (relation->kind) {
        case RELATION_FILTER:
        case RELATION_DERIVE:
        case RELATION_COUNT_BY:
        case RELATION_DIFFERENCE:
            relation = relation->shape;
            break;
        case RELATION_RUN:
            if (relation->yields == NULL) {
                return relation;
            }
            relation = relation->yields;
            break;
        default:
            return relation;
        }
    }
}

bool rows_are_open(const struct relation *relation) {
    const struct relation *shape = relation_shape(relation);
    if (shape->kind == RELATION_RUN) {
        return true;
    }
    for (size_t i = 0; shape->kind == RELATION_SEARCH && i < shape->type_count; i++) {
        if (shape->types[i].object == SIZE_MAX) {
            return true;
        }
    }
    return false;
}

size_t rows_object(const struct relation *relation) {
    const struct relation *shape = relation_shape(relation);
    if (shape->kind != RELATION_SEARCH || shape->type_count == 0) {
        return SIZE_MAX;
    }
    for (size_t i = 1; i < shape->type_count; i++) {
        if (shape->types[i].object != shape->types[0].object) {
            return SIZE_MAX;
        }
    }
    return shape->types[0].object;
}

struct slice rows_name(const struct checker *checker, const struct relation *relation) {
    const struct relation *shape = relation_shape(relation);
    size_t object = rows_object(relation);
    if (object != SIZE_MAX) {
        return checker->model->objects[object].name;
    }
    switch (shape->kind) {
    case RELATION_JOIN:
        return SLICE("the joined rows");
    case RELATION_GROUP:
        return SLICE("the groups");
    case RELATION_SELECT:
        return SLICE("the selected rows");
    default:
        return SLICE("these events");
    }
}

static enum value_type field_value_type(enum field_type type) {
    switch (type) {
    case FIELD_NUMBER:
        return TYPE_NUMBER;
    case FIELD_BOOLEAN:
        return TYPE_BOOLEAN;
    case FIELD_TIME:
        return TYPE_TIME;
    case FIELD_RECORD:
        return TYPE_ANY;
    case FIELD_TEXT:
    case FIELD_ADDRESS:
        break;
    }
    return TYPE_TEXT;
}

// Fields that exist on every event row, with the names they go by.
struct header_field {
    struct slice name;
    struct slice canonical;
    enum reference_kind kind;
    enum value_type type;
};

static const struct header_field *find_header(struct slice name) {
    static const struct header_field fields[] = {
        {{"time", 4}, {"time", 4}, REFERENCE_TIME, TYPE_TIME},
        {{"timestamp", 9}, {"time", 4}, REFERENCE_TIME, TYPE_TIME},
        {{"raw_event", 9}, {"raw_event", 9}, REFERENCE_RAW_EVENT, TYPE_TEXT},
        {{"event_code", 10}, {"event_code", 10}, REFERENCE_EVENT_CODE, TYPE_NUMBER},
        {{"event_id", 8}, {"event_code", 10}, REFERENCE_EVENT_CODE, TYPE_NUMBER},
        {{"log_name", 8}, {"log_name", 8}, REFERENCE_LOG_NAME, TYPE_TEXT},
        {{"channel", 7}, {"log_name", 8}, REFERENCE_LOG_NAME, TYPE_TEXT},
        {{"severity", 8}, {"severity", 8}, REFERENCE_SEVERITY, TYPE_TEXT},
        {{"level", 5}, {"severity", 8}, REFERENCE_SEVERITY, TYPE_TEXT},
        {{"subject_security_id", 19}, {"subject_security_id", 19}, REFERENCE_SUBJECT_SECURITY_ID, TYPE_TEXT},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (fold_name_equal(fields[i].name, name)) {
            return &fields[i];
        }
    }
    return NULL;
}

static bool find_header_field(const struct name *name, struct field_match *match) {
    const struct header_field *header = find_header(name->text);
    if (header == NULL) {
        return false;
    }
    match->reference.kind = header->kind;
    match->type = header->type;
    match->native_spelling = !fold_equal(name->text, header->canonical);
    if (!slice_equal(name->text, header->canonical)) {
        match->canonical = header->canonical;
    }
    return true;
}

// A field of one object by its name or an alias.
static bool find_object_field(const struct carl_model *model, size_t object, const struct name *name,
                              struct field_match *match) {
    size_t index = model_find_object_field(model, object, name->text);
    if (index == SIZE_MAX) {
        index = model_find_field_alias(model, object, name->text);
    }
    if (index == SIZE_MAX) {
        return false;
    }
    const struct model_object_field *field = &model->objects[object].fields[index];
    const struct model_field *info = &model->fields[field->field];
    match->reference.kind = REFERENCE_FIELD;
    match->reference.field = field->field;
    match->type = field_value_type(info->type);
    match->extension = field->extension;
    match->object = object;
    if (!slice_equal(info->name, name->text)) {
        match->canonical = info->name;
    }
    return true;
}

static bool has_native(const struct event_map *event, struct slice name) {
    for (size_t i = 0; i < event->native_count; i++) {
        if (fold_name_equal(event->natives[i], name)) {
            return true;
        }
    }
    return false;
}

// True when a sensor gives events of this type a native field of this name.
static bool find_native(const struct carl_model *model, const struct event_type *type, struct slice name) {
    for (size_t i = 0; i < model->map_count; i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            const struct event_map *event = &model->sensors[i].events[j];
            bool applies = event->object == type->object &&
                           (type->action == SIZE_MAX || event->action == SIZE_MAX || event->action == type->action);
            if (applies && has_native(event, name)) {
                return true;
            }
        }
    }
    return false;
}

static bool fills(const struct event_map *event, size_t field) {
    for (size_t i = 0; i < event->field_count; i++) {
        if (event->fields[i].field == field) {
            return true;
        }
    }
    return false;
}

bool rows_are_filled(const struct checker *checker, const struct relation *relation, size_t field) {
    const struct carl_model *model = checker->model;
    const struct relation *shape = relation_shape(relation);
    bool produced = false;
    for (size_t i = 0; i < model->map_count; i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            const struct event_map *event = &model->sensors[i].events[j];
            for (size_t k = 0; k < shape->type_count; k++) {
                const struct event_type *type = &shape->types[k];
                bool applies =
                    event->object == type->object && (type->action == SIZE_MAX || event->action == type->action);
                if (applies && fills(event, field)) {
                    return true;
                }
                produced = produced || applies;
            }
        }
    }
    return !produced;
}

static bool is_snake_case(struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] >= 'A' && name.data[i] <= 'Z') {
            return false;
        }
    }
    return true;
}

// A field of records of any kind: every name may be one.
static void find_open(const struct checker *checker, const struct name *name, struct field_match *match) {
    if (find_header_field(name, match)) {
        return;
    }
    match->reference.kind = REFERENCE_NATIVE;
    match->reference.any_object = true;
    match->reference.field = model_find_field(checker->model, name->text);
    for (size_t i = 0; match->reference.field == SIZE_MAX && i < checker->model->object_count; i++) {
        struct field_match alias = {0};
        if (find_object_field(checker->model, i, name, &alias)) {
            match->reference.field = alias.reference.field;
        }
    }
    match->type = TYPE_ANY;
    match->native_spelling = !is_snake_case(name->text);
}

// The native field that `name` is of the rows' sensors; brackets mean it before
// the data model's.
static bool find_native_of_rows(const struct checker *checker, const struct relation *shape, const struct name *name,
                                struct field_match *match) {
    for (size_t i = 0; i < shape->type_count; i++) {
        if (find_native(checker->model, &shape->types[i], name->text)) {
            match->reference.kind = REFERENCE_NATIVE;
            match->type = TYPE_ANY;
            return true;
        }
    }
    return false;
}

bool rows_find_native(const struct checker *checker, const struct relation *relation, const struct name *name,
                      struct field_match *ret_match) {
    struct field_match match = {.type = TYPE_UNKNOWN, .object = SIZE_MAX};
    match.reference = (struct reference){.relation = relation, .rows = relation, .member = SIZE_MAX, .field = SIZE_MAX};
    const struct relation *shape = relation_shape(relation);
    if (shape->kind != RELATION_SEARCH || rows_are_open(shape) || !find_native_of_rows(checker, shape, name, &match)) {
        return false;
    }
    *ret_match = match;
    return true;
}

static bool find_typed(const struct checker *checker, const struct relation *shape, const struct name *name,
                       struct field_match *match) {
    for (size_t i = 0; i < shape->type_count; i++) {
        if (find_object_field(checker->model, shape->types[i].object, name, match)) {
            return true;
        }
    }
    return find_header_field(name, match) || find_native_of_rows(checker, shape, name, match);
}

static enum field_lookup find_column(const struct relation *shape, const struct name *names, size_t count,
                                     struct field_match *match) {
    bool group = shape->kind == RELATION_GROUP;
    size_t columns = group ? shape->key_count : shape->column_count;
    for (size_t i = 0; i < columns; i++) {
        struct slice column = group ? shape->keys[i].name : shape->columns[i].name;
        // A key may be called by its whole path, `a.f`, too.
        size_t used = 1;
        struct slice written = names[0].text;
        if (count > 1 && column.size > 0 && memchr(column.data, '.', column.size) != NULL) {
            used = count;
            written = slice_make(written.data,
                                 (size_t)(names[count - 1].text.data + names[count - 1].text.size - written.data));
        }
        if (used == count && fold_name_equal(column, written)) {
            match->reference.kind = REFERENCE_COLUMN;
            match->reference.field = i;
            match->type = group ? shape->keys[i].type : shape->columns[i].type;
            return FIELD_FOUND;
        }
    }
    return FIELD_MISSING;
}

// A field of a group's rows by its name alone: the union of the inputs is read,
// each row as its own input has the field.
static enum field_lookup find_in_union(const struct checker *checker, const struct relation *shape,
                                       const struct name *names, size_t count, size_t first,
                                       struct field_match *match) {
    struct reference *references = ARENA_ARRAY(checker->arena, shape->input_count, struct reference);
    enum field_lookup result = FIELD_MISSING;
    for (size_t i = 0; references != NULL && i < shape->input_count; i++) {
        struct field_match here;
        if (rows_find(checker, shape->inputs[i], names, count, first, false, &here) != FIELD_FOUND) {
            continue;
        }
        references[i] = here.reference;
        if (result == FIELD_FOUND) {
            match->type = match->type == here.type ? here.type : TYPE_ANY;
            continue;
        }
        *match = here;
        match->reference.member = i;
        result = FIELD_FOUND;
    }
    match->reference.by_input = references;
    match->reference.input_count = shape->input_count;
    return result;
}

// The field of input `i` of a joined row: one step more from the row to it.
static void add_step(const struct checker *checker, const struct relation *shape, size_t i, struct field_match *match) {
    struct reference *reference = &match->reference;
    reference->member = i;
    if (shape->kind != RELATION_JOIN) {
        return;
    }
    size_t *members = ARENA_ARRAY(checker->arena, reference->member_count + 1, size_t);
    if (members == NULL) {
        return;
    }
    members[0] = i;
    for (size_t k = 0; k < reference->member_count; k++) {
        members[k + 1] = reference->members[k];
    }
    reference->members = members;
    reference->member_count++;
}

// A field of the members of a join or group row: qualified by the member's
// name, or of one member only.
static enum field_lookup find_member(const struct checker *checker, const struct relation *shape,
                                     const struct name *names, size_t count, size_t first, struct field_match *match) {
    for (size_t i = 0; count - first > 1 && i < shape->input_count; i++) {
        if (slice_equal(shape->input_names[i].text, names[first].text)) {
            enum field_lookup found = rows_find(checker, shape->inputs[i], names, count, first + 1, false, match);
            add_step(checker, shape, i, match);
            return found;
        }
    }
    if (shape->kind == RELATION_GROUP) {
        return find_in_union(checker, shape, names, count, first, match);
    }
    enum field_lookup result = FIELD_MISSING;
    for (size_t i = 0; i < shape->input_count; i++) {
        struct field_match here;
        if (rows_are_open(shape->inputs[i])) {
            result = result == FIELD_MISSING ? FIELD_AMBIGUOUS : result;
            continue;
        }
        if (rows_find(checker, shape->inputs[i], names, count, first, false, &here) != FIELD_FOUND) {
            continue;
        }
        if (result != FIELD_MISSING) {
            return FIELD_AMBIGUOUS;
        }
        *match = here;
        add_step(checker, shape, i, match);
        result = FIELD_FOUND;
    }
    return result;
}

static enum field_lookup find_in_shape(const struct checker *checker, const struct relation *shape,
                                       const struct name *names, size_t count, size_t first, bool aggregate,
                                       struct field_match *match) {
    switch (shape->kind) {
    case RELATION_SEARCH:
        if (rows_are_open(shape)) {
            find_open(checker, &names[first], match);
            return FIELD_FOUND;
        }
        return find_typed(checker, shape, &names[first], match) ? FIELD_FOUND : FIELD_MISSING;
    case RELATION_RUN:
        find_open(checker, &names[first], match);
        match->native_spelling = false;
        match->canonical = SLICE("");
        return FIELD_FOUND;
    case RELATION_JOIN:
        return find_member(checker, shape, names, count, first, match);
    case RELATION_GROUP:
        if (aggregate) {
            return find_member(checker, shape, names, count, first, match);
        }
        return find_column(shape, names + first, count - first, match);
    case RELATION_SELECT:
        return find_column(shape, names + first, count - first, match);
    default:
        match->type = TYPE_UNKNOWN;
        return FIELD_FOUND;
    }
}

enum field_lookup rows_find(const struct checker *checker, const struct relation *relation, const struct name *names,
                            size_t count, size_t first, bool aggregate, struct field_match *ret_match) {
    *ret_match = (struct field_match){.type = TYPE_UNKNOWN, .object = SIZE_MAX};
    struct reference *reference = &ret_match->reference;
    *reference = (struct reference){
        .relation = relation, .rows = relation, .member = SIZE_MAX, .field = SIZE_MAX, .first = first};
    for (const struct relation *at = relation;;) {
        if ((at->kind == RELATION_DERIVE || at->kind == RELATION_COUNT_BY) &&
            fold_name_equal(at->derived_name.text, names[first].text)) {
            reference->kind = REFERENCE_DERIVED;
            reference->derived = at->derived;
            ret_match->type = at->derived->type;
            return FIELD_FOUND;
        }
        if (at->kind == RELATION_RUN && at->yields != NULL) {
            at = at->yields;
        } else if (at->kind == RELATION_FILTER || at->kind == RELATION_DERIVE || at->kind == RELATION_COUNT_BY ||
                   at->kind == RELATION_DIFFERENCE) {
            at = at->inputs[0];
        } else {
            enum field_lookup found = find_in_shape(checker, at, names, count, first, aggregate, ret_match);
            reference->rows = at->kind == RELATION_JOIN ? relation : reference->rows;
            return found;
        }
    }
}

static void offer_shape(const struct checker *checker, const struct relation *shape, struct suggestion *suggestion) {
    const struct carl_model *model = checker->model;
    for (size_t i = 0; i < shape->type_count; i++) {
        if (shape->types[i].object == SIZE_MAX) {
            continue;
        }
        const struct model_object *object = &model->objects[shape->types[i].object];
        for (size_t j = 0; j < object->field_count; j++) {
            suggestion_offer(suggestion, model->fields[object->fields[j].field].name);
        }
    }
    if (shape->kind == RELATION_SEARCH) {
        suggestion_offer(suggestion, SLICE("time"));
    }
    for (size_t i = 0; shape->kind == RELATION_GROUP && i < shape->key_count; i++) {
        suggestion_offer(suggestion, shape->keys[i].name);
    }
    for (size_t i = 0; i < shape->column_count; i++) {
        suggestion_offer(suggestion, shape->columns[i].name);
    }
    for (size_t i = 0; shape->kind == RELATION_JOIN && i < shape->input_count; i++) {
        suggestion_offer(suggestion, shape->input_names[i].text);
    }
}

void rows_offer(const struct checker *checker, const struct relation *relation, struct suggestion *suggestion) {
    for (const struct relation *at = relation;;) {
        if (at->kind == RELATION_DERIVE || at->kind == RELATION_COUNT_BY) {
            suggestion_offer(suggestion, at->derived_name.text);
        }
        if (at->kind == RELATION_RUN && at->yields != NULL) {
            at = at->yields;
        } else if (at->kind == RELATION_FILTER || at->kind == RELATION_DERIVE || at->kind == RELATION_COUNT_BY ||
                   at->kind == RELATION_DIFFERENCE) {
            at = at->inputs[0];
        } else {
            offer_shape(checker, at, suggestion);
            return;
        }
    }
}
