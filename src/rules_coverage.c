// SPDX-License-Identifier: Apache-2.0
// The coverage of rules by sensors, for the caller: events and fields with their
// names.
#include "base/fold.h"
#include "carl.h"
#include "plan/coverage.h"
#include "plan/plan_words.h"
#include "scan.h"

#include <stdlib.h>
#include <string.h>

struct covered_event {
    struct carl_coverage_event shown;
    struct carl_coverage_field *fields;
};

// A kind of event that a rule searches for.
struct searched {
    const char *name;
    bool *read; // by sensor: one of its events is read as it; last: of any
};

struct covered_rule {
    struct covered_event *events;
    size_t count;
    struct searched *searched;
    size_t searched_count;
    bool *suffices; // by sensor; last: all together
};

struct carl_coverage {
    struct arena arena; // everything below
    struct covered_rule *rules;
    size_t rule_count;
    size_t sensor_count;
};

// What is being copied.
struct maker {
    struct carl_coverage *coverage;
    struct arena work; // until the next rule
    struct plan_words words;
    const struct coverage_counts *counts; // or NULL
    struct covered_rule *rule;
};

// What was put into `text`, in the arena; finishes it.
static const char *keep(struct maker *maker, struct text *text) {
    struct slice copy = arena_copy(&maker->coverage->arena, text_slice(text));
    maker->coverage->arena.failed = maker->coverage->arena.failed || text->failed;
    text_finish(text);
    return copy.data;
}

static uint64_t count_filled(const struct maker *maker, const struct coverage_event *event, size_t column) {
    size_t columns = maker->words.plan->columns.count;
    return maker->counts == NULL ? 0 : maker->counts->filled[event->event->number * columns + column];
}

static struct carl_coverage_field *add_field(struct maker *maker, const struct coverage_event *event,
                                             struct covered_event *shown, size_t column) {
    struct carl_coverage_field *field = &shown->fields[shown->shown.field_count++];
    struct text name;
    text_init(&name);
    words_column(&maker->words, column, &name);
    *field = (struct carl_coverage_field){
        .name = keep(maker, &name),
        .filled = count_filled(maker, event, column),
        .test = "",
        .effect = CARL_EFFECT_OPEN,
    };
    return field;
}

static void add_gap(struct maker *maker, const struct coverage_event *event, struct covered_event *shown,
                    const struct coverage_gap *gap) {
    static const enum carl_effect effects[] = {
        [VERDICT_NEVER] = CARL_EFFECT_NEVER,
        [VERDICT_OPEN] = CARL_EFFECT_OPEN,
        [VERDICT_ALWAYS] = CARL_EFFECT_ALWAYS,
    };
    struct carl_coverage_field *field = add_field(maker, event, shown, gap->column);
    struct text test;
    text_init(&test);
    field->lacking = true;
    field->effect = effects[gap->verdict];
    if (gap->test != NULL) {
        words_denied_test(&maker->words, gap->test, gap->node, &test);
    }
    field->test = keep(maker, &test);
}

static bool is_lacking(const struct coverage_event *event, size_t column) {
    for (size_t i = 0; i < event->gap_count; i++) {
        if (event->gaps[i].column == column) {
            return true;
        }
    }
    return false;
}

// A field that another of the same name stands in for, as a rule that searches for
// anything reads it, has no place of its own.
static bool is_shown(const struct maker *maker, const struct coverage_event *event, size_t column) {
    const struct row_column *columns = maker->words.plan->columns.items;
    if (!event->columns[column] || is_lacking(event, column)) {
        return false;
    }
    for (size_t i = 0; columns[column].kind == ROW_NATIVE && i < maker->words.plan->columns.count; i++) {
        if (event->columns[i] && columns[i].kind == ROW_FIELD && columns[column].name_count == 1 &&
            fold_name_equal(maker->words.model->fields[columns[i].field].name, columns[column].names[0])) {
            return false;
        }
    }
    return true;
}

static void add_fields(struct maker *maker, const struct coverage_event *event, struct covered_event *shown) {
    size_t columns = maker->words.plan->columns.count;
    shown->fields = ARENA_ARRAY(&maker->coverage->arena, columns + event->gap_count, struct carl_coverage_field);
    for (size_t i = 0; shown->fields != NULL && i < columns; i++) {
        if (is_shown(maker, event, i)) {
            (void)add_field(maker, event, shown, i);
        }
    }
    for (size_t i = 0; shown->fields != NULL && i < event->gap_count; i++) {
        add_gap(maker, event, shown, &event->gaps[i]);
    }
}

