// SPDX-License-Identifier: Apache-2.0
// Records are found where they are, however the bytes were cut, and damage costs
// the records that it touches.
#include "test_support.h"

#include "base/text.h"
#include "event/framing.h"
#include "event/split.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT = 64 };

#define END "<input ends>"

// `records`: each between bars; `~` before one that is too long, END for an end
// that is missing.
static const struct {
    const char *input;
    const char *records;
} cases[] = {
    {"", ""},
    {" \r\n\t ", ""},
    {"[]", ""},
    {"[\n]\n", ""},
    {"[{\"a\":1}]", "{\"a\":1}|"},
    {"[{\"a\":1},{\"b\":{}},{}]", "{\"a\":1}|{\"b\":{}}|{}|"},
    {"[\n  {\n    \"a\": [1, {\"b\": \"]}\"}]\n  },\n  {\n    \"a\": 2\n  }\n]\n",
     "{\n    \"a\": [1, {\"b\": \"]}\"}]\n  }|{\n    \"a\": 2\n  }|"},
    {"[{\"a\":\"\\\"},{\\\\\"},{\"b\":\"\\\\\"}]", "{\"a\":\"\\\"},{\\\\\"}|{\"b\":\"\\\\\"}|"},
    {"{\"a\":1}{\"a\":2}\n{\"a\":3}", "{\"a\":1}|{\"a\":2}|{\"a\":3}|"},
    {"{\"a\":1},\r\n\r\n{\"a\":2},", "{\"a\":1}|{\"a\":2}|"},
    {"\x1E{\"a\":1}\n\x1E{\"a\":2}\n", "{\"a\":1}|{\"a\":2}|"},
    {"Record 1\n{\n \"a\":1\n}\nRecord 23 \r\n{\"b\":2}\n", "{\n \"a\":1\n}|{\"b\":2}|"},
    {"[{\"a\":1}]\n[{\"a\":2}]\n\xEF\xBB\xBF{\"a\":3}", "{\"a\":1}|{\"a\":2}|{\"a\":3}|"},
    {"{\"a\":-1.5e+3,\"b\":true,\"c\":false,\"d\":null}", "{\"a\":-1.5e+3,\"b\":true,\"c\":false,\"d\":null}|"},
    // Envelopes.
    {"{\"took\":1,\"hits\":{\"total\":{\"value\":2},\"hits\":[{\"_id\":1},{\"_id\":2}]},\"x\":[{}]}{\"a\":1}",
     "{\"_id\":1}|{\"_id\":2}|{\"a\":1}|"},
    {"{\"hits\":{\"hits\":[]}}\n{\"hits\":{\"hits\":[ {\"_id\":1} ]}}", "{\"_id\":1}|"},
    {"{\"preview\":false,\"results\":[{\"a\":1},\n{\"a\":2}],\"highlighted\":{}}", "{\"a\":1}|{\"a\":2}|"},
    {"{\"@odata.context\":\"u\",\"value\":[{\"a\":1}],\"@odata.nextLink\":\"v\"}", "{\"a\":1}|"},
    {"{\"events\":[{\"a\":1}]}{\"Records\":[{\"a\":2}]}", "{\"a\":1}|{\"a\":2}|"},
    // None.
    {"{\"id\":7,\"value\":[{\"a\":1}]}", "{\"id\":7,\"value\":[{\"a\":1}]}|"},
    {"{\"value\":[1]}{\"events\":{\"events\":[{}]}}", "{\"value\":[1]}|{\"events\":{\"events\":[{}]}}|"},
    {"{\"hits\":[{\"hits\":[{}]}]}", "{\"hits\":[{\"hits\":[{}]}]}|"},
    {"[{\"hits\":{\"hits\":[{}]}}]", "{\"hits\":{\"hits\":[{}]}}|"},
    // Elements that are no objects.
    {"[1, \"a,]\", null, [2, {\"b\":3}], {\"c\":4}]", "1|\"a,]\"|null|[2, {\"b\":3}]|{\"c\":4}|"},
    {"[\"a\\\",\", 1]", "\"a\\\",\"|1|"},
    // Arrays that do not end.
    {"[", END "|"},
    {"[{\"a\":1},", "{\"a\":1}|" END "|"},
    {"[{\"a\":1},{\"a\":", "{\"a\":1}|{\"a\":|"},
    {"{\"hits\":{\"hits\":[{\"_id\":1}]", "{\"_id\":1}|" END "|"},
    // Records that are too long.
    {"[{\"a\":\"0123456789012345678901234567890123456789012345678901234567890123456789\"},{\"b\":1}]",
     "~{\"a\":\"0123456789012345678901234567890123456789012345678901234567|{\"b\":1}|"},
    {"{\"a\":[\"012345678901234567890123456789\\\\\",\"01234567890123456789012345678901234567\\\"\"]}{\"b\":1}",
     "~{\"a\":[\"012345678901234567890123456789\\\\\",\"0123456789012345678901|{\"b\":1}|"},
    // Damage: a quote that is missing, on lines and between braces.
    {"[\n  {\n    \"a\": \"x,\n    \"b\": 1\n  },\n  {\n    \"a\": 2\n  }\n]",
     "{\n    \"a\": \"x,\n    \"b\": 1\n  }|{\n    \"a\": 2\n  }|"},
    {"[{\"a\":1},{\"a\":\"x},{\"a\":3},{\"a\":4}]", "{\"a\":1}|{\"a\":\"x}|{\"a\":3}|{\"a\":4}|"},
    {"{\"a\":\"x}\n{\"a\":2}\n{\"a\":3}\n", "{\"a\":\"x}|{\"a\":2}|{\"a\":3}|"},
    // A brace that is missing, and one too many.
    {"[\n  {\n    \"a\": {\"b\": 1,\n  },\n  {\n    \"a\": 2\n  }\n]",
     "{\n    \"a\": {\"b\": 1,\n  }|{\n    \"a\": 2\n  }|"},
    {"[{\"a\":{\"b\":1},{\"a\":{\"b\":2}},{\"a\":3}]", "{\"a\":{\"b\":1}|{\"a\":{\"b\":2}}|{\"a\":3}|"},
    {"[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n]\n", "{\n    \"a\": 1\n  }|{\n    \"a\": 2|"},
    {"[{\"a\":1}},{\"a\":2}]", "{\"a\":1}|}|{\"a\":2}|"},
    {"[{\"a\":1},\"a\":2},{\"a\":3}]", "{\"a\":1}|\"a\":2}|{\"a\":3}|"},
    {"{\n  \"a\": 1\n}}\n{\n  \"a\": 2\n}\n", "{\n  \"a\": 1\n}|}|{\n  \"a\": 2\n}|"},
    {"[{\"a\":1}]]\n{\"a\":2}", "{\"a\":1}|]|{\"a\":2}|"},
    // Text that is no JSON.
    {"{\"a\":1}\nerror: \"x\n{\"a\":2}\n", "{\"a\":1}|error: \"x|{\"a\":2}|"},
    {"[{\"a\":1}, what, {\"a\":2}]", "{\"a\":1}|what|{\"a\":2}|"},
    {"{\"a\":tru}\n{\"a\":2}", "{\"a\":tru}|{\"a\":2}|"},
    // The next record is not the next brace.
    {"[{\"a\":[{\"x\":1},{\"x\":2}]},{\"a\":[{\"x\":},{\"x\":}]x},{\"a\":3}]",
     "{\"a\":[{\"x\":1},{\"x\":2}]}|{\"a\":[{\"x\":},{\"x\":}]x}|{\"a\":3}|"},
    {"[{\"a\":x},\n{\"b\":2}]{\"c\":3}", "{\"a\":x}|{\"b\":2}|{\"c\":3}|"},
    {"{\n \"a\":1\n|\nRecord 2. \r\n{\"a\":2}\n", "{\n \"a\":1\n|\nRecord 2.|{\"a\":2}|"},
    {"[\n  {\n    \"a\": 1\n  ],\n{\"b\":1}\n", "{\n    \"a\": 1\n  ]|{\"b\":1}|" END "|"},
};

