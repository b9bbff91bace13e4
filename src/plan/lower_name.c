// SPDX-License-Identifier: Apache-2.0
// Names of fields to operands: through the members of join rows, past filters
// and derived fields, to a column of the event.
#include "plan/lower_expr.h"

#include "base/time.h"

#include <stdint.h>

struct operand *lower_column(struct lowering *lowering, const struct row_column *wanted) {
    struct operand *operand = lowering_operand(lowering, OPERAND_COLUMN);
    if (operand == NULL) {
        return NULL;
    }
    operand->index = plan_column(lowering->plan, wanted);
    for (size_t i = 0; i < lowering->columns.count; i++) {
        if (lowering->columns.items[i] == operand->index) {
            return operand;
        }
    }
    if (!VECTOR_PUSH(&lowering->columns, operand->index)) {
        lowering->failed = true;
        return NULL;
    }
    return operand;
}

// A column of the names of `path` from `first` on.
static struct operand *path_column(struct lowering *lowering, enum row_column_kind kind, size_t field,
                                   const struct path *path, size_t first) {
    size_t count = path->count - first;
    struct slice *names = ARENA_ARRAY(lowering->plan->arena, count, struct slice);
    if (names == NULL) {
        lowering->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = path->names[first + i].text;
    }
    return lower_column(lowering, &(struct row_column){kind, field, names, count});
}

static const struct operand *native(struct lowering *lowering, const struct reference *reference,
                                    const struct path *path) {
    struct operand *own = path_column(lowering, ROW_NATIVE, 0, path, reference->first);
    if (!reference->any_object || reference->field == SIZE_MAX) {
        return own;
    }
    struct operand *mapped = path_column(lowering, ROW_FIELD, reference->field, path, reference->first + 1);
    struct operand *either = own == NULL || mapped == NULL ? NULL : lowering_operand(lowering, OPERAND_COALESCE);
    if (either != NULL) {
        either->left = own;
        either->right = mapped;
    }
    return either;
}

// The node that added the field to rows of `relation`: a COUNT_BY, or NULL for a
// derived field, whose expression stands for it.
static const struct relation *count_by(const struct relation *relation, const struct expr *derived) {
    for (const struct relation *at = relation; at != NULL;) {
        if (at->kind == RELATION_COUNT_BY && at->derived == derived) {
            return at;
        }
        at = at->kind == RELATION_RUN ? at->yields : at->input_count > 0 ? at->inputs[0] : NULL;
    }
    return NULL;
}

static const struct operand *derived(struct lowering *lowering, const struct relation *relation,
                                     const struct reference *reference) {
    const struct relation *counted = count_by(relation, reference->derived);
    if (counted != NULL) {
        struct operand *operand = lowering_operand(lowering, OPERAND_EXTRA);
        if (operand != NULL) {
            operand->index = lowering_node(lowering, counted);
        }
        return operand;
    }
    return lower_over_rows(lowering, relation, reference->derived);
}

// The field itself, on rows of `relation` that have it without qualifiers.
static const struct operand *plain(struct lowering *lowering, const struct relation *relation,
                                   const struct reference *reference, const struct path *path) {
    static const struct {
        enum reference_kind reference;
        enum row_column_kind column;
    } header[] = {
        {REFERENCE_TIME, ROW_TIME},
        {REFERENCE_RAW_EVENT, ROW_RAW_EVENT},
        {REFERENCE_EVENT_CODE, ROW_EVENT_CODE},
        {REFERENCE_LOG_NAME, ROW_LOG_NAME},
        {REFERENCE_SEVERITY, ROW_SEVERITY},
        {REFERENCE_SUBJECT_SECURITY_ID, ROW_SUBJECT_SECURITY_ID},
    };
    for (size_t i = 0; i < sizeof header / sizeof *header; i++) {
        if (header[i].reference == reference->kind) {
            return lower_column(lowering, &(struct row_column){.kind = header[i].column});
        }
    }
    switch (reference->kind) {
    case REFERENCE_FIELD:
        return path_column(lowering, ROW_FIELD, reference->field, path, reference->first + 1);
    case REFERENCE_NATIVE:
        return native(lowering, reference, path);
    case REFERENCE_DERIVED:
        return derived(lowering, relation, reference);
    case REFERENCE_COLUMN: {
        struct operand *operand = lowering_operand(lowering, OPERAND_VALUE);
        if (operand != NULL) {
            operand->index = reference->field;
        }
        return operand;
    }
    default:
        lowering_gap(lowering, path->span, SLICE("this name"));
        return NULL;
    }
}

