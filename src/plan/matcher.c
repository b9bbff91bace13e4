// SPDX-License-Identifier: Apache-2.0
#include "plan/matcher.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAST_PARTS = 4,    // from which on one pass for all is faster than one for each
    LONGEST_CLUE = 200, // bytes
    ANCHOR_BONUS = 4,   // bytes that a piece at an end of the value counts for
};

// ---------------------------------------------------------------------------
// Which leaves

static bool has_clue(const struct pattern *pattern) {
    for (size_t i = 0; i < pattern->piece_count; i++) {
        struct slice piece = pattern->pieces[i];
        if (piece.size == 0 || memchr(piece.data, '\0', piece.size) != NULL) {
            return false;
        }
    }
    return pattern->form != PATTERN_ANY && pattern->piece_count > 0;
}

static bool have_clues(const struct pattern *patterns, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!has_clue(&patterns[i])) {
            return false;
        }
    }
    return true;
}

size_t matcher_weight(const struct predicate *leaf) {
    const struct value_set *set = leaf->set;
    switch (leaf->kind) {
    case PREDICATE_PATTERN:
    case PREDICATE_ANY_PATTERN:
        return have_clues(leaf->patterns, leaf->pattern_count) ? leaf->pattern_count : 0;
    case PREDICATE_SET:
        return set->network_count == 0 && have_clues(set->patterns, set->pattern_count)
                   ? 1 + set->pattern_count + set->number_count
                   : 0;
    default:
        return 0;
    }
}

// ---------------------------------------------------------------------------
// Clues

static void clues_init(struct text_clues *clues, enum text_place place) {
    text_index_init(&clues->index, place);
}

static void clues_finish(struct text_clues *clues) {
    text_index_finish(&clues->index);
    VECTOR_FREE(&clues->claims);
}

struct builder {
    struct arena *arena;
    struct matcher *matcher;
    size_t leaf;
};

static const struct match_claim *claim(struct builder *builder, const struct pattern *pattern,
                                       const struct match_claim *next) {
    struct match_claim *made = ARENA_NEW(builder->arena, struct match_claim);
    if (made != NULL) {
        *made = (struct match_claim){builder->leaf, pattern, next};
    }
    return made;
}

static bool add_text(struct builder *builder, struct text_clues *clues, struct slice text,
                     const struct pattern *pattern) {
    size_t number;
    if (!text_index_add(&clues->index, text, &number) ||
        (number == clues->claims.count && !VECTOR_PUSH(&clues->claims, NULL))) {
        return false;
    }
    clues->claims.items[number] = claim(builder, pattern, clues->claims.items[number]);
    return clues->claims.items[number] != NULL;
}

// Numbers that compare equal need not look equal: each has its own claim.
static bool add_number(struct builder *builder, struct number number) {
    struct number_clue clue = {number, claim(builder, NULL, NULL)};
    return clue.claims != NULL && VECTOR_PUSH(&builder->matcher->numbers, clue);
}

// The piece of a pattern that is worth most: a long one, or one whose place is
// known.
static size_t best_piece(const struct pattern *pattern) {
    size_t best = 0;
    size_t best_worth = 0;
    for (size_t i = 0; i < pattern->piece_count; i++) {
        bool anchored = (i == 0 && pattern->anchored_start) || (i + 1 == pattern->piece_count && pattern->anchored_end);
        size_t worth = pattern->pieces[i].size + (anchored ? ANCHOR_BONUS : 0);
        if (worth > best_worth) {
            best = i;
            best_worth = worth;
        }
    }
    return best;
}

static bool add_general(struct builder *builder, const struct pattern *pattern) {
    struct matcher *matcher = builder->matcher;
    size_t best = best_piece(pattern);
    struct slice piece = pattern->pieces[best];
    bool long_piece = piece.size > LONGEST_CLUE;
    const struct pattern *rest = pattern->form == PATTERN_GENERAL || long_piece ? pattern : NULL;
    if (best + 1 == pattern->piece_count && pattern->anchored_end) {
        size_t start = long_piece ? piece.size - LONGEST_CLUE : 0;
        return add_text(builder, &matcher->ends, slice_sub(piece, start, piece.size), rest);
    }
    piece.size = long_piece ? LONGEST_CLUE : piece.size;
    bool at_start = best == 0 && pattern->anchored_start;
    return add_text(builder, at_start ? &matcher->starts : &matcher->parts, piece, rest);
}

