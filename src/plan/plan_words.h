// SPDX-License-Identifier: Apache-2.0
// The parts of a plan in words, close to the language of rules: operands, single
// tests and the form they were compiled to. Nodes are `#1`, `#2`... in the order
// of the rule. Texts are as they stand in rules: a terminal needs them made safe.
// Pure functions that write to a text; its failure is theirs.
#ifndef CARL_PLAN_PLAN_WORDS_H
#define CARL_PLAN_PLAN_WORDS_H

#include "base/text.h"
#include "plan/plan.h"

// Items of a list that are shown.
enum { WORDS_MOST_ITEMS = 6 };

struct plan_words {
    const struct plan *plan;
    const struct carl_model *model;
    const struct plan_rule *rule;
};

// "#3" for the node with the index 2.
void words_node(struct text *out, size_t node);

// A text between quotes.
void words_quoted(struct text *out, struct slice text);

// The name of a column of the plan, as a rule would write it.
void words_column(const struct plan_words *words, size_t column, struct text *out);

// An operand as it is read on rows of `node`: `reg.time - cmd.time`.
void words_operand(const struct plan_words *words, const struct operand *operand, size_t node, struct text *out);

// A leaf as a test of rows of `node`: `exe == "reg.exe"`. Long lists are cut
// short. NOT, AND and OR are none.
void words_test(const struct plan_words *words, const struct predicate *test, size_t node, struct text *out);

// What a condition that is no single test says of those below it: `any of`, `none
// of`... NULL for a leaf and the negation of one.
const char *words_heading(const struct predicate *condition);

// A leaf as above, or the negation of one, in one line: `not exe == "reg.exe"`.
void words_denied_test(const struct plan_words *words, const struct predicate *condition, size_t node,
                       struct text *out);

// What a node does: `search Process:Create`, `filter #2`.
void words_step(const struct plan_words *words, size_t node, struct text *out);

// What a leaf was compiled to, for people: `suffix`, `hash set of 3, 1 network`.
void words_form(const struct predicate *test, struct text *out);

// The same in one word of a fixed set: `suffix`, `set`.
const char *words_form_name(const struct predicate *test);

// How many texts a set finds by their hash.
size_t words_hashed(const struct value_set *set);

// `==` or its negation.
const char *words_compare(enum compare_operator compare);

// `Process:Create`, `Process:*` or `*:*`.
void words_event_type(const struct plan_words *words, const struct plan_event_type *type, struct text *out);

// `30 minutes`: in the largest unit that goes into it.
void words_duration(struct text *out, int64_t nanoseconds);

#endif
