// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_reads.h"

#include <stdint.h>

struct finder {
    const struct plan_rule *rule;
    struct arena *arena;
    struct plan_reads reads;
    size_t capacity;
    size_t *pending; // nodes that are marked and whose inputs are not yet
    size_t pending_count;
};

size_t plan_shape(const struct plan_rule *rule, size_t node) {
    for (;;) {
        switch (rule->nodes[node].kind) {
        case PLAN_FILTER:
        case PLAN_DERIVE:
        case PLAN_COUNT_BY:
        case PLAN_DIFFERENCE:
        case PLAN_UNION:
            node = rule->nodes[node].inputs[0];
            break;
        default:
            return node;
        }
    }
}

// The nearest node of a kind that the first rows of `node` went through.
static size_t nearest(const struct plan_rule *rule, size_t node, enum plan_node_kind kind) {
    while (rule->nodes[node].kind != kind) {
        if (rule->nodes[node].input_count == 0) {
            return SIZE_MAX;
        }
        node = rule->nodes[node].inputs[0];
    }
    return node;
}

size_t plan_join_of(const struct plan_rule *rule, size_t node) {
    return nearest(rule, node, PLAN_JOIN);
}

// ---------------------------------------------------------------------------
// Columns

static struct plan_read *add_read(struct finder *finder, size_t column) {
    struct plan_reads *reads = &finder->reads;
    for (size_t i = 0; i < reads->count; i++) {
        if (reads->items[i].column == column) {
            return &reads->items[i];
        }
    }
    if (reads->count == finder->capacity) {
        size_t capacity = finder->capacity == 0 ? 16 : finder->capacity * 2;
        struct plan_read *items = ARENA_ARRAY(finder->arena, capacity, struct plan_read);
        if (items == NULL) {
            return NULL;
        }
        for (size_t i = 0; i < reads->count; i++) {
            items[i] = reads->items[i];
        }
        reads->items = items;
        finder->capacity = capacity;
    }
    bool *nodes = ARENA_ARRAY(finder->arena, finder->rule->node_count, bool);
    if (nodes == NULL) {
        return NULL;
    }
    reads->items[reads->count] = (struct plan_read){column, nodes};
    return &reads->items[reads->count++];
}

static void mark(struct finder *finder, bool *nodes, size_t node) {
    if (!nodes[node]) {
        nodes[node] = true;
        finder->pending[finder->pending_count++] = node;
    }
}

// Marks `node` and all nodes that its rows came through.
static void read_column(struct finder *finder, size_t column, size_t node) {
    struct plan_read *read = add_read(finder, column);
    if (read == NULL) {
        return;
    }
    mark(finder, read->nodes, node);
    while (finder->pending_count > 0) {
        const struct plan_node *at = &finder->rule->nodes[finder->pending[--finder->pending_count]];
        size_t inputs = at->kind == PLAN_DIFFERENCE ? 1 : at->input_count;
        for (size_t i = 0; i < inputs; i++) {
            mark(finder, read->nodes, at->inputs[i]);
        }
    }
}

// ---------------------------------------------------------------------------
// Operands

static void read_operand(struct finder *finder, const struct operand *operand, size_t node);

// The argument is read on the rows of a set, or on those at hand: of `node`, or
// of an input of the group that it is.
static void read_aggregate(struct finder *finder, const struct aggregate *aggregate, size_t node) {
    if (aggregate->node != SIZE_MAX) {
        node = aggregate->node;
    } else if (aggregate->input != SIZE_MAX) {
        size_t group = nearest(finder->rule, node, PLAN_GROUP);
        node = group == SIZE_MAX ? node : finder->rule->nodes[group].inputs[aggregate->input];
    }
    read_operand(finder, aggregate->argument, node);
    read_operand(finder, aggregate->limit, node);
}

static void read_keyed(struct finder *finder, const struct operand *operand, size_t node) {
    const struct keyed_aggregate *keyed = &finder->rule->keyed[operand->index];
    for (size_t i = 0; i < keyed->key_count; i++) {
        read_operand(finder, keyed->keys[i], keyed->node);
        read_operand(finder, operand->inputs[i], node);
    }
    read_operand(finder, keyed->value, keyed->node);
}

// What of `operand` is read on rows of `node`.
static void read_operand(struct finder *finder, const struct operand *operand, size_t node) {
    const struct plan_rule *rule = finder->rule;
    size_t from;
    if (operand == NULL) {
        return;
    }
    switch (operand->kind) {
    case OPERAND_COLUMN:
        read_column(finder, operand->index, node);
        break;
    case OPERAND_MEMBER:
        from = plan_join_of(rule, node);
        read_operand(finder, operand->left, from == SIZE_MAX ? node : rule->nodes[from].inputs[operand->index]);
        break;
    case OPERAND_COALESCE:
    case OPERAND_ARITHMETIC:
        read_operand(finder, operand->left, node);
        read_operand(finder, operand->right, node);
        break;
    case OPERAND_AGGREGATE:
        read_aggregate(finder, operand->aggregate, node);
        break;
    case OPERAND_KEYED:
        read_keyed(finder, operand, node);
        break;
    case OPERAND_BY_INPUT:
        from = nearest(rule, node, PLAN_GROUP);
        for (size_t i = 0; i < operand->input_count; i++) {
            read_operand(finder, operand->inputs[i], from == SIZE_MAX ? node : rule->nodes[from].inputs[i]);
        }
        break;
    case OPERAND_CONSTANT:
    case OPERAND_NOW:
    case OPERAND_VALUE:
    case OPERAND_EXTRA:
        break;
    }
}

