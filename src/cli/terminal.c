// SPDX-License-Identifier: Apache-2.0
// TIOCGWINSZ is no part of POSIX; every system with terminals has it.
#define _DEFAULT_SOURCE
#include "cli/terminal.h"

#include "cli/message.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { NARROWEST = 40, WIDEST = 10000 };

bool color_parse(const char *value, enum color_choice *ret_choice) {
    static const char *const names[] = {"auto", "always", "never"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(value, names[i]) == 0) {
            *ret_choice = (enum color_choice)i;
            return true;
        }
    }
    message_error("--color is auto, always or never, not `%s`", value);
    return false;
}

bool color_wanted(enum color_choice choice, int fd) {
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (choice != COLOR_AUTO) {
        return choice == COLOR_ALWAYS;
    }
    return isatty(fd) && (no_color == NULL || *no_color == '\0') && (term == NULL || strcmp(term, "dumb") != 0);
}

size_t terminal_columns(int fd) {
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    long width = columns == NULL ? 0 : strtol(columns, NULL, 10);

    if (width <= 0 || width > WIDEST) {
        width = isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
    }
    return (size_t)width;
}

size_t terminal_width(int fd) {
    const size_t width = terminal_columns(fd);

    return width > 0 && width < NARROWEST ? NARROWEST : width;
}

bool terminal_can_rewrite(int fd) {
    const char *term = getenv("TERM");

    return isatty(fd) && term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}
