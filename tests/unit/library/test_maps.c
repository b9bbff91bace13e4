// SPDX-License-Identifier: Apache-2.0
// What is wrong with sensor maps is told, each mistake with its place.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "carl.h"

#include <string.h>

#define MAP(more, events) "{\n\"name\": \"x\", \"title\": \"X\",\n" more ",\n\"events\": [\n" events "\n]}\n"
#define PROVIDER "\"providers\": [\"P\"]"
#define EVENT(more) "{\"id\": \"1\", \"name\": \"n\",\n" more "}"
#define PROCESS "\"maps\": [{\"object\": \"Process\", \"action\": \"create\"}]"
#define FIELD(value) MAP(PROVIDER, EVENT(PROCESS ", \"fields\": {\n\"exe\": " value "}"))

struct map_case {
    const char *map;
    const char *diagnostics; // "CODE line:column message; help\n" of each
};

static const struct map_case cases[] = {
    {MAP(PROVIDER, EVENT(PROCESS)), ""},
    {FIELD("[\"A\", \"$.a.b\", {\"path\": [\"a.b\"]}, {\"by\": \"constant\", \"argument\": \"c\"}]"), ""},
    // no JSON
    {"", "E601 1:1 this is no valid JSON: '[' or '{' expected near end of file\n"},
    {"[]", "E601 1:1 a map is one JSON object\n"},
    {"{\n\"a\": 1,\n\"a\": 2}", "E601 3:3 this is no valid JSON: duplicate object key near '\"a\"'\n"},
    {"{\n\"a\": }", "E601 2:6 this is no valid JSON: unexpected token near '}'\n"},
    // keys
    {MAP(PROVIDER ", \"chanels\": []", EVENT(PROCESS)),
     "E602 3:21 there is no key `chanels` here; did you mean `channels`?\n"},
    {MAP(PROVIDER, EVENT(PROCESS ",\n\"field\": {}")),
     "E602 7:1 there is no key `field` here; did you mean `fields`?\n"},
    {FIELD("{\"by\": \"hex\", \"frm\": \"A\", \"from\": \"A\"}"),
     "E602 7:22 there is no key `frm` here; did you mean `from`?\n"},
    {MAP("\"shape\": {\"name\": \"s\", \"present\": [\"a\"], \"data\": [[]], \"ids\": []}", EVENT(PROCESS)),
     "E602 3:56 there is no key `ids` here; did you mean `id`?\n"},
    // values
    {"{\"title\": \"X\", " PROVIDER ", \"events\": [" EVENT(PROCESS) "]}",
     "E603 1:1 `name` is missing in this object\n"},
    {MAP("\"providers\": \"P\"", EVENT(PROCESS)), "E603 3:14 `providers` is an array\n"},
    {MAP(PROVIDER, "{\"id\": 1, \"name\": \"n\", " PROCESS "}"), "E603 5:8 a text in quotes is needed here\n"},
    {MAP(PROVIDER, "{\"id\": \"1\", \"name\": \"n\"}"), "E603 5:2 `maps` is missing in this object\n"},
    {MAP(PROVIDER, EVENT("\"maps\": [\"Process\"]")), "E603 6:10 an object is needed here\n"},
    {MAP(PROVIDER, EVENT(PROCESS ", \"when\": {\"A\": \"a\"}")), "E603 6:68 `A` is an array\n"},
    {FIELD("true"), "E603 7:8 a native's name, a transformation or a list of these is needed here\n"},
    {FIELD("[]"), "E603 7:8 a native's name, a transformation or a list of these is needed here\n"},
    {FIELD("\"$.a..b\""), "E603 7:8 this path has an empty key\n"},
    {FIELD("\"$.a[]b\""), "E603 7:8 `[]` is followed by a dot and a key, or by nothing\n"},
    {FIELD("[[[[[[[[[\"A\"]]]]]]]]]"), "E603 7:16 this is nested too deeply\n"},
    // names
    {MAP(PROVIDER, EVENT("\"maps\": [{\"object\": \"Proces\"}]")),
     "E604 6:21 the data model has no object `Proces`; did you mean `Process`?\n"},
    {MAP(PROVIDER, EVENT("\"maps\": [{\"object\": \"Process\", \"action\": \"creat\"}]")),
     "E604 6:42 Process has no action `creat`; did you mean `create`?\n"},
    {MAP(PROVIDER, EVENT(PROCESS ", \"fields\": {\"image_pth\": \"A\"}")),
     "E604 6:65 Process has no field `image_pth`; did you mean `image_path`?\n"},
    {MAP(PROVIDER ", \"common\": {\"hostnam\": \"A\"}", EVENT(PROCESS)),
     "E604 3:32 no object of the data model has a field `hostnam`\n"},
    {FIELD("{\"by\": \"basenam\", \"from\": \"A\"}"),
     "E604 7:15 there is no transformation `basenam`; did you mean `basename`?\n"},
    {MAP("\"shapes\": [\"zek\"]", EVENT(PROCESS)), "E604 3:12 there is no shape `zek`; did you mean `zeek`?\n"},
    {MAP(PROVIDER ", \"in\": {\"flt\": {}}", EVENT(PROCESS)),
     "E604 3:28 there is no shape `flt`; did you mean `flat`?\n"},
    // transformations
    {FIELD("{\"by\": \"hex\"}"), "E605 7:15 `hex` takes 1 native, not 0\n"},
    {FIELD("{\"by\": \"account\", \"from\": \"A\"}"), "E605 7:34 `account` takes 2 natives, not 1\n"},
    {FIELD("{\"by\": \"account\", \"from\": [\"A\", \"B\", \"C\"]}"), "E605 7:34 `account` takes 2 natives, not 3\n"},
    {FIELD("{\"by\": \"constant\", \"from\": \"A\", \"argument\": \"c\"}"),
     "E605 7:35 `constant` takes 0 natives, not 1\n"},
    {FIELD("{\"by\": \"hash\", \"from\": \"A\"}"), "E605 7:15 `hash` needs an `argument`\n"},
    {FIELD("{\"by\": \"hex\", \"from\": \"A\", \"argument\": \"c\"}"), "E605 7:47 `hex` takes no argument\n"},
    {FIELD("{\"by\": \"map\", \"from\": \"A\", \"argument\": \"c\"}"),
     "E605 7:47 `map` takes an object of texts as its argument\n"},
    // natives
    {MAP(PROVIDER, EVENT(PROCESS ", \"natives\": [\"Image\"],\n\"fields\": {\"exe\": \"Imag\"}")),
     "E606 7:19 the event's `natives` do not list `Imag`; did you mean `Image`?\n"},
    {MAP(PROVIDER, EVENT(PROCESS ", \"natives\": [\"Image\"],\n\"when\": {\"image\": []}")),
     "E606 7:10 the event's `natives` do not list `image`; did you mean `Image`?\n"},
    // what never takes effect
    {MAP("\"nulls\": []", EVENT(PROCESS)), "E607 1:1 nothing says which records are this sensor's: `providers`, "
                                           "`channels`, `signs`, `shapes` or `shape` do\n"},
    {MAP(PROVIDER, ""), "E607 4:11 a map without events maps nothing\n"},
    {MAP(PROVIDER, EVENT(PROCESS) ",\n{\"id\": \"01\", \"name\": \"m\", " PROCESS "}"),
     "E607 7:36 no record gets here: `1 n` takes all with the id 01\n"},
    {MAP(PROVIDER, EVENT(PROCESS) ",\n{\"id\": \"1\", \"name\": \"m\", " PROCESS "}"),
     "E607 7:35 no record gets here: `1 n` takes all with the id 1\n"},
    {MAP(PROVIDER, "{\"name\": \"n\", " PROCESS "},\n{\"name\": \"m\", " PROCESS "}"),
     "E607 6:24 no record gets here: `n` takes all that are left\n"},
    {MAP(PROVIDER, EVENT(PROCESS ", \"providers\": [\"Q\"]")),
     "E607 6:68 the sensor's `providers` do not list `Q`, so no record of it gets here\n"},
    {MAP("\"shapes\": [\"zeek\"], \"in\": {\"flat\": {}}", EVENT(PROCESS)),
     "E607 3:28 the sensor's `shapes` do not list `flat`\n"},
    {MAP("\"shape\": {\"name\": \"s\", \"data\": [[]]}", EVENT(PROCESS)),
     "E607 3:10 a shape needs `present` or `any`: paths that records of this shape have and others have not\n"},
    // several
    {MAP(PROVIDER, EVENT("\"maps\": [{\"object\": \"File\", \"acton\": \"create\"}], \"fields\": {\"foo\": \"A\"}")),
     "E602 6:29 there is no key `acton` here; did you mean `action`?\n"
     "E604 6:61 File has no field `foo`\n"},
};

