// SPDX-License-Identifier: Apache-2.0
// Finds the records in a stream of JSON documents that need not stand on lines:
// documents one after another, elements of arrays, and elements of the array
// that an envelope holds, as the answers of search engines do. Between them may
// be blanks, commas, record separators and the lines `Record N` of evtx_dump.
//
// A splitter tells where records begin and end, and that from strings, brackets
// and what may follow what; whether a record is JSON is left to who reads it.
// Where the stream is damaged, it gives the damaged stretch as one record, and
// goes on where the next one begins: on a line that is indented like the last
// and opens an object, or after `},`.
//
// Bytes come in pieces; those that belong to an unfinished record are given
// again with more behind them. Not thread-safe.
#ifndef CARL_EVENT_SPLIT_H
#define CARL_EVENT_SPLIT_H

#include "base/attributes.h"
#include "base/slice.h"
#include "base/vector.h"
#include "carl.h"
#include "event/envelope.h"
#include "event/kernel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A stretch of the bytes given. What is no record is one to be reported.
struct bound {
    size_t start;
    size_t size;
    bool too_long;      // only its beginning
    const char *reason; // why there is no record, a constant; NULL: to be found out by reading it
};

struct bounds {
    VECTOR(struct bound) list;
};

enum { SPLIT_MOST_DEPTH = 2048, SPLIT_KEY_SIZE = 64 };

enum split_state {
    SPLIT_BETWEEN, // records, or before the first
    SPLIT_RECORD,  // in one
    SPLIT_PASSING, // over the rest of a record that is too long, or of an envelope
    SPLIT_SEEKING, // after damage: the next record
};

struct splitter {
    quotes_find_fn *find_quotes;
    struct quotes quotes; // of the window
    size_t quotes_capacity;
    size_t window_start;
    size_t window_end;
    size_t quote; // the next of the window's
    size_t max_size;
    bool failed; // memory is out

    struct slice bytes; // of the call
    bool ended;
    struct bounds *bounds;

    enum split_state state;
    size_t at;                              // all before was looked at
    bool in_string;                         // the end of which is searched for from `at`
    size_t start;                           // of the record, or of what is damaged
    bool reported;                          // what is passed over or damaged has its bound
    char before;                            // the last token: one of `{[,:`, or `v` for the end of a value
    size_t depth;                           // of open containers
    size_t base;                            // of those that hold the records
    uint64_t arrays[SPLIT_MOST_DEPTH / 64]; // by depth: an array; else an object

    bool own_line;                  // nothing but blanks stands before it on the record's line
    size_t indent;                  // that many
    char first_key[SPLIT_KEY_SIZE]; // the beginning of the last whole record's
    size_t first_key_size;

    struct envelope envelope; // that the document may be
    bool opening;             // its array, if an object or nothing follows
};

void splitter_init(struct splitter *splitter, const struct kernel *kernel, size_t max_size);
void splitter_finish(struct splitter *splitter);

// Forgets what was given: the next bytes begin a stream.
void splitter_begin(struct splitter *splitter);

// Adds the bounds of all records that end in `bytes`, which begin with those not
// used by the last call. `ended`: no more will follow, and all are used.
MUST_USE enum carl_status splitter_cut(struct splitter *splitter, struct slice bytes, bool ended, struct bounds *bounds,
                                       size_t *ret_used);

enum probe_outcome {
    PROBE_MORE,     // the record does not end in the bytes
    PROBE_RECORD,   // it is whole
    PROBE_ENVELOPE, // it is none
    PROBE_DAMAGED,
};

struct probe {
    enum probe_outcome outcome;
    size_t at; // where it ends, or what cannot be part of it
};

// Looks at the record that opens where `bytes` begin. The splitter has not begun
// a stream, and does not here.
MUST_USE enum carl_status splitter_probe(struct splitter *splitter, struct slice bytes, struct probe *ret_probe);

#endif
