// SPDX-License-Identifier: Apache-2.0
// Decompressors, each over the library of its format. What was decoded before
// damage is never lost. One thread at a time.
#ifndef CARL_INPUT_CODEC_H
#define CARL_INPUT_CODEC_H

#include "base/attributes.h"
#include "base/slice.h"
#include "carl.h"

#include <stdbool.h>
#include <stddef.h>

// What is left to decode, and room for what comes of it. A codec moves both on.
struct codec_buffers {
    const char *in;
    size_t in_size;
    char *out;
    size_t out_size;
};

enum codec_result {
    CODEC_ON,      // it needs more bytes, or more room
    CODEC_END,     // the compressed stream ends here
    CODEC_DAMAGED, // what comes next cannot be decoded
    CODEC_NO_MEMORY,
};

struct codec {
    const char *name;   // as in "gzip-compressed"
    struct slice magic; // what a stream begins with
    bool padded;        // zeros may follow a stream
    // A decoder at the start of a stream, owned by the caller.
    enum carl_status (*create)(void **ret_decoder);
    void (*destroy)(void *decoder);
    // Begins another stream.
    bool (*restart)(void *decoder);
    enum codec_result (*run)(void *decoder, struct codec_buffers *buffers);
};

extern const struct codec codec_gzip;
extern const struct codec codec_zstd;
extern const struct codec codec_xz;
extern const struct codec codec_bzip2;

#endif