static const struct operand *on_member(struct lowering *lowering, size_t member, const struct operand *inner) {
    struct operand *operand = inner == NULL ? NULL : lowering_operand(lowering, OPERAND_MEMBER);
    if (operand != NULL) {
        operand->index = member;
        operand->left = inner;
        operand->late = inner->late;
    }
    return operand;
}

// The field on rows of `relation`, from which steps `step` and on lead to it.
static const struct operand *on_rows(struct lowering *lowering, const struct relation *relation,
                                     const struct reference *reference, const struct path *path, size_t step) {
    const struct relation *shape = relation_shape(relation);
    if (step == reference->member_count || shape->kind != RELATION_JOIN) {
        return plain(lowering, relation, reference, path);
    }
    size_t member = reference->members[step];
    return on_member(lowering, member, on_rows(lowering, shape->inputs[member], reference, path, step + 1));
}

const struct operand *lower_key(struct lowering *lowering, const struct relation *relation,
                                const struct reference *reference, const struct path *path) {
    return on_rows(lowering, relation, reference, path, 0);
}

// An input's value by its look: a number, a time or a text. It is data: a star
// in it is no wildcard.
const struct operand *lower_input(struct lowering *lowering, struct slice name, struct span span) {
    for (size_t i = 0; i < lowering->parameter_count; i++) {
        if (!slice_equal(lowering->parameters[i].name, name)) {
            continue;
        }
        struct slice text = arena_copy(lowering->plan->arena, lowering->parameters[i].value);
        struct operand *operand = lowering_operand(lowering, OPERAND_CONSTANT);
        struct number number;
        int64_t nanoseconds;
        if (operand == NULL || text.size == 0) {
            return operand;
        }
        operand->constant = value_text(text);
        if (number_parse_decimal(text, &number)) {
            operand->constant = value_number(text);
        } else if (time_parse(text, &nanoseconds)) {
            operand->constant = value_time(nanoseconds, text);
        }
        return operand;
    }
    lowering_note(lowering, (struct not_runnable){span, name, true});
    return NULL;
}

// True when every input has the field in the same place: then rows need not be
// told apart.
static bool is_one_field(const struct reference *reference) {
    for (size_t i = 0; i < reference->input_count; i++) {
        const struct reference *own = &reference->by_input[i];
        bool same = own->kind == reference->kind && own->field == reference->field && own->first == reference->first;
        if (!same || own->kind == REFERENCE_DERIVED || own->kind == REFERENCE_COLUMN || own->member_count > 0) {
            return false;
        }
    }
    return true;
}

static const struct operand *lower_by_input(struct lowering *lowering, const struct reference *reference,
                                            const struct path *path) {
    struct operand *operand = lowering_operand(lowering, OPERAND_BY_INPUT);
    const struct operand **inputs = ARENA_ARRAY(lowering->plan->arena, reference->input_count, const struct operand *);
    if (operand == NULL || inputs == NULL) {
        lowering->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < reference->input_count; i++) {
        const struct reference *own = &reference->by_input[i];
        if (own->kind == REFERENCE_NONE) {
            continue;
        }
        inputs[i] = lower_key(lowering, own->rows, own, path);
        if (inputs[i] == NULL) {
            return NULL;
        }
        operand->late = operand->late || inputs[i]->late;
    }
    operand->inputs = inputs;
    operand->input_count = reference->input_count;
    return operand;
}

const struct operand *lower_reference(struct lowering *lowering, const struct reference *reference,
                                      const struct path *path) {
    if (reference->by_input != NULL && !is_one_field(reference)) {
        return lower_by_input(lowering, reference, path);
    }
    const struct relation *relation =
        lowering->context == NULL || lowering->at_hand ? reference->rows : lowering->context;
    return lower_key(lowering, relation, reference, path);
}

const struct operand *lower_name(struct lowering *lowering, const struct expr *expr) {
    const struct reference *reference = &expr->reference;
    if (reference->kind == REFERENCE_VALUE) {
        if (reference->binding->kind == BINDING_VALUE && reference->binding->key_count > 0) {
            return lower_keyed(lowering, expr);
        }
        return lower_input(lowering, reference->binding->name.text, expr->span);
    }
    return lower_reference(lowering, reference, &expr->as.name.path);
}
