// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/number.h"

static void reads_decimal_text(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool decimal; // as text
        bool json;    // as a JSON number
        const char *printed;
    } cases[] = {
        {"445", true, true, "445"},
        {"007", true, true, "7"},
        {"-0", true, true, "0"},
        {"-12.50", true, true, "-12.5"},
        {"0.1", true, true, "0.1"},
        {"18446744073709551615", true, true, "18446744073709551615"},
        {"-18446744073709551615", true, true, "-18446744073709551615"},
        {"18446744073709551616", true, true, "1.8446744073709552e+19"},
        {"1e3", false, true, "1000"},
        {"2.5E-3", false, true, "0.0025"},
        {"", false, false, NULL},
        {"-", false, false, NULL},
        {"+1", false, false, NULL},
        {"1.", false, false, NULL},
        {".5", false, false, NULL},
        {"0x1F", false, false, NULL},
        {" 1", false, false, NULL},
        {"1 ", false, false, NULL},
        {"1e", false, false, NULL},
        {"1e+", false, false, NULL},
        {"445*", false, false, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice text = slice_from_string(cases[i].text);
        struct number number;
        assert_int_equal(number_parse_decimal(text, &number), cases[i].decimal);
        assert_int_equal(number_parse_json(text, &number), cases[i].json);
        if (cases[i].json) {
            struct text printed;
            text_init(&printed);
            number_append(&printed, number);
            text_append_char(&printed, '\0');
            assert_string_equal(printed.data, cases[i].printed);
            text_finish(&printed);
        }
    }
}

static void compares_exactly(void **state) {
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        int order;
    } cases[] = {
        {"1", "2", -1},
        {"7", "007", 0},
        {"-1", "1", -1},
        {"-2", "-1", -1},
        {"0", "-0", 0},
        {"9007199254740993", "9007199254740992", 1}, // one double, two integers
        {"-9223372036854775808", "9223372036854775808", -1},
        {"18446744073709551615", "18446744073709551614", 1},
        {"2", "2.0", 0},
        {"1.5", "1.25", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct number a;
        struct number b;
        assert_true(number_parse_decimal(slice_from_string(cases[i].a), &a));
        assert_true(number_parse_decimal(slice_from_string(cases[i].b), &b));
        assert_int_equal(number_compare(a, b), cases[i].order);
        assert_int_equal(number_compare(b, a), -cases[i].order);
    }
}

static void survives_very_long_digits(void **state) {
    (void)state;
    char digits[1000];
    struct number number;
    memset(digits, '9', sizeof digits);
    assert_true(number_parse_decimal(slice_make(digits, sizeof digits), &number));
    assert_false(number.integer);
    assert_true(number.real > 1e308);
    digits[1] = '.';
    assert_true(number_parse_decimal(slice_make(digits, sizeof digits), &number));
    assert_true(number.real == 10.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_decimal_text),
        cmocka_unit_test(compares_exactly),
        cmocka_unit_test(survives_very_long_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
