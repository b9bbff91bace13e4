// SPDX-License-Identifier: Apache-2.0
#include "exec/hit_row.h"

#include "base/fold.h"

#include <string.h>

// A row being shown: what names its fields, and how they are qualified.
struct shown {
    struct carl_hit *hit;
    struct eval *eval;
    const struct plan_rule *rule;
    size_t node;
    const struct tuple *row;
    struct slice qualifier; // "a" or "j.a" of the member of a join; empty: none
};

static struct slice qualified(const struct shown *shown, struct slice name) {
    struct slice qualifier = shown->qualifier;
    if (qualifier.size == 0) {
        return name;
    }
    char *joined = arena_alloc(&shown->hit->names, qualifier.size + name.size + 2);
    if (joined == NULL) {
        return SLICE("");
    }
    memcpy(joined, qualifier.data, qualifier.size);
    joined[qualifier.size] = '.';
    memcpy(joined + qualifier.size + 1, name.data, name.size);
    joined[qualifier.size + 1 + name.size] = '\0';
    return slice_make(joined, qualifier.size + 1 + name.size);
}

static void append_name(struct text *out, bool *first, struct slice name) {
    text_append_string(out, *first ? "" : ",");
    text_append_json_string(out, name);
    text_append_char(out, ':');
    *first = false;
}

static void append_value(const struct shown *shown, bool *first, struct slice name, struct value value) {
    append_name(&shown->hit->details, first, name);
    value_append_json(&shown->hit->details, value);
    hit_add_field(shown->hit, qualified(shown, name).data, value);
}

// ---------------------------------------------------------------------------
// Events

static void append_source(struct text *out, const struct stored_event *event) {
    text_append_string(out, "{\"file\":");
    text_append_json_string(out, slice_from_string(event->file));
    text_append_string(out, ",\"line\":");
    text_append_unsigned(out, event->line);
    text_append_string(out, ",\"offset\":");
    text_append_unsigned(out, event->offset);
    text_append_char(out, '}');
}

// The fields that the rule added and that are not null.
static void append_added(const struct shown *shown, bool *first) {
    for (size_t i = 0; (i = hit_next_derivation(shown->rule, shown->node, i)) != SIZE_MAX; i++) {
        struct value value = hit_derived_value(shown->eval, shown->rule, i, shown->row);
        if (value.kind != VALUE_NULL) {
            append_value(shown, first, shown->rule->nodes[i].field, value);
        }
    }
}

static bool append_event(const struct shown *shown) {
    struct carl_hit *hit = shown->hit;
    const struct stored_event *event = shown->row->event;
    const struct row *row;
    struct row_error error;
    struct value value;
    size_t field;
    bool first = true;
    if (row_read(hit->source->reader, event->record, &row, &error) != ROW_READ) {
        return false;
    }
    text_append_string(&hit->details, "\"event\":");
    text_append(&hit->details, event->record);
    text_append_string(&hit->details, ",\"fields\":{");
    for (size_t i = 0; row_mapped_field(row, i, &field, &value); i++) {
        struct slice name = hit->source->model->fields[field].name;
        if (value.kind != VALUE_NULL && hit_derivation(shown->rule, shown->node, name) == SIZE_MAX) {
            append_value(shown, &first, name, value);
        }
    }
    append_added(shown, &first);
    text_append_string(&hit->details, "},\"source\":");
    append_source(&hit->details, event);
    return true;
}

// ---------------------------------------------------------------------------
// Groups and columns

// The node that names the columns or members of rows of a node.
static const struct plan_node *naming_node(const struct plan_rule *rule, size_t node) {
    while (rule->nodes[node].kind == PLAN_FILTER || rule->nodes[node].kind == PLAN_DERIVE ||
           rule->nodes[node].kind == PLAN_DIFFERENCE || rule->nodes[node].kind == PLAN_COUNT_BY ||
           rule->nodes[node].kind == PLAN_UNION) {
        node = rule->nodes[node].inputs[0];
    }
    return &rule->nodes[node];
}

static bool has_name(const struct plan_node *node, struct slice name) {
    for (size_t i = 0; i < node->name_count; i++) {
        if (fold_name_equal(node->names[i], name)) {
            return true;
        }
    }
    return false;
}

