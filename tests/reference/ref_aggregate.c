// SPDX-License-Identifier: Apache-2.0
// Aggregates, over rows at hand or over whole sets.
#include "ref_scalar.h"

#include "base/fold.h"

#include <math.h>
#include <stdlib.h>

struct samples {
    struct value *items;
    size_t count;
};

// ---------------------------------------------------------------------------
// Which rows

// The set that an argument names, as the checker found: by fields and sets alone
// (0), by values by key, too (1), or by what its variables were made of (2). NULL:
// none.
static const struct relation *set_in(const struct expr *argument, int depth) {
    const struct expr *expr = depth == 2 ? expression_of(argument) : argument;
    switch (expr->kind) {
    case EXPR_NAME:
        if (expr->reference.kind == REFERENCE_SET || expr->reference.kind == REFERENCE_VALUE) {
            bool set = depth > 0 || expr->reference.kind == REFERENCE_SET;
            return set ? expr->reference.binding->relation : NULL;
        }
        return expr->reference.rows;
    case EXPR_CALL:
        return expr->as.call.count == 0 ? NULL : set_in(expr->as.call.arguments[expr->as.call.count - 1], depth);
    case EXPR_ARITHMETIC: {
        const struct relation *left = set_in(expr->as.arithmetic.left, depth);
        return left != NULL ? left : set_in(expr->as.arithmetic.right, depth);
    }
    default:
        return NULL;
    }
}

// The set that an argument is about: that of its fields, else the one that its
// values were made of.
static const struct relation *set_of(const struct expr *argument) {
    const struct relation *set = set_in(argument, 0);
    set = set != NULL ? set : set_in(argument, 1);
    return set != NULL ? set : set_in(argument, 2);
}

// Which input of the group an argument names (`p` or `p.pid`); SIZE_MAX: none.
static size_t named_input(const struct place *place, const struct expr *argument) {
    if (place->hand_inputs == NULL || argument == NULL || argument->kind != EXPR_NAME) {
        return SIZE_MAX;
    }
    const struct relation *group = relation_shape(place->relation);
    const struct reference *reference = &argument->reference;
    size_t qualifiers = reference->kind == REFERENCE_SET ? 1 : reference->first;
    for (size_t q = 0; q < qualifiers; q++) {
        for (size_t i = 0; i < group->input_count; i++) {
            if (slice_equal(group->input_names[i].text, argument->as.name.path.names[q].text)) {
                return i;
            }
        }
    }
    return SIZE_MAX;
}

static bool is_at_hand(const struct place *place, const struct relation *set, const struct expr *argument) {
    if (place->hand == NULL) {
        return false;
    }
    if (set == NULL || set == place->relation || named_input(place, argument) != SIZE_MAX) {
        return true;
    }
    const struct relation *shape = relation_shape(place->relation);
    for (size_t i = 0; place->hand_inputs != NULL && i < shape->input_count; i++) {
        if (shape->inputs[i] == set) {
            return true;
        }
    }
    return false;
}

// The rows that an aggregate of `argument` is over, each with its relation.
struct scope_rows {
    const struct reference_row **items;
    const struct relation **relations;
    size_t count;
};

static void add_row(struct scope_rows *rows, const struct reference_row *row, const struct relation *relation) {
    rows->items[rows->count] = row;
    rows->relations[rows->count++] = relation;
}

static size_t first_input(uint64_t inputs) {
    size_t input = 0;
    while ((inputs >> input & 1) == 0) {
        input++;
    }
    return input;
}

static struct scope_rows rows_of(struct evaluation *evaluation, const struct place *place,
                                 const struct expr *argument) {
    const struct relation *set = argument == NULL ? place->relation : set_of(argument);
    bool at_hand = is_at_hand(place, argument == NULL ? NULL : set, argument);
    set = set == NULL ? place->relation : set;
    const struct rows *rows = at_hand ? place->hand : set == NULL ? NULL : evaluation_rows(evaluation, set);
    size_t count = rows == NULL ? 0 : rows->count;
    struct scope_rows found = {REFERENCE_ARRAY(evaluation->arena, count, const struct reference_row *),
                               REFERENCE_ARRAY(evaluation->arena, count, const struct relation *), 0};
    size_t input = at_hand ? named_input(place, argument) : SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!at_hand || place->hand_inputs == NULL) {
            add_row(&found, rows->items[i], at_hand ? place->relation : set);
        } else if (input == SIZE_MAX || (place->hand_inputs[i] >> input & 1) != 0) {
            size_t from = input == SIZE_MAX ? first_input(place->hand_inputs[i]) : input;
            add_row(&found, rows->items[i], relation_shape(place->relation)->inputs[from]);
        }
    }
    return found;
}

