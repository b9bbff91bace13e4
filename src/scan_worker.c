// SPDX-License-Identifier: Apache-2.0
#include "scan_worker.h"

#include "base/bits.h"
#include "plan/plan_reads.h"

#include <stdlib.h>

enum { DEFAULT_MAX_EVENT_SIZE = 16 << 20 };

static size_t most_nodes(const struct plan *plan) {
    size_t most = 1;
    for (size_t i = 0; i < plan->rules.count; i++) {
        if (plan->rules.items[i].node_count > most) {
            most = plan->rules.items[i].node_count;
        }
    }
    return most;
}

// The native fields that conditions read, of which none was seen.
static bool list_natives(struct worker *worker) {
    const struct plan *plan = &worker->rules->plan;
    bool *read = calloc(plan->columns.count + 1, sizeof *read);
    worker->unseen = calloc(plan->columns.count + 1, sizeof *worker->unseen);
    if (read != NULL && worker->unseen != NULL) {
        plan_reads_natives(plan, read);
        for (size_t i = 0; i < plan->columns.count; i++) {
            if (read[i]) {
                worker->unseen[worker->unseen_count++] = i;
            }
        }
    }
    free(read);
    return read != NULL && worker->unseen != NULL;
}

enum carl_status worker_init(struct worker *worker, const struct carl_rules *rules,
                             const struct carl_scan_options *options, const struct selection *selection) {
    *worker = (struct worker){.rules = rules, .selection = selection, .strict = options->strict};
    text_init(&worker->work);
    framer_init(&worker->framer, options->max_event_size == 0 ? DEFAULT_MAX_EVENT_SIZE : options->max_event_size);
    enum carl_status status = eval_init(&worker->eval, &rules->plan);
    if (status == CARL_OK) {
        status = row_reader_create(rules->columns, options->strict, &worker->reader);
    }
    gate_run_init(&worker->gate, &rules->plan.gate, kernel_best(), worker->framer.max_size);
    worker->passed = calloc(most_nodes(&rules->plan), sizeof *worker->passed);
    if (worker->passed == NULL || !list_natives(worker)) {
        return CARL_ERROR_MEMORY;
    }
    return status;
}

void worker_finish(struct worker *worker) {
    if (worker != NULL) {
        eval_finish(&worker->eval);
        row_reader_destroy(worker->reader);
        row_reader_destroy(worker->field_reader);
        framer_finish(&worker->framer);
        text_finish(&worker->work);
        free(worker->passed);
        free(worker->unseen);
        *worker = (struct worker){0};
    }
}

static bool passed_any(const struct worker *worker, const struct plan_node *node) {
    for (size_t i = 0; i < node->input_count; i++) {
        if (worker->passed[node->inputs[i]]) {
            return true;
        }
    }
    return false;
}

static bool reaches(const struct worker *worker, const struct plan_node *node, const struct row *row) {
    return node->kind == PLAN_SEARCH ? plan_is_searched(node, row->object, row->action) : passed_any(worker, node);
}

// Which nodes of the rule the row passes; of late nodes only those that keep
// rows, as far as that can be told now.
static void run_nodes(struct worker *worker, const struct plan_rule *rule, const struct row *row) {
    for (size_t i = 0; i < rule->node_count; i++) {
        const struct plan_node *node = &rule->nodes[i];
        if (node->late && !node->tap) {
            worker->passed[i] = false;
            continue;
        }
        const struct predicate *predicate = plan_node_condition(node);
        worker->passed[i] =
            reaches(worker, node, row) && (predicate == NULL || eval_predicate(&worker->eval, predicate));
    }
}

// The same, counted.
static void trace_nodes(struct worker *worker, struct trace *trace, size_t number, const struct row *row) {
    const struct plan_rule *rule = &worker->rules->plan.rules.items[number];
    for (size_t i = 0; i < rule->node_count; i++) {
        const struct plan_node *node = &rule->nodes[i];
        worker->passed[i] =
            (!node->late || node->tap) && reaches(worker, node, row) && trace_row(trace, &worker->eval, number, i);
    }
}

