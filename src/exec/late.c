// SPDX-License-Identifier: Apache-2.0
#include "exec/late.h"

#include "exec/follow.h"
#include "exec/trace.h"

#include <stdlib.h>

static bool allocate(struct late *late) {
    const struct plan_rule *rule = late->rule;
    late->tables = calloc(rule->node_count, sizeof *late->tables);
    late->first = calloc(rule->node_count + 1, sizeof *late->first);
    late->done = calloc(rule->node_count, sizeof *late->done);
    late->aggregates = calloc(rule->aggregate_count + 1, sizeof *late->aggregates);
    late->aggregated = calloc(rule->aggregate_count + 1, sizeof *late->aggregated);
    late->keyed = calloc(rule->keyed_count + 1, sizeof *late->keyed);
    late->partitioned = calloc(rule->keyed_count + 1, sizeof *late->partitioned);
    return late->tables != NULL && late->first != NULL && late->done != NULL && late->aggregates != NULL &&
           late->aggregated != NULL && late->keyed != NULL && late->partitioned != NULL;
}

enum carl_status late_create(const struct plan_rule *rule, struct eval *eval, size_t limit, struct late **ret_late) {
    struct late *late = calloc(1, sizeof *late);
    if (late == NULL) {
        return CARL_ERROR_MEMORY;
    }
    late->rule = rule;
    late->eval = eval;
    store_init(&late->store, limit);
    if (!allocate(late)) {
        late_destroy(late);
        return CARL_ERROR_MEMORY;
    }
    *ret_late = late;
    return CARL_OK;
}

void late_destroy(struct late *late) {
    if (late == NULL) {
        return;
    }
    for (size_t i = 0; late->tables != NULL && i < late->rule->node_count; i++) {
        table_finish(&late->tables[i]);
    }
    for (size_t i = 0; late->keyed != NULL && i < late->rule->keyed_count; i++) {
        partition_finish(&late->keyed[i]);
    }
    follow_destroy(late);
    store_finish(&late->store);
    free(late->tables);
    free(late->first);
    free(late->done);
    free(late->aggregates);
    free(late->aggregated);
    free(late->keyed);
    free(late->partitioned);
    free(late);
}

// ---------------------------------------------------------------------------
// While reading

const struct tuple *late_row(const struct plan_rule *rule, const struct row *row, const struct hit_origin *origin,
                             struct store *store) {
    struct stored_event *event = STORE_NEW(store, struct stored_event);
    struct tuple *tuple = STORE_NEW(store, struct tuple);
    struct value *values = store_array(store, rule->late_column_count, sizeof *values);
    if (event == NULL || tuple == NULL || values == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < rule->late_column_count; i++) {
        values[i] = store_value(store, row_value(row, rule->late_columns[i]));
    }
    *event = (struct stored_event){
        .file = origin->file,
        .line = origin->line,
        .offset = origin->offset,
        .has_time = row->has_time,
        .time = row->time,
        .values = values,
    };
    if (rule->keeps_records) {
        event->record = row->record;
    }
    *tuple = (struct tuple){.kind = TUPLE_EVENT, .has_time = row->has_time, .time = row->time, .event = event};
    return tuple;
}

// A copy of the row, which got the next ordinal of the rule, in its store.
static const struct tuple *copy_row(struct late *late, const struct tuple *row, uint64_t lines_before) {
    struct store *store = &late->store;
    struct stored_event *event = STORE_NEW(store, struct stored_event);
    struct tuple *tuple = STORE_NEW(store, struct tuple);
    struct value *values = store_array(store, late->rule->late_column_count, sizeof *values);
    if (event == NULL || tuple == NULL || values == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < late->rule->late_column_count; i++) {
        values[i] = store_value(store, row->event->values[i]);
    }
    *event = *row->event;
    event->ordinal = late->row_count;
    event->line += lines_before;
    event->values = values;
    event->record = store_slice(store, row->event->record);
    *tuple = *row;
    tuple->ordinal = late->row_count++;
    tuple->turn = late->turn;
    tuple->event = event;
    return tuple;
}

void late_keep(struct late *late, const struct tuple *row, uint64_t lines_before, const size_t *nodes, size_t count) {
    const struct tuple *copy = copy_row(late, row, lines_before);
    for (size_t i = 0; i < count && copy != NULL && store_ok(&late->store); i++) {
        (void)table_push(&late->store, &late->tables[nodes[i]], copy);
    }
}

// ---------------------------------------------------------------------------
// At the end

