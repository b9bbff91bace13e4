// SPDX-License-Identifier: Apache-2.0
// The formatter on any bytes: no crash, and what it writes it writes again.
#include "target.h"

static enum carl_status format(struct slice text, struct text *out) {
    struct carl_diagnostics *diagnostics = target_diagnostics();
    enum carl_status status =
        carl_format(target_model(), "fuzz.car", text.data, text.size, diagnostics, target_append, out);
    REQUIRE(status == CARL_OK || status == CARL_ERROR_RULE || status == CARL_ERROR_REFUSED);
    REQUIRE(status == CARL_OK || out->size == 0);
    target_check_places(diagnostics);
    carl_diagnostics_destroy(diagnostics);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct text once;
    struct text twice;
    text_init(&once);
    text_init(&twice);
    if (format(slice_make((const char *)data, size), &once) == CARL_OK) {
        REQUIRE(format(text_slice(&once), &twice) == CARL_OK);
        REQUIRE(slice_equal(text_slice(&once), text_slice(&twice)));
    }
    text_finish(&once);
    text_finish(&twice);
    return 0;
}
