// SPDX-License-Identifier: Apache-2.0
// One run over one input: lines become rows, rows go through the rules that
// want their kind, and what passes is delivered. What depends on more than one
// record, or on `now`, waits for the end of the input.
#include "carl.h"

#include "base/text.h"
#include "base/time.h"
#include "event/frame.h"
#include "event/row.h"
#include "exec/eval.h"
#include "exec/hit.h"
#include "exec/late.h"
#include "rules.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_MAX_EVENT_SIZE = 16 << 20 };

struct carl_scan {
    const struct carl_rules *rules;
    struct carl_scan_options options;
    struct framer framer;
    struct row_reader *reader;
    struct row_reader *field_reader;
    struct eval eval;
    struct carl_hit hit;
    bool *passed;         // of the nodes of the rule at hand
    VECTOR(char *) files; // names, owned
    struct late **late;   // of each rule that is late; NULL for others and those that were ended
    bool *ended;          // rules that needed too much memory
    bool now_fixed;       // given by the caller
    struct text now_text;
    struct carl_scan_counts counts;
    uint64_t *event_counts; // as plan.dispatch
    uint64_t *rule_hits;
    bool finished;
};

static size_t most_nodes(const struct plan *plan) {
    size_t most = 1;
    for (size_t i = 0; i < plan->rules.count; i++) {
        if (plan->rules.items[i].node_count > most) {
            most = plan->rules.items[i].node_count;
        }
    }
    return most;
}

static enum carl_status set_now(struct carl_scan *scan) {
    if (scan->options.now == NULL) {
        return CARL_OK;
    }
    if (!time_parse(slice_from_string(scan->options.now), &scan->eval.now)) {
        return CARL_ERROR_USAGE;
    }
    scan->eval.now_known = true;
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
            status = late_create(&plan->rules.items[i], &scan->eval, limit, &scan->late[i]);
        }
    }
    return status;
}

static enum carl_status init_scan(struct carl_scan *scan) {
    const struct plan *plan = &scan->rules->plan;
    framer_init(&scan->framer,
                scan->options.max_event_size == 0 ? DEFAULT_MAX_EVENT_SIZE : scan->options.max_event_size);
    text_init(&scan->now_text);
    enum carl_status status = eval_init(&scan->eval, plan);
    if (status == CARL_OK) {
        status = set_now(scan);
    }
    if (status == CARL_OK) {
        status = row_reader_create(scan->rules->columns, scan->options.strict, &scan->reader);
    }
    if (status == CARL_OK) {
        status = row_reader_create(scan->rules->fields, scan->options.strict, &scan->field_reader);
    }
    if (status != CARL_OK) {
        return status;
    }
    hit_init(&scan->hit, scan->rules->model, scan->field_reader);
    scan->passed = calloc(most_nodes(plan), sizeof *scan->passed);
    scan->event_counts = calloc(plan->dispatch_count, sizeof *scan->event_counts);
    scan->rule_hits = calloc(plan->rules.count == 0 ? 1 : plan->rules.count, sizeof *scan->rule_hits);
    bool complete = scan->passed != NULL && scan->event_counts != NULL && scan->rule_hits != NULL;
    return complete ? create_late(scan) : CARL_ERROR_MEMORY;
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
    hit_finish(&scan->hit);
    eval_finish(&scan->eval);
    row_reader_destroy(scan->reader);
    row_reader_destroy(scan->field_reader);
    framer_finish(&scan->framer);
    text_finish(&scan->now_text);
    for (size_t i = 0; i < scan->files.count; i++) {
        free(scan->files.items[i]);
    }
    VECTOR_FREE(&scan->files);
    for (size_t i = 0; scan->late != NULL && i < scan->rules->plan.rules.count; i++) {
        late_destroy(scan->late[i]);
    }
    free(scan->late);
    free(scan->ended);
    free(scan->passed);
    free(scan->event_counts);
    free(scan->rule_hits);
    free(scan);
}

// ---------------------------------------------------------------------------
// One record

static bool is_searched(const struct plan_node *node, const struct row *row) {
    for (size_t i = 0; i < node->type_count; i++) {
        const struct plan_event_type *type = &node->types[i];
        if ((type->object == SIZE_MAX || type->object == row->object) &&
            (type->action == SIZE_MAX || type->action == row->action)) {
            return true;
        }
    }
    return false;
}

static bool passed_any(const struct carl_scan *scan, const struct plan_node *node) {
    for (size_t i = 0; i < node->input_count; i++) {
        if (scan->passed[node->inputs[i]]) {
            return true;
        }
    }
    return false;
}

