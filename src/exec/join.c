// SPDX-License-Identifier: Apache-2.0
// Inner joins of kept rows. Inputs are added one by one, as the steps of the
// plan say: the rows of each are looked up by a hash of its equalities, else in
// the array sorted by time, else tried one by one.
#include "exec/follow.h"
#include "exec/late.h"
#include "exec/trace.h"
#include "plan/join_steps.h"

#include <stdlib.h>

struct join {
    struct late *late;
    const struct plan_node *node;
    size_t number; // of the node
};

// One input at its step.
struct step {
    const struct join_step *plan;
    size_t input;
    const struct tuple **rows; // those that pass the conjuncts on this input alone, by time
    size_t count;
    size_t timed; // rows[0 .. timed) have a time
    bool indexed;
    struct key_index index;
    size_t *loose; // rows with a list among their keys, which no hash finds
    size_t loose_count;
    struct trace_join unread;
    struct trace_join *counts;
};

static bool holds(struct join *join, const struct tuple *const *members, const struct predicate *conjunct) {
    struct tuple row = {.kind = TUPLE_JOIN, .members = members, .member_count = join->node->input_count};
    return late_part_holds(join->late, &row, join->number, conjunct);
}

// Where the input is counted, or what nobody reads.
static struct trace_join *counts_of(struct join *join, size_t input, struct trace_join *unread) {
    struct trace *trace = join->late->trace;
    return trace == NULL ? unread : trace_late_join(trace, join->late->number, join->number, input);
}

// ---------------------------------------------------------------------------
// Steps

static int by_time(const void *left, const void *right) {
    return tuple_compare_times_places(*(const struct tuple *const *)left, *(const struct tuple *const *)right);
}

// The rows of an input that pass what is asked of it alone.
static bool own_rows(struct join *join, struct step *step) {
    const struct table *table = late_rows(join->late, join->node->inputs[step->input]);
    const struct tuple **members = store_array(&join->late->store, join->node->input_count, sizeof *members);
    step->rows = store_array(&join->late->store, table->rows.count + 1, sizeof *step->rows);
    if (members == NULL || step->rows == NULL) {
        return false;
    }
    for (size_t i = 0; i < table->rows.count; i++) {
        bool passes = true;
        members[step->input] = table->rows.items[i];
        for (size_t c = 0; passes && c < step->plan->alone_count; c++) {
            passes = holds(join, members, step->plan->alone[c]);
        }
        if (passes) {
            step->rows[step->count++] = table->rows.items[i];
            step->counts->rows += late_is_new(join->late, table->rows.items[i]);
        }
    }
    qsort(step->rows, step->count, sizeof *step->rows, by_time);
    while (step->timed < step->count && step->rows[step->timed]->has_time) {
        step->timed++;
    }
    return store_ok(&join->late->store);
}

enum key_state { KEY_FOUND, KEY_NULL, KEY_LIST };

// The hash of the keys of a row, unless one is null (it joins nothing) or a
// list (it equals what any of its elements equals).
static enum key_state keys_of(struct join *join, const struct operand *const *operands, size_t count,
                              const struct tuple *const *members, uint64_t *ret_hash) {
    struct tuple row = {.kind = TUPLE_JOIN, .members = members, .member_count = join->node->input_count};
    enum key_state state = KEY_FOUND;
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++) {
        struct value value = late_value(join->late, &row, operands[i]);
        if (value.kind == VALUE_NULL || value.kind == VALUE_RECORD) {
            return KEY_NULL;
        }
        state = value.kind == VALUE_LIST ? KEY_LIST : state;
        hash = hash * 31 + key_hash(value);
    }
    *ret_hash = hash;
    return state;
}

