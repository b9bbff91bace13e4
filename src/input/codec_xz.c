// SPDX-License-Identifier: Apache-2.0
#include "input/codec.h"

#include <lzma.h>
#include <stdlib.h>

enum { MEMORY_LIMIT = 256 << 20 }; // bytes; the highest level of xz needs 65 MiB

static bool restart(void *decoder) {
    return lzma_stream_decoder(decoder, MEMORY_LIMIT, 0) == LZMA_OK;
}

static void destroy(void *decoder) {
    if (decoder != NULL) {
        lzma_end(decoder);
        free(decoder);
    }
}

static enum carl_status create(void **ret_decoder) {
    const lzma_stream empty = LZMA_STREAM_INIT;
    lzma_stream *stream = malloc(sizeof *stream);
    if (stream == NULL) {
        return CARL_ERROR_MEMORY;
    }
    *stream = empty;
    if (!restart(stream)) {
        destroy(stream);
        return CARL_ERROR_MEMORY;
    }
    *ret_decoder = stream;
    return CARL_OK;
}

static enum codec_result run(void *decoder, struct codec_buffers *buffers) {
    lzma_stream *stream = decoder;
    stream->next_in = (const uint8_t *)buffers->in;
    stream->avail_in = buffers->in_size;
    stream->next_out = (uint8_t *)buffers->out;
    stream->avail_out = buffers->out_size;
    lzma_ret result = lzma_code(stream, LZMA_RUN);
    buffers->in = (const char *)stream->next_in;
    buffers->in_size = stream->avail_in;
    buffers->out = (char *)stream->next_out;
    buffers->out_size = stream->avail_out;
    switch (result) {
    case LZMA_OK:
    case LZMA_BUF_ERROR:
        return CODEC_ON;
    case LZMA_STREAM_END:
        return CODEC_END;
    case LZMA_MEM_ERROR:
        return CODEC_NO_MEMORY;
    default:
        return CODEC_DAMAGED;
    }
}

const struct codec codec_xz = {"xz",
                               SLICE_INIT("\xFD"
                                          "7zXZ\0"),
                               true,
                               create,
                               destroy,
                               restart,
                               run};
