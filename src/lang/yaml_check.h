// SPDX-License-Identifier: Apache-2.0
// Checks all the rules of an analytic file at once, without keeping any. One
// thread.
#ifndef CARL_LANG_YAML_CHECK_H
#define CARL_LANG_YAML_CHECK_H

#include "lang/check.h"
#include "lang/diagnostic.h"
#include "model/model.h"

// Appends to `diagnostics` what there is to say about the file, in its
// coordinates. `library` as for check_rule_in.
MUST_USE enum carl_status yaml_check_text(const struct carl_model *model, const struct check_library *library,
                                          struct slice file, struct slice text, struct carl_diagnostics *diagnostics);

#endif
