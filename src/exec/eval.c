// SPDX-License-Identifier: Apache-2.0
#include "exec/eval.h"

#include "base/bits.h"
#include "exec/compare.h"
#include "exec/eval_internal.h"
#include "exec/late.h"
#include "plan/matcher.h"

#include <stdint.h>
#include <stdlib.h>

static enum carl_status prepare_searches(struct eval *eval) {
    const struct plan *plan = eval->plan;
    enum carl_status status = regex_scratch_create(&eval->regexes);
    for (size_t i = 0; i < plan->regexes.items.count && status == CARL_OK; i++) {
        status = regex_scratch_prepare(eval->regexes, plan->regexes.items.items[i].regex);
    }
    for (size_t i = 0; i < plan->matchers.count && status == CARL_OK; i++) {
        if (plan->matchers.items[i]->part_set != NULL) {
            status = text_set_prepare(plan->matchers.items[i]->part_set, eval->regexes);
        }
    }
    return status;
}

// The places of the largest dispatch entry, as words of bits.
static size_t most_words(const struct plan *plan) {
    size_t most = 0;
    for (size_t i = 0; i < plan->dispatch_count; i++) {
        most = plan->dispatch[i].rules.count > most ? plan->dispatch[i].rules.count : most;
    }
    return bits_words(most);
}

enum carl_status eval_init(struct eval *eval, const struct plan *plan) {
    *eval = (struct eval){.plan = plan};
    arena_init(&eval->scratch);
    size_t count = plan->columns.count;
    eval->cells = calloc(count == 0 ? 1 : count, sizeof *eval->cells);
    eval->slots = calloc(count == 0 ? 1 : count, sizeof *eval->slots);
    eval->outcomes = calloc(plan->predicates.count + 1, sizeof *eval->outcomes);
    eval->matches = calloc(plan->matchers.count + 1, sizeof *eval->matches);
    eval->leaves = calloc(plan->leaf_count + 1, sizeof *eval->leaves);
    eval->candidates = calloc(most_words(plan) + 1, sizeof *eval->candidates);
    bool allocated = eval->cells != NULL && eval->slots != NULL && eval->outcomes != NULL && eval->matches != NULL &&
                     eval->leaves != NULL && eval->candidates != NULL;
    return allocated ? prepare_searches(eval) : CARL_ERROR_MEMORY;
}

void eval_finish(struct eval *eval) {
    free(eval->cells);
    free(eval->slots);
    free(eval->outcomes);
    free(eval->matches);
    free(eval->leaves);
    free(eval->candidates);
    regex_scratch_destroy(eval->regexes);
    arena_finish(&eval->scratch);
    *eval = (struct eval){0};
}

void eval_begin(struct eval *eval, const struct row *row, const struct plan_dispatch *dispatch) {
    eval->row = row;
    eval->dispatch = dispatch;
    eval->generation++;
    arena_reset(&eval->scratch);
}

void eval_begin_late(struct eval *eval, struct late *late) {
    eval->late = late;
    eval->tuple = NULL;
    eval->parts = NULL;
    eval->part_count = 0;
    arena_reset(&eval->scratch);
    for (size_t i = 0; late != NULL && i < late->rule->late_column_count; i++) {
        eval->slots[late->rule->late_columns[i]] = i;
    }
}

struct cell *eval_cell(struct eval *eval, size_t column) {
    struct cell *cell = &eval->cells[column];
    if (cell->generation != eval->generation) {
        *cell = (struct cell){.generation = eval->generation, .value = row_value(eval->row, column)};
    }
    return cell;
}

struct cell *eval_scalar_cell(struct eval *eval, const struct operand *operand) {
    if (operand->kind != OPERAND_COLUMN || eval->late != NULL) {
        return NULL;
    }
    struct cell *cell = eval_cell(eval, operand->index);
    return cell->value.kind == VALUE_LIST ? NULL : cell;
}

static struct value column_value(struct eval *eval, size_t column) {
    if (eval->late == NULL) {
        return eval_cell(eval, column)->value;
    }
    const struct tuple *row = eval->tuple;
    return row == NULL || row->event == NULL ? value_null() : row->event->values[eval->slots[column]];
}

