// SPDX-License-Identifier: Apache-2.0
// Messages of the command itself, on standard error: "carl: error: ..." and a
// help line below. Control characters in file names and arguments are shown as
// `?`, so that a name cannot steer the terminal.
#ifndef CARL_CLI_MESSAGE_H
#define CARL_CLI_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define PRINTF_LIKE(text, first)
#endif

// Whether messages are coloured: decided once, by the verb, from its options.
void message_set_color(bool color);

// What is called before and after each message (NULL: nothing), from the thread
// that writes it.
void message_set_guard(void (*begin)(void *user), void (*end)(void *user), void *user);

PRINTF_LIKE(1, 2) void message_error(const char *format, ...);
PRINTF_LIKE(1, 2) void message_warning(const char *format, ...);
PRINTF_LIKE(1, 2) void message_note(const char *format, ...);
PRINTF_LIKE(1, 2) void message_help(const char *format, ...);

// The name in `names` (`count` of them, NULL entries skipped) that is most like
// `name`, or NULL where none is like enough to be what was meant.
const char *message_nearest(const char *name, const char *const *names, size_t count);

#endif
