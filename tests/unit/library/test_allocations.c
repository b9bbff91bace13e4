// SPDX-License-Identifier: Apache-2.0
// In a steady state an event costs no allocation: four times as many events of
// the same kinds allocate as often. The linker hands the library's allocations
// to the counters below (--wrap).
#include "test_support.h"

#include "base/text.h"
#include "carl.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

static size_t allocations;

void *__wrap_malloc(size_t size) {
    allocations++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
    allocations++;
    return __real_realloc(memory, size);
}

static void *count_malloc(size_t size) {
    allocations++;
    return __real_malloc(size);
}

static const char rule[] = "p = search Process:Create\n"
                           "q = filter p where exe == \"b*\" and command_line match \"x+1\" and ppid in [1, \"2*\"]\n"
                           "m = search Module:Load\n"
                           "n = filter m where image_path == \"*regsvr32.exe\" or user contains \"adm\"\n"
                           "output q, n\n";

static bool on_hit(void *user, const struct carl_hit *hit) {
    size_t *hits = user;
    *hits += carl_hit_field_count(hit) > 0;
    return true;
}

static void make_events(struct text *events, size_t count) {
    for (size_t i = 0; i < count; i++) {
        text_format(events,
                    "{\"EventID\":%s,\"SourceName\":\"Microsoft-Windows-Sysmon\",\"UtcTime\":\"2024-05-01 10:00:01\","
                    "\"Image\":\"C:\\\\%s.exe\",\"CommandLine\":\"\\u00e4 xxx%s\",\"ParentProcessId\":\"2%s\","
                    "\"User\":\"D\\\\Admin\",\"Hashes\":\"MD5=00,SHA256=11\"}\n",
                    i % 3 == 0 ? "1" : "7", i % 2 == 0 ? "b" : "regsvr32", i % 5 == 0 ? "1" : "2",
                    i % 7 == 0 ? "" : "3");
    }
}

static size_t count_allocations(const struct carl_rules *rules, struct slice events, size_t *ret_hits) {
    const struct carl_scan_options options = {.on_hit = on_hit, .user = ret_hits};
    struct carl_scan *scan = NULL;
    *ret_hits = 0;
    allocations = 0;
    assert_int_equal(carl_scan_create(rules, &options, &scan), CARL_OK);
    assert_int_equal(carl_scan_begin(scan, "e"), CARL_OK);
    assert_int_equal(carl_scan_feed(scan, events.data, events.size), CARL_OK);
    assert_int_equal(carl_scan_finish(scan), CARL_OK);
    size_t count = allocations;
    carl_scan_destroy(scan);
    return count;
}

static void events_cost_no_allocation(void **state) {
    (void)state;
    struct carl_model *model = NULL;
    struct carl_rules *rules = NULL;
    struct carl_diagnostics *diagnostics = NULL;
    struct text events[2];
    size_t counts[2];
    size_t hits[2];
    json_set_alloc_funcs(count_malloc, free);
    assert_int_equal(carl_model_create(&model), CARL_OK);
    assert_int_equal(carl_rules_create(model, &rules), CARL_OK);
    assert_int_equal(carl_diagnostics_create(&diagnostics), CARL_OK);
    assert_int_equal(carl_rules_add(rules, "r.car", rule, strlen(rule), diagnostics), CARL_OK);
    assert_int_equal(carl_rules_compile(rules, diagnostics), CARL_OK);
    for (size_t i = 0; i < 2; i++) {
        text_init(&events[i]);
        make_events(&events[i], i == 0 ? 1000 : 4000);
        counts[i] = count_allocations(rules, text_slice(&events[i]), &hits[i]);
        text_finish(&events[i]);
    }
    assert_true(counts[0] > 0 && hits[0] > 300);
    assert_true(hits[1] > 3 * hits[0]);
    assert_int_equal(counts[1], counts[0]);
    carl_rules_destroy(rules);
    carl_diagnostics_destroy(diagnostics);
    carl_model_destroy(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_cost_no_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
