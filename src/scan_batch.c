// SPDX-License-Identifier: Apache-2.0
#include "scan_batch.h"

#include <stdlib.h>

enum carl_status batch_init(struct batch *batch, const struct carl_rules *rules, const struct trace_layout *layout,
                            bool counts_filled) {
    const struct plan *plan = &rules->plan;
    *batch = (struct batch){
        .event_count_size = plan->dispatch_count, .traced = layout != NULL, .counts_filled = counts_filled};
    text_init(&batch->bytes);
    store_init(&batch->kept_store, SIZE_MAX);
    batch->event_counts = calloc(plan->dispatch_count + 1, sizeof *batch->event_counts);
    enum carl_status status = batch->event_counts == NULL ? CARL_ERROR_MEMORY : CARL_OK;
    if (status == CARL_OK && batch->traced) {
        status = trace_init(&batch->trace, layout);
    }
    if (status == CARL_OK && counts_filled) {
        status = filled_init(&batch->filled, rules->model->event_count, plan->columns.count);
    }
    return status;
}

void batch_finish(struct batch *batch) {
    if (batch == NULL) {
        return;
    }
    for (size_t i = 0; i < batch->hits.count; i++) {
        hit_finish(batch->hits.items[i]);
        free(batch->hits.items[i]);
    }
    VECTOR_FREE(&batch->bounds.list);
    VECTOR_FREE(&batch->hits);
    VECTOR_FREE(&batch->entries);
    VECTOR_FREE(&batch->kept);
    VECTOR_FREE(&batch->malformed);
    VECTOR_FREE(&batch->seen);
    unmapped_finish(&batch->unmapped);
    store_finish(&batch->kept_store);
    text_finish(&batch->bytes);
    trace_finish(&batch->trace);
    filled_finish(&batch->filled);
    free(batch->event_counts);
    *batch = (struct batch){0};
}

void batch_reset(struct batch *batch) {
    batch->lines = 0;
    batch->status = CARL_OK;
    batch->entries.count = 0;
    batch->hit_count = 0;
    batch->kept.count = 0;
    batch->malformed.count = 0;
    store_reset(&batch->kept_store);
    batch->counts = (struct carl_scan_counts){0};
    memset(batch->event_counts, 0, batch->event_count_size * sizeof *batch->event_counts);
    batch->has_time = false;
    batch->seen.count = 0;
    unmapped_reset(&batch->unmapped);
    if (batch->traced) {
        trace_reset(&batch->trace);
    }
    if (batch->counts_filled) {
        filled_reset(&batch->filled);
    }
}

static bool add_entry(struct batch *batch, enum batch_entry_kind kind, size_t index) {
    struct batch_entry entry = {.kind = kind, .index = index};
    return VECTOR_PUSH(&batch->entries, entry);
}

static bool add_hit_object(struct batch *batch) {
    struct carl_hit *hit = calloc(1, sizeof *hit);
    if (hit == NULL || !VECTOR_PUSH(&batch->hits, hit)) {
        free(hit);
        return false;
    }
    hit_init(hit);
    return true;
}

struct carl_hit *batch_add_hit(struct batch *batch) {
    if (batch->hit_count == batch->hits.count && !add_hit_object(batch)) {
        return NULL;
    }
    return add_entry(batch, BATCH_HIT, batch->hit_count) ? batch->hits.items[batch->hit_count++] : NULL;
}

bool batch_add_kept(struct batch *batch, const struct batch_kept *kept) {
    return VECTOR_PUSH(&batch->kept, *kept) && add_entry(batch, BATCH_KEPT, batch->kept.count - 1);
}

bool batch_add_malformed(struct batch *batch, const struct batch_malformed *malformed) {
    return VECTOR_PUSH(&batch->malformed, *malformed) && add_entry(batch, BATCH_MALFORMED, batch->malformed.count - 1);
}
