// SPDX-License-Identifier: Apache-2.0
// carl_fix on any bytes: no crash; a text changes only where something was
// mended, and notes are not mended; places are in the texts.
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct carl_diagnostics *mended = target_diagnostics();
    struct carl_diagnostics *remaining = target_diagnostics();
    struct text out;
    text_init(&out);
    REQUIRE(carl_fix(target_model(), "fuzz.car", (const char *)data, size, mended, remaining, target_append, &out) ==
            CARL_OK);
    bool changed = !slice_equal(slice_make((const char *)data, size), text_slice(&out));
    REQUIRE(!changed || carl_diagnostics_count(mended) > 0);
    REQUIRE(carl_diagnostics_count_severity(mended, CARL_NOTE) == 0);
    target_check_places(mended);
    target_check_places(remaining);
    text_finish(&out);
    carl_diagnostics_destroy(mended);
    carl_diagnostics_destroy(remaining);
    return 0;
}
