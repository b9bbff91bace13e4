// SPDX-License-Identifier: Apache-2.0
// carl: runs MITRE CAR pseudocode over event records.
//
// This is the library's only public header. The way through it:
//
//   carl_model        the data model and the sensor maps, immutable
//     -> carl_rules   rule texts, checked and compiled; immutable once compiled
//       -> carl_scan  one run over one input: feed bytes, receive hits
//
// Ownership: a create function gives its caller an object to destroy; destroy
// functions accept NULL. An object borrows what it was created from, which must
// outlive it. Strings that accessors return are borrowed from the object and
// live as long as it does (those of a hit: until its callback returns). All
// text is UTF-8; strings are NUL-terminated where the type is `const char *`.
//
// Threads: carl_model and compiled carl_rules may be shared by any number of
// threads. Everything else belongs to one thread at a time. The library has no
// global state, never exits the process, and neither reads nor writes files.
//
// Failure: functions that can fail return enum carl_status and write their
// results (parameters named ret_) only on CARL_OK.
#ifndef CARL_H
#define CARL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CARL_API __attribute__((visibility("default")))
#define CARL_MUST_USE __attribute__((warn_unused_result))
#else
#define CARL_API
#define CARL_MUST_USE
#endif

struct carl_model;
struct carl_diagnostics;
struct carl_rules;
struct carl_scan;
struct carl_stream;
struct carl_hit;

enum carl_status {
    CARL_OK = 0,
    CARL_ERROR_MEMORY,  // memory ran out; the object can only be destroyed
    CARL_ERROR_RULE,    // a rule has errors; the diagnostics say which
    CARL_ERROR_DATA,    // built-in or given model data is broken
    CARL_ERROR_USAGE,   // a function was called with a wrong argument or out of order
    CARL_ERROR_STOPPED, // a callback asked to stop
    CARL_ERROR_REFUSED, // a text cannot be formatted without changing its meaning
    CARL_ERROR_INPUT,   // input is damaged, encrypted or in a form that is not read
};

// A short English sentence for a status; a constant string.
CARL_API const char *carl_status_message(enum carl_status status);

// The library's version, such as "0.1.0"; a constant string.
CARL_API const char *carl_version(void);

// Receives `size` bytes at `data`, which live until it returns. Returns false
// to stop the writer.
typedef bool (*carl_write_fn)(void *user, const char *data, size_t size);

// ---------------------------------------------------------------------------
// Data model

// The built-in data model (MITRE CAR's objects, actions and fields) with its
// sensor maps. It is part of the library, so that this takes no time. The caller
// destroys the result.
CARL_API CARL_MUST_USE enum carl_status carl_model_create(struct carl_model **ret_model);
CARL_API void carl_model_destroy(struct carl_model *model);

// A sensor map (docs/sensor-maps.md): its text, and its name in diagnostics.
struct carl_map {
    const char *file;
    const char *data;
    size_t size;
};

// Loads the data model with sensor maps that take the place of built-in ones of
// the same name, or come before those of other names. The maps are copied.
// CARL_ERROR_RULE: a map has errors, which `diagnostics` gets, with their places.
CARL_API CARL_MUST_USE enum carl_status carl_model_create_with_maps(const struct carl_map *maps, size_t count,
                                                                    struct carl_diagnostics *diagnostics,
                                                                    struct carl_model **ret_model);

// One object of the data model, found by its name as a rule may write it
// (case, `_`, `-` and blanks ignored); SIZE_MAX where there is none. Objects are
// numbered 0 to carl_model_object_count() - 1 in alphabetical order.
CARL_API size_t carl_model_object_count(const struct carl_model *model);
CARL_API size_t carl_model_object_find(const struct carl_model *model, const char *name);
CARL_API const char *carl_model_object_name(const struct carl_model *model, size_t object);
CARL_API const char *carl_model_object_description(const struct carl_model *model, size_t object);
// True for an object that CAR's model does not have and carl adds.
CARL_API bool carl_model_object_is_extension(const struct carl_model *model, size_t object);

// The actions of an object; find gives SIZE_MAX where there is none.
CARL_API size_t carl_model_action_count(const struct carl_model *model, size_t object);
CARL_API size_t carl_model_action_find(const struct carl_model *model, size_t object, const char *name);
CARL_API const char *carl_model_action_name(const struct carl_model *model, size_t object, size_t action);
CARL_API const char *carl_model_action_description(const struct carl_model *model, size_t object, size_t action);

