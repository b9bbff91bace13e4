// SPDX-License-Identifier: Apache-2.0
// Values that a field never has, by its type in the data model: E304.
#include "lang/lint_value.h"

#include "base/fold.h"
#include "base/number.h"
#include "base/text.h"

// Reads 0x1F; false where it is not that.
static bool parse_hex(struct slice text, uint64_t *ret_number) {
    uint64_t number = 0;
    if (text.size < 3 || text.size > 18 || !fold_equal(slice_sub(text, 0, 2), SLICE("0x"))) {
        return false;
    }
    for (size_t i = 2; i < text.size; i++) {
        unsigned char c = fold_byte((unsigned char)text.data[i]);
        bool digit = c >= '0' && c <= '9';
        if (!digit && !(c >= 'a' && c <= 'f')) {
            return false;
        }
        number = number << 4 | (uint64_t)(digit ? c - '0' : c - 'a' + 10);
    }
    *ret_number = number;
    return true;
}

static void lint_number(struct checker *checker, const struct expr *field, const struct expr *literal, bool here) {
    struct slice value = literal->as.string.value;
    struct number number;
    if (number_parse_decimal(value, &number)) {
        return;
    }
    const struct name *name = &field->as.name.path.names[field->as.name.path.count - 1];
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E304, literal->span, "`%.*s` is a number: it never equals \"%.*s\"",
               SLICE_ARG(name->text), SLICE_ARG(value));
    uint64_t hex;
    if (!parse_hex(value, &hex)) {
        diagnostic_help(checker->diagnostics, diagnostic, "compare it with a decimal number");
        return;
    }
    struct text insert;
    text_init(&insert);
    text_format(&insert, "%llu", (unsigned long long)hex);
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`: numbers are decimal",
                    SLICE_ARG(text_slice(&insert)));
    if (here) {
        propose(checker, diagnostic, literal->span, text_slice(&insert));
    }
    text_finish(&insert);
}

static void lint_boolean(struct checker *checker, const struct expr *field, const struct expr *literal) {
    struct slice value = literal->as.string.value;
    if (fold_equal(value, SLICE("true")) || fold_equal(value, SLICE("false"))) {
        return;
    }
    const struct name *name = &field->as.name.path.names[field->as.name.path.count - 1];
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E304, literal->span, "`%.*s` is true or false: it never equals \"%.*s\"",
               SLICE_ARG(name->text), SLICE_ARG(value));
    diagnostic_help(checker->diagnostics, diagnostic, "write `true` or `false`");
}

void lint_value(struct checker *checker, const struct expr *field, const struct expr *literal, bool here) {
    struct slice value = literal->as.string.value;
    bool known = field->kind == EXPR_NAME && field->as.name.path.count > 0 &&
                 (field->reference.kind == REFERENCE_FIELD || field->reference.kind == REFERENCE_EVENT_CODE);
    if (!known || value.size == 0 || memchr(value.data, '*', value.size) != NULL) {
        return;
    }
    if (field->type == TYPE_NUMBER) {
        lint_number(checker, field, literal, here);
    } else if (field->type == TYPE_BOOLEAN) {
        lint_boolean(checker, field, literal);
    }
}

// ---------------------------------------------------------------------------
// Networks

static bool is_address_field(const struct checker *checker, const struct expr *field) {
    return field->kind == EXPR_NAME && field->reference.kind == REFERENCE_FIELD &&
           checker->model->fields[field->reference.field].type == FIELD_ADDRESS;
}

void lint_network(struct checker *checker, const struct expr *compare, size_t index) {
    struct expr *left = compare->as.compare.operands[index];
    struct expr *right = compare->as.compare.operands[index + 1];
    bool swapped = is_address_field(checker, right);
    const struct expr *field = swapped ? right : left;
    const struct expr *literal = literal_of(swapped ? left : right);
    if (!is_address_field(checker, field) || literal == NULL ||
        (literal->kind != EXPR_STRING && literal->kind != EXPR_ADDRESS)) {
        return;
    }
    struct slice text = literal->kind == EXPR_STRING ? literal->as.string.value : literal->as.address.text;
    if (!is_network(text)) {
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_E304, literal->span, "an address never equals the network `%.*s`", SLICE_ARG(text));
    bool differs = compare->as.compare.operators[index] == COMPARE_NE;
    diagnostic_help(checker->diagnostics, diagnostic, "write `%s [\"%.*s\"]`", differs ? "not in" : "in",
                    SLICE_ARG(text));
    if (compare->as.compare.count > 1 || swapped || literal != right) {
        return;
    }
    struct text insert;
    text_init(&insert);
    text_format(&insert, "%s [\"%.*s\"]", differs ? "not in" : "in", SLICE_ARG(text));
    propose(checker, diagnostic, span_join(compare->as.compare.operator_spans[index], literal->outer),
            text_slice(&insert));
    text_finish(&insert);
}
