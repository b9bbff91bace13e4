// SPDX-License-Identifier: Apache-2.0
// The checker on any bytes: no crash; every diagnostic can be shown, its places
// are in the text and stand in the JSON as they are; a second look says the same;
// what compiles has a plan that can be shown.
#include "lang/diagnostic.h"
#include "target.h"

#include <jansson.h>

// The byte where a line and column of the JSON are.
static size_t offset_of(struct slice text, const json_t *place) {
    json_int_t line = json_integer_value(json_object_get(place, "line"));
    size_t at = 0;
    for (; line > 1; line--) {
        const char *newline = memchr(text.data + at, '\n', text.size - at);
        REQUIRE(newline != NULL);
        at = (size_t)(newline - text.data) + 1;
    }
    return at + (size_t)json_integer_value(json_object_get(place, "column")) - 1;
}

static void check_edits(struct slice text, const struct diagnostic *diagnostic, const json_t *edits) {
    REQUIRE(json_array_size(edits) == diagnostic->edits.count);
    for (size_t i = 0; i < diagnostic->edits.count; i++) {
        struct span span = diagnostic->edits.items[i].span;
        const json_t *edit = json_array_get(edits, i);
        REQUIRE(offset_of(text, edit) == span.start);
        REQUIRE(json_integer_value(json_object_get(edit, "delete")) == span.end - span.start);
    }
}

// The diagnostics as JSON say the same as the list.
static void compare(struct slice text, const struct carl_diagnostics *diagnostics, struct slice json) {
    json_t *list = json_loadb(json.data, json.size, JSON_ALLOW_NUL, NULL);
    REQUIRE(json_array_size(list) == carl_diagnostics_count(diagnostics));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const struct diagnostic *diagnostic = diagnostics->items.items[i];
        const json_t *item = json_array_get(list, i);
        REQUIRE(offset_of(text, item) == diagnostic->span.start);
        check_edits(text, diagnostic, json_object_get(item, "edits"));
    }
    json_decref(list);
}

// The diagnostics of the text, owned by the caller, and their JSON; of compiling
// it as well where `compiles` says so.
static struct carl_diagnostics *check(const struct slice *text, bool compiles, struct text *ret_json) {
    struct carl_diagnostics *diagnostics = target_diagnostics();
    enum carl_status status;
    struct carl_rules *rules = target_rules(text, diagnostics, &status);
    target_check_json_list(diagnostics, ret_json);
    if (compiles && status == CARL_OK) {
        status = carl_rules_compile(rules, diagnostics);
        REQUIRE(status == (carl_rule_failed(rules, 0) ? CARL_ERROR_RULE : CARL_OK));
        REQUIRE(carl_rule_failed(rules, 0) == (carl_diagnostics_count_severity(diagnostics, CARL_ERROR) > 0));
        target_check_plans(rules);
    }
    carl_rules_destroy(rules);
    return diagnostics;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = slice_make((const char *)data, size);
    struct text once;
    struct text twice;
    text_init(&once);
    text_init(&twice);
    struct carl_diagnostics *first = check(&text, false, &once);
    struct carl_diagnostics *second = check(&text, true, &twice);
    REQUIRE(!once.failed && slice_equal(text_slice(&once), text_slice(&twice)));
    compare(text, first, text_slice(&once));
    target_check_places(second);
    target_check_text(second);
    carl_diagnostics_destroy(first);
    carl_diagnostics_destroy(second);
    text_finish(&once);
    text_finish(&twice);
    return 0;
}
