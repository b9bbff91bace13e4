// SPDX-License-Identifier: Apache-2.0
// Random rules: statements over the variables that those before them made.
#include "program.h"

#include <stdio.h>
#include <string.h>

void program_add(struct program *program, struct text *text) {
    struct test_rule *rule = program->rule;
    if (rule->statement_count < MOST_STATEMENTS) {
        rule->statements[rule->statement_count++] = arena_copy(program->arena, text_slice(text));
    }
    text_finish(text);
}

static bool has_room(const struct program *program) {
    return program->rule->statement_count + 2 < MOST_STATEMENTS && program->set_count + 1 < MOST_STATEMENTS;
}

void program_name(struct program *program, const char *prefix, char *ret_name) {
    snprintf(ret_name, 8, "%.2s%d", prefix, (int)(program->names++ % 1000));
}

struct set *program_set(struct program *program, const char *prefix, enum set_kind kind) {
    struct set *set = &program->sets[program->set_count++];
    *set = (struct set){.kind = kind};
    program_name(program, prefix, set->name);
    return set;
}

const struct set *program_pick(struct program *program, enum set_kind kind) {
    size_t fitting = 0;
    for (size_t i = 0; i < program->set_count; i++) {
        fitting += program->sets[i].kind == kind;
    }
    size_t wanted = fitting == 0 ? 0 : random_below(program->random, fitting);
    for (size_t i = 0; i < program->set_count; i++) {
        if (program->sets[i].kind == kind && wanted-- == 0) {
            return &program->sets[i];
        }
    }
    return NULL;
}

const struct set *program_any(struct program *program) {
    return &program->sets[random_below(program->random, program->set_count)];
}

void program_condition(struct program *program, const struct fields *fields, struct text *out) {
    generate_condition(program->random, fields, &program->variables, 2, out);
}

// ---------------------------------------------------------------------------
// Searches

struct searched {
    const char *types;
    const char *fields; // letters: what the rows have
};

// p: process, f: file, m: module, a: any record
static const struct searched searches[] = {
    {"Process:Create", "p"},
    {"Process:Create", "p"},
    {"Process:Create", "p"},
    {"Process:*", "p"},
    {"File:Create", "f"},
    {"Process:Create or Process:Terminate", "p"},
    {"Module:Load", "m"},
    {"Process:Create, Terminate", "p"},
    {"Process:Create or File:*", "c"},
    {"*:*", "a"},
};

static const struct {
    const char *of; // which searches have it
    const char *name;
    enum term_type type;
} searched_fields[] = {
    {"pfmca", "pid", TERM_NUMBER},
    {"pfmca", "image_path", TERM_TEXT},
    {"pfmca", "hostname", TERM_TEXT},
    {"p", "exe", TERM_TEXT},
    {"p", "exe", TERM_TEXT},
    {"p", "command_line", TERM_TEXT},
    {"pa", "ppid", TERM_NUMBER},
    {"p", "parent_exe", TERM_TEXT},
    {"p", "user", TERM_TEXT},
    {"p", "parent_image_path", TERM_TEXT},
    {"f", "file_path", TERM_TEXT},
    {"f", "file_name", TERM_TEXT},
    {"m", "module_path", TERM_TEXT},
    {"m", "signer", TERM_TEXT},
    {"m", "signature_valid", TERM_BOOLEAN},
    {"pfmca", "time", TERM_TIME},
    {"pfmca", "rule_name", TERM_ANY},
    {"pfma", "event_code", TERM_NUMBER},
    {"a", "Image", TERM_ANY},
    {"a", "ProcessId", TERM_NUMBER},
    {"p", "timestamp", TERM_TIME},
    {"pma", "[OriginalFileName]", TERM_ANY},
    {"pma", "[OriginalFileName]", TERM_ANY},
    {"pma", "company", TERM_ANY},
    {"pma", "company", TERM_ANY},
    {"a", "company.y", TERM_ANY},
    {"pma", "[Description]", TERM_ADDRESS},
    {"pma", "Product", TERM_BOOLEAN},
    {"pfmca", "raw event", TERM_RAW},
};

static void add_searched_fields(struct fields *fields, const char *of) {
    for (size_t i = 0; i < sizeof searched_fields / sizeof *searched_fields; i++) {
        if (strchr(searched_fields[i].of, of[0]) != NULL) {
            fields_add(fields, "", searched_fields[i].name, searched_fields[i].type);
        }
    }
}

