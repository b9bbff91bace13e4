// SPDX-License-Identifier: Apache-2.0
// A stream of UTF-16 read as UTF-8. What is no character becomes U+FFFD. One
// thread at a time.
#ifndef CARL_INPUT_UTF16_H
#define CARL_INPUT_UTF16_H

#include "carl.h"

#include <stdbool.h>
#include <stdint.h>

enum { UTF16_SIZE = 32 << 10 };

struct utf16 {
    carl_read_fn read;
    void *user;
    bool big_endian;
    bool ended;
    size_t at; // the first byte that was not converted
    size_t size;
    char bytes[UTF16_SIZE];
};

void utf16_init(struct utf16 *utf16, carl_read_fn read, void *user, bool big_endian);

// Reads: a carl_read_fn for a struct utf16. `size` is at least 4.
enum carl_status utf16_read(void *user, char *buffer, size_t size, size_t *ret_size);

#endif
