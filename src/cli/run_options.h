// SPDX-License-Identifier: Apache-2.0
// The arguments of `carl run`.
#ifndef CARL_CLI_RUN_OPTIONS_H
#define CARL_CLI_RUN_OPTIONS_H

#include "cli/event_files.h"
#include "cli/files.h"
#include "cli/library.h"
#include "cli/maps.h"
#include "cli/selection.h"
#include "cli/terminal.h"
#include "output/output.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// When lines in which no rule can have a hit are passed over unread.
enum gate_choice {
    GATE_FOR_LARGE_FILES, // of GATE_LEAST_FILE_SIZE and more
    GATE_ALWAYS,
    GATE_NEVER,
};

enum { GATE_LEAST_FILE_SIZE = 256 << 20 }; // bytes

struct run_options {
    struct file_list rules;
    size_t bad_rule_paths; // that were reported and left out
    const char **operands; // event files and directories; borrowed from argv; the array is owned
    size_t operand_count;
    const char **globs; // borrowed from argv; the array is owned
    size_t glob_count;
    struct event_files files; // those of the operands
    const char **events;      // their paths; the array is owned
    size_t event_count;
    const struct output_format *format;
    const char *now; // or NULL
    struct selection_options selection;
    struct library library;
    struct map_list maps;
    const char **parameters; // name=value; borrowed from argv; the array is owned
    size_t parameter_count;
    size_t max_memory;     // bytes; 0: no limit
    size_t max_event_size; // bytes; 0: as the library has it
    enum color_choice color;
    bool fail_on_match;
    bool skip_malformed;
    bool strict;
    enum gate_choice gate;
    unsigned threads;
    bool trace;             // as text on standard error
    const char *trace_file; // as JSON; or NULL
    bool follow;
    bool tail;        // follow, and begin at the ends of the files
    int64_t lateness; // nanoseconds
    bool quiet;
    bool help;
};

// Reads the arguments. False if they are wrong, which was reported; finish is
// called in either case.
bool run_options_init(struct run_options *options, int argc, char **argv);
void run_options_finish(struct run_options *options);

#endif