// The fields of an object, common to all its actions. The example is "" where
// the model has none. An extension field is one that CAR's model does not have.
CARL_API size_t carl_model_field_count(const struct carl_model *model, size_t object);
CARL_API const char *carl_model_field_name(const struct carl_model *model, size_t object, size_t field);
CARL_API const char *carl_model_field_description(const struct carl_model *model, size_t object, size_t field);
CARL_API const char *carl_model_field_example(const struct carl_model *model, size_t object, size_t field);
CARL_API bool carl_model_field_is_extension(const struct carl_model *model, size_t object, size_t field);

// The other names a field or action is known by in rules, one call per alias:
// the index'th alias, or NULL past the last.
CARL_API const char *carl_model_field_alias(const struct carl_model *model, size_t object, size_t field, size_t index);
CARL_API const char *carl_model_action_alias(const struct carl_model *model, size_t object, size_t action,
                                             size_t index);

// The sensors whose events are read, numbered from 0; find ignores case, `_`, `-`
// and blanks, and gives SIZE_MAX where there is none.
CARL_API size_t carl_model_sensor_count(const struct carl_model *model);
CARL_API size_t carl_model_sensor_find(const struct carl_model *model, const char *name);
CARL_API const char *carl_model_sensor_name(const struct carl_model *model, size_t sensor);

// Which sensor events are read as this object and action: calls are numbered
// from 0; false past the last. *ret_sensor is the sensor's name ("sysmon"),
// *ret_event its event id and name ("1 ProcessCreate").
CARL_API bool carl_model_mapping(const struct carl_model *model, size_t object, size_t action, size_t index,
                                 const char **ret_sensor, const char **ret_event);
// The native field that mapping fills the CAR field from ("Image"), or NULL
// where it does not fill it.
CARL_API const char *carl_model_mapping_field(const struct carl_model *model, size_t object, size_t action,
                                              size_t index, size_t field);

// ---------------------------------------------------------------------------
// Diagnostics

enum carl_severity { CARL_NOTE, CARL_WARNING, CARL_ERROR };

// An empty list; the caller owns it and may pass it to several calls, which
// append. It keeps copies of the rule texts that it points into.
CARL_API CARL_MUST_USE enum carl_status carl_diagnostics_create(struct carl_diagnostics **ret_diagnostics);
CARL_API void carl_diagnostics_destroy(struct carl_diagnostics *diagnostics);

// Diagnostics of one rule are in order of position; rules in the order added.
CARL_API size_t carl_diagnostics_count(const struct carl_diagnostics *diagnostics);
CARL_API size_t carl_diagnostics_count_severity(const struct carl_diagnostics *diagnostics,
                                                enum carl_severity severity);

CARL_API enum carl_severity carl_diagnostic_severity(const struct carl_diagnostics *diagnostics, size_t index);
CARL_API const char *carl_diagnostic_code(const struct carl_diagnostics *diagnostics, size_t index);    // "E201"
CARL_API const char *carl_diagnostic_message(const struct carl_diagnostics *diagnostics, size_t index); // one line
CARL_API const char *carl_diagnostic_help(const struct carl_diagnostics *diagnostics, size_t index);    // or NULL
CARL_API const char *carl_diagnostic_file(const struct carl_diagnostics *diagnostics, size_t index);
// Lines and byte columns count from 1; the end is exclusive.
CARL_API void carl_diagnostic_position(const struct carl_diagnostics *diagnostics, size_t index, size_t *ret_line,
                                       size_t *ret_column, size_t *ret_end_line, size_t *ret_end_column);

struct carl_render_options {
    bool color;          // ANSI colours
    bool notes;          // include notes
    bool group_repeated; // show a repeated code once per rule, with a count
};

// Renders one diagnostic as a compiler would: position, severity, code,
// message, the source line with carets, help. Ends with a newline.
CARL_API CARL_MUST_USE enum carl_status carl_diagnostics_render_text(const struct carl_diagnostics *diagnostics,
                                                                     const struct carl_render_options *options,
                                                                     carl_write_fn write, void *user);

// Renders the list as one JSON array (docs/diagnostics.md describes the
// members). `notes` of the options applies; the rest is ignored.
CARL_API CARL_MUST_USE enum carl_status carl_diagnostics_render_json(const struct carl_diagnostics *diagnostics,
                                                                     const struct carl_render_options *options,
                                                                     carl_write_fn write, void *user);

// ---------------------------------------------------------------------------
// Rules that other rules run
//
// The rule that `run Analytic:ID` means is what the caller's finder finds; where
// there is no finder, or it finds none, the one among the rules that the library
// brings (those that are installed with it).

// The text of a rule that another one runs.
struct carl_rule_text {
    const char *file;
    const char *data;
    size_t size;
    bool is_analytics; // the text is that of a CAR analytic file, for carl_rules_add_analytics
};

