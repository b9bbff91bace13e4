// SPDX-License-Identifier: Apache-2.0
#include "lang/yaml_analytic.h"

#include "base/fold.h"
#include "base/text.h"
#include "lang/suggest.h"
#include "lang/yaml_tree.h"

#include <stdlib.h>

// What is being read.
struct reading {
    const struct source *source;
    struct arena *arena;
    struct carl_diagnostics *diagnostics;
    struct yaml_analytic *analytic;
    size_t implementation; // index of the next
    bool pseudocode;       // an implementation is of that type, with code or without
};

static const struct yaml_node *get(const struct reading *reading, const struct yaml_node *node, const char *key) {
    return yaml_node_get(node, slice_from_string(key), reading->source, reading->diagnostics);
}

static struct slice trimmed(struct slice text) {
    while (text.size > 0 && (unsigned char)text.data[text.size - 1] <= ' ') {
        text.size--;
    }
    while (text.size > 0 && (unsigned char)text.data[0] <= ' ') {
        text = slice_sub(text, 1, text.size);
    }
    return text;
}

// ---------------------------------------------------------------------------
// Metadata

// Each text that `node` holds, one by one.
static void add_metadata(struct reading *reading, const char *key, const struct yaml_node *node) {
    for (const struct yaml_node *item = yaml_node_items(node); item != NULL; item = yaml_node_next(node, item)) {
        struct slice value = trimmed(yaml_node_text(item));
        if (value.size > 0) {
            struct analytic_metadata metadata = {slice_from_string(key), arena_copy(reading->arena, value)};
            (void)LIST_PUSH(reading->arena, &reading->analytic->metadata, metadata);
        }
    }
}

// A list of mappings, each with its text under `member`; plain texts will do.
static void add_members(struct reading *reading, const char *key, const struct yaml_node *node, const char *member) {
    for (const struct yaml_node *item = yaml_node_items(node); item != NULL; item = yaml_node_next(node, item)) {
        const struct yaml_node *value = item->kind == YAML_MAPPING ? get(reading, item, member) : item;
        if (value != NULL && value->kind == YAML_SCALAR) {
            add_metadata(reading, key, value);
        }
    }
}

static void read_coverage(struct reading *reading, const struct yaml_node *node) {
    for (const struct yaml_node *item = yaml_node_items(node); item != NULL; item = yaml_node_next(node, item)) {
        const struct yaml_node *narrow = get(reading, item, "subtechniques");
        bool has_narrow = yaml_node_text(yaml_node_items(narrow)).size > 0;
        add_metadata(reading, "attack", has_narrow ? narrow : get(reading, item, "technique"));
        add_metadata(reading, "tactic", get(reading, item, "tactics"));
        add_metadata(reading, "coverage", get(reading, item, "coverage"));
    }
}

static void read_references(struct reading *reading, const struct yaml_node *node) {
    for (const struct yaml_node *item = yaml_node_items(node); item != NULL; item = yaml_node_next(node, item)) {
        struct field_reference reference = {.text = trimmed(yaml_node_text(item)), .span = item->span};
        if (reference.text.size > 0) {
            (void)LIST_PUSH(reading->arena, &reading->analytic->references, reference);
        }
    }
}

static void read_head(struct reading *reading, const struct yaml_node *root) {
    add_metadata(reading, "title", get(reading, root, "title"));
    add_metadata(reading, "description", get(reading, root, "description"));
    add_metadata(reading, "author", get(reading, root, "contributors"));
    add_metadata(reading, "date", get(reading, root, "submission_date"));
    read_coverage(reading, get(reading, root, "coverage"));
    add_members(reading, "d3fend", get(reading, root, "d3fend_mappings"), "id");
    add_members(reading, "reference", get(reading, root, "references"), "url");
    const struct yaml_node *references = get(reading, root, "data_model_references");
    add_metadata(reading, "data_model", references);
    read_references(reading, references);
    struct slice id = trimmed(yaml_node_text(get(reading, root, "id")));
    if (id.size == 0) {
        id = diagnostics_rule(reading->diagnostics, reading->source);
    }
    reading->analytic->id = arena_copy(reading->arena, id);
}

