// SPDX-License-Identifier: Apache-2.0
// What is mended in rules, and what is left.
#include "test_support.h"

#include "lang/fix.h"

#define P "processes = search Process:Create\n"
#define X(condition) P "x = filter processes where (" condition ")\noutput x\n"

struct fix_case {
    const char *text;
    const char *fixed; // NULL: as it is
    const char *left;  // codes of the errors and warnings that are left
};

static const struct fix_case cases[] = {
    {X("exe == \"a.exe\""), NULL, ""},
    {"", NULL, "E113 "},
    // Notes are no mistakes.
    {X("pid == \"4\" and image == 'a'"), NULL, ""},
    {X("exe=\"a.exe\" and exe != 'b'"), X("exe == \"a.exe\" and exe != 'b'"), ""},
    {P "x = filter proceses where (exe = \"at.exe or exe = \"bash.exe\"\noutput y\n",
     X("exe == \"at.exe\" or exe == \"bash.exe\""), ""},
    // The edits of both stand at one place.
    {P "x = filter processes where (exe == \"a.exe\"", P "x = filter processes where (exe == \"a.exe\")\noutput x", ""},
    {X("exe == \"a.exe\" and pid == 1 or pid == 2"), NULL, "W201 "},
    {X("src_ip == \"10.0.0.1\""), NULL, "E205 "},
    // Edits that undo each other mend nothing.
    {"(\"\",\nm)", NULL, "E102 E101 E206 E113 "},
    {X("exe = \"a.exe\" and exe = \"b.exe\""), X("exe == \"a.exe\" and exe == \"b.exe\""), "E303 "},
};

static void append_left(const struct carl_diagnostics *list, struct text *out) {
    for (size_t i = 0; i < list->items.count; i++) {
        enum diagnostic_code code = list->items.items[i]->code;
        if (diagnostic_code_severity(code) != CARL_NOTE) {
            text_append_string(out, diagnostic_code_name(code));
            text_append_char(out, ' ');
        }
    }
}

static void check_case(const struct carl_model *model, const struct fix_case *fix) {
    struct carl_diagnostics *mended = NULL;
    struct carl_diagnostics *remaining = NULL;
    struct text out;
    struct text left;
    text_init(&out);
    text_init(&left);
    assert_int_equal(carl_diagnostics_create(&mended), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&remaining), CARL_OK);
    assert_int_equal(fix_text(model, NULL, SLICE("test.car"), slice_from_string(fix->text), mended, remaining, &out),
                     CARL_OK);
    append_left(remaining, &left);
    struct slice wanted = slice_from_string(fix->fixed == NULL ? fix->text : fix->fixed);
    if (!slice_equal(text_slice(&out), wanted)) {
        print_message("--- wanted\n%.*s--- got\n%.*s", (int)wanted.size, wanted.data, (int)out.size,
                      out.size > 0 ? out.data : "");
    }
    assert_true(slice_equal(text_slice(&out), wanted));
    assert_int_equal(carl_diagnostics_count(mended) > 0, fix->fixed != NULL);
    if (!slice_equal(text_slice(&left), slice_from_string(fix->left))) {
        print_message("%sleft: %.*s\n", fix->text, (int)left.size, left.size > 0 ? left.data : "");
    }
    assert_true(slice_equal(text_slice(&left), slice_from_string(fix->left)));
    assert_int_equal(mended->items.count > 0, fix->fixed != NULL);
    assert_int_equal(carl_diagnostics_count_severity(mended, CARL_NOTE), 0);
    carl_diagnostics_destroy(mended);
    carl_diagnostics_destroy(remaining);
    text_finish(&out);
    text_finish(&left);
}

static void test_cases(void **state) {
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        check_case(*state, &cases[i]);
    }
}

static int load(void **state) {
    struct carl_model *model = NULL;
    int failed = carl_model_create(&model) != CARL_OK;
    *state = model;
    return failed;
}

static int unload(void **state) {
    carl_model_destroy(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, load, unload);
}