// Finds the rule that `run Analytic:ID` in `file` means; the text lives until the
// next call. False where there is none. A rule that is found and has errors is not
// replaced by another.
typedef bool (*carl_find_fn)(void *user, const char *id, const char *file, struct carl_rule_text *ret_text);

// True when the rule text has this id: its @id, or without one the file's name
// without its extension. With `ID` also `ID#n`. Of an analytic file: that it has
// the implementation ID#n, or, of `ID`, no other implementation in pseudocode.
CARL_API bool carl_rule_text_has_id(const struct carl_rule_text *text, const char *id);

// A finder and what is handed to it.
struct carl_finder {
    carl_find_fn find;
    void *user;
};

// ---------------------------------------------------------------------------
// Mending and formatting rule texts

// Applies to a rule text the edits of all errors and warnings whose fix is
// mechanical, checking again until there is none, and writes the result (in one
// call; none for an empty one). Appends to `mended` what was mended (places are
// in the text as it was then) and to `remaining` what is left to say about the
// result, for a human. `file` names the text in both. `finder` may be NULL.
CARL_API CARL_MUST_USE enum carl_status carl_fix(const struct carl_model *model, const struct carl_finder *finder,
                                                 const char *file, const char *data, size_t size,
                                                 struct carl_diagnostics *mended, struct carl_diagnostics *remaining,
                                                 carl_write_fn write, void *user);

// The same for an analytic file in YAML. Only code in literal blocks (`|`) is
// mended; nothing else of the file changes.
CARL_API CARL_MUST_USE enum carl_status
carl_fix_analytics(const struct carl_model *model, const struct carl_finder *finder, const char *file, const char *data,
                   size_t size, struct carl_diagnostics *mended, struct carl_diagnostics *remaining,
                   carl_write_fn write, void *user);

// Writes a rule text in canonical form (in one call; none for an empty one): one
// statement a line, synonyms as what they are read as, names as the data model
// spells them. Comments and metadata stay. The result means the same, which is
// verified, and formatting it again changes nothing. CARL_ERROR_RULE: the text
// has syntax errors, which `diagnostics` gets. CARL_ERROR_REFUSED: no result
// could be shown to mean the same. Nothing is written then.
CARL_API CARL_MUST_USE enum carl_status carl_format(const struct carl_model *model, const char *file, const char *data,
                                                    size_t size, struct carl_diagnostics *diagnostics,
                                                    carl_write_fn write, void *user);

// The codes of diagnostics, numbered from 0 to carl_code_count() - 1, errors
// first; find gives SIZE_MAX where there is none ("E201"; case of the letter
// ignored). All strings are constant.
CARL_API size_t carl_code_count(void);
CARL_API size_t carl_code_find(const char *name);
CARL_API const char *carl_code_name(size_t code); // "E201"
CARL_API const char *carl_code_kind(size_t code); // "undefined_variable"
CARL_API enum carl_severity carl_code_severity(size_t code);
CARL_API const char *carl_code_summary(size_t code);     // one sentence
CARL_API const char *carl_code_explanation(size_t code); // paragraphs, with an empty line between them
// A rule that has the mistake, and the same rule without it; "" where no rule by
// itself shows it.
CARL_API const char *carl_code_example(size_t code);
CARL_API const char *carl_code_mended(size_t code);

// ---------------------------------------------------------------------------
// Rules

// An empty rule set over `model`, which must outlive it.
CARL_API CARL_MUST_USE enum carl_status carl_rules_create(const struct carl_model *model,
                                                          struct carl_rules **ret_rules);
CARL_API void carl_rules_destroy(struct carl_rules *rules);

// Sets where carl_rules_add looks for rules that are run by others.
CARL_API void carl_rules_set_finder(struct carl_rules *rules, carl_find_fn find, void *user);

// Gives `input name` of the rules added from now on a value, which counts as a
// number, a time or a text by its look. Both are copied; a later value replaces
// an earlier one.
CARL_API CARL_MUST_USE enum carl_status carl_rules_set_parameter(struct carl_rules *rules, const char *name,
                                                                 const char *value);

// Adds one rule text. `file` names it in diagnostics and gives the rule's id
// where the text has no @id (the last component without its extension). Parses
// and checks it and appends what there is to say to `diagnostics`. The bytes are
// copied. CARL_ERROR_RULE: the rule has errors; it stays in the set, counted as
// failed, and the others are unharmed.
CARL_API CARL_MUST_USE enum carl_status carl_rules_add(struct carl_rules *rules, const char *file, const char *data,
                                                       size_t size, struct carl_diagnostics *diagnostics);

