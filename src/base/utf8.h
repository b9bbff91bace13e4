// SPDX-License-Identifier: Apache-2.0
// UTF-8 as RFC 3629 defines it: no surrogates, no overlong forms, nothing
// above U+10FFFF. Pure functions, safe in any thread.
#ifndef CARL_BASE_UTF8_H
#define CARL_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

// Decodes the code point at `data` (`size` bytes available). Returns its length
// in bytes (1 to 4) and writes *ret_code_point; returns 0 where the bytes are
// no valid UTF-8 (or size is 0), and *ret_code_point is left alone.
size_t utf8_decode(const char *data, size_t size, uint32_t *ret_code_point);

// Encodes a code point (not a surrogate, at most U+10FFFF) into `out`, which
// has room for 4 bytes. Returns the length.
size_t utf8_encode(uint32_t code_point, char out[4]);

// Offset of the first byte that is no valid UTF-8, or `size` where all is.
size_t utf8_check(const char *data, size_t size);

#endif
