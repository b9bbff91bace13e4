// SPDX-License-Identifier: Apache-2.0
// Random statements that make a set of others, or of another's columns.
#include "program.h"

#include <stdio.h>
#include <string.h>

// Up to three sets with different names; 0: there are not so many as `least`.
static size_t pick_inputs(struct program *program, size_t least, bool mixed, const struct set **ret_inputs) {
    size_t wanted = least + random_below(program->random, 2);
    size_t count = 0;
    for (int tries = 0; tries < 12 && count < wanted; tries++) {
        bool rare = random_once_in(program->random, 4);
        enum set_kind other = random_once_in(program->random, 3)            ? SET_GROUP
                              : mixed && random_once_in(program->random, 2) ? SET_COLUMNS
                                                                            : SET_JOIN;
        const struct set *set = program_pick(program, rare ? other : SET_EVENTS);
        bool seen = set == NULL || set->fields.count == 0;
        for (size_t i = 0; i < count && !seen; i++) {
            seen = strcmp(ret_inputs[i]->name, set->name) == 0 || (!mixed && ret_inputs[i]->kind != set->kind);
        }
        if (!seen) {
            ret_inputs[count++] = set;
        }
    }
    return count < least ? 0 : count;
}

static void add_members(struct set *set, const struct set *const *inputs, size_t count) {
    set->member_count = count;
    for (size_t i = 0; i < count; i++) {
        memcpy(set->members[i], inputs[i]->name, sizeof set->members[i]);
    }
}

static void append_names(const struct set *const *inputs, size_t count, struct text *out) {
    for (size_t i = 0; i < count; i++) {
        text_format(out, "%s%s", i > 0 ? ", " : "", inputs[i]->name);
    }
}

static void tie(struct program *program, const struct fields *all, const struct set *a, const struct set *b,
                struct text *out) {
    static const char *const seconds[] = {"1 second", "5 seconds", "10 seconds", NULL};
    struct field left;
    struct field right;
    const struct field *key = program_key(program, &a->fields);
    const struct field *other = program_key(program, &b->fields);
    left = key == NULL ? a->fields.items[0] : *key;
    right = other == NULL ? b->fields.items[0] : *other;
    switch (random_below(program->random, 6)) {
    case 0:
    case 1:
    case 2:
        text_format(out, "%s.%s == %s.%s", a->name, left.name, b->name, right.name);
        break;
    case 3:
        if (a->kind == SET_EVENTS && b->kind == SET_EVENTS) {
            text_format(out, "%s.time %s %s.time", a->name, random_once_in(program->random, 2) ? "<" : "<=", b->name);
            if (random_once_in(program->random, 2)) {
                text_format(out, " %s %s.time + %s", random_once_in(program->random, 2) ? "<" : "<=", a->name,
                            random_pick(program->random, seconds));
            }
            break;
        }
        program_condition(program, all, out);
        break;
    case 4:
        text_format(out, "%s.%s %s %s.%s", a->name, left.name, random_once_in(program->random, 2) ? "!=" : "<", b->name,
                    right.name);
        break;
    default:
        program_condition(program, all, out);
        break;
    }
}

void add_join(struct program *program) {
    const struct set *inputs[3];
    size_t count = pick_inputs(program, 2, true, inputs);
    struct text text;
    if (count == 0) {
        return;
    }
    struct set *set = program_set(program, "j", SET_JOIN);
    add_members(set, inputs, count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < inputs[i]->fields.count; k++) {
            if (strpbrk(inputs[i]->fields.items[k].name, "[ ") == NULL) {
                fields_add(&set->fields, inputs[i]->name, inputs[i]->fields.items[k].name,
                           inputs[i]->fields.items[k].type);
            }
        }
    }
    text_init(&text);
    text_format(&text, "%s = join (", set->name);
    append_names(inputs, count, &text);
    text_append_string(&text, ") where ");
    for (size_t i = 1; i < count; i++) {
        text_append_string(&text, i > 1 ? " and " : "");
        tie(program, &set->fields, inputs[random_below(program->random, i)], inputs[i], &text);
    }
    if (random_once_in(program->random, 3)) {
        text_append_string(&text, " and ");
        tie(program, &set->fields, inputs[0], inputs[count - 1], &text);
    }
    program_add(program, &text);
}