static struct value member_value(struct eval *eval, const struct operand *operand) {
    const struct tuple *row = eval->tuple;
    if (row == NULL || operand->index >= row->member_count) {
        return value_null();
    }
    eval->tuple = row->members[operand->index];
    struct value value = eval_operand(eval, operand->left);
    eval->tuple = row;
    return value;
}

static struct value extra_value(const struct tuple *row, size_t node) {
    for (const struct tuple_extra *extra = row == NULL ? NULL : row->extra; extra != NULL; extra = extra->next) {
        if (extra->node == node) {
            return extra->value;
        }
    }
    return value_null();
}

// A row that several inputs had is read as the first of them has it.
static struct value input_value(struct eval *eval, const struct operand *operand) {
    for (size_t i = 0; i < operand->input_count; i++) {
        if ((eval->inputs >> i & 1) != 0) {
            return operand->inputs[i] == NULL ? value_null() : eval_operand(eval, operand->inputs[i]);
        }
    }
    return value_null();
}

struct value eval_operand(struct eval *eval, const struct operand *operand) {
    switch (operand->kind) {
    case OPERAND_CONSTANT:
        return operand->constant;
    case OPERAND_NOW:
        return eval->now_known ? value_time(eval->now, (struct slice){0}) : value_null();
    case OPERAND_COLUMN:
        return column_value(eval, operand->index);
    case OPERAND_COALESCE: {
        struct value value = eval_operand(eval, operand->left);
        return value.kind == VALUE_NULL ? eval_operand(eval, operand->right) : value;
    }
    case OPERAND_ARITHMETIC: {
        struct value left = eval_operand(eval, operand->left);
        return value_arithmetic(operand->arithmetic, left, eval_operand(eval, operand->right), &eval->scratch);
    }
    case OPERAND_MEMBER:
        return member_value(eval, operand);
    case OPERAND_VALUE:
        return eval->tuple == NULL || operand->index >= eval->tuple->value_count ? value_null()
                                                                                 : eval->tuple->values[operand->index];
    case OPERAND_EXTRA:
        return extra_value(eval->tuple, operand->index);
    case OPERAND_KEYED:
        return eval->late == NULL ? value_null() : late_keyed(eval->late, operand);
    case OPERAND_BY_INPUT:
        return input_value(eval, operand);
    case OPERAND_AGGREGATE:
        return eval->late == NULL ? value_null() : late_aggregate(eval->late, operand->aggregate);
    }
    return value_null();
}

// A leaf that reads texts, by the matcher that knows it or by itself.
static bool test(struct eval *eval, const struct predicate *leaf) {
    bool matched = leaf->matcher != NULL && eval->late == NULL && eval->dispatch->matched[leaf->matcher->number];
    enum outcome outcome = matched ? eval_match(eval, leaf) : eval_test(eval, leaf);
    return outcome != OUTCOME_NULL && (outcome == OUTCOME_TRUE) != leaf->negated;
}

static bool find_outcome(struct eval *eval, const struct predicate *predicate) {
    switch (predicate->kind) {
    case PREDICATE_CONSTANT:
        return predicate->constant;
    case PREDICATE_AND:
    case PREDICATE_OR: {
        bool decisive = predicate->kind == PREDICATE_OR;
        for (size_t i = 0; i < predicate->child_count; i++) {
            if (eval_predicate(eval, predicate->children[i]) == decisive) {
                return decisive;
            }
        }
        return !decisive;
    }
    case PREDICATE_NOT:
        return !eval_predicate(eval, predicate->children[0]);
    case PREDICATE_NULL:
        return eval_operand(eval, predicate->left).kind == VALUE_NULL;
    case PREDICATE_COMPARE:
        return compare_values(predicate->compare, eval_operand(eval, predicate->left),
                              eval_operand(eval, predicate->right));
    default:
        return test(eval, predicate);
    }
}

// The outcome of what several conditions ask is kept, as the row's generation,
// which no other row has, and itself.
bool eval_predicate(struct eval *eval, const struct predicate *predicate) {
    if (predicate->uses < 2 || eval->late != NULL) {
        return find_outcome(eval, predicate);
    }
    uint64_t *kept = &eval->outcomes[predicate->number];
    if (*kept >> 1 != eval->generation) {
        *kept = eval->generation << 1 | find_outcome(eval, predicate);
    }
    return (*kept & 1) != 0;
}
