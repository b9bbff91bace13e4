// SPDX-License-Identifier: Apache-2.0
#include "lang/explain.h"

static const struct explanation explanations[DIAGNOSTIC_CODE_COUNT] = {
#define EXPLANATION(code, meaning, example, mended) [DIAGNOSTIC_##code] = {meaning, example, mended},
#include "lang/explanations_errors.def"
#include "lang/explanations_notes.def"
#include "lang/explanations_warnings.def"
#undef EXPLANATION
};

const struct explanation *explanation_of(enum diagnostic_code code) {
    static const struct explanation none = {"", "", ""};
    return explanations[code].meaning == NULL ? &none : &explanations[code];
}
