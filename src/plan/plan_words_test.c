// SPDX-License-Identifier: Apache-2.0
// Tests in words.
#include "plan/plan_words.h"

const char *words_compare(enum compare_operator compare) {
    static const char *const signs[] = {"==", "!=", "<", "<=", ">", ">="};
    return signs[compare];
}

static void pattern_words(struct text *out, const struct pattern *pattern) {
    if (pattern->numeric) {
        text_append(out, pattern->text);
    } else {
        words_quoted(out, pattern->text);
    }
}

// What `contains` looks for: one text, or a list.
static void patterns_words(struct text *out, const struct predicate *test) {
    text_append_string(out, test->pattern_count == 1 ? "" : "[");
    for (size_t i = 0; i < test->pattern_count && i < WORDS_MOST_ITEMS; i++) {
        text_append_string(out, i > 0 ? ", " : "");
        pattern_words(out, &test->patterns[i]);
    }
    text_append_string(out, test->pattern_count > WORDS_MOST_ITEMS ? ", ..." : "");
    text_append_string(out, test->pattern_count == 1 ? "" : "]");
}

static void set_words(struct text *out, const struct value_set *set) {
    text_append_char(out, '[');
    for (size_t i = 0; i < set->written_count && i < WORDS_MOST_ITEMS; i++) {
        struct number number;
        text_append_string(out, i > 0 ? ", " : "");
        if (number_parse_decimal(set->written[i], &number)) {
            text_append(out, set->written[i]);
        } else {
            words_quoted(out, set->written[i]);
        }
    }
    text_append_string(out, set->written_count > WORDS_MOST_ITEMS ? ", ...]" : "]");
}

void words_test(const struct plan_words *words, const struct predicate *test, size_t node, struct text *out) {
    if (test->kind == PREDICATE_CONSTANT) {
        text_append_string(out, test->constant ? "true" : "false");
        return;
    }
    words_operand(words, test->left, node, out);
    switch (test->kind) {
    case PREDICATE_NULL:
        text_append_string(out, " == null");
        break;
    case PREDICATE_COMPARE:
        text_format(out, " %s ", words_compare(test->compare));
        words_operand(words, test->right, node, out);
        break;
    case PREDICATE_PATTERN:
        text_append_string(out, test->negated ? " != " : " == ");
        patterns_words(out, test);
        break;
    case PREDICATE_ANY_PATTERN:
        text_append_string(out, test->negated ? " not contains " : " contains ");
        patterns_words(out, test);
        break;
    case PREDICATE_SET:
        text_append_string(out, test->negated ? " not in " : " in ");
        set_words(out, test->set);
        break;
    case PREDICATE_SUBSTRING:
        text_append_string(out, test->negated ? " not contains " : " contains ");
        words_operand(words, test->right, node, out);
        break;
    case PREDICATE_MATCH:
        text_append_string(out, test->negated ? " not match " : " match ");
        words_quoted(out, test->regex_text);
        break;
    default:
        break;
    }
}

// ---------------------------------------------------------------------------
// Forms

static const char *const form_names[] = {
    [PATTERN_EXACT] = "exact",   [PATTERN_ANY] = "any",           [PATTERN_PREFIX] = "prefix",
    [PATTERN_SUFFIX] = "suffix", [PATTERN_CONTAINS] = "contains", [PATTERN_GENERAL] = "general",
};

// The form of all patterns, or NULL where they differ.
static const char *common_form(const struct predicate *test) {
    for (size_t i = 1; i < test->pattern_count; i++) {
        if (test->patterns[i].form != test->patterns[0].form) {
            return NULL;
        }
    }
    return form_names[test->patterns[0].form];
}

const char *words_form_name(const struct predicate *test) {
    static const char *const names[] = {
        [PREDICATE_CONSTANT] = "constant",   [PREDICATE_NULL] = "null",        [PREDICATE_TRUTH] = "truth",
        [PREDICATE_COMPARE] = "comparison",  [PREDICATE_PATTERN] = "patterns", [PREDICATE_SET] = "set",
        [PREDICATE_SUBSTRING] = "substring", [PREDICATE_MATCH] = "regex",      [PREDICATE_ANY_PATTERN] = "patterns",
    };
    const char *form = test->pattern_count > 0 ? common_form(test) : NULL;
    return form != NULL ? form : names[test->kind];
}

size_t words_hashed(const struct value_set *set) {
    size_t count = 0;
    for (size_t i = 0; i < set->text_capacity; i++) {
        count += set->texts[i].size > 0;
    }
    return count;
}

// ", 3 networks", without the comma at the start of the text.
static void counted(struct text *out, size_t start, size_t count, const char *name) {
    if (count > 0) {
        text_append_string(out, out->size > start ? ", " : "");
        text_append_unsigned(out, count);
        text_format(out, " %s%s", name, count == 1 ? "" : "s");
    }
}

static void set_form(struct text *out, const struct value_set *set) {
    size_t start = out->size;
    size_t hashed = words_hashed(set);
    if (hashed > 0) {
        text_append_string(out, "hash set of ");
        text_append_unsigned(out, hashed);
    }
    counted(out, start, set->number_count, "number");
    counted(out, start, set->pattern_count, "pattern");
    counted(out, start, set->network_count, "network");
    text_append_string(out, out->size == start ? "nothing" : "");
}

void words_form(const struct predicate *test, struct text *out) {
    static const char *const names[] = {
        [PREDICATE_CONSTANT] = "constant",    [PREDICATE_NULL] = "null test",      [PREDICATE_TRUTH] = "truth",
        [PREDICATE_COMPARE] = "comparison",   [PREDICATE_SUBSTRING] = "substring", [PREDICATE_MATCH] = "regex",
        [PREDICATE_ANY_PATTERN] = "patterns",
    };
    if (test->kind == PREDICATE_SET) {
        set_form(out, test->set);
        return;
    }
    if (test->pattern_count == 0) {
        text_append_string(out, names[test->kind]);
        return;
    }
    const char *form = common_form(test);
    text_append_string(out, form != NULL ? form : "patterns");
    if (test->pattern_count > 1) {
        text_append_string(out, " of ");
        text_append_unsigned(out, test->pattern_count);
    } else if (test->patterns[0].numeric) {
        text_append_string(out, " or number");
    }
}
