// SPDX-License-Identifier: Apache-2.0
// What the verbs of the command share: exit statuses and the entry of each verb.
// The command is one thread, but for what a run's scan calls. State that is not passed
// on: the signal's flag in interrupt.c, and in message.c the colour of messages and what
// makes way for them.
#ifndef CARL_CLI_CLI_H
#define CARL_CLI_CLI_H

// Where several apply the greatest wins, but for the last three, which say how the
// run ended. docs/carl.1 explains them to users.
enum exit_status {
    EXIT_FINE = 0,
    EXIT_FOUND = 1,         // check or fix found errors, fmt --check a change, run --fail-on-match a hit
    EXIT_RULE = 2,          // a rule did not compile or could not be read; wrong usage
    EXIT_INPUT = 3,         // events or results were lost: unreadable, malformed, not written
    EXIT_INTERRUPTED = 130, // as shells report SIGINT
    EXIT_PIPE = 141,        // as shells report SIGPIPE: the reader of the output went away
    EXIT_TERMINATED = 143,  // as shells report SIGTERM
};

struct sink;

// The greater of two statuses that may apply together.
enum exit_status exit_worse(enum exit_status a, enum exit_status b);

// A verb gets the arguments after its name and returns the exit status.
struct verb {
    const char *name;
    const char *summary; // one line
    enum exit_status (*main)(int argc, char **argv);
};

// All verbs; ends with an entry without a name.
extern const struct verb verbs[];

// The verb of this name, or NULL.
const struct verb *verb_find(const char *name);

enum exit_status run_main(int argc, char **argv);
enum exit_status check_main(int argc, char **argv);
enum exit_status fix_main(int argc, char **argv);
enum exit_status fmt_main(int argc, char **argv);
enum exit_status explain_main(int argc, char **argv);
enum exit_status coverage_main(int argc, char **argv);
enum exit_status model_main(int argc, char **argv);
enum exit_status help_main(int argc, char **argv);

// Reports a verb that does not exist, with the nearest that does.
enum exit_status verb_unknown(const char *name);

// Writes the help of a verb to the file descriptor; "overview": that of the
// command. The texts are src/cli/help/*.txt.
enum exit_status print_help(int fd, const char *verb);

// Flushes a sink of standard output or standard error and reports failure.
enum exit_status finish_output(struct sink *sink);

#endif