// Adds the rules of one analytic file in YAML, as MITRE's Cyber Analytics
// Repository publishes them: each implementation of type pseudocode is a rule
// ID#n, `n` being its index among all implementations, from 0. What the file says
// about them (title, ATT&CK and D3FEND ids, references...) is their metadata.
// Diagnostics point into the file. Otherwise like carl_rules_add. CARL_ERROR_RULE:
// a rule has errors, or the file is broken and adds none; a file without
// pseudocode adds none and is no error.
CARL_API CARL_MUST_USE enum carl_status carl_rules_add_analytics(struct carl_rules *rules, const char *file,
                                                                 const char *data, size_t size,
                                                                 struct carl_diagnostics *diagnostics);

// Compiles the rules added so far for running. A rule that uses what cannot be
// run fails with a diagnostic; the others are compiled. Called once, after the
// last carl_rules_add. CARL_ERROR_RULE: at least one rule failed here.
CARL_API CARL_MUST_USE enum carl_status carl_rules_compile(struct carl_rules *rules,
                                                           struct carl_diagnostics *diagnostics);

// Rules in the order added. A failed rule (with errors) has no hits.
CARL_API size_t carl_rules_count(const struct carl_rules *rules);
CARL_API bool carl_rule_failed(const struct carl_rules *rules, size_t rule);
CARL_API const char *carl_rule_id(const struct carl_rules *rules, size_t rule);
CARL_API const char *carl_rule_file(const struct carl_rules *rules, size_t rule);
CARL_API const char *carl_rule_title(const struct carl_rules *rules, size_t rule); // "" without @title

// The index'th value of a metadata key ("attack", "reference"...) of a rule, or
// NULL past the last. Comma-separated values of @attack and @d3fend count apart.
CARL_API const char *carl_rule_metadata(const struct carl_rules *rules, size_t rule, const char *key, size_t index);

struct carl_explain_options {
    bool color;   // ANSI colours
    size_t width; // columns to wrap lists at; 0: 100
};

// Shows what was made of compiled rules, one after the other, failed ones left
// out: which records each reads, what fills the fields it asks for, the tests in
// their order and the form they were compiled to, how joins find their rows, what
// is decided for each record, what at the end of the input, and what is kept until
// then; last, the gate of all rules (docs/explain.md). `options` may be NULL. CARL_ERROR_USAGE: rules not
// compiled.
CARL_API CARL_MUST_USE enum carl_status carl_rules_explain_text(const struct carl_rules *rules,
                                                                const struct carl_explain_options *options,
                                                                carl_write_fn write, void *user);

// The same as one JSON object, a line for each rule in it.
CARL_API CARL_MUST_USE enum carl_status carl_rules_explain_json(const struct carl_rules *rules, carl_write_fn write,
                                                                void *user);

// ---------------------------------------------------------------------------
// Scanning

// Called for each hit, in input order; the hit lives until it returns. What
// depends on more than one record, or on `now`, is delivered at the end of the
// input, unless the scan follows. Returns false to stop the scan.
typedef bool (*carl_hit_fn)(void *user, const struct carl_hit *hit);

// Called for each record that could not be read: where it starts, and why.
// `line` counts from 1, `offset` from 0 in bytes; `column` is the 1-based byte
// in the line where reading failed, 0 if unknown.
typedef void (*carl_malformed_fn)(void *user, const char *file, uint64_t line, uint64_t offset, uint64_t column,
                                  const char *reason);

enum carl_problem_kind {
    CARL_PROBLEM_DAMAGED,   // it breaks off or is corrupt; what comes before was read
    CARL_PROBLEM_ENCRYPTED, // a member of an archive that needs a password
    CARL_PROBLEM_FOREIGN,   // in a form that is not read
};

// Why a file, or a member of an archive, cannot be read, or no further.
struct carl_problem {
    enum carl_problem_kind kind;
    const char *file;   // as hits name it: "dump.zip/folder/member.json"
    uint64_t offset;    // where it was found, in the bytes of the innermost container
    const char *reason; // of a foreign form what it is: "a Windows event log (EVTX)"
    const char *help;   // what to do; NULL: nothing comes to mind
};

// Called for each problem with what carl_scan_read reads. Everything in it lives
// until the call returns.
typedef void (*carl_problem_fn)(void *user, const struct carl_problem *problem);

