// SPDX-License-Identifier: Apache-2.0
// Writes hits in a chosen form. An output is created over a sink and compiled
// rules, both borrowed; it gets begin once, then each hit, then end once. Not
// thread-safe.
#ifndef CARL_OUTPUT_OUTPUT_H
#define CARL_OUTPUT_OUTPUT_H

#include "carl.h"
#include "output/sink.h"

#include <stdbool.h>
#include <stddef.h>

struct output {
    const struct output_format *format;
    struct sink *sink;
    const struct carl_rules *rules;
    bool color;        // ANSI colours (forms for people only)
    size_t width;      // columns to fit, 0: no limit (forms for people only)
    uint64_t hits;     // written so far
    size_t host_width; // of the widest host so far (table)
};

// One form. Functions write to the sink, whose failure is sticky.
struct output_format {
    const char *name; // as on the command line
    void (*begin)(struct output *output);
    void (*hit)(struct output *output, const struct carl_hit *hit);
    void (*end)(struct output *output);
};

extern const struct output_format output_jsonl; // one JSON object a line
extern const struct output_format output_json;  // one JSON array
extern const struct output_format output_table; // for people

// The form of this name, or NULL.
const struct output_format *output_find(const char *name);

void output_init(struct output *output, const struct output_format *format, struct sink *sink,
                 const struct carl_rules *rules);

void output_begin(struct output *output);
// False once the sink has failed: there is no point in going on.
bool output_hit(struct output *output, const struct carl_hit *hit);
// Ends the form and flushes the sink. False if anything could not be written.
bool output_end(struct output *output);

#endif
