// SPDX-License-Identifier: Apache-2.0
#include "plan/share.h"

#include "base/hash.h"
#include "base/hash_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct sharing {
    struct plan *plan;
    VECTOR(const struct operand *) operands; // none twice
    struct hash_index operand_index;
    struct hash_index predicate_index; // of plan->predicates
    bool failed;                       // memory ran out
};

static uint64_t hash_pointer(uint64_t hash, const void *pointer) {
    return hash_unit(hash, (uint64_t)(uintptr_t)pointer);
}

static uint64_t hash_text(uint64_t hash, struct slice text) {
    return hash_bytes(hash_unit(hash, text.size), text);
}

// ---------------------------------------------------------------------------
// Operands

// True for what depends on nothing but the event.
static bool reads_event(const struct operand *operand) {
    switch (operand->kind) {
    case OPERAND_CONSTANT:
        return operand->constant.kind != VALUE_LIST;
    case OPERAND_COLUMN:
        return true;
    case OPERAND_COALESCE:
    case OPERAND_ARITHMETIC:
        return reads_event(operand->left) && reads_event(operand->right);
    default:
        return false;
    }
}

static int64_t nanoseconds_of(const struct value *value) {
    return value->kind == VALUE_TIME || value->kind == VALUE_DURATION ? value->as.nanoseconds : 0;
}

static uint64_t hash_operand(const struct operand *operand) {
    uint64_t hash = hash_unit(HASH_BASIS, operand->kind);
    hash = hash_unit(hash, operand->index);
    hash = hash_unit(hash, operand->arithmetic);
    hash = hash_unit(hash, operand->constant.kind);
    hash = hash_text(hash, operand->constant.text);
    hash = hash_unit(hash, (uint64_t)nanoseconds_of(&operand->constant));
    return hash_pointer(hash_pointer(hash, operand->left), operand->right);
}

static bool same_operand(const struct operand *a, const struct operand *b) {
    return a->kind == b->kind && a->index == b->index && a->arithmetic == b->arithmetic && a->left == b->left &&
           a->right == b->right && a->constant.kind == b->constant.kind &&
           slice_equal(a->constant.text, b->constant.text) &&
           nanoseconds_of(&a->constant) == nanoseconds_of(&b->constant);
}

static const struct operand *add_operand(struct sharing *sharing, const struct operand *operand, uint64_t hash) {
    struct operand *copy = ARENA_NEW(sharing->plan->arena, struct operand);
    if (copy == NULL || !VECTOR_PUSH(&sharing->operands, copy) ||
        !hash_index_add(&sharing->operand_index, hash, sharing->operands.count - 1)) {
        sharing->failed = true;
        return NULL;
    }
    *copy = *operand;
    return copy;
}

// The one operand that stands for all equal ones; itself where it depends on
// more than the event. NULL for NULL, and when memory is out.
static const struct operand *share_operand(struct sharing *sharing, const struct operand *operand) {
    if (operand == NULL || !reads_event(operand)) {
        return operand;
    }
    struct operand wanted = *operand;
    wanted.left = share_operand(sharing, operand->left);
    wanted.right = share_operand(sharing, operand->right);
    uint64_t hash = hash_operand(&wanted);
    size_t cursor = 0;
    for (;;) {
        size_t place = hash_index_next(&sharing->operand_index, hash, &cursor);
        if (place == SIZE_MAX) {
            return add_operand(sharing, &wanted, hash);
        }
        if (same_operand(sharing->operands.items[place], &wanted)) {
            return sharing->operands.items[place];
        }
    }
}

// ---------------------------------------------------------------------------
// Predicates

static uint64_t hash_pattern(uint64_t hash, const struct pattern *pattern) {
    hash = hash_unit(hash, pattern->form);
    for (size_t i = 0; i < pattern->piece_count; i++) {
        hash = hash_text(hash, pattern->pieces[i]);
    }
    return hash;
}

// Patterns that differ in case alone are the same.
static bool same_pattern(const struct pattern *a, const struct pattern *b) {
    if (a->form != b->form || a->anchored_start != b->anchored_start || a->anchored_end != b->anchored_end ||
        a->piece_count != b->piece_count) {
        return false;
    }
    for (size_t i = 0; i < a->piece_count; i++) {
        if (!slice_equal(a->pieces[i], b->pieces[i])) {
            return false;
        }
    }
    return true;
}

