// SPDX-License-Identifier: Apache-2.0
#include "rules.h"

#include "base/blank.h"
#include "base/fold.h"
#include "lang/check.h"
#include "lang/parse.h"
#include "plan/literals.h"
#include "plan/lower.h"
#include "rules_run.h"

#include <stdlib.h>
#include <string.h>

enum carl_status carl_rules_create(const struct carl_model *model, struct carl_rules **ret_rules) {
    struct carl_rules *rules = calloc(1, sizeof *rules);
    if (rules == NULL) {
        return CARL_ERROR_MEMORY;
    }
    rules->model = model;
    arena_init(&rules->arena);
    plan_init(&rules->plan, &rules->arena);
    *ret_rules = rules;
    return CARL_OK;
}

void carl_rules_destroy(struct carl_rules *rules) {
    if (rules == NULL) {
        return;
    }
    row_schema_destroy(rules->columns);
    row_schema_destroy(rules->fields);
    plan_finish(&rules->plan);
    VECTOR_FREE(&rules->entries);
    VECTOR_FREE(&rules->parameters);
    arena_finish(&rules->arena);
    free(rules);
}

void carl_rules_set_finder(struct carl_rules *rules, carl_find_fn find, void *user) {
    rules->find = find;
    rules->find_user = user;
}

enum carl_status carl_rules_set_parameter(struct carl_rules *rules, const char *name, const char *value) {
    struct parameter parameter = {arena_copy(&rules->arena, slice_from_string(name)),
                                  arena_copy(&rules->arena, slice_from_string(value))};
    if (arena_failed(&rules->arena)) {
        return CARL_ERROR_MEMORY;
    }
    for (size_t i = 0; i < rules->parameters.count; i++) {
        if (slice_equal(rules->parameters.items[i].name, parameter.name)) {
            rules->parameters.items[i] = parameter;
            return CARL_OK;
        }
    }
    return VECTOR_PUSH(&rules->parameters, parameter) ? CARL_OK : CARL_ERROR_MEMORY;
}

// ---------------------------------------------------------------------------
// Metadata

static bool is_list_key(struct slice key) {
    return fold_name_equal(key, SLICE("attack")) || fold_name_equal(key, SLICE("d3fend"));
}

static size_t count_values(const struct metadata *metadata) {
    size_t count = 1;
    for (size_t i = 0; is_list_key(metadata->key.text) && i < metadata->value.size; i++) {
        count += metadata->value.data[i] == ',';
    }
    return count;
}

static void add_values(struct carl_rules *rules, struct rule_entry *entry, const struct metadata *metadata) {
    struct slice key = arena_copy(&rules->arena, metadata->key.text);
    struct slice rest = metadata->value;
    bool list = is_list_key(key);
    for (bool more = true; more;) {
        const char *comma = list && rest.size > 0 ? memchr(rest.data, ',', rest.size) : NULL;
        struct slice value = comma == NULL ? rest : slice_sub(rest, 0, (size_t)(comma - rest.data));
        more = comma != NULL;
        if (more) {
            rest = slice_sub(rest, value.size + 1, rest.size);
        }
        value = blank_trim_spaces(value);
        if (value.size > 0) {
            struct slice copy = arena_copy(&rules->arena, value);
            entry->metadata[entry->metadata_count++] = (struct rule_metadata){key, copy};
        }
    }
}

static struct slice first_value(const struct rule_entry *entry, struct slice key) {
    for (size_t i = 0; i < entry->metadata_count; i++) {
        if (fold_name_equal(entry->metadata[i].key, key)) {
            return entry->metadata[i].value;
        }
    }
    return (struct slice){0};
}

static void take_metadata(struct carl_rules *rules, struct rule_entry *entry, const struct rule *rule) {
    const struct rule_metadata *given = entry->metadata;
    size_t count = entry->metadata_count;
    for (size_t i = 0; i < rule->metadata_count; i++) {
        count += count_values(&rule->metadata[i]);
    }
    entry->metadata = ARENA_ARRAY(&rules->arena, count, struct rule_metadata);
    for (size_t i = 0; entry->metadata != NULL && i < entry->metadata_count; i++) {
        entry->metadata[i] = given[i];
    }
    for (size_t i = 0; entry->metadata != NULL && i < rule->metadata_count; i++) {
        add_values(rules, entry, &rule->metadata[i]);
    }
    entry->title = first_value(entry, SLICE("title"));
    if (entry->title.size == 0) {
        entry->title = arena_copy(&rules->arena, SLICE(""));
    }
    if (entry->id.size > 0) {
        return;
    }
    struct slice id = first_value(entry, SLICE("id"));
    entry->id = id.size > 0 ? id : arena_copy(&rules->arena, rule_id_from_file(entry->file));
}

// ---------------------------------------------------------------------------
// Ids

static const struct metadata *id_metadata(const struct rule *rule) {
    for (size_t i = 0; i < rule->metadata_count; i++) {
        if (fold_name_equal(rule->metadata[i].key.text, SLICE("id")) && rule->metadata[i].value.size > 0) {
            return &rule->metadata[i];
        }
    }
    return NULL;
}

