// SPDX-License-Identifier: Apache-2.0
// The model's JSON files in the binary: first car.json, then shapes.json, then
// the sensors. Constant data, shared by threads.
#ifndef CARL_MODEL_EMBEDDED_H
#define CARL_MODEL_EMBEDDED_H

#include "base/embedded.h"

enum { MODEL_FIRST_SENSOR = 2 };

extern const struct embedded_file model_files[];
extern const size_t model_file_count;

#endif
