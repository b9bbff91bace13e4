// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/fold.h"
#include "base/text.h"
#include "plan/matcher.h"

#define REPEAT_10(text) text text text text text text text text text text
#define LONG_TEXT REPEAT_10(REPEAT_10("0123456789abc"))

// `~` before a text makes it a pattern of `contains`.
static const char *const patterns[] = {
    "a",
    "b.exe",
    "*.exe",
    "*b.exe",
    "C:\\Windows\\*",
    "c:\\*",
    "*win*",
    "~win",
    "~\\x\\",
    "*a*b*",
    "a*b",
    "*a*b",
    "a*b*",
    "*ab*ba",
    "ab*ba",
    "aa*aa",
    "*\xC3\x84*",
    "~\xC3\xA4",
    "7",
    "7.0",
    "007",
    "-1",
    "1e3",
    "10",
    "0",
    "9007199254740993",
    "9007199254740992",
    "18446744073709551615",
    "18446744073709551616",
    "*7*",
    "7*",
    "*7",
    "k",
    "~\xE2\x84\xAA",
    LONG_TEXT,
    "*" LONG_TEXT,
    LONG_TEXT "*",
    "~" LONG_TEXT,
    "*x" LONG_TEXT "*",
    "C:\\*\\cmd.exe",
    "*\\cmd.exe",
    "*\\system32\\cmd.exe",
    "~cmd",
    "~exe",
    "*a*",
    "~ab",
    "~aba",
    "~b",
    "~c:\\",
};

static const char *const values[] = {
    "a",
    "A",
    "ab",
    "aba",
    "abba",
    "aaa",
    "aaaa",
    "B.EXE",
    "x.exe",
    ".exe",
    "exe",
    "bb.exe",
    "C:\\Windows\\x",
    "c:\\windows\\system32\\cmd.exe",
    "C:\\cmd.exe",
    "d:\\cmd.exe",
    "C:\\Windows",
    "winwin",
    "\\x\\",
    "axxb",
    "bxxa",
    "\xC3\xA4",
    "x\xC3\x84y",
    "7",
    "007",
    "7.0",
    "7.00",
    "-1",
    "-1.0",
    "1e3",
    "1000",
    "1.0e3",
    "0",
    "-0",
    "17",
    "71",
    "9007199254740993",
    "9007199254740992",
    "9007199254740992.0",
    "18446744073709551615",
    "18446744073709551616",
    "18446744073709551617",
    "k",
    "K",
    "\xE2\x84\xAA",
    LONG_TEXT,
    "x" LONG_TEXT,
    LONG_TEXT "x",
    "x" LONG_TEXT "y",
    "\377a", // in octal, which ends after three digits
    "c:\\c:\\",
    "",
};

struct fixture {
    struct arena arena;
    struct plan plan;
    struct operand operand;
    struct pattern compiled[COUNT_OF(patterns)];
    struct predicate leaves[COUNT_OF(patterns)];
    struct regex_scratch *scratch;
    bool found[COUNT_OF(patterns)];
};

static void add_leaf(struct fixture *fixture, size_t i) {
    struct slice text = slice_from_string(patterns[i]);
    if (patterns[i][0] == '~') {
        pattern_compile_contains(&fixture->arena, slice_sub(text, 1, text.size), true, &fixture->compiled[i]);
    } else {
        pattern_compile(&fixture->arena, text, true, &fixture->compiled[i]);
    }
    struct predicate *leaf = &fixture->leaves[i];
    *leaf = (struct predicate){.kind = PREDICATE_PATTERN, .left = &fixture->operand, .uses = 1};
    leaf->patterns = &fixture->compiled[i];
    leaf->pattern_count = 1;
    assert_true(VECTOR_PUSH(&fixture->plan.predicates, leaf));
}

static void mark(void *user, size_t leaf) {
    struct fixture *fixture = user;
    fixture->found[leaf] = true;
}

// What one pattern alone says of a value.
static bool matches_alone(const struct pattern *pattern, const struct match_value *value) {
    if (pattern->numeric && value->number != NULL) {
        return number_compare(pattern->number, *value->number) == 0;
    }
    return pattern_match(pattern, value->folded);
}

// All patterns together say of a value what each says alone.
static void agrees_with_each_pattern(void **state) {
    (void)state;
    struct fixture fixture = {.operand = {.kind = OPERAND_COLUMN}};
    arena_init(&fixture.arena);
    plan_init(&fixture.plan, &fixture.arena);
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        add_leaf(&fixture, i);
    }
    assert_int_equal(matchers_create(&fixture.plan), CARL_OK);
    assert_int_equal(fixture.plan.matchers.count, 1);
    const struct matcher *matcher = fixture.plan.matchers.items[0];
    assert_non_null(matcher->part_set);
    assert_int_equal(regex_scratch_create(&fixture.scratch), CARL_OK);
    assert_int_equal(text_set_prepare(matcher->part_set, fixture.scratch), CARL_OK);
    for (size_t v = 0; v < COUNT_OF(values); v++) {
        struct slice text = slice_from_string(values[v]);
        struct number number;
        struct match_value value = {.folded = fold_copy(&fixture.arena, text)};
        value.number = number_parse_json(text, &number) ? &number : NULL;
        memset(fixture.found, 0, sizeof fixture.found);
        matcher_search(matcher, &value, fixture.scratch, mark, &fixture);
        for (size_t i = 0; i < COUNT_OF(patterns); i++) {
            bool alone = matches_alone(&fixture.compiled[i], &value);
            if (fixture.found[fixture.leaves[i].leaf] != alone) {
                fail_msg("`%.60s` on `%.60s`: alone %d", patterns[i], values[v], alone);
            }
        }
    }
    regex_scratch_destroy(fixture.scratch);
    plan_finish(&fixture.plan);
    arena_finish(&fixture.arena);
}

// What has no clue stays out.
static void weighs_leaves(void **state) {
    (void)state;
    static const struct {
        struct slice pattern;
        size_t weight;
    } cases[] = {
        {SLICE_INIT("a"), 1}, {SLICE_INIT("*a*b"), 1}, {SLICE_INIT("*"), 0},    {SLICE_INIT("**"), 0},
        {SLICE_INIT(""), 0},  {SLICE_INIT("a\0b"), 0}, {SLICE_INIT("a*\0"), 0},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pattern pattern;
        pattern_compile(&arena, cases[i].pattern, true, &pattern);
        const struct predicate leaf = {.kind = PREDICATE_PATTERN, .patterns = &pattern, .pattern_count = 1};
        assert_int_equal(matcher_weight(&leaf), cases[i].weight);
    }
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_each_pattern),
        cmocka_unit_test(weighs_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
