// SPDX-License-Identifier: Apache-2.0
// The checker: what every name means, what type every expression has, and what
// is wrong with either. It turns the tree into a typed tree by filling the
// members that ast.h marks "checker", and describes each set of rows by a
// relation. A relation is immutable: `x.f = e` and `x = filter x` make a new one
// and bind the name anew, so that sets keep the rows and fields they had.
//
// What a rule without errors has after checking:
//
// - Every expression that is evaluated has its `type`. Conditions have
//   TYPE_CONDITION, whatever the data decides has TYPE_ANY.
// - Every EXPR_NAME that is evaluated has its `reference`:
//     SET       a variable that holds rows: `binding`, and `relation` is what it
//               holds. Only as an argument of count and in differences.
//     VALUE     a variable that holds a scalar or a list: `binding`; its
//               expression is binding->value (NULL for an input). A per-key
//               aggregate (`n = count(x) by f`) is a binding with keys: its
//               value for a row is that of the row's keys.
//     others    a field: `relation` is the relation whose rows it is read from:
//               the set that a condition is about, or the input of a join or
//               group, or the set named in an aggregate (`average(x.f)`).
//               `first` is the index of the path's first name that belongs to
//               the field; the names before it are qualifiers. Names after the
//               field's own name are members of a record (proto_info.pipe).
//     `member`  which input of the nearest enclosing join or group row the field
//               is read from; SIZE_MAX where rows have no members. Where that
//               input is a join itself, the qualifiers up to `first` lead on.
//               In an aggregate over a group of several sets a field is read from
//               every member row by its name; the reference is then that of the
//               first input that has it.
//     FIELD     `field` is the model's field id.
//     DERIVED   `derived` is the expression that the rule gave the field.
//     COLUMN    `field` is the index into the columns (or, on a group row, the
//               keys) of the relation that makes the rows (relation_shape).
//     NATIVE    a field of the record. `any_object`: read on rows of any kind
//               (`*:*`, or an analytic that is not known); the name may also be
//               the data model's, and then `field` is its id, else SIZE_MAX.
// - The value of TIME, RAW_EVENT, EVENT_CODE, LOG_NAME, SEVERITY and
//   SUBJECT_SECURITY_ID exists on every event row and needs nothing else.
#ifndef CARL_LANG_CHECK_H
#define CARL_LANG_CHECK_H

#include "lang/ast.h"
#include "lang/diagnostic.h"
#include "model/model.h"

enum relation_kind {
    RELATION_ERROR,  // its source had an error; whatever is asked of it is not reported again
    RELATION_SEARCH, // events of some types
    RELATION_FILTER, // rows of `input` for which `condition` holds
    RELATION_DERIVE, // rows of `input` with one more field
    RELATION_JOIN,
    RELATION_GROUP,
    RELATION_SELECT,
    RELATION_DIFFERENCE, // left - right [by keys]
    RELATION_COUNT_BY,   // x.c = aggregate by keys: rows of `input` with one more field
    RELATION_RUN,        // the output of another rule
};

// One event type: the model's numbers; SIZE_MAX: any.
struct event_type {
    size_t object;
    size_t action;
};

// A key of `group`, of a keyed difference or of a per-key aggregate.
struct relation_key {
    const struct path *path; // as written
    size_t first;            // index of its first name after the set's own
    struct slice name;       // what the column is called
    enum value_type type;
    struct reference *references; // one for each input: where its rows have the key
};

// A column of a select row.
struct relation_column {
    struct slice name;
    struct expr *value; // evaluated on a row, or on a group, of the input
    enum value_type type;
};

struct checked_rule;

