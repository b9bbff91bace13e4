// SPDX-License-Identifier: Apache-2.0
// The transformations that sensor maps name: from native values to the value of
// a CAR field. Pure functions; results borrow from their inputs or live in the
// arena.
#ifndef CARL_EVENT_TRANSFORM_H
#define CARL_EVENT_TRANSFORM_H

#include "base/arena.h"
#include "event/value.h"
#include "model/model.h"

// The value of the field that `map` describes, of type `type`, from its native
// values (null where it has fewer). A list in the place of the only native is
// transformed item by item. Null also where the arena fails.
struct value transform_apply(const struct field_map *map, enum field_type type, struct value first, struct value second,
                             struct arena *arena);

#endif
