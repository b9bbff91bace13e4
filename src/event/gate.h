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
// escape (\u0020 to \u007f): it may hold a literal or an id in disguise.
#ifndef CARL_EVENT_GATE_H
#define CARL_EVENT_GATE_H

#include "base/slice.h"
#include "event/kernel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gate_kind { GATE_NONE, GATE_LITERALS, GATE_CODES };

// More literals than that let too much through; keys are rarer.
enum { GATE_MOST_LITERALS = 8, GATE_MOST_KEYS = 15, GATE_LEAST_SIZE = 4 };

struct gate {
    enum gate_kind kind;
    struct literal literals[GATE_MOST_KEYS + 1]; // CODES: keys in quotes; the last is the escape's
    size_t literal_count;
    struct slice marks[GATE_MOST_KEYS]; // CODES: keys in quotes, as records write them, that are no keys of ids
    size_t mark_count;
    const uint32_t *codes; // CODES: that are searched for, ascending
    size_t code_count;
};

// An empty gate of a kind, to which literals are added: at least two bytes,
// lower case, borrowed. False where there are too many.
void gate_init(struct gate *gate, enum gate_kind kind);
bool gate_add_literal(struct gate *gate, struct slice literal);

// Says of a key in quotes, of which the lower case has been added, that lines
// with it pass whatever their ids are. Borrowed. False where there are too many.
bool gate_add_mark(struct gate *gate, struct slice key);

// Ends the adding.
void gate_complete(struct gate *gate);

struct gate_run {
    const struct gate *gate;
    const struct kernel *kernel;
    struct literal literals[GATE_MOST_KEYS + 1]; // the gate's, their rare bytes chosen by the input
    bool tuned;                                  // they are
    struct slice text;
    size_t next; // where the next literal is, as far as was looked; never behind what was asked for
    bool looked;
};

void gate_run_init(struct gate_run *run, const struct gate *gate, const struct kernel *kernel);

// Takes up a text of lines.
void gate_begin(struct gate_run *run, struct slice text);

// Whether bytes [start, end), a line of the text, may hold a hit. Lines are
// asked for in ascending order.
bool gate_passes(struct gate_run *run, size_t start, size_t end);

#endif