static bool add_pattern(struct builder *builder, const struct pattern *pattern) {
    if (pattern->form != PATTERN_EXACT) {
        return add_general(builder, pattern);
    }
    return (!pattern->numeric || add_number(builder, pattern->number)) &&
           add_text(builder, &builder->matcher->whole, pattern->pieces[0], NULL);
}

static bool add_patterns(struct builder *builder, const struct pattern *patterns, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!add_pattern(builder, &patterns[i])) {
            return false;
        }
    }
    return true;
}

static bool add_set(struct builder *builder, const struct value_set *set) {
    for (size_t i = 0; i < set->text_capacity; i++) {
        if (set->texts[i].size > 0 && !add_text(builder, &builder->matcher->whole, set->texts[i], NULL)) {
            return false;
        }
    }
    for (size_t i = 0; i < set->number_count; i++) {
        if (!add_number(builder, set->numbers[i])) {
            return false;
        }
    }
    return add_patterns(builder, set->patterns, set->pattern_count);
}

// ---------------------------------------------------------------------------
// Matchers

void matcher_destroy(struct matcher *matcher) {
    if (matcher != NULL) {
        clues_finish(&matcher->whole);
        clues_finish(&matcher->starts);
        clues_finish(&matcher->ends);
        clues_finish(&matcher->parts);
        text_set_destroy(matcher->part_set);
        VECTOR_FREE(&matcher->numbers);
        free(matcher);
    }
}

static struct matcher *add_matcher(struct plan *plan, const struct operand *operand) {
    struct matcher *matcher = calloc(1, sizeof *matcher);
    if (matcher == NULL || !VECTOR_PUSH(&plan->matchers, matcher)) {
        free(matcher);
        return NULL;
    }
    matcher->number = plan->matchers.count - 1;
    matcher->operand = operand;
    clues_init(&matcher->whole, TEXT_WHOLE);
    clues_init(&matcher->starts, TEXT_START);
    clues_init(&matcher->ends, TEXT_END);
    clues_init(&matcher->parts, TEXT_WHOLE);
    return matcher;
}

static bool add_leaf(struct plan *plan, struct matcher *matcher, struct predicate *leaf) {
    struct builder builder = {plan->arena, matcher, plan->leaf_count++};
    leaf->matcher = matcher;
    leaf->leaf = builder.leaf;
    return leaf->kind == PREDICATE_SET ? add_set(&builder, leaf->set)
                                       : add_patterns(&builder, leaf->patterns, leaf->pattern_count);
}

static int compare_numbers(const void *a, const void *b) {
    const struct number_clue *x = a;
    const struct number_clue *y = b;
    return (x->number.real > y->number.real) - (x->number.real < y->number.real);
}

// What has been added is put into the form in which it is searched for.
static enum carl_status complete(struct matcher *matcher) {
    if (matcher->numbers.count > 0) {
        qsort(matcher->numbers.items, matcher->numbers.count, sizeof *matcher->numbers.items, compare_numbers);
    }
    size_t count = matcher->parts.index.texts.count;
    if (count < LEAST_PARTS) {
        return CARL_OK;
    }
    enum carl_status status = text_set_create(matcher->parts.index.texts.items, count, &matcher->part_set);
    return status == CARL_ERROR_RULE ? CARL_OK : status;
}

// An operand and the weight of its leaves.
struct load {
    const struct operand *operand;
    size_t weight;
    struct matcher *matcher;
};

struct loads {
    VECTOR(struct load) items;
};

static struct load *load_of(struct loads *loads, const struct operand *operand) {
    for (size_t i = 0; i < loads->items.count; i++) {
        if (loads->items.items[i].operand == operand) {
            return &loads->items.items[i];
        }
    }
    struct load load = {.operand = operand};
    return VECTOR_PUSH(&loads->items, load) ? &loads->items.items[loads->items.count - 1] : NULL;
}

