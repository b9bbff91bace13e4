// SPDX-License-Identifier: Apache-2.0
// Paths and the names of the files that they end in: a field that holds the one
// never equals the other.
#include "lang/lint_value.h"

#include "base/fold.h"
#include "base/text.h"

// A field with the last part of a path, and the field with the whole.
struct path_pair {
    const char *name;
    const char *path;
};

// Where several paths go with a name, or names with a path, the rows decide.
static const struct path_pair pairs[] = {
    {"exe", "image_path"},
    {"parent_exe", "parent_image_path"},
    {"file_name", "file_path"},
    {"module_name", "module_path"},
    {"start_module_name", "start_module"},
    {"module_name", "image_path"},
    {NULL, "src_image_path"},
    {NULL, "tgt_image_path"},
};

enum { PAIR_COUNT = sizeof pairs / sizeof pairs[0] };

static bool has_field(const struct checker *checker, const struct expr *field, const char *name) {
    struct name other = {slice_from_string(name), {0, 0}};
    struct field_match match;
    return field->reference.relation != NULL &&
           rows_find(checker, field->reference.relation, &other, 1, 0, false, &match) == FIELD_FOUND &&
           match.reference.kind == REFERENCE_FIELD;
}

// The pair that `field` is the name, or the path, of; one whose other half the
// rows have too comes first. NULL: there is none.
static const struct path_pair *find_pair(const struct checker *checker, const struct expr *field, bool path) {
    struct slice name = field_name(checker, field);
    const struct path_pair *found = NULL;
    for (size_t i = 0; name.size > 0 && i < PAIR_COUNT; i++) {
        const char *own = path ? pairs[i].path : pairs[i].name;
        const char *other = path ? pairs[i].name : pairs[i].path;
        if (own == NULL || !fold_name_equal(name, slice_from_string(own))) {
            continue;
        }
        if (other != NULL && has_field(checker, field, other)) {
            return &pairs[i];
        }
        found = found == NULL ? &pairs[i] : found;
    }
    return found;
}

static const struct name *last_name(const struct expr *field) {
    return &field->as.name.path.names[field->as.name.path.count - 1];
}

static bool has_byte(struct slice text, char byte) {
    return text.size > 0 && memchr(text.data, byte, text.size) != NULL;
}

// ---------------------------------------------------------------------------
// E301

// Whether a bare file name, which `field` is, never equals the literal. What
// native fields hold is not known as well.
static bool is_path(const struct expr *field, const struct expr *literal) {
    if (literal->kind != EXPR_STRING) {
        return false;
    }
    return has_byte(literal->as.string.value, '\\') ||
           (field->reference.kind == REFERENCE_FIELD && has_byte(literal->as.string.value, '/'));
}

// The first path among the literal's items; NULL: there is none. *ret_all: all
// are paths.
static const struct expr *find_path(const struct expr *field, const struct expr *literal, bool *ret_all) {
    *ret_all = true;
    if (literal->kind != EXPR_LIST) {
        return is_path(field, literal) ? literal : NULL;
    }
    const struct expr *first = NULL;
    for (size_t i = 0; i < literal->as.list.count; i++) {
        bool path = is_path(field, literal->as.list.items[i]);
        first = first == NULL && path ? literal->as.list.items[i] : first;
        *ret_all = *ret_all && path;
    }
    return first;
}