enum carl_status worker_hit_source(struct worker *worker, struct hit_source *ret_source) {
    enum carl_status status = CARL_OK;
    if (worker->field_reader == NULL) {
        status = row_reader_create(worker->rules->fields, worker->strict, &worker->field_reader);
    }
    *ret_source = (struct hit_source){.model = worker->rules->model, .reader = worker->field_reader};
    return status;
}

static enum carl_status add_hit(struct worker *worker, struct batch *batch, size_t number,
                                const struct plan_output *output, const struct hit_origin *origin) {
    struct hit_source source;
    enum carl_status status = worker_hit_source(worker, &source);
    if (status != CARL_OK) {
        return status;
    }
    struct carl_hit *hit = batch_add_hit(batch);
    return hit == NULL ? CARL_ERROR_MEMORY : hit_fill(hit, &source, &worker->eval, number, output, origin);
}

static bool keep_row(struct worker *worker, struct batch *batch, size_t number, const struct hit_origin *origin) {
    const struct plan_rule *rule = &worker->rules->plan.rules.items[number];
    struct store *store = &batch->kept_store;
    size_t *nodes = NULL;
    size_t count = 0;
    for (size_t i = 0; i < rule->node_count; i++) {
        if (!rule->nodes[i].tap || !worker->passed[i]) {
            continue;
        }
        if (nodes == NULL) {
            nodes = store_array(store, rule->node_count, sizeof *nodes);
        }
        if (nodes == NULL) {
            return false;
        }
        nodes[count++] = i;
    }
    if (count == 0) {
        return true;
    }
    const struct tuple *row = late_row(rule, worker->eval.row, origin, store);
    return row != NULL &&
           batch_add_kept(batch, &(struct batch_kept){.rule = number, .row = row, .nodes = nodes, .node_count = count});
}

// What comes of the nodes that the row passed.
static enum carl_status take_row(struct worker *worker, struct batch *batch, size_t number,
                                 const struct hit_origin *origin) {
    const struct plan_rule *rule = &worker->rules->plan.rules.items[number];
    for (size_t i = 0; i < rule->output_count; i++) {
        if (!rule->outputs[i].late && worker->passed[rule->outputs[i].node]) {
            enum carl_status status = add_hit(worker, batch, number, &rule->outputs[i], origin);
            if (status != CARL_OK) {
                return status;
            }
        }
    }
    return !rule->late || keep_row(worker, batch, number, origin) ? CARL_OK : CARL_ERROR_MEMORY;
}

// Takes fields that the record has from those that none had. Where memory is out
// they are looked for again.
static void look_for_natives(struct worker *worker, struct batch *batch, const struct row *row) {
    size_t left = 0;
    for (size_t i = 0; i < worker->unseen_count; i++) {
        size_t column = worker->unseen[i];
        if (row_value(row, column).kind == VALUE_NULL || !VECTOR_PUSH(&batch->seen, column)) {
            worker->unseen[left++] = column;
        }
    }
    worker->unseen_count = left;
}

// Counts a record that is not selected.
static bool leaves_out(struct worker *worker, struct batch *batch, const struct row *row) {
    enum selected selected = selection_of(worker->selection, row, &worker->work);
    batch->counts.left_out += selected != SELECTED;
    batch->counts.undated += selected == LEFT_OUT_UNDATED;
    return selected != SELECTED;
}

static enum carl_status run_rule(struct worker *worker, struct batch *batch, size_t number,
                                 const struct hit_origin *origin) {
    run_nodes(worker, &worker->rules->plan.rules.items[number], worker->eval.row);
    return take_row(worker, batch, number, origin);
}