// Records of one id that mean several things are one event.
static bool is_repeated(const struct covered_rule *rule, const struct coverage_event *event) {
    const struct carl_coverage_event *last = rule->count == 0 ? NULL : &rule->events[rule->count - 1].shown;
    return last != NULL && last->sensor == event->sensor->name.data &&
           slice_equal(slice_from_string(last->event), event->event->label);
}

static void add_event(struct maker *maker, const struct coverage_event *event) {
    struct covered_rule *rule = maker->rule;
    uint64_t records = maker->counts == NULL ? 0 : maker->counts->records[event->event->number];
    if (is_repeated(rule, event)) {
        struct carl_coverage_event *last = &rule->events[rule->count - 1].shown;
        last->passes = last->passes || event->passes;
        last->records += records;
        return;
    }
    struct covered_event *shown = &rule->events[rule->count++];
    shown->shown = (struct carl_coverage_event){
        .sensor = event->sensor->name.data,
        .event = event->event->label.data,
        .passes = event->passes,
        .records = records,
    };
    add_fields(maker, event, shown);
}

static bool is_type_of(const struct plan_event_type *type, const struct event_map *event) {
    return (type->object == SIZE_MAX || type->object == event->object) &&
           (type->action == SIZE_MAX || type->action == event->action);
}

