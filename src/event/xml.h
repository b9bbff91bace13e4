// SPDX-License-Identifier: Apache-2.0
// Events that are XML texts within records, as JSON in the form of evtx_dump:
// attributes in "#attributes", text beside them in "#text", `<Data Name="X">` as
// a member X, names without their prefixes, what repeats with _1, _2... behind
// it. No document type is read, and so no entity but XML's own. Pure functions.
#ifndef CARL_EVENT_XML_H
#define CARL_EVENT_XML_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>

// Appends {"ROOT": ...}. False where the text is no XML of this kind (`out` then
// holds a part of it), or memory is out: then `arena`, which is used for what is
// in between, or `out` has failed.
MUST_USE bool xml_append_json(struct slice xml, struct arena *arena, struct text *out);

#endif
