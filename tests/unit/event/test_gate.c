// SPDX-License-Identifier: Apache-2.0
// Which lines the gate lets through.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/gate.h"

#include <stdio.h>
#include <stdlib.h>

struct line {
    const char *text;
    bool passes;
};

static const uint32_t codes[] = {1, 4688};

static void make_gate(struct gate *gate, enum gate_kind kind) {
    gate_init(gate, kind);
    if (kind == GATE_LITERALS) {
        assert_true(gate_add_literal(gate, SLICE("regsvr32.exe")));
        assert_true(gate_add_literal(gate, SLICE("scrobj")));
        assert_true(gate_add_literal(gate, SLICE("scrobj")));
        assert_int_equal(gate->literal_count, 2);
    } else {
        assert_true(gate_add_literal(gate, SLICE("\"eventid\"")));
        assert_true(gate_add_literal(gate, SLICE("\"#text\"")));
        assert_true(gate_add_literal(gate, SLICE("\"id\"")));
        assert_true(gate_add_id(gate, SLICE("\"EventID\"")));
        assert_true(gate_add_id(gate, SLICE("\"#text\"")));
        assert_true(gate_add_mark(gate, SLICE("\"ID\"")));
        gate->codes = codes;
        gate->code_count = sizeof codes / sizeof *codes;
    }
    gate_complete(gate);
}

static const struct line literal_lines[] = {
    {"{\"a\":\"C:\\\\Windows\\\\REGSVR32.EXE\"}", true},
    {"{\"a\":\"regsvr32.ex\"}", false},
    {"{\"a\":\"ScrObj.dll\"}", true},
    {"{}", false},
    {"{\"a\":\"regsvr\\u00332.exe\"}", true}, // in disguise
    {"{\"a\":\"\\u007F\"}", true},
    {"{\"a\":\"\\u0019 \\u0080\"}", false}, // no printable ASCII
    {"{\"a\":\"\\u0019 \\u0041\"}", true},
    {"{\"a\":\"\\u0\"}", false},
    {"{\"a\":\"\\u0", true}, // cut off
    {"{\"a\":\"\\u00", true},
    {" \t{\"a\":1} \r", false},
    {" {\"a\":\"scrobj\"}\r", true},
    {"[1]", true},
    {"x", true},
    {"{\"a\":\"0123456789012345678901234567890123456789012345678901234567890123456789\"}", true}, // too long
};

static const struct line code_lines[] = {
    {"{\"EventID\":1,\"a\":2}", true},
    {"{\"EventID\":10,\"a\":1}", false},
    {"{\"EventID\" : 4688 }", true},
    {"{\"EventID\" : 4689 }", false},
    {"{\"EventID\":\"1\"}", true},
    {"{\"EventID\":\"01\"}", true},
    {"{\"EventID\":\"3\"}", false},
    {"{\"EventID\":\"3 \"}", true}, // no plain number: it may be anything
    {"{\"EventID\":3.0}", true},
    {"{\"EventID\":1e0}", true},
    {"{\"EventID\":null}", true},
    {"{\"EventID\":99999999999}", true},
    {"{\"EventID\":{\"#text\":1}}", true},
    {"{\"EventID\":{\"#attributes\":{\"Qualifiers\":0},\"#text\":3}}", false},
    {"{\"EventID\":3,\"b\":{\"EventID\":1}}", true},
    {"{\"EventID\":3,\"b\":{\"EventID\":4}}", false},
    {"{\"EventID\":3,\"a\":\"\\u0041\"}", true},
    {"{\"EventID\":3,\"a\":\"\\\"EventID\\\"\"}", false}, // no key
    {"{\"id\":10,\"a\":1}", true},                        // no key of ids in this case
    {"{\"id\":1,\"EventID\":10}", false},
    {"{\"ID\":1,\"EventID\":10}", true}, // a mark
    {"{\"other\":1}", true},             // an id nobody knows of
    {"{\"a\":\"EventID\"}", true},
    {"{\"EventID\":3", true}, // cut off
};

// The text of lines with `padding` blank lines after each; where each begins is in
// ret_starts.
static struct slice join_lines(const struct line *lines, size_t count, size_t padding, size_t *ret_starts) {
    char *text = calloc(count, padding + 200);
    size_t size = 0;
    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        ret_starts[i] = size;
        size += (size_t)sprintf(text + size, "%s\n", lines[i].text);
        memset(text + size, '\n', padding);
        size += padding;
    }
    return slice_make(text, size);
}

// Goes through the text from one line that passes to the next.
static void skips_others(struct gate_run *run, struct slice text, const struct line *lines, size_t count,
                         const size_t *starts, size_t padding) {
    size_t at = 0;
    gate_begin(run, text);
    for (size_t i = 0; i < count;) {
        struct gate_skipped skipped = gate_skip(run, at);
        uint64_t records = 0;
        uint64_t blank = at == 0 ? 0 : padding;
        for (; i < count && !lines[i].passes; i++) {
            records++;
            blank += padding;
        }
        size_t expected = i < count ? starts[i] : text.size;
        if (at + skipped.size != expected || skipped.records != records || skipped.lines != records + blank) {
            fail_msg("%s: %zu instead of %s", run->kernel->name, at + skipped.size,
                     i < count ? lines[i].text : "the end");
        }
        if (i < count) {
            at = starts[i] + strlen(lines[i].text) + 1;
            i++;
        }
    }
}

static void lets_through(enum gate_kind kind, const struct line *lines, size_t count, size_t padding) {
    size_t starts[40];
    struct gate gate;
    struct slice text = join_lines(lines, count, padding, starts);
    make_gate(&gate, kind);
    for (unsigned i = 0; i < KERNEL_COUNT; i++) {
        const struct kernel *kernel = kernel_get((enum kernel_kind)i);
        static struct gate_run run;
        if (kernel != NULL) {
            gate_run_init(&run, &gate, kernel, 70);
            skips_others(&run, text, lines, count, starts, padding);
        }
    }
    free((void *)(uintptr_t)text.data);
}

// Short texts, and long ones, which show which bytes are rare.
static void judges_lines(void **state) {
    (void)state;
    for (size_t padding = 0; padding <= 4000; padding += 2000) {
        lets_through(GATE_LITERALS, literal_lines, sizeof literal_lines / sizeof *literal_lines, padding);
        lets_through(GATE_CODES, code_lines, sizeof code_lines / sizeof *code_lines, padding);
    }
}

static void takes_few_literals(void **state) {
    (void)state;
    static const char letters[] = "abcdefgh";
    struct gate gate;
    gate_init(&gate, GATE_LITERALS);
    for (size_t i = 0; i + 1 < sizeof letters - 1; i++) {
        assert_true(gate_add_literal(&gate, slice_make(letters + i, 2)));
    }
    assert_true(gate_add_literal(&gate, SLICE("last")));
    assert_false(gate_add_literal(&gate, SLICE("more")));
    gate_complete(&gate);
    assert_int_equal(gate.literal_count, GATE_MOST_LITERALS + 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_lines),
        cmocka_unit_test(takes_few_literals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
