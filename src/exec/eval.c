// SPDX-License-Identifier: Apache-2.0
#include "exec/eval.h"

#include "base/fold.h"
#include "exec/compare.h"
#include "exec/late.h"
#include "plan/value_set.h"

#include <stdint.h>
#include <stdlib.h>

struct cell {
    uint64_t generation; // of the row whose value this is
    struct value value;
    bool has_folded;
    struct slice folded;
};

// Whether a comparison held, or could not take place because of a null.
enum outcome { OUTCOME_NULL, OUTCOME_FALSE, OUTCOME_TRUE };

static enum carl_status prepare_regexes(struct eval *eval) {
    enum carl_status status = regex_scratch_create(&eval->regexes);
    for (size_t i = 0; i < eval->plan->regexes.count && status == CARL_OK; i++) {
        status = regex_scratch_prepare(eval->regexes, eval->plan->regexes.items[i].regex);
    }
    return status;
}

enum carl_status eval_init(struct eval *eval, const struct plan *plan) {
    *eval = (struct eval){.plan = plan};
    arena_init(&eval->scratch);
    size_t count = plan->columns.count;
    eval->cells = calloc(count == 0 ? 1 : count, sizeof *eval->cells);
    eval->slots = calloc(count == 0 ? 1 : count, sizeof *eval->slots);
    eval->outcomes = calloc(plan->predicates.count + 1, sizeof *eval->outcomes);
    return eval->cells == NULL || eval->slots == NULL || eval->outcomes == NULL ? CARL_ERROR_MEMORY
                                                                                : prepare_regexes(eval);
}

void eval_finish(struct eval *eval) {
    free(eval->cells);
    free(eval->slots);
    free(eval->outcomes);
    regex_scratch_destroy(eval->regexes);
    arena_finish(&eval->scratch);
    *eval = (struct eval){0};
}

