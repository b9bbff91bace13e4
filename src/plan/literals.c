// SPDX-License-Identifier: Apache-2.0
#include "plan/literals.h"

#include "base/fold.h"
#include "plan/pattern.h"

#include <stdint.h>
#include <stdlib.h>

static struct literal_set nothing_known(void) {
    return (struct literal_set){.any = true};
}

static bool is_safe(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == ' ' || c == '-';
}

// A number may be written in several ways; what has another letter is none.
static bool is_in_numbers(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == 'e';
}

// What of a value's text stands in the record.
enum raw_form {
    RAW_NONE,
    RAW_WORDS, // its parts between blanks, each in one piece
    RAW_TEXT,  // all of it, or parts between bytes that are not safe
};

// The longest run of safe bytes that is no part of a number's text.
static struct slice longest_run(struct slice text, enum raw_form form) {
    struct slice best = {0};
    size_t start = 0;
    bool numeric = true;
    for (size_t i = 0; i <= text.size; i++) {
        if (i < text.size && is_safe(text.data[i]) && (form == RAW_TEXT || text.data[i] != ' ')) {
            numeric = numeric && is_in_numbers(text.data[i]);
            continue;
        }
        if (!numeric && i - start > best.size) {
            best = slice_sub(text, start, i);
        }
        start = i + 1;
        numeric = true;
    }
    return best.size < GATE_LEAST_SIZE ? (struct slice){0} : best;
}

static bool contains(struct slice text, struct slice part) {
    return slice_find(text, part, 0) != SIZE_MAX;
}

// Adds a literal; one that holds another in it is not needed beside that.
static void add_literal(struct literal_set *set, struct slice literal) {
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++) {
        if (contains(literal, set->items[i])) {
            return;
        }
        if (!contains(set->items[i], literal)) {
            set->items[kept++] = set->items[i];
        }
    }
    set->count = kept;
    if (set->count == GATE_MOST_LITERALS) {
        *set = nothing_known();
        return;
    }
    set->items[set->count++] = literal;
}

// Either of the two must hold.
static void unite(struct literal_set *set, const struct literal_set *other) {
    if (other->any) {
        *set = nothing_known();
    }
    for (size_t i = 0; i < other->count && !set->any; i++) {
        add_literal(set, other->items[i]);
    }
}

static size_t shortest(const struct literal_set *set) {
    size_t size = SIZE_MAX;
    for (size_t i = 0; i < set->count; i++) {
        size = set->items[i].size < size ? set->items[i].size : size;
    }
    return size;
}

// True where a search for `a` is the better one: fewer literals, longer ones.
static bool is_better(const struct literal_set *a, const struct literal_set *b) {
    if (a->any || b->any) {
        return !a->any;
    }
    return a->count != b->count ? a->count < b->count : shortest(a) > shortest(b);
}

// ---------------------------------------------------------------------------
// Columns

static enum raw_form lesser(enum raw_form a, enum raw_form b) {
    return a < b ? a : b;
}

// Of texts that are joined by `glue`.
static enum raw_form form_of_joined(struct slice glue) {
    enum raw_form form = glue.size == 0 ? RAW_NONE : RAW_TEXT;
    for (size_t i = 0; i < glue.size; i++) {
        if (is_safe((char)fold_byte((unsigned char)glue.data[i]))) {
            form = lesser(form, glue.data[i] == ' ' ? RAW_WORDS : RAW_NONE);
        }
    }
    return form;
}

// What a transformation leaves of its native texts. Two that are joined by a
// backslash have each run in one of them, for no run has a backslash.
static enum raw_form form_of_transform(const struct expression *expression) {
    switch (expression->transform) {
    case TRANSFORM_BASENAME:
    case TRANSFORM_FIRST_LABEL:
    case TRANSFORM_EXTENSION:
    case TRANSFORM_HASH:
    case TRANSFORM_LAST_COMPONENT:
    case TRANSFORM_ACCOUNT:
    case TRANSFORM_REGISTRY_KEY:
    case TRANSFORM_COMMAND_IMAGE:
    case TRANSFORM_COMMAND_EXE:
    case TRANSFORM_SIGNER:
    case TRANSFORM_STRIP_BRACES:
    case TRANSFORM_BEFORE:
    case TRANSFORM_AFTER:
    case TRANSFORM_LINE:
    case TRANSFORM_ITEM:
        return RAW_TEXT;
    case TRANSFORM_JOIN:
        return form_of_joined(expression->argument);
    default:
        return RAW_NONE;
    }
}

