// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/fold.h"
#include "plan/network.h"
#include "plan/pattern.h"

static bool matches(const char *pattern_text, struct slice value, bool contains) {
    struct arena arena;
    arena_init(&arena);
    struct pattern pattern;
    if (contains) {
        pattern_compile_contains(&arena, slice_from_string(pattern_text), true, &pattern);
    } else {
        pattern_compile(&arena, slice_from_string(pattern_text), true, &pattern);
    }
    bool matched = pattern_match(&pattern, fold_copy(&arena, value));
    assert_false(arena_failed(&arena));
    arena_finish(&arena);
    return matched;
}

static void matches_by_form(void **state) {
    (void)state;
    static const struct {
        const char *pattern;
        const char *value;
        bool matched;
    } cases[] = {
        {"cmd.exe", "CMD.EXE", true},
        {"cmd.exe", "cmd.exe ", false},
        {"cmd.exe", "xcmd.exe", false},
        {"*", "", true},
        {"**", "anything", true},
        {"C:\\Windows\\*", "c:\\WINDOWS\\x\\y", true},
        {"C:\\Windows\\*", "c:\\windows", false},
        {"C:\\Windows\\*", "c:\\windows\\", true},
        {"*regsvr32.exe", "C:\\x\\REGSVR32.exe", true},
        {"*regsvr32.exe", "C:\\x\\regsvr32.exe.bak", false},
        {"*regsvr32.exe*", "C:\\x\\regsvr32.exe.bak", true},
        {"*a*", "", false},
        {"a*b", "ab", true},
        {"a*b", "a", false},
        {"ab*b", "ab", false}, // pieces do not overlap
        {"ab*ba", "aba", false},
        {"ab*ba", "abba", true},
        {"a*b*c", "a1b2c", true},
        {"a*b*c", "acb", false},
        {"*a*b*", "xxaxxbxx", true},
        {"*a*b*", "xxbxxaxx", false},
        {"*a*b", "ab", true},
        {"a**b", "axb", true},
        {"*ab*ab*", "abab", true},
        {"*ab*ab*", "aba", false},
        {"x?[y]", "x?[Y]", true}, // only the star is special
        {"x?", "xy", false},
        {"C:\\Windows\\*\\taskmgr.exe", "C:\\Windows\\System32\\TaskMgr.exe", true},
        {"C:\\Windows\\*\\taskmgr.exe", "C:\\Windows\\TaskMgr.exe", false},
        {"*\n*", "a\nb", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (matches(cases[i].pattern, slice_from_string(cases[i].value), false) != cases[i].matched) {
            fail_msg("`%s` on `%s`: expected %d", cases[i].pattern, cases[i].value, cases[i].matched);
        }
    }
}

static void contains_is_stars_at_both_ends(void **state) {
    (void)state;
    assert_true(matches("b", BYTES("aBc"), true));
    assert_true(matches("*b*", BYTES("aBc"), true));
    assert_true(matches("a*c", BYTES("xabcx"), true));
    assert_false(matches("a*d", BYTES("xabcx"), true));
    assert_true(matches("", BYTES("x"), true));
    assert_true(matches("b", BYTES("a\0b"), true));
}

// A value chosen against a backtracking matcher takes no longer than any other.
static void takes_linear_time(void **state) {
    (void)state;
    static char value[1 << 20];
    memset(value, 'a', sizeof value);
    char pattern[201];
    for (size_t i = 0; i < 200; i += 2) {
        pattern[i] = '*';
        pattern[i + 1] = 'a';
    }
    pattern[199] = 'b';
    pattern[200] = '\0';
    assert_false(matches(pattern, slice_make(value, sizeof value), false));
}

static void reads_networks(void **state) {
    (void)state;
    static const struct {
        const char *network;
        const char *address;
        bool inside;
    } cases[] = {
        {"10.0.0.0/8", "10.255.1.2", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.1.2.3/8", "10.9.9.9", true}, // host bits are cleared
        {"0.0.0.0/0", "1.2.3.4", true},
        {"0.0.0.0/0", "::1", false},
        {"192.168.1.128/25", "192.168.1.127", false},
        {"192.168.1.128/25", "192.168.1.200", true},
        {"1.2.3.4/32", "1.2.3.4", true},
        {"fe80::/10", "febf::1", true},
        {"fe80::/10", "fec0::1", false},
        {"::ffff:0:0/96", "::ffff:10.0.0.1", true},
        {"10.0.0.0/8", "::ffff:10.0.0.1", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct network network;
        struct address address;
        assert_true(network_parse(slice_from_string(cases[i].network), &network));
        assert_true(address_parse(slice_from_string(cases[i].address), &address));
        assert_int_equal(network_contains(&network, &address), cases[i].inside);
    }
}

static void rejects_what_is_no_network(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "/8",
                                        "10.0.0.0",
                                        "10.0.0/8",
                                        "10.0.0.0/33",
                                        "10.0.0.0/",
                                        "10.0.0.0/8x",
                                        "::/129",
                                        "10.0.0.0/0008",
                                        "a/8",
                                        "10.0.0.0/-1",
                                        "fe80::1%eth0/64"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct network network;
        if (network_parse(slice_from_string(texts[i]), &network)) {
            fail_msg("`%s` was read as a network", texts[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_by_form),
        cmocka_unit_test(contains_is_stars_at_both_ends),
        cmocka_unit_test(takes_linear_time),
        cmocka_unit_test(reads_networks),
        cmocka_unit_test(rejects_what_is_no_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
