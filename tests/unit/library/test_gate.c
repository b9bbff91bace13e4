// SPDX-License-Identifier: Apache-2.0
// With the gate and without it the hits are the same: random lines, in all the
// ways in which ids and texts can be written, through rules of every kind.
#include "test_support.h"

#include "base/text.h"
#include "carl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 20000 };

struct gated_rule {
    const char *text;
    bool gated; // something can be told from raw bytes
};

static const struct gated_rule rules[] = {
    {"p = search Process:Create\nq = filter p where exe == \"regsvr32.exe\"\noutput q\n", true},
    {"p = search Process:Create\nq = filter p where image_path == \"*\\\\Temp\\\\*.exe\"\noutput q\n", true},
    {"p = search Process:Create\nq = filter p where image_path != \"*regsvr32.exe\"\noutput q\n", true}, // by id
    {"p = search Process:*\noutput p\n", true},
    {"p = search *:*\noutput p\n", false},
    {"p = search *:*\nq = filter p where Image == \"*regsvr32*\" or CommandLine == \"*scrobj*\"\noutput q\n", true},
    {"p = search *:*\nq = filter p where Image == \"*regsvr32*\" or pid == 12\noutput q\n", false},
    {"p = search *:*\nq = filter p where not (Image == \"*regsvr32*\")\noutput q\n", false},
    {"p = search *:*\nq = filter p where raw event contains \"regsvr32\"\noutput q\n", false},
    {"p = search *:*\nq = filter p where CommandLine == \"*1000*\"\noutput q\n", false}, // 1e3
    {"p = search *:*\nq = filter p where Image in [\"*regsvr32.exe\", \"*cmd.exe\"]\noutput q\n", true},
    {"p = search *:*\nq = filter p where command_line == \"*no such thing*\"\noutput q\n", true},
    {"p = search Process:Create\nq = filter p where exe == \"cmd.exe\"\nm = search Module:Load\n"
     "n = filter m where module_name == \"scrobj.dll\"\nj = join (q, n) where q.pid == n.pid\noutput j\n",
     true},
    {"p = search Process:Create\nq = filter p where exe == \"cmd.exe\"\ng = group q by hostname\noutput g\n", true},
    {"p = search *:*\nq = filter p where time > now - 1 hour\noutput q\n", false},
    {"l = search UserSession:Login\noutput l\n", true},
    {"f = search Task:Create\noutput f\n", true},
    // Some sensors have the words of a command line apart.
    {"p = search *:*\nq = filter p where command_line == \"*scrobj.dll /s*\"\noutput q\n", true},
};

struct result {
    struct text text;
    struct carl_scan_counts counts;
};

static bool on_hit(void *user, const struct carl_hit *hit) {
    struct result *result = user;
    const char *data;
    size_t size;
    text_append_unsigned(&result->text, carl_hit_line(hit));
    carl_hit_details(hit, &data, &size);
    text_append(&result->text, slice_make(data, size));
    text_append_char(&result->text, '\n');
    return true;
}

static enum carl_status read_text(void *user, char *buffer, size_t size, size_t *ret_size) {
    struct slice *rest = user;
    *ret_size = size < rest->size ? size : rest->size;
    memcpy(buffer, rest->data, *ret_size);
    *rest = slice_sub(*rest, *ret_size, rest->size);
    return CARL_OK;
}

