// SPDX-License-Identifier: Apache-2.0
// The gate: looks at the raw bytes of a line to tell that no rule can have a hit
// in it, so that it need not be read. It may let too much through and never too
// little. Immutable; a gate_run belongs to one thread.
//
//   literals  a line passes that holds one of a few literals, in either case
//   codes     a line passes unless it names its event id, and only ids that no
//             rule searches for; one with a mark passes in any case
//
// A line passes in any case if it writes a printable ASCII character as an
// escape (\u0020 to \u007f): it may hold a literal or an id in disguise; and if it
// lacks the two ends of an object: it was cut off.
#ifndef CARL_EVENT_GATE_H
#define CARL_EVENT_GATE_H

#include "base/slice.h"
#include "event/kernel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gate_kind { GATE_NONE, GATE_LITERALS, GATE_CODES };

// More literals than that let too much through; keys are rarer.
enum { GATE_MOST_LITERALS = 8, GATE_MOST_KEYS = BYTE_TRIPLES_MOST - 1, GATE_LEAST_SIZE = 4 };

struct gate {
    enum gate_kind kind;
    struct slice literals[GATE_MOST_KEYS + 1]; // CODES: keys in quotes; the last is the escape's
    size_t literal_count;
    struct slice ids[GATE_MOST_KEYS]; // CODES: keys of ids in quotes, as records write them
    size_t id_count;
    struct slice marks[GATE_MOST_KEYS]; // CODES: likewise, keys that are no keys of ids
    size_t mark_count;
    const uint32_t *codes; // CODES: that are searched for, ascending
    size_t code_count;
};

// An empty gate of a kind, to which literals are added: at least three bytes,
// lower case, borrowed. False where there are too many.
void gate_init(struct gate *gate, enum gate_kind kind);
bool gate_add_literal(struct gate *gate, struct slice literal);

// Says of a key in quotes, of which the lower case has been added, that it is one
// of ids; that lines with it pass whatever their ids are. A key in another case is
// neither. Borrowed. False where there are too many.
bool gate_add_id(struct gate *gate, struct slice key);
bool gate_add_mark(struct gate *gate, struct slice key);

// Ends the adding.
void gate_complete(struct gate *gate);

enum { GATE_WINDOW = 16 << 10 }; // bytes that are looked through in one go

struct gate_run {
    const struct gate *gate;
    const struct kernel *kernel;
    size_t max_size; // of a record
    struct byte_triples triples;
    bool tuned; // the triples were chosen by the input
    struct slice text;
    size_t from; // the window's first byte
    size_t to;
    size_t next; // of the window's marks
    size_t count;
    uint32_t marks[GATE_WINDOW + 64];
};

// Records longer than max_size bytes pass.
void gate_run_init(struct gate_run *run, const struct gate *gate, const struct kernel *kernel, size_t max_size);

// Takes up a text of records.
void gate_begin(struct gate_run *run, struct slice text);

struct gate_skipped {
    size_t size; // bytes
    uint64_t lines;
    uint64_t records; // lines that are not blank
};

// Of a text of whole lines, those from offset `start` on that hold no hit: up to the
// first that may, or the end. Asked for in ascending order.
struct gate_skipped gate_skip(struct gate_run *run, size_t start);

// Whether bytes [start, end) of the text, a record on one line or on several, may
// hold a hit. Asked for in ascending order, and not beside gate_skip.
bool gate_passes(struct gate_run *run, size_t start, size_t end);

#endif
