// SPDX-License-Identifier: Apache-2.0
// A stream of bytes decompressed. Compressed streams one after another are one.
// One thread at a time.
#ifndef CARL_INPUT_DECOMPRESS_H
#define CARL_INPUT_DECOMPRESS_H

#include "input/codec.h"

#include <stdint.h>

struct decompressor;

// What is compressed comes from `read`, which must outlive it. The caller
// destroys the result.
MUST_USE enum carl_status decompressor_open(const struct codec *codec, carl_read_fn read, void *user,
                                            struct decompressor **ret_decompressor);
void decompressor_close(struct decompressor *decompressor);

// Reads: a carl_read_fn for a struct decompressor. CARL_ERROR_INPUT: it is damaged,
// and all before the damage was read.
enum carl_status decompressor_read(void *user, char *buffer, size_t size, size_t *ret_size);

// Why it is damaged, a constant; NULL: it is not. *ret_offset is where, in the
// compressed bytes.
const char *decompressor_damage(const struct decompressor *decompressor, uint64_t *ret_offset);

#endif
