// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/regex_cache.h"

static void searches(void **state) {
    (void)state;
    static const struct {
        const char *pattern;
        struct slice value;
        bool found;
    } cases[] = {
        {"sekurlsa", SLICE_INIT("x SekurLSA::y"), true},
        {"-R .* -pw", SLICE_INIT("plink -r a -PW b"), true},
        {"^a.b$", SLICE_INIT("A\nB"), true},
        {"^a$", SLICE_INIT("a\n"), false}, // the end is the end of the value
        {"^$", SLICE_INIT(""), true},
        {"a*", SLICE_INIT(""), true},
        {"(?-i)Abc", SLICE_INIT("abc"), false},
        {"(?-i)Abc", SLICE_INIT("xAbcx"), true},
        {"(?-i:A)b", SLICE_INIT("AB"), true},
        {"(?-i:A)b", SLICE_INIT("aB"), false},
        {"((?-i)A)b", SLICE_INIT("AB"), true},
        {"((?-i)A)b", SLICE_INIT("aB"), false},
        {"[a-c]+x", SLICE_INIT("CABX"), true},
        {"[^a-c]x", SLICE_INIT("AX"), false},
        {"[X-b]", SLICE_INIT("y"), true}, // X Y Z [ \ ] ^ _ ` a b, and their other case
        {"[X-b]", SLICE_INIT("A"), true},
        {"[X-b]", SLICE_INIT("c"), false},
        {"[[:upper:]]q", SLICE_INIT("aq"), true},
        {"[[:digit:]]q", SLICE_INIT("1Q"), true},
        {"[]a]+z", SLICE_INIT("]Az"), true},
        {"\\x41b", SLICE_INIT("aB"), true},
        {"\\x{41}b", SLICE_INIT("aB"), true},
        {"[\\x{41}-C]b", SLICE_INIT("cB"), true},
        {"\\o{101}\\102[\\103]", SLICE_INIT("abc"), true},
        {"[X-X-b]", SLICE_INIT("y"), false},
        {"[X-X-b]", SLICE_INIT("B"), true},
        {"[\\d-z]x", SLICE_INIT("ZX"), true},
        {"[\\Qa-c\\E]x", SLICE_INIT("BX"), false},
        {"[\\E]b]x", SLICE_INIT("BX"), true},
        {"[a-]x", SLICE_INIT("-X"), true},
        {"[^-^]x", SLICE_INIT("_X"), true},
        {"[[:b]x", SLICE_INIT("BX"), true},
        {"\\pLx[\\pL]", SLICE_INIT("aXb"), true},
        {"[\\c!]\\c!", SLICE_INIT("Aa"), true},
        {"\\x{0000000041}", SLICE_INIT("a"), true},
        {"(?x)a b # (\n c", SLICE_INIT("ABC"), true},
        {"[\\5-a]", SLICE_INIT("b"), true},
        {"(?<n>a)(?'m'b)", SLICE_INIT("AB"), true},
        {"\\d{1,3}\\.\\d", SLICE_INIT("10.1"), true},
        {"\\W\\w", SLICE_INIT(" a"), true},
        {"\\Qa.b\\Ec", SLICE_INIT("A.BC"), true},
        {"\\Qa.b\\Ec", SLICE_INIT("AxBC"), false},
        {"(?P<Name>a)b", SLICE_INIT("AB"), true},
        {"(?#a comment)b", SLICE_INIT("B"), true},
        {"(?s)a", SLICE_INIT("A"), true},
        {"(?m)^b$", SLICE_INIT("a\nB\nc"), true},
        {"k", SLICE_INIT("\xE2\x84\xAA"), false},    // KELVIN SIGN
        {"\xC3\xA4", SLICE_INIT("\xC3\x84"), false}, // letters outside ASCII: exactly
        {"\xC3\xA4", SLICE_INIT("x\xC3\xA4"), true},
        {"^.$", SLICE_INIT("\xC3\xA4"), true}, // one character, two bytes
        {"[\xC3\xA4\xC3\xB6]x", SLICE_INIT("\xC3\xB6X"), true},
        {"[a-\xC3\xA4]x", SLICE_INIT("Bx"), true},
        {"a",
         SLICE_INIT("\xFF"
                    "a"),
         false},
        {"$.* a", SLICE_INIT("b a"), false}, // can never match
        {"^.* .*(sethc|utilman)\\.exe", SLICE_INIT("cmd SETHC.EXE"), true},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct regex *regex = NULL;
        struct regex_scratch *scratch = NULL;
        struct slice error = {0};
        if (regex_create(slice_from_string(cases[i].pattern), &arena, &regex, &error) != CARL_OK) {
            fail_msg("`%s`: %.*s", cases[i].pattern, (int)error.size, error.data);
        }
        assert_int_equal(regex_scratch_create(&scratch), CARL_OK);
        assert_int_equal(regex_scratch_prepare(scratch, regex), CARL_OK);
        if (regex_search(regex, scratch, cases[i].value) != cases[i].found) {
            fail_msg("`%s` on `%.*s`: expected %d", cases[i].pattern, (int)cases[i].value.size, cases[i].value.data,
                     cases[i].found);
        }
        regex_scratch_destroy(scratch);
        regex_destroy(regex);
    }
    arena_finish(&arena);
}

