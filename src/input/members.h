// SPDX-License-Identifier: Apache-2.0
// The members of a zip or tar archive, one after another as they stand in it,
// through libarchive. One thread at a time.
#ifndef CARL_INPUT_MEMBERS_H
#define CARL_INPUT_MEMBERS_H

#include "base/attributes.h"
#include "carl.h"

#include <stdbool.h>
#include <stdint.h>

struct members;

enum members_result {
    MEMBERS_FILE,      // the next is a file, to be read
    MEMBERS_ENCRYPTED, // it is one that cannot be read
    MEMBERS_END,
    MEMBERS_LOST,   // there may be more, but they cannot be found
    MEMBERS_FAILED, // reading the archive failed, or memory is out: see members_status
};

// The archive comes from `read`, which must outlive it. The caller closes it.
MUST_USE enum carl_status members_open(carl_read_fn read, void *user, struct members **ret_members);
void members_close(struct members *members);

// Goes on to the next file. Folders and what else is no file are passed over, as
// is what macOS stores beside files.
enum members_result members_next(struct members *members);

// The path of the file in the archive; lives until the next call of members_next.
const char *members_path(const struct members *members);

// Reads the file: a carl_read_fn for a struct members. CARL_ERROR_INPUT: it is
// damaged.
enum carl_status members_read(void *user, char *buffer, size_t size, size_t *ret_size);

// Why the file is damaged, or the archive; NULL where neither is, and after
// damage that was already told of. Lives as the path does. *ret_offset is how
// much of the archive was read.
const char *members_damage(const struct members *members, uint64_t *ret_offset);

// What reading the archive's bytes ended with.
enum carl_status members_status(const struct members *members);

#endif
