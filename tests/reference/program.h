// SPDX-License-Identifier: Apache-2.0
// A random rule while it is made: its variables, and the statements that can be
// added. Each adds one statement or, where nothing fits, none. One thread.
#ifndef REFERENCE_PROGRAM_H
#define REFERENCE_PROGRAM_H

#include "generate.h"

enum set_kind { SET_EVENTS, SET_JOIN, SET_GROUP, SET_COLUMNS };

// A variable that holds rows, and how its fields are named.
struct set {
    char name[8];
    enum set_kind kind;
    struct fields fields;  // as conditions on its rows name them
    char members[3][8];    // JOIN, GROUP
    size_t member_count;   //
    struct fields columns; // GROUP: what aggregates can be taken of
};

struct program {
    struct random *random;
    struct arena *arena;
    struct test_rule *rule;
    struct set sets[MOST_STATEMENTS];
    size_t set_count;
    struct fields variables; // that hold values
    struct fields keyed;     // that hold a value for each key, and are only output
    size_t names;            // given so far
};

// Ends `text`, which becomes the next statement.
void program_add(struct program *program, struct text *text);
// A name that no variable has yet.
void program_name(struct program *program, const char *prefix, char *ret_name);
struct set *program_set(struct program *program, const char *prefix, enum set_kind kind);
// Any set of the kind; NULL: there is none.
const struct set *program_pick(struct program *program, enum set_kind kind);
const struct set *program_any(struct program *program);
// A condition on rows with these fields.
void program_condition(struct program *program, const struct fields *fields, struct text *out);
// A field that can be a key or a column; NULL: none was found.
const struct field *program_key(struct program *program, const struct fields *fields);
// An aggregate of a field; returns its type, TERM_LIST for a list.
enum term_type program_aggregate(struct program *program, const struct fields *fields, const char *qualifier,
                                 struct text *out);

// ref_generate_sets.c
void add_join(struct program *program);
void add_group(struct program *program);
void add_select(struct program *program);
void add_difference(struct program *program);

#endif