static enum raw_form form_of_expression(const struct expression *expression) {
    enum raw_form form = expression->kind == EXPRESSION_TRANSFORM ? form_of_transform(expression) : RAW_TEXT;
    for (size_t i = 0; i < expression->input_count; i++) {
        form = lesser(form, form_of_expression(&expression->inputs[i]));
    }
    return form;
}

static enum raw_form form_by_map(const struct field_map *map) {
    enum raw_form form = form_of_expression(&map->value);
    for (size_t i = 0; i < map->overlay_count; i++) {
        form = lesser(form, form_of_expression(&map->overlays[i].value));
    }
    return form;
}

static enum raw_form form_by_sensor(const struct sensor *sensor, size_t field) {
    enum raw_form form = RAW_TEXT;
    for (size_t i = 0; i < sensor->event_count; i++) {
        for (size_t j = 0; j < sensor->events[i].field_count; j++) {
            const struct field_map *map = &sensor->events[i].fields[j];
            if (map->field == field) {
                form = lesser(form, form_by_map(map));
            }
        }
    }
    return form;
}

static enum raw_form form_of_column(const struct carl_model *model, const struct row_column *column) {
    if (column->kind == ROW_NATIVE) {
        return RAW_TEXT;
    }
    if (column->kind != ROW_FIELD || model->fields[column->field].type != FIELD_TEXT) {
        return RAW_NONE;
    }
    enum raw_form form = RAW_TEXT;
    for (size_t i = 0; i < model->sensor_count; i++) {
        form = lesser(form, form_by_sensor(&model->sensors[i], column->field));
    }
    return form;
}

static enum raw_form form_of_operand(const struct plan *plan, const struct carl_model *model,
                                     const struct operand *operand) {
    if (operand->kind == OPERAND_COALESCE) {
        return lesser(form_of_operand(plan, model, operand->left), form_of_operand(plan, model, operand->right));
    }
    return operand->kind == OPERAND_COLUMN ? form_of_column(model, &plan->columns.items[operand->index]) : RAW_NONE;
}

// ---------------------------------------------------------------------------
// Predicates

static void add_pattern(struct literal_set *set, const struct pattern *pattern, enum raw_form form) {
    struct slice best = {0};
    for (size_t i = 0; i < pattern->piece_count; i++) {
        struct slice run = longest_run(pattern->pieces[i], form);
        best = run.size > best.size ? run : best;
    }
    if (best.size == 0 || pattern->numeric) {
        *set = nothing_known();
    } else if (!set->any) {
        add_literal(set, best);
    }
}

static void add_set(struct literal_set *set, const struct value_set *values, enum raw_form form) {
    if (values->number_count > 0 || values->network_count > 0) {
        *set = nothing_known();
    }
    for (size_t i = 0; i < values->text_capacity && !set->any; i++) {
        if (values->texts[i].data != NULL) {
            struct slice run = longest_run(values->texts[i], form);
            if (run.size == 0) {
                *set = nothing_known();
            } else {
                add_literal(set, run);
            }
        }
    }
    for (size_t i = 0; i < values->pattern_count && !set->any; i++) {
        add_pattern(set, &values->patterns[i], form);
    }
}

static struct literal_set literals_of_leaf(const struct plan *plan, const struct carl_model *model,
                                           const struct predicate *predicate) {
    struct literal_set set = {0};
    if (predicate->negated || predicate->left == NULL) {
        return nothing_known();
    }
    enum raw_form form = form_of_operand(plan, model, predicate->left);
    if (form == RAW_NONE) {
        return nothing_known();
    }
    switch (predicate->kind) {
    case PREDICATE_PATTERN:
    case PREDICATE_ANY_PATTERN:
        for (size_t i = 0; i < predicate->pattern_count; i++) {
            add_pattern(&set, &predicate->patterns[i], form);
        }
        return set;
    case PREDICATE_SET:
        add_set(&set, predicate->set, form);
        return set;
    default:
        return nothing_known();
    }
}

