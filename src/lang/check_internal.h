// SPDX-License-Identifier: Apache-2.0
// What the checker's files share: the state of checking one rule, the scope in
// which a name is looked up, and their functions. One check, one thread.
#ifndef CARL_LANG_CHECK_INTERNAL_H
#define CARL_LANG_CHECK_INTERNAL_H

#include "lang/check.h"
#include "lang/list.h"

LIST_TYPE(binding_list, struct binding *);
LIST_TYPE(relation_list, const struct relation *);
LIST_TYPE(output_list, struct checked_output);

// A text that a note was given for: it is not noted again.
struct noted_text {
    enum diagnostic_code code;
    struct slice text;
};

LIST_TYPE(noted_list, struct noted_text);

// lang/facts.h: what is known of the rows of each relation, by its index.
struct fact;
struct relation_facts;
LIST_TYPE(facts_list, struct relation_facts);

// A test that a field does not have a value.
struct negated_test {
    struct slice field; // its canonical name
    struct span span;   // what negates it
    bool outside;       // `not` stands before the test, not in it: true of null
    bool list;          // of `in`
};

LIST_TYPE(negated_list, struct negated_test);

// A field that no sensor fills, where it is used first.
struct unfilled_field {
    const struct name *name;
    struct slice rows;
    bool reported;
};

LIST_TYPE(unfilled_list, struct unfilled_field);

struct checker {
    struct rule *rule;
    const struct source *source;
    const struct carl_model *model;
    const struct check_library *library; // NULL: none
    struct arena *arena;
    struct carl_diagnostics *diagnostics;
    struct binding_list bindings; // in the order assigned; the last of a name counts
    struct relation_list relations;
    struct output_list outputs;
    const struct relation *error; // the relation of what had an error
    struct relation spare;        // stands in for a relation that memory was missing for
    const struct statement *statement;
    struct noted_list noted;
    struct facts_list facts;
    struct fact *lent; // a buffer of facts.c
    struct negated_list negated;
    struct unfilled_list unfilled;
    size_t effort;       // what comparing patterns may still cost, in bytes compared
    bool lost_statement; // the parser dropped one: what it used or assigned is not known
};

// Where names stand.
struct scope {
    const struct relation *row; // whose rows names are read from; NULL: a scalar statement
    struct slice self;          // the variable that holds those rows; may be empty
    bool aggregate;             // inside an aggregate's argument
    bool compared;              // on the right of a comparison, where values stand
    const struct name *keyed;   // the target of `x.f = ...`, for suggestions; NULL elsewhere
};

// ---------------------------------------------------------------------------
// check.c: diagnostics and variables

// Appends a diagnostic about the rule.
PRINTF_LIKE(4, 5)
struct diagnostic *report(struct checker *checker, enum diagnostic_code code, struct span span, const char *format,
                          ...);
// True the first time that a note with this code is wanted for this text.
bool note_wanted(struct checker *checker, enum diagnostic_code code, struct slice text);
// Adds an edit to a report.
void propose(struct checker *checker, struct diagnostic *diagnostic, struct span span, struct slice insert);

// The variable's present binding, or NULL.
struct binding *find_binding(const struct checker *checker, struct slice name);

// Notes that the present statement uses the variable.
void binding_use(struct checker *checker, struct binding *binding);

// A new relation of the present statement, in the list; the shared error
// relation when memory is out.
struct relation *make_relation(struct checker *checker, enum relation_kind kind, const struct source_expr *source);
// Gives `relation` one input, and what its rows inherit from it.
void set_input(struct checker *checker, struct relation *relation, const struct relation *input);

// ---------------------------------------------------------------------------
// check_rows.c: fields of rows; reports nothing

enum field_lookup { FIELD_MISSING, FIELD_FOUND, FIELD_AMBIGUOUS };

struct field_match {
    struct reference reference;
    enum value_type type;
    struct slice canonical; // the name to write instead; size 0: it is in order
    bool native_spelling;   // a native field's name, not in snake case
    bool extension;         // not a field of CAR's model
    size_t object;          // FIELD: whose field; SIZE_MAX elsewhere
};

