// SPDX-License-Identifier: Apache-2.0
// Files that are constants in the binary, made at build time by tools/embed.c.
// Constant data, shared by threads.
#ifndef CARL_BASE_EMBEDDED_H
#define CARL_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *name; // the last two components of its path: "model/car.json"
    const unsigned char *data;
    size_t size; // bytes
};

#endif
