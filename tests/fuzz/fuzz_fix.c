// SPDX-License-Identifier: Apache-2.0
// carl_fix on any bytes: no crash; a text changes only where something was
// mended, and notes are not mended.
#include "base/text.h"
#include "carl.h"

#include <stdint.h>
#include <stdlib.h>

static bool append(void *user, const char *data, size_t size) {
    text_append(user, slice_make(data, size));
    return true;
}

static void fix(const struct carl_model *model, struct slice text) {
    struct carl_diagnostics *mended = NULL;
    struct carl_diagnostics *remaining = NULL;
    struct text out;
    text_init(&out);
    if (carl_diagnostics_create(&mended) == CARL_OK && carl_diagnostics_create(&remaining) == CARL_OK &&
        carl_fix(model, "fuzz.car", text.data, text.size, mended, remaining, append, &out) == CARL_OK) {
        bool changed = !slice_equal(text, text_slice(&out));
        if ((changed && carl_diagnostics_count(mended) == 0) ||
            carl_diagnostics_count_severity(mended, CARL_NOTE) > 0) {
            abort();
        }
    }
    text_finish(&out);
    carl_diagnostics_destroy(mended);
    carl_diagnostics_destroy(remaining);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct carl_model *model; // lives as long as the process: loading it takes most of a run
    if (model == NULL && carl_model_create(&model) != CARL_OK) {
        abort();
    }
    fix(model, slice_make((const char *)data, size));
    return 0;
}
