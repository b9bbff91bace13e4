// SPDX-License-Identifier: Apache-2.0
// Inside of model/: the index by folded name. Its texts are the model's;
// immutable once built, shared by threads.
#ifndef CARL_MODEL_MODEL_NAMES_H
#define CARL_MODEL_MODEL_NAMES_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

enum name_kind { NAME_OBJECT, NAME_ACTION, NAME_ACTION_ALIAS, NAME_FIELD, NAME_OBJECT_FIELD, NAME_FIELD_ALIAS };

struct model_name {
    uint64_t hash; // of the folded name
    enum name_kind kind;
    size_t object; // 0 for objects and fields
    size_t index;  // what was named
    struct slice name;
};

#endif