static void write_bounds(struct text *out, struct slice bytes, const struct bounds *bounds) {
    for (size_t i = 0; i < bounds->list.count; i++) {
        const struct bound *bound = &bounds->list.items[i];
        text_append_string(out, bound->too_long ? "~" : "");
        text_append_string(out, bound->reason != NULL ? END : "");
        text_append(out, slice_sub(bytes, bound->start, bound->start + bound->size));
        text_append_char(out, '|');
    }
}

// Gives a copy, so that what is read past it is seen by ASan.
static size_t give(struct splitter *splitter, struct slice bytes, bool ended, struct text *out) {
    struct bounds bounds = {0};
    size_t used = 0;
    char *copy = test_malloc(bytes.size + 1);
    memcpy(copy, bytes.data, bytes.size);
    struct slice copied = slice_make(copy, bytes.size);
    assert_int_equal(splitter_cut(splitter, copied, ended, &bounds, &used), CARL_OK);
    assert_true(used <= bytes.size && (!ended || used == bytes.size));
    write_bounds(out, copied, &bounds);
    VECTOR_FREE(&bounds.list);
    test_free(copy);
    return used;
}

// Gives the input in pieces that end at multiples of `step`, and at `cut`.
static void check(struct splitter *splitter, size_t number, size_t step, size_t cut) {
    struct slice input = slice_from_string(cases[number].input);
    struct text out;
    size_t used = 0;
    text_init(&out);
    splitter_begin(splitter);
    for (size_t end = 0; end < input.size; end++) {
        if (end == cut || end % step == 0) {
            used += give(splitter, slice_sub(input, used, end), false, &out);
        }
    }
    (void)give(splitter, slice_sub(input, used, input.size), true, &out);
    text_append_char(&out, '\0');
    if (strcmp(out.data, cases[number].records) != 0) {
        fail_msg("case %zu, step %zu, cut %zu: %s", number, step, cut, out.data);
    }
    text_finish(&out);
}

