// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/json.h"

static void writes_commas_where_they_belong(void **state) {
    (void)state;
    static const struct slice names[] = {SLICE_INIT("a"), SLICE_INIT("\"\n")};
    struct text out;
    text_init(&out);
    json_open(&out, '{');
    json_member(&out, "text", SLICE("[{:,"));
    json_key(&out, "nothing");
    json_null(&out);
    json_boolean(&out, "yes", true);
    json_boolean(&out, "no", false);
    json_count(&out, "count", 12);
    json_strings(&out, "names", names, COUNT_OF(names));
    json_strings(&out, "none", NULL, 0);
    json_key(&out, "rows");
    json_open(&out, '[');
    for (size_t i = 0; i < 2; i++) {
        json_open(&out, '[');
        json_number(&out, i);
        json_open(&out, '{');
        json_close(&out, '}');
        json_string(&out, SLICE(""));
        json_close(&out, ']');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    static const char wanted[] = "{\"text\":\"[{:,\",\"nothing\":null,\"yes\":true,\"no\":false,\"count\":12,"
                                 "\"names\":[\"a\",\"\\\"\\n\"],\"none\":[],\"rows\":[[0,{},\"\"],[1,{},\"\"]]}";
    assert_false(out.failed);
    assert_int_equal(out.size, sizeof wanted - 1);
    assert_memory_equal(out.data, wanted, out.size);
    text_finish(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(writes_commas_where_they_belong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
