// SPDX-License-Identifier: Apache-2.0
// The abstract syntax tree of one rule. Every node carries the span of the
// bytes it came from. Nodes live in one arena (the caller's) and borrow names
// and literals from the source text; nothing is freed singly. The parser builds
// the tree; the checker fills the members marked "checker". Immutable after
// checking; one thread until then.
#ifndef CARL_LANG_AST_H
#define CARL_LANG_AST_H

#include "base/arena.h"
#include "base/operators.h"
#include "lang/source.h"

#include <stdint.h>

struct binding;  // lang/check.h: what a variable name means at one place
struct relation; // lang/check.h: the schema of a set of rows

// An identifier as written.
struct name {
    struct slice text;
    struct span span;
};

// name.name.name, at least one.
struct path {
    struct name *names;
    size_t count;
    struct span span;
};

enum expr_kind {
    EXPR_ERROR,    // a place where parsing failed; already reported
    EXPR_STRING,   // "C:\Windows\*"
    EXPR_NUMBER,   // 445, -1, 2.5
    EXPR_DURATION, // 30 minutes
    EXPR_ADDRESS,  // 10.0.0.0/8 without quotes
    EXPR_NULL,
    EXPR_TRUE,
    EXPR_FALSE,
    EXPR_NOW,
    EXPR_RAW_EVENT,  // raw event
    EXPR_NAME,       // field, variable or qualified field; [name] too
    EXPR_CALL,       // count(x), top(n, s.f)
    EXPR_LIST,       // ["a", "b"]
    EXPR_ARITHMETIC, // a + b, a - b (also of sets), a * b, a / b
    EXPR_BY,         // value by keys
    EXPR_COMPARE,    // a < b <= c: a chain of one or more comparisons
    EXPR_IN,         // x in y, x not in y
    EXPR_CONTAINS,   // x contains y
    EXPR_MATCH,      // x match "regex"
    EXPR_EXISTS,     // x exists
    EXPR_NOT,
    EXPR_AND, // two or more operands
    EXPR_OR,  // two or more operands
};

// How an operator was spelt, where synonyms exist; the first is canonical.
enum spelling {
    SPELLING_CANONICAL,
    SPELLING_MATCHES,          // `matches`, `a.matches("re")`
    SPELLING_METHOD,           // a.matches("re")
    SPELLING_INCLUDES_ONE_OF,  // `in`
    SPELLING_DOES_NOT_CONTAIN, // `not contains`
    SPELLING_CALL,             // CONTAINS("x"): the operand in parentheses
};

// The type of an expression's value (checker).
enum value_type {
    TYPE_UNKNOWN, // after an error
    TYPE_ANY,     // decided by the data: native fields, derived ones
    TYPE_TEXT,
    TYPE_NUMBER,
    TYPE_BOOLEAN, // a field that holds true or false
    TYPE_TIME,
    TYPE_DURATION,
    TYPE_NULL,
    TYPE_LIST,
    TYPE_CONDITION, // a comparison or a logical combination: not a value
    TYPE_SET,
};

// What a name stands for (checker).
enum reference_kind {
    REFERENCE_NONE,       // unresolved; already reported
    REFERENCE_SET,        // a variable that holds rows
    REFERENCE_VALUE,      // a variable that holds a scalar or a list
    REFERENCE_TIME,       // the row's time
    REFERENCE_RAW_EVENT,  // all values of the record
    REFERENCE_EVENT_CODE, // header fields that exist on every row
    REFERENCE_LOG_NAME,
    REFERENCE_SEVERITY,
    REFERENCE_SUBJECT_SECURITY_ID,
    REFERENCE_FIELD,   // a field of the data model
    REFERENCE_DERIVED, // a field that the rule added
    REFERENCE_COLUMN,  // a column or key of a group or select row
    REFERENCE_NATIVE,  // a field of the record itself
};

struct expr;

struct reference {
    enum reference_kind kind;
    const struct binding *binding;    // SET, VALUE
    const struct relation *relation;  // whose field it is
    const struct relation *rows;      // the set whose rows it is read on: `relation`, or joins of it
    const size_t *members;            // which input of each join on the way from `rows` to `relation`
    size_t member_count;              //
    size_t member;                    // which input of a join or group row; SIZE_MAX elsewhere
    size_t field;                     // FIELD: model field id; COLUMN: its index
    const struct expr *derived;       // DERIVED: the defining expression
    const struct reference *by_input; // a field of a group's rows, by name alone: where each
                                      // input has it (kind NONE: it does not); NULL elsewhere
    size_t input_count;               // of by_input
    const struct reference *keys;     // VALUE of a per-key aggregate: where the row at hand has
                                      // each key; NULL elsewhere
    size_t first;                     // index of the first name of the path that
                                      // belongs to the field (after qualifiers)
    bool any_object;                  // NATIVE on *:*: the name may also be a CAR field
                                      // (`field`, SIZE_MAX if none)
};

struct string_literal {
    struct slice raw;   // between the quotes, as written
    struct slice value; // escapes resolved: `\\` and `\"` (or `\'`); wildcards kept
    bool single_quoted; // 'text'
    bool quoted;        // false where a missing quote was repaired or an unquoted literal was read
};

