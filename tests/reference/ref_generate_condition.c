// SPDX-License-Identifier: Apache-2.0
// Random conditions and values over given fields, typed enough that most pass
// the checker.
#include "generate.h"

#include <stdio.h>
#include <string.h>

static const char *const patterns[] = {"a.exe",
                                       "*.exe",
                                       "A*",
                                       "c*.EXE",
                                       "\xC3\x84*",
                                       "*\xC3\xA4*",
                                       "7",
                                       "k",
                                       "K*",
                                       "s",
                                       "*a*b*",
                                       "a",
                                       "b",
                                       "*",
                                       "cmd.exe",
                                       "\xE2\x84\xAA*",
                                       "\xC5\xBF.exe",
                                       "",
                                       "10",
                                       "*e*e",
                                       "a\\\\b",
                                       "*\\\\cmd.exe",
                                       "C:\\\\Windows\\\\*",
                                       "*windows*",
                                       "C:*\\\\*.exe",
                                       "7.0",
                                       "*\\\\a*xe",
                                       "?",
                                       NULL};
static const char *const plain[] = {"a", "b.exe", "M", "7", "k", "\xC3\x84", "\xC5\xBF", NULL};
static const char *const numbers[] = {"1", "2", "3", "7", "10", "-1", "7.0", "0", "2.5", "9007199254740992", NULL};
static const char *const regexes[] = {"a",        "^a",     "exe$",       "a.*b", "(a|b)\\.exe", "\\d",
                                      "\\d{1,3}", "^\\d+$", "(?-i)A",     "k",    "a?b*c+",      "\xC3\x84",
                                      "x.y",      "^-?\\d", "c(md|MD)? ", NULL};
static const char *const networks[] = {"10.0.0.0/8", "10.0.0.1", "11.0.0.0/32", "fe80::/10", "0.0.0.0/0", NULL};
static const char *const orders[] = {"<", "<=", ">", ">=", NULL};
static const char *const equalities[] = {"==", "!=", NULL};
static const char *const durations[] = {"1 second",    "5 seconds", "500 milliseconds", "2 * 3 seconds", "1 minute",
                                        "2.5 seconds", NULL};
static const char *const times[] = {"2024-05-01T10:00:05Z", "2024-05-01 10:00:10.5", "2024-05-01",
                                    "2024-05-01T12:00:07+02:00", NULL};

void fields_add(struct fields *fields, const char *qualifier, const char *name, enum term_type type) {
    if (fields->count < MOST_FIELDS) {
        struct field *field = &fields->items[fields->count++];
        snprintf(field->name, sizeof field->name, "%s%s%s", qualifier, qualifier[0] == '\0' ? "" : ".", name);
        field->type = type;
    }
}

const struct field *fields_pick(struct random *random, const struct fields *fields, enum term_type type) {
    size_t fitting = 0;
    for (size_t i = 0; i < fields->count; i++) {
        fitting += fields->items[i].type == type;
    }
    if (fitting == 0) {
        return NULL;
    }
    size_t wanted = random_below(random, fitting);
    for (size_t i = 0;; i++) {
        if (fields->items[i].type == type && wanted-- == 0) {
            return &fields->items[i];
        }
    }
}

static void append_list(struct random *random, const char *const *from, bool quoted, struct text *out) {
    size_t count = 1 + random_below(random, 4);
    text_append_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        text_format(out, quoted ? "%s\"%s\"" : "%s%s", i > 0 ? ", " : "", random_pick(random, from));
    }
    text_append_char(out, ']');
}

// Any field with a text; after `contains` brackets would be a list, and a dot
// a file's name.
static const struct field *textual(struct random *random, const struct fields *fields, const struct field *otherwise) {
    const struct field *field = fields_pick(random, fields, random_once_in(random, 3) ? TERM_ANY : TERM_TEXT);
    return field != NULL && strpbrk(field->name, "[.") == NULL ? field : otherwise;
}

// ---------------------------------------------------------------------------
// Conditions on one field