// Runs and counts every rule that searches for the row's kind, also those that
// cannot have a hit in it.
static enum carl_status trace_rules(struct worker *worker, struct batch *batch, const struct plan_dispatch *dispatch,
                                    const struct hit_origin *origin) {
    enum carl_status status = CARL_OK;
    for (size_t i = 0; i < dispatch->rules.count && status == CARL_OK; i++) {
        trace_nodes(worker, &batch->trace, dispatch->rules.items[i], worker->eval.row);
        status = take_row(worker, batch, dispatch->rules.items[i], origin);
    }
    return arena_failed(&worker->eval.scratch) ? CARL_ERROR_MEMORY : status;
}

static void count_row(struct worker *worker, struct batch *batch, const struct row *row) {
    const struct plan *plan = &worker->rules->plan;
    if (row->event == NULL) {
        batch->counts.unmapped++;
        unmapped_count(&batch->unmapped, worker->rules->model, row);
    } else {
        batch->counts.mapped++;
    }
    if (worker->unseen_count > 0) {
        look_for_natives(worker, batch, row);
    }
    if (batch->counts_filled && row->event != NULL) {
        filled_count(&batch->filled, row);
    }
    batch->counts.without_time += !row->has_time;
    batch->counts.clock_mismatch += row->clock_mismatch;
    batch->event_counts[plan_dispatch_for(plan, row->object, row->action) - plan->dispatch]++;
    if (row->has_time && (!batch->has_time || row->time > batch->time)) {
        batch->time = row->time;
        batch->has_time = true;
    }
}

static enum carl_status run_row(struct worker *worker, struct batch *batch, const struct row *row,
                                const struct hit_origin *origin) {
    const struct plan_dispatch *dispatch = plan_dispatch_for(&worker->rules->plan, row->object, row->action);
    enum carl_status status = CARL_OK;
    if (dispatch->rules.count == 0) {
        return CARL_OK;
    }
    eval_begin(&worker->eval, row, dispatch);
    if (batch->traced) {
        return trace_rules(worker, batch, dispatch, origin);
    }
    const uint64_t *candidates = eval_candidates(&worker->eval);
    for (size_t i = 0; i < bits_words(dispatch->rules.count); i++) {
        for (uint64_t word = candidates[i]; word != 0 && status == CARL_OK; word &= word - 1) {
            status = run_rule(worker, batch, dispatch->rules.items[i * 64 + bits_lowest(word)], origin);
        }
    }
    return arena_failed(&worker->eval.scratch) ? CARL_ERROR_MEMORY : status;
}

static enum carl_status add_malformed(struct batch *batch, const struct frame *frame, size_t column,
                                      const char *reason) {
    const struct batch_malformed malformed = {
        .line = frame->line, .offset = frame->offset, .column = column, .reason = reason};
    return batch_add_malformed(batch, &malformed) ? CARL_OK : CARL_ERROR_MEMORY;
}

// The byte of its line where reading a record failed; 0 where that is on a later
// line than the record's first.
static size_t column_of(const struct batch *batch, const struct frame *frame, size_t column) {
    struct slice record = frame->record;
    size_t before = column == 0 ? 0 : column - 1;
    before = before < record.size ? before : record.size;
    if (!batch->split || column == 0) {
        return column;
    }
    if (before > 0 && memchr(record.data, '\n', before) != NULL) {
        return 0;
    }
    return column + (size_t)(frame->offset - frame->line_offset);
}

enum carl_status worker_run_frame(struct worker *worker, struct batch *batch, const char *file,
                                  const struct frame *frame) {
    if (frame->too_long) {
        return add_malformed(batch, frame, 0, "the record is longer than the limit");
    }
    const struct row *row;
    struct row_error error;
    switch (row_read(worker->reader, frame->record, &row, &error)) {
    case ROW_NO_MEMORY:
        return CARL_ERROR_MEMORY;
    case ROW_MALFORMED:
        return add_malformed(batch, frame, column_of(batch, frame, error.column), error.reason);
    case ROW_READ:
        break;
    }
    batch->counts.events++;
    if (worker->selection->active && leaves_out(worker, batch, row)) {
        return CARL_OK;
    }
    if (worker->work.failed) {
        return CARL_ERROR_MEMORY;
    }
    count_row(worker, batch, row);
    return run_row(worker, batch, row, &(struct hit_origin){file, frame->line, frame->offset});
}

