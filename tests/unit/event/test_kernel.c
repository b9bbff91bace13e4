// SPDX-License-Identifier: Apache-2.0
// Every kernel that runs here against one that looks at each byte.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/kernel.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SIZE = 700, CASE_COUNT = 20000 };

static void find_simply(const char *text, size_t size, struct quotes *quotes) {
    bool inside = false;
    bool escaped = false;
    uint32_t behind = 0;
    quotes->count = 0;
    quotes->flags = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        quotes->flags |= c >= 0x80 ? QUOTES_NON_ASCII : 0u;
        quotes->flags |= inside && c < 0x20 ? QUOTES_BAD : 0u;
        behind = c == '\\' ? 1 : behind;
        if (escaped) {
            quotes->flags |= c == 0 || strchr("\"\\/bfnrtu", c) == NULL ? QUOTES_BAD : 0u;
            quotes->flags |= c == 'u' ? QUOTES_UNICODE_ESCAPE : 0u;
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (c == '"') {
            quotes->positions[quotes->count++] = (uint32_t)i * 2 + behind;
            inside = !inside;
            behind = 0;
        }
    }
    quotes->flags |= escaped ? QUOTES_BAD : 0u;
    for (size_t i = 0; i < 3; i++) {
        quotes->positions[quotes->count + i] = (uint32_t)size * 2;
    }
}

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

// Texts full of what matters, some of them long runs of backslashes.
static size_t make_text(uint32_t *random, char *text) {
    static const char bytes[] = "\"\"\\\\\\\\aaaaaaaaubnft/x{}:, \n\t\x01\x1f\x7f\x80\xff";
    size_t size = next_random(random) % MOST_SIZE;
    uint32_t plain = next_random(random) % 4;
    for (size_t i = 0; i < size; i++) {
        uint32_t pick = next_random(random);
        text[i] = pick % 4 < plain ? 'a' : bytes[pick / 4 % (sizeof bytes - 1)];
    }
    if (size > 0 && next_random(random) % 4 == 0) {
        size_t start = next_random(random) % size;
        size_t run = next_random(random) % (size - start);
        memset(text + start, '\\', run);
    }
    return size;
}

// Runs `check` over many texts, each in memory that ends where the text does, so
// that a read beyond it shows.
static void for_texts(void (*check)(const struct kernel *kernel, const char *text, size_t size, uint32_t *random),
                      enum kernel_kind kind) {
    const struct kernel *kernel = kernel_get(kind);
    if (kernel == NULL) {
        print_message("no such kernel here\n");
        skip();
    }
    uint32_t random = 1;
    char *text = malloc(MOST_SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < CASE_COUNT; i++) {
        size_t size = make_text(&random, text);
        char *exact = malloc(size + 1);
        assert_non_null(exact);
        memcpy(exact + 1, text, size);
        check(kernel, exact + 1, size, &random);
        free(exact);
    }
    free(text);
}

static void check_quotes(const struct kernel *kernel, const char *text, size_t size, uint32_t *random) {
    static uint32_t positions[2][MOST_SIZE + 2 * 64];
    struct quotes expected = {.positions = positions[0]};
    struct quotes found = {.positions = positions[1]};
    (void)random;
    find_simply(text, size, &expected);
    kernel->find_quotes(text, size, &found);
    assert_int_equal(found.count, expected.count);
    assert_int_equal(found.flags, expected.flags);
    assert_memory_equal(found.positions, expected.positions, (expected.count + 3) * sizeof(uint32_t));
}

static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_triple_at(struct slice text, size_t at, const struct byte_triples *triples) {
    bool found = false;
    for (size_t i = 0; i < triples->count && at + 2 * triples->distance < text.size; i++) {
        found = found || (fold(text.data[at]) == triples->items[i].first &&
                          fold(text.data[at + triples->distance]) == triples->items[i].second &&
                          fold(text.data[at + 2 * triples->distance]) == triples->items[i].third);
    }
    return found;
}

// All line feeds and triples of a part of the text are marked, in order, and of all
// else little.
static void check_lines(const struct kernel *kernel, const char *bytes, size_t size, uint32_t *random) {
    static const struct slice literals[] = {
        {"aa\\", 3}, {"uf/x", 4}, {"regsvr32.exe", 12}, {"\\u00", 4}, {"aba", 3},
        {"xaa", 3},  {"\"aa", 3}, {"nab", 3},           {"aaaaa", 5},
    };
    static uint32_t marks[MOST_SIZE + 64];
    struct byte_triples triples;
    size_t first = next_random(random) % 9;
    size_t count = next_random(random) % (9 - first) + 1;
    struct slice text = slice_make(bytes, size);
    byte_triples_choose(&triples, literals + first, count, text);
    size_t from = next_random(random) % (size + 1);
    size_t to = from + next_random(random) % (size - from + 1);
    size_t found = kernel->find_lines(text, from, to, &triples, marks);
    size_t next = 0;
    size_t wrong = 0;
    for (size_t at = from; at < to; at++) {
        bool feed = bytes[at] == '\n';
        bool marked = next < found && marks[next] / 2 == at - from;
        bool triple = is_triple_at(text, at, &triples);
        assert_true(marked || (!feed && !triple));
        assert_true(!marked || (marks[next] & 1) == feed);
        wrong += marked && !feed && !triple;
        next += marked;
    }
    assert_int_equal(next, found);
    assert_true(count > 1 || wrong <= (to - from) / 4 + 8);
}

static void finds_quotes(void **state) {
    for_texts(check_quotes, *(const enum kernel_kind *)*state);
}

static void finds_lines(void **state) {
    for_texts(check_lines, *(const enum kernel_kind *)*state);
}

static void best_kernel_runs_here(void **state) {
    (void)state;
    bool known = false;
    for (unsigned i = 0; i < KERNEL_COUNT; i++) {
        known = known || kernel_get((enum kernel_kind)i) == kernel_best();
    }
    assert_true(known);
    assert_non_null(kernel_get(KERNEL_PORTABLE));
}

#define TESTS_OF(kind, name)                                           \
    {"finds_quotes, " name, finds_quotes, NULL, NULL, &kinds[kind]}, { \
        "finds_lines, " name, finds_lines, NULL, NULL, &kinds[kind]    \
    }

int main(void) {
    static enum kernel_kind kinds[] = {KERNEL_PORTABLE, KERNEL_SSE2, KERNEL_AVX2, KERNEL_AVX512, KERNEL_NEON};
    const struct CMUnitTest tests[] = {
        TESTS_OF(0, "portable"), TESTS_OF(1, "SSE2"), TESTS_OF(2, "AVX2"),
        TESTS_OF(3, "AVX-512"),  TESTS_OF(4, "NEON"), cmocka_unit_test(best_kernel_runs_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