static const struct rule_entry *find_id(const struct carl_rules *rules, struct slice id) {
    for (size_t i = 0; i < rules->entries.count; i++) {
        if (slice_equal(rules->entries.items[i].id, id)) {
            return &rules->entries.items[i];
        }
    }
    return NULL;
}

// Hits and `run` tell rules by their ids.
static void check_id(const struct carl_rules *rules, struct rule_entry *entry, const struct rule *rule,
                     const struct source *source, struct carl_diagnostics *diagnostics) {
    const struct metadata *metadata = entry->id_line == 0 ? id_metadata(rule) : NULL;
    struct span span = metadata == NULL ? (struct span){0, 0} : metadata->span;
    if (entry->id_line == 0) {
        entry->id_line = source_position(source, span.start).line;
    }
    const struct rule_entry *other = find_id(rules, entry->id);
    if (other == NULL) {
        return;
    }
    struct diagnostic *diagnostic =
        diagnostics_add(diagnostics, DIAGNOSTIC_W306, source, span, "the id `%.*s` is that of another rule: %.*s:%zu",
                        SLICE_ARG(entry->id), SLICE_ARG(other->file), other->id_line);
    diagnostic_help(diagnostics, diagnostic, "give one of the two another id, by an `@id` line");
}

// ---------------------------------------------------------------------------
// Adding

static void keep_gaps(struct carl_rules *rules, struct rule_entry *entry, const struct lowered *lowered) {
    entry->gaps = ARENA_ARRAY(&rules->arena, lowered->gaps.count, struct rule_gap);
    if (entry->gaps == NULL) {
        return;
    }
    for (size_t i = 0; i < lowered->gaps.count; i++) {
        const struct not_runnable *gap = &lowered->gaps.items[i];
        entry->gaps[i] = (struct rule_gap){gap->span, arena_copy(&rules->arena, gap->construct), gap->is_input};
    }
    entry->gap_count = lowered->gaps.count;
}

// As notes while checking, as errors once the rule is to be run.
static void report_gaps(const struct rule_entry *entry, bool running, const struct source *source,
                        struct carl_diagnostics *diagnostics) {
    for (size_t i = 0; i < entry->gap_count; i++) {
        const struct rule_gap *gap = &entry->gaps[i];
        if (!gap->is_input) {
            diagnostics_add(diagnostics, running ? DIAGNOSTIC_E501 : DIAGNOSTIC_N501, source, gap->span,
                            "%.*s cannot be run yet", SLICE_ARG(gap->construct));
        } else if (running) {
            struct diagnostic *diagnostic = diagnostics_add(diagnostics, DIAGNOSTIC_E502, source, gap->span,
                                                            "input `%.*s` has no value", SLICE_ARG(gap->construct));
            diagnostic_help(diagnostics, diagnostic, "give it one: `--param %.*s=VALUE`", SLICE_ARG(gap->construct));
        }
    }
}

// Parses, checks and lowers one text. The tree lives in `tree` until the caller
// is done with it.
static enum carl_status compile_text(struct carl_rules *rules, struct rule_entry *entry, struct plan_rule *plan_rule,
                                     const struct source *source, struct reference_list *references, struct arena *tree,
                                     struct carl_diagnostics *diagnostics) {
    size_t first = diagnostics->items.count;
    struct rule *rule = NULL;
    enum carl_status status = parse_rule(source, tree, diagnostics, &rule);
    if (status != CARL_OK) {
        return status;
    }
    take_metadata(rules, entry, rule);
    check_id(rules, entry, rule, source, diagnostics);
    struct checked_rule *checked = NULL;
    struct analytics analytics;
    analytics_init(&analytics, rules, entry->file, entry->name);
    status = check_rule_in(rule, rules->model, &analytics.library, tree, diagnostics, &checked);
    entry->failed = status == CARL_OK && diagnostics_errors_since(diagnostics, first) > 0;
    if (status == CARL_OK && !entry->failed && references != NULL) {
        status = lint_reference_uses(checked, rules->model, tree, references, diagnostics);
    }
    if (status == CARL_OK && !entry->failed) {
        struct lowered lowered = {0};
        status = lower_rule(checked, rules->parameters.items, rules->parameters.count, &rules->plan, &lowered);
        if (status == CARL_OK) {
            keep_gaps(rules, entry, &lowered);
            report_gaps(entry, false, source, diagnostics);
            *plan_rule = lowered.gaps.count == 0 ? lowered.rule : (struct plan_rule){0};
        }
        VECTOR_FREE(&lowered.gaps);
    }
    diagnostics_sort(diagnostics, first);
    status = status == CARL_OK && analytics.failed ? CARL_ERROR_MEMORY : status;
    analytics_finish(&analytics);
    return status;
}