static void empty_scratch(struct late *late) {
    if (late->depth == 0) {
        arena_reset(&late->eval->scratch);
    }
}

struct value late_value(struct late *late, const struct tuple *row, const struct operand *operand) {
    empty_scratch(late);
    late->eval->tuple = row;
    struct value value = eval_operand(late->eval, operand);
    late->eval->tuple = NULL;
    return value;
}

bool late_holds(struct late *late, const struct tuple *row, const struct predicate *predicate) {
    empty_scratch(late);
    late->eval->tuple = row;
    bool holds = eval_predicate(late->eval, predicate);
    late->eval->tuple = NULL;
    return holds;
}

bool late_part_holds(struct late *late, const struct tuple *row, size_t node, const struct predicate *part) {
    if (late->trace == NULL) {
        return late_holds(late, row, part);
    }
    empty_scratch(late);
    late->eval->tuple = row;
    bool holds = trace_late_part(late->trace, late->eval, late->number, node, part);
    late->eval->tuple = NULL;
    return holds;
}

static bool passes(struct late *late, const struct tuple *row, size_t node) {
    const struct predicate *predicate = late->rule->nodes[node].predicate;
    if (late->trace == NULL || predicate == NULL) {
        return predicate == NULL || late_holds(late, row, predicate);
    }
    empty_scratch(late);
    late->eval->tuple = row;
    bool holds = trace_late_row(late->trace, late->eval, late->number, node);
    late->eval->tuple = NULL;
    return holds;
}

// Of the rows that the node keeps itself, those that pass its condition.
static void filter_own_rows(struct late *late, size_t node) {
    struct table *table = &late->tables[node];
    size_t kept = late->first[node];
    for (size_t i = kept; i < table->rows.count && store_ok(&late->store); i++) {
        if (passes(late, table->rows.items[i], node)) {
            table->rows.items[kept++] = table->rows.items[i];
        }
    }
    table->rows.count = kept;
}

// Rows of the node's input that pass its condition; without one, all of them.
static void filter_rows(struct late *late, size_t node) {
    size_t input = late->rule->nodes[node].inputs[0];
    const struct table *from = late_rows(late, input);
    for (size_t i = late->first[input]; i < from->rows.count && store_ok(&late->store); i++) {
        if (passes(late, from->rows.items[i], node)) {
            (void)table_push(&late->store, &late->tables[node], from->rows.items[i]);
        }
    }
}

static const struct tuple *make_columns(struct late *late, const struct plan_node *node, const struct tuple *row,
                                        const struct group_part *parts, size_t part_count) {
    struct tuple *tuple = STORE_NEW(&late->store, struct tuple);
    struct value *values = store_array(&late->store, node->name_count, sizeof *values);
    if (tuple == NULL || values == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < node->name_count; i++) {
        late->eval->parts = parts;
        late->eval->part_count = part_count;
        values[i] = store_value(&late->store, late_value(late, row, node->columns[i]));
    }
    late->eval->parts = NULL;
    late->eval->part_count = 0;
    *tuple = (struct tuple){.kind = TUPLE_COLUMNS,
                            .ordinal = row == NULL ? 0 : row->ordinal,
                            .turn = late->turn,
                            .values = values,
                            .value_count = node->name_count};
    return tuple;
}

static const struct group_part *whole_table(struct late *late, const struct table *table) {
    struct group_part *parts = store_array(&late->store, table->rows.count, sizeof *parts);
    for (size_t i = 0; parts != NULL && i < table->rows.count; i++) {
        parts[i] = (struct group_part){table->rows.items[i], 1};
    }
    return parts;
}

static void select_rows(struct late *late, size_t number) {
    const struct plan_node *node = &late->rule->nodes[number];
    const struct table *from = late_rows(late, node->inputs[0]);
    if (node->single_row) {
        const struct group_part *parts = whole_table(late, from);
        const struct tuple *tuple = make_columns(late, node, NULL, parts, parts == NULL ? 0 : from->rows.count);
        if (tuple != NULL) {
            (void)table_push(&late->store, &late->tables[number], tuple);
        }
        return;
    }
    for (size_t i = late->first[node->inputs[0]]; i < from->rows.count && store_ok(&late->store); i++) {
        const struct tuple *row = from->rows.items[i];
        const struct tuple *tuple = make_columns(late, node, row, row->parts, row->part_count);
        if (tuple != NULL) {
            (void)table_push(&late->store, &late->tables[number], tuple);
        }
    }
}

