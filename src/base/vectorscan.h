// SPDX-License-Identifier: Apache-2.0
// What the searches by Vectorscan share: the room that a thread needs to search.
// Internal to base/.
#ifndef CARL_BASE_VECTORSCAN_H
#define CARL_BASE_VECTORSCAN_H

#include <hs/hs.h>

struct regex_scratch {
    hs_scratch_t *scratch; // large enough for every database it was prepared for
};

#endif
