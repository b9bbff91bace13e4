// SPDX-License-Identifier: Apache-2.0
#include "exec/hit.h"

#include "base/fold.h"
#include "base/time.h"

#include <string.h>

void hit_init(struct carl_hit *hit) {
    *hit = (struct carl_hit){0};
    text_init(&hit->time);
    text_init(&hit->bytes);
    text_init(&hit->details);
    arena_init(&hit->names);
}

void hit_finish(struct carl_hit *hit) {
    text_finish(&hit->time);
    text_finish(&hit->bytes);
    text_finish(&hit->details);
    arena_finish(&hit->names);
    VECTOR_FREE(&hit->fields);
}

static void begin(struct carl_hit *hit, const struct hit_source *source, size_t rule, const struct plan_output *output,
                  enum carl_hit_kind kind) {
    hit->source = source;
    hit->rule = rule;
    hit->output = output->name.data;
    hit->kind = kind;
    hit->sensor = NULL;
    hit->origin = (struct hit_origin){0};
    hit->record = (struct slice){0};
    hit->has_time = false;
    hit->fields.count = 0;
    text_reset(&hit->time);
    text_reset(&hit->bytes);
    text_reset(&hit->details);
    arena_reset(&hit->names);
}

static enum carl_status end(const struct carl_hit *hit) {
    bool failed = hit->bytes.failed || hit->time.failed || hit->details.failed || hit->names.failed;
    return failed ? CARL_ERROR_MEMORY : CARL_OK;
}

static void set_time(struct carl_hit *hit, bool has_time, int64_t time) {
    hit->has_time = has_time;
    if (has_time) {
        time_append(&hit->time, time);
        text_append_char(&hit->time, '\0');
    }
}

static void add_field(struct carl_hit *hit, const char *name, struct value value) {
    if (value.kind == VALUE_NULL) {
        return;
    }
    struct hit_field field = {.name = name};
    value_append_json(&hit->bytes, value);
    field.json_end = hit->bytes.size;
    value_append_text(&hit->bytes, value);
    field.text_end = hit->bytes.size;
    if (!VECTOR_PUSH(&hit->fields, field)) {
        hit->bytes.failed = true;
    }
}

// ---------------------------------------------------------------------------
// Events

// The nearest definition of the field that `node` was derived at, going back
// from the output; SIZE_MAX where the rule adds no such field.
static size_t derivation(const struct plan_rule *rule, size_t node, struct slice field) {
    for (;;) {
        const struct plan_node *at = &rule->nodes[node];
        if ((at->kind == PLAN_DERIVE || at->kind == PLAN_COUNT_BY) && fold_name_equal(at->field, field)) {
            return node;
        }
        if (at->kind == PLAN_SEARCH || at->kind == PLAN_JOIN || at->kind == PLAN_GROUP || at->kind == PLAN_SELECT) {
            return SIZE_MAX;
        }
        node = at->inputs[0];
    }
}

static void add_mapped_fields(struct carl_hit *hit, const struct row *row, const struct plan_rule *rule, size_t node) {
    size_t field;
    struct value value;
    for (size_t i = 0; row_mapped_field(row, i, &field, &value); i++) {
        struct slice name = hit->source->model->fields[field].name;
        if (derivation(rule, node, name) == SIZE_MAX) {
            add_field(hit, name.data, value);
        }
    }
}

// The fields that the rule added, in the order of their definitions.
static void add_derived_fields(struct carl_hit *hit, struct eval *eval, const struct plan_rule *rule, size_t node) {
    for (size_t i = 0; i <= node; i++) {
        const struct plan_node *at = &rule->nodes[i];
        if (at->field.size == 0 || derivation(rule, node, at->field) != i) {
            continue;
        }
        struct operand added = {.kind = OPERAND_EXTRA, .index = i};
        add_field(hit, at->field.data, eval_operand(eval, at->kind == PLAN_DERIVE ? at->value : &added));
    }
}

static enum carl_status fill_event(struct carl_hit *hit, struct eval *eval, const struct plan_output *output,
                                   struct slice record, const struct hit_origin *origin) {
    const struct plan_rule *rule = &eval->plan->rules.items[hit->rule];
    const struct row *row;
    struct row_error error;
    if (row_read(hit->source->reader, record, &row, &error) != ROW_READ) {
        return CARL_ERROR_MEMORY;
    }
    hit->origin = *origin;
    hit->record = row->record;
    hit->sensor = row->sensor == SIZE_MAX ? NULL : hit->source->model->sensors[row->sensor].name.data;
    set_time(hit, row->has_time, row->time);
    add_mapped_fields(hit, row, rule, output->node);
    add_derived_fields(hit, eval, rule, output->node);
    return end(hit);
}