static void text_condition(struct random *random, const struct fields *fields, const struct fields *variables,
                           const struct field *field, struct text *out) {
    const char *name = field->name;
    const struct field *other = textual(random, fields, NULL);
    switch (random_below(random, other == NULL ? 10 : 13)) {
    case 0:
    case 1:
    case 2: {
        const struct field *text = fields_pick(random, variables, TERM_TEXT);
        if (text != NULL && random_once_in(random, 2)) {
            text_format(out, "%s %s %s", name, random_pick(random, equalities), text->name);
        } else {
            text_format(out, "%s %s \"%s\"", name, random_pick(random, equalities), random_pick(random, patterns));
        }
        break;
    }
    case 3:
        text_format(out, "%s %s \"%s\"", name, random_pick(random, orders), random_pick(random, plain));
        break;
    case 4:
    case 5: {
        const struct field *list = fields_pick(random, variables, TERM_LIST);
        text_format(out, "%s %s ", name, random_once_in(random, 2) ? "in" : "not in");
        if (list != NULL && random_once_in(random, 2)) {
            text_append_string(out, list->name);
        } else {
            append_list(random, patterns, true, out);
        }
        break;
    }
    case 6:
        text_format(out, "%s %s \"%s\"", name, random_once_in(random, 2) ? "contains" : "not contains",
                    random_pick(random, patterns));
        break;
    case 7:
        text_format(out, "%s %s ", name, random_once_in(random, 2) ? "contains" : "not contains");
        append_list(random, patterns, true, out);
        break;
    case 8:
        text_format(out, "%s %s \"%s\"", name, random_once_in(random, 3) ? "not match" : "match",
                    random_pick(random, regexes));
        break;
    case 9:
        text_format(out, random_once_in(random, 3) ? "%s exists" : "%s %s null", name, random_pick(random, equalities));
        break;
    case 10:
        text_format(out, "%s %s %s", name, random_pick(random, equalities), other->name);
        break;
    case 11:
        text_format(out, "%s %s %s", name, random_once_in(random, 2) ? "contains" : "not contains", other->name);
        break;
    default:
        text_format(out, random_once_in(random, 2) ? "%s in %s" : "%s not in %s", name, other->name);
        break;
    }
}

static void number_term(struct random *random, const struct fields *fields, const struct fields *variables,
                        struct text *out) {
    static const char *const operators[] = {"+", "-", "*", "/", NULL};
    const struct field *field = fields_pick(random, fields, TERM_NUMBER);
    const struct field *scalar = random_once_in(random, 3) ? fields_pick(random, variables, TERM_NUMBER) : NULL;
    const char *name = scalar != NULL ? scalar->name : field != NULL ? field->name : random_pick(random, numbers);
    if (random_once_in(random, 3)) {
        text_format(out, "%s %s %s", name, random_pick(random, operators), random_pick(random, numbers));
    } else {
        text_append_string(out, name);
    }
}

static void number_condition(struct random *random, const struct fields *fields, const struct fields *variables,
                             const struct field *field, struct text *out) {
    switch (random_below(random, 6)) {
    case 0:
        text_format(out, "%s %s %s", random_pick(random, numbers), random_pick(random, orders), field->name);
        break;
    case 3:
        text_format(out, "1 %s %s < 10", random_once_in(random, 2) ? "<" : "<=", field->name);
        break;
    case 1:
        text_format(out, "%s %s ", field->name, random_once_in(random, 2) ? "in" : "not in");
        append_list(random, numbers, random_once_in(random, 3), out);
        break;
    case 2:
        text_format(out, random_once_in(random, 2) ? "%s %s \"%s\"" : "%s %s %s", field->name,
                    random_pick(random, equalities), random_pick(random, numbers));
        break;
    default:
        number_term(random, fields, variables, out);
        text_format(out, " %s ", random_pick(random, random_once_in(random, 2) ? orders : equalities));
        number_term(random, fields, variables, out);
        break;
    }
}

static void time_condition(struct random *random, const struct fields *fields, const struct fields *variables,
                           const struct field *field, struct text *out) {
    const struct field *other = fields_pick(random, fields, TERM_TIME);
    const struct field *variable = fields_pick(random, variables, TERM_TIME);
    if (variable != NULL && random_once_in(random, 2)) {
        text_format(out, "%s %s %s", field->name, random_pick(random, orders), variable->name);
        return;
    }
    switch (random_below(random, 5)) {
    case 0:
        text_format(out, "%s %s now - %s", field->name, random_pick(random, orders), random_pick(random, durations));
        break;
    case 1:
        text_format(out, "%s %s \"%s\"", field->name, random_pick(random, orders), random_pick(random, times));
        break;
    case 2:
        text_format(out, "now - %s %s %s", field->name, random_pick(random, orders), random_pick(random, durations));
        break;
    case 3:
        text_format(out, "%s %s %s + %s", field->name, random_pick(random, orders), other->name,
                    random_pick(random, durations));
        break;
    default:
        text_format(out, "%s == null", field->name);
        break;
    }
}

