// SPDX-License-Identifier: Apache-2.0
#include "compare.h"

#include <stdlib.h>

static void write_results(const char *name, const json_t *results, FILE *out) {
    char *text = json_dumps(results, JSON_SORT_KEYS | JSON_INDENT(1) | JSON_ENCODE_ANY);
    fprintf(out, "--- %s\n%s\n", name, text == NULL ? "nothing" : text);
    free(text);
}

static size_t count_hits(json_t *outputs) {
    const char *name;
    json_t *hits;
    size_t count = 0;
    json_object_foreach(outputs, name, hits) {
        count += json_array_size(hits);
    }
    return count;
}

static struct result compare_results(json_t *expected, const json_t *got, size_t rule, FILE *out) {
    struct result result = {COMPARE_NOT_RUN, count_hits(expected)};
    if (json_is_null(expected) && json_is_null(got)) {
        return result;
    }
    result.comparison = json_equal(expected, got) ? COMPARE_SAME : COMPARE_DIFFERENT;
    if (result.comparison == COMPARE_DIFFERENT && out != NULL) {
        fprintf(out, "--- rule %zu\n", rule + 1);
        write_results("reference", expected, out);
        write_results("engine", got, out);
    }
    return result;
}

void compare_run(const struct carl_model *model, struct rule_texts rules, struct slice events, FILE *out,
                 struct result *ret_results) {
    json_t *expected = reference_run(model, rules, events);
    json_t *got = engine_run(model, rules, events);
    for (size_t i = 0; i < rules.count; i++) {
        ret_results[i] = compare_results(json_array_get(expected, i), json_array_get(got, i), i, out);
    }
    json_decref(expected);
    json_decref(got);
}

// ---------------------------------------------------------------------------
// Random cases

static void join_lines(const struct slice *lines, size_t count, struct text *out) {
    text_init(out);
    for (size_t i = 0; i < count; i++) {
        text_append(out, lines[i]);
        text_append_char(out, '\n');
    }
}

static void write_lines(const struct slice *lines, size_t count, FILE *out) {
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%.*s\n", (int)lines[i].size, lines[i].data);
    }
}

static void write_case(const struct test_case *test_case, FILE *out) {
    for (size_t i = 0; i < test_case->rule_count; i++) {
        fprintf(out, "--- rule %zu\n", i + 1);
        write_lines(test_case->rules[i].statements, test_case->rules[i].statement_count, out);
    }
    fputs("--- records\n", out);
    write_lines(test_case->records, test_case->record_count, out);
}

// Whether any rule differs, what the rules find, and how many cannot be run.
static bool differ(const struct carl_model *model, const struct test_case *test_case, FILE *out, size_t *ret_hits,
                   size_t *ret_not_run) {
    struct result results[MOST_RULES];
    struct text rules[MOST_RULES];
    struct slice slices[MOST_RULES];
    struct text events;
    bool different = false;
    for (size_t i = 0; i < test_case->rule_count; i++) {
        join_lines(test_case->rules[i].statements, test_case->rules[i].statement_count, &rules[i]);
        slices[i] = text_slice(&rules[i]);
    }
    join_lines(test_case->records, test_case->record_count, &events);
    compare_run(model, (struct rule_texts){slices, test_case->rule_count}, text_slice(&events), out, results);
    *ret_hits = 0;
    *ret_not_run = 0;
    for (size_t i = 0; i < test_case->rule_count; i++) {
        different = different || results[i].comparison == COMPARE_DIFFERENT;
        *ret_not_run += results[i].comparison == COMPARE_NOT_RUN;
        *ret_hits += results[i].hits;
        text_finish(&rules[i]);
    }
    text_finish(&events);
    return different;
}

static bool still_differs(const struct carl_model *model, const struct test_case *test_case) {
    size_t hits;
    size_t not_run;
    return differ(model, test_case, NULL, &hits, &not_run);
}

// Leaves out every line that the difference does not need.
static bool shrink_lines(const struct carl_model *model, struct test_case *test_case, struct slice *lines,
                         size_t *count) {
    bool shrunk = false;
    for (size_t i = *count; i > 0; i--) {
        struct slice line = lines[i - 1];
        for (size_t k = i; k < *count; k++) {
            lines[k - 1] = lines[k];
        }
        --*count;
        if (still_differs(model, test_case)) {
            shrunk = true;
            continue;
        }
        for (size_t k = *count; k >= i; k--) {
            lines[k] = lines[k - 1];
        }
        lines[i - 1] = line;
        ++*count;
    }
    return shrunk;
}

// The same for whole rules, and then for what is left of each.
static bool shrink_rules(const struct carl_model *model, struct test_case *test_case) {
    bool shrunk = false;
    for (size_t i = test_case->rule_count; i > 0; i--) {
        struct test_rule rule = test_case->rules[i - 1];
        test_case->rules[i - 1] = test_case->rules[--test_case->rule_count];
        if (still_differs(model, test_case)) {
            shrunk = true;
            continue;
        }
        test_case->rules[test_case->rule_count++] = test_case->rules[i - 1];
        test_case->rules[i - 1] = rule;
    }
    for (size_t i = 0; i < test_case->rule_count; i++) {
        struct test_rule *rule = &test_case->rules[i];
        shrunk = shrink_lines(model, test_case, rule->statements, &rule->statement_count) || shrunk;
    }
    return shrunk;
}

void compare_case(const struct carl_model *model, unsigned long seed, bool show, struct tally *tally, FILE *out) {
    struct random random = {seed};
    struct arena arena;
    struct test_case test_case = {0};
    size_t hits;
    size_t not_run;
    arena_init(&arena);
    generate_rules(&random, &arena, &test_case);
    generate_records(&random, &arena, &test_case);
    if (show) {
        write_case(&test_case, out);
    }
    bool different = differ(model, &test_case, NULL, &hits, &not_run);
    tally->rules += test_case.rule_count;
    tally->skipped += not_run;
    tally->hits += hits > 0;
    if (different) {
        tally->different++;
        fprintf(out, "=== seed %lu: a difference\n", seed);
        while (shrink_rules(model, &test_case) ||
               shrink_lines(model, &test_case, test_case.records, &test_case.record_count)) {
        }
        write_case(&test_case, out);
        (void)differ(model, &test_case, out, &hits, &not_run);
    }
    arena_finish(&arena);
}
