// SPDX-License-Identifier: Apache-2.0
#include "event/envelope.h"

// Where the array is, and which members may come before it. Where any may, the
// path is proof enough.
struct kind {
    struct slice outer;
    struct slice inner;  // empty: the array is the outer member
    const char *before;  // keys, each between blanks; NULL: any
    struct slice prefix; // keys that begin so may come before, too
};

static const struct kind kinds[] = {
    {.outer = SLICE_INIT("hits"), .inner = SLICE_INIT("hits")}, // Elasticsearch, OpenSearch
    {.outer = SLICE_INIT("results"),                            // Splunk
     .before = " preview init_offset post_process_count messages fields highlighted "},
    {.outer = SLICE_INIT("value"), .before = "", .prefix = SLICE_INIT("@odata.")}, // OData
    {.outer = SLICE_INIT("events"), .before = ""},                                 // CloudWatch
    {.outer = SLICE_INIT("Records"), .before = ""},                                // CloudTrail
};

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

void envelope_begin(struct envelope *envelope) {
    *envelope = (struct envelope){.possible = (1u << KIND_COUNT) - 1};
}

static bool is_among(const char *keys, struct slice key) {
    for (const char *at = strchr(keys, ' '); at != NULL && at[1] != '\0'; at = strchr(at + 1, ' ')) {
        if (strncmp(at + 1, key.data, key.size) == 0 && at[1 + key.size] == ' ') {
            return true;
        }
    }
    return false;
}

static bool may_come_before(const struct kind *kind, struct slice key) {
    if (kind->before == NULL || is_among(kind->before, key)) {
        return true;
    }
    return kind->prefix.size > 0 && slice_starts_with(key, kind->prefix);
}

static void take_outer(struct envelope *envelope, unsigned number, struct slice key) {
    const struct kind *kind = &kinds[number];
    if (!slice_equal(kind->outer, key)) {
        if (!may_come_before(kind, key)) {
            envelope->possible &= ~(1u << number);
        }
    } else if (kind->inner.size == 0) {
        envelope->holds = true;
    } else {
        envelope->inside |= 1u << number;
    }
}

void envelope_key(struct envelope *envelope, size_t depth, struct slice key) {
    envelope->holds = false;
    if (depth == 1) {
        envelope->inside = 0;
    }
    for (unsigned i = 0; i < KIND_COUNT; i++) {
        if ((envelope->possible >> i & 1) == 0) {
            continue;
        }
        if (depth == 1) {
            take_outer(envelope, i, key);
        } else if ((envelope->inside >> i & 1) != 0 && slice_equal(kinds[i].inner, key)) {
            envelope->holds = true;
        }
    }
}
