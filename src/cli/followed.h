// SPDX-License-Identifier: Apache-2.0
// One file that is followed: opened when it is there, read as it grows, taken up
// anew when it is truncated or when another one gets its name. Regular files are
// looked at now and then; standard input, pipes and the like are read until they end.
// Messages go to standard error. One thread.
#ifndef CARL_CLI_FOLLOWED_H
#define CARL_CLI_FOLLOWED_H

#include "carl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct followed {
    const char *path; // borrowed; "-": standard input
    struct carl_scan *scan;
    struct carl_stream *stream; // owned; NULL while the file is not open
    int fd;                     // owned, unless it is standard input's; -1: not open
    bool quiet;                 // only errors are told
    bool tail;                  // begins at the end of what is there at first
    bool is_pipe;               // it ends, and is then done with
    bool known;                 // its form was looked at
    bool more;                  // there is something to read
    bool replaced;              // another file had its name when it was looked at last
    bool absence_told;
    bool done;    // nothing more comes of it
    bool refused; // for it cannot be followed, which was told
    uint64_t offset;
    dev_t device; // of what is open, as the next
    ino_t inode;
};

void followed_init(struct followed *file, const char *path, struct carl_scan *scan, bool tail, bool quiet);
void followed_finish(struct followed *file);

// Looks whether there is more to read (file->more), and at what has become of the
// file's name.
CARL_MUST_USE enum carl_status followed_look(struct followed *file);

// Feeds the next piece, of at most `size` bytes, which are read to `buffer`. Where
// there is none any more, the stream pauses.
CARL_MUST_USE enum carl_status followed_read(struct followed *file, char *buffer, size_t size);

#endif
