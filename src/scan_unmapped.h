// SPDX-License-Identifier: Apache-2.0
// Records that no sensor map knows, counted by what they are: their shape, who
// wrote them and their event id, or, of an unknown shape, their keys. As many kinds
// as there is room for; further ones are not told apart. A table belongs to one
// thread at a time.
#ifndef CARL_SCAN_UNMAPPED_H
#define CARL_SCAN_UNMAPPED_H

#include "base/vector.h"
#include "event/row.h"

enum { UNMAPPED_SOURCE = 48, UNMAPPED_ID = 24, UNMAPPED_KEYS = 80 };

// Kinds that are told apart, and places to look for one by its hash: a power of two.
enum { UNMAPPED_KINDS = 512, UNMAPPED_PLACES = 1024 };

// Texts are cut where there is no room, and NUL-terminated.
struct unmapped_kind {
    uint64_t hash;
    uint64_t count;
    size_t shape; // in the model; SIZE_MAX: unknown
    char source[UNMAPPED_SOURCE];
    char id[UNMAPPED_ID];
    char keys[UNMAPPED_KEYS]; // of an unknown shape
};

struct unmapped {
    VECTOR(struct unmapped_kind) kinds;
    uint16_t places[UNMAPPED_PLACES]; // kinds by hash, from 1; 0: none
};

void unmapped_finish(struct unmapped *unmapped);
void unmapped_reset(struct unmapped *unmapped);

// Counts a record; not where memory is out for its kind.
void unmapped_count(struct unmapped *unmapped, const struct carl_model *model, const struct row *row);

// Adds the counts of `from`.
void unmapped_add(struct unmapped *unmapped, const struct unmapped *from);

// The kind with the index'th highest count, of equal ones the one that came first;
// NULL past the last.
const struct unmapped_kind *unmapped_find(const struct unmapped *unmapped, size_t index);

#endif