static void append_diagnostics(struct text *out, const struct carl_diagnostics *diagnostics) {
    for (size_t i = 0; i < carl_diagnostics_count(diagnostics); i++) {
        const char *help = carl_diagnostic_help(diagnostics, i);
        size_t line;
        size_t column;
        size_t end_line;
        size_t end_column;
        carl_diagnostic_position(diagnostics, i, &line, &column, &end_line, &end_column);
        text_format(out, "%s %zu:%zu %s", carl_diagnostic_code(diagnostics, i), line, column,
                    carl_diagnostic_message(diagnostics, i));
        text_format(out, "%s%s\n", help == NULL ? "" : "; ", help == NULL ? "" : help);
    }
}

static void tells_what_is_wrong(void **state) {
    (void)state;
    struct text out;
    size_t wrong = 0;
    text_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct carl_diagnostics *diagnostics = NULL;
        struct carl_model *model = NULL;
        const struct carl_map map = {"x.json", cases[i].map, strlen(cases[i].map)};
        assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
        enum carl_status status = carl_model_create_with_maps(&map, 1, diagnostics, &model);
        text_reset(&out);
        append_diagnostics(&out, diagnostics);
        text_append_char(&out, '\0');
        if (strcmp(out.data, cases[i].diagnostics) != 0) {
            print_error("%s\n%s\nnot\n%s\n", cases[i].map, out.data, cases[i].diagnostics);
            wrong++;
        }
        assert_int_equal(status, *cases[i].diagnostics == '\0' ? CARL_OK : CARL_ERROR_RULE);
        carl_model_destroy(model);
        carl_diagnostics_destroy(diagnostics);
    }
    text_finish(&out);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(tells_what_is_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
