// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/hash_index.h"

enum { ITEMS = 1000, KINDS = 7 };

// Many items to few hashes: each is found under its own, in the order added, also
// after the index has grown many times.
static void finds_all_of_a_hash(void **state) {
    (void)state;
    struct hash_index index = {0};
    size_t cursor = 0;
    assert_int_equal(hash_index_next(&index, 5, &cursor), SIZE_MAX);
    for (size_t i = 0; i < ITEMS; i++) {
        // Hashes that share their low bits, and so their place in a small table.
        assert_true(hash_index_add(&index, (uint64_t)(i % KINDS) << 16, i));
    }
    for (size_t kind = 0; kind < KINDS; kind++) {
        cursor = 0;
        for (size_t i = kind; i < ITEMS; i += KINDS) {
            assert_int_equal(hash_index_next(&index, (uint64_t)kind << 16, &cursor), i);
        }
        assert_int_equal(hash_index_next(&index, (uint64_t)kind << 16, &cursor), SIZE_MAX);
    }
    cursor = 0;
    assert_int_equal(hash_index_next(&index, (uint64_t)KINDS << 16, &cursor), SIZE_MAX);
    hash_index_finish(&index);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_all_of_a_hash)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