// Finds the field that names[first] and the names after it mean on rows of
// `relation`. Inside an aggregate on a group, fields are those of the group's
// members.
enum field_lookup rows_find(const struct checker *checker, const struct relation *relation, const struct name *names,
                            size_t count, size_t first, bool aggregate, struct field_match *ret_match);

// Finds the field of the record itself that sensors are known to give rows of
// `relation` under this name. False too on rows of any kind, whose native fields
// rows_find finds.
bool rows_find_native(const struct checker *checker, const struct relation *relation, const struct name *name,
                      struct field_match *ret_match);

// Offers every field that rows of `relation` have.
struct suggestion;
void rows_offer(const struct checker *checker, const struct relation *relation, struct suggestion *suggestion);

// False when sensors produce these events, and none of them fills the field.
bool rows_are_filled(const struct checker *checker, const struct relation *relation, size_t field);

// True when rows of `relation` are events and take any field name.
bool rows_are_open(const struct relation *relation);

// The object that most of the rows are ("Process"); SIZE_MAX where they are not
// of one.
size_t rows_object(const struct relation *relation);

// "Process", "rows of `x`"...: what rows of `relation` are called in messages.
struct slice rows_name(const struct checker *checker, const struct relation *relation);

// ---------------------------------------------------------------------------
// check_name.c: names

// Resolves an EXPR_NAME: fills its reference and type, or reports.
void resolve_name(struct checker *checker, const struct scope *scope, struct expr *expr);

// A set by its variable's name; reports what is wrong with it. Marks it used.
// Never NULL (the error relation). `keyed` as in struct scope. *ret_guessed:
// another set stands in for the one that was written, which is a name that is not
// defined, a keyword, or nothing.
const struct relation *resolve_set(struct checker *checker, const struct name *name, const struct name *keyed,
                                   bool *ret_guessed);

// A variable that is not defined: reports E201 and returns the binding that was
// probably meant (marked used), or NULL.
struct binding *report_undefined(struct checker *checker, const struct name *name, bool set, const struct name *keyed);

// A key of `by`: its reference on each of the inputs.
void resolve_key(struct checker *checker, const struct path *path, const struct relation *const *inputs,
                 const struct name *input_names, size_t input_count, struct relation_key *ret_key);

// Notes about the spelling of a field that was found.
void note_field(struct checker *checker, const struct field_match *match, const struct name *name);

// ---------------------------------------------------------------------------
// check_unknown.c: fields that are not known

// `compared`: on the right of a comparison, where a text may have lost its quotes.
void report_unknown_field(struct checker *checker, const struct relation *relation, const struct path *path,
                          size_t first, bool compared);

// A path whose first name is neither a variable nor a field: reports it and
// returns true where it is most likely a text without quotes (E104), or the path
// of a field in the record (E202).
bool report_unknown_path(struct checker *checker, const struct scope *scope, const struct path *path);

// The field that the last name of the path is by itself; size 0: none.
struct slice last_field(const struct checker *checker, const struct relation *relation, const struct path *path);

// ---------------------------------------------------------------------------
// check_expr.c, check_test.c, check_call.c: expressions

// Checks a value; the result's type is in expr->type (TYPE_UNKNOWN after an
// error). A condition where a value must stand is reported.
enum value_type check_value(struct checker *checker, const struct scope *scope, struct expr *expr);
// Checks a condition and what it says about logic.
void check_condition(struct checker *checker, const struct scope *scope, struct expr *expr);
// COMPARE, IN, CONTAINS, MATCH, EXISTS.
void check_compare(struct checker *checker, const struct scope *scope, struct expr *expr);
void check_in(struct checker *checker, const struct scope *scope, struct expr *expr);
void check_contains(struct checker *checker, const struct scope *scope, struct expr *expr);
void check_match(struct checker *checker, const struct scope *scope, struct expr *expr);
enum value_type check_call(struct checker *checker, const struct scope *scope, struct expr *expr);
// True for a function whose argument is a column (`count`, `max`...).
bool is_aggregate_call(const struct expr *expr);