struct carl_scan_options {
    carl_hit_fn on_hit;             // may be NULL
    carl_malformed_fn on_malformed; // may be NULL
    carl_problem_fn on_problem;     // may be NULL
    void *user;                     // handed to all three
    const char *now;                // ISO 8601 time for `now`, or NULL: the greatest time of the records taken
    size_t max_memory;              // bytes that one rule may keep until the end of the input; 0: no limit
    size_t max_event_size;          // bytes; longer records are malformed; 0: 16 MiB
    unsigned threads;               // that carl_scan_read uses; 0: one
    bool gate;                      // carl_scan_set_gate, from the first file on
    bool strict;                    // every record is read by the slow decoder, which decides in doubt anyway
    // Which records are taken: the others are no part of the input for rules,
    // `now` and whatever runs at the end. Of all that are set each must hold.
    const char *from;           // a time, also one relative to `now`, else to `clock`; NULL: no bound
    const char *to;             // the same, exclusive; records without a time are not between bounds
    const char *clock;          // ISO 8601 time that relative times count from where `now` is NULL
    const char *const *sensors; // names; NULL where sensor_count is 0: any
    size_t sensor_count;
    const char *const
        *hosts; // hostnames or whole names, with `*` as in rules, case ignored; NULL where host_count is 0
    size_t host_count;
    bool trace; // it is counted what becomes of the rows of each rule, for carl_trace_create; nothing is passed over,
                // and the input does not grow
    uint64_t limit;   // hits after which the scan stops, as if a callback had asked to; 0: none
    bool coverage;    // it is counted which fields records have, for carl_coverage_create; nothing is passed over
    bool follow;      // the input grows: it is fed by streams, see below
    int64_t lateness; // of a scan that follows, see below: nanoseconds
};

// True for a time as the options take it: in ISO 8601, or, with `relative`, a
// distance back such as `-24h` or `7d ago`.
CARL_API bool carl_time_is_valid(const char *text, bool relative);

// A scan of one input with compiled rules, which must outlive it. The options
// are copied, but not what sensors and hosts point to, which is read here only.
// CARL_ERROR_USAGE: rules not compiled; `now`, `from`, `to` or `clock` is no time;
// `from` is not before `to`; there is no such sensor; `trace` and `follow` together.
CARL_API CARL_MUST_USE enum carl_status
carl_scan_create(const struct carl_rules *rules, const struct carl_scan_options *options, struct carl_scan **ret_scan);
CARL_API void carl_scan_destroy(struct carl_scan *scan);

// Begins a file of the input; `file` names it in hits and warnings (copied). It is
// lines of JSON; other forms are for carl_scan_read. A line left open by the file
// before is ended first.
CARL_API CARL_MUST_USE enum carl_status carl_scan_begin(struct carl_scan *scan, const char *file);

// Feeds the next bytes of the file, cut anywhere. The bytes are read before the
// call returns.
CARL_API CARL_MUST_USE enum carl_status carl_scan_feed(struct carl_scan *scan, const char *data, size_t size);

// Gives up to `size` of the next bytes of a file: writes them to `buffer` and
// their number to *ret_size, 0 at the end of the file. What it returns other
// than CARL_OK ends the reading. Calls come one at a time, from any thread of
// the scan.
typedef enum carl_status (*carl_read_fn)(void *user, char *buffer, size_t size, size_t *ret_size);

// Reads a whole file with the threads of the options. What form it has is told
// from its bytes: lines of JSON, arrays, documents one after another; in UTF-8 or
// UTF-16; compressed with gzip, zstd, xz or bzip2; zip and tar archives of such
// files, each of which is a file of its own, named FILE/MEMBER (docs/input.md).
// Lines and offsets are those of the text that is unpacked. Callbacks come in the
// order of the input and one at a time, from any of the threads. A file that ends
// without a line end ends its last line. Returns CARL_OK, CARL_ERROR_INPUT where
// options.on_problem was called, CARL_ERROR_STOPPED where a callback stopped the
// scan, CARL_ERROR_MEMORY, or what `read` returned; what was read before is
// evaluated in any case.
CARL_API CARL_MUST_USE enum carl_status carl_scan_read(struct carl_scan *scan, const char *file, carl_read_fn read,
                                                       void *user);

// Whether carl_scan_read passes over lines in which no rule can have a hit, from
// the next file on. The rules decide what can be told from the bytes of a line
// without reading it; where nothing can, or `now` needs every record's time, or
// the scan is strict, nothing is passed over. Hits are the same. Of lines passed
// over it is known only that they begin and end as an object does: they are not
// counted as events, and damage within them goes unseen.
CARL_API void carl_scan_set_gate(struct carl_scan *scan, bool gate);

// Whether carl_scan_read leaves out texts that hold no JSON as far as their first
// bytes tell, from the next file on: a problem (CARL_PROBLEM_FOREIGN) instead of a
// malformed record a line. For files that nobody said are events.
CARL_API void carl_scan_set_sift(struct carl_scan *scan, bool sift);

// Ends the input: evaluates an unfinished last line and the rules that wait for
// `now`. Call once.
CARL_API CARL_MUST_USE enum carl_status carl_scan_finish(struct carl_scan *scan);

