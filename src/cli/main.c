// SPDX-License-Identifier: Apache-2.0
// The command carl: picks the verb.
#include "carl.h"
#include "cli/cli.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/terminal.h"
#include "output/sink.h"

#include <string.h>
#include <unistd.h>

static enum exit_status print_version(void) {
    struct sink sink;

    sink_init(&sink, STDOUT_FILENO, false);
    sink_string(&sink, "carl ");
    sink_string(&sink, carl_version());
    sink_string(&sink, "\n");
    return finish_output(&sink);
}

int main(int argc, char **argv) {
    const struct verb *verb;
    const char *name;

    interrupt_ignore_pipe();
    message_set_color(color_wanted(COLOR_AUTO, STDERR_FILENO));
    if (argc < 2) {
        (void)print_help(STDERR_FILENO, "overview");
        return EXIT_RULE;
    }
    name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return print_help(STDOUT_FILENO, "overview");
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        return print_version();
    }
    verb = verb_find(name);
    return verb == NULL ? verb_unknown(name) : verb->main(argc - 2, argv + 2);
}
