// SPDX-License-Identifier: Apache-2.0
// Aggregate functions over rows (docs/language.md, "Aggregates"). Nulls, lists
// and records take no part.
#include "exec/compare.h"
#include "exec/late.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>

struct samples {
    struct value *values; // not null, in order of their rows
    size_t count;
};

static struct value number_value(struct late *late, struct number number) {
    if (!number.integer && !isfinite(number.real)) {
        return value_null();
    }
    struct text text;
    text_init(&text);
    number_append(&text, number);
    late->store.failed = late->store.failed || text.failed;
    struct value value = value_number(store_slice(&late->store, text_slice(&text)));
    text_finish(&text);
    return value;
}

static struct value count_value(struct late *late, size_t count) {
    return number_value(late, number_from_integer((int64_t)count));
}

static bool has_part(const struct aggregate *aggregate, const struct group_part *part) {
    return aggregate->input == SIZE_MAX || (part->inputs >> aggregate->input & 1) != 0;
}

// A computed value lives in scratch memory only.
static bool is_computed(const struct operand *operand) {
    return operand != NULL &&
           (operand->kind == OPERAND_ARITHMETIC || operand->kind == OPERAND_BY_INPUT || is_computed(operand->left));
}

// The values of the argument. That of an aggregate within an aggregate is the
// inner one's list, or its one value.
static struct samples read_column(struct late *late, const struct aggregate *aggregate, const struct group_part *rows,
                                  size_t count) {
    struct samples column = {0};
    struct eval *eval = late->eval;
    if (aggregate->nested) {
        struct value inner = eval_operand(eval, aggregate->argument);
        bool list = inner.kind == VALUE_LIST;
        column.count = list ? inner.as.list.count : inner.kind != VALUE_NULL;
        column.values = store_array(&late->store, column.count + 1, sizeof *column.values);
        for (size_t i = 0; column.values != NULL && i < column.count; i++) {
            column.values[i] = list ? inner.as.list.items[i] : inner;
        }
        return column;
    }
    const struct tuple *row = eval->tuple;
    bool computed = is_computed(aggregate->argument);
    column.values = store_array(&late->store, count + 1, sizeof *column.values);
    for (size_t i = 0; column.values != NULL && i < count; i++) {
        if (!has_part(aggregate, &rows[i])) {
            continue;
        }
        eval->tuple = rows[i].row;
        eval->inputs = rows[i].inputs;
        struct value value = eval_operand(eval, aggregate->argument);
        if (value.kind != VALUE_NULL && value.kind != VALUE_LIST && value.kind != VALUE_RECORD) {
            column.values[column.count++] = computed ? store_value(&late->store, value) : value;
        }
    }
    eval->tuple = row;
    return column;
}

// ---------------------------------------------------------------------------
// min, max

// Numbers go before times, these before durations, these before other text.
static int rank(struct value value) {
    struct number number;
    if (value_as_number(value, &number)) {
        return 0;
    }
    return value.kind == VALUE_TIME ? 1 : value.kind == VALUE_DURATION ? 2 : 3;
}

static struct value extreme(const struct samples *column, bool greatest) {
    struct value best = value_null();
    int best_rank = 4;
    for (size_t i = 0; i < column->count; i++) {
        struct value value = column->values[i];
        int value_rank = rank(value);
        bool better = compare_values(greatest ? COMPARE_GT : COMPARE_LT, value, best);
        if (value_rank < best_rank || (value_rank == best_rank && better)) {
            best = value;
            best_rank = value_rank;
        }
    }
    return best;
}

// ---------------------------------------------------------------------------
// sum, average, standard_deviation

static bool all_durations(const struct samples *column) {
    for (size_t i = 0; i < column->count; i++) {
        if (column->values[i].kind != VALUE_DURATION) {
            return false;
        }
    }
    return column->count > 0;
}

static bool amount(struct value value, bool durations, double *ret_amount) {
    struct number number;
    if (durations) {
        *ret_amount = (double)value.as.nanoseconds;
        return true;
    }
    if (!value_as_number(value, &number)) {
        return false;
    }
    *ret_amount = number.real;
    return true;
}

static struct value from_amount(struct late *late, double amount_of, bool durations) {
    if (!durations) {
        return number_value(late, number_from_real(amount_of));
    }
    bool fits = amount_of > -9.2e18 && amount_of < 9.2e18;
    return fits ? (struct value){.kind = VALUE_DURATION, .as.nanoseconds = (int64_t)llround(amount_of)} : value_null();
}

// Sums of integers are exact as long as they fit.
static bool exact_sum(const struct samples *column, int64_t *ret_sum) {
    int64_t sum = 0;
    for (size_t i = 0; i < column->count; i++) {
        struct number number;
        if (!value_as_number(column->values[i], &number)) {
            continue;
        }
        if (!number.integer || number.magnitude > INT64_MAX / 2 || sum > INT64_MAX / 2 || sum < INT64_MIN / 2) {
            return false;
        }
        sum += number.negative ? -(int64_t)number.magnitude : (int64_t)number.magnitude;
    }
    *ret_sum = sum;
    return true;
}