struct literal_set literals_of_predicate(const struct plan *plan, const struct carl_model *model,
                                         const struct predicate *predicate) {
    struct literal_set set = {0};
    switch (predicate->kind) {
    case PREDICATE_CONSTANT:
        return predicate->constant ? nothing_known() : set;
    case PREDICATE_AND:
        set = nothing_known();
        for (size_t i = 0; i < predicate->child_count; i++) {
            struct literal_set child = literals_of_predicate(plan, model, predicate->children[i]);
            set = is_better(&child, &set) ? child : set;
        }
        return set;
    case PREDICATE_OR:
        for (size_t i = 0; i < predicate->child_count && !set.any; i++) {
            struct literal_set child = literals_of_predicate(plan, model, predicate->children[i]);
            unite(&set, &child);
        }
        return set;
    default:
        return literals_of_leaf(plan, model, predicate);
    }
}

// ---------------------------------------------------------------------------
// Rules

// What a row must contain to pass the node while the input is read.
static struct literal_set literals_of_node(const struct plan *plan, const struct carl_model *model,
                                           const struct plan_rule *rule, size_t number) {
    const struct plan_node *node = &rule->nodes[number];
    const struct predicate *predicate = node->late ? node->early : node->predicate;
    struct literal_set set = {.any = node->kind == PLAN_SEARCH};
    for (size_t i = 0; i < node->input_count && !set.any; i++) {
        struct literal_set input = literals_of_node(plan, model, rule, node->inputs[i]);
        unite(&set, &input);
    }
    if (predicate != NULL) {
        struct literal_set own = literals_of_predicate(plan, model, predicate);
        set = is_better(&own, &set) ? own : set;
    }
    return set;
}

struct literal_set literals_of_rule(const struct plan *plan, const struct carl_model *model,
                                    const struct plan_rule *rule) {
    struct literal_set set = {0};
    for (size_t i = 0; i < rule->output_count && !set.any; i++) {
        if (!rule->outputs[i].late) {
            struct literal_set output = literals_of_node(plan, model, rule, rule->outputs[i].node);
            unite(&set, &output);
        }
    }
    for (size_t i = 0; i < rule->node_count && !set.any; i++) {
        if (rule->nodes[i].tap) {
            struct literal_set kept = literals_of_node(plan, model, rule, i);
            unite(&set, &kept);
        }
    }
    return set;
}

// ---------------------------------------------------------------------------
// The gate

static bool choose_literals(struct plan *plan, const struct carl_model *model) {
    struct literal_set set = {0};
    for (size_t i = 0; i < plan->rules.count && !set.any; i++) {
        struct literal_set rule = literals_of_rule(plan, model, &plan->rules.items[i]);
        unite(&set, &rule);
    }
    gate_init(&plan->gate, GATE_LITERALS);
    for (size_t i = 0; i < set.count && !set.any; i++) {
        set.any = !gate_add_literal(&plan->gate, set.items[i]);
    }
    return !set.any;
}

// True where every search of the rules names its objects.
static bool are_searches_typed(const struct plan *plan) {
    for (size_t i = 0; i < plan->rules.count; i++) {
        const struct plan_rule *rule = &plan->rules.items[i];
        for (size_t j = 0; j < rule->node_count; j++) {
            for (size_t k = 0; k < rule->nodes[j].type_count; k++) {
                if (rule->nodes[j].types[k].object == SIZE_MAX) {
                    return false;
                }
            }
        }
    }
    return true;
}

static int compare_codes(const void *left, const void *right) {
    const uint32_t *a = left;
    const uint32_t *b = right;
    return (*a > *b) - (*a < *b);
}

static bool is_wanted(const struct plan *plan, const struct event_map *event) {
    return event->object != SIZE_MAX && plan_dispatch_for(plan, event->object, event->action)->rules.count > 0;
}

