// SPDX-License-Identifier: Apache-2.0
// What a stream is, told from its first bytes. Stateless.
#ifndef CARL_INPUT_FORM_H
#define CARL_INPUT_FORM_H

#include "input/codec.h"
#include "input/lookahead.h"

enum form_kind {
    FORM_TEXT,       // in UTF-8
    FORM_UTF16,      // little-endian
    FORM_UTF16_BE,   // big-endian
    FORM_COMPRESSED, // by `codec`
    FORM_ARCHIVE,    // a zip or tar archive
    FORM_FOREIGN,    // nothing that can be read
};

struct form {
    enum form_kind kind;
    const struct codec *codec;
    size_t mark;         // bytes of a byte order mark before a text
    bool zip;            // else tar
    const char *foreign; // what it is: "a Windows event log (EVTX)"
    const char *help;    // what to do; may be NULL
};

// Looks at the stream; nothing is read.
MUST_USE enum carl_status form_detect(struct lookahead *stream, struct form *ret_form);

#endif