// Keys or columns, each as the rule has it last, then the fields it added.
static void append_columns(const struct shown *shown) {
    const struct plan_node *naming = naming_node(shown->rule, shown->node);
    const struct tuple *row = shown->row;
    bool first = true;
    text_append_string(&shown->hit->details, "\"row\":{");
    for (size_t i = 0; i < row->value_count; i++) {
        size_t derivation = hit_derivation(shown->rule, shown->node, naming->names[i]);
        append_value(shown, &first, naming->names[i],
                     derivation == SIZE_MAX ? row->values[i]
                                            : hit_derived_value(shown->eval, shown->rule, derivation, row));
    }
    for (size_t i = 0; (i = hit_next_derivation(shown->rule, shown->node, i)) != SIZE_MAX; i++) {
        if (!has_name(naming, shown->rule->nodes[i].field)) {
            append_value(shown, &first, shown->rule->nodes[i].field,
                         hit_derived_value(shown->eval, shown->rule, i, row));
        }
    }
    text_append_char(&shown->hit->details, '}');
}

// A member of the details that is a field, too.
static void append_extra(struct carl_hit *hit, const char *name, struct value value) {
    text_format(&hit->details, ",\"%s\":", name);
    value_append_json(&hit->details, value);
    hit_add_field(hit, name, value);
}

static void append_count(struct carl_hit *hit, size_t count) {
    struct text digits;
    text_init(&digits);
    text_append_unsigned(&digits, count);
    append_extra(hit, "count", value_number(slice_make(digits.data, digits.size)));
    hit->details.failed |= digits.failed;
    text_finish(&digits);
}

// The events below a row, whatever it is made of.
static void append_sources(struct text *out, const struct tuple *row, bool *first) {
    if (row->kind == TUPLE_EVENT) {
        text_append_string(out, *first ? "" : ",");
        append_source(out, row->event);
        *first = false;
    }
    for (size_t i = 0; i < row->member_count; i++) {
        append_sources(out, row->members[i], first);
    }
    for (size_t i = 0; i < row->part_count; i++) {
        append_sources(out, row->parts[i].row, first);
    }
}

static void append_group(struct carl_hit *hit, const struct tuple *row) {
    bool has_time = false;
    int64_t least = 0;
    int64_t most = 0;
    for (size_t i = 0; i < row->part_count; i++) {
        const struct tuple *part = row->parts[i].row;
        if (part->has_time) {
            least = !has_time || part->time < least ? part->time : least;
            most = !has_time || part->time > most ? part->time : most;
            has_time = true;
        }
    }
    append_count(hit, row->part_count);
    append_extra(hit, "first", has_time ? value_time(least, (struct slice){0}) : value_null());
    append_extra(hit, "last", has_time ? value_time(most, (struct slice){0}) : value_null());
    text_append_string(&hit->details, ",\"sources\":[");
    bool first = true;
    append_sources(&hit->details, row, &first);
    text_append_char(&hit->details, ']');
    hit_set_time(hit, has_time, most);
}

// ---------------------------------------------------------------------------
// Joins

static bool append_members(const struct shown *shown);

// One member of a joined row, without braces.
static bool append_member(const struct shown *member) {
    switch (member->row->kind) {
    case TUPLE_EVENT:
        return append_event(member);
    case TUPLE_JOIN:
        return append_members(member);
    default:
        append_columns(member);
        return true;
    }
}

static bool append_members(const struct shown *shown) {
    const struct plan_node *naming = naming_node(shown->rule, shown->node);
    struct text *out = &shown->hit->details;
    bool first = true;
    text_append_string(out, "\"members\":{");
    for (size_t i = 0; i < shown->row->member_count; i++) {
        struct shown member = *shown;
        member.node = naming->inputs[i];
        member.row = shown->row->members[i];
        member.qualifier = qualified(shown, naming->names[i]);
        append_name(out, &first, naming->names[i]);
        text_append_char(out, '{');
        if (!append_member(&member)) {
            return false;
        }
        text_append_char(out, '}');
    }
    text_append_char(out, '}');
    if (hit_next_derivation(shown->rule, shown->node, 0) != SIZE_MAX) {
        first = true;
        text_append_string(out, ",\"fields\":{");
        append_added(shown, &first);
        text_append_char(out, '}');
    }
    return true;
}

bool hit_append_row(struct carl_hit *hit, struct eval *eval, size_t node, const struct tuple *row) {
    struct shown shown = {
        .hit = hit, .eval = eval, .rule = &eval->plan->rules.items[hit->rule], .node = node, .row = row};
    if (row->kind == TUPLE_JOIN) {
        hit_set_time(hit, row->has_time, row->time);
        return append_members(&shown);
    }
    append_columns(&shown);
    if (row->kind == TUPLE_GROUP) {
        append_group(hit, row);
    }
    return true;
}
