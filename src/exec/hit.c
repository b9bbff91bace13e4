// SPDX-License-Identifier: Apache-2.0
#include "exec/hit_row.h"

#include "base/fold.h"
#include "base/time.h"

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

void hit_set_time(struct carl_hit *hit, bool has_time, int64_t time) {
    hit->has_time = has_time;
    if (has_time) {
        time_append(&hit->time, time);
        text_append_char(&hit->time, '\0');
    }
}

void hit_add_field(struct carl_hit *hit, const char *name, struct value value) {
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

size_t hit_derivation(const struct plan_rule *rule, size_t node, struct slice field) {
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

size_t hit_next_derivation(const struct plan_rule *rule, size_t node, size_t from) {
    for (size_t i = from; i <= node; i++) {
        const struct plan_node *at = &rule->nodes[i];
        if (at->field.size > 0 && hit_derivation(rule, node, at->field) == i) {
            return i;
        }
    }
    return SIZE_MAX;
}

struct value hit_derived_value(struct eval *eval, const struct plan_rule *rule, size_t derivation,
                               const struct tuple *row) {
    const struct plan_node *node = &rule->nodes[derivation];
    struct operand added = {.kind = OPERAND_EXTRA, .index = derivation};
    eval->tuple = row;
    return eval_operand(eval, node->kind == PLAN_DERIVE ? node->value : &added);
}

static enum carl_status fill_event(struct carl_hit *hit, struct eval *eval, const struct plan_output *output,
                                   const struct tuple *tuple, struct slice record, const struct hit_origin *origin) {
    const struct plan_rule *rule = &eval->plan->rules.items[hit->rule];
    const struct row *row;
    struct row_error error;
    struct value value;
    size_t field;
    if (row_read(hit->source->reader, record, &row, &error) != ROW_READ) {
        return CARL_ERROR_MEMORY;
    }
    hit->origin = *origin;
    hit->record = row->record;
    hit->sensor = row->sensor == SIZE_MAX ? NULL : hit->source->model->sensors[row->sensor].name.data;
    hit_set_time(hit, row->has_time, row->time);
    for (size_t i = 0; row_mapped_field(row, i, &field, &value); i++) {
        struct slice name = hit->source->model->fields[field].name;
        if (hit_derivation(rule, output->node, name) == SIZE_MAX) {
            hit_add_field(hit, name.data, value);
        }
    }
    for (size_t i = 0; (i = hit_next_derivation(rule, output->node, i)) != SIZE_MAX; i++) {
        hit_add_field(hit, rule->nodes[i].field.data, hit_derived_value(eval, rule, i, tuple));
    }
    return end(hit);
}

enum carl_status hit_fill(struct carl_hit *hit, const struct hit_source *source, struct eval *eval, size_t rule,
                          const struct plan_output *output, const struct hit_origin *origin) {
    begin(hit, source, rule, output, CARL_HIT_EVENT);
    return fill_event(hit, eval, output, NULL, eval->row->record, origin);
}

enum carl_status hit_fill_late(struct carl_hit *hit, const struct hit_source *source, struct eval *eval, size_t rule,
                               const struct plan_output *output, const struct tuple *row) {
    static const enum carl_hit_kind kinds[] = {CARL_HIT_EVENT, CARL_HIT_JOIN, CARL_HIT_GROUP, CARL_HIT_ROW};
    enum carl_status status = CARL_ERROR_MEMORY;
    begin(hit, source, rule, output, kinds[row->kind]);
    arena_reset(&eval->scratch);
    if (row->kind == TUPLE_EVENT) {
        struct hit_origin origin = {row->event->file, row->event->line, row->event->offset};
        status = fill_event(hit, eval, output, row, row->event->record, &origin);
    } else if (hit_append_row(hit, eval, output->node, row)) {
        status = end(hit);
    }
    eval->tuple = NULL;
    return status;
}

enum carl_status hit_fill_value(struct carl_hit *hit, const struct hit_source *source, struct eval *eval, size_t rule,
                                const struct plan_output *output) {
    begin(hit, source, rule, output, CARL_HIT_VALUE);
    struct value value = eval_operand(eval, output->value);
    text_append_string(&hit->details, "\"value\":");
    value_append_json(&hit->details, value);
    hit_add_field(hit, "value", value);
    return end(hit);
}
