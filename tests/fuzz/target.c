// SPDX-License-Identifier: Apache-2.0
#include "target.h"

#include "lang/diagnostic.h"

#include <jansson.h>
#include <string.h>

const struct carl_model *target_model(void) {
    static struct carl_model *model;
    if (model == NULL) {
        REQUIRE(carl_model_create(&model) == CARL_OK);
    }
    return model;
}

bool target_append(void *user, const char *data, size_t size) {
    text_append(user, slice_make(data, size));
    return true;
}

struct carl_diagnostics *target_diagnostics(void) {
    struct carl_diagnostics *diagnostics = NULL;
    REQUIRE(carl_diagnostics_create(&diagnostics) == CARL_OK);
    return diagnostics;
}

// ---------------------------------------------------------------------------
// Rules

static bool find(void *user, const char *id, const char *file, struct carl_rule_text *ret_text) {
    static const char cycle[] = "a = run Analytic:FUZZ-1\noutput a\n";
    static const char sound[] = "input n\np = search Process:Create\nq = filter p where (pid == n)\n"
                                "c = count(q)\noutput q\n";
    const struct slice *text = user;
    (void)file;
    if (strcmp(id, "FUZZ-0") == 0) {
        *ret_text = (struct carl_rule_text){.file = "fuzz.car", .data = text->data, .size = text->size};
    } else if (strcmp(id, "FUZZ-1") == 0) {
        *ret_text = (struct carl_rule_text){.file = "cycle.car", .data = cycle, .size = sizeof cycle - 1};
    } else {
        *ret_text = (struct carl_rule_text){.file = "sound.car", .data = sound, .size = sizeof sound - 1};
    }
    return true;
}

struct carl_rules *target_rules(const struct slice *text, struct carl_diagnostics *diagnostics,
                                enum carl_status *ret_status) {
    static const struct {
        const char *name;
        const char *value;
    } parameters[] = {{"n", "4"}, {"s", "a*"}, {"t", "2024-05-14T08:00:00Z"}};
    struct carl_rules *rules = NULL;
    REQUIRE(carl_rules_create(target_model(), &rules) == CARL_OK);
    carl_rules_set_finder(rules, find, (void *)(uintptr_t)text);
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        REQUIRE(carl_rules_set_parameter(rules, parameters[i].name, parameters[i].value) == CARL_OK);
    }
    enum carl_status status = carl_rules_add(rules, "fuzz.car", text->data, text->size, diagnostics);
    bool has_errors = carl_diagnostics_count_severity(diagnostics, CARL_ERROR) > 0;
    REQUIRE(status == (has_errors ? CARL_ERROR_RULE : CARL_OK));
    REQUIRE(carl_rules_count(rules) == 1 && carl_rule_failed(rules, 0) == has_errors);
    *ret_status = status;
    return rules;
}

// ---------------------------------------------------------------------------
// Diagnostics

static void check_span(const struct source *source, struct span span) {
    REQUIRE(span.start <= span.end && span.end <= source->text.size);
}

static void check_diagnostic(const struct carl_diagnostics *diagnostics, size_t index) {
    const struct diagnostic *diagnostic = diagnostics->items.items[index];
    check_span(diagnostic->source, diagnostic->span);
    for (size_t i = 0; i < diagnostic->related.count; i++) {
        check_span(diagnostic->source, diagnostic->related.items[i].span);
    }
    for (size_t i = 0; i < diagnostic->edits.count; i++) {
        check_span(diagnostic->source, diagnostic->edits.items[i].span);
    }
    size_t line;
    size_t column;
    size_t end_line;
    size_t end_column;
    carl_diagnostic_position(diagnostics, index, &line, &column, &end_line, &end_column);
    REQUIRE(line < end_line || (line == end_line && column <= end_column));
}

void target_check_places(const struct carl_diagnostics *diagnostics) {
    for (size_t i = 0; i < carl_diagnostics_count(diagnostics); i++) {
        check_diagnostic(diagnostics, i);
    }
}

static void check_printable(const struct text *text, bool color) {
    for (size_t i = 0; i < text->size; i++) {
        unsigned char c = (unsigned char)text->data[i];
        REQUIRE(c == '\n' || (c >= ' ' && c != 0x7F) || (color && c == 0x1B));
    }
}

void target_check_text(const struct carl_diagnostics *diagnostics) {
    static const struct carl_render_options forms[] = {
        {.notes = true},
        {.color = true},
        {.notes = true, .group_repeated = true},
    };
    size_t form = carl_diagnostics_count(diagnostics) % (sizeof forms / sizeof *forms);
    struct text out;
    text_init(&out);
    REQUIRE(carl_diagnostics_render_text(diagnostics, &forms[form], target_append, &out) == CARL_OK);
    check_printable(&out, forms[form].color);
    text_finish(&out);
}

void target_check_json_list(const struct carl_diagnostics *diagnostics, struct text *ret_json) {
    const struct carl_render_options options = {.notes = true};
    struct text json;
    text_init(&json);
    REQUIRE(carl_diagnostics_render_json(diagnostics, &options, target_append, &json) == CARL_OK);
    target_check_json(text_slice(&json));
    text_append(ret_json, text_slice(&json));
    text_finish(&json);
}

// ---------------------------------------------------------------------------
// Plans

void target_check_plans(const struct carl_rules *rules) {
    const struct carl_explain_options narrow = {.width = 40};
    struct text out;
    text_init(&out);
    REQUIRE(carl_rules_explain_text(rules, &narrow, target_append, &out) == CARL_OK);
    check_printable(&out, false);
    text_reset(&out);
    REQUIRE(carl_rules_explain_json(rules, target_append, &out) == CARL_OK);
    target_check_json(text_slice(&out));
    text_finish(&out);
}

// ---------------------------------------------------------------------------

void target_check_json(struct slice json) {
    json_error_t error;
    json_t *value = json_loadb(json.data, json.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (value == NULL) {
        // jansson cannot hold every number that JSON allows, nor every depth.
        enum json_error_code code = json_error_code(&error);
        REQUIRE(code == json_error_numeric_overflow || code == json_error_stack_overflow);
    }
    json_decref(value);
}
