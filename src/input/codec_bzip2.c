// SPDX-License-Identifier: Apache-2.0
#include "input/codec.h"

#include <bzlib.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

static enum carl_status create(void **ret_decoder) {
    bz_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        return CARL_ERROR_MEMORY;
    }
    if (BZ2_bzDecompressInit(stream, 0, 0) != BZ_OK) {
        free(stream);
        return CARL_ERROR_MEMORY;
    }
    *ret_decoder = stream;
    return CARL_OK;
}

static void destroy(void *decoder) {
    if (decoder != NULL) {
        (void)BZ2_bzDecompressEnd(decoder);
        free(decoder);
    }
}

static bool restart(void *decoder) {
    return BZ2_bzDecompressEnd(decoder) == BZ_OK && BZ2_bzDecompressInit(decoder, 0, 0) == BZ_OK;
}

static enum codec_result run(void *decoder, struct codec_buffers *buffers) {
    bz_stream *stream = decoder;
    size_t in_size = buffers->in_size < UINT_MAX ? buffers->in_size : UINT_MAX;
    size_t out_size = buffers->out_size < UINT_MAX ? buffers->out_size : UINT_MAX;
    stream->next_in = (char *)(uintptr_t)buffers->in;
    stream->avail_in = (unsigned)in_size;
    stream->next_out = buffers->out;
    stream->avail_out = (unsigned)out_size;
    int result = BZ2_bzDecompress(stream);
    buffers->in += in_size - stream->avail_in;
    buffers->in_size -= in_size - stream->avail_in;
    buffers->out += out_size - stream->avail_out;
    buffers->out_size -= out_size - stream->avail_out;
    switch (result) {
    case BZ_OK:
        return CODEC_ON;
    case BZ_STREAM_END:
        return CODEC_END;
    case BZ_MEM_ERROR:
        return CODEC_NO_MEMORY;
    default:
        return CODEC_DAMAGED;
    }
}

const struct codec codec_bzip2 = {"bzip2", SLICE_INIT("BZh"), false, create, destroy, restart, run};