static void make_rows(struct late *late, size_t number) {
    const struct plan_node *node = &late->rule->nodes[number];
    switch (node->kind) {
    case PLAN_SEARCH:
    case PLAN_FILTER:
    case PLAN_DERIVE:
        if (node->tap) {
            filter_own_rows(late, number);
        } else {
            filter_rows(late, number);
        }
        break;
    case PLAN_JOIN:
        join_rows(late, number);
        break;
    case PLAN_GROUP:
        group_rows(late, number);
        break;
    case PLAN_SELECT:
        select_rows(late, number);
        break;
    case PLAN_DIFFERENCE:
        difference_rows(late, number);
        break;
    case PLAN_COUNT_BY:
        count_rows(late, number);
        break;
    case PLAN_UNION:
        union_rows(late, number);
        break;
    }
}

// The new rows that come to a node: those it kept, or those of its inputs.
static uint64_t count_rows_in(struct late *late, size_t number) {
    const struct plan_node *node = &late->rule->nodes[number];
    uint64_t count = 0;
    if (node->tap) {
        return late->tables[number].rows.count - late->first[number];
    }
    for (size_t i = 0; i < node->input_count; i++) {
        count += late_rows(late, node->inputs[i])->rows.count - late->first[node->inputs[i]];
    }
    return count;
}

void late_make_rows(struct late *late, size_t node) {
    uint64_t in = late->trace == NULL ? 0 : count_rows_in(late, node);
    make_rows(late, node);
    if (late->trace != NULL) {
        trace_late_node(late->trace, late->number, node, in, late->tables[node].rows.count - late->first[node]);
    }
}

const struct table *late_rows(struct late *late, size_t node) {
    if (late->rule->nodes[node].late && !late->done[node]) {
        late->done[node] = true;
        late_make_rows(late, node);
    }
    return &late->tables[node];
}

// ---------------------------------------------------------------------------
// Values

// What is being evaluated is put aside while something else is.
struct suspended {
    const struct tuple *tuple;
    const struct group_part *parts;
    size_t part_count;
    uint64_t inputs;
};

static struct suspended suspend(struct late *late) {
    struct eval *eval = late->eval;
    struct suspended suspended = {eval->tuple, eval->parts, eval->part_count, eval->inputs};
    eval->tuple = NULL;
    eval->parts = NULL;
    eval->part_count = 0;
    late->depth++;
    return suspended;
}

static void resume(struct late *late, struct suspended suspended) {
    struct eval *eval = late->eval;
    late->depth--;
    eval->tuple = suspended.tuple;
    eval->parts = suspended.parts;
    eval->part_count = suspended.part_count;
    eval->inputs = suspended.inputs;
}

struct value late_aggregate(struct late *late, const struct aggregate *aggregate) {
    struct eval *eval = late->eval;
    if (aggregate->node == SIZE_MAX) {
        const struct tuple *group = eval->tuple != NULL && eval->tuple->kind == TUPLE_GROUP ? eval->tuple : NULL;
        return group != NULL ? aggregate_rows(late, aggregate, group->parts, group->part_count)
                             : aggregate_rows(late, aggregate, eval->parts, eval->part_count);
    }
    if (!late->aggregated[aggregate->number]) {
        late->aggregated[aggregate->number] = true;
        struct suspended suspended = suspend(late);
        const struct table *table = late_rows(late, aggregate->node);
        const struct group_part *parts = whole_table(late, table);
        struct value value = parts == NULL ? value_null() : aggregate_rows(late, aggregate, parts, table->rows.count);
        late->aggregates[aggregate->number] = store_value(&late->store, value);
        resume(late, suspended);
    }
    return late->aggregates[aggregate->number];
}

struct value late_keyed(struct late *late, const struct operand *operand) {
    size_t number = operand->index;
    const struct keyed_aggregate *keyed = &late->rule->keyed[number];
    struct partition *partition = &late->keyed[number];
    struct eval *eval = late->eval;
    if (!late->partitioned[number]) {
        late->partitioned[number] = true;
        struct suspended suspended = suspend(late);
        (void)partition_make(late, late_rows(late, keyed->node), keyed->keys, keyed->key_count, keyed->value,
                             partition);
        resume(late, suspended);
    }
    struct value *keys = arena_array(&eval->scratch, keyed->key_count, sizeof *keys);
    for (size_t i = 0; keys != NULL && i < keyed->key_count; i++) {
        keys[i] = eval_operand(eval, operand->inputs[i]);
    }
    size_t group = keys == NULL || partition->count == 0 ? SIZE_MAX : partition_find(partition, keys, keyed->key_count);
    return group == SIZE_MAX ? value_null() : partition->values[group];
}