// ---------------------------------------------------------------------------
// Input that grows
//
// A scan whose options say `follow` is fed by streams, one for each file, in turns;
// carl_scan_begin, _feed and _read are not for it. Its `now`, unless given, is the
// clock when a row is evaluated, and its `max_memory` what a rule may keep at a time.
//
// Hits of single records come as soon as their line is fed. Those of joins come when
// all their records are there, whatever their order, and those of `group ... within`
// when no more can be added; both once all streams are paused (below). Which records
// that waits for, and how long a record is kept to be joined, goes by the times of the
// records: the latest one is the time, and `lateness` how far behind it a record may
// still come. It is joined even then, with what is kept still, and counted. Time does
// not go beyond that of a stream that is not paused, nor beyond the clock. What needs
// all records (other groups, differences, values over a whole set) comes from
// carl_scan_finish.

enum carl_following {
    CARL_FOLLOW_AT_ONCE,   // all hits come while the input grows; what is kept for them is bounded in time
    CARL_FOLLOW_UNBOUNDED, // they do, but records are kept to the end: a join has no bounds on its times
    CARL_FOLLOW_AT_END,    // some hits come at the end, and records are kept for them until then
};

// How a compiled rule runs while its input grows; a failed one has no hits at once.
CARL_API CARL_MUST_USE enum carl_status carl_rule_following(const struct carl_rules *rules, size_t rule,
                                                            enum carl_following *ret_following);

// Takes up a file, whose name is copied. The caller destroys the stream before the
// scan. CARL_ERROR_USAGE: the scan does not follow, or is finished.
CARL_API CARL_MUST_USE enum carl_status carl_stream_create(struct carl_scan *scan, const char *file,
                                                           struct carl_stream **ret_stream);
CARL_API void carl_stream_destroy(struct carl_stream *stream);

// Says that what is fed first stands behind so many more lines and bytes of the file.
CARL_API void carl_stream_skip(struct carl_stream *stream, uint64_t lines, uint64_t bytes);

// Feeds the next bytes, cut anywhere: a line that is not whole waits for its rest.
CARL_API CARL_MUST_USE enum carl_status carl_stream_feed(struct carl_stream *stream, const char *data, size_t size);

// Says that the file has no more for now: once that is so of all streams, the hits
// that what was fed has made complete are given.
CARL_API CARL_MUST_USE enum carl_status carl_stream_pause(struct carl_stream *stream);

// Says that there is more, which will be fed. A new stream is not paused either.
CARL_API void carl_stream_resume(struct carl_stream *stream);

// Ends the file, and its last line where that has no end. carl_scan_finish does so
// with those that are left.
CARL_API CARL_MUST_USE enum carl_status carl_stream_end(struct carl_stream *stream);

// The latest time of the stream's records, in nanoseconds since 1970; false where
// none has one. Feeding the stream that is most behind keeps least.
CARL_API bool carl_stream_time(const struct carl_stream *stream, int64_t *ret_nanoseconds);

// ---------------------------------------------------------------------------
// What a scan counted

struct carl_scan_counts {
    uint64_t bytes;          // fed
    uint64_t events;         // records read
    uint64_t passed_over;    // lines that the gate held no hit in, which were not read
    uint64_t malformed;      // records that could not be read
    uint64_t mapped;         // records that are an event of the data model
    uint64_t unmapped;       // records that no sensor map knows
    uint64_t without_time;   // records in which no time was found
    uint64_t clock_mismatch; // records whose two times differ by over an hour
    uint64_t hits;           // of all rules
    uint64_t left_out;       // records read that the options do not take; only `events` counts them too
    uint64_t undated;        // of these: that have no time, and were left out for nothing else
    uint64_t late;           // while following: records that came later than `lateness` allows
};

CARL_API void carl_scan_counts(const struct carl_scan *scan, struct carl_scan_counts *ret_counts);
// Records read as this object and action; `action` SIZE_MAX: as the object,
// without an action.
CARL_API uint64_t carl_scan_event_count(const struct carl_scan *scan, size_t object, size_t action);
CARL_API uint64_t carl_scan_rule_hits(const struct carl_scan *scan, size_t rule);
// True for a rule that was ended because it needed more than max_memory; its
// hits are incomplete.
CARL_API bool carl_scan_rule_ended(const struct carl_scan *scan, size_t rule);
// What records are that no sensor map knows: the index'th most frequent kind,
// false past the last. As many kinds are told apart as there is room for; the
// counts of all then sum up to less than `unmapped`. The texts live as long as
// the scan and until its next call.
struct carl_unmapped {
    const char *shape;  // "flat"; NULL: unknown
    const char *source; // the sensor, or else the provider or the channel; "" where it is unknown
    const char *id;     // of the event, ""
    const char *keys;   // of an unknown shape: its first ones, with commas between; else ""
    uint64_t count;
};
CARL_API bool carl_scan_unmapped(const struct carl_scan *scan, size_t index, struct carl_unmapped *ret_unmapped);
// Of a rule that could have no hit for lack of events: the index'th kind of event
// that it searches for and no record was read as; false past the last, and of other
// rules. SIZE_MAX: any object, any action.
CARL_API bool carl_scan_rule_unfed(const struct carl_scan *scan, size_t rule, size_t index, size_t *ret_object,
                                   size_t *ret_action);
