// SPDX-License-Identifier: Apache-2.0
// A rule text, parsed and checked, for the checker's tests. One thread.
#ifndef LANG_CHECK_HARNESS_H
#define LANG_CHECK_HARNESS_H

#include "test_support.h"

#include "lang/check.h"
#include "lang/parse.h"

struct checked_text {
    struct carl_model *model;
    struct carl_diagnostics *diagnostics;
    struct arena arena;
    struct checked_rule *rule;
};

// Checks `text` (`library` may be NULL); fails the test where that is not
// possible. checked_text_finish frees all of it.
static inline void checked_text_init(struct checked_text *checked, const char *text,
                                     const struct check_library *library) {
    struct source *source = NULL;
    struct rule *rule = NULL;
    arena_init(&checked->arena);
    assert_int_equal(carl_model_create(&checked->model), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&checked->diagnostics), CARL_OK);
    assert_int_equal(source_create(SLICE("test.car"), slice_from_string(text), &source), CARL_OK);
    assert_true(diagnostics_take_source(checked->diagnostics, source));
    assert_int_equal(parse_rule(source, &checked->arena, checked->diagnostics, &rule), CARL_OK);
    assert_int_equal(
        check_rule_in(rule, checked->model, library, &checked->arena, checked->diagnostics, &checked->rule), CARL_OK);
    diagnostics_sort(checked->diagnostics, 0);
}

static inline void checked_text_finish(struct checked_text *checked) {
    arena_finish(&checked->arena);
    carl_diagnostics_destroy(checked->diagnostics);
    carl_model_destroy(checked->model);
}

#endif