static void finds_records(void **state) {
    (void)state;
    static const size_t steps[] = {1, 2, 7};
    for (int kind = 0; kind < KERNEL_COUNT; kind++) {
        const struct kernel *kernel = kernel_get((enum kernel_kind)kind);
        struct splitter splitter;
        if (kernel == NULL) {
            continue;
        }
        splitter_init(&splitter, kernel, LIMIT);
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            for (size_t cut = 0; cut <= strlen(cases[i].input); cut++) {
                check(&splitter, i, SIZE_MAX, cut);
            }
            for (size_t j = 0; j < COUNT_OF(steps); j++) {
                check(&splitter, i, steps[j], 0);
            }
        }
        splitter_finish(&splitter);
    }
    splitter_finish(NULL);
}

static const struct {
    const char *input;
    enum framing framing;
    bool ended;
} framings[] = {
    {"", FRAMING_UNSURE, false},
    {"", FRAMING_LINES, true},
    {"\n \n", FRAMING_UNSURE, false},
    {"{\"a\":1}", FRAMING_UNSURE, false},
    {"{\"a\":1}", FRAMING_LINES, true},
    {"{\"a\":1} \r\n", FRAMING_LINES, false},
    {"{\"a\":1}{", FRAMING_DOCUMENTS, false},
    {"{\"a\":1},\n", FRAMING_DOCUMENTS, false},
    {"{\"a\":1}}\n", FRAMING_LINES, false},
    {"[", FRAMING_DOCUMENTS, false},
    {"\n[\n", FRAMING_DOCUMENTS, false},
    {"\x1E{", FRAMING_DOCUMENTS, false},
    {"Record 1\r\n", FRAMING_DOCUMENTS, false},
    {"{\n  \"a\": 1\n", FRAMING_DOCUMENTS, false},
    {"{\n", FRAMING_UNSURE, false},
    {"{\n", FRAMING_LINES, true},
    {"{\n\"a\"", FRAMING_DOCUMENTS, true},
    {"{\n  \"a\": \"x\n", FRAMING_DOCUMENTS, false},
    {"{\"hits\":{\"hits\":[{", FRAMING_DOCUMENTS, false},
    {"{\"hits\":{\"hits\":[1]}}\n", FRAMING_LINES, false},
    // A first line that is broken off.
    {"{\"a\":\"x\n{\"a\":1}\n", FRAMING_LINES, false},
    {"{\"a\":{\"b\":1,\n{\"a\":1}\n", FRAMING_LINES, false},
    {"{\"a\"\n{\"a\":1}\n", FRAMING_LINES, false},
    {"{\"a\":\n\n{\"a\":\"x\n", FRAMING_DOCUMENTS, false},
    {"{\"a\":x}\n{\"a\":1}\n", FRAMING_LINES, false},
    // Text before the records.
    {"no JSON\n", FRAMING_UNSURE, false},
    {"no JSON\n", FRAMING_LINES, true},
    {"no JSON\n{\"a\":1}\n", FRAMING_LINES, false},
    {"no JSON\n[{\"a\":1}]\n", FRAMING_DOCUMENTS, false},
};

static void tells_framings(void **state) {
    (void)state;
    struct splitter splitter;
    splitter_init(&splitter, kernel_best(), LIMIT);
    for (size_t i = 0; i < COUNT_OF(framings); i++) {
        enum framing framing;
        struct slice input = slice_from_string(framings[i].input);
        assert_int_equal(framing_detect(&splitter, input, framings[i].ended, &framing), CARL_OK);
        if (framing != framings[i].framing) {
            fail_msg("case %zu: %d", i, (int)framing);
        }
    }
    splitter_finish(&splitter);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_records), cmocka_unit_test(tells_framings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
