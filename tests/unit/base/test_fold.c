// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/fold.h"
#include "base/utf8.h"

static int sign(int number) {
    return (number > 0) - (number < 0);
}

static void folds_for_comparison(void **state) {
    (void)state;
    static const struct {
        struct slice a;
        struct slice b;
        int order;
    } cases[] = {
        {SLICE_INIT("C:\\WINDOWS"), SLICE_INIT("c:\\windows"), 0},
        {SLICE_INIT(""), SLICE_INIT(""), 0},
        {SLICE_INIT("a"), SLICE_INIT("ab"), -1},
        {SLICE_INIT("[") /* between Z and a */, SLICE_INIT("a"), -1},
        {SLICE_INIT("\xC3\x84rger"), SLICE_INIT("\xC3\xA4RGER"), 0}, // Ä ä
        {SLICE_INIT("\xCE\xA3"), SLICE_INIT("\xCF\x82"), 0},         // Σ ς
        {SLICE_INIT("\xE2\x84\xAA"), SLICE_INIT("k"), 1},            // KELVIN SIGN is not k
        {SLICE_INIT("\xC5\xBF"), SLICE_INIT("s"), 1},                // LONG S is not s
        {SLICE_INIT("\xE1\xBA\x9E"), SLICE_INIT("\xC3\x9F"), 0},     // capital and small sharp s
        {SLICE_INIT("\xC3\x9F"), SLICE_INIT("ss"), 1},               // simple folding: not two letters
        {SLICE_INIT("\xC4\xB0"), SLICE_INIT("i"), 1},                // I WITH DOT ABOVE is not i
        {SLICE_INIT("\xFF"), SLICE_INIT("\xFF"), 0},                 // bytes that are no UTF-8
        {SLICE_INIT("\xFF"), SLICE_INIT("\xFE"), 1},
        {SLICE_INIT("\xF4\x8F\xBF\xBF"), SLICE_INIT("\xFF"), -1}, // after every code point
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(sign(fold_compare(cases[i].a, cases[i].b)), cases[i].order);
        assert_int_equal(sign(fold_compare(cases[i].b, cases[i].a)), -cases[i].order);
        assert_int_equal(fold_equal(cases[i].a, cases[i].b), cases[i].order == 0);
        assert_int_equal(fold_hash(cases[i].a) == fold_hash(cases[i].b), cases[i].order == 0);
        char folded[2][32];
        size_t size_a = fold_write(cases[i].a, folded[0]);
        size_t size_b = fold_write(cases[i].b, folded[1]);
        assert_int_equal(slice_equal(slice_make(folded[0], size_a), slice_make(folded[1], size_b)),
                         cases[i].order == 0);
    }
}

// No fold of a character outside ASCII is ASCII, and folding grows a text to at
// most twice its size, for every character there is.
static void folds_every_code_point(void **state) {
    (void)state;
    for (uint32_t point = 0x80; point <= 0x10FFFF; point++) {
        char bytes[4];
        char folded[8];
        if (point >= 0xD800 && point < 0xE000) {
            continue;
        }
        size_t size = utf8_encode(point, bytes);
        size_t folded_size = fold_write(slice_make(bytes, size), folded);
        assert_in_range(folded_size, 2, size * 2);
        assert_true((unsigned char)folded[0] >= 0x80);
    }
}

// Wherever in a text a letter outside ASCII stands, or a byte that is none.
static void folds_texts_of_any_size(void **state) {
    (void)state;
    enum { LONGEST = 70 };
    static const char *const others[][2] = {{"\xC3\x84", "\xC3\xA4"}, {"\xFF", "\xFF"}, {"\xC3", "\xC3"}};
    for (size_t size = 0; size <= LONGEST; size++) {
        for (size_t at = 0; at <= size; at++) {
            const char *const *other = others[at % COUNT_OF(others)];
            char text[LONGEST + 3] = "";
            char expected[LONGEST + 3] = "";
            char folded[2 * (LONGEST + 3)];
            for (size_t i = 0; i <= size; i++) {
                strcat(text, i == at ? other[0] : "Z");
                strcat(expected, i == at ? other[1] : "z");
            }
            size_t folded_size = fold_write(slice_from_string(text), folded);
            assert_int_equal(folded_size, strlen(expected));
            assert_memory_equal(folded, expected, folded_size);
        }
    }
}

static void folds_names(void **state) {
    (void)state;
    static const struct {
        struct slice a;
        struct slice b;
        bool equal;
    } cases[] = {
        {SLICE_INIT("UserSession"), SLICE_INIT("user_session"), true},
        {SLICE_INIT("User Session"), SLICE_INIT("USER-SESSION"), true},
        {SLICE_INIT("EventCode"), SLICE_INIT("event_code"), true},
        {SLICE_INIT("event_code"), SLICE_INIT("event_codes"), false},
        {SLICE_INIT("_"), SLICE_INIT(""), true},
        {SLICE_INIT("pid"), SLICE_INIT("ppid"), false},
        {SLICE_INIT("a_"), SLICE_INIT("A"), true},
        {SLICE_INIT("\xC3\x84_b"), SLICE_INIT("\xC3\xA4 B"), true},
        {SLICE_INIT("\xC3\x84"), SLICE_INIT("a"), false},
        {SLICE_INIT("\xE2\x84\xAA"), SLICE_INIT("k"), false}, // KELVIN SIGN
        {SLICE_INIT("\xFF"), SLICE_INIT("\xFE"), false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(fold_name_equal(cases[i].a, cases[i].b), cases[i].equal);
        assert_int_equal(fold_name_hash(cases[i].a) == fold_name_hash(cases[i].b), cases[i].equal);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_for_comparison),
        cmocka_unit_test(folds_every_code_point),
        cmocka_unit_test(folds_texts_of_any_size),
        cmocka_unit_test(folds_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
