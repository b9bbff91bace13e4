// SPDX-License-Identifier: Apache-2.0
// carl_rules_add_analytics: the rules of one CAR analytic file.
#include "lang/yaml_analytic.h"
#include "rules.h"
#include "rules_run.h"

// The file's metadata, then what is the implementation's own.
static void give_metadata(struct carl_rules *rules, const struct yaml_analytic *file, const struct analytic_rule *rule,
                          struct rule_entry *entry) {
    size_t count = file->metadata.count + (rule->name.size > 0 ? 1 : 0);
    struct rule_metadata *metadata = ARENA_ARRAY(&rules->arena, count, struct rule_metadata);
    if (metadata == NULL) {
        return;
    }
    for (size_t i = 0; i < file->metadata.count; i++) {
        metadata[i] = (struct rule_metadata){file->metadata.items[i].key, file->metadata.items[i].value};
    }
    if (rule->name.size > 0) {
        metadata[count - 1] = (struct rule_metadata){SLICE("implementation"), rule->name};
    }
    entry->metadata = metadata;
    entry->metadata_count = count;
}

// Checks one rule apart and carries over what there is to say.
static enum carl_status add_rule(struct carl_rules *rules, struct yaml_analytic *file, const struct analytic_rule *rule,
                                 const struct source *container, struct carl_diagnostics *diagnostics,
                                 struct rule_entry *entry) {
    struct carl_diagnostics *own = NULL;
    struct source *source = NULL;
    struct source *view = NULL;
    entry->name = analytics_rule_name(&rules->arena, entry->file, rule->id);
    entry->id = rule->id;
    entry->id_line = source_position(container, text_map_span(&rule->code, (struct span){0, 0}).start).line;
    give_metadata(rules, file, rule, entry);
    enum carl_status status = carl_diagnostics_create(&own);
    if (status == CARL_OK) {
        status = analytic_rule_source(rule, container, &source);
    }
    if (status == CARL_OK && !diagnostics_take_source(own, source)) {
        status = CARL_ERROR_MEMORY;
    }
    if (status == CARL_OK) {
        status = source_create_view(container, &view);
    }
    if (status == CARL_OK && !diagnostics_take_source(diagnostics, view)) {
        status = CARL_ERROR_MEMORY;
    }
    if (status == CARL_OK) {
        status = rules_add_source(rules, source, &file->references, own, entry);
    }
    if (status == CARL_OK) {
        status = analytic_rule_report(rule, own, view, diagnostics);
    }
    for (size_t i = 0; status == CARL_OK && i < entry->gap_count; i++) {
        entry->gaps[i].span = text_map_span(&rule->code, entry->gaps[i].span);
    }
    carl_diagnostics_destroy(own);
    return status;
}

static enum carl_status add_file(struct carl_rules *rules, struct slice name, struct slice text,
                                 struct carl_diagnostics *diagnostics) {
    struct source *source = NULL;
    struct yaml_analytic file;
    bool failed = false;
    enum carl_status status = diagnostics_add_source(diagnostics, name, text, &source);
    if (status != CARL_OK) {
        return status;
    }
    status = yaml_analytic_read(source, &rules->arena, diagnostics, &file);
    if (status != CARL_OK || file.broken) {
        return status == CARL_OK ? CARL_ERROR_RULE : status;
    }
    for (size_t i = 0; status == CARL_OK && i < file.rules.count; i++) {
        struct rule_entry entry = {.file = name, .text = text};
        status = add_rule(rules, &file, &file.rules.items[i], source, diagnostics, &entry);
        failed = failed || entry.failed;
    }
    if (status == CARL_OK && !failed && file.rules.count > 0) {
        lint_reference_unused(&file.references, rules->model, source, diagnostics);
    }
    if (status == CARL_OK && diagnostics->failed) {
        status = CARL_ERROR_MEMORY;
    }
    return status == CARL_OK && failed ? CARL_ERROR_RULE : status;
}

enum carl_status carl_rules_add_analytics(struct carl_rules *rules, const char *file, const char *data, size_t size,
                                          struct carl_diagnostics *diagnostics) {
    if (rules->compiled) {
        return CARL_ERROR_USAGE;
    }
    struct slice name = arena_copy(&rules->arena, slice_from_string(file));
    struct slice text = arena_copy(&rules->arena, slice_make(data, size));
    enum carl_status status =
        arena_failed(&rules->arena) ? CARL_ERROR_MEMORY : add_file(rules, name, text, diagnostics);
    rules->failed = rules->failed || (status != CARL_OK && status != CARL_ERROR_RULE && status != CARL_ERROR_USAGE);
    return status;
}
