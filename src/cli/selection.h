// SPDX-License-Identifier: Apache-2.0
// Which records a run takes, as its arguments say, and how many hits.
#ifndef CARL_CLI_SELECTION_H
#define CARL_CLI_SELECTION_H

#include "carl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLOCK_SIZE = 32 };

struct selection_options {
    const char *from; // or NULL
    const char *to;
    const char **sensors; // borrowed from argv; the array is owned
    size_t sensor_count;
    const char **hosts;
    size_t host_count;
    uint64_t limit; // 0: none
    char clock[CLOCK_SIZE];
};

// Room for `most` sensors and as many hosts. False where memory is out, which is
// reported; finish is called in either case.
bool selection_options_init(struct selection_options *options, size_t most);
void selection_options_finish(struct selection_options *options);

// Reads the value of --from or --to, and that of --limit; false, with a message,
// where it is none.
bool selection_read_time(const char *option, const char *value, const char **ret_time);
bool selection_read_limit(const char *value, uint64_t *ret_limit);

// False, with a message, where a sensor is none of the model's.
bool selection_check_sensors(const struct selection_options *options, const struct carl_model *model);

// Puts them into the options of a scan, which borrow them.
void selection_apply(struct selection_options *options, struct carl_scan_options *scan);

#endif
