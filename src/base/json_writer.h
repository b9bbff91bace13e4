// SPDX-License-Identifier: Apache-2.0
// JSON written piece by piece to a text, without blanks; commas come by
// themselves. Names of members need no escapes. Failure is the text's. Pure but
// for the text.
#ifndef CARL_BASE_JSON_WRITER_H
#define CARL_BASE_JSON_WRITER_H

#include "base/slice.h"
#include "base/text.h"

// `bracket` is `{` or `[`, and the matching one at the end.
void json_writer_open(struct text *out, char bracket);
void json_writer_close(struct text *out, char bracket);

// The name of a member, whose value follows.
void json_writer_key(struct text *out, const char *name);

// Values: of the member just named, or items of an array.
void json_writer_string(struct text *out, struct slice text);
void json_writer_number(struct text *out, size_t number);
void json_writer_null(struct text *out);

// Whole members.
void json_writer_member(struct text *out, const char *name, struct slice value);
void json_writer_count(struct text *out, const char *name, size_t count);
void json_writer_boolean(struct text *out, const char *name, bool value);
void json_writer_strings(struct text *out, const char *name, const struct slice *texts, size_t count);

#endif