// The literal that an expression is or stands for: itself, or what a variable
// was given; NULL where it is no string, number, list, duration or address.
struct expr *literal_of(struct expr *expr);

// ---------------------------------------------------------------------------
// check_search.c, check_run.c, check_keyed.c, check_source.c: sets

const struct relation *check_search(struct checker *checker, const struct source_expr *source);
const struct relation *check_run(struct checker *checker, const struct source_expr *source);
// Any source; sets *ret_binding's kind, relation or value.
void check_source(struct checker *checker, struct source_expr *source, struct binding *ret_binding);
// `aggregate by keys`: a binding with keys, or an error's.
void check_keyed_aggregate(struct checker *checker, const struct scope *scope, struct expr *expr,
                           struct binding *ret_binding);
// A name that refers to such an aggregate: finds where the rows at hand have the
// keys, or reports that they have them not.
void use_keyed_aggregate(struct checker *checker, const struct scope *scope, struct expr *expr);
// The argument of an aggregate over a whole set: its names are of that set, and
// such values are read by its keys.
void check_one_set(struct checker *checker, const struct scope *scope, struct expr *argument);
// The variable that is assigned such a name: another name of the same. Reports
// what is calculated from one.
void assign_keyed_aggregate(struct checker *checker, const struct expr *expr, struct binding *binding);
// The keys of `by` over the inputs.
struct relation_key *check_keys(struct checker *checker, const struct path *paths, size_t count,
                                const struct relation *const *inputs, const struct name *input_names,
                                size_t input_count);

// ---------------------------------------------------------------------------
// lint_string.c: texts

// A text that is a pattern or plain text (not a regex).
void lint_string(struct checker *checker, const struct expr *string);
// An `or` that was written inside a string (E302), which stands after the
// operator of a comparison (NULL: after another one, or in a list). True where
// it was reported.
bool lint_alternatives(struct checker *checker, const struct expr *string, const struct span *operator_span,
                       bool negated, bool in_list);
// True for "exe", "dll" and the like.
bool is_file_extension(struct slice text);
// The literal after `match`; true where it was reported never to match.
bool lint_regex(struct checker *checker, const struct expr *string);
// A text that is meant as an address or network; reports what is wrong with it
// only where it looks like one.
void lint_address(struct checker *checker, const struct expr *literal);

// ---------------------------------------------------------------------------
// lint_field.c: a field and the literal it is tested with

// `field` is compared with `literal` (a string, an item of a list...).
void lint_field_literal(struct checker *checker, const struct expr *field, struct expr *literal, bool equality);
// The same for all items of a list, reported once where it concerns the field.
void lint_field_literals(struct checker *checker, const struct expr *field, struct expr *list, bool equality);

// ---------------------------------------------------------------------------
// lint_logic.c, lint_null.c, lint_unused.c, lint_metadata.c

// `and` and `or` in one row (W201).
void lint_mixed(struct checker *checker, const struct expr *expr);
// A whole condition that has been checked, of `relation` (NULL: of none): tests
// that with each other, or with what the rows were chosen by, can never hold
// (E303), always hold (W208), or hold anyway (N122).
void lint_condition(struct checker *checker, struct relation *relation, const struct expr *condition);
// A whole condition again: negations of fields that are never filled (W210), and
// what is needed for lint_null.
void lint_negations(struct checker *checker, const struct expr *condition);
// A field that no sensor fills is used.
void lint_unfilled(struct checker *checker, const struct name *name, struct slice rows);
// The rule as a whole: N116, N117.
void lint_null(struct checker *checker);
// Tests of a list, of what is contained, and by a regex, that always or never hold
// (E303, W208); true where that was reported.
void lint_list(struct checker *checker, const struct expr *test);
void lint_contained(struct checker *checker, const struct expr *test);
bool lint_any_match(struct checker *checker, const struct expr *test, const struct expr *regex);
// A condition by itself: constant comparisons, chains that contradict.
void lint_comparison(struct checker *checker, struct expr *expr);
// Variables that are never used, and what only they use: W202.
void lint_unused(struct checker *checker);
// W301, W302; returns the rule's id.
struct slice lint_metadata(struct checker *checker);

#endif