// Called for a field of the record that conditions of the rule read and no record
// had; the name lives until it returns.
typedef void (*carl_absent_field_fn)(void *user, size_t rule, const char *name);
CARL_API CARL_MUST_USE enum carl_status carl_scan_absent_fields(const struct carl_scan *scan,
                                                                carl_absent_field_fn found, void *user);
// True once as many hits were delivered as the options allow.
CARL_API bool carl_scan_limit_reached(const struct carl_scan *scan);
// The value of `now` in ISO 8601 (while following: at the end); NULL before
// carl_scan_finish, or if no record has a time.
CARL_API const char *carl_scan_now(const struct carl_scan *scan);

// ---------------------------------------------------------------------------
// Traces: what became of the rows of each rule

struct carl_trace;

// The counts of a traced scan as they are now, once no call on the scan is under
// way. The scan must outlive the trace. CARL_ERROR_USAGE: the scan is not traced.
CARL_API CARL_MUST_USE enum carl_status carl_trace_create(const struct carl_scan *scan, struct carl_trace **ret_trace);
CARL_API void carl_trace_destroy(struct carl_trace *trace);

// A step of a rule. First come those that are taken for each record, then those
// at the end of the input; one that is decided in part while reading is among both.
struct carl_trace_step {
    size_t number;         // as carl_rules_explain_text numbers it, from 1
    const char *name;      // of the variable; "" where it has none
    const char *operation; // "search Process:Create", "filter #1"
    bool search;           // its rows are records of the kinds that it searches for
    bool late;             // taken at the end of the input
    bool ran;              // false for a late one whose rows nothing asked for, or that was not come to
    uint64_t rows_in;
    uint64_t rows_out;
    size_t test_count;
    size_t input_count; // of a join; else 0
};

// A test of a step's condition, or what stands above several ("any of"). Every one
// is asked of every row that reaches the step; those of a join, of the combinations
// for which all before it held.
struct carl_trace_test {
    const char *text; // as a rule would write it; long lists are cut short
    size_t depth;     // 0: one of those that must all hold for a row to pass
    bool single;      // it reads fields itself
    uint64_t asked;   // rows
    uint64_t held;    // rows for which it held
    uint64_t missing; // rows in which a field that it reads was null; where single
    uint64_t first;   // depth 0: rows that it removed and none before it did
    uint64_t alone;   // depth 0: rows that it removed and no other would have; 0 in joins
};

// A set of a join, at the step where it is added.
struct carl_trace_input {
    const char *name;
    uint64_t rows;    // that pass what is asked of them alone
    uint64_t keyless; // rows, its own and those before, that join nothing since one of their keys is null
    uint64_t found;   // combinations that were looked at
    uint64_t kept;    // those for which everything held that can be asked by then
};

// The steps of a rule, the tests of a step and the inputs of a join, numbered from
// 0; false past the last. A failed rule has no steps. Texts live as long as the
// trace.
CARL_API bool carl_trace_step(const struct carl_trace *trace, size_t rule, size_t index,
                              struct carl_trace_step *ret_step);
CARL_API bool carl_trace_test(const struct carl_trace *trace, size_t rule, size_t step, size_t index,
                              struct carl_trace_test *ret_test);
CARL_API bool carl_trace_input(const struct carl_trace *trace, size_t rule, size_t step, size_t index,
                               struct carl_trace_input *ret_input);

// ---------------------------------------------------------------------------
// Coverage: which sensors can feed a rule

struct carl_coverage;

// What becomes of a test, or of the part of a condition that it is in, in records
// that lack its field.
enum carl_effect {
    CARL_EFFECT_NEVER,  // it never holds: the records cannot lead to a hit
    CARL_EFFECT_OPEN,   // other tests decide
    CARL_EFFECT_ALWAYS, // it always holds
};

// An event of a sensor that the rule searches for.
struct carl_coverage_event {
    const char *sensor; // "sysmon"
    const char *event;  // "1 ProcessCreate"
    bool passes;        // its records can lead to hits
    uint64_t records;   // that there were; 0 without a scan
    size_t field_count;
};

