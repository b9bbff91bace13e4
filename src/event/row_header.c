// SPDX-License-Identifier: Apache-2.0
#include "event/reader.h"

struct value row_header(const struct row *row, enum row_header header) {
    struct row_reader *reader = row->reader;
    const struct slot_list *const lists[] = {
        [ROW_HEADER_ID] = &reader->shape->id,
        [ROW_HEADER_PROVIDER] = &reader->shape->provider,
        [ROW_HEADER_CHANNEL] = &reader->shape->channel,
        [ROW_HEADER_COMPUTER] = &reader->shape->computer,
    };
    return reader_scalar(reader, lists[header]);
}
