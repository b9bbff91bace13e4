// SPDX-License-Identifier: Apache-2.0
// Inside of model/: the built-in model as it is once loaded, written as constants
// by tools/model_constants.c at build time, so that nobody waits for its JSON to
// be read. Constant data, shared by threads.
#ifndef CARL_MODEL_MODEL_CONSTANTS_H
#define CARL_MODEL_MODEL_CONSTANTS_H

#include "model/model.h"

// Equal to what model_load makes of model_files; its arena is empty.
extern const struct carl_model model_constants;

#endif
