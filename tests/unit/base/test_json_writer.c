// SPDX-License-Identifier: Apache-2.0
#include "test_support.h"

#include "base/json_writer.h"

static void writes_commas_where_they_belong(void **state) {
    (void)state;
    static const struct slice names[] = {SLICE_INIT("a"), SLICE_INIT("\"\n")};
    struct text out;
    text_init(&out);
    json_writer_open(&out, '{');
    json_writer_member(&out, "text", SLICE("[{:,"));
    json_writer_key(&out, "nothing");
    json_writer_null(&out);
    json_writer_boolean(&out, "yes", true);
    json_writer_boolean(&out, "no", false);
    json_writer_count(&out, "count", 12);
    json_writer_strings(&out, "names", names, COUNT_OF(names));
    json_writer_strings(&out, "none", NULL, 0);
    json_writer_key(&out, "rows");
    json_writer_open(&out, '[');
    for (size_t i = 0; i < 2; i++) {
        json_writer_open(&out, '[');
        json_writer_number(&out, i);
        json_writer_open(&out, '{');
        json_writer_close(&out, '}');
        json_writer_string(&out, SLICE(""));
        json_writer_close(&out, ']');
    }
    json_writer_close(&out, ']');
    json_writer_close(&out, '}');
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
