// SPDX-License-Identifier: Apache-2.0
#include "input/decompress.h"

#include <stdlib.h>

enum { IN_SIZE = 64 << 10 };

struct decompressor {
    const struct codec *codec;
    void *state;
    carl_read_fn read;
    void *user;
    uint64_t offset; // of `at`
    size_t at;       // the first byte that was not decoded
    size_t size;
    bool in_ended; // nothing more to decode
    bool between;  // streams
    bool ended;
    const char *damage;
    char in[IN_SIZE];
};

enum carl_status decompressor_open(const struct codec *codec, carl_read_fn read, void *user,
                                   struct decompressor **ret_decompressor) {
    struct decompressor *decompressor = calloc(1, sizeof *decompressor);
    if (decompressor == NULL) {
        return CARL_ERROR_MEMORY;
    }
    decompressor->codec = codec;
    decompressor->read = read;
    decompressor->user = user;
    enum carl_status status = codec->create(&decompressor->state);
    if (status != CARL_OK) {
        free(decompressor);
        return status;
    }
    *ret_decompressor = decompressor;
    return CARL_OK;
}

void decompressor_close(struct decompressor *decompressor) {
    if (decompressor != NULL) {
        decompressor->codec->destroy(decompressor->state);
        free(decompressor);
    }
}

// Reads what is to be decoded next behind what is left.
static enum carl_status fill(struct decompressor *decompressor) {
    size_t left = decompressor->size - decompressor->at;
    size_t size;
    memmove(decompressor->in, decompressor->in + decompressor->at, left);
    decompressor->at = 0;
    decompressor->size = left;
    enum carl_status status = decompressor->read(decompressor->user, decompressor->in + left, IN_SIZE - left, &size);
    if (status == CARL_OK) {
        decompressor->size += size;
        decompressor->in_ended = size == 0;
    }
    return status;
}

static void pass(struct decompressor *decompressor, size_t size) {
    decompressor->at += size;
    decompressor->offset += size;
}

static void skip_padding(struct decompressor *decompressor) {
    while (decompressor->codec->padded && decompressor->at < decompressor->size &&
           decompressor->in[decompressor->at] == '\0') {
        pass(decompressor, 1);
    }
}

// Looks at what follows a stream: another, or the end.
static enum carl_status go_on(struct decompressor *decompressor) {
    struct slice magic = decompressor->codec->magic;
    skip_padding(decompressor);
    while (decompressor->size - decompressor->at < magic.size && !decompressor->in_ended) {
        enum carl_status status = fill(decompressor);
        if (status != CARL_OK) {
            return status;
        }
        skip_padding(decompressor);
    }
    struct slice rest = slice_make(decompressor->in + decompressor->at, decompressor->size - decompressor->at);
    decompressor->between = false;
    if (rest.size == 0) {
        decompressor->ended = true;
    } else if (!slice_starts_with(rest, magic)) {
        decompressor->damage = "something else follows the compressed data";
    } else if (!decompressor->codec->restart(decompressor->state)) {
        return CARL_ERROR_MEMORY;
    }
    return CARL_OK;
}

// Decodes what is there. *ret_size is what came of it.
static enum carl_status run(struct decompressor *decompressor, char *buffer, size_t size, size_t *ret_size) {
    struct codec_buffers buffers = {decompressor->in + decompressor->at, decompressor->size - decompressor->at, buffer,
                                    size};
    size_t before = buffers.in_size;
    enum codec_result result = decompressor->codec->run(decompressor->state, &buffers);
    pass(decompressor, before - buffers.in_size);
    *ret_size = size - buffers.out_size;
    switch (result) {
    case CODEC_NO_MEMORY:
        return CARL_ERROR_MEMORY;
    case CODEC_DAMAGED:
        decompressor->damage = "the compressed data is damaged";
        break;
    case CODEC_END:
        decompressor->between = true;
        break;
    case CODEC_ON:
        if (*ret_size == 0 && before == buffers.in_size) {
            decompressor->damage = "the compressed data ends too early";
        }
        break;
    }
    return CARL_OK;
}

static enum carl_status step(struct decompressor *decompressor, char *buffer, size_t size, size_t *ret_size) {
    *ret_size = 0;
    if (decompressor->between) {
        return go_on(decompressor);
    }
    if (decompressor->at == decompressor->size && !decompressor->in_ended) {
        enum carl_status status = fill(decompressor);
        if (status != CARL_OK) {
            return status;
        }
    }
    return run(decompressor, buffer, size, ret_size);
}

enum carl_status decompressor_read(void *user, char *buffer, size_t size, size_t *ret_size) {
    struct decompressor *decompressor = user;
    size_t done = 0;
    // What has come of the bytes that are there need not wait for others.
    while (done < size && !decompressor->ended && decompressor->damage == NULL) {
        if (done > 0 && (decompressor->at == decompressor->size || decompressor->between)) {
            break;
        }
        size_t more = 0;
        enum carl_status status = step(decompressor, buffer + done, size - done, &more);
        if (status != CARL_OK) {
            return status;
        }
        done += more;
    }
    if (done == 0 && decompressor->damage != NULL) {
        return CARL_ERROR_INPUT;
    }
    *ret_size = done;
    return CARL_OK;
}

const char *decompressor_damage(const struct decompressor *decompressor, uint64_t *ret_offset) {
    *ret_offset = decompressor->offset;
    return decompressor->damage;
}
