// SPDX-License-Identifier: Apache-2.0
// The sensor maps of --map, and the data model with them.
#ifndef CARL_CLI_MAPS_H
#define CARL_CLI_MAPS_H

#include "carl.h"

#include <stdbool.h>
#include <stddef.h>

struct map_list {
    const char **paths; // borrowed from argv; the array is owned
    size_t count;
};

void map_list_init(struct map_list *list);
void map_list_finish(struct map_list *list);

// Adds a file. False, with a message, if memory is out.
bool map_list_add(struct map_list *list, const char *path);

enum map_load {
    MAPS_LOADED,
    MAPS_FAILED,     // a map has errors, which `diagnostics` has
    MAPS_UNREADABLE, // said in a message, as is all else
    MAPS_FATAL,
};

// Loads the data model with the maps. The caller destroys *ret_model.
enum map_load map_list_load(const struct map_list *list, struct carl_diagnostics *diagnostics,
                            struct carl_model **ret_model);

// The same for a verb that has no use for diagnostics: shows them on standard
// error. False if there is no model then.
bool map_list_load_model(const struct map_list *list, bool color, struct carl_model **ret_model);

#endif
