// SPDX-License-Identifier: Apache-2.0
#include "lang/facts.h"

// Sets that are walked through from one to that which it was made from.
enum { MOST_LINKS = 256 };

static const struct relation_facts *facts_of(const struct checker *checker, const struct relation *relation) {
    static const struct relation_facts none = {0};
    return relation->index < checker->facts.count ? &checker->facts.items[relation->index] : &none;
}

static struct relation_facts *own_facts(struct checker *checker, const struct relation *relation) {
    while (checker->facts.count <= relation->index) {
        if (!LIST_PUSH(checker->arena, &checker->facts, ((struct relation_facts){0}))) {
            return NULL;
        }
    }
    return &checker->facts.items[relation->index];
}

struct fact_list facts_begin(struct checker *checker) {
    enum { CAPACITY = 2 * CONSTRAINT_LIMIT };
    if (checker->lent == NULL) {
        checker->lent = ARENA_ARRAY(checker->arena, CAPACITY, struct fact);
    }
    return (struct fact_list){checker->lent, 0, checker->lent == NULL ? 0 : CAPACITY};
}

void facts_append(struct fact_list *list, const struct constraint *constraint) {
    if (list->count < list->capacity) {
        list->items[list->count++] = (struct fact){constraint, constraint->subject};
    }
}

// Appends what is known of the rows of `relation`; false where there can be none.
static bool collect(struct checker *checker, const struct relation *relation, size_t links, struct fact_list *list);

// The facts of a join's input are those of its member in each row.
static bool collect_member(struct checker *checker, const struct relation *join, size_t member, size_t links,
                           struct fact_list *list) {
    const struct relation *input = join->inputs[member];
    const struct relation *shape = relation_shape(input);
    size_t before = list->count;
    if (shape->kind != RELATION_SEARCH) {
        return true;
    }
    if (!collect(checker, input, links, list)) {
        return false;
    }
    size_t kept = before;
    for (size_t i = before; i < list->count; i++) {
        struct fact fact = list->items[i];
        if (fact.subject.place == shape && fact.subject.member == SIZE_MAX) {
            fact.subject.place = input;
            fact.subject.member = member;
            list->items[kept++] = fact;
        }
    }
    list->count = kept;
    return true;
}

static bool collect(struct checker *checker, const struct relation *relation, size_t links, struct fact_list *list) {
    for (const struct relation *at = relation; links > 0 && list->count < CONSTRAINT_LIMIT; links--) {
        const struct relation_facts *facts = facts_of(checker, at);
        if (facts->contradicted) {
            return false;
        }
        for (size_t i = 0; i < facts->count && list->count < CONSTRAINT_LIMIT; i++) {
            facts_append(list, &facts->items[i]);
        }
        if (facts->guessed) {
            return true;
        }
        switch (at->kind) {
        case RELATION_FILTER:
        case RELATION_DERIVE:
        case RELATION_COUNT_BY:
        case RELATION_DIFFERENCE:
            at = at->inputs[0];
            break;
        case RELATION_JOIN:
            for (size_t i = 0; i < at->input_count; i++) {
                if (!collect_member(checker, at, i, links - 1, list)) {
                    return false;
                }
            }
            return true;
        default:
            return true;
        }
    }
    return true;
}

void facts_collect(struct checker *checker, const struct relation *relation, struct fact_list *list) {
    if (facts_of(checker, relation)->guessed) {
        return;
    }
    size_t before = list->count;
    bool possible = true;
    if (relation->kind == RELATION_FILTER) {
        possible = collect(checker, relation->inputs[0], MOST_LINKS, list);
    }
    for (size_t i = 0; relation->kind == RELATION_JOIN && possible && i < relation->input_count; i++) {
        possible = collect_member(checker, relation, i, MOST_LINKS, list);
    }
    if (!possible) {
        list->count = before;
    }
}

void facts_add(struct checker *checker, const struct relation *relation, struct constraint *items, size_t count) {
    struct relation_facts *facts = count > 0 ? own_facts(checker, relation) : NULL;
    if (facts == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        items[i].group = FACT_GROUP;
    }
    facts->items = items;
    facts->count = count;
}

void facts_guess(struct checker *checker, const struct relation *relation) {
    struct relation_facts *facts = own_facts(checker, relation);
    if (facts != NULL) {
        facts->guessed = true;
    }
}

void facts_contradict(struct checker *checker, const struct relation *relation) {
    struct relation_facts *facts = relation == NULL ? NULL : own_facts(checker, relation);
    if (facts != NULL) {
        facts->contradicted = true;
    }
}