// The values of the argument; of an aggregate in an aggregate, what it yields.
static struct samples column_of(struct evaluation *evaluation, const struct place *place, const struct expr *argument) {
    struct samples samples = {0};
    if (expression_of(argument)->kind == EXPR_CALL) {
        struct value inner = evaluate(evaluation, place, argument);
        samples.count = inner.kind == VALUE_LIST ? inner.as.list.count : inner.kind != VALUE_NULL;
        samples.items = REFERENCE_ARRAY(evaluation->arena, samples.count, struct value);
        for (size_t i = 0; i < samples.count; i++) {
            samples.items[i] = inner.kind == VALUE_LIST ? inner.as.list.items[i] : inner;
        }
        return samples;
    }
    struct scope_rows rows = rows_of(evaluation, place, argument);
    samples.items = REFERENCE_ARRAY(evaluation->arena, rows.count, struct value);
    for (size_t i = 0; i < rows.count; i++) {
        struct place at = {.row = rows.items[i], .relation = rows.relations[i]};
        struct value value = evaluate(evaluation, &at, argument);
        if (value.kind != VALUE_NULL && value.kind != VALUE_LIST && value.kind != VALUE_RECORD) {
            samples.items[samples.count++] = value;
        }
    }
    return samples;
}

// ---------------------------------------------------------------------------
// Functions

static struct value count_of(struct evaluation *evaluation, size_t count) {
    return number_make(evaluation->arena, number_of_integer((int64_t)count));
}

// Numbers, else times, else durations, else text.
static int rank(struct value value) {
    struct ref_number number;
    return number_read(value, &number) ? 0 : value.kind == VALUE_TIME ? 1 : value.kind == VALUE_DURATION ? 2 : 3;
}

static struct value extreme(struct evaluation *evaluation, struct samples samples, enum compare_operator better) {
    for (int wanted = 0; wanted < 4; wanted++) {
        struct value best = value_null();
        for (size_t i = 0; i < samples.count; i++) {
            struct value value = samples.items[i];
            if (rank(value) == wanted &&
                (best.kind == VALUE_NULL || values_compare(evaluation->arena, better, value, best))) {
                best = value;
            }
        }
        if (best.kind != VALUE_NULL) {
            return best;
        }
    }
    return value_null();
}

static struct value amount_value(struct evaluation *evaluation, double amount, bool duration) {
    if (duration) {
        return (struct value){.kind = VALUE_DURATION, .as.nanoseconds = (int64_t)llround(amount)};
    }
    return number_make(evaluation->arena, (struct ref_number){.real = amount});
}

// sum, average and standard_deviation: of the numbers, or where there are none
// of the durations.
static struct value moment(struct evaluation *evaluation, struct samples samples, struct slice function) {
    struct value sum = value_null();
    double total = 0;
    bool whole = true; // sums of integers are exact
    double *amounts = REFERENCE_ARRAY(evaluation->arena, samples.count, double);
    size_t count = 0;
    for (int wanted = 0; wanted <= 2 && count == 0; wanted += 2) {
        for (size_t i = 0; i < samples.count; i++) {
            struct value value = samples.items[i];
            struct ref_number read = {0};
            if (rank(value) == wanted) {
                sum = count == 0 ? value : values_combine(evaluation->arena, ARITHMETIC_ADD, sum, value);
                bool is_number = number_read(value, &read);
                amounts[count] = is_number ? read.real : (double)value.as.nanoseconds;
                total += amounts[count++];
                whole = whole && read.whole;
            }
        }
    }
    bool durations = sum.kind == VALUE_DURATION;
    if (count == 0 || (durations && fold_name_equal(function, SLICE("sum")))) {
        return sum;
    }
    if (fold_name_equal(function, SLICE("sum"))) {
        // One value is its own sum, but as a number.
        struct value zero = number_make(evaluation->arena, number_of_integer(0));
        return whole ? values_combine(evaluation->arena, ARITHMETIC_ADD, sum, zero)
                     : amount_value(evaluation, total, false);
    }
    double mean = total / (double)count;
    if (fold_name_equal(function, SLICE("average"))) {
        return amount_value(evaluation, mean, durations);
    }
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        squares += (amounts[i] - mean) * (amounts[i] - mean);
    }
    if (count < 2) {
        return value_null();
    }
    return amount_value(evaluation, sqrt(squares / (double)(count - 1)), durations);
}

// Different values, each by its first spelling; *ret_times: how often each occurs.
static struct samples different(struct evaluation *evaluation, struct samples samples, size_t **ret_times) {
    struct samples found = {REFERENCE_ARRAY(evaluation->arena, samples.count, struct value), 0};
    size_t *times = REFERENCE_ARRAY(evaluation->arena, samples.count, size_t);
    for (size_t i = 0; i < samples.count; i++) {
        size_t at = 0;
        while (at < found.count && !same_key(evaluation->arena, found.items[at], samples.items[i])) {
            at++;
        }
        if (at == found.count) {
            found.items[found.count++] = samples.items[i];
        }
        times[at]++;
    }
    *ret_times = times;
    return found;
}

