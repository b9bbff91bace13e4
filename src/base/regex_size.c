// SPDX-License-Identifier: Apache-2.0
#include "base/regex_size.h"

// Leaves room for `.{1000}`, and about a second of compiling at worst.
enum { LIMIT = 10000 };

static size_t bounded(size_t size) {
    return size > LIMIT ? LIMIT + 1 : size;
}

static void add(struct regex_size *size, size_t weight) {
    size->last = bounded(weight);
    size->sums[size->depth] = bounded(size->sums[size->depth] + size->last);
}

void regex_size_add(struct regex_size *size, enum regex_weight weight) {
    add(size, (size_t)weight);
}

void regex_size_open(struct regex_size *size) {
    size->sums[++size->depth] = 0;
    size->last = 0;
}

void regex_size_close(struct regex_size *size) {
    size_t group = size->sums[size->depth--];
    add(size, group);
}

// Digits at `at`, which moves behind them; false where there is none.
static bool read_count(struct slice text, size_t *at, size_t *ret_count) {
    size_t start = *at;
    size_t count = 0;
    for (; *at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9'; ++*at) {
        count = bounded(count * 10 + (size_t)(text.data[*at] - '0'));
    }
    if (*at == start) {
        return false;
    }
    *ret_count = count;
    return true;
}

size_t regex_size_repeat(struct regex_size *size, struct slice rest) {
    size_t at = 1;
    size_t count;
    if (!read_count(rest, &at, &count)) {
        return 0;
    }
    if (at < rest.size && rest.data[at] == ',') {
        at++;
        (void)read_count(rest, &at, &count);
    }
    if (at == rest.size || rest.data[at] != '}') {
        return 0;
    }
    size_t once = size->last;
    size->last = bounded(once * count);
    size->sums[size->depth] = bounded(size->sums[size->depth] + (count == 0 ? 0 : size->last - once));
    return at + 1;
}

bool regex_size_fits(const struct regex_size *size) {
    return size->sums[size->depth] <= LIMIT;
}