// `safe`: the whole of what the field is tested with is paths.
static void report_path(struct checker *checker, const struct expr *field, const struct path_pair *pair,
                        struct span path, bool safe) {
    const struct name *written = last_name(field);
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E301, written->span, "`%.*s` is a bare file name: it never equals a path",
               SLICE_ARG(written->text));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%s`, or the file name alone", pair->path);
    diagnostic_related(checker->diagnostics, diagnostic, path, "a path");
    propose(checker, diagnostic, written->span, slice_from_string(pair->path));
    diagnostic->mechanical = safe;
}

// The pair of a bare file name's field; NULL: it is none.
static const struct path_pair *bare_name(const struct checker *checker, const struct expr *field) {
    const struct path_pair *pair = find_pair(checker, field, false);
    bool image = pair == &pairs[0] || pair == &pairs[1];
    return image || field->reference.kind == REFERENCE_FIELD ? pair : NULL;
}

// ---------------------------------------------------------------------------
// W211

// Whether a text is a file's name and nothing else, which no path is equal to.
static bool is_bare_name(const struct expr *literal) {
    struct slice text = literal->kind == EXPR_STRING ? literal->as.string.value : SLICE("");
    size_t dot = text.size;
    size_t plain = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (strchr("\\/%:\"", text.data[i]) != NULL) {
            return false;
        }
        dot = text.data[i] == '.' ? i + 1 : dot;
    }
    while (plain < text.size && text.data[plain] != '*') {
        plain++;
    }
    return plain > 1 && is_file_extension(slice_sub(text, dot, text.size));
}

static bool are_bare_names(const struct expr *literal) {
    if (literal->kind != EXPR_LIST) {
        return is_bare_name(literal);
    }
    for (size_t i = 0; i < literal->as.list.count; i++) {
        if (!is_bare_name(literal->as.list.items[i])) {
            return false;
        }
    }
    return literal->as.list.count > 0;
}

// The image of a service is as its registry key has it, which may be no path.
static bool may_be_service(const struct checker *checker, const struct relation *relation) {
    const struct relation *shape = relation_shape(relation);
    for (size_t i = 0; i < shape->type_count; i++) {
        size_t object = shape->types[i].object;
        if (object == SIZE_MAX || slice_equal(checker->model->objects[object].name, SLICE("Service"))) {
            return true;
        }
    }
    return false;
}

static void lint_bare_name(struct checker *checker, const struct expr *field, const struct expr *literal) {
    const struct path_pair *pair = find_pair(checker, field, true);
    if (pair == NULL || field->reference.kind != REFERENCE_FIELD || !are_bare_names(literal) ||
        may_be_service(checker, field->reference.relation)) {
        return;
    }
    const struct name *written = last_name(field);
    const struct expr *first = literal->kind == EXPR_LIST ? literal->as.list.items[0] : literal;
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W211, written->span, "`%.*s` is a whole path: it never equals a bare file name",
               SLICE_ARG(written->text));
    diagnostic_related(checker->diagnostics, diagnostic, first->span, "a file name");
    if (pair->name != NULL && has_field(checker, field, pair->name)) {
        diagnostic_help(checker->diagnostics, diagnostic, "write `%s`, or `\"*\\%.*s\"`", pair->name,
                        SLICE_ARG(first->as.string.value));
        propose(checker, diagnostic, written->span, slice_from_string(pair->name));
    } else {
        diagnostic_help(checker->diagnostics, diagnostic, "write `\"*\\%.*s\"`", SLICE_ARG(first->as.string.value));
    }
}

void lint_path(struct checker *checker, const struct expr *field, const struct expr *literal, bool equality) {
    if (field->kind != EXPR_NAME || field->as.name.path.count == 0) {
        return;
    }
    const struct path_pair *pair = bare_name(checker, field);
    if (pair != NULL) {
        bool all;
        const struct expr *path = find_path(field, literal, &all);
        if (path != NULL) {
            report_path(checker, field, pair, path->span, all);
        }
    } else if (equality) {
        lint_bare_name(checker, field, literal);
    }
}

// Where the class that begins at `at` ends. A `]` that stands first is a character
// of it.
static size_t class_end(struct slice regex, size_t at) {
    at++;
    at += at < regex.size && regex.data[at] == '^';
    at += at < regex.size && regex.data[at] == ']';
    while (at < regex.size && regex.data[at] != ']') {
        at += regex.data[at] == '\\' ? 2 : 1;
    }
    return at;
}

// Whether a separator of paths is in whatever the regex finds: it stands in it as
// a character, outside of groups, classes and alternatives, and not optional.
static bool needs_separator(struct slice regex) {
    bool found = false;
    size_t depth = 0;
    for (size_t at = 0; at < regex.size; at++) {
        char c = regex.data[at];
        char second = at + 1 < regex.size ? regex.data[at + 1] : '\0';
        char third = at + 2 < regex.size ? regex.data[at + 2] : '\0';
        bool mode = c == '(' && second == '?' && third != ':' && third != 'i';
        if (mode || (c == '\\' && second == 'Q') || (c == '|' && depth == 0)) {
            return false;
        }
        bool separator = c == '/' || (c == '\\' && (second == '\\' || second == '/'));
        at = c == '[' ? class_end(regex, at) : at + (c == '\\');
        depth += c == '(';
        depth -= c == ')' && depth > 0;
        char next = at + 1 < regex.size ? regex.data[at + 1] : '\0';
        bool optional = next == '?' || next == '*' || next == '{';
        found = found || (separator && depth == 0 && !optional);
    }
    return found;
}

void lint_path_regex(struct checker *checker, const struct expr *field, const struct expr *pattern) {
    const struct path_pair *pair =
        field->kind == EXPR_NAME && field->as.name.path.count > 0 ? bare_name(checker, field) : NULL;
    if (pair != NULL && field->reference.kind == REFERENCE_FIELD && needs_separator(pattern->as.string.raw)) {
        report_path(checker, field, pair, pattern->span, true);
    }
}
