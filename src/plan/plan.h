// SPDX-License-Identifier: Apache-2.0
// The plan: rules compiled to operators over rows. It is immutable once built,
// shared by all threads, and knows neither rule text nor JSON. All of it lives
// in the arena of the rule set.
//
//   rule     an acyclic graph of nodes (search, filter, join...), inputs first,
//            and the outputs that read from it
//   node     says which rows pass it
//   predicate a condition, as a tree; its leaves read operands
//   operand  a value: a constant, a column of the row, arithmetic, an aggregate
#ifndef CARL_PLAN_PLAN_H
#define CARL_PLAN_PLAN_H

#include "base/arena.h"
#include "base/operators.h"
#include "base/regex_cache.h"
#include "base/vector.h"
#include "event/gate.h"
#include "event/row.h"
#include "event/value.h"
#include "plan/network.h"
#include "plan/pattern.h"

#include <stdbool.h>
#include <stddef.h>

enum operand_kind {
    OPERAND_CONSTANT,   // `constant`
    OPERAND_NOW,        // the run's `now`; null while unknown
    OPERAND_COLUMN,     // the event's column `index`
    OPERAND_COALESCE,   // `left`, or `right` where that is null
    OPERAND_ARITHMETIC, // `left` arithmetic `right`
    // The rest occur in stateful rules only:
    OPERAND_MEMBER,    // `left`, read on member `index` of a join row
    OPERAND_VALUE,     // key or column `index` of a group or select row
    OPERAND_EXTRA,     // what node `index` (COUNT_BY) added to the row
    OPERAND_KEYED,     // the rule's per-key aggregate `index`, for the keys that `inputs` read on the row
    OPERAND_AGGREGATE, // `aggregate`
    OPERAND_BY_INPUT,  // of `inputs` the one for the group's input that had the row; NULL: null
};

struct operand {
    enum operand_kind kind;
    struct value constant;
    size_t index;
    enum arithmetic_operator arithmetic;
    const struct operand *left;
    const struct operand *right;
    const struct aggregate *aggregate;
    const struct operand **inputs; // BY_INPUT, KEYED: input_count
    size_t input_count;
    bool late; // here or below: known at the end of the input only
};

enum aggregate_function {
    AGGREGATE_COUNT,
    AGGREGATE_MIN,
    AGGREGATE_MAX,
    AGGREGATE_SUM,
    AGGREGATE_AVERAGE,
    AGGREGATE_STANDARD_DEVIATION, // of a sample: n - 1
    AGGREGATE_UNIQUE,
    AGGREGATE_TOP,
};

struct aggregate {
    enum aggregate_function function;
    const struct operand *argument; // read on each row; NULL: rows are counted
    bool nested;                    // the argument is an aggregate of these rows, not a field of each
    const struct operand *limit;    // TOP: how many
    size_t node;                    // whose rows; SIZE_MAX: the rows at hand (of a group or partition)
    size_t input;                   // rows at hand: only those of this input of the group; SIZE_MAX: all
    size_t number;                  // with `node`: its place among the rule's cached results
};

// n = aggregate by keys: a value for each key of a set.
struct keyed_aggregate {
    size_t node; // whose rows
    const struct operand *const *keys;
    size_t key_count;
    const struct operand *value; // over the rows at hand
};

// The members of a literal list: what `in` compares with.
struct value_set {
    struct slice *written; // all of them, as the rule writes them
    size_t written_count;
    struct slice *texts;    // folded exact texts, an open-addressed hash table
    size_t text_capacity;   // a power of two, or 0
    struct number *numbers; // decimal members, which compare as numbers
    size_t number_count;
    struct pattern *patterns; // members with a wildcard
    size_t pattern_count;
    struct network *networks; // CIDR members
    size_t network_count;
};

enum predicate_kind {
    PREDICATE_CONSTANT,    // `constant`
    PREDICATE_AND,         // all of `children`, asked in their order
    PREDICATE_OR,          // any of `children`, likewise
    PREDICATE_NOT,         // not `children[0]`
    PREDICATE_NULL,        // `left` is null
    PREDICATE_TRUTH,       // `left` is true, or the text "true"
    PREDICATE_COMPARE,     // `left` operator `right`, both data
    PREDICATE_PATTERN,     // `left` matches `pattern`
    PREDICATE_SET,         // `left` is in `set`
    PREDICATE_SUBSTRING,   // `right`, as text, is a substring of `left`
    PREDICATE_MATCH,       // `regex` is found in `left`
    PREDICATE_ANY_PATTERN, // `left` matches one of `patterns`
};

// Leaves but NULL are false where an operand is null, negated or not: `negated`
// turns the outcome of a comparison that took place (`!=`, `not in`), whereas
// PREDICATE_NOT turns any outcome.
struct predicate {
    enum predicate_kind kind;
    bool constant;
    bool negated;
    bool late; // here or below: known at the end of the input only
    struct predicate **children;
    size_t child_count;
    enum compare_operator compare;
    const struct operand *left;
    const struct operand *right;
    const struct pattern *patterns; // PATTERN: one; ANY_PATTERN: pattern_count
    size_t pattern_count;
    const struct value_set *set;
    const struct regex *regex;
    struct slice regex_text; // as the rule writes it
    size_t number;           // among the plan's predicates
    size_t uses;             // conditions that ask it while the input is read
    double cost;             // estimates, see plan/order.h
    double likelihood;
    const struct matcher *matcher; // that decides it where it is run; NULL: none
    size_t leaf;                   // among all that matchers decide
};

