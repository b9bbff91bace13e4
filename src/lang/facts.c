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

static void add(struct checker *checker, struct constraint constraint, struct constraint_list *list) {
    constraint.group = FACT_GROUP;
    if (list->count < CONSTRAINT_LIMIT) {
        (void)LIST_PUSH(checker->arena, list, constraint);
    }
}

// Appends what is known of the rows of `relation`; false where there can be none.
static bool collect(struct checker *checker, const struct relation *relation, size_t links,
                    struct constraint_list *list);

// The facts of a join's input are those of its member in each row.
static bool collect_member(struct checker *checker, const struct relation *join, size_t member, size_t links,
                           struct constraint_list *list) {
    const struct relation *input = join->inputs[member];
    const struct relation *shape = relation_shape(input);
    if (shape->kind != RELATION_SEARCH) {
        return true;
    }
    struct constraint_list facts = {0};
    if (!collect(checker, input, links, &facts)) {
        return false;
    }
    for (size_t i = 0; i < facts.count; i++) {
        struct constraint fact = facts.items[i];
        if (fact.subject.place == shape && fact.subject.member == SIZE_MAX) {
            fact.subject.place = input;
            fact.subject.member = member;
            add(checker, fact, list);
        }
    }
    return true;
}

static bool collect(struct checker *checker, const struct relation *relation, size_t links,
                    struct constraint_list *list) {
    for (const struct relation *at = relation; links > 0 && list->count < CONSTRAINT_LIMIT; links--) {
        const struct relation_facts *facts = facts_of(checker, at);
        if (facts->contradicted) {
            return false;
        }
        for (size_t i = 0; i < facts->count; i++) {
            add(checker, facts->items[i], list);
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

void facts_collect(struct checker *checker, const struct relation *relation, struct constraint_list *list) {
    if (relation == NULL || facts_of(checker, relation)->guessed) {
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

void facts_add(struct checker *checker, const struct relation *relation, const struct constraint *items, size_t count) {
    struct relation_facts *facts = own_facts(checker, relation);
    struct constraint *copy = count > 0 ? ARENA_ARRAY(checker->arena, count, struct constraint) : NULL;
    if (facts == NULL || copy == NULL) {
        return;
    }
    memcpy(copy, items, count * sizeof *copy);
    facts->items = copy;
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