static void search(struct program *program) {
    const struct searched *searched = &searches[random_below(program->random, sizeof searches / sizeof *searches)];
    struct set *set = program_set(program, "p", SET_EVENTS);
    struct text text;
    text_init(&text);
    add_searched_fields(&set->fields, searched->fields);
    text_format(&text, "%s = search %s", set->name, searched->types);
    if (random_once_in(program->random, 3)) {
        text_append_string(&text, " where ");
        program_condition(program, &set->fields, &text);
    }
    program_add(program, &text);
}

// The rules of ref_library.c, and what their rows have.
static void run(struct program *program) {
    static const struct {
        const char *id;
        enum set_kind kind;
        const char *added; // a field, or NULL
        enum term_type type;
    } rules[] = {
        {"REF-1", SET_EVENTS, "d1", TERM_NUMBER},   {"REF-2", SET_EVENTS, NULL, TERM_ANY},
        {"REF-3", SET_JOIN, NULL, TERM_ANY},        {"REF-4", SET_GROUP, "exe", TERM_TEXT},
        {"REF-5", SET_COLUMNS, "n", TERM_NUMBER},   {"REF-6", SET_EVENTS, "d1", TERM_NUMBER},
        {"REF-7", SET_EVENTS, "d1", TERM_DURATION},
    };
    size_t rule = random_below(program->random, sizeof rules / sizeof *rules);
    struct set *set = program_set(program, "r", rules[rule].kind);
    struct fields process = {0};
    struct text text;
    add_searched_fields(&process, "p");
    if (set->kind == SET_EVENTS) {
        set->fields = process;
    } else if (set->kind == SET_COLUMNS) {
        fields_add(&set->fields, "", "exe", TERM_TEXT);
        fields_add(&set->fields, "", "pid", TERM_NUMBER);
    } else {
        set->member_count = 1;
        memcpy(set->members[0], "p", 2);
        set->columns = process;
    }
    for (size_t i = 0; set->kind == SET_JOIN && i < process.count; i++) {
        if (strpbrk(process.items[i].name, "[ ") == NULL) {
            fields_add(&set->fields, i % 2 == 0 ? "p" : "q", process.items[i].name, process.items[i].type);
        }
    }
    if (rules[rule].added != NULL) {
        fields_add(&set->fields, "", rules[rule].added, rules[rule].type);
    }
    text_init(&text);
    text_format(&text, "%s = run Analytic:%s", set->name, rules[rule].id);
    program_add(program, &text);
}

// ---------------------------------------------------------------------------
// Statements on one set

static void filter(struct program *program) {
    const struct set *from = program_any(program);
    struct text text;
    struct set copy = *from;
    if (from->fields.count == 0) {
        return;
    }
    text_init(&text);
    // Sometimes the same name again.
    if (!random_once_in(program->random, 4)) {
        program_name(program, "f", copy.name);
        program->sets[program->set_count++] = copy;
    }
    text_format(&text, "%s = filter %s where ", copy.name, from->name);
    if (copy.kind == SET_GROUP && random_once_in(program->random, 2)) {
        text_format(&text, "count(%s) > %d and ", random_once_in(program->random, 2) ? "" : copy.members[0],
                    (int)random_below(program->random, 3));
    }
    program_condition(program, &copy.fields, &text);
    program_add(program, &text);
}

static void derive(struct program *program) {
    static const char *const names[] = {"d1", "d2", "d3", NULL};
    struct set *set = &program->sets[random_below(program->random, program->set_count)];
    const struct field *known = set->fields.count == 0 ? NULL : program_key(program, &set->fields);
    char name[sizeof known->name];
    struct text text;
    if (set->fields.count == 0) {
        return;
    }
    // Sometimes in the place of a field that the rows have.
    bool replaces = known != NULL && strchr(known->name, '.') == NULL && random_once_in(program->random, 5);
    snprintf(name, sizeof name, "%s", replaces ? known->name : random_pick(program->random, names));
    text_init(&text);
    text_format(&text, "%s.%s = ", set->name, name);
    bool aggregate = set->kind == SET_GROUP && set->columns.count > 0 && random_once_in(program->random, 2);
    enum term_type type = aggregate ? program_aggregate(program, &set->columns, "", &text)
                                    : generate_value(program->random, &set->fields, &text);
    program_add(program, &text);
    size_t kept = 0;
    for (size_t i = 0; i < set->fields.count; i++) {
        if (strcmp(set->fields.items[i].name, name) != 0) {
            set->fields.items[kept++] = set->fields.items[i];
        }
    }
    set->fields.count = kept;
    fields_add(&set->fields, "", name, type);
}

