// SPDX-License-Identifier: Apache-2.0
// `exe == "a.exe OR b.exe"`: an operator that was written inside the string.
#include "lang/check_internal.h"

#include "base/fold.h"
#include "base/text.h"

// One alternative of "a OR b": a file name, or a pattern with a star at an end.
static bool is_alternative(struct slice text) {
    if (text.size == 0 || text.data[0] == ' ' || text.data[text.size - 1] == ' ') {
        return false;
    }
    if (text.data[0] == '*' || text.data[text.size - 1] == '*') {
        return true;
    }
    size_t dot = text.size;
    while (dot > 0 && text.data[dot - 1] != '.') {
        dot--;
    }
    return memchr(text.data, ' ', text.size) == NULL && dot > 1 && is_file_extension(slice_sub(text, dot, text.size));
}

static size_t find_or(struct slice text, size_t from) {
    for (size_t at = from; at + 4 <= text.size; at++) {
        if (fold_equal(slice_sub(text, at, at + 4), SLICE(" or "))) {
            return at;
        }
    }
    return SIZE_MAX;
}

// Appends the alternatives as list items; their number, 0 where one is none.
static size_t split(struct slice raw, struct text *items) {
    size_t count = 0;
    for (size_t start = 0; start <= raw.size;) {
        size_t at = find_or(raw, start);
        struct slice item = slice_sub(raw, start, at == SIZE_MAX ? raw.size : at);
        // Quotes that were left out around the `or` are no part of the values.
        if (item.size > 1 && item.data[0] == '"' && item.data[item.size - 1] == '"') {
            item = slice_sub(item, 1, item.size - 1);
        }
        if (!is_alternative(item)) {
            return 0;
        }
        text_format(items, "%s\"%.*s\"", count == 0 ? "" : ", ", SLICE_ARG(item));
        count++;
        if (at == SIZE_MAX) {
            break;
        }
        start = at + 4;
    }
    return count;
}

bool lint_alternatives(struct checker *checker, const struct expr *string, const struct span *operator_span,
                       bool negated, bool in_list) {
    if (string->kind != EXPR_STRING || find_or(string->as.string.raw, 0) == SIZE_MAX) {
        return false;
    }
    struct text items;
    struct text insert;
    text_init(&items);
    text_init(&insert);
    bool found = split(string->as.string.raw, &items) > 1;
    if (found) {
        const char *verb = operator_span == NULL ? "" : negated ? "not in " : "in ";
        text_format(&insert, "%s%s%.*s%s", verb, in_list ? "" : "[", SLICE_ARG(text_slice(&items)), in_list ? "" : "]");
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E302, string->span,
                   "the `or` inside this string is text: no value will ever equal the whole of it");
        diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(text_slice(&insert)));
        struct span span = operator_span == NULL ? string->span : span_join(*operator_span, string->span);
        propose(checker, diagnostic, span, text_slice(&insert));
    }
    text_finish(&items);
    text_finish(&insert);
    return found;
}
