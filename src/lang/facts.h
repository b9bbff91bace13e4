// SPDX-License-Identifier: Apache-2.0
// What is known of the rows of a set: the tests that they have passed, in the
// filters before and in the sets that were joined. Private to the checker.
#ifndef CARL_LANG_FACTS_H
#define CARL_LANG_FACTS_H

#include "lang/constraint.h"

// The group of a constraint that is known of the rows.
#define FACT_GROUP SIZE_MAX

// Comparing every pair of more tests than this would take too long; what is
// beyond is not compared.
enum { CONSTRAINT_LIMIT = 512 };

// A test, and the field that it is about seen from where it is looked at: of a
// join's rows that of an input is one of a member.
struct fact {
    const struct constraint *constraint;
    struct subject subject;
};

// Tests to be compared, in a buffer that the checker lends.
struct fact_list {
    struct fact *items;
    size_t count;
    size_t capacity;
};

// Of one relation.
struct relation_facts {
    const struct constraint *items;
    size_t count;
    bool contradicted; // no row can be in it, which has been reported
    bool guessed;      // what it is made from is not what was written
};

// An empty list. The one that was begun before ends.
struct fact_list facts_begin(struct checker *checker);

// Appends a test while there is room.
void facts_append(struct fact_list *list, const struct constraint *constraint);

// Appends what is known of the rows that the condition of `relation` is about:
// of those of its inputs. Nothing where no row can be in them: what follows from
// that is not reported again.
void facts_collect(struct checker *checker, const struct relation *relation, struct fact_list *list);

// Makes what the condition of `relation` says known of its rows. The constraints
// live as long as the checker.
void facts_add(struct checker *checker, const struct relation *relation, struct constraint *items, size_t count);

// Notes that an input of `relation` stands in for one that was not found: what is
// known of its rows is no reason for a remark.
void facts_guess(struct checker *checker, const struct relation *relation);

// Notes that no row can be in `relation` (NULL: in nothing).
void facts_contradict(struct checker *checker, const struct relation *relation);

#endif
