// SPDX-License-Identifier: Apache-2.0
// Times as logs write them. All are nanoseconds since 1970-01-01T00:00:00Z in
// the proleptic Gregorian calendar, without leap seconds. Pure functions, safe
// in any thread, independent of locale and TZ.
#ifndef CARL_BASE_TIME_H
#define CARL_BASE_TIME_H

#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

// Reads an ISO 8601 date, or date and time: separated by `T`, `t` or a blank;
// seconds optional; a fraction after `.` or `,` (digits beyond nanoseconds are
// dropped); zone `Z`, `UTC`, or an offset (+hh, +hhmm, +hh:mm), none: UTC.
// Blanks around are skipped. Years 1678 to 2261 (what 64 bits of nanoseconds
// hold). False where the text is anything else; *ret_nanoseconds is then left
// alone.
bool time_parse(struct slice text, int64_t *ret_nanoseconds);

// Reads a count from an epoch, digits with or without a fraction, whose size tells
// its unit: seconds since 1970 from 1e8 on, milliseconds from 1e11, microseconds
// from 1e14, the 100 nanoseconds since 1601 of Windows from 1.16e17 (1968) to
// 1.6e17 (2108), nanoseconds since 1970 from 1e18. The serial that the Linux audit
// log writes behind a colon is skipped. False where the text is
// anything else; *ret_nanoseconds is then left alone.
bool time_parse_epoch(struct slice text, int64_t *ret_nanoseconds);

// Appends the time in ISO 8601, UTC, with 0, 3, 6 or 9 digits of fraction, the
// fewest that lose nothing: 2020-10-19T02:56:14.283Z.
void time_append(struct text *out, int64_t nanoseconds);

#endif