static bool index_step(struct join *join, struct step *step) {
    struct store *store = &join->late->store;
    const struct tuple **members = store_array(store, join->node->input_count, sizeof *members);
    if (members == NULL || step->plan->key_count == 0) {
        return members != NULL;
    }
    step->loose = store_array(store, step->count + 1, sizeof *step->loose);
    if (step->loose == NULL || !key_index_init(store, &step->index, step->count)) {
        return false;
    }
    step->indexed = true;
    for (size_t i = 0; i < step->count && store_ok(store); i++) {
        uint64_t hash = 0;
        members[step->input] = step->rows[i];
        switch (keys_of(join, step->plan->own, step->plan->key_count, members, &hash)) {
        case KEY_FOUND:
            (void)key_index_add(store, &step->index, hash, i);
            break;
        case KEY_LIST:
            step->loose[step->loose_count++] = i;
            break;
        case KEY_NULL:
            step->counts->keyless += late_is_new(join->late, step->rows[i]);
            break;
        }
    }
    return store_ok(store);
}

// ---------------------------------------------------------------------------
// Time bounds

struct bounds {
    bool bounded;
    int64_t least; // inclusive both
    int64_t most;
};

static void narrow(struct bounds *bounds, enum compare_operator compare, int64_t time) {
    if ((compare == COMPARE_LT || compare == COMPARE_LE) && time < bounds->most) {
        bounds->most = time;
    }
    if ((compare == COMPARE_GT || compare == COMPARE_GE) && time > bounds->least) {
        bounds->least = time;
    }
    bounds->bounded = true;
}

// What the conjuncts say about the time of the new input, given those before.
static struct bounds time_bounds(struct join *join, const struct step *step, const struct tuple *const *members) {
    struct bounds bounds = {false, INT64_MIN, INT64_MAX};
    struct tuple row = {.kind = TUPLE_JOIN, .members = members, .member_count = join->node->input_count};
    for (size_t i = 0; i < step->plan->bound_count; i++) {
        const struct join_bound *bound = &step->plan->bounds[i];
        struct value other = late_value(join->late, &row, bound->other);
        if (other.kind == VALUE_TIME) {
            narrow(&bounds, bound->compare, other.as.nanoseconds);
        }
    }
    return bounds;
}