struct relation {
    enum relation_kind kind;
    size_t index; // position in checked_rule.relations
    const struct statement *statement;
    const struct relation **inputs; // FILTER, DERIVE, SELECT, COUNT_BY: one; JOIN, GROUP: several; DIFFERENCE: two
    size_t input_count;
    const struct relation *shape;   // FILTER, DERIVE, DIFFERENCE, COUNT_BY: relation_shape of the first input
    const struct name *input_names; // JOIN, GROUP: what the members are called
    struct event_type *types;       // SEARCH; for FILTER, DERIVE and other event rows: those of the input
    size_t type_count;
    struct expr *condition;              // FILTER, JOIN, SEARCH ... where (NULL: none)
    struct name derived_name;            // DERIVE, COUNT_BY: the field
    struct expr *derived;                // DERIVE: its value; COUNT_BY: the aggregate (below the EXPR_BY)
    struct relation_key *keys;           // GROUP, DIFFERENCE, COUNT_BY
    size_t key_count;                    //
    struct relation_column *columns;     // SELECT
    size_t column_count;                 //
    bool single_row;                     // SELECT of a plain set: every column is an aggregate
    const struct relation *yields;       // RUN: the relation that the other rule outputs first; NULL: not known
    const struct checked_rule *analytic; // RUN: the other rule; NULL: not known
    const struct source_expr *source;    // as written; NULL for DERIVE
    bool events;                         // rows are event records (they have fields, time, native fields)
};

enum binding_kind { BINDING_SET, BINDING_VALUE, BINDING_INPUT, BINDING_ERROR };

// What a variable name means from one assignment to the next.
struct binding {
    enum binding_kind kind;
    struct name name;
    const struct relation *relation; // SET; VALUE with keys: the set that the keys are read from
    struct expr *value;              // VALUE: the expression as written (of a per-key aggregate, the aggregate)
    enum value_type type;            // VALUE
    struct relation_key *keys;       // VALUE: a per-key aggregate's; else NULL
    size_t key_count;                //
    bool used;
    const struct statement *user; // the only statement that uses it; NULL: none or several do
    size_t index;                 // among the rule's bindings, in the order assigned
};

struct checked_output {
    struct name name;
    const struct relation *relation; // SET; else NULL
    const struct binding *binding;
};

struct checked_rule {
    struct rule *rule;
    struct slice id;                   // @id, else the file's name without its extension
    const struct relation **relations; // in the order made: inputs come before users
    size_t relation_count;
    struct checked_output *outputs;
    size_t output_count;
};

struct regex_cache; // base/regex_cache.h

// What a rule may draw on: where `run Analytic:ID` finds other rules, and where
// regexes are kept for whoever runs the rule. `find` returns the checked rule of
// an id, which outlives the rule that runs it, or NULL: it is not known, or, where
// *ret_problem is set, that ends the sentence "analytic `ID` ...".
struct check_library {
    const struct checked_rule *(*find)(void *user, struct slice id, const char **ret_problem);
    void *user;
    struct regex_cache *regexes; // NULL: they are not kept
};

// Checks `rule` against `model`; results live in `arena`. Appends to
// `diagnostics`, and tells it the rule's id. On CARL_OK *ret_checked is set
// whether or not there were errors. What the parser has said about the rule may
// be in the list already: the caller sorts.
MUST_USE enum carl_status check_rule(struct rule *rule, const struct carl_model *model, struct arena *arena,
                                     struct carl_diagnostics *diagnostics, struct checked_rule **ret_checked);

// The same with a library (NULL: none; the rows of an analytic that is run are
// then taken to have any field).
MUST_USE enum carl_status check_rule_in(struct rule *rule, const struct carl_model *model,
                                        const struct check_library *library, struct arena *arena,
                                        struct carl_diagnostics *diagnostics, struct checked_rule **ret_checked);

// The relation that gives `relation` its rows' shape: what remains after
// filters, derived fields and differences (SEARCH, JOIN, GROUP, SELECT, a RUN
// that is not known, or ERROR).
const struct relation *relation_shape(const struct relation *relation);

// The source type that an expression kind has in messages: "text", "number"...
const char *value_type_name(enum value_type type);

#endif