static size_t count_line_ends(const char *data, size_t size) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        count += data[i] == '\n';
    }
    return count;
}

// Passes over the lines ahead that the gate holds no hit in.
static void skip_lines(struct worker *worker, struct batch *batch) {
    struct framer *framer = &worker->framer;
    struct gate_skipped skipped = gate_skip(&worker->gate, batch->bytes.size - framer->input.size);
    framer_skip(framer, skipped.size, skipped.lines);
    batch->counts.passed_over += skipped.records;
}

static void run_lines(struct worker *worker, struct batch *batch, bool gated) {
    struct framer *framer = &worker->framer;
    struct frame frame;
    enum carl_status status = CARL_OK;
    framer_begin(framer);
    framer->offset = batch->offset;
    framer_feed(framer, text_slice(&batch->bytes));
    if (gated) {
        skip_lines(worker, batch);
    }
    while (status == CARL_OK && framer_next(framer, &frame, &status)) {
        status = worker_run_frame(worker, batch, batch->file, &frame);
        if (gated) {
            skip_lines(worker, batch);
        }
    }
    batch->lines = framer->line - 1;
    batch->status = status;
}

// Runs a record of the batch, unless the gate holds no hit in it.
static enum carl_status run_record(struct worker *worker, struct batch *batch, const struct frame *frame, bool gated) {
    size_t at = (size_t)(frame->record.data - batch->bytes.data);
    if (gated && !frame->too_long && !gate_passes(&worker->gate, at, at + frame->record.size)) {
        batch->counts.passed_over++;
        return CARL_OK;
    }
    return worker_run_frame(worker, batch, batch->file, frame);
}

// Where a batch's records are read, and the line that this is on.
struct place {
    size_t at;
    uint64_t lines;       // ended before, in the batch
    uint64_t line_offset; // of the line, in the file
};

static void move_on(const struct batch *batch, size_t at, struct place *place) {
    size_t line_ends = count_line_ends(batch->bytes.data + place->at, at - place->at);
    if (line_ends > 0) {
        size_t start = at;
        while (batch->bytes.data[start - 1] != '\n') {
            start--;
        }
        place->line_offset = batch->offset + start;
    }
    place->lines += line_ends;
    place->at = at;
}

static void run_bounds(struct worker *worker, struct batch *batch, bool gated) {
    struct place place = {.line_offset = batch->line_offset};
    for (size_t i = 0; i < batch->bounds.list.count && batch->status == CARL_OK; i++) {
        const struct bound *bound = &batch->bounds.list.items[i];
        move_on(batch, bound->start, &place);
        const struct frame frame = {
            .record = slice_sub(text_slice(&batch->bytes), bound->start, bound->start + bound->size),
            .line = 1 + place.lines,
            .offset = batch->offset + bound->start,
            .line_offset = place.line_offset,
            .too_long = bound->too_long,
        };
        batch->status = bound->reason != NULL ? add_malformed(batch, &frame, 0, bound->reason)
                                              : run_record(worker, batch, &frame, gated);
    }
    move_on(batch, batch->bytes.size, &place);
    batch->lines = place.lines;
}

void worker_run_batch(struct worker *worker, struct batch *batch) {
    bool gated = worker->gated && worker->rules->plan.gate.kind != GATE_NONE;
    batch_reset(batch);
    if (gated) {
        gate_begin(&worker->gate, text_slice(&batch->bytes));
    }
    if (batch->split) {
        run_bounds(worker, batch, gated);
    } else {
        run_lines(worker, batch, gated);
    }
}