enum carl_status hit_fill(struct carl_hit *hit, const struct hit_source *source, struct eval *eval, size_t rule,
                          const struct plan_output *output, const struct hit_origin *origin) {
    begin(hit, source, rule, output, CARL_HIT_EVENT);
    return fill_event(hit, eval, output, eval->row->record, origin);
}

// ---------------------------------------------------------------------------
// Rows of late rules

static void append_source(struct text *out, const struct stored_event *event) {
    text_append_string(out, "{\"file\":");
    text_append_json_string(out, slice_from_string(event->file));
    text_append_string(out, ",\"line\":");
    text_append_unsigned(out, event->line);
    text_append_string(out, ",\"offset\":");
    text_append_unsigned(out, event->offset);
    text_append_char(out, '}');
}

static const char *joined_name(struct carl_hit *hit, struct slice member, struct slice field) {
    char *name = arena_alloc(&hit->names, member.size + field.size + 2);
    if (name == NULL) {
        return "";
    }
    memcpy(name, member.data, member.size);
    name[member.size] = '.';
    memcpy(name + member.size + 1, field.data, field.size);
    return name;
}

static bool append_event(struct carl_hit *hit, struct slice name, const struct stored_event *event) {
    const struct row *row;
    struct row_error error;
    if (row_read(hit->source->reader, event->record, &row, &error) != ROW_READ) {
        return false;
    }
    text_append_string(&hit->details, "{\"event\":");
    text_append(&hit->details, event->record);
    text_append_string(&hit->details, ",\"fields\":{");
    size_t field;
    struct value value;
    bool first = true;
    for (size_t i = 0; row_mapped_field(row, i, &field, &value); i++) {
        if (value.kind != VALUE_NULL) {
            struct slice field_name = hit->source->model->fields[field].name;
            text_append_string(&hit->details, first ? "" : ",");
            text_append_json_string(&hit->details, field_name);
            text_append_char(&hit->details, ':');
            value_append_json(&hit->details, value);
            add_field(hit, joined_name(hit, name, field_name), value);
            first = false;
        }
    }
    text_append_string(&hit->details, "},\"source\":");
    append_source(&hit->details, event);
    text_append_char(&hit->details, '}');
    return true;
}

// The names of the members of rows of a node, and of their own members below.
static const struct plan_node *naming_node(const struct plan_rule *rule, size_t node) {
    while (rule->nodes[node].kind == PLAN_FILTER || rule->nodes[node].kind == PLAN_DERIVE ||
           rule->nodes[node].kind == PLAN_DIFFERENCE || rule->nodes[node].kind == PLAN_COUNT_BY ||
           rule->nodes[node].kind == PLAN_UNION) {
        node = rule->nodes[node].inputs[0];
    }
    return &rule->nodes[node];
}

static void append_row(struct carl_hit *hit, const struct plan_node *node, const struct tuple *row) {
    text_append_string(&hit->details, "\"row\":{");
    for (size_t i = 0; i < row->value_count; i++) {
        text_append_string(&hit->details, i == 0 ? "" : ",");
        text_append_json_string(&hit->details, node->names[i]);
        text_append_char(&hit->details, ':');
        value_append_json(&hit->details, row->values[i]);
        add_field(hit, node->names[i].data, row->values[i]);
    }
    text_append_char(&hit->details, '}');
}

static bool append_members(struct carl_hit *hit, const struct plan_rule *rule, const struct plan_node *node,
                           const struct tuple *row) {
    text_append_string(&hit->details, "\"members\":{");
    for (size_t i = 0; i < row->member_count; i++) {
        const struct tuple *member = row->members[i];
        const struct plan_node *inner = naming_node(rule, node->inputs[i]);
        text_append_string(&hit->details, i == 0 ? "" : ",");
        text_append_json_string(&hit->details, node->names[i]);
        text_append_char(&hit->details, ':');
        if (member->kind == TUPLE_EVENT) {
            if (!append_event(hit, node->names[i], member->event)) {
                return false;
            }
            continue;
        }
        text_append_char(&hit->details, '{');
        if (member->kind == TUPLE_JOIN) {
            if (!append_members(hit, rule, inner, member)) {
                return false;
            }
        } else {
            append_row(hit, inner, member);
        }
        text_append_char(&hit->details, '}');
    }
    text_append_char(&hit->details, '}');
    return true;
}

// A member of the details that is a field, too.
static void append_member(struct carl_hit *hit, const char *name, struct value value) {
    text_format(&hit->details, ",\"%s\":", name);
    value_append_json(&hit->details, value);
    add_field(hit, name, value);
}