static uint64_t hash_set(uint64_t hash, const struct value_set *set) {
    hash = hash_unit(hash, set->number_count);
    for (size_t i = 0; i < set->text_capacity; i++) {
        hash = hash_text(hash, set->texts[i]);
    }
    for (size_t i = 0; i < set->pattern_count; i++) {
        hash = hash_pattern(hash, &set->patterns[i]);
    }
    return hash_unit(hash, set->network_count);
}

// Two sets may be called different that are equal: then they are not shared.
static bool same_set(const struct value_set *a, const struct value_set *b) {
    if (a->text_capacity != b->text_capacity || a->number_count != b->number_count ||
        a->pattern_count != b->pattern_count || a->network_count != b->network_count) {
        return false;
    }
    for (size_t i = 0; i < a->text_capacity; i++) {
        if (!slice_equal(a->texts[i], b->texts[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < a->number_count; i++) {
        if (number_compare(a->numbers[i], b->numbers[i]) != 0) {
            return false;
        }
    }
    for (size_t i = 0; i < a->pattern_count; i++) {
        if (!same_pattern(&a->patterns[i], &b->patterns[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < a->network_count; i++) {
        const struct network *x = &a->networks[i];
        const struct network *y = &b->networks[i];
        if (x->prefix != y->prefix || x->address.bits != y->address.bits ||
            memcmp(x->address.bytes, y->address.bytes, sizeof x->address.bytes) != 0) {
            return false;
        }
    }
    return true;
}

static uint64_t hash_predicate(const struct predicate *predicate) {
    uint64_t hash = hash_unit(HASH_BASIS, predicate->kind);
    hash = hash_unit(hash, (uint64_t)predicate->constant << 1 | predicate->negated);
    hash = hash_unit(hash, predicate->compare);
    hash = hash_pointer(hash_pointer(hash, predicate->left), predicate->right);
    hash = hash_pointer(hash, predicate->regex);
    for (size_t i = 0; i < predicate->child_count; i++) {
        hash = hash_pointer(hash, predicate->children[i]);
    }
    for (size_t i = 0; i < predicate->pattern_count; i++) {
        hash = hash_pattern(hash, &predicate->patterns[i]);
    }
    return predicate->set == NULL ? hash : hash_set(hash, predicate->set);
}

static bool same_patterns(const struct predicate *a, const struct predicate *b) {
    for (size_t i = 0; a->pattern_count == b->pattern_count && i < a->pattern_count; i++) {
        if (!same_pattern(&a->patterns[i], &b->patterns[i])) {
            return false;
        }
    }
    return a->pattern_count == b->pattern_count;
}

static bool same_predicate(const struct predicate *a, const struct predicate *b) {
    if (a->kind != b->kind || a->constant != b->constant || a->negated != b->negated || a->compare != b->compare ||
        a->left != b->left || a->right != b->right || a->regex != b->regex || a->child_count != b->child_count ||
        (a->set == NULL) != (b->set == NULL)) {
        return false;
    }
    for (size_t i = 0; i < a->child_count; i++) {
        if (a->children[i] != b->children[i]) {
            return false;
        }
    }
    return same_patterns(a, b) && (a->set == NULL || same_set(a->set, b->set));
}

// The children of a predicate that `and`s or `or`s, among them those of children
// that do the same.
static size_t gather_children(const struct predicate *predicate, struct predicate *const *children,
                              struct predicate **ret_children) {
    bool flat = predicate->kind == PREDICATE_NOT;
    size_t count = 0;
    for (size_t i = 0; i < predicate->child_count; i++) {
        bool inner = !flat && children[i]->kind == predicate->kind;
        size_t own = inner ? children[i]->child_count : 1;
        for (size_t k = 0; k < own; k++) {
            if (ret_children != NULL) {
                ret_children[count] = inner ? children[i]->children[k] : children[i];
            }
            count++;
        }
    }
    return count;
}

static int by_number(const void *a, const void *b) {
    size_t x = (*(struct predicate *const *)a)->number;
    size_t y = (*(struct predicate *const *)b)->number;
    return (x > y) - (x < y);
}

static size_t remove_repeated(struct predicate **children, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || children[kept - 1] != children[i]) {
            children[kept++] = children[i];
        }
    }
    return kept;
}

static struct predicate *share_predicate(struct sharing *sharing, const struct predicate *predicate);

// Children are put in the order of their numbers: it means nothing which of them
// is asked first.
static bool share_children(struct sharing *sharing, const struct predicate *predicate, struct predicate *wanted) {
    struct arena *arena = sharing->plan->arena;
    struct predicate **own = ARENA_ARRAY(arena, predicate->child_count, struct predicate *);
    for (size_t i = 0; own != NULL && i < predicate->child_count; i++) {
        own[i] = share_predicate(sharing, predicate->children[i]);
        if (own[i] == NULL) {
            return false;
        }
    }
    size_t count = own == NULL ? 0 : gather_children(predicate, own, NULL);
    struct predicate **children = ARENA_ARRAY(arena, count, struct predicate *);
    if (own == NULL || children == NULL) {
        return false;
    }
    (void)gather_children(predicate, own, children);
    if (count > 0) {
        qsort(children, count, sizeof *children, by_number);
    }
    wanted->children = children;
    wanted->child_count = remove_repeated(children, count);
    return true;
}

static struct predicate *add_predicate(struct sharing *sharing, const struct predicate *predicate, uint64_t hash) {
    struct plan *plan = sharing->plan;
    struct predicate *copy = ARENA_NEW(plan->arena, struct predicate);
    if (copy == NULL || !VECTOR_PUSH(&plan->predicates, copy) ||
        !hash_index_add(&sharing->predicate_index, hash, plan->predicates.count - 1)) {
        return NULL;
    }
    *copy = *predicate;
    copy->number = plan->predicates.count - 1;
    return copy;
}

// The one predicate that stands for all equal ones. NULL when memory is out.
static struct predicate *share_predicate(struct sharing *sharing, const struct predicate *predicate) {
    struct predicate wanted = *predicate;
    wanted.left = share_operand(sharing, predicate->left);
    wanted.right = share_operand(sharing, predicate->right);
    if (sharing->failed || !share_children(sharing, predicate, &wanted)) {
        return NULL;
    }
    if (wanted.child_count == 1 && (wanted.kind == PREDICATE_AND || wanted.kind == PREDICATE_OR)) {
        return wanted.children[0];
    }
    uint64_t hash = hash_predicate(&wanted);
    size_t cursor = 0;
    for (;;) {
        size_t place = hash_index_next(&sharing->predicate_index, hash, &cursor);
        if (place == SIZE_MAX) {
            return add_predicate(sharing, &wanted, hash);
        }
        if (same_predicate(sharing->plan->predicates.items[place], &wanted)) {
            return sharing->plan->predicates.items[place];
        }
    }
}

static bool share_condition(struct sharing *sharing, const struct predicate **condition) {
    if (*condition == NULL) {
        return true;
    }
    *condition = share_predicate(sharing, *condition);
    return *condition != NULL;
}

// ---------------------------------------------------------------------------
// Uses

static void count_use(struct plan *plan, const struct predicate *condition) {
    struct predicate *predicate = plan->predicates.items[condition->number];
    for (size_t i = 0; predicate->uses == 0 && i < predicate->child_count; i++) {
        count_use(plan, predicate->children[i]);
    }
    predicate->uses++;
}

static void count_uses(struct plan *plan) {
    for (size_t i = 0; i < plan->rules.count; i++) {
        const struct plan_rule *rule = &plan->rules.items[i];
        for (size_t k = 0; k < rule->node_count; k++) {
            const struct plan_node *node = &rule->nodes[k];
            const struct predicate *condition = plan_node_condition(node);
            if (condition != NULL) {
                count_use(plan, condition);
            }
        }
    }
}

bool share_predicates(struct plan *plan) {
    struct sharing sharing = {.plan = plan};
    bool shared = true;
    for (size_t i = 0; i < plan->rules.count; i++) {
        struct plan_rule *rule = &plan->rules.items[i];
        for (size_t k = 0; shared && k < rule->node_count; k++) {
            shared = share_condition(&sharing, &rule->nodes[k].predicate) &&
                     share_condition(&sharing, &rule->nodes[k].early);
        }
    }
    VECTOR_FREE(&sharing.operands);
    hash_index_finish(&sharing.operand_index);
    hash_index_finish(&sharing.predicate_index);
    if (!shared || sharing.failed) {
        return false;
    }
    count_uses(plan);
    return true;
}