// Whether a pattern is refused before Vectorscan works on it for seconds.
static void bounds_repeats(void **state) {
    static const struct {
        const char *pattern;
        bool fits;
    } cases[] = {
        {".{1000}", true},
        {".{30000}", false},
        {"\\h{4141}\\E", false},
        {"[a-z]{5000}", true},
        {"[^a-z]{5000}", false},
        {"[a-\xC3\xA4]{5000}", false},
        {"[a\\W]{5000}", false},
        {"\\p{Lu}{100}", true},
        {"\\p{Lu}{500}", false},
        {"(a|bc){1000}", true},
        {"(a|bc){5000}", false},
        {"((a|bc){70}d){70}", false},
        {"((?:a{100}){101}){0}", false},
        {"a{0}b{0,3}c{3,}", true},
        {"x{1,999999999999999999999999}", false},
        {"a{,99999}b{99999c{}\\{99999}[{99999}]\\Q{99999}\\E", true}, // no repeats
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text out;
        text_init(&out);
        bool fits = regex_rewrite(slice_from_string(cases[i].pattern), &out).size == 0;
        if (fits != cases[i].fits) {
            fail_msg("`%s`: expected %d", cases[i].pattern, cases[i].fits);
        }
        text_finish(&out);
    }
}

static void rejects_what_cannot_run(void **state) {
    (void)state;
    static const struct slice patterns[] = {SLICE_INIT("(a"),      SLICE_INIT("a)"),     SLICE_INIT("[a"),
                                            SLICE_INIT("(?<=a)b"), SLICE_INIT("(a)\\1"), SLICE_INIT("a{5,2}"),
                                            SLICE_INIT("*"),       SLICE_INIT("a\0b"),   SLICE_INIT("\xFF"),
                                            SLICE_INIT("\\"),      SLICE_INIT("(?")};
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        struct regex *regex = NULL;
        struct slice error = {0};
        if (regex_create(patterns[i], &arena, &regex, &error) != CARL_ERROR_RULE) {
            fail_msg("`%.*s` was accepted", (int)patterns[i].size, patterns[i].data);
        }
        assert_true(error.size > 0);
    }
    arena_finish(&arena);
}

static void compiles_equal_patterns_once(void **state) {
    (void)state;
    struct arena arena;
    struct regex_cache cache;
    const struct regex *first = NULL;
    const struct regex *second = NULL;
    const struct regex *other = NULL;
    struct slice error;
    arena_init(&arena);
    regex_cache_init(&cache, &arena);
    assert_int_equal(regex_cache_get(&cache, SLICE("a.b"), &arena, &first, &error), CARL_OK);
    assert_int_equal(regex_cache_get(&cache, SLICE("A.b"), &arena, &other, &error), CARL_OK);
    assert_int_equal(regex_cache_get(&cache, SLICE("a.b"), &arena, &second, &error), CARL_OK);
    assert_ptr_equal(first, second);
    assert_ptr_not_equal(first, other);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(regex_cache_get(&cache, SLICE("(?=a)"), &arena, &first, &error), CARL_ERROR_RULE);
    }
    assert_int_equal(cache.items.count, 2);
    regex_cache_finish(&cache);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searches),
        cmocka_unit_test(bounds_repeats),
        cmocka_unit_test(compiles_equal_patterns_once),
        cmocka_unit_test(rejects_what_cannot_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
