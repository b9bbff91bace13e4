// SPDX-License-Identifier: Apache-2.0
// One run over one input: batches that workers filled are delivered in the order
// of the input.
#include "carl.h"

#include "base/text.h"
#include "base/time.h"
#include "exec/follow.h"
#include "input/unpack.h"
#include "scan.h"

#include <stdlib.h>
#include <string.h>

enum { ALONE_BATCHES = 8 }; // of an input, before other threads join in

static enum carl_status set_now(struct carl_scan *scan) {
    if (scan->options.now == NULL) {
        return CARL_OK;
    }
    if (!time_parse(slice_from_string(scan->options.now), &scan->now)) {
        return CARL_ERROR_USAGE;
    }
    scan->now_known = true;
    scan->now_fixed = true;
    scan->options.now = NULL;
    return CARL_OK;
}

static enum carl_status create_late(struct carl_scan *scan) {
    const struct plan *plan = &scan->rules->plan;
    size_t limit = scan->options.max_memory == 0 ? SIZE_MAX : scan->options.max_memory;
    scan->late = calloc(plan->rules.count + 1, sizeof *scan->late);
    scan->ended = calloc(plan->rules.count + 1, sizeof *scan->ended);
    enum carl_status status = scan->late == NULL || scan->ended == NULL ? CARL_ERROR_MEMORY : CARL_OK;
    for (size_t i = 0; i < plan->rules.count && status == CARL_OK; i++) {
        if (plan->rules.items[i].late) {
            status = late_create(&plan->rules.items[i], &scan->worker.eval, limit, &scan->late[i]);
        }
        if (scan->options.trace && scan->late[i] != NULL) {
            scan->late[i]->trace = &scan->trace;
            scan->late[i]->number = i;
        }
        if (status == CARL_OK && scan->late[i] != NULL && scan->options.follow) {
            status = follow_create(scan->late[i], plan) ? CARL_OK : CARL_ERROR_MEMORY;
        }
    }
    return status;
}

static enum carl_status init_selection(struct carl_scan *scan) {
    struct carl_scan_options *options = &scan->options;
    enum carl_status status = selection_init(&scan->selection, options, scan->rules->model);
    options->from = NULL;
    options->to = NULL;
    options->clock = NULL;
    options->sensors = NULL;
    options->hosts = NULL;
    return status;
}

const struct trace_layout *scan_layout(const struct carl_scan *scan) {
    return scan->options.trace ? &scan->layout : NULL;
}

// What the options want counted.
static enum carl_status init_counts(struct carl_scan *scan) {
    const struct plan *plan = &scan->rules->plan;
    enum carl_status status = scan->options.trace && scan->options.follow ? CARL_ERROR_USAGE : CARL_OK;
    if (scan->options.trace && status == CARL_OK) {
        status = trace_layout_init(&scan->layout, plan);
    }
    if (scan->options.trace && status == CARL_OK) {
        status = trace_init(&scan->trace, &scan->layout);
    }
    if (scan->options.coverage && status == CARL_OK) {
        status = filled_init(&scan->filled, scan->rules->model->event_count, plan->columns.count);
    }
    return status;
}

static enum carl_status init_scan(struct carl_scan *scan) {
    const struct plan *plan = &scan->rules->plan;
    text_init(&scan->now_text);
    hit_init(&scan->late_hit);
    enum carl_status status = init_selection(scan);
    if (status == CARL_OK) {
        status = set_now(scan);
    }
    if (status == CARL_OK) {
        status = scan_init_worker(scan, &scan->worker);
    }
    if (status == CARL_OK) {
        status = init_counts(scan);
    }
    if (status == CARL_OK) {
        status = batch_init(&scan->batch, scan->rules, scan_layout(scan), scan->options.coverage);
    }
    if (status != CARL_OK) {
        return status;
    }
    scan->event_counts = calloc(plan->dispatch_count, sizeof *scan->event_counts);
    scan->rule_hits = calloc(plan->rules.count + 1, sizeof *scan->rule_hits);
    scan->seen = calloc(plan->columns.count + 1, sizeof *scan->seen);
    return scan->event_counts == NULL || scan->rule_hits == NULL || scan->seen == NULL ? CARL_ERROR_MEMORY
                                                                                       : create_late(scan);
}