// A key or column: what is in brackets or of two words is no path.
const struct field *program_key(struct program *program, const struct fields *fields) {
    for (int tries = 0; tries < 8; tries++) {
        const struct field *field = &fields->items[random_below(program->random, fields->count)];
        if (strpbrk(field->name, "[ ") == NULL && field->type != TERM_LIST && (field->type != TERM_TIME || tries > 5)) {
            return field;
        }
    }
    return NULL;
}

static const char *const functions[] = {"min", "max", "sum", "average", "standard_deviation", "unique", "count", NULL};

enum term_type program_aggregate(struct program *program, const struct fields *fields, const char *qualifier,
                                 struct text *out) {
    const struct field *field = program_key(program, fields);
    const char *function = random_pick(program->random, functions);
    const char *dot = qualifier[0] == '\0' ? "" : ".";
    if (field == NULL) {
        text_append_string(out, "count()");
        return TERM_NUMBER;
    }
    if (random_once_in(program->random, 8)) {
        text_format(out, "top(%d, %s%s%s)", 1 + (int)random_below(program->random, 3), qualifier, dot, field->name);
        return TERM_LIST;
    }
    if (random_once_in(program->random, 6)) {
        text_format(out, "count(unique(%s%s%s))", qualifier, dot, field->name);
        return TERM_NUMBER;
    }
    text_format(out, "%s(%s%s%s)", function, qualifier, dot, field->name);
    if (strcmp(function, "unique") == 0) {
        return TERM_LIST;
    }
    return function[0] == 'm' ? field->type : field->type == TERM_DURATION ? TERM_DURATION : TERM_NUMBER;
}

static void scalar(struct program *program) {
    static const enum set_kind kinds[] = {SET_EVENTS, SET_EVENTS, SET_EVENTS, SET_JOIN, SET_COLUMNS};
    const struct set *set = program_pick(program, kinds[random_below(program->random, sizeof kinds / sizeof *kinds)]);
    struct fields plain = {0};
    char name[8];
    struct text text;
    if (set == NULL || set->fields.count == 0) {
        return;
    }
    // Numbers alone: conditions compare scalars with numbers.
    for (size_t i = 0; i < set->fields.count; i++) {
        if (set->fields.items[i].type == TERM_NUMBER) {
            fields_add(&plain, "", set->fields.items[i].name, TERM_NUMBER);
        }
    }
    text_init(&text);
    program_name(program, "n", name);
    text_format(&text, "%s = ", name);
    enum term_type type = TERM_NUMBER;
    if (plain.count == 0 || random_once_in(program->random, 3)) {
        text_format(&text, "count(%s)", set->name);
    } else {
        type = program_aggregate(program, &plain, set->name, &text);
    }
    const struct field *key = program_key(program, &set->fields);
    if (type == TERM_NUMBER && set->kind == SET_EVENTS && random_once_in(program->random, 3) && key != NULL) {
        text_format(&text, " by %s", key->name);
    }
    program_add(program, &text);
    if (type == TERM_NUMBER) {
        fields_add(&program->variables, "", name, TERM_NUMBER);
    }
}

// An aggregate of numbers calculated from a field of the set and from a variable.
static void calculated(struct program *program, const struct set *set, struct text *out) {
    static const char *const operators[] = {"+", "-", "*", NULL};
    static const char *const aggregates[] = {"sum", "max", "average", NULL};
    const struct field *field = fields_pick(program->random, &set->fields, TERM_NUMBER);
    const struct field *variable = fields_pick(program->random, &program->variables, TERM_NUMBER);
    const char *other = variable == NULL ? "2" : variable->name;
    const char *operator= random_pick(program->random, operators);
    text_format(out, "%s(", random_pick(program->random, aggregates));
    if (field == NULL) {
        text_format(out, "%s %s 3)", other, operator);
    } else if (random_once_in(program->random, 2)) {
        text_format(out, "%s %s %s.%s)", other, operator, set->name, field->name);
    } else {
        text_format(out, "%s.%s %s %s)", set->name, field->name, operator, other);
    }
}

