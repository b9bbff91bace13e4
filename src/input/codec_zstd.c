// SPDX-License-Identifier: Apache-2.0
#include "input/codec.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

struct zstd_decoder {
    ZSTD_DStream *stream;
    size_t wanted; // bytes, for one more block
};

static bool restart(void *user) {
    struct zstd_decoder *decoder = user;
    decoder->wanted = ZSTD_initDStream(decoder->stream);
    return ZSTD_isError(decoder->wanted) == 0;
}

static void destroy(void *user) {
    struct zstd_decoder *decoder = user;
    if (decoder != NULL) {
        (void)ZSTD_freeDStream(decoder->stream);
        free(decoder);
    }
}

static enum carl_status create(void **ret_decoder) {
    struct zstd_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) {
        return CARL_ERROR_MEMORY;
    }
    decoder->stream = ZSTD_createDStream();
    if (decoder->stream == NULL || !restart(decoder)) {
        destroy(decoder);
        return CARL_ERROR_MEMORY;
    }
    *ret_decoder = decoder;
    return CARL_OK;
}

// Where zstd fails, it does not tell what it wrote before in the same call: each
// gets one block.
static enum codec_result run(void *user, struct codec_buffers *buffers) {
    struct zstd_decoder *decoder = user;
    size_t in_size = buffers->in_size < decoder->wanted ? buffers->in_size : decoder->wanted;
    ZSTD_inBuffer in = {buffers->in, in_size, 0};
    ZSTD_outBuffer out = {buffers->out, buffers->out_size, 0};
    size_t result = ZSTD_decompressStream(decoder->stream, &out, &in);
    if (ZSTD_isError(result) != 0) {
        return ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation ? CODEC_NO_MEMORY : CODEC_DAMAGED;
    }
    buffers->in += in.pos;
    buffers->in_size -= in.pos;
    buffers->out += out.pos;
    buffers->out_size -= out.pos;
    decoder->wanted = result;
    return result == 0 ? CODEC_END : CODEC_ON;
}

const struct codec codec_zstd = {"zstd", SLICE_INIT("\x28\xB5\x2F\xFD"), false, create, destroy, restart, run};
