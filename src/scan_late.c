// SPDX-License-Identifier: Apache-2.0
// What depends on more than one record, or on `now`: the late outputs of rules,
// at the end of the input, or while it is followed in turns.
#include "exec/follow.h"
#include "scan.h"

// Delivers the rows of one late output: of this turn, where there are turns.
static enum carl_status run_output(struct carl_scan *scan, size_t number, const struct plan_output *output) {
    struct late *late = scan->late[number];
    struct eval *eval = &scan->worker.eval;
    struct carl_hit *hit = &scan->late_hit;
    struct hit_source source;
    enum carl_status status = worker_hit_source(&scan->worker, &source);
    if (status != CARL_OK) {
        return status;
    }
    if (output->node == SIZE_MAX) {
        status = hit_fill_value(hit, &source, eval, number, output);
        return status == CARL_OK && store_ok(&late->store) ? scan_report_hit(scan, hit) : status;
    }
    const struct table *table = late_rows(late, output->node);
    size_t first = late->first[output->node];
    for (size_t i = first; i < table->rows.count && status == CARL_OK && store_ok(&late->store); i++) {
        arena_reset(&eval->scratch);
        status = hit_fill_late(hit, &source, eval, number, output, table->rows.items[i]);
        if (status == CARL_OK) {
            status = scan_report_hit(scan, hit);
        }
    }
    return status;
}

static bool is_at_once(const struct late *late, const struct plan_output *output) {
    return late->follow != NULL && output->node != SIZE_MAX && late->follow->incremental.nodes[output->node].at_once;
}

static enum carl_status run_outputs(struct carl_scan *scan, size_t number, bool at_once) {
    const struct plan_rule *rule = &scan->rules->plan.rules.items[number];
    enum carl_status status = CARL_OK;
    for (size_t i = 0; i < rule->output_count && status == CARL_OK; i++) {
        if (rule->outputs[i].late && is_at_once(scan->late[number], &rule->outputs[i]) == at_once) {
            status = run_output(scan, number, &rule->outputs[i]);
        }
    }
    return status;
}

enum carl_status scan_run_late(struct carl_scan *scan, size_t number) {
    eval_begin_late(&scan->worker.eval, scan->late[number]);
    enum carl_status status = run_outputs(scan, number, false);
    eval_begin_late(&scan->worker.eval, NULL);
    return status == CARL_OK && !scan_end_if_exceeded(scan, number) ? CARL_ERROR_MEMORY : status;
}

enum carl_status scan_take_turn(struct carl_scan *scan, size_t number, bool ending) {
    struct late *late = scan->late[number];
    eval_begin_late(&scan->worker.eval, late);
    follow_advance(late, scan->horizon, ending);
    enum carl_status status = store_ok(&late->store) ? run_outputs(scan, number, true) : CARL_OK;
    if (ending) {
        follow_end(late);
    } else {
        follow_settle(late);
    }
    eval_begin_late(&scan->worker.eval, NULL);
    return status == CARL_OK && !scan_end_if_exceeded(scan, number) ? CARL_ERROR_MEMORY : status;
}
