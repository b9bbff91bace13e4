// SPDX-License-Identifier: Apache-2.0
#include "scan_batch.h"

#include <stdlib.h>

enum carl_status batch_init(struct batch *batch, size_t event_count_size, const struct trace_layout *layout) {
    *batch = (struct batch){.event_count_size = event_count_size, .traced = layout != NULL};
    text_init(&batch->bytes);
    store_init(&batch->kept_store, SIZE_MAX);
    batch->event_counts = calloc(event_count_size + 1, sizeof *batch->event_counts);
    enum carl_status status = batch->event_counts == NULL ? CARL_ERROR_MEMORY : CARL_OK;
    return status == CARL_OK && batch->traced ? trace_init(&batch->trace, layout) : status;
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