// An aggregate by keys; sometimes it is called as a key.
static void keyed(struct program *program) {
    const struct set *set = program_any(program);
    char name[sizeof set->fields.items[0].name];
    struct text text;
    if (set->fields.count == 0) {
        return;
    }
    text_init(&text);
    program_name(program, "k", name);
    const struct field *key = program_key(program, &set->fields);
    bool named = key != NULL && program->keyed.count == 0 && strchr(key->name, '.') == NULL;
    if (named && random_once_in(program->random, 4)) {
        memcpy(name, key->name, sizeof name);
    }
    text_format(&text, "%s = ", name);
    if (random_once_in(program->random, 4)) {
        text_format(&text, "count(%s)", set->name);
    } else if (random_once_in(program->random, 3)) {
        calculated(program, set, &text);
    } else {
        (void)program_aggregate(program, &set->fields, set->name, &text);
    }
    text_format(&text, " by %s", key == NULL ? "pid" : key->name);
    key = random_once_in(program->random, 4) ? program_key(program, &set->fields) : NULL;
    if (key != NULL) {
        text_format(&text, ", %s", key->name);
    }
    program_add(program, &text);
    fields_add(&program->keyed, "", name, TERM_ANY);
}

static void literal(struct program *program) {
    char name[8];
    struct text text;
    text_init(&text);
    program_name(program, "v", name);
    text_format(&text, "%s = ", name);
    enum term_type type = generate_literal(program->random, &text);
    program_add(program, &text);
    fields_add(&program->variables, "", name, type);
}

static void count_by(struct program *program) {
    struct set *set = &program->sets[random_below(program->random, program->set_count)];
    const struct field *key = set->kind == SET_EVENTS ? program_key(program, &set->fields) : NULL;
    struct text text;
    if (key == NULL) {
        return;
    }
    char by[sizeof key->name];
    memcpy(by, key->name, sizeof by);
    text_init(&text);
    text_format(&text, "%s.c = ", set->name);
    enum term_type type = TERM_NUMBER;
    if (random_once_in(program->random, 2)) {
        text_format(&text, "count(%s)", set->name);
    } else {
        type = program_aggregate(program, &set->fields, set->name, &text);
    }
    text_format(&text, " by %s", by);
    program_add(program, &text);
    fields_add(&set->fields, "", "c", type);
}

// ---------------------------------------------------------------------------
// Rules

static void output(struct program *program) {
    struct text text;
    size_t last = program->set_count - 1;
    text_init(&text);
    text_format(&text, "output %s", program->sets[last].name);
    size_t other = random_below(program->random, program->set_count);
    if (other != last && random_once_in(program->random, 2)) {
        text_format(&text, ", %s", program->sets[other].name);
    }
    if (program->variables.count > 0 && random_once_in(program->random, 2)) {
        size_t value = random_below(program->random, program->variables.count);
        text_format(&text, ", %s", program->variables.items[value].name);
    }
    for (size_t i = 0; i < program->keyed.count; i++) {
        text_format(&text, ", %s", program->keyed.items[i].name);
    }
    program_add(program, &text);
}

static void bare_predicate(struct program *program) {
    struct fields fields = {0};
    struct text text;
    text_init(&text);
    add_searched_fields(&fields, "a");
    program_condition(program, &fields, &text);
    program_add(program, &text);
}

// One filter on one kind of events, as most rules are.
static void plain_rule(struct program *program) {
    search(program);
    filter(program);
    output(program);
}

static void generate_rule(struct random *random, struct arena *arena, bool plain, struct test_rule *ret_rule) {
    static void (*const statements[])(struct program *) = {
        run,   search,   filter,   filter,    filter,    derive, derive, scalar,     literal,    count_by,
        keyed, add_join, add_join, add_group, add_group, search, search, add_select, add_select, add_difference,
    };
    struct program program = {.random = random, .arena = arena, .rule = ret_rule};
    ret_rule->statement_count = 0;
    if (random_once_in(random, 8)) {
        bare_predicate(&program);
        return;
    }
    if (plain) {
        plain_rule(&program);
        return;
    }
    search(&program);
    for (size_t count = 1 + random_below(random, 7), i = 0; i < count && has_room(&program); i++) {
        statements[random_below(random, sizeof statements / sizeof *statements)](&program);
    }
    output(&program);
}

// Mostly one rule or a few; now and then so many that they hold many different
// patterns against each field.
void generate_rules(struct random *random, struct arena *arena, struct test_case *ret_case) {
    bool many = random_once_in(random, 8);
    ret_case->rule_count = many                        ? 1 + random_below(random, MOST_RULES)
                           : random_once_in(random, 4) ? 2 + random_below(random, 4)
                                                       : 1;
    for (size_t i = 0; i < ret_case->rule_count; i++) {
        generate_rule(random, arena, many && !random_once_in(random, 4), &ret_case->rules[i]);
    }
}
