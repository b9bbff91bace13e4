// SPDX-License-Identifier: Apache-2.0
// Sets made of several: joins, groups and differences.
#include "ref_relation.h"

#include "ref_scalar.h"

// Earliest first, rows without a time last; equal ones by their places.
static int compare_times(const struct reference_row *a, const struct reference_row *b) {
    if (a->has_time != b->has_time) {
        return a->has_time ? -1 : 1;
    }
    if (a->has_time && a->time != b->time) {
        return a->time < b->time ? -1 : 1;
    }
    return 0;
}

static int compare_tuples(const struct reference_row *a, const struct reference_row *b) {
    int order = compare_times(a, b);
    for (size_t i = 0; order == 0 && i < a->members.count; i++) {
        size_t place_a = a->members.items[i]->place;
        size_t place_b = b->members.items[i]->place;
        order = place_a < place_b ? -1 : place_a > place_b;
    }
    return order;
}

static int compare_parts(const struct reference_row *a, const struct reference_row *b) {
    int order = compare_times(a, b);
    return order != 0 ? order : a->place < b->place ? -1 : a->place > b->place;
}

static int compare_places(const struct reference_row *a, const struct reference_row *b) {
    return a->place < b->place ? -1 : a->place > b->place;
}

// A stable insertion sort; `inputs` go along where they are given.
static void sort_rows(struct rows *rows, uint64_t *inputs,
                      int (*compare)(const struct reference_row *a, const struct reference_row *b)) {
    for (size_t i = 1; i < rows->count; i++) {
        for (size_t k = i; k > 0 && compare(rows->items[k - 1], rows->items[k]) > 0; k--) {
            struct reference_row *row = rows->items[k];
            rows->items[k] = rows->items[k - 1];
            rows->items[k - 1] = row;
            if (inputs != NULL) {
                uint64_t swap = inputs[k];
                inputs[k] = inputs[k - 1];
                inputs[k - 1] = swap;
            }
        }
    }
}

// Tries every row of input `input` and of those after it.
static void join_from(struct evaluation *evaluation, const struct relation *relation, size_t input,
                      struct reference_row **members, struct rows *ret_rows) {
    if (input < relation->input_count) {
        const struct rows *rows = evaluation_rows(evaluation, relation->inputs[input]);
        for (size_t i = 0; i < rows->count; i++) {
            members[input] = rows->items[i];
            join_from(evaluation, relation, input + 1, members, ret_rows);
        }
        return;
    }
    struct reference_row tuple = {.form = FORM_JOIN, .members = {members, input, input}};
    struct place place = {.row = &tuple, .relation = relation};
    if (!row_passes(evaluation, &place, relation->condition)) {
        return;
    }
    struct reference_row *row = row_new(evaluation, FORM_JOIN, 0);
    for (size_t i = 0; i < input; i++) {
        rows_push(evaluation->arena, &row->members, members[i]);
        if (members[i]->has_time && (!row->has_time || members[i]->time > row->time)) {
            row->has_time = true;
            row->time = members[i]->time;
        }
    }
    rows_push(evaluation->arena, ret_rows, row);
}

void rows_join(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows) {
    struct reference_row **members = REFERENCE_ARRAY(evaluation->arena, relation->input_count, struct reference_row *);
    join_from(evaluation, relation, 0, members, ret_rows);
    sort_rows(ret_rows, NULL, compare_tuples);
    for (size_t i = 0; i < ret_rows->count; i++) {
        ret_rows->items[i]->place = i;
    }
}

// The fields of one row beside those of another, which stands for the same.
static struct reference_row *merged(struct evaluation *evaluation, const struct reference_row *row,
                                    const struct reference_row *other) {
    struct reference_row *both = REFERENCE_NEW(evaluation->arena, struct reference_row);
    *both = *row;
    both->added = NULL;
    const struct added_field *lists[] = {other->added, row->added};
    for (size_t i = 0; i < 2; i++) {
        struct added_field *last = NULL;
        const struct added_field *before = both->added;
        for (const struct added_field *field = lists[i]; field != NULL; field = field->before) {
            struct added_field *copy = REFERENCE_NEW(evaluation->arena, struct added_field);
            *copy = *field;
            copy->before = before;
            if (last == NULL) {
                both->added = copy;
            } else {
                last->before = copy;
            }
            last = copy;
        }
    }
    return both;
}

// All rows of several sets in the order of the input, each once.
static struct rows united(struct evaluation *evaluation, const struct relation *const *sets, size_t count,
                          uint64_t **ret_inputs) {
    struct rows all = {0};
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        total += evaluation_rows(evaluation, sets[i])->count;
    }
    uint64_t *inputs = REFERENCE_ARRAY(evaluation->arena, total, uint64_t);
    for (size_t i = 0; i < count; i++) {
        const struct rows *rows = evaluation_rows(evaluation, sets[i]);
        for (size_t k = 0; k < rows->count; k++) {
            size_t at = 0;
            while (at < all.count && all.items[at]->identity != rows->items[k]->identity) {
                at++;
            }
            if (at == all.count) {
                rows_push(evaluation->arena, &all, rows->items[k]);
            } else if (inputs[at] != UINT64_C(1) << i) {
                all.items[at] = merged(evaluation, all.items[at], rows->items[k]);
            }
            inputs[at] |= UINT64_C(1) << i;
        }
    }
    sort_rows(&all, inputs, compare_places);
    *ret_inputs = inputs;
    return all;
}

static size_t lowest(uint64_t inputs) {
    size_t input = 0;
    while ((inputs >> input & 1) == 0) {
        input++;
    }
    return input;
}

static bool far_apart(const struct reference_row *a, const struct reference_row *b, int64_t gap) {
    return a->has_time != b->has_time || (a->has_time && b->time - a->time > gap);
}