void add_group(struct program *program) {
    static const char *const gaps[] = {"0 seconds", "1 second", "3 seconds", "500ms", "1 hour", NULL};
    const struct set *inputs[3];
    size_t count = pick_inputs(program, 1, false, inputs);
    struct text text;
    if (count == 0 || inputs[0]->fields.count == 0) {
        return;
    }
    struct set *set = program_set(program, "g", SET_GROUP);
    add_members(set, inputs, count);
    set->columns = inputs[0]->fields;
    text_init(&text);
    text_format(&text, "%s = group ", set->name);
    append_names(inputs, count, &text);
    text_append_string(&text, " by ");
    for (size_t keys = 1 + random_once_in(program->random, 4), i = 0; i < keys; i++) {
        const struct field *key = program_key(program, &inputs[0]->fields);
        if (key != NULL) {
            bool qualified = count == 1 && random_once_in(program->random, 3);
            text_format(&text, "%s%s%s%s", i > 0 ? ", " : "", qualified ? inputs[0]->name : "", qualified ? "." : "",
                        key->name);
            if (!qualified) {
                fields_add(&set->fields, "", key->name, key->type);
            }
        }
    }
    if (random_once_in(program->random, 2)) {
        text_format(&text, " within %s", random_pick(program->random, gaps));
    }
    program_add(program, &text);
}

void add_select(struct program *program) {
    static const enum set_kind kinds[] = {SET_GROUP, SET_GROUP, SET_EVENTS, SET_EVENTS, SET_JOIN, SET_COLUMNS};
    const struct set *from = program_pick(program, kinds[random_below(program->random, sizeof kinds / sizeof *kinds)]);
    struct text text;
    if (from == NULL || from->fields.count == 0 || (from->kind == SET_GROUP && from->columns.count == 0)) {
        return;
    }
    struct set copy = *from; // new_set may hand out the place after it
    struct set *set = program_set(program, "s", SET_COLUMNS);
    bool aggregates = from->kind == SET_GROUP || random_once_in(program->random, 3);
    text_init(&text);
    text_format(&text, "%s = from %s select ", set->name, copy.name);
    for (size_t count = 1 + random_below(program->random, 3), i = 0; i < count; i++) {
        char name[8];
        snprintf(name, sizeof name, "c%d", (int)i);
        text_append_string(&text, i > 0 ? ", " : "");
        enum term_type type = TERM_NUMBER;
        const struct field *number = fields_pick(program->random, &program->variables, TERM_NUMBER);
        const struct field *field = program_key(program, &copy.fields);
        if (field != NULL && (!aggregates || (copy.kind == SET_GROUP && random_once_in(program->random, 3)))) {
            text_append_string(&text, field->name);
            type = field->type;
        } else if (random_once_in(program->random, 4)) {
            const char *of = copy.kind == SET_GROUP && random_once_in(program->random, 2)
                                 ? copy.members[random_below(program->random, copy.member_count)]
                             : random_once_in(program->random, 4) ? program_any(program)->name
                                                                  : "";
            text_format(&text, "count(%s)", of);
        } else if (random_once_in(program->random, 4) && number != NULL) {
            text_format(&text, "count() + %s", number->name);
        } else {
            type = program_aggregate(program, copy.kind == SET_GROUP ? &copy.columns : &copy.fields, "", &text);
        }
        text_format(&text, " as %s", name);
        fields_add(&set->fields, "", name, type);
    }
    program_add(program, &text);
}

void add_difference(struct program *program) {
    const struct set *left = program_any(program);
    const struct set *right = program_pick(program, left->kind);
    struct text text;
    if (left->kind == SET_GROUP || strcmp(left->name, right->name) == 0) {
        return;
    }
    struct set copy = *left;
    const struct field *key = left->fields.count == 0 ? NULL : program_key(program, &left->fields);
    text_init(&text);
    program_name(program, "m", copy.name);
    text_format(&text, "%s = %s - %s", copy.name, left->name, right->name);
    if (key != NULL && !random_once_in(program->random, 4)) {
        text_format(&text, " by %s", key->name);
    }
    program->sets[program->set_count++] = copy;
    program_add(program, &text);
}