static struct value moment(struct late *late, const struct samples *column, enum aggregate_function function) {
    bool durations = all_durations(column);
    double sum = 0;
    size_t count = 0;
    double one = 0;
    for (size_t i = 0; i < column->count; i++) {
        if (amount(column->values[i], durations, &one)) {
            sum += one;
            count++;
        }
    }
    int64_t exact;
    if (count == 0 || (function == AGGREGATE_STANDARD_DEVIATION && count < 2)) {
        return value_null();
    }
    if (function == AGGREGATE_SUM) {
        return !durations && exact_sum(column, &exact) ? number_value(late, number_from_integer(exact))
                                                       : from_amount(late, sum, durations);
    }
    double mean = sum / (double)count;
    if (function == AGGREGATE_AVERAGE) {
        return from_amount(late, mean, durations);
    }
    double squares = 0;
    for (size_t i = 0; i < column->count; i++) {
        if (amount(column->values[i], durations, &one)) {
            squares += (one - mean) * (one - mean);
        }
    }
    return from_amount(late, sqrt(squares / (double)(count - 1)), durations);
}

// ---------------------------------------------------------------------------
// unique, top

struct distinct {
    struct value value; // first spelling
    size_t times;
    size_t first; // its place among the distinct values
};

static struct distinct *distinct_values(struct late *late, const struct samples *column, size_t *ret_count) {
    struct distinct *distinct = store_array(&late->store, column->count + 1, sizeof *distinct);
    struct key_index index;
    size_t count = 0;
    if (distinct == NULL || !key_index_init(&late->store, &index, column->count)) {
        return NULL;
    }
    for (size_t i = 0; i < column->count; i++) {
        uint64_t hash = key_hash(column->values[i]);
        size_t cursor = SIZE_MAX;
        size_t at = SIZE_MAX;
        bool found = false;
        while (!found && key_index_next(&index, hash, &cursor, &at)) {
            found = key_equal(distinct[at].value, column->values[i], false);
        }
        if (found) {
            distinct[at].times++;
        } else if (key_index_add(&late->store, &index, hash, count)) {
            distinct[count] = (struct distinct){column->values[i], 1, count};
            count++;
        }
    }
    key_index_finish(&index);
    *ret_count = count;
    return distinct;
}

static int by_frequency(const void *left, const void *right) {
    const struct distinct *a = left;
    const struct distinct *b = right;
    if (a->times != b->times) {
        return a->times > b->times ? -1 : 1;
    }
    if (compare_values(COMPARE_LT, a->value, b->value)) {
        return -1;
    }
    return compare_values(COMPARE_GT, a->value, b->value) || a->first > b->first ? 1 : -1;
}

static struct value list_of(struct late *late, const struct distinct *distinct, size_t count) {
    struct value *items = store_array(&late->store, count, sizeof *items);
    if (items == NULL || count == 0) {
        return value_null();
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = distinct[i].value;
    }
    return (struct value){.kind = VALUE_LIST, .as.list = {items, count}};
}

static struct value distinct_list(struct late *late, const struct aggregate *aggregate, const struct samples *column) {
    size_t count = 0;
    struct distinct *distinct = distinct_values(late, column, &count);
    if (distinct == NULL) {
        return value_null();
    }
    struct number limit;
    if (aggregate->function == AGGREGATE_TOP) {
        qsort(distinct, count, sizeof *distinct, by_frequency);
        if (aggregate->limit != NULL && value_as_number(eval_operand(late->eval, aggregate->limit), &limit) &&
            limit.integer && limit.magnitude < count) {
            count = (size_t)limit.magnitude;
        }
    }
    return list_of(late, distinct, count);
}

struct value aggregate_rows(struct late *late, const struct aggregate *aggregate, const struct group_part *rows,
                            size_t count) {
    if (aggregate->argument == NULL) {
        size_t counted = 0;
        for (size_t i = 0; i < count; i++) {
            counted += has_part(aggregate, &rows[i]);
        }
        return count_value(late, counted);
    }
    struct samples column = read_column(late, aggregate, rows, count);
    if (column.values == NULL) {
        return value_null();
    }
    switch (aggregate->function) {
    case AGGREGATE_COUNT:
        return count_value(late, column.count);
    case AGGREGATE_MIN:
    case AGGREGATE_MAX:
        return extreme(&column, aggregate->function == AGGREGATE_MAX);
    case AGGREGATE_SUM:
    case AGGREGATE_AVERAGE:
    case AGGREGATE_STANDARD_DEVIATION:
        return moment(late, &column, aggregate->function);
    case AGGREGATE_UNIQUE:
    case AGGREGATE_TOP:
        return distinct_list(late, aggregate, &column);
    }
    return value_null();
}