// The group, or with `within` its pieces.
static void push_pieces(struct evaluation *evaluation, const struct relation *relation, struct reference_row *group,
                        struct rows *ret_rows) {
    const struct expr *within = relation->source->as.group.within;
    if (within == NULL) {
        rows_push(evaluation->arena, ret_rows, group);
        return;
    }
    struct rows all = group->members;
    sort_rows(&all, group->member_inputs, compare_parts);
    struct reference_row *piece = NULL;
    for (size_t i = 0; i < all.count; i++) {
        if (piece == NULL || far_apart(all.items[i - 1], all.items[i], within->as.duration.nanoseconds)) {
            piece = row_new(evaluation, FORM_GROUP, 0);
            piece->values = group->values;
            piece->value_count = group->value_count;
            piece->member_inputs = group->member_inputs + i;
            rows_push(evaluation->arena, ret_rows, piece);
        }
        rows_push(evaluation->arena, &piece->members, all.items[i]);
    }
}

void rows_group(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows) {
    uint64_t *inputs;
    struct rows all = united(evaluation, relation->inputs, relation->input_count, &inputs);
    struct rows groups = {0};
    for (size_t i = 0; i < all.count; i++) {
        struct value *keys = REFERENCE_ARRAY(evaluation->arena, relation->key_count, struct value);
        size_t input = lowest(inputs[i]);
        for (size_t k = 0; k < relation->key_count; k++) {
            keys[k] = key_value(evaluation, relation->inputs[input], all.items[i], &relation->keys[k], input);
        }
        struct reference_row *found = NULL;
        for (size_t g = 0; g < groups.count && found == NULL; g++) {
            size_t same = 0;
            while (same < relation->key_count &&
                   same_key(evaluation->arena, groups.items[g]->values[same], keys[same])) {
                same++;
            }
            found = same == relation->key_count ? groups.items[g] : NULL;
        }
        if (found == NULL) {
            found = row_new(evaluation, FORM_GROUP, 0);
            found->values = keys;
            found->value_count = relation->key_count;
            found->member_inputs = REFERENCE_ARRAY(evaluation->arena, all.count, uint64_t);
            rows_push(evaluation->arena, &groups, found);
        }
        found->member_inputs[found->members.count] = inputs[i];
        rows_push(evaluation->arena, &found->members, all.items[i]);
    }
    for (size_t i = 0; i < groups.count; i++) {
        push_pieces(evaluation, relation, groups.items[i], ret_rows);
    }
    // A group stands where its first row does.
    for (size_t i = 0; i < ret_rows->count; i++) {
        ret_rows->items[i]->place = ret_rows->items[i]->members.items[0]->place;
    }
}

struct rows evaluation_rows_in_order(struct evaluation *evaluation, const struct relation *relation) {
    uint64_t *inputs;
    return united(evaluation, &relation, 1, &inputs);
}

void rows_run(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows) {
    const struct checked_rule *analytic = relation->analytic;
    const struct relation **outputs =
        REFERENCE_ARRAY(evaluation->arena, analytic->output_count, const struct relation *);
    uint64_t *inputs;
    for (size_t i = 0; i < analytic->output_count; i++) {
        outputs[i] = analytic->outputs[i].relation;
    }
    *ret_rows = united(evaluation, outputs, analytic->output_count, &inputs);
}

// All equal, lists element by element; null equals nothing.
static bool same_columns(struct evaluation *evaluation, const struct value *a, const struct value *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool lists = a[i].kind == VALUE_LIST && b[i].kind == VALUE_LIST;
        bool same = lists ? a[i].as.list.count == b[i].as.list.count &&
                                same_columns(evaluation, a[i].as.list.items, b[i].as.list.items, a[i].as.list.count)
                          : a[i].kind != VALUE_LIST && b[i].kind != VALUE_LIST &&
                                values_compare(evaluation->arena, COMPARE_EQ, a[i], b[i]);
        if (!same) {
            return false;
        }
    }
    return true;
}

// Without keys: the same record, a join of the same rows, or columns that are
// all equal.
static bool same_row(struct evaluation *evaluation, const struct reference_row *a, const struct reference_row *b) {
    if (a->form != b->form || a->members.count != b->members.count || a->value_count != b->value_count) {
        return false;
    }
    if (a->form == FORM_EVENT) {
        return a->record == b->record;
    }
    for (size_t i = 0; a->form == FORM_JOIN && i < a->members.count; i++) {
        if (!same_row(evaluation, a->members.items[i], b->members.items[i])) {
            return false;
        }
    }
    return same_columns(evaluation, a->values, b->values, a->value_count);
}

static bool same_keys(struct evaluation *evaluation, const struct relation *relation, const struct reference_row *a,
                      const struct reference_row *b) {
    for (size_t k = 0; k < relation->key_count; k++) {
        struct value left = key_value(evaluation, relation->inputs[0], a, &relation->keys[k], 0);
        struct value right = key_value(evaluation, relation->inputs[1], b, &relation->keys[k], 1);
        if (!values_compare(evaluation->arena, COMPARE_EQ, left, right)) {
            return false;
        }
    }
    return true;
}

void rows_difference(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows) {
    const struct rows *left = evaluation_rows(evaluation, relation->inputs[0]);
    const struct rows *right = evaluation_rows(evaluation, relation->inputs[1]);
    for (size_t i = 0; i < left->count; i++) {
        bool found = false;
        for (size_t k = 0; k < right->count && !found; k++) {
            found = relation->key_count > 0 ? same_keys(evaluation, relation, left->items[i], right->items[k])
                                            : same_row(evaluation, left->items[i], right->items[k]);
        }
        if (!found) {
            rows_push(evaluation->arena, ret_rows, left->items[i]);
        }
    }
}
