// SPDX-License-Identifier: Apache-2.0
#include "output/output.h"

#include <string.h>

const struct output_format *output_find(const char *name) {
    static const struct output_format *const formats[] = {&output_jsonl, &output_json, &output_table};

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i]->name, name) == 0) {
            return formats[i];
        }
    }
    return NULL;
}

void output_init(struct output *output, const struct output_format *format, struct sink *sink,
                 const struct carl_rules *rules) {
    *output = (struct output){.format = format, .sink = sink, .rules = rules};
}

void output_begin(struct output *output) {
    output->format->begin(output);
}

bool output_hit(struct output *output, const struct carl_hit *hit) {
    output->format->hit(output, hit);
    output->hits++;
    return sink_end_record(output->sink);
}

bool output_end(struct output *output) {
    output->format->end(output);
    return sink_flush(output->sink);
}