enum carl_status scan_init_worker(const struct carl_scan *scan, struct worker *worker) {
    enum carl_status status = worker_init(worker, scan->rules, &scan->options, &scan->selection);
    worker->eval.now_known = scan->now_known;
    worker->eval.now = scan->now;
    return status;
}

enum carl_status carl_scan_create(const struct carl_rules *rules, const struct carl_scan_options *options,
                                  struct carl_scan **ret_scan) {
    if (!rules->compiled) {
        return CARL_ERROR_USAGE;
    }
    struct carl_scan *scan = calloc(1, sizeof *scan);
    if (scan == NULL) {
        return CARL_ERROR_MEMORY;
    }
    scan->rules = rules;
    scan->options = *options;
    scan->horizon = INT64_MIN;
    enum carl_status status = init_scan(scan);
    if (status != CARL_OK) {
        carl_scan_destroy(scan);
        return status;
    }
    *ret_scan = scan;
    return CARL_OK;
}

void carl_scan_destroy(struct carl_scan *scan) {
    if (scan == NULL) {
        return;
    }
    for (size_t i = 0; i < scan->files.count; i++) {
        free(scan->files.items[i]);
    }
    VECTOR_FREE(&scan->files);
    VECTOR_FREE(&scan->streams);
    for (size_t i = 0; scan->late != NULL && i < scan->rules->plan.rules.count; i++) {
        late_destroy(scan->late[i]);
    }
    hit_finish(&scan->late_hit);
    batch_finish(&scan->batch);
    worker_finish(&scan->worker);
    text_finish(&scan->now_text);
    selection_finish(&scan->selection);
    trace_finish(&scan->trace);
    filled_finish(&scan->filled);
    trace_layout_finish(&scan->layout);
    free(scan->late);
    free(scan->ended);
    free(scan->event_counts);
    free(scan->rule_hits);
    free(scan->seen);
    unmapped_finish(&scan->unmapped);
    free(scan);
}

// ---------------------------------------------------------------------------
// Delivery

enum carl_status scan_report_hit(struct carl_scan *scan, const struct carl_hit *hit) {
    scan->counts.hits++;
    scan->rule_hits[hit->rule]++;
    if (scan->options.on_hit != NULL && !scan->options.on_hit(scan->options.user, hit)) {
        return CARL_ERROR_STOPPED;
    }
    return carl_scan_limit_reached(scan) ? CARL_ERROR_STOPPED : CARL_OK;
}

bool scan_end_if_exceeded(struct carl_scan *scan, size_t number) {
    const struct store *store = &scan->late[number]->store;
    if (store_ok(store)) {
        return true;
    }
    if (store->failed) {
        return false;
    }
    late_destroy(scan->late[number]);
    scan->late[number] = NULL;
    scan->ended[number] = true;
    return true;
}

static enum carl_status deliver_hit(struct carl_scan *scan, struct carl_hit *hit) {
    if (scan->ended[hit->rule]) {
        return CARL_OK;
    }
    hit->origin.line += scan->lines_before;
    return scan_report_hit(scan, hit);
}

static enum carl_status deliver_kept(struct carl_scan *scan, const struct batch_kept *kept) {
    if (scan->ended[kept->rule]) {
        return CARL_OK;
    }
    late_keep(scan->late[kept->rule], kept->row, scan->lines_before, kept->nodes, kept->node_count);
    return scan_end_if_exceeded(scan, kept->rule) ? CARL_OK : CARL_ERROR_MEMORY;
}

static void deliver_malformed(struct carl_scan *scan, const char *file, const struct batch_malformed *malformed) {
    scan->counts.malformed++;
    if (scan->options.on_malformed != NULL) {
        scan->options.on_malformed(scan->options.user, file, malformed->line + scan->lines_before, malformed->offset,
                                   malformed->column, malformed->reason);
    }
}

static void add_counts(struct carl_scan *scan, const struct batch *batch) {
    scan->counts.events += batch->counts.events;
    scan->counts.passed_over += batch->counts.passed_over;
    scan->counts.mapped += batch->counts.mapped;
    scan->counts.unmapped += batch->counts.unmapped;
    scan->counts.without_time += batch->counts.without_time;
    scan->counts.clock_mismatch += batch->counts.clock_mismatch;
    scan->counts.left_out += batch->counts.left_out;
    scan->counts.undated += batch->counts.undated;
    for (size_t i = 0; i < batch->event_count_size; i++) {
        scan->event_counts[i] += batch->event_counts[i];
    }
    for (size_t i = 0; i < batch->seen.count; i++) {
        scan->seen[batch->seen.items[i]] = true;
    }
    unmapped_add(&scan->unmapped, &batch->unmapped);
    if (batch->traced) {
        trace_add(&scan->trace, &batch->trace);
    }
    if (batch->counts_filled) {
        filled_add(&scan->filled, &batch->filled);
    }
    if (batch->has_time && !scan->now_fixed && !scan->options.follow && (!scan->now_known || batch->time > scan->now)) {
        scan->now = batch->time;
        scan->now_known = true;
    }
}

