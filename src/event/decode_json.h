// SPDX-License-Identifier: Apache-2.0
// Inside of event/: records as jansson's trees. It is slow, and it decides what
// is JSON and what a record means. jansson keeps the last of a key written
// twice, keeps members in the order of the record, and limits nesting, which
// bounds the recursion here as well. One thread each.
#ifndef CARL_EVENT_DECODE_JSON_H
#define CARL_EVENT_DECODE_JSON_H

#include "base/attributes.h"
#include "event/decode.h"
#include "event/want.h"

#include <jansson.h>

struct json_document {
    json_t *root;             // owned
    bool sanitized;           // texts of the tree may be marked (event/sanitize.h)
    const json_t *replaced;   // a value of the tree in whose place json_append writes...
    struct slice replacement; // ...this
    struct text clean;        // the sanitized copy
};

void json_document_init(struct json_document *document);
void json_document_finish(struct json_document *document);

// Makes the record the document's tree.
MUST_USE enum decode_result json_document_parse(struct json_document *document, struct slice record,
                                                struct decode_error *ret_error);

// Adds the tree of an object or array, valid JSON, to a document that holds no
// record. Borrowed from the document; NULL where memory is out.
json_t *json_document_part(struct json_document *document, struct slice json);

// Forgets the tree.
void json_document_reset(struct json_document *document);

// Fills the slots that are absent along the wanted paths.
void json_document_fill(const struct json_document *document, const struct want_tree *tree, struct slot *slots);

struct slot json_slot(const struct json_document *document, const json_t *value);

// The text of a JSON string; *ret_number: it stands for a number.
struct slice json_text(const struct json_document *document, const json_t *value, bool *ret_number);

// Appends a value as JSON, numbers in the decoders' form.
void json_append(const struct json_document *document, struct text *out, json_t *value);

// As decoder_append_values, for one value.
void json_append_values(const struct json_document *document, struct text *out, json_t *value);

#endif
