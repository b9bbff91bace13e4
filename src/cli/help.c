// SPDX-License-Identifier: Apache-2.0
// carl help: prints the texts of help/*.txt, which are embedded.
#include "cli/cli.h"
#include "cli/help_texts.h"
#include "cli/message.h"
#include "output/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum exit_status finish_output(struct sink *sink) {
    if (sink_flush(sink)) {
        return EXIT_FINE;
    }
    if (sink_is_closed(sink)) {
        return EXIT_PIPE;
    }
    message_error("cannot write to standard output: %s", strerror(sink->error));
    return EXIT_INPUT;
}

// Whether `path` ("help/run.txt") is the text of the verb.
static bool is_text_of(const char *path, const char *verb) {
    const char *name = strrchr(path, '/') + 1;
    const size_t size = strlen(verb);

    return strncmp(name, verb, size) == 0 && strcmp(name + size, ".txt") == 0;
}

enum exit_status print_help(int fd, const char *verb) {
    struct sink sink;

    sink_init(&sink, fd, false);
    for (size_t i = 0; i < help_file_count; i++) {
        if (is_text_of(help_files[i].name, verb)) {
            sink_write(&sink, (const char *)help_files[i].data, help_files[i].size);
        }
    }
    return finish_output(&sink);
}

enum exit_status help_main(int argc, char **argv) {
    const struct verb *verb;

    if (argc == 0) {
        return print_help(STDOUT_FILENO, "overview");
    }
    if (argc > 1) {
        message_error("one verb at a time");
        return EXIT_RULE;
    }
    verb = verb_find(argv[0]);
    if (verb == NULL) {
        return verb_unknown(argv[0]);
    }
    return print_help(STDOUT_FILENO, verb->name);
}
