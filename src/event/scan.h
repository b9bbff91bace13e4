// SPDX-License-Identifier: Apache-2.0
// The scanner: walks one record once, from string to string, along the tree of
// wanted paths, and notes where the wanted values are. It copies nothing and
// unescapes nothing. What it accepts is JSON (RFC 8259) with an object at the
// top; whatever is unusual it leaves to the other decoder: escaped or repeated
// keys on a wanted path, numbers with exponents or beyond 64 bits, deep
// nesting, and all that is malformed. One scanner belongs to one thread.
#ifndef CARL_EVENT_SCAN_H
#define CARL_EVENT_SCAN_H

#include "base/attributes.h"
#include "event/decode.h"
#include "event/kernel.h"
#include "event/want.h"

struct scanner;

// A scanner for `tree`, which must outlive it; it finds quotes with `kernel`.
MUST_USE enum carl_status scanner_create(const struct want_tree *tree, const struct kernel *kernel,
                                         struct scanner **ret_scanner);
void scanner_destroy(struct scanner *scanner);

enum scan_result { SCAN_READ, SCAN_UNSURE, SCAN_NO_MEMORY };

// Fills `slots`, which must all be absent: type and raw of each wanted value.
// On SCAN_UNSURE some may be filled, and the record is to be read another way.
MUST_USE enum scan_result scanner_read(struct scanner *scanner, struct slice record, struct slot *slots);

// The slots that the last scanner_read filled: their numbers.
const size_t *scanner_filled(const struct scanner *scanner, size_t *ret_count);

#endif
