// SPDX-License-Identifier: Apache-2.0
// The part of `carl explain` that explains the codes of diagnostics.
#ifndef CARL_CLI_EXPLAIN_CODES_H
#define CARL_CLI_EXPLAIN_CODES_H

#include "cli/cli.h"

#include <stdbool.h>
#include <stddef.h>

// Writes what the codes of these names mean to standard output; of all codes
// where there are no names: as text a line on each.
enum exit_status explain_codes(const char *const *names, size_t count, bool json, bool paint);

#endif
