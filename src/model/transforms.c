// SPDX-License-Identifier: Apache-2.0
#include "model/model.h"

#define TRANSFORM(symbol, name, least, most, argument, meaning) \
    {{name, sizeof(name) - 1}, least, most, argument, {meaning, sizeof(meaning) - 1}},
static const struct transform_info transforms[] = {
#include "model/transforms.def"
};
#undef TRANSFORM

const struct transform_info *transform_info(enum transform transform) {
    return &transforms[transform];
}

enum transform transform_find(struct slice name) {
    int found = 0;
    while (found < TRANSFORM_COUNT && !slice_equal(transforms[found].name, name)) {
        found++;
    }
    return (enum transform)found;
}