static bool weigh(const struct plan *plan, struct loads *loads) {
    for (size_t i = 0; i < plan->predicates.count; i++) {
        const struct predicate *predicate = plan->predicates.items[i];
        size_t weight = predicate->uses == 0 ? 0 : matcher_weight(predicate);
        struct load *load = weight == 0 ? NULL : load_of(loads, predicate->left);
        if (weight > 0 && load == NULL) {
            return false;
        }
        if (load != NULL) {
            load->weight += weight;
        }
    }
    return true;
}

static bool fill(struct plan *plan, struct loads *loads) {
    for (size_t i = 0; i < plan->predicates.count; i++) {
        struct predicate *predicate = plan->predicates.items[i];
        if (predicate->uses == 0 || matcher_weight(predicate) == 0) {
            continue;
        }
        struct load *load = load_of(loads, predicate->left);
        if (load == NULL || load->weight < MATCHER_LEAST_WEIGHT) {
            continue;
        }
        if (load->matcher == NULL) {
            load->matcher = add_matcher(plan, load->operand);
        }
        if (load->matcher == NULL || !add_leaf(plan, load->matcher, predicate)) {
            return false;
        }
    }
    return true;
}

enum carl_status matchers_create(struct plan *plan) {
    struct loads loads = {0};
    enum carl_status status = weigh(plan, &loads) && fill(plan, &loads) ? CARL_OK : CARL_ERROR_MEMORY;
    VECTOR_FREE(&loads.items);
    for (size_t i = 0; i < plan->matchers.count && status == CARL_OK; i++) {
        status = complete(plan->matchers.items[i]);
    }
    return status;
}

// ---------------------------------------------------------------------------
// Searching

struct hunt {
    const struct matcher *matcher;
    struct slice folded;
    void (*found)(void *user, size_t leaf);
    void *user;
};

static void follow(const struct hunt *hunt, const struct match_claim *claims) {
    for (const struct match_claim *at = claims; at != NULL; at = at->next) {
        if (at->pattern == NULL || pattern_match(at->pattern, hunt->folded)) {
            hunt->found(hunt->user, at->leaf);
        }
    }
}

static void search_index(const struct hunt *hunt, const struct text_clues *clues) {
    struct text_search search = {0};
    size_t text;
    while ((text = text_index_next(&clues->index, hunt->folded, &search)) != SIZE_MAX) {
        follow(hunt, clues->claims.items[text]);
    }
}

static void found_part(void *user, size_t part) {
    const struct hunt *hunt = user;
    follow(hunt, hunt->matcher->parts.claims.items[part]);
}

static void search_parts(struct hunt *hunt, struct regex_scratch *scratch) {
    const struct text_clues *parts = &hunt->matcher->parts;
    if (hunt->matcher->part_set != NULL) {
        text_set_search(hunt->matcher->part_set, scratch, hunt->folded, found_part, hunt);
        return;
    }
    for (size_t i = 0; i < parts->index.texts.count; i++) {
        if (slice_find(hunt->folded, parts->index.texts.items[i], 0) != SIZE_MAX) {
            follow(hunt, parts->claims.items[i]);
        }
    }
}

// Equal numbers have the same double, but not the other way round.
static void search_numbers(const struct hunt *hunt, const struct number *number) {
    const struct number_clue *clues = hunt->matcher->numbers.items;
    size_t low = 0;
    size_t high = hunt->matcher->numbers.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (clues[middle].number.real < number->real) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = low; i < hunt->matcher->numbers.count && !(clues[i].number.real > number->real); i++) {
        if (number_compare(clues[i].number, *number) == 0) {
            follow(hunt, clues[i].claims);
        }
    }
}

void matcher_search(const struct matcher *matcher, const struct match_value *value, struct regex_scratch *scratch,
                    void (*found)(void *user, size_t leaf), void *user) {
    struct hunt hunt = {matcher, value->folded, found, user};
    if (value->number != NULL && matcher->numbers.count > 0) {
        search_numbers(&hunt, value->number);
    }
    search_index(&hunt, &matcher->whole);
    search_index(&hunt, &matcher->starts);
    search_index(&hunt, &matcher->ends);
    search_parts(&hunt, scratch);
}
