// SPDX-License-Identifier: Apache-2.0
#include "input/lookahead.h"

void lookahead_init(struct lookahead *lookahead, carl_read_fn read, void *user) {
    lookahead->read = read;
    lookahead->user = user;
    lookahead->at = 0;
    lookahead->size = 0;
    lookahead->ended = false;
    lookahead->status = CARL_OK;
}

static enum carl_status read_on(struct lookahead *lookahead, char *buffer, size_t size, size_t *ret_size) {
    *ret_size = 0;
    if (!lookahead->ended) {
        lookahead->status = lookahead->read(lookahead->user, buffer, size, ret_size);
        lookahead->ended = lookahead->status != CARL_OK || *ret_size == 0;
    }
    return lookahead->status;
}

enum carl_status lookahead_fill(struct lookahead *lookahead, size_t size) {
    while (lookahead->size < size && !lookahead->ended) {
        size_t more;
        enum carl_status status =
            read_on(lookahead, lookahead->bytes + lookahead->size, LOOKAHEAD_SIZE - lookahead->size, &more);
        if (status != CARL_OK) {
            return status;
        }
        lookahead->size += more;
    }
    return CARL_OK;
}

enum carl_status lookahead_read(void *user, char *buffer, size_t size, size_t *ret_size) {
    struct lookahead *lookahead = user;
    struct slice ready = lookahead_bytes(lookahead);
    if (ready.size == 0) {
        return read_on(lookahead, buffer, size, ret_size);
    }
    size = size < ready.size ? size : ready.size;
    memcpy(buffer, ready.data, size);
    lookahead->at += size;
    *ret_size = size;
    return CARL_OK;
}
