// SPDX-License-Identifier: Apache-2.0
// Writes lines of a rule: indentation, width, and where the source's comments,
// metadata and blank lines go. What is written has an offset in the source;
// comments come before the first thing that stands behind them there. Private
// to the formatter; one rule, one thread.
#ifndef CARL_LANG_PRINTER_H
#define CARL_LANG_PRINTER_H

#include "base/text.h"
#include "lang/ast.h"

enum {
    PRINTER_WIDTH = 100, // bytes of a line, where there is a choice
    PRINTER_INDENT = 2,
};

struct printer {
    struct text out;
    const struct rule *rule;
    size_t comment;    // of the rule's: the next to be written
    size_t metadata;   // likewise
    size_t indent;     // levels
    size_t line_start; // in `out`
    uint32_t last_end; // in the source: where the thing written last ends
    bool opened;       // a block was opened: no blank line now
    bool measuring;    // what goes beyond the width need not be written
};

void printer_init(struct printer *printer, const struct rule *rule);
void printer_finish(struct printer *printer);

// True where a comment or metadata line that stands before `offset` is still to
// be written.
bool printer_has_extras(const struct printer *printer, uint32_t offset);

// Begins the line of a thing whose source begins at `start`, after the comments
// before `limit`. A blank line of the source is kept, as one.
void printer_begin(struct printer *printer, uint32_t limit, uint32_t start);

// Writes the comments before `limit` on lines of their own.
void printer_flush(struct printer *printer, uint32_t limit);

// Ends the line that a thing was written on, which ends at `end` in the source
// and is followed by `next` up to its end (empty: nothing): appends the comment
// that stands behind either on the same line, if it begins before `limit`. True
// if there is one: nothing more can stand on the line.
bool printer_trail(struct printer *printer, uint32_t end, struct span next, uint32_t limit);

// Begins and ends an indented block.
void printer_open(struct printer *printer, const char *bracket);
void printer_close(struct printer *printer, uint32_t limit, const char *bracket);

// Bytes on the present line.
size_t printer_column(const struct printer *printer);

// Begins an attempt to write on one line. printer_fits ends it: false, and what
// was written is taken back, if it and `tail` more bytes go beyond the width.
size_t printer_try(struct printer *printer);
bool printer_fits(struct printer *printer, size_t mark, size_t tail);
// True where an attempt has failed already.
bool printer_is_over(const struct printer *printer);

// Texts.
void printer_put(struct printer *printer, const char *string);
void printer_put_slice(struct printer *printer, struct slice text);

#endif
