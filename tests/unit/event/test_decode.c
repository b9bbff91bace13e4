// SPDX-License-Identifier: Apache-2.0
// The decoder's contract: what each wanted path finds, and what is malformed,
// with the scanner and strictly.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/decode.h"

#include <stdio.h>

// A path is written "a/b": exact keys; "~a": folded; "*": any.
static size_t want_path(struct want_tree *tree, const char *path) {
    struct want_step steps[4];
    size_t count = 0;
    for (const char *at = path; *at != '\0'; count++) {
        size_t size = strcspn(at, "/");
        bool folded = *at == '~';
        bool any = size == 1 && *at == '*';
        steps[count].match = any ? WANT_ANY : folded ? WANT_FOLDED : WANT_EXACT;
        steps[count].name = slice_make(at + folded, size - folded);
        at += size + (at[size] == '/');
    }
    return want_add(tree, steps, count);
}

// Members in compact and in spaced form, so that more than a few bytes follow.
#define MORE "\"process\":\"12345678\",\"other\":\"12345678\"}"
#define SPACED "\"process\": \"12345678\", \"other\": \"12345678\"}"

static void finds_values(void **state) {
    static const struct {
        const char *record;
        const char *path;
        enum slot_type type;
        const char *text; // NULL: not looked at
    } cases[] = {
        {"{}", "a", SLOT_ABSENT, NULL},
        {" { \"a\" : 1 } \r", "a", SLOT_NUMBER, "1"},
        {"{\"a\":\"x\"}", "a", SLOT_TEXT, "x"},
        {"{\"a\":\"x\"}", "A", SLOT_ABSENT, NULL},
        {"{\"A\":\"x\"}", "~a", SLOT_TEXT, "x"},
        {"{\"EventCode\":\"x\"}", "~event_code", SLOT_TEXT, "x"},
        {"{\"a\":null}", "a", SLOT_NULL, NULL},
        {"{\"a\":true}", "a", SLOT_TRUE, "true"},
        {"{\"a\":false}", "a", SLOT_FALSE, "false"},
        {"{\"a\":{\"b\":\"x\"}}", "a/b", SLOT_TEXT, "x"},
        {"{\"a\":{\"b\":\"x\"}}", "a", SLOT_OBJECT, "{\"b\":\"x\"}"},
        {"{\"a\":\"x\"}", "a/b", SLOT_ABSENT, NULL},
        {"{\"a\":[{\"b\":1}]}", "a/b", SLOT_ABSENT, NULL},
        {"{\"a\":[1,\"x\",null,{}]}", "a", SLOT_ARRAY, "[1,\"x\",null,{}]"},
        {"{\"u\":{\"x\":{\"b\":1},\"y\":{\"b\":2}}}", "u/*/b", SLOT_NUMBER, "1"},
        {"{\"u\":{\"x\":{\"c\":1},\"y\":{\"b\":2}}}", "u/*/b", SLOT_NUMBER, "2"},
        // of one key the last, of several that fit the first
        {"{\"a\":1,\"a\":2}", "a", SLOT_NUMBER, "2"},
        {"{\"a\":{\"b\":1},\"a\":{\"c\":2}}", "a/b", SLOT_ABSENT, NULL},
        {"{\"AB\":1,\"a_b\":2}", "~ab", SLOT_NUMBER, "1"},
        {"{\"AB\":1,\"a_b\":2,\"AB\":3}", "~ab", SLOT_NUMBER, "3"},
        // escapes
        {"{\"a\":\"C:\\\\x\\u0041\\n\\u00e9\"}", "a", SLOT_TEXT, "C:\\xA\n\xc3\xa9"},
        {"{\"\\u0061\":\"x\"}", "a", SLOT_TEXT, "x"},
        {"{\"a\":\"\\ud83d\\ude00\"}", "a", SLOT_TEXT, "\xf0\x9f\x98\x80"},
        {"{\"a\":\"x\\ud800y\"}", "a", SLOT_TEXT, "x\xef\xbf\xbdy"},
        {"{\"a\":\"\\udc00\\ud800\"}", "a", SLOT_TEXT, "\xef\xbf\xbd\xef\xbf\xbd"},
        {"{\"a\":\"\\ud800\\ud83d\\ude00\"}", "a", SLOT_TEXT, "\xef\xbf\xbd\xf0\x9f\x98\x80"},
        {"{\"a\":\"\\\\ud800\"}", "a", SLOT_TEXT, "\\ud800"},
        {"{\"\\ud800\":1,\"a\":2}", "a", SLOT_NUMBER, "2"},
        {"{\"\\u0000\":1,\"a\":2}", "a", SLOT_NUMBER, "2"},
        // numbers
        {"{\"a\":-0}", "a", SLOT_NUMBER, "0"},
        {"{\"a\":9223372036854775807}", "a", SLOT_NUMBER, "9223372036854775807"},
        {"{\"a\":-9223372036854775808}", "a", SLOT_NUMBER, "-9223372036854775808"},
        {"{\"a\":9223372036854775808}", "a", SLOT_NUMBER, "9223372036854775808"},
        {"{\"a\":9223372036854775806,\"b\":9999999999999999999}", "a", SLOT_NUMBER, "9223372036854775806"},
        {"{\"a\":9999999999999999999}", "a", SLOT_NUMBER, "9999999999999999999"},
        {"{\"a\":-9223372036854775809}", "a", SLOT_NUMBER, "-9223372036854775809"},
        {"{\"a\":123456789012345678901234567890}", "a", SLOT_NUMBER, "123456789012345678901234567890"},
        {"{\"a\":[123456789012345678901234567890]}", "a", SLOT_ARRAY, "[123456789012345678901234567890]"},
        {"{\"a\":1e999}", "a", SLOT_NUMBER, "1e999"},
        {"{\"a\":1.50}", "a", SLOT_NUMBER, "1.5"},
        {"{\"a\":0.1}", "a", SLOT_NUMBER, "0.1"},
        {"{\"a\":1e3}", "a", SLOT_NUMBER, "1000"},
        {"{\"a\":12.0}", "a", SLOT_NUMBER, "12"},
        {"{\"a\":-12}", "a", SLOT_NUMBER, "-12"},
        {"{\"a\":1554410064.698965}", "a", SLOT_NUMBER, "1554410064.698965"},
        // keys of every size, wanted and not
        {"{\"EventIDs\":1,\"EventID\":2,\"Event\":3}", "EventID", SLOT_NUMBER, "2"},
        {"{\"ParentCommandLine\":1,\"ParentCommandLinf\":2}", "ParentCommandLinf", SLOT_NUMBER, "2"},
        {"{\"\":1}", "b", SLOT_ABSENT, NULL},
        {"{\"b\":[{\"a\":1},[{\"a\":2}]],\"a\":\"\"}", "a", SLOT_TEXT, ""},
        {"{\"b\":[],\"c\":{},\"a\":\"\\\"\"}", "a", SLOT_TEXT, "\""},
        // members with others behind, as most records have them, and nearly so
        {"{\"b\":1,\"a\":\"x\"," MORE, "a", SLOT_TEXT, "x"},
        {"{\"b\": 1, \"a\": \"x\", " SPACED, "a", SLOT_TEXT, "x"},
        {"{\"b\": 1,\"a\": \"x\"," MORE, "a", SLOT_TEXT, "x"},
        {"{\"b\":1, \"a\":\"x\" , " SPACED, "a", SLOT_TEXT, "x"},
        {"{\"image_path\":\"x\"," MORE, "image_path", SLOT_TEXT, "x"},
        {"{\"image_path\": 1234567, " SPACED, "image_path", SLOT_NUMBER, "1234567"},
        {"{\"a\":12345678," MORE, "a", SLOT_NUMBER, "12345678"},
        {"{\"a\":0," MORE, "a", SLOT_NUMBER, "0"},
        {"{\"a\":-1," MORE, "a", SLOT_NUMBER, "-1"},
        {"{\"a\":1.5," MORE, "a", SLOT_NUMBER, "1.5"},
        {"{\"a\":1 ," MORE, "a", SLOT_NUMBER, "1"},
        {"{\"a\":\"\"," MORE, "a", SLOT_TEXT, ""},
        {"{\"a\":\"\\\"\"," MORE, "a", SLOT_TEXT, "\""},
        {"{\"b\":\"\\\\\",\"a\":\"x\"," MORE, "a", SLOT_TEXT, "x"},
        {"{\"b\":2,\"\\u0061\":\"x\"," MORE, "a", SLOT_TEXT, "x"},
        {"{\"b\":2,\"image\\u005fpath\":\"x\"," MORE, "image_path", SLOT_TEXT, "x"},
        {"{\"a\":1,\"b\":2,\"a\":3," MORE, "a", SLOT_NUMBER, "3"},
        {"{\"a\":\"x\",\"b\":[1],\"c\":2," MORE, "a", SLOT_TEXT, "x"},
        {"{\"u\":{\"b\":1,\"a\":2,\"c\":3},\"c\":2," MORE, "u/a", SLOT_NUMBER, "2"},
        {"{\"b\":1,\"AB\":\"x\"," MORE, "~a_b", SLOT_TEXT, "x"},
        {"{\"\":1,\"a\":2," MORE, "", SLOT_OBJECT, NULL},
        {"{\"b\":1,\"process\":1234,\"Process\":\"12345678\",\"other\":1}", "process", SLOT_NUMBER, "1234"},
        {"{\"b\":1,\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1,\"10\":1,\"11\":1,"
         "\"12\":1,\"13\":1,\"14\":1,\"15\":1,\"16\":1,\"17\":1,\"18\":1,\"19\":1,\"20\":1,\"21\":1,\"22\":1,\"23\":1,"
         "\"24\":1,\"25\":1,\"26\":1,\"27\":1,\"28\":1,\"29\":1,\"30\":1,\"31\":1,\"32\":1,\"33\":1,\"34\":1,\"a\":"
         "2," MORE,
         "a", SLOT_NUMBER, "2"},
        // beside an oddity everything else is as ever
        {"{\"b\":\"\\ud800\",\"a\":\"n1\"}", "a", SLOT_TEXT, "n1"},
        {"{\"b\":18446744073709551616,\"a\":{\"c\":\"x\"}}", "a/c", SLOT_TEXT, "x"},
    };
    const bool strict = *(const bool *)*state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        struct want_tree tree;
        struct decoder *decoder = NULL;
        const struct slot *slots;
        struct decode_error error;
        arena_init(&arena);
        want_init(&tree, &arena);
        size_t slot = want_path(&tree, cases[i].path);
        assert_int_equal(want_path(&tree, cases[i].path), slot);
        assert_int_equal(decoder_create(&tree, &arena, strict, &decoder), CARL_OK);
        struct slice record = slice_from_string(cases[i].record);
        if (decoder_read(decoder, record, &slots, &error) != DECODE_OK) {
            fail_msg("%s: %s", cases[i].record, error.reason);
        }
        if (slots[slot].type != cases[i].type) {
            fail_msg("%s: type %d", cases[i].record, (int)slots[slot].type);
        }
        if (cases[i].text != NULL) {
            struct slice text = decoder_text(decoder, &slots[slot]);
            assert_int_equal(text.size, strlen(cases[i].text));
            assert_memory_equal(text.data, cases[i].text, text.size);
        }
        decoder_destroy(decoder);
        arena_finish(&arena);
    }
}

