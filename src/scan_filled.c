// SPDX-License-Identifier: Apache-2.0
#include "scan_filled.h"

#include <stdlib.h>
#include <string.h>

enum carl_status filled_init(struct filled *filled, size_t event_count, size_t column_count) {
    *filled = (struct filled){.event_count = event_count, .column_count = column_count};
    filled->records = calloc(event_count + 1, sizeof *filled->records);
    filled->columns = calloc((event_count + 1) * (column_count + 1), sizeof *filled->columns);
    return filled->records == NULL || filled->columns == NULL ? CARL_ERROR_MEMORY : CARL_OK;
}

void filled_finish(struct filled *filled) {
    if (filled != NULL) {
        free(filled->records);
        free(filled->columns);
        *filled = (struct filled){0};
    }
}

void filled_reset(struct filled *filled) {
    memset(filled->records, 0, filled->event_count * sizeof *filled->records);
    memset(filled->columns, 0, filled->event_count * filled->column_count * sizeof *filled->columns);
}

void filled_count(struct filled *filled, const struct row *row) {
    uint64_t *columns = &filled->columns[row->event->number * filled->column_count];
    filled->records[row->event->number]++;
    for (size_t i = 0; i < filled->column_count; i++) {
        columns[i] += row_value(row, i).kind != VALUE_NULL;
    }
}

void filled_add(struct filled *filled, const struct filled *from) {
    for (size_t i = 0; i < filled->event_count; i++) {
        filled->records[i] += from->records[i];
        for (size_t k = 0; from->records[i] > 0 && k < filled->column_count; k++) {
            filled->columns[i * filled->column_count + k] += from->columns[i * filled->column_count + k];
        }
    }
}
