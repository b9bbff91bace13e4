// SPDX-License-Identifier: Apache-2.0
// What `carl coverage` shows of rules that were compiled, and the two forms of it.
#ifndef CARL_CLI_COVERAGE_H
#define CARL_CLI_COVERAGE_H

#include "carl.h"
#include "output/sink.h"

#include <stdbool.h>
#include <stddef.h>

struct covered {
    const struct carl_model *model;
    const struct carl_rules *rules;
    const struct carl_coverage *coverage;
    const char *const *sensors; // that are asked about; of the model
    size_t sensor_count;        // 0: all together
    bool counted;               // there were events
    bool color;                 // of the text
};

// Whether what is asked about can feed the rule: every sensor that is named, or all
// together.
bool coverage_is_fed(const struct covered *covered, size_t rule);

// Whether something that is asked about is read as the index'th kind of event that the
// rule searches for.
bool coverage_is_read(const struct covered *covered, size_t rule, size_t index);

// Whether the events of this sensor are asked about.
bool coverage_is_asked(const struct covered *covered, const char *sensor);

void coverage_print_text(const struct covered *covered, struct sink *sink);
void coverage_print_json(const struct covered *covered, struct sink *sink);

#endif
