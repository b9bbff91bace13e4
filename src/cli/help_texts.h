// SPDX-License-Identifier: Apache-2.0
// The texts of help/*.txt in the binary. Constant data.
#ifndef CARL_CLI_HELP_TEXTS_H
#define CARL_CLI_HELP_TEXTS_H

#include "base/embedded.h"

extern const struct embedded_file help_files[];
extern const size_t help_file_count;

#endif
