// SPDX-License-Identifier: Apache-2.0
// Random small cases: rules as statements, and records as lines of JSON. The
// same seed makes the same case everywhere. One thread.
#ifndef REFERENCE_GENERATE_H
#define REFERENCE_GENERATE_H

#include "base/arena.h"
#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

// A number below `limit`, which is not 0.
size_t random_below(struct random *random, size_t limit);
// True once in `times`.
bool random_once_in(struct random *random, size_t times);
// One of the texts of a NULL-terminated list.
const char *random_pick(struct random *random, const char *const *texts);

enum { MOST_STATEMENTS = 16, MOST_RECORDS = 12, MOST_RULES = 48 };

struct test_rule {
    struct slice statements[MOST_STATEMENTS]; // without line ends; in the arena, as the records
    size_t statement_count;
};

struct test_case {
    struct test_rule rules[MOST_RULES]; // that run together
    size_t rule_count;
    struct slice records[MOST_RECORDS];
    size_t record_count;
};

// ref_generate_rule.c, ref_generate_events.c
void generate_rules(struct random *random, struct arena *arena, struct test_case *ret_case);
void generate_records(struct random *random, struct arena *arena, struct test_case *ret_case);

// ref_generate_condition.c: what a rule can say about the rows of a set.

// What a field holds; LIST: what `unique` and `top` made; RAW: `raw event`.
enum term_type {
    TERM_TEXT,
    TERM_NUMBER,
    TERM_TIME,
    TERM_DURATION,
    TERM_ANY,
    TERM_BOOLEAN,
    TERM_ADDRESS,
    TERM_LIST,
    TERM_RAW
};

struct field {
    char name[48]; // as it is written, qualifiers included
    enum term_type type;
};

enum { MOST_FIELDS = 64 };

struct fields {
    struct field items[MOST_FIELDS];
    size_t count;
};

void fields_add(struct fields *fields, const char *qualifier, const char *name, enum term_type type);
const struct field *fields_pick(struct random *random, const struct fields *fields, enum term_type type);

// Appends a condition over the fields and over `variables`, which hold values;
// `depth` bounds how deep it nests.
void generate_condition(struct random *random, const struct fields *fields, const struct fields *variables, int depth,
                        struct text *out);
// Appends a value that belongs to no row, or a list, and returns its type.
enum term_type generate_literal(struct random *random, struct text *out);
// Appends a value of a type that it returns.
enum term_type generate_value(struct random *random, const struct fields *fields, struct text *out);

#endif
