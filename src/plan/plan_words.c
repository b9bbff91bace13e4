// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_words.h"

#include "plan/plan_reads.h"

#include <stdint.h>

// The members of joins that lead to a field, or the set that it is of.
struct qualifier {
    const struct qualifier *outer; // written before
    struct slice name;             // empty: `node` is meant
    size_t node;
};

static void operand_words(const struct plan_words *words, const struct operand *operand, size_t node,
                          const struct qualifier *qualifier, struct text *out);

// ---------------------------------------------------------------------------
// Literals

void words_node(struct text *out, size_t node) {
    text_append_char(out, '#');
    text_append_unsigned(out, node + 1);
}

void words_quoted(struct text *out, struct slice text) {
    text_append_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"') {
            text_append_char(out, '\\');
        }
        text_append_char(out, text.data[i]);
    }
    text_append_char(out, '"');
}

void words_duration(struct text *out, int64_t nanoseconds) {
    static const struct {
        int64_t nanoseconds;
        const char *name;
    } units[] = {
        {INT64_C(604800000000000), "week"}, {INT64_C(86400000000000), "day"}, {INT64_C(3600000000000), "hour"},
        {INT64_C(60000000000), "minute"},   {INT64_C(1000000000), "second"},  {INT64_C(1000000), "millisecond"},
    };
    size_t unit = 0;
    while (nanoseconds % units[unit].nanoseconds != 0 && unit + 1 < sizeof units / sizeof *units) {
        unit++;
    }
    int64_t count = nanoseconds / units[unit].nanoseconds;
    if (nanoseconds == 0) {
        unit = 4;
    }
    text_append_signed(out, count);
    text_format(out, " %s%s", units[unit].name, count == 1 ? "" : "s");
}

static void value_words(struct text *out, struct value value) {
    switch (value.kind) {
    case VALUE_TEXT:
        words_quoted(out, value.text);
        break;
    case VALUE_DURATION:
        words_duration(out, value.as.nanoseconds);
        break;
    case VALUE_LIST:
        text_append_char(out, '[');
        for (size_t i = 0; i < value.as.list.count && i < WORDS_MOST_ITEMS; i++) {
            text_append_string(out, i > 0 ? ", " : "");
            value_words(out, value.as.list.items[i]);
        }
        text_append_string(out, value.as.list.count > WORDS_MOST_ITEMS ? ", ...]" : "]");
        break;
    case VALUE_NULL:
        text_append_string(out, "null");
        break;
    default:
        value_append_text(out, value);
        break;
    }
}

// ---------------------------------------------------------------------------
// Operands

void words_column(const struct plan_words *words, size_t column, struct text *out) {
    static const char *const header[] = {
        [ROW_TIME] = "time",         [ROW_RAW_EVENT] = "raw_event", [ROW_EVENT_CODE] = "event_code",
        [ROW_LOG_NAME] = "log_name", [ROW_SEVERITY] = "severity",   [ROW_SUBJECT_SECURITY_ID] = "subject_security_id",
    };
    const struct row_column *wanted = &words->plan->columns.items[column];
    if (wanted->kind != ROW_FIELD && wanted->kind != ROW_NATIVE) {
        text_append_string(out, header[wanted->kind]);
        return;
    }
    if (wanted->kind == ROW_FIELD) {
        text_append(out, words->model->fields[wanted->field].name);
    }
    for (size_t i = 0; i < wanted->name_count; i++) {
        text_append_string(out, i > 0 || wanted->kind == ROW_FIELD ? "." : "");
        text_append(out, wanted->names[i]);
    }
}

static void qualify(struct text *out, const struct qualifier *qualifier) {
    if (qualifier == NULL) {
        return;
    }
    qualify(out, qualifier->outer);
    if (qualifier->name.size > 0) {
        text_append(out, qualifier->name);
    } else {
        words_node(out, qualifier->node);
    }
    text_append_char(out, '.');
}

static void arithmetic_words(const struct plan_words *words, const struct operand *operand, size_t node,
                             const struct qualifier *qualifier, struct text *out) {
    static const char *const signs[] = {" + ", " - ", " * ", " / "};
    const struct operand *sides[] = {operand->left, operand->right};
    for (size_t i = 0; i < 2; i++) {
        bool nested = sides[i]->kind == OPERAND_ARITHMETIC;
        text_append_string(out, i > 0 ? signs[operand->arithmetic] : "");
        text_append_string(out, nested ? "(" : "");
        operand_words(words, sides[i], node, qualifier, out);
        text_append_string(out, nested ? ")" : "");
    }
}

// A field of the record, or else one of the model, often of the same name.
static void coalesce_words(const struct plan_words *words, const struct operand *operand, size_t node,
                           const struct qualifier *qualifier, struct text *out) {
    struct text left;
    struct text right;
    text_init(&left);
    text_init(&right);
    operand_words(words, operand->left, node, qualifier, &left);
    operand_words(words, operand->right, node, qualifier, &right);
    if (slice_equal(text_slice(&left), text_slice(&right))) {
        text_append(out, text_slice(&left));
    } else {
        text_append_string(out, "coalesce(");
        text_append(out, text_slice(&left));
        text_append_string(out, ", ");
        text_append(out, text_slice(&right));
        text_append_char(out, ')');
    }
    out->failed = out->failed || left.failed || right.failed;
    text_finish(&left);
    text_finish(&right);
}

static void member_words(const struct plan_words *words, const struct operand *operand, size_t node,
                         const struct qualifier *qualifier, struct text *out) {
    size_t join = plan_join_of(words->rule, node);
    if (join == SIZE_MAX || operand->index >= words->rule->nodes[join].input_count) {
        operand_words(words, operand->left, node, qualifier, out);
        return;
    }
    const struct plan_node *from = &words->rule->nodes[join];
    const struct qualifier inner = {.outer = qualifier, .name = from->names[operand->index]};
    operand_words(words, operand->left, from->inputs[operand->index], &inner, out);
}

