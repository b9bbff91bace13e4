// SPDX-License-Identifier: Apache-2.0
// The model's JSON files as constants in the binary, made at build time by
// tools/embed.c: first car.json, then shapes.json, then the sensors. Constant
// data, shared by threads.
#ifndef CARL_MODEL_EMBEDDED_H
#define CARL_MODEL_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *name; // "car.json"
    const unsigned char *data;
    size_t size; // bytes
};

extern const struct embedded_file model_files[];
extern const size_t model_file_count;

#endif