enum plan_node_kind {
    PLAN_SEARCH,
    PLAN_FILTER,
    PLAN_DERIVE,
    PLAN_JOIN,
    PLAN_GROUP,
    PLAN_SELECT,
    PLAN_DIFFERENCE,
    PLAN_COUNT_BY,
    PLAN_UNION, // rows of any input, each once
};

// A row's inputs are the bits of 64.
enum { MOST_INPUTS = 64 };

struct join_step; // plan/join_steps.h

struct plan_event_type {
    size_t object; // model numbers; SIZE_MAX: any
    size_t action;
};

// An early node is decided while the input is read; a late one at its end, on
// rows that were kept by the nodes marked `tap`.
struct plan_node {
    enum plan_node_kind kind;
    struct slice variable; // that the rule gave the rows to; may be empty
    bool late;
    bool tap;
    size_t *inputs; // node numbers
    size_t input_count;
    const struct plan_event_type *types; // SEARCH
    size_t type_count;
    const struct predicate *predicate; // FILTER, JOIN, SEARCH ... where; NULL: none
    const struct predicate *early;     // what of it can be decided while reading; NULL: nothing
    const struct join_step *steps;     // JOIN: one for each input
    struct slice field;                // DERIVE, COUNT_BY
    const struct operand *value;       // DERIVE; COUNT_BY: over the rows at hand
    const struct slice *names;         // JOIN: of the members; GROUP: of the keys; SELECT: of the columns
    size_t name_count;
    const struct operand *const *keys; // GROUP, DIFFERENCE: input_count times key_count; COUNT_BY: key_count
    size_t key_count;
    bool within;                          // GROUP: cut where the gap exceeds `gap`
    int64_t gap;                          // nanoseconds
    const struct operand *const *columns; // SELECT
    bool single_row;                      // SELECT: one row for the whole set
    bool over_groups;                     // SELECT: a row for each group
};

struct plan_output {
    struct slice name; // of the variable, NUL-terminated
    size_t node;       // SIZE_MAX: a value
    const struct operand *value;
    bool late;
};

struct plan_rule {
    struct plan_node *nodes; // inputs before users
    size_t node_count;
    const struct plan_output *outputs; // in the order of the statement
    size_t output_count;
    const struct keyed_aggregate *keyed;
    size_t keyed_count;
    size_t aggregate_count;     // results over a node's rows that are kept
    const size_t *late_columns; // plan columns that late nodes read
    size_t late_column_count;
    bool late;          // some output is late
    bool keeps_records; // some late output shows events
};

// Rules that may have a hit in one kind of event.
struct plan_dispatch {
    VECTOR(size_t) rules; // rule numbers, ascending
    const bool *matched;  // by matcher: it is worth running
    // Which of the rules can have a hit or keep the row, as places in `rules`:
    const uint64_t *always;                // bits: any time
    const struct matcher *const *triggers; // matchers that tell of the others
    size_t trigger_count;
    const size_t *leaf_starts; // leaf i of a trigger calls for leaf_rules from leaf_starts[i] to leaf_starts[i + 1]
    const size_t *leaf_rules;
};

struct plan {
    struct arena *arena;                   // the rule set's
    VECTOR(struct row_column) columns;     // wanted by any rule, none twice
    struct regex_cache regexes;            // of all MATCH predicates
    VECTOR(struct plan_rule) rules;        // a failed rule has no nodes
    VECTOR(struct predicate *) predicates; // of all rules, none twice, children before parents
    VECTOR(struct matcher *) matchers;     // owned
    size_t leaf_count;                     // of all matchers
    struct plan_dispatch *dispatch;        // per event type, see plan_dispatch_index
    size_t dispatch_count;
    size_t *action_base; // per object: index of its first dispatch entry
    size_t object_count;
    struct gate gate; // of all rules, from literals_choose_gate
    bool uses_now;    // some rule does
    bool failed;      // memory ran out
};

// What of the node's condition is asked while the input is read; NULL: nothing.
const struct predicate *plan_node_condition(const struct plan_node *node);

void plan_init(struct plan *plan, struct arena *arena);
void plan_finish(struct plan *plan);

// The number of the column, which is added unless it is there already. Names
// are copied. SIZE_MAX when memory is out.
size_t plan_column(struct plan *plan, const struct row_column *column);

// dispatch.c: once all rules are there: makes equal predicates one and matchers of
// many patterns, puts conditions into the order in which they are asked, and
// builds the dispatch table.
MUST_USE enum carl_status plan_index(struct plan *plan, const struct carl_model *model);

// True for a search of events of this kind (SIZE_MAX as in struct row).
bool plan_is_searched(const struct plan_node *node, size_t object, size_t action);

// The rules for events of this kind (SIZE_MAX as in struct row).
const struct plan_dispatch *plan_dispatch_for(const struct plan *plan, size_t object, size_t action);

#endif