// A field that the rule reads of an event, once for each test that reads it where
// it is lacking, else once.
struct carl_coverage_field {
    const char *name;
    bool lacking;            // the event does not have it, or no record had it
    uint64_t filled;         // records that had it; 0 without a scan
    const char *test;        // that reads it where it is lacking; "" where no test does
    enum carl_effect effect; // of that test
};

// What the sensor maps say of compiled rules, or, given a scan of these rules whose
// options say `coverage`, what its records say. The rules must outlive it.
// CARL_ERROR_USAGE: rules not compiled, or the scan did not count.
CARL_API CARL_MUST_USE enum carl_status
carl_coverage_create(const struct carl_rules *rules, const struct carl_scan *scan, struct carl_coverage **ret_coverage);
CARL_API void carl_coverage_destroy(struct carl_coverage *coverage);

// Whether a sensor by itself (SIZE_MAX: all together) gives the events and fields
// without which a rule has no hits. False for failed rules. Without a scan, all
// together are those that sensor maps describe: not `car`, whose records have
// whatever fields they like.
CARL_API bool carl_coverage_suffices(const struct carl_coverage *coverage, size_t rule, size_t sensor);
// The events that a rule searches for, with a scan those that had records, and the
// fields it reads of them, numbered from 0; false past the last. An id and name that
// stand for several events of the data model are one.
CARL_API bool carl_coverage_event(const struct carl_coverage *coverage, size_t rule, size_t index,
                                  struct carl_coverage_event *ret_event);
CARL_API bool carl_coverage_field(const struct carl_coverage *coverage, size_t rule, size_t event, size_t index,
                                  struct carl_coverage_field *ret_field);
// The index'th kind of event that a rule searches for, such as "Process:Create" or
// "Flow:*"; NULL past the last. Whether an event of the sensor (SIZE_MAX: of any) is
// read as it; with a scan: whether some record was.
CARL_API const char *carl_coverage_searched(const struct carl_coverage *coverage, size_t rule, size_t index);
CARL_API bool carl_coverage_is_read(const struct carl_coverage *coverage, size_t rule, size_t index, size_t sensor);

// ---------------------------------------------------------------------------
// Hits

enum carl_hit_kind {
    CARL_HIT_EVENT, // one record
    CARL_HIT_JOIN,  // one record of each joined set
    CARL_HIT_GROUP, // a group of records
    CARL_HIT_ROW,   // columns of a `select`
    CARL_HIT_VALUE, // a number, text, time or list that the rule computed
};

CARL_API size_t carl_hit_rule(const struct carl_hit *hit); // index for carl_rule_*
CARL_API enum carl_hit_kind carl_hit_kind(const struct carl_hit *hit);
CARL_API const char *carl_hit_output(const struct carl_hit *hit); // name of the output variable
CARL_API const char *carl_hit_time(const struct carl_hit *hit);   // ISO 8601, UTC; NULL without a time
CARL_API const char *carl_hit_sensor(const struct carl_hit *hit); // "sysmon"; NULL for an unmapped record
CARL_API const char *carl_hit_file(const struct carl_hit *hit);
CARL_API uint64_t carl_hit_line(const struct carl_hit *hit);   // from 1
CARL_API uint64_t carl_hit_offset(const struct carl_hit *hit); // byte where the record starts, from 0

// The fields of the hit that are not null: those of the data model in its
// order (of a join: of its members, as "member.field"), or keys and columns, then
// those that the rule added; of a group then "count", "first" and "last". The value
// is JSON text (a string in quotes, a number, true, false, an array).
CARL_API size_t carl_hit_field_count(const struct carl_hit *hit);
CARL_API const char *carl_hit_field_name(const struct carl_hit *hit, size_t field);
CARL_API void carl_hit_field_json(const struct carl_hit *hit, size_t field, const char **ret_data, size_t *ret_size);
// The same value as plain text: a string without its quotes and escapes.
CARL_API void carl_hit_field_text(const struct carl_hit *hit, size_t field, const char **ret_data, size_t *ret_size);

// The original record, byte for byte, without its line end; empty unless the hit
// is an event, as are its file and sensor (NULL).
CARL_API void carl_hit_event(const struct carl_hit *hit, const char **ret_data, size_t *ret_size);

// What a hit that is no event holds, as JSON members without their braces. JOIN:
// "members": {name: {"event", "fields", "source"}}, or what else the member's row
// holds; where the rule adds fields to the joined rows, "fields" has those that are
// not null. GROUP: "row" (the keys), "count", "first", "last", "sources". ROW: "row"
// (the columns). VALUE: "value". Fields that the rule adds to an event are among its
// "fields", those it adds to a group or row in "row". Empty for an event.
CARL_API void carl_hit_details(const struct carl_hit *hit, const char **ret_data, size_t *ret_size);

#ifdef __cplusplus
}
#endif

#endif
