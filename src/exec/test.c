// SPDX-License-Identifier: Apache-2.0
// Tests of texts: patterns, sets, substrings and regexes, one by one.
#include "base/fold.h"
#include "exec/compare.h"
#include "exec/eval_internal.h"
#include "plan/value_set.h"

#include <stdint.h>

// ---------------------------------------------------------------------------
// Subjects

bool subject_of_value(struct eval *eval, struct value value, struct subject *ret_subject) {
    struct subject subject = {.value = value};
    if (!value_as_text(value, &eval->scratch, &subject.text)) {
        return false;
    }
    *ret_subject = subject;
    return true;
}

bool subject_of_cell(struct eval *eval, const struct cell *cell, struct subject *ret_subject) {
    if (!subject_of_value(eval, cell->value, ret_subject)) {
        return false;
    }
    ret_subject->folded = cell->folded;
    ret_subject->has_folded = cell->has_folded;
    return true;
}

static struct slice fold_scratch(struct eval *eval, struct slice text) {
    char *folded = text.size > SIZE_MAX / 2 ? NULL : arena_alloc(&eval->scratch, text.size * 2);
    return folded == NULL ? (struct slice){0} : slice_make(folded, fold_write(text, folded));
}

struct slice subject_folded(struct eval *eval, struct subject *subject) {
    if (!subject->has_folded) {
        subject->folded = fold_scratch(eval, subject->text);
        subject->has_folded = true;
    }
    return subject->folded;
}

// ---------------------------------------------------------------------------
// Tests

static bool subject_matches(struct eval *eval, struct subject *subject, const struct pattern *pattern) {
    struct number number;
    if (pattern->numeric && value_as_number(subject->value, &number)) {
        return number_compare(number, pattern->number) == 0;
    }
    return pattern_match(pattern, subject_folded(eval, subject));
}

static bool subject_in_set(struct eval *eval, struct subject *subject, const struct value_set *set) {
    struct number number;
    if (set->number_count > 0 && value_as_number(subject->value, &number)) {
        for (size_t i = 0; i < set->number_count; i++) {
            if (number_compare(number, set->numbers[i]) == 0) {
                return true;
            }
        }
    }
    struct slice folded = subject_folded(eval, subject);
    if (value_set_has_text(set, folded)) {
        return true;
    }
    for (size_t i = 0; i < set->pattern_count; i++) {
        if (pattern_match(&set->patterns[i], folded)) {
            return true;
        }
    }
    struct address address;
    if (set->network_count > 0 && address_parse(subject->text, &address)) {
        for (size_t i = 0; i < set->network_count; i++) {
            if (network_contains(&set->networks[i], &address)) {
                return true;
            }
        }
    }
    return false;
}

static bool subject_contains(struct eval *eval, struct subject *subject, struct value needle) {
    if (needle.kind == VALUE_LIST) {
        for (size_t i = 0; i < needle.as.list.count; i++) {
            if (subject_contains(eval, subject, needle.as.list.items[i])) {
                return true;
            }
        }
        return false;
    }
    struct slice text;
    return value_as_text(needle, &eval->scratch, &text) &&
           slice_find(subject_folded(eval, subject), fold_scratch(eval, text), 0) != SIZE_MAX;
}

static bool subject_holds(struct eval *eval, struct subject *subject, const struct predicate *predicate,
                          struct value other) {
    switch (predicate->kind) {
    case PREDICATE_PATTERN:
    case PREDICATE_ANY_PATTERN:
        for (size_t i = 0; i < predicate->pattern_count; i++) {
            if (subject_matches(eval, subject, &predicate->patterns[i])) {
                return true;
            }
        }
        return false;
    case PREDICATE_SET:
        return subject_in_set(eval, subject, predicate->set);
    case PREDICATE_SUBSTRING:
        return subject_contains(eval, subject, other);
    case PREDICATE_MATCH:
        return regex_search(predicate->regex, eval->regexes, subject->text);
    case PREDICATE_TRUTH:
        return slice_equal(subject_folded(eval, subject), SLICE("true"));
    default:
        return false;
    }
}

// A list stands for its elements: the test holds where one of them passes it.
static enum outcome test_value(struct eval *eval, const struct predicate *leaf, struct value value,
                               struct value other) {
    if (value.kind == VALUE_LIST) {
        for (size_t i = 0; i < value.as.list.count; i++) {
            if (test_value(eval, leaf, value.as.list.items[i], other) == OUTCOME_TRUE) {
                return OUTCOME_TRUE;
            }
        }
        return OUTCOME_FALSE;
    }
    struct subject subject;
    if (!subject_of_value(eval, value, &subject)) {
        return OUTCOME_NULL;
    }
    return subject_holds(eval, &subject, leaf, other) ? OUTCOME_TRUE : OUTCOME_FALSE;
}

// The same for a column that holds a scalar, whose fold is kept for the row.
static enum outcome test_cell(struct eval *eval, const struct predicate *leaf, struct cell *cell, struct value other) {
    struct subject subject;
    if (!subject_of_cell(eval, cell, &subject)) {
        return OUTCOME_NULL;
    }
    bool holds = subject_holds(eval, &subject, leaf, other);
    cell->folded = subject.folded;
    cell->has_folded = subject.has_folded;
    return holds ? OUTCOME_TRUE : OUTCOME_FALSE;
}

enum outcome eval_test(struct eval *eval, const struct predicate *leaf) {
    struct value other = value_null();
    if (leaf->kind == PREDICATE_SUBSTRING) {
        other = eval_operand(eval, leaf->right);
        if (other.kind == VALUE_NULL || other.kind == VALUE_RECORD) {
            return OUTCOME_NULL;
        }
    }
    struct cell *cell = eval_scalar_cell(eval, leaf->left);
    return cell == NULL ? test_value(eval, leaf, eval_operand(eval, leaf->left), other)
                        : test_cell(eval, leaf, cell, other);
}
