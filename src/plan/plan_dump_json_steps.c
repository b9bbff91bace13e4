// SPDX-License-Identifier: Apache-2.0
// The steps of a plan as JSON, and their conditions.
#include "plan/join_steps.h"
#include "plan/plan_dump_writer.h"

#include <stdint.h>

static const struct plan_node *node_at(const struct writer *writer, size_t node) {
    return &writer->words.rule->nodes[node];
}

static void node_numbers(struct writer *writer, const char *name, const size_t *nodes, size_t count) {
    json_writer_key(writer->out, name);
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < count; i++) {
        json_writer_number(writer->out, nodes[i] + 1);
    }
    json_writer_close(writer->out, ']');
}

// ---------------------------------------------------------------------------
// Conditions

static void values(struct writer *writer, const struct predicate *test) {
    json_writer_key(writer->out, "values");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < test->pattern_count; i++) {
        json_writer_string(writer->out, test->patterns[i].text);
    }
    for (size_t i = 0; test->set != NULL && i < test->set->written_count; i++) {
        json_writer_string(writer->out, test->set->written[i]);
    }
    if (test->kind == PREDICATE_MATCH) {
        json_writer_string(writer->out, test->regex_text);
    }
    json_writer_close(writer->out, ']');
}

static void set_counts(struct writer *writer, const struct value_set *set) {
    json_writer_count(writer->out, "hashed", words_hashed(set));
    json_writer_count(writer->out, "numbers", set->number_count);
    json_writer_count(writer->out, "patterns", set->pattern_count);
    json_writer_count(writer->out, "networks", set->network_count);
}

static void test(struct writer *writer, const struct predicate *leaf, size_t node) {
    struct text word;
    text_init(&word);
    words_test(&writer->words, leaf, node, &word);
    json_writer_open(writer->out, '{');
    json_writer_key(writer->out, "test");
    writer_word(writer, &word);
    json_writer_member(writer->out, "form", slice_from_string(words_form_name(leaf)));
    json_writer_boolean(writer->out, "negated", leaf->negated);
    json_writer_count(writer->out, "uses", leaf->uses);
    json_writer_boolean(writer->out, "matcher", leaf->matcher != NULL);
    if (leaf->kind != PREDICATE_CONSTANT) {
        writer_operand_member(writer, "operand", leaf->left, node);
    }
    if (leaf->pattern_count > 0 || leaf->set != NULL || leaf->kind == PREDICATE_MATCH) {
        values(writer, leaf);
    }
    if (leaf->set != NULL) {
        set_counts(writer, leaf->set);
    }
    json_writer_close(writer->out, '}');
}

static void condition(struct writer *writer, const struct predicate *predicate, size_t node) {
    const char *name;
    if (predicate == NULL) {
        json_writer_null(writer->out);
        return;
    }
    switch (predicate->kind) {
    case PREDICATE_AND:
        name = "all";
        break;
    case PREDICATE_OR:
        name = "any";
        break;
    case PREDICATE_NOT:
        name = "not";
        break;
    default:
        test(writer, predicate, node);
        return;
    }
    json_writer_open(writer->out, '{');
    json_writer_key(writer->out, name);
    if (predicate->kind == PREDICATE_NOT) {
        condition(writer, predicate->children[0], node);
    } else {
        json_writer_open(writer->out, '[');
        for (size_t i = 0; i < predicate->child_count; i++) {
            condition(writer, predicate->children[i], node);
        }
        json_writer_close(writer->out, ']');
    }
    json_writer_count(writer->out, "uses", predicate->uses);
    json_writer_close(writer->out, '}');
}

// ---------------------------------------------------------------------------
// Steps

static void search(struct writer *writer, size_t node) {
    const struct plan_node *at = node_at(writer, node);
    json_writer_key(writer->out, "events");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < at->type_count; i++) {
        struct text word;
        text_init(&word);
        words_event_type(&writer->words, &at->types[i], &word);
        writer_word(writer, &word);
    }
    json_writer_close(writer->out, ']');
    struct plan_sources sources = plan_search_sources(writer->words.rule, node, writer->dump->model, &writer->arena);
    json_writer_key(writer->out, "sensors");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < sources.count; i++) {
        json_writer_open(writer->out, '{');
        writer_event(writer, &sources.items[i]);
        json_writer_close(writer->out, '}');
    }
    json_writer_close(writer->out, ']');
}

static const char *access_of(const struct join_step *step, size_t input) {
    if (input == 0) {
        return "each";
    }
    return step->key_count > 0 ? "hash" : step->bound_count > 0 ? "time" : "nested";
}

static void key_pairs(struct writer *writer, const struct operand *const *left, size_t left_node,
                      const struct operand *const *right, size_t right_node, size_t count) {
    json_writer_key(writer->out, "keys");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < count; i++) {
        json_writer_open(writer->out, '[');
        writer_operand(writer, left[i], left_node);
        writer_operand(writer, right[i], right_node);
        json_writer_close(writer->out, ']');
    }
    json_writer_close(writer->out, ']');
}

