// SPDX-License-Identifier: Apache-2.0
// Every kernel that runs here against one that looks at each byte.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "event/quotes.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SIZE = 400, CASE_COUNT = 20000 };

static void find_simply(const char *text, size_t size, struct quotes *quotes) {
    bool inside = false;
    bool escaped = false;
    quotes->count = 0;
    quotes->flags = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        quotes->flags |= c >= 0x80 ? QUOTES_NON_ASCII : 0u;
        quotes->flags |= c == '\\' ? QUOTES_BACKSLASH : 0u;
        quotes->flags |= inside && c < 0x20 ? QUOTES_BAD : 0u;
        if (escaped) {
            quotes->flags |= c == 0 || strchr("\"\\/bfnrtu", c) == NULL ? QUOTES_BAD : 0u;
            quotes->flags |= c == 'u' ? QUOTES_UNICODE_ESCAPE : 0u;
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (c == '"') {
            quotes->positions[quotes->count++] = (uint32_t)i;
            inside = !inside;
        }
    }
    quotes->flags |= escaped ? QUOTES_BAD : 0u;
    for (size_t i = 0; i < 3; i++) {
        quotes->positions[quotes->count + i] = (uint32_t)size;
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

static void kernels_agree(void **state) {
    const enum quotes_kernel kernel = *(const enum quotes_kernel *)*state;
    quotes_find_fn *find = quotes_kernel(kernel);
    if (find == NULL) {
        print_message("no %s here\n", quotes_kernel_name(kernel));
        skip();
    }
    uint32_t random = 1;
    struct quotes expected = {.positions = calloc(quotes_capacity(MOST_SIZE), sizeof(uint32_t))};
    struct quotes found = {.positions = calloc(quotes_capacity(MOST_SIZE), sizeof(uint32_t))};
    char *text = malloc(MOST_SIZE);
    assert_true(expected.positions != NULL && found.positions != NULL && text != NULL);
    for (size_t i = 0; i < CASE_COUNT; i++) {
        size_t size = make_text(&random, text);
        // A text that ends where its memory does, so that a read beyond it shows.
        char *exact = malloc(size + 1);
        assert_non_null(exact);
        memcpy(exact + 1, text, size);
        find_simply(text, size, &expected);
        find(exact + 1, size, &found);
        assert_int_equal(found.count, expected.count);
        assert_int_equal(found.flags, expected.flags);
        assert_memory_equal(found.positions, expected.positions, (expected.count + 3) * sizeof(uint32_t));
        free(exact);
    }
    free(text);
    free(expected.positions);
    free(found.positions);
}

static void best_kernel_runs_here(void **state) {
    (void)state;
    bool known = false;
    for (unsigned i = 0; i < QUOTES_KERNEL_COUNT; i++) {
        known = known || quotes_kernel((enum quotes_kernel)i) == quotes_best_kernel();
    }
    assert_true(known);
    assert_non_null(quotes_kernel(QUOTES_PORTABLE));
}

int main(void) {
    static enum quotes_kernel kernels[] = {QUOTES_PORTABLE, QUOTES_SSE2, QUOTES_AVX2, QUOTES_AVX512, QUOTES_NEON};
    const struct CMUnitTest tests[] = {
        {"portable", kernels_agree, NULL, NULL, &kernels[0]}, {"SSE2", kernels_agree, NULL, NULL, &kernels[1]},
        {"AVX2", kernels_agree, NULL, NULL, &kernels[2]},     {"AVX-512", kernels_agree, NULL, NULL, &kernels[3]},
        {"NEON", kernels_agree, NULL, NULL, &kernels[4]},     cmocka_unit_test(best_kernel_runs_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