// A text of NUL bytes stays one, whatever else the record holds.
static void keeps_nul(void **state) {
    static const struct {
        const char *record;
        struct slice text;
    } cases[] = {
        {"{\"a\":\"\\u0000\"}", {"\0", 1}},
        {"{\"a\":\"\\u0000n7\"}", {"\0n7", 3}},
        {"{\"b\":1e999,\"a\":\"\\u0000\"}", {"\0", 1}},
        {"{\"b\":1e999,\"a\":\"\\u0000n7\"}", {"\0n7", 3}},
        {"{\"b\":1e999,\"a\":\"\\u0000\\u0000n7\"}", {"\0\0n7", 4}},
        {"{\"b\":1e999,\"a\":\"x\\u0000n7\"}", {"x\0n7", 4}},
    };
    const bool strict = *(const bool *)*state;
    struct arena arena;
    struct want_tree tree;
    struct decoder *decoder = NULL;
    arena_init(&arena);
    want_init(&tree, &arena);
    size_t slot = want_path(&tree, "a");
    assert_int_equal(decoder_create(&tree, &arena, strict, &decoder), CARL_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct slot *slots;
        struct decode_error error;
        assert_int_equal(decoder_read(decoder, slice_from_string(cases[i].record), &slots, &error), DECODE_OK);
        assert_int_equal(slots[slot].type, SLOT_TEXT);
        struct slice text = decoder_text(decoder, &slots[slot]);
        assert_int_equal(text.size, cases[i].text.size);
        assert_memory_equal(text.data, cases[i].text.data, text.size);
    }
    decoder_destroy(decoder);
    arena_finish(&arena);
}

