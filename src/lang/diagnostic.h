// SPDX-License-Identifier: Apache-2.0
// What the compiler says about a rule: a list of diagnostics that the caller
// owns (struct carl_diagnostics of carl.h). Codes are permanent and live in
// diagnostics.def, one line each with severity and kind; a code is never
// reused. Not thread-safe: one list belongs to one thread at a time.
#ifndef CARL_LANG_DIAGNOSTIC_H
#define CARL_LANG_DIAGNOSTIC_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/vector.h"
#include "lang/source.h"

enum diagnostic_code {
#define DIAGNOSTIC(code, severity, kind, summary) DIAGNOSTIC_##code,
#include "lang/diagnostics.def"
#undef DIAGNOSTIC
    DIAGNOSTIC_CODE_COUNT
};

// Replaces `span` of the text by `insert` (an empty span inserts).
struct edit {
    struct span span;
    struct slice insert;
};

// A second place that matters, with what to say there.
struct related {
    struct span span;
    struct slice label;
};

struct diagnostic {
    enum diagnostic_code code;
    const struct source *source; // shared with the list
    struct span span;
    struct slice message; // one line, NUL-terminated
    struct slice help;    // one line, NUL-terminated; empty: none
    VECTOR(struct related) related;
    VECTOR(struct edit) edits; // together they mend the mistake
    bool mechanical;           // the edits are safe to apply without a human
};

// A source of the list and the rule that it is the text of.
struct diagnosed_source {
    struct source *source; // owned
    struct slice rule;     // the rule's id, NUL-terminated
};

struct carl_diagnostics {
    struct arena arena; // messages, helps, labels, inserts
    VECTOR(struct diagnostic *) items;
    VECTOR(struct diagnosed_source) sources;
    struct diagnostic spare; // stands in for one that memory was missing for
    bool failed;             // memory ran out: something is missing
};

// Hands a source to the list, which destroys it at its end; all diagnostics
// about it borrow it. On failure the source is destroyed at once and false
// returned.
MUST_USE bool diagnostics_take_source(struct carl_diagnostics *list, struct source *source);

// Makes a source of a text and hands it to the list, which owns it; see
// source_create for the errors.
MUST_USE enum carl_status diagnostics_add_source(struct carl_diagnostics *list, struct slice file, struct slice text,
                                                 struct source **ret_source);

// Says which rule a source is the text of. Until then, and where the text names
// none, it is the file's name without folders and extension. The id is copied.
void diagnostics_set_rule(struct carl_diagnostics *list, const struct source *source, struct slice rule_id);

// The rule a source is the text of; borrowed from the list, NUL-terminated.
struct slice diagnostics_rule(const struct carl_diagnostics *list, const struct source *source);

// Appends a diagnostic and returns it for help, related spans and edits, which
// are added by the functions below. Never NULL: when memory is out the list is
// marked failed and a spare that is in no list is returned. Message texts name
// code in backquotes. `source` must have been taken by the list.
PRINTF_LIKE(5, 6)
struct diagnostic *diagnostics_add(struct carl_diagnostics *list, enum diagnostic_code code,
                                   const struct source *source, struct span span, const char *format, ...);
PRINTF_LIKE(3, 4)
void diagnostic_help(struct carl_diagnostics *list, struct diagnostic *diagnostic, const char *format, ...);
PRINTF_LIKE(4, 5)
void diagnostic_related(struct carl_diagnostics *list, struct diagnostic *diagnostic, struct span span,
                        const char *format, ...);
// Adds an edit; `insert` is copied. The diagnostic becomes mechanical; a caller
// that only proposes sets `mechanical` back to false after its last edit.
void diagnostic_edit(struct carl_diagnostics *list, struct diagnostic *diagnostic, struct span span,
                     struct slice insert);

// Puts the diagnostics from index `first` on in order of position (stable).
void diagnostics_sort(struct carl_diagnostics *list, size_t first);

// Errors among the diagnostics from index `first` on.
size_t diagnostics_errors_since(const struct carl_diagnostics *list, size_t first);

// Of the table.
enum carl_severity diagnostic_code_severity(enum diagnostic_code code);
const char *diagnostic_code_name(enum diagnostic_code code);    // "E201"
const char *diagnostic_code_kind(enum diagnostic_code code);    // "undefined_variable"
const char *diagnostic_code_summary(enum diagnostic_code code); // one sentence

// For PRINTF formats: a slice as "%.*s".
#define SLICE_ARG(slice) (int)(slice).size, (slice).data

#endif
