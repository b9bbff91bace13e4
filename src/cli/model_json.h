// SPDX-License-Identifier: Apache-2.0
// The data model as JSON, for editors and scripts.
#ifndef CARL_CLI_MODEL_JSON_H
#define CARL_CLI_MODEL_JSON_H

#include "carl.h"
#include "output/sink.h"

#include <stddef.h>

// Writes an array of objects: all of the model, or the one numbered `object`
// (not SIZE_MAX), with all its actions or the one numbered `action`. Each has
// {"object","extension","description","actions":[{"action","description",
// "aliases","sources":[{"sensor","event","fields":{FIELD: NATIVE}}]}],
// "fields":[{"field","extension","description","example","aliases"}]}.
void model_json_write(struct sink *sink, const struct carl_model *model, size_t object, size_t action);

#endif