void eval_begin(struct eval *eval, const struct row *row) {
    eval->row = row;
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

static struct cell *cell_of(struct eval *eval, size_t column) {
    struct cell *cell = &eval->cells[column];
    if (cell->generation != eval->generation) {
        *cell = (struct cell){.generation = eval->generation, .value = row_value(eval->row, column)};
    }
    return cell;
}

static struct value column_value(struct eval *eval, size_t column) {
    if (eval->late == NULL) {
        return cell_of(eval, column)->value;
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
        return eval->late == NULL ? value_null() : late_keyed(eval->late, operand->index);
    case OPERAND_BY_INPUT:
        return input_value(eval, operand);
    case OPERAND_AGGREGATE:
        return eval->late == NULL ? value_null() : late_aggregate(eval->late, operand->aggregate);
    }
    return value_null();
}

static struct slice fold_scratch(struct eval *eval, struct slice text) {
    char *folded = text.size > SIZE_MAX / 2 ? NULL : arena_alloc(&eval->scratch, text.size * 2);
    return folded == NULL ? (struct slice){0} : slice_make(folded, fold_write(text, folded));
}

// One scalar being tested, its fold made when first needed.
struct subject {
    struct value value;
    struct slice text;
    struct slice folded;
    bool has_folded;
};

static struct slice folded_text(struct eval *eval, struct subject *subject) {
    if (!subject->has_folded) {
        subject->folded = fold_scratch(eval, subject->text);
        subject->has_folded = true;
    }
    return subject->folded;
}

static bool subject_matches(struct eval *eval, struct subject *subject, const struct pattern *pattern) {
    struct number number;
    if (pattern->numeric && value_as_number(subject->value, &number)) {
        return number_compare(number, pattern->number) == 0;
    }
    return pattern_match(pattern, folded_text(eval, subject));
}

static bool subject_in_set(struct eval *eval, struct subject *subject, const struct value_set *set) {
    struct number number;
    if (set->number_count > 0 && value_as_number(subject->value, &number)) {
        for (size_t i = 0; i < set->number_count; i++) {
            if (number_compare(number, set->numbers[i]) == 0) {
                return true;
            }
        }
    }
    struct slice folded = folded_text(eval, subject);
    if (value_set_has_text(set, folded)) {
        return true;
    }
    for (size_t i = 0; i < set->pattern_count; i++) {
        if (pattern_match(&set->patterns[i], folded)) {
            return true;
        }
    }
    struct address address;
    if (set->network_count > 0 && address_parse(subject->text, &address)) {
        for (size_t i = 0; i < set->network_count; i++) {
            if (network_contains(&set->networks[i], &address)) {
                return true;
            }
        }
    }
    return false;
}

static bool subject_contains(struct eval *eval, struct subject *subject, struct value needle) {
    if (needle.kind == VALUE_LIST) {
        for (size_t i = 0; i < needle.as.list.count; i++) {
            if (subject_contains(eval, subject, needle.as.list.items[i])) {
                return true;
            }
        }
        return false;
    }
    struct slice text;
    return value_as_text(needle, &eval->scratch, &text) &&
           slice_find(folded_text(eval, subject), fold_scratch(eval, text), 0) != SIZE_MAX;
}

static bool subject_holds(struct eval *eval, struct subject *subject, const struct predicate *predicate,
                          struct value other) {
    switch (predicate->kind) {
    case PREDICATE_PATTERN:
    case PREDICATE_ANY_PATTERN:
        for (size_t i = 0; i < predicate->pattern_count; i++) {
            if (subject_matches(eval, subject, &predicate->patterns[i])) {
                return true;
            }
        }
        return false;
    case PREDICATE_SET:
        return subject_in_set(eval, subject, predicate->set);
    case PREDICATE_SUBSTRING:
        return subject_contains(eval, subject, other);
    case PREDICATE_MATCH:
        return regex_search(predicate->regex, eval->regexes, subject->text);
    case PREDICATE_TRUTH:
        return slice_equal(folded_text(eval, subject), SLICE("true"));
    default:
        return false;
    }
}

// A list stands for its elements: the test holds where one of them passes it.
static enum outcome test_value(struct eval *eval, const struct predicate *predicate, struct value value,
                               struct value other) {
    if (value.kind == VALUE_LIST) {
        for (size_t i = 0; i < value.as.list.count; i++) {
            if (test_value(eval, predicate, value.as.list.items[i], other) == OUTCOME_TRUE) {
                return OUTCOME_TRUE;
            }
        }
        return OUTCOME_FALSE;
    }
    struct subject subject = {.value = value};
    if (!value_as_text(value, &eval->scratch, &subject.text)) {
        return OUTCOME_NULL;
    }
    return subject_holds(eval, &subject, predicate, other) ? OUTCOME_TRUE : OUTCOME_FALSE;
}

// The same for a column that holds a scalar, whose fold is kept for the row.
static enum outcome test_cell(struct eval *eval, const struct predicate *predicate, struct cell *cell,
                              struct value other) {
    struct subject subject = {.value = cell->value, .folded = cell->folded, .has_folded = cell->has_folded};
    if (!value_as_text(cell->value, &eval->scratch, &subject.text)) {
        return OUTCOME_NULL;
    }
    bool holds = subject_holds(eval, &subject, predicate, other);
    cell->folded = subject.folded;
    cell->has_folded = subject.has_folded;
    return holds ? OUTCOME_TRUE : OUTCOME_FALSE;
}

static enum outcome test(struct eval *eval, const struct predicate *predicate) {
    struct value other = value_null();
    if (predicate->kind == PREDICATE_SUBSTRING) {
        other = eval_operand(eval, predicate->right);
        if (other.kind == VALUE_NULL || other.kind == VALUE_RECORD) {
            return OUTCOME_NULL;
        }
    }
    if (predicate->left->kind == OPERAND_COLUMN && eval->late == NULL) {
        struct cell *cell = cell_of(eval, predicate->left->index);
        if (cell->value.kind != VALUE_LIST) {
            return test_cell(eval, predicate, cell, other);
        }
    }
    return test_value(eval, predicate, eval_operand(eval, predicate->left), other);
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
    default: {
        enum outcome outcome = test(eval, predicate);
        return outcome != OUTCOME_NULL && (outcome == OUTCOME_TRUE) != predicate->negated;
    }
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
