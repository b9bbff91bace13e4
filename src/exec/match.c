// SPDX-License-Identifier: Apache-2.0
// Matchers over a row, and the rules that come into question by what they find.
#include "base/bits.h"
#include "exec/compare.h"
#include "exec/eval_internal.h"
#include "plan/matcher.h"

#include <string.h>

static void mark_rules(struct eval *eval, size_t leaf) {
    const struct plan_dispatch *dispatch = eval->dispatch;
    for (size_t i = dispatch->leaf_starts[leaf]; i < dispatch->leaf_starts[leaf + 1]; i++) {
        bits_set(eval->candidates, dispatch->leaf_rules[i]);
    }
}

static void found(void *user, size_t leaf) {
    struct eval *eval = user;
    if (eval->leaves[leaf] == eval->generation) {
        return;
    }
    eval->leaves[leaf] = eval->generation;
    if (eval->marking) {
        mark_rules(eval, leaf);
    }
}

static void match_subject(struct eval *eval, const struct matcher *matcher, struct subject *subject) {
    struct number number;
    struct match_value value = {.folded = subject_folded(eval, subject)};
    if (matcher->numbers.count > 0 && value_as_number(subject->value, &number)) {
        value.number = &number;
    }
    matcher_search(matcher, &value, eval->regexes, found, eval);
}

// A list stands for its elements. False where there is nothing to be matched.
static bool match_value(struct eval *eval, const struct matcher *matcher, struct value value) {
    struct subject subject;
    if (value.kind == VALUE_LIST) {
        for (size_t i = 0; i < value.as.list.count; i++) {
            (void)match_value(eval, matcher, value.as.list.items[i]);
        }
        return true;
    }
    if (!subject_of_value(eval, value, &subject)) {
        return false;
    }
    match_subject(eval, matcher, &subject);
    return true;
}

static bool match_cell(struct eval *eval, const struct matcher *matcher, struct cell *cell) {
    struct subject subject;
    if (!subject_of_cell(eval, cell, &subject)) {
        return false;
    }
    match_subject(eval, matcher, &subject);
    cell->folded = subject.folded;
    cell->has_folded = subject.has_folded;
    return true;
}

static const struct match *run(struct eval *eval, const struct matcher *matcher) {
    struct match *match = &eval->matches[matcher->number];
    if (match->generation != eval->generation) {
        struct cell *cell = eval_scalar_cell(eval, matcher->operand);
        match->generation = eval->generation;
        match->null = cell == NULL ? !match_value(eval, matcher, eval_operand(eval, matcher->operand))
                                   : !match_cell(eval, matcher, cell);
    }
    return match;
}

enum outcome eval_match(struct eval *eval, const struct predicate *leaf) {
    if (run(eval, leaf->matcher)->null) {
        return OUTCOME_NULL;
    }
    return eval->leaves[leaf->leaf] == eval->generation ? OUTCOME_TRUE : OUTCOME_FALSE;
}

const uint64_t *eval_candidates(struct eval *eval) {
    const struct plan_dispatch *dispatch = eval->dispatch;
    memcpy(eval->candidates, dispatch->always, bits_words(dispatch->rules.count) * sizeof *eval->candidates);
    eval->marking = true;
    for (size_t i = 0; i < dispatch->trigger_count; i++) {
        (void)run(eval, dispatch->triggers[i]);
    }
    eval->marking = false;
    return eval->candidates;
}
