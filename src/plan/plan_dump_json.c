// SPDX-License-Identifier: Apache-2.0
// The plan as JSON: the members that docs/explain.md describes.
#include "plan/literals.h"
#include "plan/matcher.h"
#include "plan/plan_dump_writer.h"
#include "plan/plan_triggers.h"

#include <stdint.h>

void writer_word(struct writer *writer, struct text *word) {
    json_writer_string(writer->out, text_slice(word));
    writer->out->failed = writer->out->failed || word->failed;
    text_finish(word);
}

void writer_operand(struct writer *writer, const struct operand *operand, size_t node) {
    struct text word;
    text_init(&word);
    words_operand(&writer->words, operand, node, &word);
    writer_word(writer, &word);
}

void writer_operand_member(struct writer *writer, const char *name, const struct operand *operand, size_t node) {
    json_writer_key(writer->out, name);
    writer_operand(writer, operand, node);
}

void writer_event(struct writer *writer, const struct plan_source *source) {
    json_writer_member(writer->out, "sensor", source->sensor->name);
    json_writer_member(writer->out, "event", source->event->label);
}

static void outputs(struct writer *writer) {
    const struct plan_rule *rule = writer->words.rule;
    json_writer_key(writer->out, "outputs");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < rule->output_count; i++) {
        const struct plan_output *output = &rule->outputs[i];
        json_writer_open(writer->out, '{');
        json_writer_member(writer->out, "name", output->name);
        if (output->node == SIZE_MAX) {
            writer_operand_member(writer, "value", output->value, 0);
        } else {
            json_writer_count(writer->out, "step", output->node + 1);
        }
        json_writer_boolean(writer->out, "late", output->late);
        json_writer_close(writer->out, '}');
    }
    json_writer_close(writer->out, ']');
}

static void column_name(struct writer *writer, size_t column) {
    struct text word;
    text_init(&word);
    words_column(&writer->words, column, &word);
    writer_word(writer, &word);
}

static void kept(struct writer *writer) {
    const struct plan_rule *rule = writer->words.rule;
    json_writer_key(writer->out, "kept");
    if (!rule->late) {
        json_writer_null(writer->out);
        return;
    }
    json_writer_open(writer->out, '{');
    json_writer_key(writer->out, "fields");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < rule->late_column_count; i++) {
        column_name(writer, rule->late_columns[i]);
    }
    json_writer_close(writer->out, ']');
    json_writer_boolean(writer->out, "record", rule->keeps_records);
    json_writer_close(writer->out, '}');
}

static void literals(struct writer *writer) {
    struct literal_set set = literals_of_rule(writer->dump->plan, writer->dump->model, writer->words.rule);
    if (set.any) {
        json_writer_key(writer->out, "literals");
        json_writer_null(writer->out);
    } else {
        json_writer_strings(writer->out, "literals", set.items, set.count);
    }
}

// The tests that call for the rule; null where it is run for each record.
static void triggers(struct writer *writer) {
    struct plan_triggers found = plan_triggers_find(writer->dump->plan, writer->dump->rule, &writer->arena);
    json_writer_key(writer->out, "triggers");
    if (found.always || found.count == 0) {
        json_writer_null(writer->out);
        return;
    }
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < found.count; i++) {
        struct text word;
        text_init(&word);
        words_test(&writer->words, found.leaves[i], 0, &word);
        writer_word(writer, &word);
    }
    json_writer_close(writer->out, ']');
}

static void source(struct writer *writer, const struct plan_source *from) {
    json_writer_open(writer->out, '{');
    writer_event(writer, from);
    if (from->map != NULL) {
        json_writer_member(writer->out, "from", from->map->words);
        json_writer_strings(writer->out, "natives", from->map->natives, from->map->native_count);
    }
    json_writer_close(writer->out, '}');
}

// The events that fill the field, or those that do not.
static void sources(struct writer *writer, const char *name, const struct plan_sources *all, bool filled) {
    json_writer_key(writer->out, name);
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < all->count; i++) {
        if ((all->items[i].map != NULL) == filled) {
            source(writer, &all->items[i]);
        }
    }
    json_writer_close(writer->out, ']');
}