static void append_count(struct carl_hit *hit, size_t count) {
    struct text digits;
    text_init(&digits);
    text_append_unsigned(&digits, count);
    append_member(hit, "count", value_number(slice_make(digits.data, digits.size)));
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
    append_member(hit, "first", has_time ? value_time(least, (struct slice){0}) : value_null());
    append_member(hit, "last", has_time ? value_time(most, (struct slice){0}) : value_null());
    text_append_string(&hit->details, ",\"sources\":[");
    bool first = true;
    for (size_t i = 0; i < row->part_count; i++) {
        append_sources(&hit->details, row->parts[i].row, &first);
    }
    text_append_char(&hit->details, ']');
    set_time(hit, has_time, most);
}

enum carl_status hit_fill_late(struct carl_hit *hit, const struct hit_source *source, struct eval *eval, size_t rule,
                               const struct plan_output *output, const struct tuple *row) {
    static const enum carl_hit_kind kinds[] = {CARL_HIT_EVENT, CARL_HIT_JOIN, CARL_HIT_GROUP, CARL_HIT_ROW};
    const struct plan_rule *plan_rule = &eval->plan->rules.items[rule];
    const struct plan_node *node = naming_node(plan_rule, output->node);
    begin(hit, source, rule, output, kinds[row->kind]);
    eval->tuple = row;
    if (row->kind == TUPLE_EVENT) {
        struct hit_origin origin = {row->event->file, row->event->line, row->event->offset};
        return fill_event(hit, eval, output, row->event->record, &origin);
    }
    if (row->kind == TUPLE_JOIN) {
        set_time(hit, row->has_time, row->time);
        if (!append_members(hit, plan_rule, node, row)) {
            return CARL_ERROR_MEMORY;
        }
    } else {
        append_row(hit, node, row);
        if (row->kind == TUPLE_GROUP) {
            append_group(hit, row);
        }
    }
    add_derived_fields(hit, eval, plan_rule, output->node);
    return end(hit);
}

enum carl_status hit_fill_value(struct carl_hit *hit, const struct hit_source *source, struct eval *eval, size_t rule,
                                const struct plan_output *output) {
    begin(hit, source, rule, output, CARL_HIT_VALUE);
    struct value value = eval_operand(eval, output->value);
    text_append_string(&hit->details, "\"value\":");
    value_append_json(&hit->details, value);
    add_field(hit, "value", value);
    return end(hit);
}

// ---------------------------------------------------------------------------
// Accessors

size_t carl_hit_rule(const struct carl_hit *hit) {
    return hit->rule;
}

const char *carl_hit_output(const struct carl_hit *hit) {
    return hit->output;
}

enum carl_hit_kind carl_hit_kind(const struct carl_hit *hit) {
    return hit->kind;
}

const char *carl_hit_time(const struct carl_hit *hit) {
    return hit->has_time ? hit->time.data : NULL;
}

const char *carl_hit_sensor(const struct carl_hit *hit) {
    return hit->sensor;
}

const char *carl_hit_file(const struct carl_hit *hit) {
    return hit->origin.file;
}

uint64_t carl_hit_line(const struct carl_hit *hit) {
    return hit->origin.line;
}

uint64_t carl_hit_offset(const struct carl_hit *hit) {
    return hit->origin.offset;
}

size_t carl_hit_field_count(const struct carl_hit *hit) {
    return hit->fields.count;
}

const char *carl_hit_field_name(const struct carl_hit *hit, size_t field) {
    return hit->fields.items[field].name;
}

void carl_hit_field_json(const struct carl_hit *hit, size_t field, const char **ret_data, size_t *ret_size) {
    size_t start = field == 0 ? 0 : hit->fields.items[field - 1].text_end;
    *ret_data = hit->bytes.data + start;
    *ret_size = hit->fields.items[field].json_end - start;
}

void carl_hit_field_text(const struct carl_hit *hit, size_t field, const char **ret_data, size_t *ret_size) {
    *ret_data = hit->bytes.data + hit->fields.items[field].json_end;
    *ret_size = hit->fields.items[field].text_end - hit->fields.items[field].json_end;
}

void carl_hit_event(const struct carl_hit *hit, const char **ret_data, size_t *ret_size) {
    *ret_data = hit->record.data;
    *ret_size = hit->record.size;
}

void carl_hit_details(const struct carl_hit *hit, const char **ret_data, size_t *ret_size) {
    *ret_data = hit->details.data;
    *ret_size = hit->details.size;
}
