// SPDX-License-Identifier: Apache-2.0
// The formatter on any bytes: no crash, and what it writes it writes again.
#include "base/text.h"
#include "carl.h"

#include <stdint.h>
#include <stdlib.h>

static bool append(void *user, const char *data, size_t size) {
    text_append(user, slice_make(data, size));
    return true;
}

static enum carl_status format(const struct carl_model *model, const char *data, size_t size, struct text *out) {
    struct carl_diagnostics *diagnostics = NULL;
    enum carl_status status = carl_diagnostics_create(&diagnostics);
    if (status == CARL_OK) {
        status = carl_format(model, "fuzz.car", data, size, diagnostics, append, out);
    }
    carl_diagnostics_destroy(diagnostics);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct carl_model *model; // lives as long as the process: loading it takes most of a run
    struct text once;
    struct text twice;
    if (model == NULL && carl_model_create(&model) != CARL_OK) {
        abort();
    }
    text_init(&once);
    text_init(&twice);
    if (format(model, (const char *)data, size, &once) == CARL_OK &&
        (format(model, once.data, once.size, &twice) != CARL_OK ||
         !slice_equal(text_slice(&once), text_slice(&twice)))) {
        abort();
    }
    text_finish(&once);
    text_finish(&twice);
    return 0;
}