static void keyed_words(const struct plan_words *words, const struct keyed_aggregate *keyed, struct text *out) {
    operand_words(words, keyed->value, keyed->node, NULL, out);
    text_append_string(out, " by ");
    for (size_t i = 0; i < keyed->key_count; i++) {
        const struct qualifier set = {.node = keyed->node};
        text_append_string(out, i > 0 ? ", " : "");
        operand_words(words, keyed->keys[i], keyed->node, &set, out);
    }
}

static const char *function_name(enum aggregate_function function) {
    static const char *const names[] = {
        [AGGREGATE_COUNT] = "count",     [AGGREGATE_MIN] = "min",
        [AGGREGATE_MAX] = "max",         [AGGREGATE_SUM] = "sum",
        [AGGREGATE_AVERAGE] = "average", [AGGREGATE_STANDARD_DEVIATION] = "standard_deviation",
        [AGGREGATE_UNIQUE] = "unique",   [AGGREGATE_TOP] = "top",
    };
    return names[function];
}

static size_t group_of(const struct plan_words *words, size_t node) {
    size_t shape = plan_shape(words->rule, node);
    return words->rule->nodes[shape].kind == PLAN_GROUP ? shape : SIZE_MAX;
}

// Which set the aggregate is over is said unless it is the rows at hand.
static void aggregate_words(const struct plan_words *words, const struct aggregate *aggregate, size_t node,
                            struct text *out) {
    size_t group = group_of(words, node);
    struct qualifier set = {.node = aggregate->node};
    if (set.node == SIZE_MAX && aggregate->input != SIZE_MAX && group != SIZE_MAX) {
        set.node = words->rule->nodes[group].inputs[aggregate->input];
    }
    text_append_string(out, function_name(aggregate->function));
    text_append_char(out, '(');
    if (aggregate->limit != NULL) {
        operand_words(words, aggregate->limit, node, NULL, out);
        text_append_string(out, ", ");
    }
    if (aggregate->argument != NULL && aggregate->argument->kind == OPERAND_KEYED) {
        keyed_words(words, &words->rule->keyed[aggregate->argument->index], out);
    } else if (aggregate->argument != NULL) {
        bool named = set.node != SIZE_MAX;
        operand_words(words, aggregate->argument, named ? set.node : node, named ? &set : NULL, out);
    } else if (set.node != SIZE_MAX) {
        words_node(out, set.node);
    }
    text_append_char(out, ')');
}

static void by_input_words(const struct plan_words *words, const struct operand *operand, size_t node,
                           struct text *out) {
    size_t group = group_of(words, node);
    text_append_char(out, '(');
    for (size_t i = 0; i < operand->input_count; i++) {
        size_t input = group == SIZE_MAX ? node : words->rule->nodes[group].inputs[i];
        const struct qualifier set = {.node = input};
        text_append_string(out, i > 0 ? " | " : "");
        if (operand->inputs[i] == NULL) {
            text_append_string(out, "null");
        } else {
            operand_words(words, operand->inputs[i], input, &set, out);
        }
    }
    text_append_char(out, ')');
}

// The key or column of a group or select row.
static void value_name(const struct plan_words *words, size_t index, size_t node, struct text *out) {
    const struct plan_node *shape = &words->rule->nodes[plan_shape(words->rule, node)];
    if (index < shape->name_count) {
        text_append(out, shape->names[index]);
    } else {
        words_node(out, index);
    }
}

static void operand_words(const struct plan_words *words, const struct operand *operand, size_t node,
                          const struct qualifier *qualifier, struct text *out) {
    switch (operand->kind) {
    case OPERAND_CONSTANT:
        value_words(out, operand->constant);
        break;
    case OPERAND_NOW:
        text_append_string(out, "now");
        break;
    case OPERAND_COLUMN:
        qualify(out, qualifier);
        words_column(words, operand->index, out);
        break;
    case OPERAND_COALESCE:
        coalesce_words(words, operand, node, qualifier, out);
        break;
    case OPERAND_ARITHMETIC:
        arithmetic_words(words, operand, node, qualifier, out);
        break;
    case OPERAND_MEMBER:
        member_words(words, operand, node, qualifier, out);
        break;
    case OPERAND_VALUE:
        qualify(out, qualifier);
        value_name(words, operand->index, node, out);
        break;
    case OPERAND_EXTRA:
        qualify(out, qualifier);
        text_append(out, words->rule->nodes[operand->index].field);
        break;
    case OPERAND_KEYED:
        text_append_char(out, '(');
        keyed_words(words, &words->rule->keyed[operand->index], out);
        text_append_char(out, ')');
        break;
    case OPERAND_AGGREGATE:
        aggregate_words(words, operand->aggregate, node, out);
        break;
    case OPERAND_BY_INPUT:
        by_input_words(words, operand, node, out);
        break;
    }
}

void words_operand(const struct plan_words *words, const struct operand *operand, size_t node, struct text *out) {
    operand_words(words, operand, node, NULL, out);
}

// ---------------------------------------------------------------------------
// The model

void words_event_type(const struct plan_words *words, const struct plan_event_type *type, struct text *out) {
    if (type->object == SIZE_MAX) {
        text_append_string(out, "*:*");
        return;
    }
    const struct model_object *object = &words->model->objects[type->object];
    text_append(out, object->name);
    text_append_char(out, ':');
    if (type->action == SIZE_MAX) {
        text_append_char(out, '*');
    } else {
        text_append(out, object->actions[type->action].name);
    }
}
