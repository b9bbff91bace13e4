// SPDX-License-Identifier: Apache-2.0
// The door of this room: the texts that are in a stream of bytes, whatever they
// are packed in. Compressed streams are decompressed, the members of archives are
// taken one by one, one in the other, and text in UTF-16 is read as UTF-8. All is
// told from the bytes, nothing from names. Texts are read as they are unpacked,
// so that memory does not depend on their size. One thread at a time.
#ifndef CARL_INPUT_UNPACK_H
#define CARL_INPUT_UNPACK_H

#include "base/attributes.h"
#include "carl.h"

#include <stdbool.h>
#include <stdint.h>

enum { UNPACK_MOST_DEPTH = 8 }; // of containers one in the other

struct unpack_text {
    const char *name;
    uint64_t offset; // of the first byte that `read` gives; not 0 after a byte order mark
    carl_read_fn read;
    void *user;
};

struct unpack_sink {
    // Called for each text, which can be read until it returns. What it returns
    // other than CARL_OK and CARL_ERROR_INPUT ends all.
    enum carl_status (*on_text)(void *user, const struct unpack_text *text);
    // Called for what cannot be read.
    void (*on_problem)(void *user, const struct carl_problem *problem);
    void *user;
    bool sift; // a text in whose first bytes no JSON begins is a problem
};

// Unpacks what `read` gives. `name` is that of the stream; the name of a member
// has its path behind it. CARL_ERROR_INPUT: there was a problem.
MUST_USE enum carl_status unpack(const struct unpack_sink *sink, const char *name, carl_read_fn read, void *user);

#endif
