// SPDX-License-Identifier: Apache-2.0
// What is known of the rows of a set: the tests that they have passed, in the
// filters before and in the sets that were joined. Private to the checker.
#ifndef CARL_LANG_FACTS_H
#define CARL_LANG_FACTS_H

#include "lang/constraint.h"

// The group of a constraint that is a fact.
#define FACT_GROUP SIZE_MAX

// Comparing every pair of more tests than this would take too long; what is
// beyond is not compared.
enum { CONSTRAINT_LIMIT = 512 };

// Of one relation.
struct relation_facts {
    struct constraint *items;
    size_t count;
    bool contradicted; // no row can be in it, which has been reported
    bool guessed;      // what it is made from is not what was written
};

// Appends what is known of the rows that the condition of `relation` is about:
// of those of its inputs (NULL: nothing). Nothing too where no row can be in
// them: what follows from that is not reported again.
void facts_collect(struct checker *checker, const struct relation *relation, struct constraint_list *list);

// Adds what the condition of `relation` says about its rows.
void facts_add(struct checker *checker, const struct relation *relation, const struct constraint *items, size_t count);

// Notes that an input of `relation` stands in for one that was not found: what is
// known of its rows is no reason for a remark.
void facts_guess(struct checker *checker, const struct relation *relation);

// Notes that no row can be in `relation` (NULL: in nothing).
void facts_contradict(struct checker *checker, const struct relation *relation);

#endif
