// SPDX-License-Identifier: Apache-2.0
// The transformations that sensor maps name: from native values to the value of
// a CAR field. Pure functions; results borrow from their inputs or live in the
// arena.
#ifndef CARL_EVENT_TRANSFORM_H
#define CARL_EVENT_TRANSFORM_H

#include "base/arena.h"
#include "event/value.h"
#include "model/model.h"

// The value of an expression that is a transformation, from those of its inputs.
// Where it takes one and that is a list, its items are transformed one by one.
// A constant or a text of a table becomes what a field of type `type` has. Null
// also where the arena fails.
struct value transform_apply(const struct expression *expression, enum field_type type, const struct value *inputs,
                             struct arena *arena);

#endif
