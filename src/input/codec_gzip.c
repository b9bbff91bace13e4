// SPDX-License-Identifier: Apache-2.0
#include "input/codec.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 }; // the largest, and a gzip header

static enum carl_status create(void **ret_decoder) {
    z_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        return CARL_ERROR_MEMORY;
    }
    if (inflateInit2(stream, GZIP_WINDOW) != Z_OK) {
        free(stream);
        return CARL_ERROR_MEMORY;
    }
    *ret_decoder = stream;
    return CARL_OK;
}

static void destroy(void *decoder) {
    if (decoder != NULL) {
        (void)inflateEnd(decoder);
        free(decoder);
    }
}

static bool restart(void *decoder) {
    return inflateReset(decoder) == Z_OK;
}

static enum codec_result run(void *decoder, struct codec_buffers *buffers) {
    z_stream *stream = decoder;
    size_t in_size = buffers->in_size < UINT_MAX ? buffers->in_size : UINT_MAX;
    size_t out_size = buffers->out_size < UINT_MAX ? buffers->out_size : UINT_MAX;
    stream->next_in = (z_const Bytef *)(uintptr_t)buffers->in;
    stream->avail_in = (uInt)in_size;
    stream->next_out = (Bytef *)buffers->out;
    stream->avail_out = (uInt)out_size;
    int result = inflate(stream, Z_NO_FLUSH);
    buffers->in += in_size - stream->avail_in;
    buffers->in_size -= in_size - stream->avail_in;
    buffers->out += out_size - stream->avail_out;
    buffers->out_size -= out_size - stream->avail_out;
    switch (result) {
    case Z_OK:
    case Z_BUF_ERROR:
        return CODEC_ON;
    case Z_STREAM_END:
        return CODEC_END;
    case Z_MEM_ERROR:
        return CODEC_NO_MEMORY;
    default:
        return CODEC_DAMAGED;
    }
}

const struct codec codec_gzip = {"gzip", SLICE_INIT("\x1F\x8B\x08"), true, create, destroy, restart, run};
