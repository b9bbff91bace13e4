// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/text_set.h"

static void mark(void *user, size_t text) {
    *(uint64_t *)user |= UINT64_C(1) << text;
}

static void finds_each_text(void **state) {
    (void)state;
    static const struct slice texts[] = {
        SLICE_INIT("a"),        SLICE_INIT("ab"),   SLICE_INIT("\\windows\\"), SLICE_INIT("."),
        SLICE_INIT("\xFE\xFF"), SLICE_INIT("a.*b"), SLICE_INIT("\xC3\xA4"),
    };
    static const struct {
        struct slice value;
        uint64_t found; // bits
    } cases[] = {
        {SLICE_INIT(""), 0},
        {SLICE_INIT("b"), 0},
        {SLICE_INIT("aab"), 0x03},
        {SLICE_INIT("A"), 0}, // bytes are compared as they are
        {SLICE_INIT("c:\\windows\\x"), 0x04},
        {SLICE_INIT("c:\\windows"), 0},
        {SLICE_INIT("x.y.z"), 0x08},
        {SLICE_INIT("-\0\xFE\xFF-"), 0x10},
        {SLICE_INIT("a.*b"), 0x29}, // nothing in a text is special
        {SLICE_INIT("axxb"), 0x01},
        {SLICE_INIT("\xC3\xA4"), 0x40},
        {SLICE_INIT("\xC3"), 0},
    };
    struct text_set *set = NULL;
    struct regex_scratch *scratch = NULL;
    assert_int_equal(text_set_create(texts, COUNT_OF(texts), &set), CARL_OK);
    assert_int_equal(regex_scratch_create(&scratch), CARL_OK);
    assert_int_equal(text_set_prepare(set, scratch), CARL_OK);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t found = 0;
        text_set_search(set, scratch, cases[i].value, mark, &found);
        if (found != cases[i].found) {
            fail_msg("case %zu: %#llx", i, (unsigned long long)found);
        }
    }
    regex_scratch_destroy(scratch);
    text_set_destroy(set);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_each_text)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