// ---------------------------------------------------------------------------
// Implementations

enum { SPELLING_DISTANCE = 2 }; // of what is still taken for "pseudocode"

static bool is_pseudocode(const struct reading *reading, const struct yaml_node *type) {
    struct slice written = trimmed(yaml_node_text(type));
    struct slice wanted = SLICE("pseudocode");
    if (fold_name_equal(written, wanted)) {
        return true;
    }
    if (written.size == 0 || edit_distance(written, wanted) > SPELLING_DISTANCE) {
        return false;
    }
    struct diagnostic *diagnostic = diagnostics_add(reading->diagnostics, DIAGNOSTIC_W304, reading->source, type->span,
                                                    "the type `%.*s` is read as `pseudocode`", SLICE_ARG(written));
    diagnostic_help(reading->diagnostics, diagnostic, "write `pseudocode`");
    if (type->scalar.style == SCALAR_PLAIN) {
        diagnostic_edit(reading->diagnostics, diagnostic, type->span, wanted);
    }
    return true;
}

static void add_rule(struct reading *reading, const struct yaml_node *node, const struct yaml_node *type) {
    const struct yaml_node *code = get(reading, node, "code");
    reading->pseudocode = true;
    if (code == NULL || code->kind != YAML_SCALAR) {
        diagnostics_add(reading->diagnostics, DIAGNOSTIC_W305, reading->source, type->span,
                        "this implementation has no code");
        return;
    }
    struct text id;
    text_init(&id);
    text_format(&id, "%.*s#%zu", SLICE_ARG(reading->analytic->id), reading->implementation);
    struct slice name = trimmed(yaml_node_text(get(reading, node, "name")));
    struct analytic_rule rule = {
        .id = arena_copy(reading->arena, text_slice(&id)),
        .name = arena_copy(reading->arena, name),
    };
    reading->diagnostics->failed = reading->diagnostics->failed || id.failed;
    text_finish(&id);
    struct scalar scalar = code->scalar;
    scalar.parent_indent = node->column;
    if (text_map_make(reading->arena, reading->source->text, &scalar, &rule.code)) {
        (void)LIST_PUSH(reading->arena, &reading->analytic->rules, rule);
    }
}

static void read_implementations(struct reading *reading, const struct yaml_node *node) {
    for (const struct yaml_node *item = yaml_node_items(node); item != NULL; item = yaml_node_next(node, item)) {
        const struct yaml_node *type = get(reading, item, "type");
        if (is_pseudocode(reading, type)) {
            add_rule(reading, item, type);
        }
        reading->implementation++;
    }
}

enum carl_status yaml_analytic_read(const struct source *source, struct arena *arena,
                                    struct carl_diagnostics *diagnostics, struct yaml_analytic *ret_analytic) {
    struct yaml_analytic analytic = {.id = SLICE("")};
    struct reading reading = {source, arena, diagnostics, &analytic, 0, false};
    size_t first = diagnostics->items.count;
    struct yaml_node *root = NULL;
    enum carl_status status = yaml_tree_read(source, arena, diagnostics, &root);
    if (status != CARL_OK) {
        return status;
    }
    if (root != NULL && root->kind == YAML_MAPPING) {
        read_head(&reading, root);
        diagnostics_set_rule(diagnostics, source, analytic.id);
        read_implementations(&reading, get(&reading, root, "implementations"));
    }
    analytic.broken = diagnostics_errors_since(diagnostics, first) > 0;
    if (root != NULL && root->kind != YAML_MAPPING) {
        analytic.broken = true;
        diagnostics_add(diagnostics, DIAGNOSTIC_E116, source, root->span,
                        "this is not the YAML of an analytic: expected `key: value` lines");
    } else if (!analytic.broken && !reading.pseudocode) {
        diagnostics_add(diagnostics, DIAGNOSTIC_N119, source, (struct span){0, 0},
                        "there is no implementation of type `pseudocode` here");
    }
    if (arena_failed(arena) || diagnostics->failed) {
        return CARL_ERROR_MEMORY;
    }
    *ret_analytic = analytic;
    return CARL_OK;
}

