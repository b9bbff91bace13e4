// SPDX-License-Identifier: Apache-2.0
// What a decoder of records does: it takes the bytes of one record and the tree
// of wanted paths, and fills one slot for each. Stages above know slots and
// never the decoder's own idea of JSON. One thread each.
//
// Numbers are text in one form: integers as written (-0 is 0), everything else
// in the fewest digits that read back as the same double, so that two decoders
// agree. Texts are valid UTF-8; a lone surrogate escape is U+FFFD.
#ifndef CARL_EVENT_DECODE_H
#define CARL_EVENT_DECODE_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/text.h"
#include "carl.h"
#include "event/want.h"

enum slot_type {
    SLOT_ABSENT, // the record has no such path
    SLOT_NULL,
    SLOT_FALSE,
    SLOT_TRUE,
    SLOT_NUMBER,
    SLOT_TEXT,
    SLOT_ARRAY,
    SLOT_OBJECT,
};

struct slot {
    enum slot_type type;
    bool escaped;     // a text: `raw` has backslashes
    struct slice raw; // as it stands in the record, a text without its quotes; unused where there is `json`
    const void *json; // the value in a decoder's own tree; NULL: there is none
};

struct decoder;

enum decode_result { DECODE_OK, DECODE_MALFORMED, DECODE_NO_MEMORY };

struct decode_error {
    size_t column;      // 1-based byte where decoding failed; 0: unknown
    const char *reason; // a constant
};

// A decoder for `tree`, which reads with the scanner and leaves to jansson what
// that is unsure of; a strict one leaves it everything. What it makes for one record comes from `scratch`, which
// the caller resets before the next. Both must outlive it.
MUST_USE enum carl_status decoder_create(const struct want_tree *tree, struct arena *scratch, bool strict,
                                         struct decoder **ret_decoder);
void decoder_destroy(struct decoder *decoder);

// Decodes one record, which must live until the next. *ret_slots has the tree's slot_count slots; they and all
// that is asked of them live until the next call.
MUST_USE enum decode_result decoder_read(struct decoder *decoder, struct slice record, const struct slot **ret_slots,
                                         struct decode_error *ret_error);

// The text of a text or number; the JSON text of an array or object. Empty
// where memory is out (the scratch arena has then failed).
struct slice decoder_text(struct decoder *decoder, const struct slot *slot);

// The number of elements of an array, and one of them.
size_t decoder_item_count(struct decoder *decoder, const struct slot *array);
struct slot decoder_item(struct decoder *decoder, const struct slot *array, size_t index);

// A member of an object: by its exact key, else the first that folds to `name`
// as names do; of type SLOT_ABSENT where there is none or `object` is no object.
struct slot decoder_member(struct decoder *decoder, const struct slot *object, struct slice name);

// Appends the record with `json` in the place of the text of a slot.
void decoder_append_replaced(struct decoder *decoder, const struct slot *slot, struct slice json, struct text *out);

// Appends every text, number and boolean of the record in its order, one a line,
// keys, nulls and empty texts left out.
void decoder_append_values(struct decoder *decoder, struct text *out);

#endif
