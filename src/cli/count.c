// SPDX-License-Identifier: Apache-2.0
#include "cli/count.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

const char *count_format(char text[COUNT_SIZE], uint64_t number) {
    char digits[COUNT_SIZE];
    const size_t size = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, number);
    size_t end = 0;

    for (size_t i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0) {
            text[end++] = ',';
        }
        text[end++] = digits[i];
    }
    text[end] = '\0';
    return text;
}

const char *count_plural(uint64_t number) {
    return number == 1 ? "" : "s";
}