enum carl_status scan_deliver(struct carl_scan *scan, struct batch *batch) {
    enum carl_status status = CARL_OK;
    if (batch->begins) {
        scan->lines_before = 0;
    }
    for (size_t i = 0; i < batch->entries.count && status == CARL_OK; i++) {
        const struct batch_entry *entry = &batch->entries.items[i];
        switch (entry->kind) {
        case BATCH_HIT:
            status = deliver_hit(scan, batch->hits.items[entry->index]);
            break;
        case BATCH_KEPT:
            status = deliver_kept(scan, &batch->kept.items[entry->index]);
            break;
        case BATCH_MALFORMED:
            deliver_malformed(scan, batch->file, &batch->malformed.items[entry->index]);
            break;
        }
    }
    add_counts(scan, batch);
    scan->lines_before += batch->lines;
    return status == CARL_OK ? batch->status : status;
}

// ---------------------------------------------------------------------------
// The input

enum carl_status scan_run_frame(struct carl_scan *scan, const char *file, const struct frame *frame) {
    struct batch *batch = &scan->batch;
    batch_reset(batch);
    batch->split = false;
    batch->file = file;
    batch->begins = true; // lines are counted by the framer
    batch->status = worker_run_frame(&scan->worker, batch, batch->file, frame);
    return scan_deliver(scan, batch);
}

// Runs a line that was fed.
static enum carl_status run_frame(struct carl_scan *scan, const struct frame *frame) {
    return scan_run_frame(scan, scan->files.items[scan->files.count - 1], frame);
}

static enum carl_status run_last_line(struct carl_scan *scan) {
    struct frame frame;
    return scan->feeding && framer_last(&scan->worker.framer, &frame) ? run_frame(scan, &frame) : CARL_OK;
}

const char *scan_keep_name(struct carl_scan *scan, const char *name) {
    size_t size = strlen(name) + 1;
    char *copy = malloc(size);
    if (copy == NULL || !VECTOR_PUSH(&scan->files, copy)) {
        free(copy);
        return NULL;
    }
    memcpy(copy, name, size);
    return copy;
}

// Ends what is being fed and takes up a file.
static enum carl_status begin(struct carl_scan *scan, const char *file) {
    if (scan->finished || scan->options.follow) {
        return CARL_ERROR_USAGE;
    }
    enum carl_status status = run_last_line(scan);
    if (status != CARL_OK) {
        return status;
    }
    scan->feeding = false;
    return scan_keep_name(scan, file) == NULL ? CARL_ERROR_MEMORY : CARL_OK;
}

enum carl_status carl_scan_begin(struct carl_scan *scan, const char *file) {
    enum carl_status status = begin(scan, file);
    if (status == CARL_OK) {
        framer_begin(&scan->worker.framer);
        scan->feeding = true;
    }
    return status;
}

enum carl_status carl_scan_feed(struct carl_scan *scan, const char *data, size_t size) {
    if (scan->finished || !scan->feeding) {
        return CARL_ERROR_USAGE;
    }
    scan->counts.bytes += size;
    framer_feed(&scan->worker.framer, slice_make(data, size));
    enum carl_status status = CARL_OK;
    struct frame frame;
    while (status == CARL_OK && framer_next(&scan->worker.framer, &frame, &status)) {
        status = run_frame(scan, &frame);
    }
    return status;
}

bool scan_is_gated(const struct carl_scan *scan) {
    const struct plan *plan = &scan->rules->plan;
    // Where `now` is the latest time of all records, or they are counted, all must be read.
    return scan->options.gate && !scan->options.strict && !scan->options.trace && !scan->options.coverage &&
           (!plan->uses_now || scan->now_fixed);
}

void carl_scan_set_gate(struct carl_scan *scan, bool gate) {
    scan->options.gate = gate;
}