static bool is_searched(const struct covered_rule *rule, const char *name) {
    for (size_t i = 0; i < rule->searched_count; i++) {
        if (strcmp(rule->searched[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

// Whether a sensor map says which fields the event has.
static bool is_mapped(const struct maker *maker, const struct coverage_event *event) {
    return (size_t)(event->sensor - maker->words.model->sensors) < maker->words.model->map_count;
}

static void add_searched(struct maker *maker, const struct coverage *found, const struct plan_event_type *type) {
    struct covered_rule *rule = maker->rule;
    struct searched *searched = &rule->searched[rule->searched_count];
    size_t sensors = maker->coverage->sensor_count;
    struct text name;
    text_init(&name);
    words_event_type(&maker->words, type, &name);
    searched->name = keep(maker, &name);
    searched->read = ARENA_ARRAY(&maker->coverage->arena, sensors + 1, bool);
    if (searched->name == NULL || searched->read == NULL || is_searched(rule, searched->name)) {
        return;
    }
    rule->searched_count++;
    for (size_t i = 0; i < found->count; i++) {
        if (is_type_of(type, found->events[i].event)) {
            searched->read[found->events[i].sensor - maker->words.model->sensors] = true;
            searched->read[sensors] =
                searched->read[sensors] || maker->counts != NULL || is_mapped(maker, &found->events[i]);
        }
    }
}

static void add_searches(struct maker *maker, const struct coverage *found) {
    const struct plan_rule *rule = maker->words.rule;
    size_t count = 0;
    for (size_t i = 0; i < rule->node_count; i++) {
        count += rule->nodes[i].type_count;
    }
    maker->rule->searched = ARENA_ARRAY(&maker->coverage->arena, count, struct searched);
    for (size_t i = 0; maker->rule->searched != NULL && i < rule->node_count; i++) {
        for (size_t k = 0; k < rule->nodes[i].type_count; k++) {
            add_searched(maker, found, &rule->nodes[i].types[k]);
        }
    }
}

// Without what the records of a sensor are that have whatever fields they like,
// unless it is known that there are such records.
static struct coverage leave_out_open(const struct maker *maker, const struct coverage *found) {
    struct coverage rest = *found;
    while (maker->counts == NULL && rest.count > 0 && !is_mapped(maker, &rest.events[rest.count - 1])) {
        rest.count--;
    }
    return rest;
}

static void add_rule(struct maker *maker, size_t number) {
    const struct carl_model *model = maker->words.model;
    struct arena *arena = &maker->coverage->arena;
    struct coverage found = coverage_find(maker->words.plan, model, number, maker->counts, &maker->work);
    maker->rule->events = ARENA_ARRAY(arena, found.count, struct covered_event);
    maker->rule->suffices = ARENA_ARRAY(arena, model->sensor_count + 1, bool);
    add_searches(maker, &found);
    for (size_t i = 0; !arena_failed(arena) && i < found.count; i++) {
        add_event(maker, &found.events[i]);
    }
    struct coverage all = leave_out_open(maker, &found);
    for (size_t i = 0; !arena_failed(arena) && i < model->sensor_count; i++) {
        maker->rule->suffices[i] = coverage_suffices(maker->words.rule, &found, &model->sensors[i], &maker->work);
    }
    maker->rule->suffices[model->sensor_count] = coverage_suffices(maker->words.rule, &all, NULL, &maker->work);
}

static bool add_rules(struct carl_coverage *coverage, const struct carl_rules *rules,
                      const struct coverage_counts *counts) {
    struct maker maker = {.coverage = coverage, .counts = counts};
    bool failed = coverage->rules == NULL;
    arena_init(&maker.work);
    for (size_t i = 0; i < coverage->rule_count && !failed; i++) {
        maker.words = (struct plan_words){&rules->plan, rules->model, &rules->plan.rules.items[i]};
        maker.rule = &coverage->rules[i];
        add_rule(&maker, i);
        failed = arena_failed(&coverage->arena) || arena_failed(&maker.work);
        arena_reset(&maker.work);
    }
    arena_finish(&maker.work);
    return !failed;
}

enum carl_status carl_coverage_create(const struct carl_rules *rules, const struct carl_scan *scan,
                                      struct carl_coverage **ret_coverage) {
    if (!rules->compiled || (scan != NULL && (!scan->options.coverage || scan->rules != rules))) {
        return CARL_ERROR_USAGE;
    }
    struct carl_coverage *coverage = calloc(1, sizeof *coverage);
    if (coverage == NULL) {
        return CARL_ERROR_MEMORY;
    }
    struct coverage_counts counts = {0};
    if (scan != NULL) {
        counts = (struct coverage_counts){scan->filled.columns, scan->filled.records};
    }
    arena_init(&coverage->arena);
    coverage->rule_count = rules->plan.rules.count;
    coverage->sensor_count = rules->model->sensor_count;
    coverage->rules = ARENA_ARRAY(&coverage->arena, coverage->rule_count, struct covered_rule);
    if (!add_rules(coverage, rules, scan == NULL ? NULL : &counts)) {
        carl_coverage_destroy(coverage);
        return CARL_ERROR_MEMORY;
    }
    *ret_coverage = coverage;
    return CARL_OK;
}

void carl_coverage_destroy(struct carl_coverage *coverage) {
    if (coverage != NULL) {
        arena_finish(&coverage->arena);
        free(coverage);
    }
}

bool carl_coverage_suffices(const struct carl_coverage *coverage, size_t rule, size_t sensor) {
    size_t place = sensor == SIZE_MAX ? coverage->sensor_count : sensor;
    return rule < coverage->rule_count && place <= coverage->sensor_count && coverage->rules[rule].suffices[place];
}

bool carl_coverage_event(const struct carl_coverage *coverage, size_t rule, size_t index,
                         struct carl_coverage_event *ret_event) {
    if (rule >= coverage->rule_count || index >= coverage->rules[rule].count) {
        return false;
    }
    *ret_event = coverage->rules[rule].events[index].shown;
    return true;
}

bool carl_coverage_field(const struct carl_coverage *coverage, size_t rule, size_t event, size_t index,
                         struct carl_coverage_field *ret_field) {
    if (rule >= coverage->rule_count || event >= coverage->rules[rule].count ||
        index >= coverage->rules[rule].events[event].shown.field_count) {
        return false;
    }
    *ret_field = coverage->rules[rule].events[event].fields[index];
    return true;
}

const char *carl_coverage_searched(const struct carl_coverage *coverage, size_t rule, size_t index) {
    const struct covered_rule *covered = &coverage->rules[rule];
    return index < covered->searched_count ? covered->searched[index].name : NULL;
}

bool carl_coverage_is_read(const struct carl_coverage *coverage, size_t rule, size_t index, size_t sensor) {
    size_t place = sensor == SIZE_MAX ? coverage->sensor_count : sensor;
    return coverage->rules[rule].searched[index].read[place];
}