static void refuses_malformed(void **state) {
    static const struct {
        const char *record;
        const char *reason;
        size_t column;
    } cases[] = {
        {"{\"a\":1", "the record ends too early", 6},
        {"{\"a\":}", "no valid JSON", 6},
        {"{\"a\":1}}", "there is more after the end of the record", 8},
        {"{} {}", "there is more after the end of the record", 4},
        {"[]", "no JSON object", 1},
        {"[{\"a\":1}]", "no JSON object", 1},
        {"\"a\"", "no valid JSON", 3},
        {"{\"a\":NaN}", "no valid JSON", 8},
        {"{\"a\":Infinity}", "no valid JSON", 13},
        {"{\"a\":01}", "no valid JSON", 6},
        {"{\"a\":\"\x80\"}", "invalid UTF-8", 7},
        {"{\"a\":\"\xed\xa0\x80\"}", "invalid UTF-8", 7},
        {"{\"a\":\"\t\"}", "no valid JSON", 6},
        {"{\"a\":\"\\x\"}", "no valid JSON", 8},
        {"{'a':1}", "no valid JSON", 2},
        {"{123456789012345678901234567890:1}", "no valid JSON", 31},
        // members with others behind
        {"{\"a\":01," MORE, "no valid JSON", 6},
        {"{\"a\":1x," MORE, "no valid JSON", 7},
        {"{\"a\":," MORE, "no valid JSON", 6},
        {"{\"a\" \"x\"," MORE, "no valid JSON", 8},
        {"{\"a\":\"x\":" MORE, "no valid JSON", 9},
        {"{\"a\":\"x\"" MORE, "no valid JSON", 17},
        {"{\"a\":1,," MORE, "no valid JSON", 8},
        {"{\"a\",\"x\"," MORE, "no valid JSON", 5},
        {"{\"a\": 1 2, " SPACED, "no valid JSON", 9},
        {"{\"a\":1,2," MORE, "no valid JSON", 8},
        // an error behind an oddity is reported where it is in the record
        {"{\"b\":\"\\ud800\",\"a\":}", "no valid JSON", 19},
        {"{\"b\":123456789012345678901234567890,\"a\":}", "no valid JSON", 41},
    };
    const bool strict = *(const bool *)*state;
    struct arena arena;
    struct want_tree tree;
    struct decoder *decoder = NULL;
    arena_init(&arena);
    want_init(&tree, &arena);
    assert_int_equal(decoder_create(&tree, &arena, strict, &decoder), CARL_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct slot *slots;
        struct decode_error error = {0};
        struct slice record = slice_from_string(cases[i].record);
        assert_int_equal(decoder_read(decoder, record, &slots, &error), DECODE_MALFORMED);
        if (strcmp(error.reason, cases[i].reason) != 0 || error.column != cases[i].column) {
            fail_msg("%s: %s at %zu", cases[i].record, error.reason, error.column);
        }
    }
    decoder_destroy(decoder);
    decoder_destroy(NULL);
    arena_finish(&arena);
}

