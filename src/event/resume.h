// SPDX-License-Identifier: Apache-2.0
// Where the next record begins in a damaged stream of JSON documents, told from
// how records were laid out before. Pure functions, safe in any thread.
#ifndef CARL_EVENT_RESUME_H
#define CARL_EVENT_RESUME_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct layout {
    bool own_line;          // records begin lines
    size_t indent;          // with so many blanks before them
    bool in_container;      // records are elements of an array
    struct slice first_key; // they begin with it, blanks left out: `{"key"`; empty: unknown
};

struct resume {
    size_t at;   // of the `{`, or of what ends the container
    bool at_top; // it is outside of any container
};

// The first place after byte `from` where a record may begin or their container
// end. `last`: nothing better will come, so that a place which only might be one
// counts. False where there is none.
bool resume_find(struct slice bytes, size_t from, const struct layout *layout, bool last, struct resume *ret_resume);

// How many bytes a line `Record N` has, without its end; 0: it is none. It may go
// to the end of the bytes.
size_t resume_record_line(struct slice bytes, size_t at);

// Copies `{"key"` without blanks from where a record begins to `key`; false
// where it begins otherwise or is larger.
bool resume_first_key(struct slice record, char *key, size_t capacity, size_t *ret_size);

#endif