enum carl_status rules_add_source(struct carl_rules *rules, const struct source *source,
                                  struct reference_list *references, struct carl_diagnostics *diagnostics,
                                  struct rule_entry *entry) {
    struct plan_rule plan_rule = {0};
    struct arena tree;
    arena_init(&tree);
    enum carl_status status = compile_text(rules, entry, &plan_rule, source, references, &tree, diagnostics);
    arena_finish(&tree);
    if (status == CARL_OK && (arena_failed(&rules->arena) || diagnostics->failed ||
                              !VECTOR_PUSH(&rules->plan.rules, plan_rule) || !VECTOR_PUSH(&rules->entries, *entry))) {
        status = CARL_ERROR_MEMORY;
    }
    rules->failed = rules->failed || status != CARL_OK;
    return status;
}

enum carl_status carl_rules_add(struct carl_rules *rules, const char *file, const char *data, size_t size,
                                struct carl_diagnostics *diagnostics) {
    if (rules->compiled) {
        return CARL_ERROR_USAGE;
    }
    struct source *source = NULL;
    struct slice name = arena_copy(&rules->arena, slice_from_string(file));
    struct rule_entry entry = {.file = name, .name = name, .text = arena_copy(&rules->arena, slice_make(data, size))};
    enum carl_status status = diagnostics_add_source(diagnostics, entry.file, slice_make(data, size), &source);
    if (status != CARL_OK) {
        return status;
    }
    status = rules_add_source(rules, source, NULL, diagnostics, &entry);
    return status == CARL_OK && entry.failed ? CARL_ERROR_RULE : status;
}

// ---------------------------------------------------------------------------
// Compiling

// A source for the file of an entry; a view where `last` is of the same file.
static enum carl_status gap_source(const struct rule_entry *entry, const struct rule_entry *last_entry,
                                   const struct source *last, struct source **ret_source) {
    bool same = last_entry != NULL && last_entry->text.data == entry->text.data;
    return same ? source_create_view(last, ret_source) : source_create(entry->file, entry->text, ret_source);
}

static enum carl_status fail_gaps(struct carl_rules *rules, struct carl_diagnostics *diagnostics, bool *ret_failed) {
    const struct rule_entry *last_entry = NULL;
    const struct source *last = NULL;
    for (size_t i = 0; i < rules->entries.count; i++) {
        struct rule_entry *entry = &rules->entries.items[i];
        if (entry->gap_count == 0) {
            continue;
        }
        struct source *source = NULL;
        enum carl_status status = gap_source(entry, last_entry, last, &source);
        if (status != CARL_OK) {
            return status;
        }
        if (!diagnostics_take_source(diagnostics, source)) {
            return CARL_ERROR_MEMORY;
        }
        diagnostics_set_rule(diagnostics, source, entry->id);
        report_gaps(entry, true, source, diagnostics);
        entry->failed = true;
        *ret_failed = true;
        last_entry = entry;
        last = source;
    }
    return diagnostics->failed ? CARL_ERROR_MEMORY : CARL_OK;
}

enum carl_status carl_rules_compile(struct carl_rules *rules, struct carl_diagnostics *diagnostics) {
    if (rules->compiled || rules->failed) {
        return rules->failed ? CARL_ERROR_MEMORY : CARL_ERROR_USAGE;
    }
    bool failed = false;
    enum carl_status status = fail_gaps(rules, diagnostics, &failed);
    if (status == CARL_OK) {
        status = plan_index(&rules->plan, rules->model);
    }
    if (status == CARL_OK) {
        status = literals_choose_gate(&rules->plan, rules->model);
    }
    if (status == CARL_OK) {
        status = row_schema_create(rules->model, rules->plan.columns.items, rules->plan.columns.count, false,
                                   &rules->columns);
    }
    if (status == CARL_OK) {
        status = row_schema_create(rules->model, NULL, 0, true, &rules->fields);
    }
    if (status != CARL_OK) {
        rules->failed = true;
        return status;
    }
    rules->compiled = true;
    return failed ? CARL_ERROR_RULE : CARL_OK;
}

// ---------------------------------------------------------------------------
// Accessors

size_t carl_rules_count(const struct carl_rules *rules) {
    return rules->entries.count;
}

bool carl_rule_failed(const struct carl_rules *rules, size_t rule) {
    return rules->entries.items[rule].failed;
}

const char *carl_rule_id(const struct carl_rules *rules, size_t rule) {
    return rules->entries.items[rule].id.data;
}

const char *carl_rule_file(const struct carl_rules *rules, size_t rule) {
    return rules->entries.items[rule].file.data;
}

const char *carl_rule_title(const struct carl_rules *rules, size_t rule) {
    return rules->entries.items[rule].title.data;
}

const char *carl_rule_metadata(const struct carl_rules *rules, size_t rule, const char *key, size_t index) {
    const struct rule_entry *entry = &rules->entries.items[rule];
    for (size_t i = 0; i < entry->metadata_count; i++) {
        if (fold_name_equal(entry->metadata[i].key, slice_from_string(key)) && index-- == 0) {
            return entry->metadata[i].value.data;
        }
    }
    return NULL;
}