// Which nodes of the rule the row passes; of late nodes only those that keep
// rows, as far as that can be told now.
static void run_nodes(struct carl_scan *scan, const struct plan_rule *rule, const struct row *row) {
    for (size_t i = 0; i < rule->node_count; i++) {
        const struct plan_node *node = &rule->nodes[i];
        if (node->late && !node->tap) {
            scan->passed[i] = false;
            continue;
        }
        const struct predicate *predicate = node->late ? node->early : node->predicate;
        bool reached = node->kind == PLAN_SEARCH ? is_searched(node, row) : passed_any(scan, node);
        scan->passed[i] = reached && (predicate == NULL || eval_predicate(&scan->eval, predicate));
    }
}

static enum carl_status report_hit(struct carl_scan *scan, size_t number) {
    scan->counts.hits++;
    scan->rule_hits[number]++;
    if (scan->options.on_hit != NULL && !scan->options.on_hit(scan->options.user, &scan->hit)) {
        return CARL_ERROR_STOPPED;
    }
    return CARL_OK;
}

// Ends a rule that needs too much memory; false where memory itself is out.
static bool end_if_exceeded(struct carl_scan *scan, size_t number) {
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

static bool keep_row(struct carl_scan *scan, size_t number, const struct hit_origin *origin) {
    const struct plan_rule *rule = &scan->rules->plan.rules.items[number];
    struct late *late = scan->late[number];
    late_begin(late);
    for (size_t i = 0; i < rule->node_count; i++) {
        if (rule->nodes[i].tap && scan->passed[i]) {
            late_take(late, i, scan->counts.events, origin);
        }
    }
    return end_if_exceeded(scan, number);
}

static enum carl_status run_rule(struct carl_scan *scan, size_t number, const struct row *row,
                                 const struct hit_origin *origin) {
    const struct plan_rule *rule = &scan->rules->plan.rules.items[number];
    if (scan->ended[number]) {
        return CARL_OK;
    }
    run_nodes(scan, rule, row);
    for (size_t i = 0; i < rule->output_count; i++) {
        if (!rule->outputs[i].late && scan->passed[rule->outputs[i].node]) {
            enum carl_status status = hit_fill(&scan->hit, &scan->eval, number, &rule->outputs[i], origin);
            if (status == CARL_OK) {
                status = report_hit(scan, number);
            }
            if (status != CARL_OK) {
                return status;
            }
        }
    }
    return !rule->late || keep_row(scan, number, origin) ? CARL_OK : CARL_ERROR_MEMORY;
}

static size_t count_index(const struct carl_scan *scan, size_t object, size_t action) {
    const struct plan *plan = &scan->rules->plan;
    return (size_t)(plan_dispatch_for(plan, object, action) - plan->dispatch);
}

static void count_row(struct carl_scan *scan, const struct row *row) {
    scan->counts.events++;
    if (row->event == NULL) {
        scan->counts.unmapped++;
    } else {
        scan->counts.mapped++;
    }
    scan->counts.without_time += !row->has_time;
    scan->counts.clock_mismatch += row->clock_mismatch;
    scan->event_counts[count_index(scan, row->object, row->action)]++;
    if (row->has_time && !scan->now_fixed && (!scan->eval.now_known || row->time > scan->eval.now)) {
        scan->eval.now = row->time;
        scan->eval.now_known = true;
    }
}

static enum carl_status run_row(struct carl_scan *scan, const struct row *row, const struct hit_origin *origin) {
    const struct plan_dispatch *dispatch = plan_dispatch_for(&scan->rules->plan, row->object, row->action);
    enum carl_status status = CARL_OK;
    eval_begin(&scan->eval, row);
    for (size_t i = 0; i < dispatch->rules.count && status == CARL_OK; i++) {
        status = run_rule(scan, dispatch->rules.items[i], row, origin);
    }
    return arena_failed(&scan->eval.scratch) ? CARL_ERROR_MEMORY : status;
}

static void report_malformed(struct carl_scan *scan, const struct frame *frame, size_t column, const char *reason) {
    scan->counts.malformed++;
    if (scan->options.on_malformed != NULL) {
        scan->options.on_malformed(scan->options.user, scan->files.items[scan->files.count - 1], frame->line,
                                   frame->offset, column, reason);
    }
}

static enum carl_status run_frame(struct carl_scan *scan, const struct frame *frame) {
    if (frame->too_long) {
        report_malformed(scan, frame, 0, "the record is longer than the limit");
        return CARL_OK;
    }
    const struct row *row;
    struct row_error error;
    switch (row_read(scan->reader, frame->record, &row, &error)) {
    case ROW_NO_MEMORY:
        return CARL_ERROR_MEMORY;
    case ROW_MALFORMED:
        report_malformed(scan, frame, error.column, error.reason);
        return CARL_OK;
    case ROW_READ:
        break;
    }
    count_row(scan, row);
    return run_row(scan, row,
                   &(struct hit_origin){scan->files.items[scan->files.count - 1], frame->line, frame->offset});
}

// ---------------------------------------------------------------------------
// The input

static enum carl_status run_last_line(struct carl_scan *scan) {
    struct frame frame;
    return framer_last(&scan->framer, &frame) ? run_frame(scan, &frame) : CARL_OK;
}

enum carl_status carl_scan_begin(struct carl_scan *scan, const char *file) {
    if (scan->finished) {
        return CARL_ERROR_USAGE;
    }
    enum carl_status status = scan->files.count == 0 ? CARL_OK : run_last_line(scan);
    if (status != CARL_OK) {
        return status;
    }
    size_t size = strlen(file) + 1;
    char *name = malloc(size);
    if (name == NULL || !VECTOR_PUSH(&scan->files, name)) {
        free(name);
        return CARL_ERROR_MEMORY;
    }
    memcpy(name, file, size);
    framer_begin(&scan->framer);
    return CARL_OK;
}

enum carl_status carl_scan_feed(struct carl_scan *scan, const char *data, size_t size) {
    if (scan->finished || scan->files.count == 0) {
        return CARL_ERROR_USAGE;
    }
    scan->counts.bytes += size;
    framer_feed(&scan->framer, slice_make(data, size));
    enum carl_status status = CARL_OK;
    struct frame frame;
    while (status == CARL_OK && framer_next(&scan->framer, &frame, &status)) {
        status = run_frame(scan, &frame);
    }
    return status;
}

// Delivers one late output of a rule.
static enum carl_status run_late_output(struct carl_scan *scan, size_t number, const struct plan_output *output) {
    struct late *late = scan->late[number];
    enum carl_status status = CARL_OK;
    if (output->node == SIZE_MAX) {
        status = hit_fill_value(&scan->hit, &scan->eval, number, output);
        return status == CARL_OK && store_ok(&late->store) ? report_hit(scan, number) : status;
    }
    const struct table *table = late_rows(late, output->node);
    for (size_t i = 0; i < table->rows.count && status == CARL_OK && store_ok(&late->store); i++) {
        arena_reset(&scan->eval.scratch);
        status = hit_fill_late(&scan->hit, &scan->eval, number, output, table->rows.items[i]);
        if (status == CARL_OK) {
            status = report_hit(scan, number);
        }
    }
    return status;
}

static enum carl_status run_late(struct carl_scan *scan, size_t number) {
    const struct plan_rule *rule = &scan->rules->plan.rules.items[number];
    enum carl_status status = CARL_OK;
    eval_begin_late(&scan->eval, scan->late[number]);
    for (size_t i = 0; i < rule->output_count && status == CARL_OK; i++) {
        if (rule->outputs[i].late) {
            status = run_late_output(scan, number, &rule->outputs[i]);
        }
    }
    eval_begin_late(&scan->eval, NULL);
    return status == CARL_OK && !end_if_exceeded(scan, number) ? CARL_ERROR_MEMORY : status;
}

enum carl_status carl_scan_finish(struct carl_scan *scan) {
    if (scan->finished) {
        return CARL_ERROR_USAGE;
    }
    enum carl_status status = scan->files.count == 0 ? CARL_OK : run_last_line(scan);
    scan->finished = true;
    if (status == CARL_OK && scan->eval.now_known) {
        time_append(&scan->now_text, scan->eval.now);
        text_append_char(&scan->now_text, '\0');
        status = scan->now_text.failed ? CARL_ERROR_MEMORY : CARL_OK;
    }
    for (size_t i = 0; i < scan->rules->plan.rules.count && status == CARL_OK; i++) {
        if (scan->late[i] != NULL) {
            status = run_late(scan, i);
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
    return scan->event_counts[count_index(scan, object, action)];
}

uint64_t carl_scan_rule_hits(const struct carl_scan *scan, size_t rule) {
    return scan->rule_hits[rule];
}

bool carl_scan_rule_ended(const struct carl_scan *scan, size_t rule) {
    return scan->ended[rule];
}

const char *carl_scan_now(const struct carl_scan *scan) {
    return scan->now_text.size == 0 ? NULL : scan->now_text.data;
}
