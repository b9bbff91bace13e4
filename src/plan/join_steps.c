// SPDX-License-Identifier: Apache-2.0
#include "plan/join_steps.h"

#include <stdint.h>

// Which inputs are read, as bits.
static uint64_t operand_mask(const struct operand *operand) {
    if (operand == NULL) {
        return 0;
    }
    if (operand->kind == OPERAND_MEMBER) {
        return UINT64_C(1) << operand->index;
    }
    uint64_t mask = operand_mask(operand->left) | operand_mask(operand->right);
    for (size_t i = 0; i < operand->input_count; i++) {
        mask |= operand_mask(operand->inputs[i]);
    }
    return mask;
}

static uint64_t predicate_mask(const struct predicate *predicate) {
    uint64_t mask = operand_mask(predicate->left) | operand_mask(predicate->right);
    for (size_t i = 0; i < predicate->child_count; i++) {
        mask |= predicate_mask(predicate->children[i]);
    }
    return mask;
}

static size_t count_conjuncts(const struct predicate *predicate) {
    if (predicate->kind != PREDICATE_AND) {
        return 1;
    }
    size_t count = 0;
    for (size_t i = 0; i < predicate->child_count; i++) {
        count += count_conjuncts(predicate->children[i]);
    }
    return count;
}

static size_t flatten(const struct predicate *predicate, const struct predicate **conjuncts, size_t count) {
    if (predicate->kind != PREDICATE_AND) {
        conjuncts[count] = predicate;
        return count + 1;
    }
    for (size_t i = 0; i < predicate->child_count; i++) {
        count = flatten(predicate->children[i], conjuncts, count);
    }
    return count;
}

// The step of the last input that is read; the first where none is.
static size_t due_at(uint64_t mask) {
    size_t input = 0;
    for (; mask > 1; mask >>= 1) {
        input++;
    }
    return input;
}

static void add_key(struct join_step *step, uint64_t own, const struct predicate *conjunct) {
    uint64_t left = operand_mask(conjunct->left);
    uint64_t right = operand_mask(conjunct->right);
    bool from_left = left == own && right != 0 && right < own;
    bool from_right = right == own && left != 0 && left < own;
    if (conjunct->compare == COMPARE_EQ && (from_left || from_right)) {
        step->own[step->key_count] = from_left ? conjunct->left : conjunct->right;
        step->other[step->key_count++] = from_left ? conjunct->right : conjunct->left;
    }
}

static bool is_time_of(const struct plan *plan, const struct operand *operand, size_t input) {
    return operand->kind == OPERAND_MEMBER && operand->index == input && operand->left->kind == OPERAND_COLUMN &&
           plan->columns.items[operand->left->index].kind == ROW_TIME;
}

static void add_bound(const struct plan *plan, struct join_step *step, size_t input, const struct predicate *conjunct) {
    uint64_t own = UINT64_C(1) << input;
    bool from_left = is_time_of(plan, conjunct->left, input) && operand_mask(conjunct->right) < own;
    bool from_right = is_time_of(plan, conjunct->right, input) && operand_mask(conjunct->left) < own;
    bool ordered = conjunct->compare >= COMPARE_LT && conjunct->compare <= COMPARE_GE;
    if (ordered && (from_left || from_right)) {
        step->bounds[step->bound_count++] = (struct join_bound){
            .compare = from_left ? conjunct->compare : compare_mirrored(conjunct->compare),
            .other = from_left ? conjunct->right : conjunct->left,
        };
    }
}

static void fill_step(const struct plan *plan, size_t input, const struct predicate *const *conjuncts, size_t count,
                      struct join_step *step) {
    uint64_t own = UINT64_C(1) << input;
    for (size_t i = 0; i < count; i++) {
        uint64_t mask = predicate_mask(conjuncts[i]);
        if (due_at(mask) != input) {
            continue;
        }
        if (mask == own || mask == 0) {
            step->alone[step->alone_count++] = conjuncts[i];
        } else {
            step->due[step->due_count++] = conjuncts[i];
        }
        if (conjuncts[i]->kind == PREDICATE_COMPARE) {
            add_key(step, own, conjuncts[i]);
            add_bound(plan, step, input, conjuncts[i]);
        }
    }
}

void join_steps_build(const struct plan *plan, struct plan_node *node) {
    struct arena *arena = plan->arena;
    size_t count = node->predicate == NULL ? 0 : count_conjuncts(node->predicate);
    const struct predicate **conjuncts = ARENA_ARRAY(arena, count, const struct predicate *);
    struct join_step *steps = ARENA_ARRAY(arena, node->input_count, struct join_step);
    if (conjuncts == NULL || steps == NULL) {
        return;
    }
    if (node->predicate != NULL) {
        (void)flatten(node->predicate, conjuncts, 0);
    }
    for (size_t i = 0; i < node->input_count; i++) {
        steps[i].alone = ARENA_ARRAY(arena, count, const struct predicate *);
        steps[i].due = ARENA_ARRAY(arena, count, const struct predicate *);
        steps[i].own = ARENA_ARRAY(arena, count, const struct operand *);
        steps[i].other = ARENA_ARRAY(arena, count, const struct operand *);
        steps[i].bounds = ARENA_ARRAY(arena, count, struct join_bound);
        if (arena_failed(arena)) {
            return;
        }
        fill_step(plan, i, conjuncts, count, &steps[i]);
    }
    node->steps = steps;
}