static void run(const char *rule, struct slice events, bool gate, struct result *result) {
    const struct carl_scan_options options = {.on_hit = on_hit, .user = result, .gate = gate, .threads = 2};
    struct carl_model *model = NULL;
    struct carl_rules *set = NULL;
    struct carl_diagnostics *diagnostics = NULL;
    struct carl_scan *scan = NULL;
    text_init(&result->text);
    assert_int_equal(carl_model_create(&model), CARL_OK);
    assert_int_equal(carl_rules_create(model, &set), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    assert_int_equal(carl_rules_add(set, "r.car", rule, strlen(rule), diagnostics), CARL_OK);
    assert_int_equal(carl_rules_compile(set, diagnostics), CARL_OK);
    assert_int_equal(carl_scan_create(set, &options, &scan), CARL_OK);
    assert_int_equal(carl_scan_read(scan, "e", read_text, &events), CARL_OK);
    assert_int_equal(carl_scan_finish(scan), CARL_OK);
    carl_scan_counts(scan, &result->counts);
    carl_scan_destroy(scan);
    carl_rules_destroy(set);
    carl_diagnostics_destroy(diagnostics);
    carl_model_destroy(model);
}

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static const char *pick(uint32_t *random, const char *const *from, size_t count) {
    return from[next_random(random) % count];
}

#define PICK(random, array) pick((random), (array), COUNT_OF(array))

static void add_data(struct text *out, uint32_t *random) {
    static const char *const images[] = {
        "\"C:\\\\Windows\\\\regsvr32.exe\"",
        "\"C:\\\\REGSVR32.EXE\"",
        "\"regsvr32.exe\"",
        "\"regsvr\\u00332.exe\"",
        "\"C:\\\\Windows\\\\cmd.exe\"",
        "\"C:\\\\Temp\\\\a.exe\"",
        "null",
        "[\"x\", \"regsvr32.exe\"]",
        "{\"a\": \"regsvr32\"}",
        "\"\"",
        "\"c:\\/temp\\/x\"",
        "1000",
    };
    static const char *const lines[] = {
        "\"a scrobj.dll\"", "1e3", "1000.0", "1000", "true", "\"no such\\tthing\"", "\"\\u006eo such thing\"", "\"-\""};
    text_append_string(out, "\"Image\":");
    text_append_string(out, PICK(random, images));
    text_append_string(out, ",\"CommandLine\": ");
    text_append_string(out, PICK(random, lines));
    text_append_string(out, ",\"ProcessId\":\"12\",\"ImageLoaded\":\"C:\\\\");
    text_append_string(out, next_random(random) % 8 == 0 ? "scrobj" : "other");
    text_append_string(out, ".dll\",\"NewProcessName\":");
    text_append_string(out, PICK(random, images));
}

// Records of other shapes, and in others, with ids that are not theirs.
static void add_other_line(struct text *out, uint32_t *random) {
    static const char *const ids[] = {"1", "7", "10", "\"1\"", "\"7\"", "4625", "\"x\"", "null"};
    static const char *const keys[] = {"EventID", "event_id", "EventCode", "code", "id"};
    static const char *const forms[] = {
        "{\"%s\":%s,\"object\":\"process\",\"action\":\"create\",\"exe\":\"regsvr32.exe\",\"pid\":\"12\"}\n",
        "{\"x\":{\"%s\":%s},\"object\":\"Process\",\"action\":\"Create\",\"fields\":{\"exe\":\"REGSVR32.EXE\"}}\n",
        "{\"x\":{\"%s\":%s},\"_raw\":\"<Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>"
        "</System><EventData><Data Name='Image'>C:\\\\regsvr32.exe</Data></EventData></Event>\"}\n",
        "{\"x\":{\"%s\":%s},\"_raw\":\"{\\\"EventID\\\":1,\\\"SourceName\\\":\\\"Microsoft-Windows-Sysmon\\\","
        "\\\"Image\\\":"
        "\\\"regsvr32.exe\\\"}\"}\n",
        "{\"result\":{\"%s\":%s,\"source\":\"XmlWinEventLog:Microsoft-Windows-Sysmon/Operational\",\"Image\":"
        "\"regsvr32.exe\"}}\n",
        "{\"TimeGenerated\":\"x\",\"%s\":%s,\"Provider\":\"Microsoft-Windows-Sysmon\",\"EventData\":\"{\\\"Image\\\":"
        "\\\"regsvr32.exe\\\"}\"}\n",
    };
    // The key's name and the id are all that the forms take.
    const char *form = PICK(random, forms);
    const char *key = PICK(random, keys);
    const char *id = PICK(random, ids);
    const char *first = strstr(form, "%s");
    const char *second = strstr(first + 2, "%s");
    text_append(out, slice_make(form, (size_t)(first - form)));
    text_append_string(out, key);
    text_append(out, slice_make(first + 2, (size_t)(second - first) - 2));
    text_append_string(out, id);
    text_append_string(out, second + 2);
}

static void add_line(struct text *out, uint32_t *random) {
    static const char *const ids[] = {"1",   "7",   "10",          "\"1\"", "\"7\"", "\"01\"", "4688", "4624",
                                      "3.0", "1.0", "\"\\u0031\"", "null",  "1e0",   "4625",   " 1 ",  "\"4688\""};
    static const char *const flat[] = {"\"SourceName\":\"Microsoft-Windows-Sysmon\"",
                                       "\"SourceName\":\"Microsoft-Windows-Security-Auditing\"",
                                       "\"ProviderName\":\"Microsoft-Windows-Sysmon\"", "\"SourceName\":\"x\""};
    static const char *const keys[] = {"EventID", "EventID", "EventID", "Event\\u0049D", "eventid"};
    switch (next_random(random) % 6) {
    case 0:
    case 1:
        text_format(out, "{\"%s\":%s,%s,\"Hostname\":\"h\",", PICK(random, keys), PICK(random, ids),
                    PICK(random, flat));
        add_data(out, random);
        text_append_string(out, next_random(random) % 50 == 0 ? "\n" : "}\n");
        break;
    case 2:
        text_format(out,
                    "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"Microsoft-Windows-Sysmon\"}},"
                    "\"EventID\":");
        text_format(out, next_random(random) % 2 == 0 ? "%s" : "{\"#attributes\":{\"Qualifiers\":0},\"#text\":%s}",
                    PICK(random, ids));
        text_append_string(out, "},\"EventData\":{");
        add_data(out, random);
        text_append_string(out, "}}}\n");
        break;
    case 3:
    case 4:
        add_other_line(out, random);
        break;
    default:
        text_format(out,
                    "{\"winlog\":{\"event_id\": %s,\"provider_name\":\"Microsoft-Windows-Sysmon\",\"event_data\":{",
                    PICK(random, ids));
        add_data(out, random);
        text_format(out, "}},\"event\":{\"code\":%s}}\n", PICK(random, ids));
        break;
    }
}

static void gate_changes_no_hit(void **state) {
    (void)state;
    struct text events;
    uint32_t random = 7;
    text_init(&events);
    for (size_t i = 0; i < LINES; i++) {
        add_line(&events, &random);
    }
    assert_false(events.failed);
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        struct result all;
        struct result gated;
        run(rules[i].text, text_slice(&events), false, &all);
        run(rules[i].text, text_slice(&events), true, &gated);
        if (!slice_equal(text_slice(&all.text), text_slice(&gated.text))) {
            fail_msg("%s\n%s\ninstead of\n%s", rules[i].text, gated.text.data, all.text.data);
        }
        assert_int_equal(all.counts.passed_over, 0);
        if ((gated.counts.passed_over > 0) != rules[i].gated) {
            fail_msg("%s: %llu passed over", rules[i].text, (unsigned long long)gated.counts.passed_over);
        }
        assert_int_equal(gated.counts.events + gated.counts.malformed + gated.counts.passed_over, LINES);
        // Most lines that were cut off do not end as an object, and are read.
        assert_true(gated.counts.malformed <= all.counts.malformed);
        assert_true(gated.counts.malformed > all.counts.malformed / 2);
        text_finish(&all.text);
        text_finish(&gated.text);
    }
    text_finish(&events);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gate_changes_no_hit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
