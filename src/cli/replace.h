// SPDX-License-Identifier: Apache-2.0
// Replaces a file's content so that at every moment, even if the machine stops,
// there is either the old content or the new.
#ifndef CARL_CLI_REPLACE_H
#define CARL_CLI_REPLACE_H

#include <stdbool.h>
#include <stddef.h>

// Writes a new file beside the one at `path`, with its permissions and, where
// possible, its owner, and renames it over that. Where `path` is a symbolic link
// the file that it names is replaced. False, with a message, if that fails; the
// old file is unharmed then.
bool file_replace(const char *path, const char *data, size_t size);

#endif