static void field(struct writer *writer, const struct plan_read *read) {
    const struct row_column *column = &writer->dump->plan->columns.items[read->column];
    const char *kind = column->kind == ROW_FIELD ? "model" : column->kind == ROW_NATIVE ? "native" : "record";
    json_writer_open(writer->out, '{');
    json_writer_key(writer->out, "name");
    column_name(writer, read->column);
    json_writer_member(writer->out, "kind", slice_from_string(kind));
    if (column->kind == ROW_FIELD) {
        struct plan_sources all =
            plan_sources_find(writer->words.rule, read->nodes, writer->dump->model, column->field, &writer->arena);
        sources(writer, "sources", &all, true);
        sources(writer, "missing", &all, false);
    }
    json_writer_close(writer->out, '}');
}

static void fields(struct writer *writer) {
    struct plan_reads reads = plan_reads_find(writer->words.rule, &writer->arena);
    json_writer_key(writer->out, "fields");
    json_writer_open(writer->out, '[');
    for (size_t i = 0; i < reads.count; i++) {
        field(writer, &reads.items[i]);
    }
    json_writer_close(writer->out, ']');
}

void plan_dump_json(const struct plan_dump *dump, struct text *out) {
    struct writer writer = {
        .dump = dump,
        .words = {dump->plan, dump->model, &dump->plan->rules.items[dump->rule]},
        .out = out,
    };
    arena_init(&writer.arena);
    text_append_char(out, '{');
    json_writer_member(out, "rule", dump->id);
    json_writer_member(out, "title", dump->title);
    json_writer_member(out, "file", dump->file);
    json_writer_key(out, "steps");
    json_writer_open(out, '[');
    for (size_t i = 0; i < writer.words.rule->node_count; i++) {
        writer_step(&writer, i);
    }
    json_writer_close(out, ']');
    outputs(&writer);
    kept(&writer);
    literals(&writer);
    triggers(&writer);
    fields(&writer);
    text_append_char(out, '}');
    out->failed = out->failed || arena_failed(&writer.arena);
    arena_finish(&writer.arena);
}

static void gate_json(const struct plan *plan, struct text *out) {
    static const char *const kinds[] = {
        [GATE_NONE] = "none",
        [GATE_LITERALS] = "literals",
        [GATE_CODES] = "codes",
    };
    const struct gate *gate = &plan->gate;
    json_writer_open(out, '{');
    json_writer_member(out, "kind", slice_from_string(kinds[gate->kind]));
    json_writer_key(out, "literals");
    json_writer_open(out, '[');
    for (size_t i = 0; gate->kind == GATE_LITERALS && i + 1 < gate->literal_count; i++) {
        json_writer_string(out, gate->literals[i]);
    }
    json_writer_close(out, ']');
    json_writer_key(out, "codes");
    json_writer_open(out, '[');
    for (size_t i = 0; i < gate->code_count; i++) {
        json_writer_number(out, gate->codes[i]);
    }
    json_writer_close(out, ']');
    json_writer_boolean(out, "needs_now", gate->kind != GATE_NONE && plan->uses_now);
    json_writer_close(out, '}');
}

void plan_dump_common_json(const struct plan *plan, const struct carl_model *model, struct text *out) {
    struct writer writer = {.words = {.plan = plan, .model = model}, .out = out};
    json_writer_key(out, "matchers");
    json_writer_open(out, '[');
    for (size_t i = 0; i < plan->matchers.count; i++) {
        json_writer_open(out, '{');
        writer_operand_member(&writer, "operand", plan->matchers.items[i]->operand, 0);
        json_writer_count(out, "tests", plan_matcher_leaves(plan, plan->matchers.items[i]));
        json_writer_close(out, '}');
    }
    json_writer_close(out, ']');
    json_writer_key(out, "gate");
    gate_json(plan, out);
}
