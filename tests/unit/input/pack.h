// SPDX-License-Identifier: Apache-2.0
// Packs texts, for tests of unpacking. What it returns is the caller's to free.
#ifndef PACK_H
#define PACK_H

#include "base/slice.h"
#include "base/text.h"

enum packing {
    PACK_GZIP,
    PACK_ZSTD,
    PACK_XZ,
    PACK_BZIP2,
    PACK_ZIP,        // deflated
    PACK_ZIP_STORED, // as it is
    PACK_TAR,
    PACK_COUNT,
};

// Appends the text packed. An archive has it as two members, `first` and
// `folder/second`, the text cut in halves at a line end, with a folder and an
// AppleDouble file between.
void pack(enum packing packing, struct slice text, struct text *out);

// Where the second half begins.
size_t pack_half(struct slice text);

#endif