const struct analytic_rule *yaml_analytic_find(const struct yaml_analytic *analytic, struct slice id) {
    for (size_t i = 0; i < analytic->rules.count; i++) {
        if (fold_equal(analytic->rules.items[i].id, id)) {
            return &analytic->rules.items[i];
        }
    }
    return analytic->rules.count == 1 && fold_equal(analytic->id, id) ? &analytic->rules.items[0] : NULL;
}

// ---------------------------------------------------------------------------
// Sources and diagnostics

enum carl_status analytic_rule_source(const struct analytic_rule *rule, const struct source *container,
                                      struct source **ret_source) {
    struct source *source = NULL;
    enum carl_status status = source_create(container->file, rule->code.text, &source);
    if (status == CARL_OK) {
        source->container = container;
        source->map = &rule->code;
        *ret_source = source;
    }
    return status;
}

// Carries the edits over: all of them or none.
static bool move_edits(struct arena *arena, const struct text_map *code, const struct diagnostic *diagnostic,
                       struct carl_diagnostics *to, struct diagnostic *copy) {
    size_t count = diagnostic->edits.count;
    struct edit *edits = ARENA_ARRAY(arena, count, struct edit);
    for (size_t i = 0; i < count; i++) {
        const struct edit *edit = &diagnostic->edits.items[i];
        if (edits == NULL || !text_map_edit(arena, code, edit->span, edit->insert, &edits[i].span, &edits[i].insert)) {
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        diagnostic_edit(to, copy, edits[i].span, edits[i].insert);
    }
    copy->mechanical = diagnostic->mechanical;
    return true;
}

static void move(struct arena *arena, const struct text_map *code, const struct diagnostic *diagnostic,
                 const struct source *source, struct carl_diagnostics *to) {
    struct diagnostic *copy = diagnostics_add(to, diagnostic->code, source, text_map_span(code, diagnostic->span),
                                              "%.*s", SLICE_ARG(diagnostic->message));
    for (size_t i = 0; i < diagnostic->related.count; i++) {
        const struct related *related = &diagnostic->related.items[i];
        diagnostic_related(to, copy, text_map_span(code, related->span), "%.*s", SLICE_ARG(related->label));
    }
    bool moved = diagnostic->edits.count == 0 || move_edits(arena, code, diagnostic, to, copy);
    struct slice help = diagnostic->help;
    if (moved && help.size > 0) {
        diagnostic_help(to, copy, "%.*s", SLICE_ARG(help));
    } else if (!moved && code->style == SCALAR_LITERAL) {
        diagnostic_help(to, copy, "%.*s%sdo it by hand: it would move the indentation of the block", SLICE_ARG(help),
                        help.size > 0 ? "; " : "");
    } else if (!moved) {
        diagnostic_help(
            to, copy, "%.*s%sdo it by hand, or make a literal block (`code: |`) of this %s: `carl fix` edits no other",
            SLICE_ARG(help), help.size > 0 ? "; " : "", scalar_style_name(code->style));
    }
}

enum carl_status analytic_rule_report(const struct analytic_rule *rule, const struct carl_diagnostics *from,
                                      const struct source *source, struct carl_diagnostics *to) {
    struct arena arena;
    arena_init(&arena);
    diagnostics_set_rule(to, source, rule->id);
    for (size_t i = 0; i < from->items.count; i++) {
        move(&arena, &rule->code, from->items.items[i], source, to);
    }
    bool failed = arena_failed(&arena) || from->failed || to->failed;
    arena_finish(&arena);
    return failed ? CARL_ERROR_MEMORY : CARL_OK;
}