// The most frequent first, one after the other: equals by value, then by place.
static struct samples most_frequent(struct evaluation *evaluation, struct samples samples, size_t limit) {
    size_t *times;
    struct samples found = different(evaluation, samples, &times);
    struct samples sorted = {REFERENCE_ARRAY(evaluation->arena, found.count, struct value), 0};
    while (sorted.count < found.count && sorted.count < limit) {
        size_t best = SIZE_MAX;
        for (size_t i = 0; i < found.count; i++) {
            if (times[i] == 0) {
                continue;
            }
            if (best == SIZE_MAX || times[i] > times[best] ||
                (times[i] == times[best] &&
                 values_compare(evaluation->arena, COMPARE_LT, found.items[i], found.items[best]))) {
                best = i;
            }
        }
        sorted.items[sorted.count++] = found.items[best];
        times[best] = 0;
    }
    return sorted;
}

static struct value list_value(struct samples samples) {
    if (samples.count == 0) {
        return value_null();
    }
    return (struct value){.kind = VALUE_LIST, .as.list = {samples.items, samples.count}};
}

struct value aggregate_value(struct evaluation *evaluation, const struct place *place, const struct expr *call) {
    struct slice function = call->as.call.function.names[0].text;
    size_t count = call->as.call.count;
    const struct expr *argument = count == 0 ? NULL : call->as.call.arguments[count - 1];
    bool counts = fold_name_equal(function, SLICE("count"));
    if (argument == NULL || (argument->kind == EXPR_NAME && argument->reference.kind == REFERENCE_SET)) {
        return counts ? count_of(evaluation, rows_of(evaluation, place, argument).count) : value_null();
    }
    struct samples samples = column_of(evaluation, place, argument);
    size_t *times;
    if (counts) {
        return count_of(evaluation, samples.count);
    }
    if (fold_name_equal(function, SLICE("min"))) {
        return extreme(evaluation, samples, COMPARE_LT);
    }
    if (fold_name_equal(function, SLICE("max"))) {
        return extreme(evaluation, samples, COMPARE_GT);
    }
    if (fold_name_equal(function, SLICE("unique"))) {
        return list_value(different(evaluation, samples, &times));
    }
    if (fold_name_equal(function, SLICE("top"))) {
        struct ref_number limit = {0};
        (void)number_read(evaluate(evaluation, place, call->as.call.arguments[0]), &limit);
        return list_value(most_frequent(evaluation, samples, limit.magnitude));
    }
    return moment(evaluation, samples, function);
}

// ---------------------------------------------------------------------------
// By key

static struct rows rows_with(struct evaluation *evaluation, const struct relation *relation, const struct rows *rows,
                             const struct relation_key *keys, size_t key_count, const struct value *values) {
    struct rows found = {0};
    for (size_t i = 0; i < rows->count; i++) {
        size_t same = 0;
        while (same < key_count &&
               same_key(evaluation->arena, key_value(evaluation, relation, rows->items[i], &keys[same], 0),
                        values[same])) {
            same++;
        }
        if (same == key_count) {
            rows_push(evaluation->arena, &found, rows->items[i]);
        }
    }
    return found;
}

struct rows rows_of_key(struct evaluation *evaluation, const struct relation *relation, const struct rows *rows,
                        const struct relation_key *keys, size_t key_count, const struct reference_row *row) {
    struct value *values = REFERENCE_ARRAY(evaluation->arena, key_count, struct value);
    for (size_t i = 0; i < key_count; i++) {
        values[i] = key_value(evaluation, relation, row, &keys[i], 0);
    }
    return rows_with(evaluation, relation, rows, keys, key_count, values);
}

struct value keyed_value(struct evaluation *evaluation, const struct place *place, const struct reference *reference) {
    const struct binding *binding = reference->binding;
    if (place->row == NULL) {
        return value_null();
    }
    struct value *values = REFERENCE_ARRAY(evaluation->arena, binding->key_count, struct value);
    for (size_t i = 0; i < binding->key_count; i++) {
        values[i] = field_value(evaluation, place, &reference->keys[i], binding->keys[i].path);
        bool key = values[i].kind != VALUE_LIST && values[i].kind != VALUE_RECORD;
        values[i] = key ? values[i] : value_null();
    }
    struct rows rows = rows_with(evaluation, binding->relation, evaluation_rows(evaluation, binding->relation),
                                 binding->keys, binding->key_count, values);
    struct place at = {.relation = binding->relation, .hand = &rows};
    return rows.count == 0 ? value_null() : aggregate_value(evaluation, &at, binding->value);
}