static void leaf(struct random *random, const struct fields *fields, const struct fields *variables, struct text *out) {
    const struct field *field = &fields->items[random_below(random, fields->count)];
    const struct field *variable = fields_pick(random, variables, TERM_ADDRESS);
    switch (field->type) {
    case TERM_NUMBER:
        if (random_once_in(random, 4)) {
            text_condition(random, fields, variables, field, out);
        } else {
            number_condition(random, fields, variables, field, out);
        }
        break;
    case TERM_TIME:
        time_condition(random, fields, variables, field, out);
        break;
    case TERM_DURATION:
        text_format(out, "%s %s %s", field->name, random_pick(random, orders), random_pick(random, durations));
        break;
    case TERM_LIST:
        text_format(out, "%s exists", field->name);
        break;
    case TERM_RAW:
        text_format(out, "%s contains \"%s\"", field->name, random_pick(random, plain));
        break;
    case TERM_BOOLEAN:
        text_format(out, random_once_in(random, 2) ? "%s" : "%s == %s", field->name,
                    random_once_in(random, 2) ? "true" : "false");
        break;
    case TERM_ADDRESS:
        text_format(out, "%s %s ", field->name, random_once_in(random, 3) ? "not in" : "in");
        if (variable != NULL && random_once_in(random, 2)) {
            text_append_string(out, variable->name);
        } else if (random_once_in(random, 4)) {
            text_append_string(out, "10.0.0.0/8");
        } else {
            append_list(random, networks, true, out);
        }
        break;
    default:
        text_condition(random, fields, variables, field, out);
        break;
    }
}

void generate_condition(struct random *random, const struct fields *fields, const struct fields *variables, int depth,
                        struct text *out) {
    switch (depth <= 0 ? 9 : random_below(random, 10)) {
    case 0:
    case 1:
    case 2:
    case 3: {
        size_t count = 2 + random_below(random, 2);
        const char *word = random_once_in(random, 2) ? " and " : " or ";
        text_append_char(out, '(');
        for (size_t i = 0; i < count; i++) {
            text_append_string(out, i > 0 ? word : "");
            generate_condition(random, fields, variables, depth - 1, out);
        }
        text_append_char(out, ')');
        break;
    }
    case 4:
        text_append_string(out, "not (");
        generate_condition(random, fields, variables, depth - 1, out);
        text_append_char(out, ')');
        break;
    default:
        leaf(random, fields, variables, out);
        break;
    }
}

enum term_type generate_literal(struct random *random, struct text *out) {
    switch (random_below(random, 5)) {
    case 0:
        append_list(random, patterns, true, out);
        return TERM_LIST;
    case 3:
        text_append_string(out, random_once_in(random, 2) ? "10.0.0.0/8" : "10.0.0.0/24");
        return TERM_ADDRESS;
    case 1:
        text_format(out, "now - %s", random_pick(random, durations));
        return TERM_TIME;
    case 2:
        text_format(out, "%s + %s", random_pick(random, numbers), random_pick(random, numbers));
        return TERM_NUMBER;
    default:
        text_format(out, "\"%s\"", random_pick(random, patterns));
        return TERM_TEXT;
    }
}

enum term_type generate_value(struct random *random, const struct fields *fields, struct text *out) {
    const struct field *time = fields_pick(random, fields, TERM_TIME);
    const struct field *text = fields_pick(random, fields, TERM_TEXT);
    static const struct fields none;
    switch (random_below(random, 6)) {
    case 0:
        if (time != NULL) {
            text_format(out, "%s + %s", time->name, random_pick(random, durations));
            return TERM_TIME;
        }
        break;
    case 1:
        if (time != NULL) {
            bool number = random_once_in(random, 3);
            text_format(out, number ? "(now - %s) / (%s)" : "now - %s", time->name, random_pick(random, durations));
            return number ? TERM_NUMBER : TERM_DURATION;
        }
        break;
    case 2:
        if (text != NULL) {
            text_append_string(out, text->name);
            return TERM_TEXT;
        }
        break;
    case 3:
        text_format(out, "\"%s\"", random_pick(random, plain));
        return TERM_TEXT;
    default:
        break;
    }
    number_term(random, fields, &none, out);
    return TERM_NUMBER;
}