struct expr {
    enum expr_kind kind;
    struct span span;           // without enclosing parentheses
    unsigned parens;            // pairs of parentheses written around the expression
    struct span outer;          // with them
    unsigned depth;             // levels of the tree from here down, at least 1; bounded
    enum value_type type;       // checker
    struct reference reference; // checker; EXPR_NAME and names of EXPR_CALL
    union {
        struct string_literal string;
        struct {
            struct slice text; // with its sign
        } number;
        struct {
            struct slice text;
            int64_t nanoseconds;
        } duration;
        struct {
            struct slice text;
        } address;
        struct {
            struct path path;
            bool bracketed; // [name]
        } name;
        struct {
            struct path function;
            struct expr **arguments;
            size_t count;
        } call;
        struct {
            struct expr **items;
            size_t count;
        } list;
        struct {
            enum arithmetic_operator operator;
            struct span operator_span;
            struct expr *left;
            struct expr *right;
        } arithmetic;
        struct {
            struct expr *value;
            struct path *keys;
            size_t count;
        } by;
        struct {
            struct expr **operands;           // count + 1
            enum compare_operator *operators; // count
            struct span *operator_spans;      // count
            bool *single_equals;              // count: written as `=`
            size_t count;
        } compare;
        struct { // IN, CONTAINS, MATCH
            struct expr *left;
            struct expr *right;
            bool negated;
            enum spelling spelling;
            struct span operator_span; // from the first to the last word of it
        } test;
        struct {
            struct expr *operand;
            struct span operator_span;
        } exists;
        struct {
            struct expr *operand;
            struct span operator_span;
        } negation;
        struct { // AND, OR
            struct expr **operands;
            struct span *operator_spans; // count - 1
            size_t count;
        } logic;
    } as;
};

// Object:Action as written in a search.
struct event_pattern {
    struct name object; // "*" for *:*
    struct name action; // text empty: none written; "*": any
    bool bare_action;   // `File:Create,Modify`: the word after the comma; object is a copy
    struct span span;
    // checker: the model's numbers; SIZE_MAX: any (object: unknown too)
    size_t object_id;
    size_t *action_ids;  // an alias may stand for several
    size_t action_count; // 0: every action
    bool valid;
};

enum source_kind {
    SOURCE_ERROR,
    SOURCE_SEARCH,
    SOURCE_FILTER,
    SOURCE_JOIN,
    SOURCE_GROUP,
    SOURCE_SELECT,
    SOURCE_RUN,
    SOURCE_VALUE, // scalar, list, per-key aggregate, set or set difference
};

struct column {
    struct expr *value;
    struct name alias; // text empty: none
    bool quoted_alias; // as "Title"
};

struct source_expr {
    enum source_kind kind;
    struct span span;
    union {
        struct {
            struct event_pattern *events;
            struct span *separators; // count - 1: `or`, `and` or `,`
            size_t count;
            bool parenthesised;
            struct expr *where; // NULL: none
        } search;
        struct {
            struct name input;
            struct expr *where;
        } filter;
        struct {
            struct name *inputs;
            size_t count;
            bool parenthesised;
            struct expr *where;
        } join;
        struct {
            struct name *inputs;
            size_t count;
            struct path *keys;
            size_t key_count;
            struct expr *within; // EXPR_DURATION or NULL
        } group;
        struct {
            struct name input;
            struct column *columns;
            size_t count;
        } select;
        struct {
            struct name id;
        } run;
        struct expr *value;
    } as;
};

enum statement_kind {
    STATEMENT_ERROR, // dropped by recovery; already reported
    STATEMENT_INPUT,
    STATEMENT_OUTPUT,
    STATEMENT_ASSIGN,
    STATEMENT_DERIVE,
    STATEMENT_PREDICATE, // the whole rule is one condition
};

struct statement {
    enum statement_kind kind;
    struct span span;
    struct span keyword; // OUTPUT, INPUT: the word
    struct name target;  // ASSIGN, DERIVE
    struct name field;   // DERIVE
    union {
        struct {
            struct name *names;
            size_t count;
            bool parenthesised;
            bool is_return;
            const struct binding **bindings; // checker; count, NULL where undefined
        } names;                             // INPUT, OUTPUT
        struct source_expr *source;          // ASSIGN
        struct expr *value;                  // DERIVE, PREDICATE
    } as;
    const struct relation *result; // checker: ASSIGN and DERIVE of a set
    const struct binding *binding; // checker: ASSIGN, DERIVE
};

// @key value
struct metadata {
    struct name key;    // without the @
    struct slice value; // trimmed
    struct span span;
};

struct comment {
    struct span span; // from `#` to the end of the line
};

struct rule {
    const struct source *source;
    struct statement *statements;
    size_t count;
    struct metadata *metadata;
    size_t metadata_count;
    struct comment *comments;
    size_t comment_count;
};

// Calls visit for `expr` and everything below it, parents first; NULL is
// skipped.
void expr_walk(struct expr *expr, void (*visit)(struct expr *expr, void *user), void *user);

#endif