// The first of rows[0 .. timed) whose time is at least `time`.
static size_t first_at(const struct step *step, int64_t time) {
    size_t low = 0;
    size_t high = step->timed;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (step->rows[middle]->time < time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// ---------------------------------------------------------------------------
// Joining

struct partials {
    VECTOR(const struct tuple **) items; // arrays of the members found so far
};

// Adds the row to the partial result if the conjuncts that are due hold.
static void extend(struct join *join, const struct step *step, const struct tuple *const *members, size_t row,
                   struct partials *out) {
    struct store *store = &join->late->store;
    size_t count = join->node->input_count;
    const struct tuple *extended[MOST_INPUTS] = {0};
    bool has_new = late_is_new(join->late, step->rows[row]);
    for (size_t i = 0; i < step->input; i++) {
        extended[i] = members[i];
        has_new = has_new || late_is_new(join->late, members[i]);
    }
    extended[step->input] = step->rows[row];
    // Rows that were all there before were joined then.
    if (step->input + 1 == count && !has_new) {
        return;
    }
    step->counts->found++;
    for (size_t c = 0; c < step->plan->due_count; c++) {
        if (!holds(join, extended, step->plan->due[c])) {
            return;
        }
    }
    const struct tuple **kept = store_array(store, count, sizeof *kept);
    if (kept == NULL) {
        return;
    }
    step->counts->kept++;
    memcpy(kept, extended, count * sizeof *kept);
    if (!store_charge(store, sizeof kept) || !VECTOR_PUSH(&out->items, kept)) {
        store->failed = store_ok(store);
    }
}

static void extend_range(struct join *join, const struct step *step, const struct tuple *const *members, size_t from,
                         size_t to, struct partials *out) {
    for (size_t i = from; i < to && store_ok(&join->late->store); i++) {
        extend(join, step, members, i, out);
    }
}

static void extend_partial(struct join *join, const struct step *step, const struct tuple *const *members,
                           struct partials *out) {
    uint64_t hash = 0;
    enum key_state state = KEY_LIST;
    if (step->indexed) {
        state = keys_of(join, step->plan->other, step->plan->key_count, members, &hash);
    }
    if (state == KEY_NULL) {
        step->counts->keyless++;
        return;
    }
    if (state == KEY_FOUND) {
        size_t cursor = SIZE_MAX;
        size_t row;
        while (store_ok(&join->late->store) && key_index_next(&step->index, hash, &cursor, &row)) {
            extend(join, step, members, row, out);
        }
        for (size_t i = 0; i < step->loose_count && store_ok(&join->late->store); i++) {
            extend(join, step, members, step->loose[i], out);
        }
        return;
    }
    struct bounds bounds = time_bounds(join, step, members);
    if (!bounds.bounded) {
        extend_range(join, step, members, 0, step->count, out);
        return;
    }
    size_t to = bounds.most == INT64_MAX ? step->timed : first_at(step, bounds.most + 1);
    extend_range(join, step, members, first_at(step, bounds.least), to, out);
}

// Results come out by the latest member's time, then by the members' positions
// in the input, in the order of the join's names. Rows without any time are last.
static int by_result(const void *left, const void *right) {
    const struct tuple *a = *(const struct tuple *const *)left;
    const struct tuple *b = *(const struct tuple *const *)right;
    int order = tuple_compare_times(a, b);
    if (order != 0) {
        return order;
    }
    for (size_t i = 0; i < a->member_count; i++) {
        if (a->members[i]->ordinal != b->members[i]->ordinal) {
            return a->members[i]->ordinal < b->members[i]->ordinal ? -1 : 1;
        }
    }
    return 0;
}

static void push_results(struct join *join, size_t node, const struct partials *partials) {
    struct late *late = join->late;
    size_t count = join->node->input_count;
    struct tuple **rows = store_array(&late->store, partials->items.count + 1, sizeof *rows);
    for (size_t i = 0; i < partials->items.count && store_ok(&late->store); i++) {
        struct tuple *tuple = rows[i] = STORE_NEW(&late->store, struct tuple);
        if (tuple == NULL) {
            return;
        }
        *tuple = (struct tuple){
            .kind = TUPLE_JOIN, .turn = late->turn, .members = partials->items.items[i], .member_count = count};
        for (size_t m = 0; m < count; m++) {
            const struct tuple *member = tuple->members[m];
            if (member->has_time && (!tuple->has_time || member->time > tuple->time)) {
                tuple->has_time = true;
                tuple->time = member->time;
            }
        }
    }
    if (!store_ok(&late->store)) {
        return;
    }
    qsort(rows, partials->items.count, sizeof *rows, by_result);
    uint64_t first = follow_number_rows(late, node, partials->items.count);
    for (size_t i = 0; i < partials->items.count; i++) {
        rows[i]->ordinal = first + i;
        (void)table_push(&late->store, &late->tables[node], rows[i]);
    }
}

static void run_steps(struct join *join, size_t node) {
    struct partials partials = {0};
    const struct tuple *const none[MOST_INPUTS] = {0};
    for (size_t i = 0; i < join->node->input_count && store_ok(&join->late->store); i++) {
        struct step step = {.plan = &join->node->steps[i], .input = i};
        struct partials next = {0};
        step.counts = counts_of(join, i, &step.unread);
        if (own_rows(join, &step) && index_step(join, &step)) {
            if (i == 0) {
                extend_range(join, &step, none, 0, step.count, &next);
            }
            for (size_t k = 0; k < partials.items.count && store_ok(&join->late->store); k++) {
                extend_partial(join, &step, partials.items.items[k], &next);
            }
        }
        if (step.indexed) {
            key_index_finish(&step.index);
        }
        VECTOR_FREE(&partials.items);
        partials = next;
    }
    push_results(join, node, &partials);
    VECTOR_FREE(&partials.items);
}

static bool has_new_rows(struct join *join) {
    for (size_t i = 0; i < join->node->input_count; i++) {
        size_t input = join->node->inputs[i];
        if (late_rows(join->late, input)->rows.count > join->late->first[input]) {
            return true;
        }
    }
    return false;
}

void join_rows(struct late *late, size_t number) {
    struct join join = {.late = late, .node = &late->rule->nodes[number], .number = number};
    if (has_new_rows(&join)) {
        run_steps(&join, number);
    }
}