// The last key of a path is looked for; a mark lets lines pass whatever it holds.
static bool add_key(struct plan *plan, const struct key_path *path, bool mark) {
    if (path->count == 0) {
        return false;
    }
    struct slice key = arena_quote(plan->arena, path->names[path->count - 1]);
    struct slice lower = fold_copy(plan->arena, key);
    return !arena_failed(plan->arena) && gate_add_literal(&plan->gate, lower) &&
           (mark ? gate_add_mark(&plan->gate, key) : gate_add_id(&plan->gate, key));
}

static bool add_marks(struct plan *plan, const struct key_paths *paths) {
    for (size_t i = 0; i < paths->count; i++) {
        if (!add_key(plan, &paths->items[i], true)) {
            return false;
        }
    }
    return true;
}

static bool begins_with(const struct key_path *path, const struct key_path *start) {
    for (size_t i = 0; i < start->count; i++) {
        if (i == path->count || !slice_equal(path->names[i], start->names[i])) {
            return false;
        }
    }
    return true;
}

// Whether an id that stands before the `index`th decides for lines: that one leads
// into it, or it is there in all records of the shape.
static bool is_decided(const struct shape *shape, size_t index) {
    const struct key_paths *ids = &shape->id;
    for (size_t i = 0; i < index; i++) {
        if (begins_with(&ids->items[index], &ids->items[i])) {
            return true;
        }
        for (size_t j = 0; j < shape->present.count; j++) {
            if (begins_with(&shape->present.items[j], &ids->items[i])) {
                return true;
            }
        }
    }
    return false;
}

static bool add_id_keys(struct plan *plan, const struct shape *shape) {
    for (size_t i = 0; i < shape->id.count; i++) {
        if (!is_decided(shape, i) && !add_key(plan, &shape->id.items[i], false)) {
            return false;
        }
    }
    return true;
}

// A key that all records of the shape have.
static bool add_mark(struct plan *plan, const struct shape *shape) {
    if (shape->present.count > 0) {
        return add_key(plan, &shape->present.items[0], true);
    }
    return shape->any.count > 0 && add_marks(plan, &shape->any);
}

// Records that may be a searched event whose id is no number pass by a key of
// their shape; the others by their ids.
static bool add_shape_keys(struct plan *plan, const struct carl_model *model, size_t shape) {
    bool codes = false;
    bool others = false;
    for (size_t i = 0; i < model->sensor_count; i++) {
        const struct sensor *sensor = &model->sensors[i];
        bool is_read = model_sensor_reads(model, sensor, shape);
        for (size_t j = 0; is_read && j < sensor->event_count; j++) {
            bool wanted = is_wanted(plan, &sensor->events[j]);
            codes = codes || (wanted && sensor->events[j].has_code);
            others = others || (wanted && !sensor->events[j].has_code);
        }
    }
    return (!codes || add_id_keys(plan, &model->shapes[shape])) && (!others || add_mark(plan, &model->shapes[shape]));
}

static bool choose_codes(struct plan *plan, const struct carl_model *model) {
    uint32_t *codes = ARENA_ARRAY(plan->arena, model->event_count, uint32_t);
    size_t count = 0;
    if (codes == NULL || !are_searches_typed(plan)) {
        return false;
    }
    for (size_t i = 0; i < model->sensor_count; i++) {
        for (size_t j = 0; j < model->sensors[i].event_count; j++) {
            const struct event_map *event = &model->sensors[i].events[j];
            if (event->has_code && is_wanted(plan, event)) {
                codes[count++] = event->code;
            }
        }
    }
    qsort(codes, count, sizeof *codes, compare_codes);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || codes[kept - 1] != codes[i]) {
            codes[kept++] = codes[i];
        }
    }
    gate_init(&plan->gate, GATE_CODES);
    plan->gate.codes = codes;
    plan->gate.code_count = kept;
    bool added = true;
    for (size_t i = 0; i < model->shape_count && added; i++) {
        added = add_shape_keys(plan, model, i);
    }
    return added;
}

enum carl_status literals_choose_gate(struct plan *plan, const struct carl_model *model) {
    if (choose_literals(plan, model) || choose_codes(plan, model)) {
        gate_complete(&plan->gate);
    } else {
        gate_init(&plan->gate, GATE_NONE);
    }
    return arena_failed(plan->arena) ? CARL_ERROR_MEMORY : CARL_OK;
}