// Reads, runs and delivers so many batches in turns; *ret_ended says whether the
// input has ended.
static enum carl_status read_alone(struct carl_scan *scan, struct input *input, size_t most, bool *ret_ended) {
    enum carl_status status = CARL_OK;
    enum carl_status read_status = CARL_OK;
    struct batch *batch = &scan->batch;
    *ret_ended = false;
    for (size_t i = 0; i < most && status == CARL_OK && read_status == CARL_OK && !*ret_ended; i++) {
        if (!input_fill(input, batch, &read_status)) {
            *ret_ended = true;
        } else {
            worker_run_batch(&scan->worker, batch);
            status = scan_deliver(scan, batch);
        }
    }
    return status == CARL_OK ? read_status : status;
}

// Other threads are called only for what is worth their making.
static enum carl_status read_input(struct carl_scan *scan, struct input *input) {
    bool alone = scan->options.threads <= 1;
    bool ended;
    enum carl_status status = read_alone(scan, input, alone ? SIZE_MAX : ALONE_BATCHES, &ended);
    return status == CARL_OK && !ended ? scan_read_together(scan, input) : status;
}

static enum carl_status read_text(void *user, const struct unpack_text *text) {
    struct carl_scan *scan = user;
    enum carl_status status = begin(scan, text->name);
    if (status != CARL_OK) {
        return status;
    }
    struct input input;
    scan->worker.gated = scan_is_gated(scan);
    input_init(&input, text->read, text->user, scan->files.items[scan->files.count - 1], scan->worker.framer.max_size);
    input.offset = text->offset;
    status = read_input(scan, &input);
    scan->counts.bytes += input.offset;
    input_finish(&input);
    return status;
}

void carl_scan_set_sift(struct carl_scan *scan, bool sift) {
    scan->sift = sift;
}

static void report_problem(void *user, const struct carl_problem *problem) {
    const struct carl_scan *scan = user;
    if (scan->options.on_problem != NULL) {
        scan->options.on_problem(scan->options.user, problem);
    }
}

enum carl_status carl_scan_read(struct carl_scan *scan, const char *file, carl_read_fn read, void *user) {
    const struct unpack_sink sink = {
        .on_text = read_text, .on_problem = report_problem, .user = scan, .sift = scan->sift};
    return scan->finished ? CARL_ERROR_USAGE : unpack(&sink, file, read, user);
}

// ---------------------------------------------------------------------------
// The end

enum carl_status carl_scan_finish(struct carl_scan *scan) {
    if (scan->finished) {
        return CARL_ERROR_USAGE;
    }
    enum carl_status status = scan->options.follow ? scan_end_following(scan) : run_last_line(scan);
    scan->finished = true;
    scan->worker.eval.now_known = scan->now_known;
    scan->worker.eval.now = scan->now;
    if (status == CARL_OK && scan->now_known) {
        time_append(&scan->now_text, scan->now);
        text_append_char(&scan->now_text, '\0');
        status = scan->now_text.failed ? CARL_ERROR_MEMORY : CARL_OK;
    }
    for (size_t i = 0; i < scan->rules->plan.rules.count && status == CARL_OK; i++) {
        if (scan->late[i] != NULL) {
            status = scan_run_late(scan, i);
            late_destroy(scan->late[i]);
            scan->late[i] = NULL;
        }
    }
    return status;
}

// ---------------------------------------------------------------------------
// Accessors

void carl_scan_counts(const struct carl_scan *scan, struct carl_scan_counts *ret_counts) {
    *ret_counts = scan->counts;
}

uint64_t carl_scan_event_count(const struct carl_scan *scan, size_t object, size_t action) {
    const struct plan *plan = &scan->rules->plan;
    return scan->event_counts[plan_dispatch_for(plan, object, action) - plan->dispatch];
}

uint64_t carl_scan_rule_hits(const struct carl_scan *scan, size_t rule) {
    return scan->rule_hits[rule];
}

bool carl_scan_rule_ended(const struct carl_scan *scan, size_t rule) {
    return scan->ended[rule];
}

bool carl_scan_limit_reached(const struct carl_scan *scan) {
    return scan->options.limit > 0 && scan->counts.hits >= scan->options.limit;
}

const char *carl_scan_now(const struct carl_scan *scan) {
    return scan->now_text.size == 0 ? NULL : scan->now_text.data;
}