static void read_predicate(struct finder *finder, const struct predicate *predicate, size_t node) {
    if (predicate == NULL) {
        return;
    }
    read_operand(finder, predicate->left, node);
    read_operand(finder, predicate->right, node);
    for (size_t i = 0; i < predicate->child_count; i++) {
        read_predicate(finder, predicate->children[i], node);
    }
}

// Keys are read on the rows of each input; the rest of a node on those of its
// first, but for a join, whose operands name their members.
static void read_node(struct finder *finder, size_t number) {
    const struct plan_node *node = &finder->rule->nodes[number];
    size_t rows = node->kind == PLAN_SEARCH || node->kind == PLAN_JOIN ? number : node->inputs[0];
    read_predicate(finder, node->predicate, rows);
    for (size_t i = 0; i < node->input_count; i++) {
        for (size_t k = 0; k < node->key_count; k++) {
            read_operand(finder, node->keys[i * node->key_count + k], node->inputs[i]);
        }
    }
    read_operand(finder, node->value, rows);
    for (size_t i = 0; node->kind == PLAN_SELECT && i < node->name_count; i++) {
        read_operand(finder, node->columns[i], rows);
    }
}

struct plan_reads plan_reads_find(const struct plan_rule *rule, struct arena *arena) {
    struct finder finder = {.rule = rule, .arena = arena};
    finder.pending = ARENA_ARRAY(arena, rule->node_count, size_t);
    if (finder.pending == NULL) {
        return finder.reads;
    }
    for (size_t i = 0; i < rule->node_count; i++) {
        read_node(&finder, i);
    }
    for (size_t i = 0; i < rule->output_count; i++) {
        if (rule->outputs[i].node == SIZE_MAX && rule->node_count > 0) {
            read_operand(&finder, rule->outputs[i].value, 0);
        }
    }
    return arena_failed(arena) ? (struct plan_reads){0} : finder.reads;
}

static void mark_natives(const struct plan *plan, const struct operand *operand, bool *columns) {
    if (operand == NULL || operand->kind == OPERAND_COALESCE) {
        return;
    }
    if (operand->kind == OPERAND_COLUMN && plan->columns.items[operand->index].kind == ROW_NATIVE) {
        columns[operand->index] = true;
    }
    mark_natives(plan, operand->left, columns);
    mark_natives(plan, operand->right, columns);
}

void plan_reads_natives(const struct plan *plan, bool *columns) {
    for (size_t i = 0; i < plan->predicates.count; i++) {
        mark_natives(plan, plan->predicates.items[i]->left, columns);
        mark_natives(plan, plan->predicates.items[i]->right, columns);
    }
}

// ---------------------------------------------------------------------------
// Sensor events

static bool takes(const struct plan_node *search, const struct event_map *event) {
    for (size_t i = 0; i < search->type_count; i++) {
        const struct plan_event_type *type = &search->types[i];
        if ((type->object == SIZE_MAX || type->object == event->object) &&
            (type->action == SIZE_MAX || type->action == event->action)) {
            return true;
        }
    }
    return false;
}

static bool is_taken(const struct plan_rule *rule, const bool *nodes, const struct event_map *event) {
    for (size_t i = 0; event->object != SIZE_MAX && i < rule->node_count; i++) {
        if (nodes[i] && rule->nodes[i].kind == PLAN_SEARCH && takes(&rule->nodes[i], event)) {
            return true;
        }
    }
    return false;
}

static const struct field_map *map_of(const struct event_map *event, size_t field) {
    for (size_t i = 0; i < event->field_count; i++) {
        if (event->fields[i].field == field) {
            return &event->fields[i];
        }
    }
    return NULL;
}

// Records of one id that mean several things differ in their conditions only.
static bool is_repeated(const struct plan_sources *sources, const struct plan_source *source) {
    if (sources->count == 0) {
        return false;
    }
    const struct plan_source *last = &sources->items[sources->count - 1];
    bool same = last->map == source->map ||
                (last->map != NULL && source->map != NULL && slice_equal(last->map->words, source->map->words));
    return same && last->sensor == source->sensor && slice_equal(last->event->label, source->event->label);
}

struct plan_sources plan_sources_find(const struct plan_rule *rule, const bool *nodes, const struct carl_model *model,
                                      size_t field, struct arena *arena) {
    struct plan_sources sources = {ARENA_ARRAY(arena, model->event_count, struct plan_source), 0};
    for (size_t i = 0; sources.items != NULL && i < model->map_count; i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            const struct event_map *event = &model->sensors[i].events[j];
            struct plan_source source = {&model->sensors[i], event, map_of(event, field)};
            if (is_taken(rule, nodes, event) && !is_repeated(&sources, &source)) {
                sources.items[sources.count++] = source;
            }
        }
    }
    return sources;
}

struct plan_sources plan_search_sources(const struct plan_rule *rule, size_t search, const struct carl_model *model,
                                        struct arena *arena) {
    bool *nodes = ARENA_ARRAY(arena, rule->node_count, bool);
    if (nodes == NULL) {
        return (struct plan_sources){0};
    }
    nodes[search] = true;
    return plan_sources_find(rule, nodes, model, SIZE_MAX, arena);
}
