// SPDX-License-Identifier: Apache-2.0
// What fuzz targets share. A target defines LLVMFuzzerTestOneInput; a broken
// promise ends the process, as a crash does. One thread; what lives as long as
// the process is never freed.
#ifndef CARL_FUZZ_TARGET_H
#define CARL_FUZZ_TARGET_H

#include "base/slice.h"
#include "base/text.h"
#include "carl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define REQUIRE(condition) ((condition) ? (void)0 : abort())

// Runs the target on one input; always returns 0.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The built-in model, which lives as long as the process: loading it takes most
// of a run.
const struct carl_model *target_model(void);

// Appends to the struct text that `user` is, as a carl_write_fn.
bool target_append(void *user, const char *data, size_t size);

// An empty list of diagnostics, owned by the caller.
struct carl_diagnostics *target_diagnostics(void);

// A rule set with `text` as its only rule, fuzz.car, and with what is said about
// it appended to `diagnostics`; owned by the caller. The rule may run itself
// (`FUZZ-0`), one that runs itself (`FUZZ-1`), and under any other id one that is
// sound; it has values for the inputs `n`, `s` and `t`. *ret_status is what
// carl_rules_add returned, and true of the rules. `text` outlives the result.
struct carl_rules *target_rules(const struct slice *text, struct carl_diagnostics *diagnostics,
                                enum carl_status *ret_status);

// Requires of a list of diagnostics that all places are inside the texts they
// are of.
void target_check_places(const struct carl_diagnostics *diagnostics);

// Requires of a list of diagnostics that it can be rendered as text without
// control characters; in a form that depends on how many there are.
void target_check_text(const struct carl_diagnostics *diagnostics);

// Requires of a list of diagnostics that it can be rendered as JSON, and appends
// that to `ret_json`.
void target_check_json_list(const struct carl_diagnostics *diagnostics, struct text *ret_json);

// Requires of compiled rules that their plans can be shown: as text without control
// characters, and as JSON.
void target_check_plans(const struct carl_rules *rules);

// Requires that `json` is one JSON text, as far as jansson can hold it.
void target_check_json(struct slice json);

#endif
