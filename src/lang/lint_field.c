// SPDX-License-Identifier: Apache-2.0
// A field and the literal it is tested with: what can never be equal, and what
// is better written otherwise.
#include "lang/lint_value.h"

#include "base/fold.h"
#include "base/text.h"

struct slice field_name(const struct checker *checker, const struct expr *field) {
    const struct reference *reference = &field->reference;
    if (field->kind != EXPR_NAME || field->as.name.path.count == 0) {
        return SLICE("");
    }
    switch (reference->kind) {
    case REFERENCE_FIELD:
        return checker->model->fields[reference->field].name;
    case REFERENCE_NONE:
    case REFERENCE_NATIVE:
        return field->as.name.path.names[field->as.name.path.count - 1].text;
    default:
        return SLICE("");
    }
}

// ---------------------------------------------------------------------------
// W109

// Sensors write paths with the variables' values.
static bool is_resolved_path(struct slice name) {
    static const char *const fields[] = {
        "exe",         "image_path",     "parent_exe",     "parent_image_path", "file_path",
        "module_path", "src_image_path", "tgt_image_path", "target_name",       "current_working_directory"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (fold_name_equal(name, slice_from_string(fields[i]))) {
            return true;
        }
    }
    return false;
}

// What a variable stands for on every machine of a kind; size 0: it depends.
static struct slice variable_value(struct slice name) {
    static const struct {
        const char *name;
        const char *value;
    } table[] = {
        {"windir", "C:\\Windows"},
        {"systemroot", "C:\\Windows"},
        {"systemdrive", "C:"},
        {"comspec", "C:\\Windows\\System32\\cmd.exe"},
        {"programfiles", "C:\\Program Files"},
        {"programfiles(x86)", "C:\\Program Files (x86)"},
        {"programdata", "C:\\ProgramData"},
        {"allusersprofile", "C:\\ProgramData"},
        {"public", "C:\\Users\\Public"},
        {"userprofile", "C:\\Users\\*"},
        {"appdata", "C:\\Users\\*\\AppData\\Roaming"},
        {"localappdata", "C:\\Users\\*\\AppData\\Local"},
        {"temp", "C:\\Users\\*\\AppData\\Local\\Temp"},
        {"tmp", "C:\\Users\\*\\AppData\\Local\\Temp"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (fold_equal(name, slice_from_string(table[i].name))) {
            return slice_from_string(table[i].value);
        }
    }
    return SLICE("");
}

// The end of the environment variable's name at the percent sign `at`, where
// the closing sign is; SIZE_MAX: there is none.
static size_t variable_end(struct slice raw, size_t at) {
    for (size_t end = at + 1; end < raw.size; end++) {
        unsigned char c = fold_byte((unsigned char)raw.data[end]);
        if (c == '%') {
            return end > at + 1 ? end : SIZE_MAX;
        }
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '(' || c == ')')) {
            return SIZE_MAX;
        }
    }
    return SIZE_MAX;
}

static void lint_variable(struct checker *checker, const struct expr *field, const struct expr *literal) {
    struct slice name = field_name(checker, field);
    struct slice raw = literal->kind == EXPR_STRING ? literal->as.string.raw : SLICE("");
    if (name.size == 0 || raw.size == 0 || !is_resolved_path(name)) {
        return;
    }
    size_t offset = (size_t)(raw.data - checker->source->text.data);
    for (size_t at = 0; at < raw.size; at++) {
        size_t end = raw.data[at] == '%' ? variable_end(raw, at) : SIZE_MAX;
        if (end == SIZE_MAX) {
            continue;
        }
        struct span span = {(uint32_t)(offset + at), (uint32_t)(offset + end + 1)};
        struct slice variable = slice_sub(raw, at + 1, end);
        struct slice value = variable_value(variable);
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_W109, span,
                                               "`%%%.*s%%` never occurs in `%.*s`: sensors write what it stands for",
                                               SLICE_ARG(variable), SLICE_ARG(name));
        if (value.size > 0) {
            diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(value));
            propose(checker, diagnostic, span, value);
        } else {
            diagnostic_help(checker->diagnostics, diagnostic, "write the path, with `*` for what differs");
        }
        at = end;
    }
}

// ---------------------------------------------------------------------------
// N101, N113

static bool is_whole_number(struct slice text) {
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
    }
    return text.size > 0 && text.size < 19 && (text.data[0] != '0' || text.size == 1);
}

static void note_literal(struct checker *checker, const struct expr *field, const struct expr *literal, bool equality) {
    if (literal->kind != EXPR_STRING || field->kind != EXPR_NAME) {
        return;
    }
    struct slice value = literal->as.string.value;
    struct slice written = source_slice(checker->source, literal->span);
    if (value.size == 0 && equality) {
        struct diagnostic *diagnostic = report(checker, DIAGNOSTIC_N113, literal->span,
                                               "a field is never the empty string: this is a test for null");
        diagnostic_help(checker->diagnostics, diagnostic, "write `null`");
        propose(checker, diagnostic, literal->span, SLICE("null"));
    } else if (field->type == TYPE_NUMBER && is_whole_number(value) && note_wanted(checker, DIAGNOSTIC_N101, written)) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_N101, literal->span, "the number %.*s is written as a string", SLICE_ARG(value));
        diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(value));
        propose(checker, diagnostic, literal->span, value);
    }
}

// ---------------------------------------------------------------------------

void lint_field_literal(struct checker *checker, const struct expr *field, struct expr *operand, bool equality) {
    const struct expr *literal = literal_of(operand);
    if (literal == NULL || literal->kind != EXPR_STRING) {
        return;
    }
    lint_path(checker, field, literal, equality);
    lint_variable(checker, field, literal);
    if (equality) {
        lint_value(checker, field, literal, literal == operand);
    }
    if (literal == operand) {
        note_literal(checker, field, literal, equality);
    }
}

void lint_field_literals(struct checker *checker, const struct expr *field, struct expr *operand, bool equality) {
    const struct expr *list = literal_of(operand);
    if (list == NULL || list->kind != EXPR_LIST) {
        return;
    }
    lint_path(checker, field, list, equality);
    for (size_t i = 0; i < list->as.list.count; i++) {
        const struct expr *item = list->as.list.items[i];
        if (item->kind != EXPR_STRING) {
            continue;
        }
        lint_variable(checker, field, item);
        if (equality) {
            lint_value(checker, field, item, list == operand);
        }
        if (list == operand && equality) {
            note_literal(checker, field, item, false);
            lint_address(checker, item);
        }
    }
}
