// SPDX-License-Identifier: Apache-2.0
// How far a run has come, on one line of a terminal: bytes, share, rate, time left,
// hits. The line is rewritten a few times a second from the second second on, and
// is gone whenever anything else is written. What is not to be shown costs a test of
// a flag. Reading and delivering threads may call at the same time.
#ifndef CARL_CLI_PROGRESS_H
#define CARL_CLI_PROGRESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    bool active;            // it may be shown
    bool shares_screen;     // hits are written to a terminal, too
    pthread_mutex_t screen; // guards what follows, and what is written while the line is not to be
    bool shown;
    uint64_t total; // bytes to read; 0: not known
    uint64_t read;
    double begun; // seconds of a clock that never goes back
    double drawn;
    atomic_uint_fast64_t hits;
};

// Prepares it for reading these files (`-`: standard input), unless it is not wanted
// or standard error is no terminal that can show it. Messages of the command make way
// for the line from now on. finish erases it; it may be called again.
void progress_init(struct progress *progress, bool wanted, const char *const *paths, size_t count);
void progress_finish(struct progress *progress);

// So many more bytes were read; 0: time has passed.
void progress_read(struct progress *progress, size_t bytes);

// Around the writing of a hit: counts it, and makes way for it where hits go to
// a terminal.
void progress_begin_hit(struct progress *progress);
void progress_end_hit(struct progress *progress);

// The line after so many seconds, for a terminal of `columns` (0: any number).
// Returns its size, less than `size`.
size_t progress_line(char *line, size_t size, const struct progress *progress, double seconds, size_t columns);

#endif