static void join_member(struct writer *writer, size_t node, size_t input) {
    const struct plan_node *join = node_at(writer, node);
    const struct join_step *step = &join->steps[input];
    json_writer_open(writer->out, '{');
    json_writer_member(writer->out, "name", join->names[input]);
    json_writer_count(writer->out, "step", join->inputs[input] + 1);
    json_writer_member(writer->out, "access", slice_from_string(access_of(step, input)));
    key_pairs(writer, step->own, node, step->other, node, step->key_count);
    json_writer_key(writer->out, "time");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < step->bound_count; i++) {
        struct text word;
        text_init(&word);
        text_format(&word, "%s ", words_compare(step->bounds[i].compare));
        words_operand(&writer->words, step->bounds[i].other, node, &word);
        writer_word(writer, &word);
    }
    json_writer_close(writer->out, ']');
    json_writer_key(writer->out, "conditions");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < step->alone_count; i++) {
        condition(writer, step->alone[i], node);
    }
    for (size_t i = 0; i < step->due_count; i++) {
        condition(writer, step->due[i], node);
    }
    json_writer_close(writer->out, ']');
    json_writer_close(writer->out, '}');
}

static void join(struct writer *writer, size_t node) {
    json_writer_key(writer->out, "members");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < node_at(writer, node)->input_count; i++) {
        join_member(writer, node, i);
    }
    json_writer_close(writer->out, ']');
}

static void group(struct writer *writer, const struct plan_node *node) {
    json_writer_strings(writer->out, "keys", node->names, node->name_count);
    json_writer_key(writer->out, "within");
    if (node->within) {
        value_append_json(writer->out, (struct value){.kind = VALUE_DURATION, .as.nanoseconds = node->gap});
    } else {
        json_writer_null(writer->out);
    }
}

static void added_field(struct writer *writer, const struct plan_node *node) {
    json_writer_member(writer->out, "field", node->field);
    writer_operand_member(writer, "value", node->value, node->inputs[0]);
    if (node->kind == PLAN_COUNT_BY) {
        json_writer_key(writer->out, "keys");
        json_writer_open(writer->out, '[');
        for (size_t i = 0; i < node->key_count; i++) {
            writer_operand(writer, node->keys[i], node->inputs[0]);
        }
        json_writer_close(writer->out, ']');
    }
}

static void columns(struct writer *writer, const struct plan_node *node) {
    const char *rows = node->single_row ? "one" : node->over_groups ? "group" : "each";
    json_writer_member(writer->out, "rows", slice_from_string(rows));
    json_writer_key(writer->out, "columns");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < node->name_count; i++) {
        json_writer_open(writer->out, '{');
        json_writer_member(writer->out, "name", node->names[i]);
        writer_operand_member(writer, "value", node->columns[i], node->inputs[0]);
        json_writer_close(writer->out, '}');
    }
    json_writer_close(writer->out, ']');
}

static void operation(struct writer *writer, size_t number) {
    const struct plan_node *node = node_at(writer, number);
    switch (node->kind) {
    case PLAN_SEARCH:
        search(writer, number);
        break;
    case PLAN_JOIN:
        join(writer, number);
        break;
    case PLAN_GROUP:
        group(writer, node);
        break;
    case PLAN_SELECT:
        columns(writer, node);
        break;
    case PLAN_DIFFERENCE:
        key_pairs(writer, node->keys, node->inputs[0], node->keys + node->key_count, node->inputs[1], node->key_count);
        break;
    case PLAN_DERIVE:
    case PLAN_COUNT_BY:
        added_field(writer, node);
        break;
    case PLAN_FILTER:
    case PLAN_UNION:
        break;
    }
}

void writer_step(struct writer *writer, size_t number) {
    static const char *const kinds[] = {
        [PLAN_SEARCH] = "search",         [PLAN_FILTER] = "filter",
        [PLAN_DERIVE] = "derive",         [PLAN_JOIN] = "join",
        [PLAN_GROUP] = "group",           [PLAN_SELECT] = "select",
        [PLAN_DIFFERENCE] = "difference", [PLAN_COUNT_BY] = "count_by",
        [PLAN_UNION] = "union",
    };
    const struct plan_node *node = node_at(writer, number);
    size_t rows = node->kind == PLAN_FILTER ? node->inputs[0] : number;
    json_writer_open(writer->out, '{');
    json_writer_count(writer->out, "step", number + 1);
    json_writer_member(writer->out, "variable", node->variable);
    json_writer_member(writer->out, "kind", slice_from_string(kinds[node->kind]));
    node_numbers(writer, "inputs", node->inputs, node->input_count);
    json_writer_boolean(writer->out, "late", node->late);
    json_writer_boolean(writer->out, "kept", node->tap);
    operation(writer, number);
    if (node->kind == PLAN_SEARCH || node->kind == PLAN_FILTER) {
        json_writer_key(writer->out, "condition");
        condition(writer, node->predicate, rows);
        json_writer_key(writer->out, "early_condition");
        condition(writer, node->late && node->tap ? node->early : NULL, rows);
    }
    json_writer_close(writer->out, '}');
}