static void limits_nesting(void **state) {
    static char record[8192];
    const bool strict = *(const bool *)*state;
    struct arena arena;
    struct want_tree tree;
    struct decoder *decoder = NULL;
    arena_init(&arena);
    want_init(&tree, &arena);
    size_t slot = want_path(&tree, "a");
    assert_int_equal(decoder_create(&tree, &arena, strict, &decoder), CARL_OK);
    static const struct {
        size_t depth;
        enum decode_result result;
    } cases[] = {{1000, DECODE_OK}, {4000, DECODE_MALFORMED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t depth = cases[i].depth;
        memcpy(record, "{\"a\":", 5);
        memset(record + 5, '[', depth);
        memset(record + 5 + depth, ']', depth);
        record[5 + 2 * depth] = '}';
        const struct slot *slots;
        struct decode_error error = {0};
        assert_int_equal(decoder_read(decoder, slice_make(record, 6 + 2 * depth), &slots, &error), cases[i].result);
        if (cases[i].result == DECODE_OK) {
            assert_int_equal(decoder_text(decoder, &slots[slot]).size, 2 * depth);
        } else {
            assert_string_equal(error.reason, "nested too deeply");
        }
    }
    decoder_destroy(decoder);
    arena_finish(&arena);
}

#define TEST_BOTH(test)                                                              \
    cmocka_unit_test_prestate(test, &modes[0]), {                                    \
        .name = #test ", strictly", .test_func = (test), .initial_state = &modes[1], \
    }

int main(void) {
    static bool modes[] = {false, true};
    const struct CMUnitTest tests[] = {
        TEST_BOTH(finds_values),
        TEST_BOTH(keeps_nul),
        TEST_BOTH(refuses_malformed),
        TEST_BOTH(limits_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
