// SPDX-License-Identifier: Apache-2.0
// carl_fix on any bytes: no crash; a text changes only where something was
// mended, and notes are not mended; nothing is left to mend in the result.
#include "target.h"

// carl_fix gives up on texts that need more rounds, each of which mends something.
enum { MOST_ROUNDS = 64 };

// Appends the mended text to `out`; returns the number of mistakes mended.
static size_t fix(struct slice text, struct text *out) {
    struct carl_diagnostics *mended = target_diagnostics();
    struct carl_diagnostics *remaining = target_diagnostics();
    REQUIRE(carl_fix(target_model(), NULL, "fuzz.car", text.data, text.size, mended, remaining, target_append, out) ==
            CARL_OK);
    size_t count = carl_diagnostics_count(mended);
    REQUIRE(count > 0 || slice_equal(text, text_slice(out)));
    REQUIRE(carl_diagnostics_count_severity(mended, CARL_NOTE) == 0);
    target_check_places(mended);
    target_check_places(remaining);
    carl_diagnostics_destroy(mended);
    carl_diagnostics_destroy(remaining);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct text once;
    struct text twice;
    text_init(&once);
    text_init(&twice);
    size_t mended = fix(slice_make((const char *)data, size), &once);
    if (mended > 0 && mended < MOST_ROUNDS) {
        REQUIRE(fix(text_slice(&once), &twice) == 0);
    }
    text_finish(&once);
    text_finish(&twice);
    return 0;
}
