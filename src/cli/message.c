// SPDX-License-Identifier: Apache-2.0
#include "cli/message.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_SIZE = 4096, NAME_LIMIT = 63 };

static bool use_color;

static struct {
    void (*begin)(void *user);
    void (*end)(void *user);
    void *user;
} guard;

void message_set_color(bool color) {
    use_color = color;
}

void message_set_guard(void (*begin)(void *user), void (*end)(void *user), void *user) {
    guard.begin = begin;
    guard.end = end;
    guard.user = user;
}

PRINTF_LIKE(3, 0)
static void print(const char *style, const char *label, const char *format, va_list arguments) {
    char text[MESSAGE_SIZE];

    (void)vsnprintf(text, sizeof text, format, arguments);
    for (char *c = text; *c != '\0'; c++) {
        const unsigned char byte = (unsigned char)*c;
        if (byte < 0x20 || byte == 0x7f) {
            *c = '?';
        }
    }
    if (guard.begin != NULL) {
        guard.begin(guard.user);
    }
    if (use_color) {
        (void)fprintf(stderr, "carl: %s%s:\033[0m %s\n", style, label, text);
    } else {
        (void)fprintf(stderr, "carl: %s: %s\n", label, text);
    }
    if (guard.end != NULL) {
        guard.end(guard.user);
    }
}

void message_error(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    print("\033[1;31m", "error", format, arguments);
    va_end(arguments);
}

void message_warning(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    print("\033[1;33m", "warning", format, arguments);
    va_end(arguments);
}

void message_note(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    print("\033[1;36m", "note", format, arguments);
    va_end(arguments);
}

void message_help(const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    print("\033[1;36m", "help", format, arguments);
    va_end(arguments);
}

static int fold(char c) {
    return tolower((unsigned char)c);
}

// Levenshtein's distance, ignoring case, of texts up to NAME_LIMIT bytes.
static size_t distance(const char *a, const char *b) {
    const size_t b_size = strlen(b);
    size_t row[NAME_LIMIT + 1];

    for (size_t j = 0; j <= b_size; j++) {
        row[j] = j;
    }
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b_size; j++) {
            const size_t replaced = diagonal + (fold(a[i]) == fold(b[j]) ? 0 : 1);
            const size_t shorter = row[j] < row[j + 1] ? row[j] : row[j + 1];
            diagonal = row[j + 1];
            row[j + 1] = replaced < shorter + 1 ? replaced : shorter + 1;
        }
    }
    return row[b_size];
}

const char *message_nearest(const char *name, const char *const *names, size_t count) {
    const size_t size = strlen(name);
    size_t least = SIZE_MAX;
    const char *nearest = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t d;
        if (names[i] == NULL || size > NAME_LIMIT || strlen(names[i]) > NAME_LIMIT) {
            continue;
        }
        d = distance(name, names[i]);
        if (d < least) {
            least = d;
            nearest = names[i];
        }
    }
    return least <= size / 3 + 1 && least < size ? nearest : NULL;
}
